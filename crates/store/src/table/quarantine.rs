//! The quarantine: rows that could not be read, with where they stand and why.

use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_domain::time::Instant;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::archive::Delivery;
use crate::column::{count, instant, instant_text, signed};
use crate::fault::InFile;
use crate::table::CACHE;

/// Its table.
pub(crate) const TABLE: &str = "
CREATE TABLE quarantine (
  id       TEXT PRIMARY KEY,
  source   TEXT NOT NULL,
  file     TEXT NOT NULL,
  line     INTEGER NOT NULL,
  column   TEXT,
  code     TEXT NOT NULL,
  message  TEXT NOT NULL,
  content  TEXT NOT NULL,
  delivery TEXT NOT NULL,
  received TEXT NOT NULL
) STRICT;
CREATE INDEX quarantine_by_place ON quarantine (source, file, line);
";

/// One bad row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantineItem {
    /// Stable: the same row of the same file with the same fault has the same id however often it is read.
    pub id: String,
    /// The source.
    pub source: SourceName,
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// Column's name, where it is one cell.
    pub column: Option<String>,
    /// Which.
    pub code: Code,
    /// Why, in words.
    pub message: String,
    /// The row as it came.
    pub content: String,
    /// Hash of the delivery that it came in.
    pub delivery: Hash,
    /// When that came, UTC.
    pub received: Instant,
}

impl QuarantineItem {
    /// A bad row of a delivery.
    pub fn new(
        delivery: &Delivery,
        line: u64,
        column: Option<String>,
        code: Code,
        message: String,
        content: String,
    ) -> QuarantineItem {
        let whole = canonical::hash(&(&delivery.source, &delivery.file, line, &code, &content));
        QuarantineItem {
            id: format!("Q-{}", whole.as_str().get(..12).unwrap_or_default()),
            source: delivery.source.clone(),
            file: delivery.file.clone(),
            line,
            column,
            code,
            message,
            content,
            delivery: delivery.hash.clone(),
            received: delivery.received,
        }
    }
}

/// Keeps an item; one that is known stays as it is.
pub(crate) fn put(connection: &Connection, item: &QuarantineItem) -> Outcome<()> {
    let sql = "INSERT OR IGNORE INTO quarantine VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let values = params![
        item.id,
        item.source.as_str(),
        item.file,
        signed(item.line),
        item.column,
        item.code.as_str(),
        item.message,
        item.content,
        item.delivery.as_str(),
        instant_text(item.received),
    ];
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE).map(|_| ())
}

const COLUMNS: &str = "id, source, file, line, column, code, message, content, delivery, received";

fn item(row: &Row<'_>) -> rusqlite::Result<QuarantineItem> {
    Ok(QuarantineItem {
        id: row.get(0)?,
        source: SourceName(row.get(1)?),
        file: row.get(2)?,
        line: count(row, 3)?,
        column: row.get(4)?,
        code: Code::from_stored(row.get_ref(5)?.as_str()?),
        message: row.get(6)?,
        content: row.get(7)?,
        delivery: Hash(row.get(8)?),
        received: instant(row, 9)?,
    })
}

/// The items, in order of source, file and line.
pub(crate) fn list(connection: &Connection) -> Outcome<Vec<QuarantineItem>> {
    let sql = format!("SELECT {COLUMNS} FROM quarantine ORDER BY source, file, line, column, id");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let rows = statement.query_map([], item).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// The item of an id.
pub(crate) fn get(connection: &Connection, id: &str) -> Outcome<Option<QuarantineItem>> {
    let sql = format!("SELECT {COLUMNS} FROM quarantine WHERE id = ?1");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    statement.query_row([id], item).optional().in_file(CACHE)
}

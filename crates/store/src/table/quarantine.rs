//! The quarantine: rows that could not be taken, with where they stand, all that is wrong with them, and what they speak of. An item
//! is open until a later word of its source on the same thing is taken, or a person cleared it; it is kept either way.

use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{Hash, LoadNumber, SourceName};
use linehaul_domain::time::Instant;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use crate::archive::Delivery;
use crate::column::{count, instant, instant_text, maybe_instant, signed, wrong};
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::facts;
use crate::table::stale::Cause;

/// Its tables. `base` is what the same row has in common with itself however often it comes; a row that comes again after a later one
/// was taken is another item. `receipt` is its place in the archive's order, as a fact has one. A key stands for each thing that a row
/// speaks of, open until a later word on it was taken. What a person cleared is told apart: the book says so, whenever the row came.
pub(crate) const TABLE: &str = "
CREATE TABLE quarantine (
  id          TEXT PRIMARY KEY,
  base        TEXT NOT NULL,
  turn        INTEGER NOT NULL,
  source      TEXT NOT NULL,
  file        TEXT NOT NULL,
  kind        TEXT NOT NULL,
  line        INTEGER NOT NULL,
  code        TEXT NOT NULL,
  faults      BLOB NOT NULL,
  header      BLOB NOT NULL,
  content     TEXT NOT NULL,
  whole       TEXT NOT NULL,
  rows        INTEGER NOT NULL,
  seen        INTEGER NOT NULL,
  first       TEXT NOT NULL,
  received    TEXT NOT NULL,
  delivery    TEXT NOT NULL,
  receipt     INTEGER NOT NULL,
  mended_file TEXT,
  mended_line INTEGER,
  UNIQUE (base, turn)
) STRICT;
CREATE INDEX quarantine_by_place ON quarantine (source, file, line);
CREATE INDEX quarantine_open ON quarantine (source, file, code) WHERE mended_file IS NULL;
CREATE TABLE quarantine_keys (
  source  TEXT NOT NULL,
  key     TEXT NOT NULL,
  item    TEXT NOT NULL,
  load    TEXT,
  version TEXT,
  receipt INTEGER NOT NULL,
  open    INTEGER NOT NULL,
  PRIMARY KEY (source, key, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX quarantine_keys_of_load ON quarantine_keys (load, item) WHERE open = 1 AND load IS NOT NULL;
CREATE INDEX quarantine_keys_of_item ON quarantine_keys (item, open);
CREATE TABLE quarantine_cleared (item TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// An item that waits for somebody.
pub(crate) const OPEN: &str = "mended_file IS NULL AND id NOT IN (SELECT item FROM quarantine_cleared)";

/// Something that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFault {
    /// The column's name, where it is one cell.
    pub column: Option<String>,
    /// Which.
    pub code: Code,
    /// Why, in words.
    pub message: String,
}

/// A thing that a row speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemKey {
    /// As a fact on it would name it, `stop/L-1/2`; less where not all of that could be read, `stop/L-1`.
    pub key: String,
    /// Whose it is; none for a customer, or a file.
    pub load: Option<LoadNumber>,
    /// The row's own version, where that could be read.
    pub version: Option<Instant>,
}

/// A bad row, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadItem {
    /// Line, from 1.
    pub line: u64,
    /// Everything that is wrong with it, what it was refused for first.
    pub faults: Vec<ItemFault>,
    /// The names of its columns, where it has some.
    pub header: Vec<String>,
    /// The row as it came, or how it begins.
    pub content: String,
    /// Hash of all of it.
    pub whole: Hash,
    /// For how many rows it stands.
    pub rows: u64,
    /// What it speaks of.
    pub keys: Vec<ItemKey>,
    /// Its place in the archive's order.
    pub receipt: u64,
}

/// One bad row, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantineItem {
    /// Stable: the same row of a source has the same id however often it comes, until a later one was taken.
    pub id: String,
    /// The source.
    pub source: SourceName,
    /// The file in which it was seen last.
    pub file: String,
    /// What that file holds.
    pub kind: String,
    /// Line, from 1.
    pub line: u64,
    /// What it was refused for.
    pub code: Code,
    /// Everything that is wrong with it, that first.
    pub faults: Vec<ItemFault>,
    /// The names of its columns.
    pub header: Vec<String>,
    /// The row as it came, or how it begins.
    pub content: String,
    /// Hash of all of it.
    pub whole: Hash,
    /// For how many rows it stands: 1, or more where one item counts the rest of a file's.
    pub rows: u64,
    /// How often it came.
    pub seen: u64,
    /// When it came first, UTC.
    pub first: Instant,
    /// When it came last, UTC.
    pub received: Instant,
    /// Hash of the delivery that it came in last.
    pub delivery: Hash,
    /// Its place in the archive's order.
    pub receipt: u64,
    /// The file and line by which it was mended.
    pub mended: Option<(String, u64)>,
    /// The entry of the book by which a person cleared it.
    pub cleared: Option<u64>,
}

impl QuarantineItem {
    /// Does it wait for somebody?
    pub fn is_open(&self) -> bool {
        self.mended.is_none() && self.cleared.is_none()
    }

    /// The column that it was refused for, where it is one.
    pub fn column(&self) -> Option<&str> {
        self.faults.first().and_then(|fault| fault.column.as_deref())
    }
}

/// The key of a file as a whole: what could not be had or read of it at all.
pub fn key_of_file(file: &str) -> ItemKey {
    ItemKey { key: format!("file/{file}"), load: None, version: None }
}

/// What a row has in common with itself however often it comes: what it speaks of, the names of its columns, and all of its bytes,
/// whatever is shown of them. One without a key is known by its file.
fn base(delivery: &Delivery, bad: &BadItem) -> String {
    let keys: Vec<&str> = bad.keys.iter().map(|key| key.key.as_str()).collect();
    let file = if keys.is_empty() || bad.rows > 1 { delivery.file.as_str() } else { "" };
    let whole =
        canonical::hash(&(&delivery.source, &delivery.kind, file, bad.rows > 1, &keys, &bad.header, &bad.whole));
    format!("Q-{}", whole.as_str().get(..12).unwrap_or_default())
}

/// Keeps a bad row of a delivery that is read for the first time; answers its item's id.
///
/// One that comes again is the same item, seen once more. After a later word was taken it is another one, unless its version says that
/// it is the older.
pub(crate) fn put(connection: &Connection, delivery: &Delivery, bad: &BadItem) -> Outcome<String> {
    let base = base(delivery, bad);
    let sql = "SELECT id, turn, mended_file IS NOT NULL FROM quarantine WHERE base = ?1 ORDER BY turn DESC LIMIT 1";
    let mut known = connection.prepare_cached(sql).in_file(CACHE)?;
    let known: Option<(String, u64, bool)> =
        known.query_row([&base], |row| Ok((row.get(0)?, count(row, 1)?, row.get(2)?))).optional().in_file(CACHE)?;
    let older = !bad.keys.is_empty()
        && bad
            .keys
            .iter()
            .map(|key| is_older(connection, key))
            .collect::<Outcome<Vec<_>>>()?
            .iter()
            .all(|older| *older);
    let (id, turn) = match known {
        Some((id, _, mended)) if !mended || older => {
            again(connection, &id, delivery, bad)?;
            if !mended {
                keep_keys(connection, &id, delivery, bad)?;
            }
            return Ok(id);
        }
        Some((_, turn, _)) => (format!("{base}-{}", turn + 1), turn + 1),
        None => (base.clone(), 1),
    };
    let sql = "INSERT INTO quarantine VALUES \
               (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 1, ?14, ?14, ?15, ?16, NULL, NULL)";
    let values = params![
        id,
        base,
        signed(turn),
        delivery.source.as_str(),
        delivery.file,
        delivery.kind,
        signed(bad.line),
        bad.code().as_str(),
        encoded(&bad.faults),
        canonical::encode(&bad.header),
        bad.content,
        bad.whole.as_str(),
        signed(bad.rows),
        instant_text(delivery.received),
        delivery.hash.as_str(),
        signed(bad.receipt),
    ];
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE)?;
    keep_keys(connection, &id, delivery, bad)?;
    Ok(id)
}

/// Does what a row says of a thing say of itself that it is older than what stands? One of the same version came after that.
fn is_older(connection: &Connection, ItemKey { key, load, version }: &ItemKey) -> Outcome<bool> {
    let stands = facts::last_version(connection, (load.as_ref().map_or("", LoadNumber::as_str), key))?;
    Ok(version.is_some_and(|version| stands.is_some_and(|stands| version < stands)))
}

fn again(connection: &Connection, id: &str, delivery: &Delivery, bad: &BadItem) -> Outcome<()> {
    let sql = "UPDATE quarantine SET file = ?2, line = ?3, code = ?4, faults = ?5, header = ?6, seen = seen + 1, \
               received = ?7, delivery = ?8, receipt = ?9 WHERE id = ?1";
    let values = params![
        id,
        delivery.file,
        signed(bad.line),
        bad.code().as_str(),
        encoded(&bad.faults),
        canonical::encode(&bad.header),
        instant_text(delivery.received),
        delivery.hash.as_str(),
        signed(bad.receipt),
    ];
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE).map(drop)
}

fn keep_keys(connection: &Connection, id: &str, delivery: &Delivery, bad: &BadItem) -> Outcome<()> {
    let sql = "INSERT OR REPLACE INTO quarantine_keys VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    for ItemKey { key, load, version } in &bad.keys {
        let load = load.as_ref().map(LoadNumber::as_str);
        let version = version.map(instant_text);
        let values = params![delivery.source.as_str(), key, id, load, version, signed(bad.receipt)];
        statement.execute(values).in_file(CACHE)?;
    }
    Ok(())
}

impl BadItem {
    fn code(&self) -> Code {
        self.faults.first().map_or(Code::RowBroken, |fault| fault.code)
    }
}

/// Faults as they are kept: column, code, words.
type Kept = (Option<String>, String, String);

fn encoded(faults: &[ItemFault]) -> Vec<u8> {
    let kept = |fault: &ItemFault| (fault.column.clone(), fault.code.as_str().to_owned(), fault.message.clone());
    canonical::encode(&faults.iter().map(kept).collect::<Vec<Kept>>())
}

/// Of what is kept; nothing where it does not read.
pub(crate) fn decoded(bytes: &[u8]) -> Option<Vec<ItemFault>> {
    let fault = |(column, code, message): Kept| ItemFault { column, code: Code::from_stored(&code), message };
    Some(canonical::decode::<Vec<Kept>>(bytes).ok()?.into_iter().map(fault).collect())
}

const COLUMNS: &str = "id, source, file, kind, line, code, faults, header, content, rows, seen, first, received, delivery, \
                       receipt, mended_file, mended_line, (SELECT seq FROM quarantine_cleared WHERE item = id), whole";

fn item(row: &Row<'_>) -> rusqlite::Result<QuarantineItem> {
    let damaged = |at: usize| wrong(at, "what is kept of a row does not read".to_owned());
    let mended: Option<String> = row.get(15)?;
    let line: Option<u32> = row.get(16)?;
    let cleared: Option<u32> = row.get(17)?;
    Ok(QuarantineItem {
        id: row.get(0)?,
        source: SourceName(row.get(1)?),
        file: row.get(2)?,
        kind: row.get(3)?,
        line: count(row, 4)?,
        code: Code::from_stored(row.get_ref(5)?.as_str()?),
        faults: decoded(row.get_ref(6)?.as_blob()?).ok_or_else(|| damaged(6))?,
        header: canonical::decode(row.get_ref(7)?.as_blob()?).map_err(|_| damaged(7))?,
        content: row.get(8)?,
        whole: Hash(row.get(18)?),
        rows: count(row, 9)?,
        seen: count(row, 10)?,
        first: instant(row, 11)?,
        received: instant(row, 12)?,
        delivery: Hash(row.get(13)?),
        receipt: count(row, 14)?,
        mended: mended.map(|file| (file, line.map_or(1, u64::from))),
        cleared: cleared.map(u64::from),
    })
}

fn items(connection: &Connection, which: &str, params: impl Params) -> Outcome<Vec<QuarantineItem>> {
    let sql = format!("SELECT {COLUMNS} FROM quarantine WHERE {which} ORDER BY source, file, line, id");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let rows = statement.query_map(params, item).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// The open items, in order of source, file and line.
pub(crate) fn open(connection: &Connection) -> Outcome<Vec<QuarantineItem>> {
    items(connection, OPEN, [])
}

/// Those that were mended or cleared too.
pub(crate) fn all(connection: &Connection) -> Outcome<Vec<QuarantineItem>> {
    items(connection, "1", [])
}

/// The open items that are files as a whole, of a source.
pub(crate) fn files(connection: &Connection, source: &SourceName) -> Outcome<Vec<QuarantineItem>> {
    let of_file = "SELECT item FROM quarantine_keys WHERE source = ?1 AND key >= 'file/' AND key < 'file0'";
    items(connection, &format!("source = ?1 AND {OPEN} AND id IN ({of_file})"), [source.as_str()])
}

/// Does a file still wait as a whole? One that came again right does not, though a load of it may.
pub(crate) fn file_waits(connection: &Connection, id: &str) -> Outcome<bool> {
    let sql = "SELECT 1 FROM quarantine_keys WHERE item = ?1 AND open = 1 AND key >= 'file/' AND key < 'file0'";
    connection.prepare_cached(sql).in_file(CACHE)?.exists([id]).in_file(CACHE)
}

/// The item of an id.
pub(crate) fn get(connection: &Connection, id: &str) -> Outcome<Option<QuarantineItem>> {
    Ok(items(connection, "id = ?1", [id])?.pop())
}

/// How many rows the open items stand for, of a source or of all.
pub(crate) fn open_rows(connection: &Connection, of: Option<&SourceName>) -> Outcome<u64> {
    let sql = format!("SELECT coalesce(sum(rows), 0) FROM quarantine WHERE (?1 IS NULL OR source = ?1) AND {OPEN}");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    statement.query_row([of.map(SourceName::as_str)], |row| count(row, 0)).in_file(CACHE)
}

/// The open items of a file that were refused for a reason: id, the row as it came, and where it stood.
pub(crate) fn open_of_file(
    connection: &Connection,
    of: (&SourceName, &str),
    code: Code,
) -> Outcome<Vec<(String, String, u64)>> {
    let sql =
        format!("SELECT id, content, line FROM quarantine WHERE source = ?1 AND file = ?2 AND code = ?3 AND {OPEN}");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let values = params![of.0.as_str(), of.1, code.as_str()];
    let rows = statement.query_map(values, |row| Ok((row.get(0)?, row.get(1)?, count(row, 2)?))).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// What an item speaks of, as far as no later word on it was taken; at most so much.
pub(crate) fn keys_of(connection: &Connection, id: &str, most: u64) -> Outcome<Vec<ItemKey>> {
    let sql = "SELECT key, load, version FROM quarantine_keys WHERE item = ?1 AND open = 1 ORDER BY key LIMIT ?2";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let key = |row: &Row<'_>| {
        let load: Option<String> = row.get(1)?;
        Ok(ItemKey { key: row.get(0)?, load: load.map(LoadNumber), version: maybe_instant(row, 2)? })
    };
    statement.query_map(params![id, signed(most)], key).in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// A person cleared an item by this entry of the book, or took that back: its loads are judged anew.
pub(crate) fn clear(connection: &Connection, id: &str, by: Option<u64>) -> Outcome<()> {
    let sql = "INSERT OR IGNORE INTO stale SELECT load, ?2 FROM quarantine_keys \
               WHERE item = ?1 AND open = 1 AND load IS NOT NULL";
    connection.prepare_cached(sql).in_file(CACHE)?.execute([id, Cause::Book.name()]).in_file(CACHE)?;
    let done = match by {
        Some(seq) => {
            let sql = "INSERT OR REPLACE INTO quarantine_cleared VALUES (?1, ?2)";
            connection.prepare_cached(sql).in_file(CACHE)?.execute(params![id, signed(seq)])
        }
        None => {
            connection.prepare_cached("DELETE FROM quarantine_cleared WHERE item = ?1").in_file(CACHE)?.execute([id])
        }
    };
    done.in_file(CACHE).map(drop)
}

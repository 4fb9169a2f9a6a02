//! The CSV drop folder: what is in it, and what its files say.

mod fields;
mod files;
mod rows;
mod settled;

use std::collections::BTreeMap;

use linehaul_domain::fact::Fact;
use linehaul_domain::ids::SourceName;
use linehaul_domain::near::nearest;

use crate::cell::BadCell;
use crate::mapping::{ColumnMap, Kind};
use crate::sheet::{self, BrokenRow};

use fields::Fields;
pub use files::{DropFile, Listing, document_bytes, list, readability};
pub use rows::{STATUSES, STOP_KINDS, country_of, region_of};

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Physical line on which it starts, from 1.
    pub line: u32,
    /// The column concerned.
    pub column: Option<String>,
    /// `LH-2nn`.
    pub code: &'static str,
    /// Why.
    pub message: String,
    /// The row as it came.
    pub content: String,
}

/// What a file says: `rows_read == facts + bad`, always.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Rows, good and bad; a file that cannot be read at all counts as one.
    pub rows_read: usize,
    /// One for each good row.
    pub facts: Vec<Fact>,
    /// The bad ones.
    pub bad: Vec<BadRow>,
    /// What is worth saying of the file as a whole.
    pub note: Option<String>,
}

/// Opens a document's file by its name in the drop.
pub type OpenDocument<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// Reads a file of a drop. It never fails: what cannot be read is among the bad rows.
pub fn read(
    source: &SourceName,
    kind: Kind,
    file: &str,
    bytes: &[u8],
    map: &ColumnMap,
    open: OpenDocument<'_>,
) -> Reading {
    let mut reading = Reading::default();
    if let Err(bad) = read_rows(source, kind, bytes, map, open, &mut reading) {
        let content = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
        let message = format!("{file}: {}", bad.message);
        reading.bad.push(BadRow { line: 1, column: None, code: bad.code, message, content });
    }
    reading.rows_read = reading.facts.len() + reading.bad.len();
    reading
}

fn read_rows(
    source: &SourceName,
    kind: Kind,
    bytes: &[u8],
    map: &ColumnMap,
    open: OpenDocument<'_>,
    reading: &mut Reading,
) -> Result<(), BadCell> {
    let sheet = sheet::read(bytes)?;
    let columns: Vec<String> = sheet.header.iter().map(|h| map.column(h)).collect();
    let unknown = check_header(kind, &columns)?;
    let mut notes: Vec<String> = sheet.note.clone().into_iter().collect();
    if !unknown.is_empty() {
        notes.push(format!("columns that nobody reads: {}", unknown.join(", ")));
    }
    reading.note = (!notes.is_empty()).then(|| notes.join("; "));
    for row in &sheet.rows {
        let row = match row {
            Ok(row) => row,
            Err(BrokenRow { line, content, why: BadCell { code, message } }) => {
                let (content, message) = (content.clone(), message.clone());
                reading.bad.push(BadRow { line: *line, column: None, code, message, content });
                continue;
            }
        };
        let fields = Fields::new(&columns, &row.cells);
        match rows::fact(source, kind, &fields, open) {
            Ok(fact) => reading.facts.push(fact),
            Err((column, bad)) => reading.bad.push(BadRow {
                line: row.line,
                column: Some(column),
                code: bad.code,
                message: bad.message,
                content: sheet.content(row),
            }),
        }
    }
    Ok(())
}

/// Refuses a header that lacks required columns, names one twice or types an extra wrongly; answers the columns nobody
/// reads.
fn check_header(kind: Kind, columns: &[String]) -> Result<Vec<String>, BadCell> {
    let refuse = |message: String| Err(BadCell { code: "LH-213", message });
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for column in columns.iter().filter(|c| !c.is_empty()) {
        *seen.entry(column).or_default() += 1;
    }
    if let Some((column, _)) = seen.iter().find(|(_, times)| **times > 1) {
        return refuse(format!("the column {column} is there twice"));
    }
    let missing: Vec<String> =
        kind.required().iter().filter(|w| !seen.contains_key(*w)).map(|w| hinted(w, columns)).collect();
    if !missing.is_empty() {
        return refuse(format!("a file of {} needs the column {}", kind.name(), missing.join(" and the column ")));
    }
    if kind == Kind::Loads
        && let Some(why) = columns.iter().find_map(|c| rows::open_column_wrong(c))
    {
        return refuse(why);
    }
    let known = |c: &&String| kind.known().contains(&c.as_str()) || (kind == Kind::Loads && fields::is_open(c));
    Ok(columns.iter().filter(|c| !c.is_empty() && !known(c)).cloned().collect())
}

/// A missing column with the header that was probably meant.
fn hinted(wanted: &str, columns: &[String]) -> String {
    match nearest(wanted, columns.iter().map(String::as_str)) {
        Some(near) => format!("{wanted} (did you mean it by `{near}`?)"),
        None => wanted.to_owned(),
    }
}

//! Unheard: what the quarantine has on a load.

use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{LoadNumber, SourceName};
use rusqlite::{Connection, Row};

use crate::column::{count, maybe_instant};
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::quarantine::{ItemFault, ItemKey, OPEN, decoded};

/// A word on a load that could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unheard {
    /// Whose word it is.
    pub source: SourceName,
    /// The item.
    pub item: String,
    /// What it speaks of, and of which version.
    pub key: ItemKey,
    /// Its place in the archive's order.
    pub receipt: u64,
    /// The file.
    pub file: String,
    /// The line.
    pub line: u64,
    /// What it was refused for.
    pub fault: ItemFault,
    /// Is it a row with columns, which can be mended in place?
    pub mendable: bool,
    /// The entry of the book by which a person cleared it.
    pub cleared: Option<u64>,
}

/// The words on a load that wait for somebody.
pub(crate) fn on_load(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<Unheard>> {
    let mut words = words(connection, load)?;
    words.retain(|word| word.cleared.is_none());
    Ok(words)
}

/// Those that a person cleared, and that no later word on their thing closed.
pub(crate) fn cleared_on_load(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<Unheard>> {
    let mut words = words(connection, load)?;
    words.retain(|word| word.cleared.is_some());
    Ok(words)
}

fn words(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<Unheard>> {
    let sql = "SELECT k.item, k.key, k.load, k.version, k.receipt, q.file, q.line, q.code, q.faults, c.seq, q.header, q.rows, k.source \
               FROM quarantine_keys k JOIN quarantine q ON q.id = k.item LEFT JOIN quarantine_cleared c ON c.item = k.item \
               WHERE k.load = ?1 AND k.open = 1 AND q.mended_file IS NULL ORDER BY k.receipt, k.item, k.key";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let word = |row: &Row<'_>| {
        let (load, code): (Option<String>, String) = (row.get(2)?, row.get(7)?);
        let key = ItemKey { key: row.get(1)?, load: load.map(LoadNumber), version: maybe_instant(row, 3)? };
        let first = decoded(row.get_ref(8)?.as_blob()?).unwrap_or_default().into_iter().next();
        let none = || ItemFault { column: None, code: Code::from_stored(&code), message: String::new() };
        let header: Vec<String> = canonical::decode(row.get_ref(10)?.as_blob()?).unwrap_or_default();
        Ok(Unheard {
            mendable: !header.is_empty() && count(row, 11)? == 1,
            source: SourceName(row.get(12)?),
            item: row.get(0)?,
            key,
            receipt: count(row, 4)?,
            file: row.get(5)?,
            line: count(row, 6)?,
            fault: first.unwrap_or_else(none),
            cleared: row.get::<_, Option<u32>>(9)?.map(u64::from),
        })
    };
    statement.query_map([load.as_str()], word).in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// How many rows the open items stand for of which nobody can tell the load: they hold none.
pub(crate) fn of_no_load(connection: &Connection, of: Option<&SourceName>) -> Outcome<u64> {
    let sql = format!(
        "SELECT coalesce(sum(rows), 0) FROM quarantine WHERE (?1 IS NULL OR source = ?1) AND {OPEN} AND kind != 'customers' \
         AND NOT EXISTS (SELECT 1 FROM quarantine_keys k WHERE k.item = quarantine.id AND (k.load IS NOT NULL OR k.key LIKE 'customer/%'))"
    );
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    statement.query_row([of.map(SourceName::as_str)], |row| count(row, 0)).in_file(CACHE)
}

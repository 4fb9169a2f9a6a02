//! Approvals that stand: of each load at most one. Reckoned from the entries as they are appended, so that what waits for an
//! invoice is asked of the book and not of the cache.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::LoadNumber;
use rusqlite::{Connection, OptionalExtension, params};

use crate::column::{count, signed};
use crate::fault::{InFile, contradiction};
use crate::table::BOOK;

/// Version 2. Which of them wait for an invoice is kept by the triggers of what is live.
pub(crate) const V2: &str = "
CREATE TABLE approvals (
  load  TEXT PRIMARY KEY,
  seq   INTEGER NOT NULL REFERENCES entries (seq),
  waits INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE INDEX approvals_waiting ON approvals (waits, load) WHERE waits = 1;
INSERT INTO approvals (load, seq)
  SELECT load, max(seq) FROM entries WHERE kind IN ('approved', 'approval_lapsed', 'approval_withdrawn') GROUP BY load
  HAVING kind = 'approved';
";

/// Keeps an approval; LH-950 when one stands already.
pub(crate) fn put(connection: &Connection, load: &LoadNumber, seq: u64) -> Outcome<()> {
    if let Some(known) = get(connection, load)? {
        return Err(contradiction(format!("{load} is approved by entry {known} already")));
    }
    let sql = "INSERT INTO approvals (load, seq) VALUES (?1, ?2)";
    connection.prepare_cached(sql).in_file(BOOK)?.execute(params![load.as_str(), signed(seq)]).in_file(BOOK)?;
    Ok(())
}

/// The approval that stands: the sequence of its entry.
pub(crate) fn get(connection: &Connection, load: &LoadNumber) -> Outcome<Option<u64>> {
    let mut statement = connection.prepare_cached("SELECT seq FROM approvals WHERE load = ?1").in_file(BOOK)?;
    statement.query_row([load.as_str()], |row| count(row, 0)).optional().in_file(BOOK)
}

/// Ends an approval, if it stands.
pub(crate) fn end(connection: &Connection, load: &LoadNumber) -> Outcome<()> {
    let mut statement = connection.prepare_cached("DELETE FROM approvals WHERE load = ?1").in_file(BOOK)?;
    statement.execute([load.as_str()]).in_file(BOOK).map(|_| ())
}

/// Approved loads that no live invoice bills, in order: what waits to be invoiced.
pub(crate) fn waiting(connection: &Connection) -> Outcome<Vec<LoadNumber>> {
    let sql = "SELECT load FROM approvals INDEXED BY approvals_waiting WHERE waits = 1 ORDER BY load";
    let mut statement = connection.prepare_cached(sql).in_file(BOOK)?;
    let rows = statement.query_map([], |row| row.get(0).map(LoadNumber)).in_file(BOOK)?;
    rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

/// Every approval that stands, in order of load: its entry, and whether the load waits for an invoice.
pub(crate) fn all(connection: &Connection) -> Outcome<Vec<(String, u64, i64)>> {
    let mut statement = connection.prepare("SELECT load, seq, waits FROM approvals ORDER BY load").in_file(BOOK)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, count(row, 1)?, row.get(2)?))).in_file(BOOK)?;
    rows.collect::<rusqlite::Result<_>>().in_file(BOOK)
}

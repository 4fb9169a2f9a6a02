//! What the cache remembers of itself, by name.

use linehaul_domain::fault::Outcome;
use rusqlite::{Connection, OptionalExtension, params};

use crate::fault::InFile;
use crate::table::CACHE;

/// Its table.
pub(crate) const TABLE: &str = "
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// The value of a name.
pub(crate) fn get(connection: &Connection, name: &str) -> Outcome<Option<String>> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE name = ?1").in_file(CACHE)?;
    statement.query_row([name], |row| row.get(0)).optional().in_file(CACHE)
}

/// The names that begin so, with their values, in order of name.
pub(crate) fn beginning(connection: &Connection, beginning: &str) -> Outcome<Vec<(String, String)>> {
    let sql = "SELECT name, value FROM meta WHERE name >= ?1 AND substr(name, 1, length(?1)) = ?1 ORDER BY name";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([beginning], |row| Ok((row.get(0)?, row.get(1)?))).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// Removes a name.
pub(crate) fn remove(connection: &Connection, name: &str) -> Outcome<()> {
    let mut statement = connection.prepare_cached("DELETE FROM meta WHERE name = ?1").in_file(CACHE)?;
    statement.execute([name]).in_file(CACHE).map(|_| ())
}

/// Sets the value of a name.
pub(crate) fn put(connection: &Connection, name: &str, value: &str) -> Outcome<()> {
    let sql = "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    connection.prepare_cached(sql).in_file(CACHE)?.execute(params![name, value]).in_file(CACHE).map(|_| ())
}

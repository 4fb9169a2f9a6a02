//! Files on the disk as they were when they were read last, so that one that stays as it is is not read again.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, SourceName};
use rusqlite::{Connection, OptionalExtension, params};

use crate::column::hash;
use crate::fault::InFile;
use crate::table::CACHE;

/// Its table.
pub(crate) const TABLE: &str = "
CREATE TABLE known_files (
  source TEXT NOT NULL,
  file   TEXT NOT NULL,
  stamp  TEXT NOT NULL,
  hash   TEXT NOT NULL,
  PRIMARY KEY (source, file)
) STRICT, WITHOUT ROWID;
";

/// A file as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFile {
    /// Size and times, as text that is compared and not read.
    pub stamp: String,
    /// Hash of its content.
    pub hash: Hash,
}

/// A file as it was when it was read last.
pub(crate) fn get(connection: &Connection, source: &SourceName, file: &str) -> Outcome<Option<KnownFile>> {
    let sql = "SELECT stamp, hash FROM known_files WHERE source = ?1 AND file = ?2";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let found =
        statement.query_row([source.as_str(), file], |row| Ok(KnownFile { stamp: row.get(0)?, hash: hash(row, 1)? }));
    found.optional().in_file(CACHE)
}

/// Forgets a file.
pub(crate) fn forget(connection: &Connection, source: &SourceName, file: &str) -> Outcome<()> {
    let sql = "DELETE FROM known_files WHERE source = ?1 AND file = ?2";
    connection.prepare_cached(sql).in_file(CACHE)?.execute([source.as_str(), file]).in_file(CACHE).map(|_| ())
}

/// Remembers a file.
pub(crate) fn put(connection: &Connection, source: &SourceName, file: &str, known: &KnownFile) -> Outcome<()> {
    let sql = "INSERT OR REPLACE INTO known_files VALUES (?1, ?2, ?3, ?4)";
    let values = params![source.as_str(), file, known.stamp, known.hash.as_str()];
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE).map(|_| ())
}

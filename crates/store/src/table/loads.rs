//! Loads, folded from their facts.

use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::load::Load;
use rusqlite::{Connection, OptionalExtension, params};

use crate::column::hash;
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::assessments::Encoded;

/// Its table: a load stands where its number does, and not behind an index of numbers: a page less to read for each.
pub(crate) const TABLE: &str = "
CREATE TABLE loads (number TEXT PRIMARY KEY, revision TEXT NOT NULL, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
";

/// Keeps a load; answers whether that changed anything.
pub(crate) fn put(connection: &Connection, load: &Encoded) -> Outcome<bool> {
    let sql = "INSERT INTO loads VALUES (?1, ?2, ?3)
               ON CONFLICT (number) DO UPDATE SET revision = excluded.revision, body = excluded.body
               WHERE revision <> excluded.revision OR body <> excluded.body";
    let values = params![load.number.as_str(), load.revision.as_str(), load.body];
    Ok(connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE)? > 0)
}

pub(crate) fn get(connection: &Connection, number: &LoadNumber) -> Outcome<Option<(Load, Hash)>> {
    let mut statement =
        connection.prepare_cached("SELECT body, revision FROM loads WHERE number = ?1").in_file(CACHE)?;
    let row = statement.query_row([number.as_str()], |row| Ok((row.get::<_, Vec<u8>>(0)?, hash(row, 1)?)));
    match row.optional().in_file(CACHE)? {
        Some((body, revision)) => Ok(Some((canonical::decode(&body)?, revision))),
        None => Ok(None),
    }
}

pub(crate) fn numbers(connection: &Connection) -> Outcome<Vec<LoadNumber>> {
    let mut statement = connection.prepare_cached("SELECT number FROM loads ORDER BY number").in_file(CACHE)?;
    let rows = statement.query_map([], |row| row.get(0).map(LoadNumber)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

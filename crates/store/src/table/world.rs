//! World: what the assessments of the cache were made with, by name and digest: each folder of contracts with the tables that
//! it names, the house tariff, settings by customer, the engine. Comparing it with what is at hand says what changed, without
//! looking at a single load.

use std::collections::BTreeMap;

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::Hash;
use rusqlite::Connection;

use crate::fault::InFile;
use crate::table::CACHE;

/// Its table.
pub(crate) const TABLE: &str = "
CREATE TABLE world (name TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// Names with their digests.
pub type World = BTreeMap<String, Hash>;

/// What the assessments were made with.
pub(crate) fn read(connection: &Connection) -> Outcome<World> {
    let mut statement = connection.prepare_cached("SELECT name, digest FROM world").in_file(CACHE)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, Hash(row.get(1)?)))).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// Remembers what they are made with from now on.
pub(crate) fn write(connection: &Connection, world: &World) -> Outcome<()> {
    connection.execute("DELETE FROM world", []).in_file(CACHE)?;
    let mut statement = connection.prepare_cached("INSERT INTO world VALUES (?1, ?2)").in_file(CACHE)?;
    for (name, digest) in world {
        statement.execute([name, digest.as_str()]).in_file(CACHE)?;
    }
    Ok(())
}

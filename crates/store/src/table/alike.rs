//! Alike: by what a load may be known under a second number: the BOL, PRO, shipment or order that its payor was told, or lane,
//! day and amount. Loads that share one look alike. That a trait is shared stands with each load that has it: a load of which
//! nothing is shared, as almost all are, is judged without a look at each of its traits, which lie all over a large file.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::LoadNumber;
use rusqlite::{Connection, params};

use crate::column::signed;
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::stale::{self, Cause};

/// Its table.
pub(crate) const TABLE: &str = "
CREATE TABLE alike (
  trait  TEXT NOT NULL,
  load   TEXT NOT NULL,
  shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
  PRIMARY KEY (trait, load)
) STRICT, WITHOUT ROWID;
CREATE INDEX alike_by_load ON alike (load, trait, shared);
";

/// Loads that are told by name where several look alike: what is said of a larger set does not depend on who joins it.
const TOLD: u64 = 3;

/// Traits that only warn begin with this.
pub const ONLY_WARNS: &str = "po ";

/// The loads of a trait, in order, at most so many.
pub(crate) fn sharing(connection: &Connection, of: &str, limit: u64) -> Outcome<Vec<LoadNumber>> {
    let sql = "SELECT load FROM alike WHERE trait = ?1 ORDER BY load LIMIT ?2";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map(params![of, signed(limit)], |row| row.get(0).map(LoadNumber)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

fn of_load(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<String>> {
    let mut statement =
        connection.prepare_cached("SELECT trait FROM alike WHERE load = ?1 ORDER BY trait").in_file(CACHE)?;
    let rows = statement.query_map([load.as_str()], |row| row.get(0)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// The traits of a load that another has too, in order.
pub(crate) fn shared(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<String>> {
    let sql = "SELECT trait FROM alike WHERE load = ?1 AND shared = 1 ORDER BY trait";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([load.as_str()], |row| row.get(0)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// One load alone has a trait, or is not alone with it any more.
fn set_shared(connection: &Connection, of: &str, load: &LoadNumber, shared: bool) -> Outcome<()> {
    let sql = "UPDATE alike SET shared = ?3 WHERE trait = ?1 AND load = ?2";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    statement.execute(params![of, load.as_str(), shared]).in_file(CACHE).map(drop)
}

/// Puts the traits of a load in the place of those that it had. The loads that share one that came or went are marked, where
/// what is said of them can change by it.
pub(crate) fn put(connection: &Connection, load: &LoadNumber, traits: &[String]) -> Outcome<()> {
    let before = of_load(connection, load)?;
    if before == traits {
        return Ok(());
    }
    for gone in before.iter().filter(|t| !traits.contains(t)) {
        let sql = "DELETE FROM alike WHERE trait = ?1 AND load = ?2";
        connection.prepare_cached(sql).in_file(CACHE)?.execute([gone.as_str(), load.as_str()]).in_file(CACHE)?;
        if let [alone] = sharing(connection, gone, 2)?.as_slice() {
            set_shared(connection, gone, alone, false)?;
        }
        mark_sharing(connection, gone, load)?;
    }
    for new in traits.iter().filter(|t| !before.contains(t)) {
        let others = sharing(connection, new, 2)?;
        if let [alone] = others.as_slice() {
            set_shared(connection, new, alone, true)?;
        }
        let sql = "INSERT INTO alike VALUES (?1, ?2, ?3)";
        let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
        statement.execute(params![new.as_str(), load.as_str(), !others.is_empty()]).in_file(CACHE)?;
        mark_sharing(connection, new, load)?;
    }
    Ok(())
}

/// Of a large set only the first are told by name, so that a load that comes behind them changes nothing of what is said.
fn mark_sharing(connection: &Connection, of: &str, load: &LoadNumber) -> Outcome<()> {
    let first = sharing(connection, of, TOLD + 2)?;
    let large = first.len() as u64 > TOLD + 1;
    // What only warns is not told of a large set at all.
    let warns = of.starts_with(ONLY_WARNS);
    let behind = first.last().is_some_and(|last| last < load);
    if large && (warns || behind) {
        return Ok(());
    }
    let all = if large { sharing(connection, of, u64::from(u32::MAX))? } else { first };
    all.iter().filter(|other| *other != load).try_for_each(|other| stale::mark(connection, other, Cause::LookAlike))
}

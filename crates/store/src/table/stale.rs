//! Stale: the loads whose assessment may not be what facts, book and rules make of it, each with the first reason why. A load
//! comes in here in the transaction that takes in what made it stale, and goes in the one that keeps its new assessment: a
//! process that dies in between leaves it here.
//!
//! Rowless: loads of which stops, events or documents came, but not yet the load's own row.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{CustomerId, LoadNumber};
use rusqlite::{Connection, params};

use crate::column::{count, signed};
use crate::fault::InFile;
use crate::table::CACHE;

/// Its tables.
pub(crate) const TABLE: &str = "
CREATE TABLE stale (load TEXT PRIMARY KEY, cause TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE stale_count (id INTEGER PRIMARY KEY CHECK (id = 1), loads INTEGER NOT NULL) STRICT;
INSERT INTO stale_count VALUES (1, 0);
CREATE TRIGGER stale_come AFTER INSERT ON stale BEGIN UPDATE stale_count SET loads = loads + 1; END;
CREATE TRIGGER stale_go AFTER DELETE ON stale BEGIN UPDATE stale_count SET loads = loads - 1; END;
CREATE TABLE rowless (load TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
";

/// Why a load is stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Facts of it came.
    Facts,
    /// Facts of the customer that is billed came.
    Customer,
    /// The book says something new of it.
    Book,
    /// Its contract, the house tariff, or a table that one of them names changed.
    Rules,
    /// A setting, or the engine, changed.
    Settings,
    /// A load that looks like it came or went.
    LookAlike,
}

impl Cause {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Cause::Facts => "facts",
            Cause::Customer => "customer",
            Cause::Book => "book",
            Cause::Rules => "rules",
            Cause::Settings => "settings",
            Cause::LookAlike => "look_alike",
        }
    }
}

/// Marks a load.
pub(crate) fn mark(connection: &Connection, load: &LoadNumber, cause: Cause) -> Outcome<()> {
    let mut statement = connection.prepare_cached("INSERT OR IGNORE INTO stale VALUES (?1, ?2)").in_file(CACHE)?;
    statement.execute([load.as_str(), cause.name()]).in_file(CACHE).map(|_| ())
}

/// Which loads a change of rules, settings or a customer marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Those priced by the contracts of this folder, unless approved.
    Folder(String),
    /// Those of which the house tariff may be asked, unless approved.
    House,
    /// Those of this customer, unless approved.
    Customer(CustomerId),
    /// All, unless approved.
    All,
}

/// Marks what a change touches, each in one statement by an index that has open loads alone. Nothing that is posted is open.
pub(crate) fn mark_where(connection: &Connection, mark: &Mark, cause: Cause) -> Outcome<()> {
    let (of, value) = match mark {
        Mark::Folder(folder) => ("assessments INDEXED BY assessments_open WHERE folder = ?2", folder.as_str()),
        Mark::House => ("assessments INDEXED BY assessments_of_house WHERE house = 1", ""),
        Mark::Customer(customer) => (OF_CUSTOMER, customer.as_str()),
        Mark::All => ("assessments INDEXED BY assessments_open WHERE 1", ""),
    };
    let sql = format!("INSERT OR IGNORE INTO stale SELECT load, ?1 FROM {of} AND open = 1 AND ?2 IS NOT NULL");
    connection.prepare_cached(&sql).in_file(CACHE)?.execute([cause.name(), value]).in_file(CACHE).map(|_| ())
}

/// The loads of a customer that are not posted, however many are.
const OF_CUSTOMER: &str = "tallies t CROSS JOIN assessments a INDEXED BY assessments_of_customer_by_load
    ON a.customer = t.customer AND a.state = t.state WHERE t.customer = ?2 AND t.state <> 'posted'";

/// Marks the loads of a customer that are not posted: what is known of who pays decides whether an approval holds.
pub(crate) fn mark_customer(connection: &Connection, customer: &CustomerId) -> Outcome<()> {
    let sql = format!("INSERT OR IGNORE INTO stale SELECT load, ?1 FROM {OF_CUSTOMER}");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    statement.execute([Cause::Customer.name(), customer.as_str()]).in_file(CACHE).map(|_| ())
}

/// The load is assessed.
pub(crate) fn done(connection: &Connection, load: &LoadNumber) -> Outcome<()> {
    let mut statement = connection.prepare_cached("DELETE FROM stale WHERE load = ?1").in_file(CACHE)?;
    statement.execute([load.as_str()]).in_file(CACHE).map(|_| ())
}

/// Stale loads behind one, in order, at most so many.
pub(crate) fn after(connection: &Connection, load: &str, limit: u64) -> Outcome<Vec<LoadNumber>> {
    let sql = "SELECT load FROM stale WHERE load > ?1 ORDER BY load LIMIT ?2";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map(params![load, signed(limit)], |row| row.get(0).map(LoadNumber)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// Is a load stale?
pub(crate) fn is(connection: &Connection, load: &LoadNumber) -> Outcome<bool> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM stale WHERE load = ?1").in_file(CACHE)?;
    statement.exists([load.as_str()]).in_file(CACHE)
}

/// How many loads are stale.
pub(crate) fn total(connection: &Connection) -> Outcome<u64> {
    let mut statement = connection.prepare_cached("SELECT loads FROM stale_count").in_file(CACHE)?;
    statement.query_row([], |row| count(row, 0)).in_file(CACHE)
}

/// Says whether a load's own row is still missing.
pub(crate) fn set_rowless(connection: &Connection, load: &LoadNumber, rowless: bool) -> Outcome<()> {
    let sql = match rowless {
        true => "INSERT OR IGNORE INTO rowless VALUES (?1)",
        false => "DELETE FROM rowless WHERE load = ?1",
    };
    connection.prepare_cached(sql).in_file(CACHE)?.execute([load.as_str()]).in_file(CACHE).map(|_| ())
}

/// Loads without their own row, in order of number.
pub(crate) fn rowless(connection: &Connection) -> Outcome<Vec<LoadNumber>> {
    let mut statement = connection.prepare_cached("SELECT load FROM rowless ORDER BY load").in_file(CACHE)?;
    let rows = statement.query_map([], |row| row.get(0).map(LoadNumber)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

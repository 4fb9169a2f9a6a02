//! Facts as they came, each statement once.

use std::collections::BTreeSet;

use linehaul_domain::canonical;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{CustomerId, LoadNumber};
use rusqlite::{Connection, Params, params};

use crate::column::count;
use crate::fault::InFile;
use crate::table::CACHE;

/// Version 1. Facts of a load stand together under it; a customer's have no load. The hash covers the key, so that the
/// index over all three is the identity of a fact and also finds what is known of its key.
pub(crate) const V1: &str = "
CREATE TABLE facts (
  load TEXT NOT NULL,
  key  TEXT NOT NULL,
  hash TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX facts_once ON facts (load, key, hash);
";

/// What facts did to the cache.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// The first statement on its thing.
    pub new: u64,
    /// Another statement on a known thing.
    pub changed: u64,
    /// A statement that is known already.
    pub duplicate: u64,
    /// Loads with a new or changed fact.
    pub touched: BTreeSet<LoadNumber>,
    /// Customers with a new or changed fact.
    pub touched_customers: BTreeSet<CustomerId>,
}

/// Adds facts; the counts are of these facts and sum to their number.
pub(crate) fn add(connection: &Connection, facts: &[Fact]) -> Outcome<Added> {
    let mut added = Added::default();
    let mut known = connection.prepare_cached("SELECT hash FROM facts WHERE load = ?1 AND key = ?2").in_file(CACHE)?;
    let mut insert = connection.prepare_cached("INSERT INTO facts VALUES (?1, ?2, ?3, ?4)").in_file(CACHE)?;
    for fact in facts {
        let load = fact.load().map_or("", LoadNumber::as_str);
        let (key, body) = (fact.key(), canonical::encode(fact));
        let hash = canonical::hash_bytes(&body);
        let (mut other, mut same) = (false, false);
        for row in known.query_map(params![load, key], |row| row.get::<_, String>(0)).in_file(CACHE)? {
            other = true;
            same |= row.in_file(CACHE)? == hash.as_str();
        }
        if same {
            added.duplicate += 1;
            continue;
        }
        insert.execute(params![load, key, hash.as_str(), body]).in_file(CACHE)?;
        *(if other { &mut added.changed } else { &mut added.new }) += 1;
        match &fact.body {
            FactBody::Customer(customer) => added.touched_customers.insert(customer.id.clone()),
            _ => added.touched.insert(LoadNumber(load.to_owned())),
        };
    }
    Ok(added)
}

fn list(connection: &Connection, condition: &str, params: impl Params) -> Outcome<Vec<Fact>> {
    let sql = format!("SELECT body FROM facts WHERE {condition} ORDER BY load, key, hash");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let mut rows = statement.query(params).in_file(CACHE)?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next().in_file(CACHE)? {
        let bytes = row.get_ref(0).in_file(CACHE)?;
        facts.push(canonical::decode(bytes.as_blob().unwrap_or_default())?);
    }
    Ok(facts)
}

/// The facts of a load, in an order that does not depend on how they came.
pub(crate) fn of_load(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<Fact>> {
    list(connection, "load = ?1", [load.as_str()])
}

/// The facts of a customer.
pub(crate) fn of_customer(connection: &Connection, customer: &CustomerId) -> Outcome<Vec<Fact>> {
    list(connection, "load = '' AND key = ?1", [format!("customer/{customer}")])
}

/// The facts of all customers.
pub(crate) fn of_customers(connection: &Connection) -> Outcome<Vec<Fact>> {
    list(connection, "load = ''", [])
}

/// Every load that a fact speaks of, by skipping through the index.
const KNOWN: &str = "
WITH RECURSIVE known (load) AS (
  SELECT min(load) FROM facts WHERE load > ''
  UNION ALL
  SELECT (SELECT min(load) FROM facts WHERE load > known.load) FROM known WHERE known.load IS NOT NULL
)
SELECT load FROM known WHERE load IS NOT NULL";

fn numbers(connection: &Connection, sql: &str) -> Outcome<Vec<LoadNumber>> {
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([], |row| row.get(0).map(LoadNumber)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// Loads that any fact speaks of, in order.
pub(crate) fn known_loads(connection: &Connection) -> Outcome<Vec<LoadNumber>> {
    numbers(connection, KNOWN)
}

/// Loads of which stops, events or documents came, but not the load's own row.
pub(crate) fn loads_without_row(connection: &Connection) -> Outcome<Vec<LoadNumber>> {
    let sql = format!(
        "{KNOWN} AND NOT EXISTS (SELECT 1 FROM facts f WHERE f.load = known.load AND f.key = 'load/' || known.load)"
    );
    numbers(connection, &sql)
}

/// How many there are.
pub(crate) fn total(connection: &Connection) -> Outcome<u64> {
    connection.query_row("SELECT count(*) FROM facts", [], |row| count(row, 0)).in_file(CACHE)
}

//! Facts as they came, each statement once.

use std::collections::BTreeSet;

use linehaul_domain::canonical;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::fold::looks_further;
use linehaul_domain::ids::{CustomerId, LoadNumber};
use rusqlite::{Connection, Params, params};

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

/// Version 4: the facts of a load stand together, each once, and no index repeats them; the hash is the bytes that it is.
pub(crate) const V4: &str = "
DROP TABLE facts;
CREATE TABLE facts (
  load TEXT NOT NULL,
  key  TEXT NOT NULL,
  hash BLOB NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (load, key, hash)
) STRICT, WITHOUT ROWID;
";

/// A fact as it is kept. Making one of a fact is most of the work, and can be done beside the thread that writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    about: About,
    key: String,
    hash: [u8; 32],
    body: Vec<u8>,
    /// Is it one on a document?
    document: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum About {
    Load(LoadNumber),
    Customer(CustomerId),
}

impl Statement {
    /// Of a fact.
    pub fn of(fact: &Fact) -> Statement {
        let body = canonical::encode(fact);
        let about = match &fact.body {
            FactBody::Customer { customer, .. } => About::Customer(customer.id.clone()),
            _ => About::Load(fact.load().cloned().unwrap_or_else(|| LoadNumber(String::new()))),
        };
        let document = matches!(fact.body, FactBody::Document { .. });
        Statement { about, key: fact.key(), hash: canonical::digest(&body), body, document }
    }

    /// The load that it stands under; nothing for a customer.
    fn load(&self) -> &str {
        match &self.about {
            About::Load(load) => load.as_str(),
            About::Customer(_) => "",
        }
    }
}

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

impl Added {
    /// Adds what others did, by number alone.
    pub(crate) fn count(&mut self, others: &Added) {
        self.new += others.new;
        self.changed += others.changed;
        self.duplicate += others.duplicate;
    }
}

/// Adds facts; the counts are of these facts and sum to their number.
pub(crate) fn add(connection: &Connection, statements: &[Statement]) -> Outcome<Added> {
    let mut added = Added::default();
    // Two look-ups, not a walk over what is known: a thing may have any number of versions.
    let sql = "SELECT EXISTS (SELECT 1 FROM facts WHERE load = ?1 AND key = ?2 AND hash = ?3), \
                      EXISTS (SELECT 1 FROM facts WHERE load = ?1 AND key = ?2)";
    let mut known = connection.prepare_cached(sql).in_file(CACHE)?;
    let mut insert = connection.prepare_cached("INSERT INTO facts VALUES (?1, ?2, ?3, ?4)").in_file(CACHE)?;
    for statement in statements {
        let Statement { about, key, hash, body, document } = statement;
        let load = statement.load();
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (same, other): (bool, bool) = known.query_row(params![load, key, hash], read).in_file(CACHE)?;
        if same || other && *document && looked_at(connection, load, key, &canonical::decode(body)?)? {
            added.duplicate += 1;
            continue;
        }
        insert.execute(params![load, key, hash, body]).in_file(CACHE)?;
        *(if other { &mut added.changed } else { &mut added.new }) += 1;
        match about {
            About::Customer(customer) => added.touched_customers.insert(customer.clone()),
            About::Load(load) => added.touched.insert(load.clone()),
        };
    }
    Ok(added)
}

/// What opening a document's file showed is no part of what a row says: of two looks the one that shows more is kept, so that
/// the cache holds the same facts in whatever order rows and files came. `true` where the known one shows as much.
fn looked_at(connection: &Connection, load: &str, key: &str, new: &Fact) -> Outcome<bool> {
    for row in rows(connection, "load = ?1 AND key = ?2", params![load, key])? {
        match looks_further(new, &row.read()?) {
            Some(true) => {
                let sql = "DELETE FROM facts WHERE load = ?1 AND key = ?2 AND hash = ?3";
                let values = params![load, key, row.hash];
                connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE)?;
            }
            Some(false) => return Ok(true),
            None => {}
        }
    }
    Ok(false)
}

/// LH-523: something in the cache is not what was taken in.
pub(crate) fn changed(what: &str) -> Fault {
    Fault::new(
        Code::FactChanged,
        format!("{what} in the cache is not what was delivered"),
        "Nothing is decided on it: who changed it may have changed a price.",
        "Run `linehaul rebuild`: it makes the cache anew from what was delivered.",
    )
}

/// A fact as it stands in the table, to be read by another thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    hash: Vec<u8>,
    body: Vec<u8>,
}

impl FactRow {
    /// Reads it; LH-523 when it is not what was taken in.
    pub fn read(&self) -> Outcome<Fact> {
        if canonical::digest(&self.body) != *self.hash {
            let short = canonical::hex(self.hash.get(..6).unwrap_or(&self.hash));
            return Err(changed(&format!("a fact ({short})")));
        }
        canonical::decode(&self.body)
    }
}

fn list(connection: &Connection, condition: &str, params: impl Params) -> Outcome<Vec<Fact>> {
    rows(connection, condition, params)?.iter().map(FactRow::read).collect()
}

fn rows(connection: &Connection, condition: &str, params: impl Params) -> Outcome<Vec<FactRow>> {
    let sql = format!("SELECT body, hash FROM facts WHERE {condition} ORDER BY load, key, hash");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let rows =
        statement.query_map(params, |row| Ok(FactRow { body: row.get(0)?, hash: row.get(1)? })).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// The same as they stand.
pub(crate) fn rows_of_load(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<FactRow>> {
    rows(connection, "load = ?1", [load.as_str()])
}

/// The facts of a load, in an order that does not depend on how they came.
pub(crate) fn of_load(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<Fact>> {
    list(connection, "load = ?1", [load.as_str()])
}

/// The facts of a customer.
pub(crate) fn of_customer(connection: &Connection, customer: &CustomerId) -> Outcome<Vec<Fact>> {
    list(connection, "load = '' AND key = ?1", [format!("customer/{customer}")])
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// Steps of SQLite's machine that one more version costs where so many are known.
    fn steps_beside(known: u32) -> u64 {
        let connection = Connection::open_in_memory().expect("opens");
        connection.execute_batch(V1).and_then(|()| connection.execute_batch(V4)).expect("a table");
        let version = |n: u32| Statement {
            about: About::Load("L-1".into()),
            key: "load".to_owned(),
            hash: canonical::digest(&n.to_be_bytes()),
            body: Vec::new(),
            document: false,
        };
        let all: Vec<Statement> = (0..known).map(version).collect();
        add(&connection, &all).expect("added");
        let steps = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&steps);
        let count = move || {
            counted.fetch_add(1, Ordering::Relaxed);
            false
        };
        connection.progress_handler(1, Some(count)).expect("counts");
        let added = add(&connection, &[version(known)]).expect("added");
        assert_eq!((added.changed, added.new), (1, 0));
        steps.load(Ordering::Relaxed)
    }

    #[test]
    fn one_more_version_costs_the_same_however_many_are_known() {
        let (few, many) = (steps_beside(10), steps_beside(5_000));
        assert!(many <= 2 * few, "{few} steps beside ten versions, {many} beside five thousand");
    }
}

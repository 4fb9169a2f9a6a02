//! Facts as they came, each statement once.

use linehaul_domain::canonical;
use linehaul_domain::conflict::Came;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::fold::{is_disputed, looks_further};
use linehaul_domain::ids::{CustomerId, LoadNumber, SourceName};
use linehaul_domain::time::Instant;
use rusqlite::{Connection, Params, Row, params};

use crate::column::{count, signed};
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::added::{Added, Met};
use crate::table::received::Places;
use crate::table::repeated::Repeated;

/// Its table: the facts of a load stand together, each once, and no index repeats them; the hash is the bytes that it is. A
/// customer's have no load. The hash covers the key, so that all three are the identity of a fact and also find what is known of its
/// key. The receipt is when it was received first.
pub(crate) const TABLE: &str = "
CREATE TABLE facts (
  load TEXT NOT NULL,
  key  TEXT NOT NULL,
  hash BLOB NOT NULL,
  receipt INTEGER NOT NULL,
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
    receipt: u64,
    source: SourceName,
    version: Instant,
    /// Is it one on a document, or one without a version of its own? Such a one may repeat another without being it.
    compared: bool,
    /// Does the row of the one before it say it too?
    beside: bool,
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
            FactBody::Customer(stated) => About::Customer(stated.customer.id.clone()),
            _ => About::Load(fact.load().cloned().unwrap_or_else(|| LoadNumber(String::new()))),
        };
        let compared = fact.undated || matches!(fact.body, FactBody::Document { .. });
        let (key, hash, receipt) = (fact.key(), canonical::digest(&body), fact.receipt);
        let (source, version) = (fact.source.clone(), fact.version);
        Statement { about, key, hash, body, receipt, source, version, compared, beside: false }
    }

    /// The same, said by the row of the one before it, or not.
    pub fn beside(self, beside: bool) -> Statement {
        Statement { beside, ..self }
    }

    /// The thing that it speaks of.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Its load; a customer has none.
    pub(crate) fn load_number(&self) -> Option<&LoadNumber> {
        match &self.about {
            About::Load(load) => Some(load),
            About::Customer(_) => None,
        }
    }

    /// What it says.
    pub(crate) fn read(&self) -> Outcome<Fact> {
        canonical::decode(&self.body)
    }

    /// Who says it.
    pub(crate) fn source(&self) -> &str {
        self.source.as_str()
    }

    /// Of which version it is.
    pub(crate) fn version(&self) -> Instant {
        self.version
    }

    /// When it was received, as a place in the archive's order.
    pub(crate) fn receipt(&self) -> u64 {
        self.receipt
    }

    /// The load that it stands under; nothing for a customer.
    fn load(&self) -> &str {
        match &self.about {
            About::Load(load) => load.as_str(),
            About::Customer(_) => "",
        }
    }
}

/// Adds facts; the counts are of the rows that say them and sum to their number.
pub(crate) fn add(connection: &Connection, statements: &[Statement], repeated: &mut Repeated) -> Outcome<Added> {
    let mut added = Added::default();
    // Two look-ups, not a walk over what is known: a thing may have any number of versions.
    let sql = "SELECT EXISTS (SELECT 1 FROM facts WHERE load = ?1 AND key = ?2 AND hash = ?3), \
                      EXISTS (SELECT 1 FROM facts WHERE load = ?1 AND key = ?2)";
    let mut known = connection.prepare_cached(sql).in_file(CACHE)?;
    let mut insert = connection.prepare_cached("INSERT INTO facts VALUES (?1, ?2, ?3, ?4, ?5)").in_file(CACHE)?;
    let mut row = None;
    for statement in statements {
        let Statement { about, key, hash, body, receipt, compared, beside: of_last, .. } = statement;
        if !of_last {
            added.row(row.take());
        }
        let load = statement.load();
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (same, other): (bool, bool) = known.query_row(params![load, key, hash], read).in_file(CACHE)?;
        let (beside, before) = match other && !same && *compared {
            true => beside(connection, load, key, &canonical::decode(body)?)?,
            false => (Beside::Other, None),
        };
        let receipt = match (same, beside) {
            (true, _) | (false, Beside::Repeats) => {
                if before.is_some() {
                    repeated.note(statement.version, (load, key), *receipt);
                }
                row = row.max(Some(Met::Known));
                continue;
            }
            (false, Beside::Replaces(first)) => first,
            (false, Beside::Other) => *receipt,
        };
        if let Some(before) = before
            && let Some(said) = repeated.take(statement.version, (load, key))
        {
            let again = Statement::of(&Fact { version: statement.version, ..before });
            insert.execute(params![load, key, again.hash, signed(said), again.body]).in_file(CACHE)?;
        }
        insert.execute(params![load, key, hash, signed(receipt), body]).in_file(CACHE)?;
        row = row.max(Some(if other { Met::Changed } else { Met::New }));
        match about {
            About::Customer(customer) => added.touched_customers.insert(customer.clone()),
            About::Load(load) => added.touched.insert(load.clone()),
        };
    }
    added.row(row);
    Ok(added)
}

/// What a statement is beside those that are known of its thing.
enum Beside {
    /// It says nothing more.
    Repeats,
    /// It stands in the place of one that was received then.
    Replaces(u64),
    /// It says something else.
    Other,
}

/// What opening a document's file showed is no part of what a row says: of two looks the one that shows more is kept, so that
/// the cache holds the same facts in whatever order rows and files came. And what has no version of its own is a new statement
/// only where it says something else than the same source did when it was received. Answers beside it what that was, of what has none.
fn beside(connection: &Connection, load: &str, key: &str, new: &Fact) -> Outcome<(Beside, Option<Fact>)> {
    let mut before: Option<Fact> = None;
    // Of one moment with the last one and otherwise: saying that again may settle which of them stands.
    let mut disputed = false;
    let mut replaces = None;
    for row in rows(connection, "load = ?1 AND key = ?2", params![load, key])? {
        let known = row.read()?;
        match looks_further(new, &known) {
            Some(true) => {
                let sql = "DELETE FROM facts WHERE load = ?1 AND key = ?2 AND hash = ?3";
                let values = params![load, key, row.hash];
                connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE)?;
                replaces = replaces.min(Some(known.receipt)).or(Some(known.receipt));
            }
            Some(false) => return Ok((Beside::Repeats, None)),
            None => {}
        }
        let order = |fact: &Fact| (fact.version, fact.receipt);
        let earlier = known.source == new.source && known.version <= new.version;
        if earlier && before.as_ref().is_none_or(|before| order(before) < order(&known)) {
            disputed = before.as_ref().is_some_and(|before| before.version == known.version);
            before = Some(known);
        } else if earlier {
            disputed |= before.as_ref().is_some_and(|before| before.version == known.version);
        }
    }
    let beside = match (replaces, &before) {
        (Some(first), _) => Beside::Replaces(first),
        (None, Some(before)) if new.repeats(before) => {
            let disputed = disputed || turned_back(connection, (load, key), before)?;
            if disputed && before.version < new.version { Beside::Other } else { Beside::Repeats }
        }
        (None, _) => Beside::Other,
    };
    Ok((beside, before.filter(|before| new.undated && before.version < new.version)))
}

/// Is it open whether the last undated word of a source is an old one that came again under another name? Saying it once more may settle that
/// too, by the name of its file.
fn turned_back(connection: &Connection, (load, key): (&str, &str), before: &Fact) -> Outcome<bool> {
    let mut known = rows(connection, "load = ?1 AND key = ?2", params![load, key])?;
    // It takes three words to turn back.
    if known.len() < 3 || !before.undated {
        return Ok(false);
    }
    placed(connection, &mut known)?;
    let mut facts: Vec<Fact> = known.iter().map(FactRow::read).collect::<Outcome<_>>()?;
    facts.retain(|fact| fact.source == before.source);
    Ok(is_disputed(&facts))
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
    key: String,
    hash: Vec<u8>,
    receipt: u64,
    body: Vec<u8>,
    /// Where it was said, of a thing of which several statements are known.
    came: Option<Came>,
}

impl FactRow {
    /// Reads it; LH-523 when it is not what was taken in.
    pub fn read(&self) -> Outcome<Fact> {
        if canonical::digest(&self.body) != *self.hash {
            let short = canonical::hex(self.hash.get(..6).unwrap_or(&self.hash));
            return Err(changed(&format!("a fact ({short})")));
        }
        let came = self.came.clone().map(Box::new);
        Ok(Fact { receipt: self.receipt, came, ..canonical::decode(&self.body)? })
    }
}

fn list(connection: &Connection, condition: &str, params: impl Params) -> Outcome<Vec<Fact>> {
    rows(connection, condition, params)?.iter().map(FactRow::read).collect()
}

fn rows(connection: &Connection, condition: &str, params: impl Params) -> Outcome<Vec<FactRow>> {
    let sql = format!("SELECT body, hash, receipt, key FROM facts WHERE {condition} ORDER BY load, key, hash");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let row = |row: &Row<'_>| {
        let (hash, receipt) = (row.get(1)?, count(row, 2)?);
        Ok(FactRow { body: row.get(0)?, hash, receipt, key: row.get(3)?, came: None })
    };
    let rows = statement.query_map(params, row).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// The last receipt of a thing of a load, among its statements of a version or a later one.
pub(crate) fn last_receipt(connection: &Connection, of: (&str, &str), from: Option<Instant>) -> Outcome<Option<u64>> {
    let facts = list(connection, "load = ?1 AND key = ?2", params![of.0, of.1])?;
    let counts = |fact: &&Fact| from.is_none_or(|from| fact.version >= from);
    Ok(facts.iter().filter(counts).map(|fact| fact.receipt).max())
}

/// The latest version of a thing of a load.
pub(crate) fn last_version(connection: &Connection, of: (&str, &str)) -> Outcome<Option<Instant>> {
    let facts = list(connection, "load = ?1 AND key = ?2", params![of.0, of.1])?;
    Ok(facts.iter().map(|fact| fact.version).max())
}

/// What the source of a statement said before of its thing.
pub(crate) fn of_key(connection: &Connection, statement: &Statement) -> Outcome<Vec<Fact>> {
    let load = statement.load_number().map_or("", LoadNumber::as_str);
    let mut known = list(connection, "load = ?1 AND key = ?2", params![load, statement.key()])?;
    known.retain(|fact| fact.source.as_str() == statement.source());
    Ok(known)
}

/// The same as they stand.
pub(crate) fn rows_of_load(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<FactRow>> {
    let mut rows = rows(connection, "load = ?1", [load.as_str()])?;
    placed(connection, &mut rows)?;
    Ok(rows)
}

/// With where they were said, of things of which several statements are known: they may differ.
fn placed(connection: &Connection, rows: &mut [FactRow]) -> Outcome<()> {
    let mut places = Places::default();
    for all in rows.chunk_by_mut(|one, other| one.key == other.key).filter(|all| all.len() > 1) {
        for row in all {
            row.came = places.of(connection, row.receipt)?;
        }
    }
    Ok(())
}

/// The facts of a load, in an order that does not depend on how they came.
pub(crate) fn of_load(connection: &Connection, load: &LoadNumber) -> Outcome<Vec<Fact>> {
    rows_of_load(connection, load)?.iter().map(FactRow::read).collect()
}

/// Is anything known of a load?
pub(crate) fn any(connection: &Connection, load: &LoadNumber) -> Outcome<bool> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM facts WHERE load = ?1").in_file(CACHE)?;
    statement.exists([load.as_str()]).in_file(CACHE)
}

/// The facts of a customer.
pub(crate) fn of_customer(connection: &Connection, customer: &CustomerId) -> Outcome<Vec<Fact>> {
    let mut rows = rows(connection, "load = '' AND key = ?1", [format!("customer/{customer}")])?;
    placed(connection, &mut rows)?;
    rows.iter().map(FactRow::read).collect()
}

/// Customers of which several statements are known.
pub(crate) fn restated_customers(connection: &Connection) -> Outcome<Vec<CustomerId>> {
    let sql = "SELECT key FROM facts WHERE load = '' GROUP BY key HAVING count(*) > 1";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let keys = statement.query_map([], |row| row.get::<_, String>(0)).in_file(CACHE)?;
    let keys = keys.collect::<rusqlite::Result<Vec<_>>>().in_file(CACHE)?;
    let of = |key: &String| key.strip_prefix("customer/").map(|id| CustomerId(id.to_owned()));
    Ok(keys.iter().filter_map(of).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// Steps of SQLite's machine that one more version costs where so many are known.
    fn steps_beside(known: u32) -> u64 {
        let connection = Connection::open_in_memory().expect("opens");
        connection.execute_batch(TABLE).expect("a table");
        let version = |n: u32| Statement {
            about: About::Load("L-1".into()),
            key: "load".to_owned(),
            hash: canonical::digest(&n.to_be_bytes()),
            body: Vec::new(),
            receipt: 0,
            source: "dispatch".into(),
            version: Instant::UNIX_EPOCH,
            compared: false,
            beside: false,
        };
        let all: Vec<Statement> = (0..known).map(version).collect();
        add(&connection, &all, &mut Repeated::default()).expect("added");
        let steps = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&steps);
        let count = move || {
            counted.fetch_add(1, Ordering::Relaxed);
            false
        };
        connection.progress_handler(1, Some(count)).expect("counts");
        let added = add(&connection, &[version(known)], &mut Repeated::default()).expect("added");
        assert_eq!((added.changed, added.new), (1, 0));
        steps.load(Ordering::Relaxed)
    }

    #[test]
    fn one_more_version_costs_the_same_however_many_are_known() {
        let (few, many) = (steps_beside(10), steps_beside(5_000));
        assert!(many <= 2 * few, "{few} steps beside ten versions, {many} beside five thousand");
    }
}

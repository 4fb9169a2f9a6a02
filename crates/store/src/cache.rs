//! The cache: facts as they came, and everything derived from them. It can be deleted and made again from archive and book.

use std::collections::BTreeMap;
use std::path::Path;

use linehaul_domain::canonical;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::Outcome;
use linehaul_domain::fold::standing;
use linehaul_domain::ids::{CustomerId, Hash, LoadNumber, SourceName};
use linehaul_domain::load::Load;
use linehaul_domain::party::Customer;
use linehaul_domain::time::Instant;
use rusqlite::{Connection, TransactionBehavior};

use crate::database::{self, Schema};
use crate::fault::{InFile, damaged};
use crate::table::assessments::{self, IndexRow, QueueFilter, StoredAssessment};
use crate::table::facts::{self, Added};
use crate::table::quarantine::{self, QuarantineItem};
use crate::table::readings::{self, ReadingRow};
use crate::table::{CACHE, customers, loads, meta};

/// The cache's tables by version.
const SCHEMA: Schema = Schema {
    name: CACHE,
    versions: &[
        &[meta::V1, facts::V1, customers::V1, loads::V1, assessments::V1, readings::V1, quarantine::V1],
        &[assessments::V2],
        &[assessments::V3],
    ],
    synchronous: "NORMAL",
    mark: "SELECT 0",
};

/// An open cache.
#[derive(Debug)]
pub struct Cache {
    connection: Connection,
    was_rebuilt: bool,
}

impl Cache {
    /// Opens or makes a cache. One that is damaged or of a newer version is renamed aside (`cache.sqlite.damaged-N`) and a
    /// fresh one made. LH-513 disk, LH-514 another process has it.
    pub fn open(path: &Path) -> Outcome<Cache> {
        match open_sound(path) {
            Ok(connection) => Ok(Cache { connection, was_rebuilt: false }),
            Err(fault) if matches!(fault.code, "LH-511" | "LH-512" | "LH-517" | "LH-951") => {
                database::set_aside(path)?;
                Ok(Cache { connection: open_sound(path)?, was_rebuilt: true })
            }
            Err(fault) => Err(fault),
        }
    }

    /// Was a damaged or newer file set aside when it was opened, so that this one is empty?
    pub fn was_rebuilt(&self) -> bool {
        self.was_rebuilt
    }

    fn write<T>(&mut self, work: impl FnOnce(&Connection) -> Outcome<T>) -> Outcome<T> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).in_file(CACHE)?;
        let result = work(&transaction)?;
        transaction.commit().in_file(CACHE)?;
        Ok(result)
    }

    /// Adds facts, in any order and however often, and folds the customers concerned.
    pub fn add_facts(&mut self, facts: &[Fact]) -> Outcome<Added> {
        self.write(|c| add_facts(c, facts))
    }

    /// Keeps one reading in one transaction: its facts, its bad rows and its counts.
    pub fn take_reading(&mut self, reading: &ReadingRow, facts: &[Fact], bad: &[QuarantineItem]) -> Outcome<Added> {
        self.write(|c| {
            let added = add_facts(c, facts)?;
            for item in bad {
                quarantine::put(c, item)?;
            }
            readings::put(c, reading)?;
            Ok(added)
        })
    }

    /// The facts of a load, in an order that does not depend on how they came. LH-501 for one that does not read.
    pub fn facts_of_load(&self, load: &LoadNumber) -> Outcome<Vec<Fact>> {
        facts::of_load(&self.connection, load)
    }

    /// The facts of a customer.
    pub fn facts_of_customer(&self, customer: &CustomerId) -> Outcome<Vec<Fact>> {
        facts::of_customer(&self.connection, customer)
    }

    /// The facts of all customers.
    pub fn customer_facts(&self) -> Outcome<Vec<Fact>> {
        facts::of_customers(&self.connection)
    }

    /// How many facts there are.
    pub fn fact_count(&self) -> Outcome<u64> {
        facts::total(&self.connection)
    }

    /// Loads that any fact speaks of, in order of number.
    pub fn known_loads(&self) -> Outcome<Vec<LoadNumber>> {
        facts::known_loads(&self.connection)
    }

    /// Loads of which stops, events or documents came, but not yet the load's own row.
    pub fn loads_without_row(&self) -> Outcome<Vec<LoadNumber>> {
        facts::loads_without_row(&self.connection)
    }

    /// Keeps folded loads with their revisions, in one transaction.
    pub fn put_loads(&mut self, folded: &[(Load, Hash)]) -> Outcome<()> {
        self.write(|c| folded.iter().try_for_each(|(load, revision)| loads::put(c, load, revision)))
    }

    /// A folded load with its revision.
    pub fn load(&self, number: &LoadNumber) -> Outcome<Option<(Load, Hash)>> {
        loads::get(&self.connection, number)
    }

    /// The numbers of all folded loads, in order.
    pub fn loads(&self) -> Outcome<Vec<LoadNumber>> {
        loads::numbers(&self.connection)
    }

    /// A customer as its facts stand.
    pub fn customer(&self, id: &CustomerId) -> Outcome<Option<Customer>> {
        customers::get(&self.connection, id)
    }

    /// All customers in order of id.
    pub fn customers(&self) -> Outcome<Vec<Customer>> {
        customers::list(&self.connection)
    }

    /// Keeps assessments, in one transaction.
    pub fn put_assessments(&mut self, stored: &[StoredAssessment]) -> Outcome<()> {
        self.write(|c| stored.iter().try_for_each(|s| assessments::put(c, s)))
    }

    /// A load's assessment.
    pub fn assessment(&self, load: &LoadNumber) -> Outcome<Option<StoredAssessment>> {
        assessments::get(&self.connection, load)
    }

    /// Every assessed load with who is billed and the local day of delivery, in order of load: without its bodies.
    pub fn index(&self) -> Outcome<Vec<IndexRow>> {
        assessments::index(&self.connection)
    }

    /// Hands over every assessment in order of load.
    pub fn each_assessment(&self, take: &mut dyn FnMut(StoredAssessment) -> Outcome<()>) -> Outcome<()> {
        assessments::each(&self.connection, take)
    }

    /// Loads in a state, in order of number.
    pub fn loads_in_state(&self, state: &str) -> Outcome<Vec<LoadNumber>> {
        assessments::in_state(&self.connection, state)
    }

    /// A page of the queue: how many match, and the rows. Held and ready loads first, the oldest delivery first.
    pub fn queue(&self, filter: &QueueFilter) -> Outcome<(u64, Vec<StoredAssessment>)> {
        assessments::page(&self.connection, filter)
    }

    /// Loads by state, in the queue's order of states.
    pub fn counts_by_state(&self) -> Outcome<Vec<(String, u64)>> {
        assessments::tallies(&self.connection, None)
    }

    /// Remembers up to which entry of the book the cache is.
    pub fn set_applied(&mut self, book_seq: u64) -> Outcome<()> {
        meta::put(&self.connection, "applied", &book_seq.to_string())
    }

    /// Up to which entry of the book the cache is; 0 for a fresh one.
    pub fn applied(&self) -> Outcome<u64> {
        let Some(text) = meta::get(&self.connection, "applied")? else { return Ok(0) };
        text.parse().map_err(|_| damaged(CACHE, &format!("`{text}` is no entry of the book")))
    }

    /// Was this content of this file read?
    pub fn seen(&self, source: &SourceName, file: &str, content: &Hash) -> Outcome<bool> {
        readings::seen(&self.connection, source, file, content)
    }

    /// All readings in order of receipt.
    pub fn readings(&self) -> Outcome<Vec<ReadingRow>> {
        readings::list(&self.connection)
    }

    /// The open items of the quarantine, in order of source, file and line.
    pub fn quarantine(&self) -> Outcome<Vec<QuarantineItem>> {
        quarantine::list(&self.connection, false)
    }

    /// All items that ever came, settled ones too.
    pub fn quarantine_history(&self) -> Outcome<Vec<QuarantineItem>> {
        quarantine::list(&self.connection, true)
    }

    /// An item of the quarantine.
    pub fn quarantined(&self, id: &str) -> Outcome<Option<QuarantineItem>> {
        quarantine::get(&self.connection, id)
    }

    /// Keeps an item; answers whether it is new. A settled one that comes again is open again.
    pub fn put_quarantine(&mut self, item: &QuarantineItem) -> Outcome<bool> {
        quarantine::put(&self.connection, item)
    }

    /// Settles an item; answers whether there was such an open one.
    pub fn resolve_quarantine(&mut self, id: &str, at: Instant) -> Outcome<bool> {
        quarantine::resolve(&self.connection, id, at)
    }

    /// Empties the cache, facts and all: archive and book have everything.
    pub fn clear(&mut self) -> Outcome<()> {
        let sql = "DELETE FROM meta; DELETE FROM facts; DELETE FROM customers; DELETE FROM loads;
                   DELETE FROM assessments; DELETE FROM tallies; DELETE FROM readings; DELETE FROM quarantine;";
        self.write(|c| c.execute_batch(sql).in_file(CACHE))
    }

    /// A hash of everything derived, by `load/…`, `customer/…` and `quarantine/…`, for comparing stored with rebuilt.
    pub fn digest(&self) -> Outcome<BTreeMap<String, Hash>> {
        let mut parts: BTreeMap<String, Vec<Hash>> = BTreeMap::new();
        for (number, hash) in loads::digests(&self.connection)? {
            parts.entry(format!("load/{number}")).or_default().push(hash);
        }
        for (number, hash) in assessments::digests(&self.connection)? {
            parts.entry(format!("load/{number}")).or_default().push(hash);
        }
        for (id, hash) in customers::digests(&self.connection)? {
            parts.entry(format!("customer/{id}")).or_default().push(hash);
        }
        for item in self.quarantine_history()? {
            let QuarantineItem { id, line, column, code, message, content, .. } = item;
            let hash = canonical::hash(&(item.source, item.file, line, column, code, message, content));
            parts.entry(format!("quarantine/{id}")).or_default().push(hash);
        }
        Ok(parts.into_iter().map(|(key, hashes)| (key, canonical::hash(&hashes))).collect())
    }
}

fn open_sound(path: &Path) -> Outcome<Connection> {
    let connection = database::open(path, &SCHEMA, None)?;
    match database::schema_difference(&connection, &SCHEMA)? {
        None => Ok(connection),
        Some(why) => Err(damaged(CACHE, &why)),
    }
}

fn add_facts(connection: &Connection, new: &[Fact]) -> Outcome<Added> {
    let added = facts::add(connection, new)?;
    for id in &added.touched_customers {
        let known = facts::of_customer(connection, id)?;
        for fact in standing(&known).0.into_values() {
            if let FactBody::Customer(customer) = &fact.body {
                customers::put(connection, customer)?;
            }
        }
    }
    Ok(added)
}

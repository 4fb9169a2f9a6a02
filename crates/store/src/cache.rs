//! The cache: facts as they came, and everything derived from them. It can be deleted and made again from archive and book.

use std::collections::BTreeMap;
use std::path::Path;

use linehaul_domain::conflict::Conflict;
use linehaul_domain::disputed::Disputed;
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::{CustomerId, Hash, LoadNumber};
use linehaul_domain::load::Load;
use linehaul_domain::party::{Customer, TaxRegistration};
use linehaul_domain::postal::Contact;
use linehaul_domain::state::LoadState;
use rusqlite::{Connection, TransactionBehavior};

use crate::database::{self, Schema};
use crate::fault::{InFile, damaged};
use crate::table::assessments::{self, Encoded, IndexRow, StoredAssessment};
use crate::table::facts::{self, FactRow};
use crate::table::filter::QueueFilter;
use crate::table::hands;
use crate::table::head::Head;
use crate::table::held::{self, HeldTotal};
use crate::table::quarantine;
use crate::table::repeated::Repeated;
use crate::table::stale::{self, Cause, Mark};
use crate::table::world::{self, World};
use crate::table::{
    CACHE, alike, columns, customers, digest, listed, loads, looked, lost, meta, order, queue, received, steps, taken,
    tallies,
};
use crate::table::{readings, seen};

/// The cache's tables. There is one version of them: a file with others is put aside and made again from archive and book.
const SCHEMA: Schema = Schema {
    name: CACHE,
    versions: &[&[
        meta::TABLE,
        facts::TABLE,
        columns::TABLE,
        received::TABLE,
        listed::TABLE,
        lost::TABLE,
        customers::TABLE,
        loads::TABLE,
        assessments::TABLE,
        tallies::TABLE,
        held::TABLE,
        steps::TABLE,
        order::TABLE,
        stale::TABLE,
        world::TABLE,
        alike::TABLE,
        seen::TABLE,
        readings::TABLE,
        quarantine::TABLE,
        hands::TABLE,
        taken::TABLE,
        looked::TABLE,
    ]],
    // Facts and assessments are some hundred bytes each and written in runs: large pages halve what a first import costs, and a
    // day's changes beside a million loads cost the same with small ones.
    page: 16_384,
    synchronous: "NORMAL",
    mark: "SELECT 0",
};

/// An open cache.
#[derive(Debug)]
pub struct Cache {
    connection: Connection,
    /// What the delivery that is read, and those of its moment, said again as it was known.
    repeated: Repeated,
}

impl Cache {
    /// Opens or makes a cache. One that is damaged, or has other tables than this build's, is renamed aside
    /// (`cache.sqlite.damaged-N`), and this one is empty, to be made again. LH-513 disk, LH-514 another process has it.
    pub fn open(path: &Path) -> Outcome<Cache> {
        match open_sound(path) {
            Ok(connection) => Ok(Cache { connection, repeated: Repeated::default() }),
            Err(fault) if fault.code.is_of_a_file_of_no_use() => {
                database::set_aside(path)?;
                Ok(Cache { connection: open_sound(path)?, repeated: Repeated::default() })
            }
            Err(fault) => Err(fault),
        }
    }

    fn write<T>(&mut self, work: impl FnOnce(&Connection) -> Outcome<T>) -> Outcome<T> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).in_file(CACHE)?;
        let result = work(&transaction)?;
        transaction.commit().in_file(CACHE)?;
        Ok(result)
    }

    /// Asks several questions of one state: their locks are taken once.
    pub fn at_once<T>(&self, questions: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        database::at_once(&self.connection, CACHE, questions)
    }

    /// The facts of a load, in an order that does not depend on how they came. LH-501 for one that does not read.
    pub fn facts_of_load(&self, load: &LoadNumber) -> Outcome<Vec<Fact>> {
        facts::of_load(&self.connection, load)
    }

    /// The same as they stand, to be read by another thread.
    pub fn fact_rows(&self, load: &LoadNumber) -> Outcome<Vec<FactRow>> {
        facts::rows_of_load(&self.connection, load)
    }

    /// Loads of which stops, events or documents came, but not yet the load's own row.
    pub fn rowless(&self) -> Outcome<Vec<LoadNumber>> {
        stale::rowless(&self.connection)
    }

    /// How many loads wait to be assessed.
    pub fn stale_count(&self) -> Outcome<u64> {
        stale::total(&self.connection)
    }

    /// Loads that wait to be assessed, behind one in order, at most so many.
    pub fn stale_after(&self, load: &str, limit: u64) -> Outcome<Vec<LoadNumber>> {
        stale::after(&self.connection, load, limit)
    }

    /// Does a load wait to be assessed?
    pub fn is_stale(&self, load: &LoadNumber) -> Outcome<bool> {
        stale::is(&self.connection, load)
    }

    /// Marks loads that the book says something new of, or all that no approval covers, and remembers up to which entry that is, in
    /// one transaction.
    pub fn follow_book(&mut self, loads: &[LoadNumber], all: bool, head: &Head) -> Outcome<()> {
        self.follow_entries(loads, &[], all, head)
    }

    /// The same with the items of the quarantine that a person cleared, each by its entry, or no longer.
    pub fn follow_entries(
        &mut self,
        loads: &[LoadNumber],
        cleared: &[(String, Option<u64>)],
        all: bool,
        head: &Head,
    ) -> Outcome<()> {
        self.write(|c| {
            cleared.iter().try_for_each(|(item, by)| quarantine::clear(c, item, *by))?;
            if all {
                stale::mark_where(c, &Mark::All, Cause::Book)?;
            }
            loads.iter().try_for_each(|load| stale::mark(c, load, Cause::Book))?;
            meta::put(c, "applied", &format!("{} {}", head.seq, head.hash))
        })
    }

    /// What the assessments were made with.
    pub fn world(&self) -> Outcome<World> {
        world::read(&self.connection)
    }

    /// Marks what changed in the world, and remembers the world as it is, in one transaction. `marks` is told what the
    /// assessments were made with.
    pub fn follow_world(&mut self, now: &World, marks: &dyn Fn(&World) -> Vec<(Mark, Cause)>) -> Outcome<()> {
        let before = world::read(&self.connection)?;
        if before == *now {
            return Ok(());
        }
        self.write(|c| {
            marks(&before).iter().try_for_each(|(mark, cause)| stale::mark_where(c, mark, *cause))?;
            world::write(c, now)
        })
    }

    /// Keeps what assessing made of some loads, and takes them off the stale ones, in one transaction. Loads that look like
    /// one of them, and did not before or do not any more, are marked.
    pub fn keep(&mut self, kept: &[AssessmentResult]) -> Outcome<()> {
        self.write(|c| kept.iter().try_for_each(|one| keep_one(c, one)))
    }

    /// The loads that share a trait, in order, at most so many.
    pub fn sharing(&self, of: &str, limit: u64) -> Outcome<Vec<LoadNumber>> {
        alike::sharing(&self.connection, of, limit)
    }

    /// The traits of a load that another has too, in order, by what was put of it last.
    pub fn shared_traits(&self, load: &LoadNumber) -> Outcome<Vec<String>> {
        alike::shared(&self.connection, load)
    }

    /// Puts the traits of loads in the place of those that they had, in one transaction; loads that share one are marked.
    pub fn put_traits(&mut self, loads: &[(&LoadNumber, &[String])]) -> Outcome<()> {
        self.write(|c| loads.iter().try_for_each(|(load, traits)| alike::put(c, load, traits)))
    }

    /// A folded load with its revision.
    pub fn load(&self, number: &LoadNumber) -> Outcome<Option<(Load, Hash)>> {
        loads::get(&self.connection, number)
    }

    /// The numbers of all folded loads, in order.
    pub fn loads(&self) -> Outcome<Vec<LoadNumber>> {
        loads::numbers(&self.connection)
    }

    /// A customer as its facts stand. LH-523 when it was changed since they were folded.
    pub fn customer(&self, id: &CustomerId) -> Outcome<Option<Customer>> {
        customers::get(&self.connection, id)
    }

    /// The same for a decision: LH-523 when it is another than its facts say.
    pub fn customer_as_delivered(&self, id: &CustomerId) -> Outcome<Option<Customer>> {
        customers::as_delivered(&self.connection, id)
    }

    /// Whom to write to at a customer, in the order in which its source names them.
    pub fn contacts(&self, id: &CustomerId) -> Outcome<Vec<Contact>> {
        customers::contacts(&self.connection, id)
    }

    /// Under what a customer is registered for taxes.
    pub fn tax_registrations(&self, id: &CustomerId) -> Outcome<Vec<TaxRegistration>> {
        customers::tax_registrations(&self.connection, id)
    }

    /// What sources say of a customer beside what stands, by field.
    pub fn disputed(&self, id: &CustomerId) -> Outcome<Vec<Disputed>> {
        customers::disputed(&self.connection, id)
    }

    /// Where what is said of a customer differs, and no rule says which of it stands.
    pub fn contradicted(&self, id: &CustomerId) -> Outcome<Vec<Conflict>> {
        customers::contradicted(&self.connection, id)
    }

    /// The same of every customer of which that is so.
    pub fn all_contradicted(&self) -> Outcome<BTreeMap<CustomerId, Vec<Conflict>>> {
        customers::all_contradicted(&self.connection)
    }

    /// All customers in order of id.
    pub fn customers(&self) -> Outcome<Vec<Customer>> {
        customers::list(&self.connection)
    }

    /// A load's assessment.
    pub fn assessment(&self, load: &LoadNumber) -> Outcome<Option<StoredAssessment>> {
        assessments::get(&self.connection, load)
    }

    /// Every assessed load with who is billed and the local day of delivery, in order of load: without its bodies.
    pub fn index(&self) -> Outcome<Vec<IndexRow>> {
        assessments::index(&self.connection)
    }

    /// Loads in a state, in order of number.
    pub fn loads_in_state(&self, state: LoadState) -> Outcome<Vec<LoadNumber>> {
        queue::in_state(&self.connection, state)
    }

    /// A page of the queue: how many match, and the rows. A total above [`crate::MANY`] says that more than so
    /// many match a search (or what differs, or a hold of one customer): of these only the first in order of number are looked
    /// at, unless there is no limit to the page.
    pub fn queue(&self, filter: &QueueFilter) -> Outcome<(u64, Vec<StoredAssessment>)> {
        queue::page(&self.connection, filter)
    }

    /// Loads by state, in the queue's order of states.
    pub fn counts_by_state(&self) -> Outcome<Vec<(LoadState, u64)>> {
        tallies::by_state(&self.connection, None)
    }

    /// What stands behind each hold code, with the first load of it.
    pub fn held_totals(&self) -> Outcome<Vec<HeldTotal>> {
        held::totals(&self.connection)
    }

    /// The first load that is held by a code.
    pub fn held_example(&self, code: HoldCode) -> Outcome<Option<LoadNumber>> {
        held::example(&self.connection, code)
    }

    /// Up to which entry of the book the cache is: sequence and hash; `None` for a fresh one.
    pub fn applied(&self) -> Outcome<Option<Head>> {
        let Some(text) = meta::get(&self.connection, "applied")? else { return Ok(None) };
        let wrong = || damaged(CACHE, &format!("`{text}` is no entry of the book"));
        let (seq, hash) = text.split_once(' ').ok_or_else(wrong)?;
        Ok(Some(Head { seq: seq.parse().map_err(|_| wrong())?, hash: Hash(hash.to_owned()) }))
    }

    /// Something that the cache remembers by name.
    pub fn remembered(&self, name: &str) -> Outcome<Option<String>> {
        meta::get(&self.connection, name)
    }

    /// What it remembers by names that begin so, in order of name.
    pub fn remembered_as(&self, beginning: &str) -> Outcome<Vec<(String, String)>> {
        meta::beginning(&self.connection, beginning)
    }

    /// Forgets what it remembers by a name.
    pub fn forget(&mut self, name: &str) -> Outcome<()> {
        meta::remove(&self.connection, name)
    }

    /// Remembers something by name.
    pub fn remember(&mut self, name: &str, value: &str) -> Outcome<()> {
        meta::put(&self.connection, name, value)
    }

    /// Empties the cache, facts and all: archive and book have everything.
    pub fn clear(&mut self) -> Outcome<()> {
        self.write(|c| {
            // What is stale is counted by a row that goes down by itself.
            let tables = digest::tables(c)?.into_iter().filter(|table| table != "stale_count");
            let sql: String = tables.map(|table| format!("DELETE FROM {table};")).collect();
            c.execute_batch(&sql).in_file(CACHE)
        })
    }

    /// A hash of everything that the cache keeps, by `load/…`, `customer/…`, `quarantine/…` and `table …`, for comparing stored
    /// with rebuilt.
    pub fn digest(&self) -> Outcome<BTreeMap<String, Hash>> {
        digest::of_all(&self.connection)
    }
}

fn open_sound(path: &Path) -> Outcome<Connection> {
    let connection = database::open(path, &SCHEMA, None)?;
    // A transaction touches a page of each index for each load: they are held until it ends, and their file is written to when
    // many have come together. The cache can be made again, so that only the book is synced with each decision.
    connection.pragma_update(None, "cache_size", -64 * 1024).in_file(CACHE)?;
    connection.pragma_update(None, "wal_autocheckpoint", 16 * 1024).in_file(CACHE)?;
    // What a statement would take back for itself went to a file otherwise, page by page.
    connection.pragma_update(None, "temp_store", "MEMORY").in_file(CACHE)?;
    match database::schema_difference(&connection, &SCHEMA)? {
        None => Ok(connection),
        Some(why) => Err(damaged(CACHE, &why)),
    }
}

/// What assessing made of a stale load.
#[derive(Debug, Clone, PartialEq)]
pub enum AssessmentResult {
    /// Its load and its assessment.
    Assessed(Box<Encoded>),
    /// Its own row has not come yet.
    Rowless(LoadNumber),
}

fn keep_one(connection: &Connection, kept: &AssessmentResult) -> Outcome<()> {
    let number = match kept {
        AssessmentResult::Rowless(number) => {
            // Of one that the quarantine alone knows nothing has come.
            stale::set_rowless(connection, number, facts::any(connection, number)?)?;
            number
        }
        AssessmentResult::Assessed(encoded) => {
            if loads::put(connection, encoded)? {
                stale::set_rowless(connection, &encoded.number, false)?;
            }
            assessments::put(connection, encoded)?;
            &encoded.number
        }
    };
    stale::done(connection, number)
}

mod at_the_erp;
mod delivered;
mod quarantined;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod work;

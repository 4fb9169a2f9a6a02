//! The quarantine, as the cache has it.

use linehaul_domain::decision::Actor;
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{CustomerId, LoadNumber, SourceName};

use super::Cache;
use crate::table::quarantine::{self, ItemKey, QuarantineItem};
use crate::table::unheard::{self, Unheard};
use crate::table::{facts, hands};

impl Cache {
    /// The open items of the quarantine, in order of source, file and line.
    pub fn quarantine(&self) -> Outcome<Vec<QuarantineItem>> {
        quarantine::open(&self.connection)
    }

    /// Those that were mended or cleared too.
    pub fn quarantine_ever(&self) -> Outcome<Vec<QuarantineItem>> {
        quarantine::all(&self.connection)
    }

    /// The open items that are files of a source as a whole, in order of file.
    pub fn quarantined_files(&self, source: &SourceName) -> Outcome<Vec<QuarantineItem>> {
        quarantine::files(&self.connection, source)
    }

    /// Does such a file still wait as a whole? One that came again right does not, though a load of it may.
    pub fn file_waits(&self, item: &str) -> Outcome<bool> {
        quarantine::file_waits(&self.connection, item)
    }

    /// An item of the quarantine, open or not.
    pub fn quarantined(&self, id: &str) -> Outcome<Option<QuarantineItem>> {
        quarantine::get(&self.connection, id)
    }

    /// What an item speaks of, as far as no later word on it was taken; at most so much.
    pub fn quarantined_keys(&self, id: &str, most: u64) -> Outcome<Vec<ItemKey>> {
        quarantine::keys_of(&self.connection, id, most)
    }

    /// How many rows wait in quarantine.
    pub fn quarantined_rows(&self) -> Outcome<u64> {
        quarantine::open_rows(&self.connection, None)
    }

    /// The same of a source.
    pub fn quarantined_of(&self, source: &SourceName) -> Outcome<u64> {
        quarantine::open_rows(&self.connection, Some(source))
    }

    /// How many rows wait of which nobody can tell the load, of a source or of all.
    pub fn quarantined_of_no_load(&self, source: Option<&SourceName>) -> Outcome<u64> {
        unheard::of_no_load(&self.connection, source)
    }

    /// The open items of a file that were refused for a reason: id, the row as it came, and where it stood.
    pub fn quarantined_of_file(&self, of: (&SourceName, &str), code: Code) -> Outcome<Vec<(String, String, u64)>> {
        quarantine::open_of_file(&self.connection, of, code)
    }

    /// The words on a load that could not be taken and wait for somebody.
    pub fn unheard(&self, load: &LoadNumber) -> Outcome<Vec<Unheard>> {
        unheard::on_load(&self.connection, load)
    }

    /// Those that a person cleared, and that no later word on their thing closed.
    pub fn cleared_words(&self, load: &LoadNumber) -> Outcome<Vec<Unheard>> {
        unheard::cleared_on_load(&self.connection, load)
    }

    /// Who mended rows that speak of a load.
    pub fn hands_on_load(&self, load: &LoadNumber) -> Outcome<Vec<Actor>> {
        let hands = hands::on(&self.connection, &hands::load_key(load.as_str()))?;
        Ok(hands.into_iter().map(|(actor, _)| actor).collect())
    }

    /// The facts of a customer.
    pub fn facts_of_customer(&self, customer: &CustomerId) -> Outcome<Vec<Fact>> {
        facts::of_customer(&self.connection, customer)
    }

    /// Who mended a row of a customer that stands: nothing that its source said since speaks of all of it.
    pub fn hands_on_customer(&self, customer: &CustomerId) -> Outcome<Vec<Actor>> {
        let mut hands = hands::on(&self.connection, &hands::customer_key(customer.as_str()))?;
        if hands.is_empty() {
            return Ok(Vec::new());
        }
        let facts = facts::of_customer(&self.connection, customer)?;
        let order = |fact: &Fact| (fact.version, fact.receipt);
        hands.retain(|(_, receipt)| {
            let stated = facts.iter().find(|fact| fact.receipt == *receipt);
            let later = |fact: &Fact, stated: &Fact| {
                fact.source == stated.source && order(fact) > order(stated) && fact.said.covers(&stated.said)
            };
            // What repeats a word of the source states nothing of its own.
            stated.is_some_and(|stated| !facts.iter().any(|fact| later(fact, stated)))
        });
        Ok(hands.into_iter().map(|(actor, _)| actor).collect())
    }
}

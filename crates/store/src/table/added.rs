//! Added: what facts did to the cache, counted by the rows that say them.

use std::collections::BTreeSet;

use linehaul_domain::ids::{CustomerId, LoadNumber};
use linehaul_domain::lost::Lost;
use linehaul_domain::vanished::Listed;

/// What a statement is to what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Met {
    Known,
    New,
    Changed,
}

/// What facts did to the cache, counted by the rows that say them. A row counts as changed where any statement of it is another
/// one on a known thing, else as new where any is the first on its thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// Rows with a first statement on a thing.
    pub new: u64,
    /// Rows with another statement on a known thing.
    pub changed: u64,
    /// Rows of which every statement is known already.
    pub duplicate: u64,
    /// Loads with a new or changed fact.
    pub touched: BTreeSet<LoadNumber>,
    /// Customers with a new or changed fact.
    pub touched_customers: BTreeSet<CustomerId>,
    /// Columns that the file has not any more.
    pub lost: Vec<Lost>,
    /// What it lists no more, where it is complete.
    pub listed: Listed,
}

impl Added {
    /// Counts a row.
    pub(crate) fn row(&mut self, met: Option<Met>) {
        match met {
            Some(Met::Known) => self.duplicate += 1,
            Some(Met::New) => self.new += 1,
            Some(Met::Changed) => self.changed += 1,
            None => {}
        }
    }

    /// Adds what others did, by number alone.
    pub(crate) fn count(&mut self, others: &Added) {
        self.new += others.new;
        self.changed += others.changed;
        self.duplicate += others.duplicate;
    }
}

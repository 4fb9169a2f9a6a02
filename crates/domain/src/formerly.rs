//! Formerly: what was said of a load before it was corrected, as far as a cut-over goes by it, and what a bill was to be compared
//! with. A bill of lading that is corrected after the load was billed elsewhere makes another load of it for no list.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::time::NaiveDate;

/// What was said before and is not said any more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formerly {
    /// References: name and value, as they came.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub references: BTreeSet<(String, String)>,
    /// Local days on which it was done.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub done: BTreeSet<NaiveDate>,
    /// The last total that dispatch expected, where a later row emptied it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_total: Option<Money>,
}

impl Formerly {
    /// Was nothing else said?
    pub fn is_empty(&self) -> bool {
        self.references.is_empty() && self.done.is_empty() && self.expected_total.is_none()
    }
}

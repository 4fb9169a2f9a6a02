//! State: the one word that says where a load stands, from under way to posted.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Makes the enumeration from one row for each state.
macro_rules! states {
    ($($(#[$doc:meta])* $state:ident = $name:literal;)*) => {
        /// Where a load stands, in the order in which the queue shows it: what a biller can act on first.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum LoadState { $($(#[$doc])* #[serde(rename = $name)] $state),* }

        impl LoadState {
            /// Every state, in that order.
            pub const ALL: &[LoadState] = &[$(LoadState::$state),*];

            /// Its name, as it is stored and shown.
            pub const fn name(self) -> &'static str { match self { $(LoadState::$state => $name),* } }

            /// The state of a name.
            pub fn of(name: &str) -> Option<LoadState> { match name { $($name => Some(LoadState::$state),)* _ => None } }
        }
    };
}

states! {
    /// Something keeps it from being billed.
    Held = "held";
    /// It waits for an approval.
    Ready = "ready";
    /// The ERP refused its invoice, and the approval stands.
    Rejected = "rejected";
    /// Nobody knows whether the ERP has its invoice.
    InDoubt = "in_doubt";
    /// It waits for a batch.
    Approved = "approved";
    /// Its invoice waits to be sent.
    Queued = "queued";
    /// It is under way.
    InTransit = "in_transit";
    /// It is billed.
    Posted = "posted";
    /// It was billed before this book, or by somebody else, and is never billed here.
    BilledElsewhere = "billed_elsewhere";
    /// It is not billed, and will not be.
    NotBillable = "not_billable";
}

impl LoadState {
    /// Is a load of this state priced by what its approval froze?
    pub fn is_frozen(self) -> bool {
        match self {
            LoadState::Approved | LoadState::Queued | LoadState::InDoubt | LoadState::Posted => true,
            LoadState::Held
            | LoadState::Ready
            | LoadState::Rejected
            | LoadState::InTransit
            | LoadState::BilledElsewhere
            | LoadState::NotBillable => false,
        }
    }
}

impl fmt::Display for LoadState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_reads_as_it_is_shown() {
        assert!(LoadState::ALL.iter().all(|state| LoadState::of(state.name()) == Some(*state)));
        assert_eq!(LoadState::of("a state of tomorrow"), None);
        assert!(LoadState::ALL.is_sorted());
    }
}

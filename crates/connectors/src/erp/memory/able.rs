//! What an ERP in memory is like: what it says of itself, and how it answers, which no ERP says.

use crate::erp::{Drafts, Feed, Lengths, Pace, TaxBy, Traits, Twice};

/// Whose number does a posted invoice bear?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Numbers {
    /// Ours, in a field that stays: it finds the record in every state.
    #[default]
    Ours,
    /// Its own: posting renumbers it. A search by our number finds nothing then; it is looked up by its id, or by the mark.
    Theirs,
}

/// What one bad item does to a call with several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Failure {
    /// Each item stands for itself.
    #[default]
    PerItem,
    /// It undoes all, and is not named: the connector bisects.
    AllOrNothing,
    /// What comes after it is not tried.
    StopsAtFirst,
    /// The call is taken as a job and answered later: each item is pending until then.
    Job,
}

/// What an ERP in memory is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Able {
    /// What it says of itself.
    pub traits: Traits,
    /// Whose number a posted invoice bears.
    pub numbers: Numbers,
    /// What one bad item does.
    pub failure: Failure,
}

impl From<Traits> for Able {
    fn from(traits: Traits) -> Able {
        Able { traits, numbers: Numbers::default(), failure: Failure::default() }
    }
}

/// What it says of itself unless it is told otherwise: an ERP that takes drafts and checks nothing.
pub fn able() -> Traits {
    Traits {
        drafts: Drafts::First,
        twice: Twice::MakesTwo,
        tax: TaxBy::Us,
        pace: Pace::ANY,
        lengths: Lengths::USUAL,
        accounts: true,
        dimensions: true,
        credits: true,
        import_files: false,
        notes: true,
        tells_open_amount: true,
        feed: Feed::OfAll,
        customers: &[
            "name",
            "erp_code",
            "credit_hold",
            "currency",
            "payment_terms",
            "address",
            "contacts",
            "tax_registrations",
        ],
        receivables: true,
        max_batch: 50,
        max_post: 10,
        money_decimals: 3,
        price_decimals: 4,
        settle_seconds: 60,
        answer_within_seconds: 120,
    }
}

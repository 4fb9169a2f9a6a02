//! Tables: one file for each, with its SQL at the head. Those of the book first, then those of the cache.

pub mod head;

pub(crate) mod bodies;
pub(crate) mod entries;
pub mod invoices;
pub(crate) mod lease;
pub mod outbox;
pub(crate) mod sequence;
pub(crate) mod approvals;
pub mod effects;
pub(crate) mod live;
pub(crate) mod printed;

pub mod stale;
pub mod world;
pub(crate) mod alike;
pub mod order;
pub mod held;
pub(crate) mod tallies;
pub mod assessments;
pub mod filter;
pub(crate) mod steps;
pub mod search;
pub mod queue;
pub mod received;
pub mod added;
pub(crate) mod repeated;
pub mod facts;
pub(crate) mod columns;
pub(crate) mod listed;
pub mod lost;
pub(crate) mod customers;
pub(crate) mod loads;
pub(crate) mod meta;
pub mod taken;
pub mod quarantine;
pub mod unheard;
pub mod hands;
pub mod mended;
pub mod seen;
pub mod readings;
pub mod looked;
pub(crate) mod digest;

/// The name of the book in errors.
pub(crate) const BOOK: &str = "the book";
/// The name of the cache in errors.
pub(crate) const CACHE: &str = "the cache";

//! Decides: rating, readiness, approval limits, invoice assembly, matching. Pure functions.
//!
//! Absent here: I/O, the clock, randomness, SQL, scripts (a kept expression is asked through [`contract_terms::ContractTerms`]). An
//! amount is never a float, and a missing input is a hold, never a 0.00. The modules stand in reading order, and one
//! imports only from above it.
#![deny(clippy::float_arithmetic)]

pub mod contract_terms;
pub mod version;
pub mod lookup;
pub mod worksheet;
pub mod layover;
pub mod cap;
pub mod waiting;
pub mod classes;
pub mod freight;
pub mod fuel;
pub mod open_clause;
pub mod accessorial;
pub mod priced;
pub mod tax;
pub mod prorate;
pub mod unbilled;
pub mod readiness;
pub mod term;
pub mod unused;
pub mod waived;
pub mod rate;
pub mod adjust;
pub mod posting;
pub mod reads;
pub mod lost;
pub mod vanished;
pub mod conflict;
pub mod changes;
pub mod noted;
pub mod scans;
pub mod extras;
pub mod found;
pub mod assess;
pub mod coverage;
pub mod prove;
pub mod reach;
pub mod wording;
pub mod change;
pub mod approval;
pub mod invoice;
pub mod matching;

//! The nouns of freight billing: load, stop, event, document, charge, hold, contract, invoice, money, time.
//!
//! Absent here: I/O, the clock, randomness, SQL, scripts. `now` is never asked for. The order of the modules below is
//! the reading order, and a module imports only from above it.
#![deny(clippy::float_arithmetic)]

pub mod spelt;
pub mod fault;
pub mod near;
pub mod declared;
pub mod thing;
pub mod reason;
pub mod money;
pub mod time;
pub mod ids;
pub mod canonical;
pub mod extra;
pub mod code;
pub mod document;
pub mod pages;
pub mod postal;
pub mod party;
pub mod stop;
pub mod place;
pub mod event;
pub mod formerly;
pub mod vanished;
pub mod lost;
pub mod conflict;
pub mod desk;
pub mod load;
pub mod state;
pub mod said;
pub mod fact;
mod superseded;
mod fill;
mod contradict;
pub mod fold;
pub mod fields;
pub mod with_desk;
pub mod disputed;
pub mod changes;
pub mod table;
pub mod terms;
pub mod step;
pub mod charge;
pub mod hold;
pub mod posting;
pub mod assessment;
pub mod printed;
pub mod invoice;
pub mod effect;
pub mod decision;
pub mod cutover;

pub use chrono;
pub use chrono_tz;
pub use rust_decimal;

pub use rust_decimal::Decimal;

/// A short text that is cheap to copy: codes, units, names of files and tables.
pub type Word = smol_str::SmolStr;

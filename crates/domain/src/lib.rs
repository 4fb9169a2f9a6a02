//! The nouns of freight billing: load, stop, event, document, charge, hold, contract, invoice, money, time.
//!
//! Absent here: I/O, the clock, randomness, SQL, scripts. `now` is never asked for. The order of the modules below is
//! the reading order, and a module imports only from above it.
#![deny(clippy::float_arithmetic)]

pub mod assessment;
pub mod canonical;
pub mod charge;
pub mod code;
pub mod decision;
pub mod document;
pub mod event;
pub mod extra;
pub mod fact;
pub mod fault;
pub mod fold;
pub mod hold;
pub mod ids;
pub mod invoice;
pub mod load;
pub mod money;
pub mod party;
pub mod step;
pub mod stop;
pub mod table;
pub mod terms;
pub mod time;

pub use chrono;
pub use chrono_tz;
pub use rust_decimal;

pub use rust_decimal::Decimal;

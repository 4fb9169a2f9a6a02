//! ERPs: the contract that each keeps, and the connectors.

mod record;
mod contract;
mod bisect;
mod sound;
mod import;
mod file;
pub mod memory;
mod http;
mod tryton;

pub use contract::*;
pub use file::{FileErp, LedgerFile};
pub use http::wrong_address;
pub use import::COLUMNS;
pub use record::*;
pub use sound::MAX_DESCRIPTION_CHARS;
pub use tryton::{MAX_BATCH as TRYTON_MAX_BATCH, Tryton, TrytonSettings};

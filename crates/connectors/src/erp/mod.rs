//! ERPs: the contract that each keeps, and the connectors.

mod traits;
mod record;
mod order;
mod contract;
mod bisect;
mod sound;
mod import;
mod file;
pub mod memory;
mod http;
mod tryton;
pub mod celerp;

pub use crate::http::wrong_address;
pub use celerp::{Celerp, CelerpSettings, MAX_BATCH as CELERP_MAX_BATCH};
pub use contract::*;
pub use file::{FileErp, LedgerFile};
pub use import::COLUMNS;
pub use order::*;
pub use record::*;
pub use traits::*;
pub use tryton::{MAX_BATCH as TRYTON_MAX_BATCH, Tryton, TrytonSettings};

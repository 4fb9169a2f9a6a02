//! ERPs: the contract that each keeps, and the connectors.

mod feed;
mod traits;
mod record;
mod found;
mod order;
mod contract;
mod pages;
mod bisect;
mod sound;
mod import;
mod http;
mod server;
mod kind;
mod file;
pub mod memory;
mod tryton;
pub mod celerp;

pub use crate::http::wrong_address;
pub use celerp::{Celerp, CelerpSettings};
pub use contract::*;
pub use feed::{Changed, Changes, Feed};
pub use file::{FileErp, LedgerFile, place as file_place};
pub use found::*;
pub use import::COLUMNS;
pub use kind::{ErpKind, Items, KINDS, Mapped, Opener, Opening, PostedAs, Settings, kind, wrong};
pub use order::*;
pub use pages::Pages;
pub use record::*;
pub use server::Server;
pub use traits::*;
pub use tryton::{Tryton, TrytonSettings};

//! Keeps: the book of decisions, the cache of facts and everything derived, the archive of deliveries, the file ERP's ledger.
//!
//! Absent here: rules, prices, the meaning of a decision, the clock, the network. No transaction spans two files. The
//! order of the modules below is the reading order, and a module imports only from above it.

mod fault;

#[cfg(test)]
extern crate self as linehaul_store;
#[cfg(test)]
mod counters;
#[cfg(test)]
#[path = "../tests/store/support/mod.rs"]
mod support;

pub mod whole;
mod column;
mod database;
pub mod lock;

pub mod archive;
pub mod table;

mod effect_steps;
mod chain_beside;
pub mod chain;
mod chain_effects;

mod cutover;
mod projection;
mod append;

pub mod book;
pub mod ledger;
pub mod backup;
pub mod cache;

pub use append::BookWrite;
pub use archive::{Archive, Behind, ContentFile, Delivery, Line, Position};
pub use book::{BatchRow, Book};
pub use cache::{AssessmentResult, Cache};
pub use chain::ChainReport;
pub use ledger::{Ledger, LedgerRow, LedgerState};
pub use lock::{WorkspaceLock, lock};
pub use table::added::Added;
pub use table::assessments::{Difference, Encoded, PricedBy, StoredAssessment};
pub use table::effects::EffectRow;
pub use table::facts::{FactRow, Statement};
pub use table::filter::QueueFilter;
pub use table::hands::{Hand, customer_key, load_key};
pub use table::head::Head;
pub use table::held::HeldTotal;
pub use table::invoices::{InvoiceAt, InvoiceRow};
pub use table::looked::{Looked, Open};
pub use table::lost::Beside;
pub use table::mended::Quarantined;
pub use table::order::{Key, QueueColumn, QueueSort};
pub use table::outbox::StateChange;
pub use table::quarantine::{BadItem, ItemFault, ItemKey, QuarantineItem, key_of_file};
pub use table::readings::{Part, ReadingEnd, ReadingRow};
pub use table::received::ROWS_APART;
pub use table::search::MANY;
pub use table::seen::KnownFile;
pub use table::stale::{Cause, Mark};
pub use table::taken::Step;
pub use table::unheard::Unheard;
pub use table::world::World;

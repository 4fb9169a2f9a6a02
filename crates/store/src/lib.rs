//! Keeps: the book of decisions, the cache of facts and everything derived, the archive of deliveries, the file ERP's ledger.
//!
//! Absent here: rules, prices, the meaning of a decision, the clock, the network. No transaction spans two files. The
//! order of the modules below is the reading order, and a module imports only from above it.

mod fault;

mod column;
mod database;
pub mod lock;

pub mod archive;
pub mod table;

pub mod chain;

pub mod book;
pub mod cache;
pub mod ledger;

pub use archive::{Archive, Delivery};
pub use book::{BatchRow, Book, BookWrite};
pub use cache::Cache;
pub use chain::ChainReport;
pub use ledger::{Ledger, LedgerRow, LedgerState};
pub use lock::{WorkspaceLock, lock};
pub use table::assessments::{QueueFilter, QueueSort, StoredAssessment};
pub use table::facts::Added;
pub use table::head::Head;
pub use table::invoices::InvoiceRow;
pub use table::lease::Lease;
pub use table::outbox::StateChange;
pub use table::quarantine::QuarantineItem;
pub use table::readings::ReadingRow;

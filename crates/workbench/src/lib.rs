//! Does: one file per verb of the flow (sync, assess, review, batch, push, reconcile), in rooms along a load's way: below
//! them what every verb stands on, then from a delivery to a posted invoice, then what keeps contracts and workspace sound.
//! Owns the clock, the transactions and the lock of a workspace.
//!
//! Absent here: SQL, HTTP, scripts, screens and their formats. No network call happens inside a database transaction.

pub mod machine;
pub mod settings;
pub mod log;
pub mod book;
pub mod contracts;
pub mod workspace;
pub mod effects;
pub mod assessment;
pub mod intake;
pub mod decisions;
pub mod invoicing;
pub mod pricing;
pub mod upkeep;

pub use linehaul_billing::assess::Rating;
pub use linehaul_billing::coverage::Count;
pub use linehaul_connectors::SecretString;
pub use linehaul_connectors::drop::trial::{Trial, TriedCell, TriedRow};
pub use linehaul_connectors::drop::{RawRow, RowFault};
pub use linehaul_store::whole;
pub use linehaul_store::{ChainReport, ItemFault, QuarantineItem};
pub use linehaul_store::{Difference, InvoiceRow, QueueColumn, QueueFilter, QueueSort, ReadingRow};

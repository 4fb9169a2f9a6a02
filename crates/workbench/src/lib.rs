//! Does: one file per verb of the flow (sync, assess, review, batch, push, reconcile). Owns the clock, the transactions
//! and the lock of a workspace.
//!
//! Absent here: SQL, HTTP, scripts, screens and their formats. No network call happens inside a database transaction.

pub mod crash;
pub mod clock;
pub mod erp_settings;
pub mod config;
pub mod place;
pub mod secret;
pub mod erp_words;
pub mod actor;
pub mod controls;
pub mod limits;
pub mod disk;
pub mod shelf;
pub mod ledger;
pub mod hushed;
pub mod standing;
pub mod frozen;
pub mod governed;
pub mod behind;
pub mod checked;
pub mod follow;
pub mod home;
pub mod settle;
pub mod assess;
pub mod world;
pub mod identity;
pub mod alike;
pub mod changes;
mod pool;
pub mod drain;
pub mod documents;
pub mod take;
pub mod rebuild;
pub mod sync;
pub mod open;
pub mod review;
pub mod approve;
pub mod batch;
pub mod recover;
pub mod backup;
pub mod push;
pub mod reconcile;
pub mod retry;
pub mod cancelled;
pub mod queue;
pub mod show;
pub mod sources;
pub mod rules;
pub mod cases;
pub mod backtest;
pub mod prove;
pub mod drafts;
pub mod publish;
pub mod reproduce;
pub mod proof;
pub mod radar;
pub mod doctor_people;
pub mod doctor;
pub mod init;

pub use linehaul_billing::assess::Rating;
pub use linehaul_billing::coverage::Count;
pub use linehaul_connectors::SecretString;
pub use linehaul_store::{ChainReport, QuarantineItem};
pub use linehaul_store::{Difference, InvoiceRow, QueueFilter, QueueSort, ReadingRow};

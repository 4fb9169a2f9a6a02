//! What is done outside beside the ERP's invoices: import files, the notes of batches, and what comes later. It is planned in the
//! entry that says that an invoice is posted, by the ERP that it was posted at, and the book has where each stands.
//!
//! A kind is a folder here and a line in the registry. What runs them knows no kind.

pub mod kind;
mod import_file;
mod batch_note;
pub mod registry;
pub mod told;
pub mod run;
pub mod go_on;

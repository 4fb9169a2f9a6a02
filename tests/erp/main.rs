//! The ERP contract against a real Tryton.

mod clerk;
mod conformance;
mod feed;
mod invoices;
mod lists;
mod warnings;

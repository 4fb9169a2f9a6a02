//! The ERP contract against a real Tryton.

mod clerk;
mod conformance;
mod invoices;
mod warnings;

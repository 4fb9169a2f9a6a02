//! A real Celerp: its calls one by one, and the ERP contract on it.

mod clerk;
mod conformance;
mod documents;
#[path = "../erp/invoices.rs"]
mod invoices;
mod lists;
mod session;

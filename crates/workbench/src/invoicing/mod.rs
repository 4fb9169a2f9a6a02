//! From approved to posted: invoices with their numbers, their way into the ERP, and what became of them.

pub mod settle;
pub mod elsewhere;
mod printed;
pub mod batch;
mod outside;
pub mod recover;
mod latest;
pub mod owed;
pub mod push;
pub mod reconcile;
pub mod retry;

//! One file of tests for each table, of the same name.

#[path = "../support/mod.rs"]
mod support;

mod assessments;
mod bodies;
mod customers;
mod entries;
mod facts;
mod head;
mod invoices;
mod loads;
mod meta;
mod outbox;
mod quarantine;
mod readings;
mod sequence;
mod stale;

//! One file of tests for each table, of the same name.

#[path = "../support/mod.rs"]
mod support;

mod approvals;
mod assessments;
mod bodies;
mod customers;
mod entries;
mod facts;
mod files;
mod head;
mod invoices;
mod live;
mod loads;
mod meta;
mod outbox;
mod quarantine;
mod readings;
mod sequence;
mod stale;

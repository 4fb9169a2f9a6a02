//! One file of tests for each table, of the same name.

mod alike;
mod approvals;
mod assessments;
mod bodies;
mod customers;
mod entries;
mod facts;
mod effects;
mod head;
mod held;
mod invoices;
mod live;
mod loads;
mod meta;
mod outbox;
mod quarantine;
mod queue;
mod readings;
mod seen;
mod sequence;
mod stale;
mod taken;

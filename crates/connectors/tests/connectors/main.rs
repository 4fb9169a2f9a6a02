//! Every outside format, and the ports with their suites.

mod case;
mod drop;
mod erp;
mod load_json;
mod sheet;
mod source;
mod table;

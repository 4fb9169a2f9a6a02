//! Every outside format, and the ports with their suites.

mod billed_list;
mod case;
mod delimited;
#[path = "../../../../tests/harness/dispatch.rs"]
mod dispatch;
mod drop;
mod erp;
mod guess;
mod load_json;
mod mapping;
mod source;
mod figures;
mod table;
mod workbook;

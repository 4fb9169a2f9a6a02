//! Every outside format, and the ports with their suites.

mod case;
mod delimited;
#[path = "../../../../tests/harness/dispatch.rs"]
mod dispatch;
mod drop;
mod erp;
mod load_json;
mod source;
mod table;
mod workbook;

//! Talks to dispatch systems and ERPs, and parses every outside format: drops, tables, cases, loads. The only crate that
//! knows csv, spreadsheets, HTTP and the keychain.
//!
//! Absent here: the store, rules, what a load is worth. A reader never stops at a bad row and never loses one. The modules
//! stand in reading order.

pub mod plain;
pub mod cell;
mod money_sign;
mod places;
mod once;
pub mod mapping;
mod swallowed;
pub mod row_text;
pub mod delimited;
pub mod workbook;
pub mod billed_list;
pub mod drop;
pub mod guess;
pub mod table;
pub mod load_json;
pub mod case;
pub mod keychain;
pub mod marks;
mod http;
pub mod figures;
pub mod source;
pub mod erp;
pub mod conformance;

pub use http::in_addresses;
pub use secrecy::{ExposeSecret, SecretString};

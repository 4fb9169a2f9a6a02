//! What the fuzzers do, as plain functions of bytes: libFuzzer calls them, and so does the smoke, which needs no nightly.
//!
//! A target fails by a panic. It asserts what must hold of every input: a refused contract names a coded problem inside its
//! text, an input that reads reads alike the second time.

mod words;
mod export_words;
mod contract;
mod outside;

pub use contract::{evaluate, phrases, read_contract};
pub use outside::{read_load_json, read_mapping, read_table};

/// A target: its name and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("read_contract", read_contract),
    ("phrases", phrases),
    ("evaluate", evaluate),
    ("read_table", read_table),
    ("read_load_json", read_load_json),
    ("read_mapping", read_mapping),
];

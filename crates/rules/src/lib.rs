//! Runs contracts: reads a Rhai file into terms, and evaluates the few expressions that are kept. The only crate that
//! knows Rhai.
//!
//! Absent here: SQL, network, files, the clock, and Rhai's types in any public signature. A contract is handed in as text.
//! Reading it costs a bounded amount of work whatever the text says. The modules stand in reading order.
#![deny(clippy::float_arithmetic)]

pub mod problem;
mod words;
mod source;
mod view;
mod engine;
mod compiled;
mod draft;
mod phrase;
mod check;
mod resolve;
mod consistency;
mod syntax;
pub mod contract;
mod lint;

pub use contract::{Contract, EvalError, read, read_again};
pub use lint::{extras, lint, reads_extras};
pub use problem::{Problem, Severity};

/// The words that begin a phrase.
pub fn verbs() -> impl Iterator<Item = &'static str> {
    words::verbs()
}

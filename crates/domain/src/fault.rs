//! What went wrong, said for the person who must mend it.
//!
//! Every error that leaves a crate is a [`Fault`]: a stable [`Code`] `LH-nnn`, what happened, what it means for the
//! invoice, and what to do next. Codes by hundreds: 1 workspace and configuration, 2 incoming data, 3 contracts and
//! tables, 4 decisions, 5 book and storage, 6 ERP and sending, 9 our own defects. One table has them all, a file for each
//! hundred: how each arises, what it means for the invoice, what ends it, and who acts. `docs/errors.md` is made from it.

use std::fmt;

#[macro_use]
mod workspace;
#[macro_use]
mod incoming;
#[macro_use]
mod contracts;
#[macro_use]
mod decisions;
#[macro_use]
mod book;
#[macro_use]
mod erp;
#[macro_use]
mod ours;
mod code;

#[cfg(test)]
pub(crate) use code::is_sentence;
pub use code::{Area, Code, Owner};

/// A coded error. `means` and `next` are whole sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which.
    pub code: Code,
    /// What happened, with the name of the thing concerned.
    pub what: String,
    /// What it means for the invoice.
    pub means: String,
    /// What to do next.
    pub next: String,
}

impl Fault {
    /// A fault of the given code.
    pub fn new(code: Code, what: impl Into<String>, means: impl Into<String>, next: impl Into<String>) -> Fault {
        Fault { code, what: what.into(), means: means.into(), next: next.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.what)
    }
}

impl std::error::Error for Fault {}

/// The result of everything that can fail.
pub type Outcome<T> = Result<T, Fault>;

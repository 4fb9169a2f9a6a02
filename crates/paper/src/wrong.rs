//! Why a scan is not cut.

use std::fmt;

use crate::MAX_PAGES;

/// Why a scan is not cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uncut {
    /// It needs a password, or says so.
    Encrypted,
    /// It cannot be read.
    Damaged,
    /// It has more pages or objects than are gone through, or unfolds to more than is held.
    TooMuch,
    /// It has so many pages, and not those.
    Lacks {
        /// How many.
        has: u32,
    },
    /// It is neither a PDF nor a TIFF that can be copied, and nothing else is cut.
    NoPdf,
}

impl fmt::Display for Uncut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Uncut::Encrypted => f.write_str("it is encrypted; save it without a password"),
            Uncut::Damaged => f.write_str("it is damaged and cannot be cut; save or scan it anew"),
            Uncut::TooMuch => {
                write!(f, "it has more than {MAX_PAGES} pages, or unfolds to more than is held; save it in parts")
            }
            Uncut::Lacks { has: 1 } => f.write_str("it has 1 page"),
            Uncut::Lacks { has } => write!(f, "it has {has} pages"),
            Uncut::NoPdf => f.write_str("only a PDF or an ordinary TIFF is cut; save it as a PDF"),
        }
    }
}

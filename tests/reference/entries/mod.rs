//! The entries of the reference: every phrase with its forms, units and holds, and examples from published schedules that
//! run. Figures are the publishers'; words are ours.

mod accessorial;
mod freight;
mod other;
mod waiting;

/// One example: a phrase, a load that differs from the ordinary one in these fields, and what comes out.
pub struct Example {
    /// Where the figures are from.
    pub source: &'static str,
    /// The phrases, beside the header.
    pub phrase: &'static str,
    /// Fields of the load, as JSON, put over the ordinary load's.
    pub load: &'static str,
    /// Code and amount of each line beside linehaul.
    pub lines: &'static [(&'static str, &'static str)],
    /// Codes of the holds.
    pub holds: &'static [&'static str],
}

/// One phrase of the language.
pub struct Entry {
    /// Its first word.
    pub verb: &'static str,
    /// How it is written.
    pub forms: &'static [&'static str],
    /// What it says.
    pub says: &'static str,
    /// Units, rounding, what counts.
    pub unit: &'static str,
    /// What holds a load.
    pub holds: &'static str,
    /// Examples that run.
    pub examples: &'static [Example],
}

const NONE: &str = "{}";

/// Every phrase, in the order of the page.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    [freight::ENTRIES, waiting::ENTRIES, accessorial::ENTRIES, other::ENTRIES].into_iter().flatten()
}

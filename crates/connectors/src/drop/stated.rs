//! Facts as rows state them, with which of them came with which row.

use linehaul_domain::fact::Fact;
use linehaul_domain::lost::Header;
/// Facts, in the order of the rows that state them.
#[derive(Debug, Clone, Default)]
pub struct Stated {
    /// The facts.
    pub facts: Vec<Fact>,
    /// For each whether the row of the one before it states it too; nothing where each is of a row of its own.
    pub beside: Vec<bool>,
    /// Which columns the file has; before its first fact, and once.
    pub header: Option<Box<Header>>,
    /// For each the line of its row, or the number of its record.
    pub lines: Vec<u32>,
}

impl Stated {
    /// How many rows state them.
    pub fn rows(&self) -> usize {
        self.facts.len() - self.beside.iter().filter(|beside| **beside).count()
    }

    /// Which columns a file has, before its facts.
    pub(crate) fn headed(header: Header) -> Stated {
        Stated { header: Some(Box::new(header)), ..Stated::default() }
    }

    /// Adds what one row states.
    pub(super) fn add(&mut self, line: u32, facts: Vec<Fact>) {
        self.beside.extend((0..facts.len()).map(|at| at > 0));
        self.lines.extend(facts.iter().map(|_| line));
        self.facts.extend(facts);
    }

    /// Adds a fact that counts as a row, where all do.
    pub(crate) fn add_row(&mut self, line: u32, fact: Fact) {
        self.lines.push(line);
        self.facts.push(fact);
    }
}

//! Lint: what reads, but somebody should look at. A remark is only made where it is certain: a phrase that never applies,
//! two that always apply together, a percent reckoned before its base is complete.

use linehaul_domain::terms::{Condition, Term};

use crate::contract::Contract;
use crate::problem::{Problem, Severity};

pub use extras::{extras, reads_extras};

mod extras;
mod habit;
mod order;
mod reached;

/// Remarks on a contract that reads.
pub fn lint(contract: &Contract) -> Vec<Problem> {
    let mut remarks = Remarks { contract, found: Vec::new() };
    habit::habits(&mut remarks);
    reached::unreachable(&mut remarks);
    reached::twice(&mut remarks);
    reached::documents(&mut remarks);
    order::order(&mut remarks);
    remarks.found.sort_by_key(|p| (p.line, p.column));
    remarks.found
}

struct Remarks<'c> {
    contract: &'c Contract,
    found: Vec<Problem>,
}

impl<'c> Remarks<'c> {
    fn terms(&self) -> &'c [Term] {
        &self.contract.terms().terms
    }

    fn at(&mut self, (line, column): (u32, u32), code: &'static str, message: String) {
        let file = self.contract.terms().file.clone();
        self.found.push(Problem { file, line, column, code, message, fix: None, severity: Severity::Warning });
    }

    fn of(&mut self, term: &Term, code: &'static str, message: String) {
        self.at((term.place.line, term.place.column), code, message);
    }

    /// A condition with the file's constants put in, and whether it is turned round.
    fn meaning(&self, condition: &Condition) -> (&'c str, bool) {
        (self.contract.printed(condition.expression), condition.negated)
    }

    /// Do all conditions of the first stand around the second too? Then the first applies wherever the second does.
    fn wider(&self, first: &Term, second: &Term) -> bool {
        let inner: Vec<_> = second.when.iter().map(|c| self.meaning(c)).collect();
        first.when.iter().all(|c| inner.contains(&self.meaning(c)))
    }
}

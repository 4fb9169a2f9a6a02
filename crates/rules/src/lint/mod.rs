//! Lint: what reads, but somebody should look at. A remark is only made where it is certain: a phrase that never applies,
//! two that always apply together, a percent reckoned before its base is complete.

use std::collections::BTreeSet;

use linehaul_domain::fault::Code;
use linehaul_domain::terms::Term;

use crate::contract::Contract;
use crate::problem::{Problem, Severity};

pub use extras::{extras, reads_extras};

use conditions::{Fact, facts};

mod conditions;
mod extras;
mod habit;
mod order;
mod reached;
mod signs;

/// Remarks on a contract that reads.
pub fn lint(contract: &Contract) -> Vec<Problem> {
    let mut remarks = Remarks { contract, found: Vec::new() };
    habit::habits(&mut remarks);
    reached::unreachable(&mut remarks);
    reached::twice(&mut remarks);
    reached::documents(&mut remarks);
    order::order(&mut remarks);
    signs::unseen_signs(&mut remarks);
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

    fn at(&mut self, (line, column): (u32, u32), code: Code, message: String) {
        let file = self.contract.terms().file.clone();
        self.found.push(Problem { file, line, column, code, message, fix: None, severity: Severity::Warning });
    }

    fn of(&mut self, term: &Term, code: Code, message: String) {
        self.at((term.location.line, term.location.column), code, message);
    }

    /// All that must hold for a phrase to apply, with the file's constants put in.
    fn facts(&self, term: &Term) -> BTreeSet<Fact> {
        let mut all = BTreeSet::new();
        for condition in &term.when {
            facts(self.contract.printed(condition.expression), condition.negated, &mut all);
        }
        all
    }

    /// Must all that holds for the first hold for the second too? Then the first applies wherever the second does.
    fn wider(&self, first: &Term, second: &Term) -> bool {
        self.facts(first).is_subset(&self.facts(second))
    }
}

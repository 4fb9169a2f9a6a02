//! Names that dispatch counts under: a misspelt one is indistinguishable from "nothing was done", and never billed.

use std::collections::BTreeSet;

use linehaul_domain::fault::Code;
use linehaul_domain::near::nearest;
use linehaul_domain::terms::{Term, Without};

use crate::contract::Contract;
use crate::lint::Remarks;
use crate::problem::{Problem, misspelt};

/// A name without which a term is not billed, and the receipt that would tell of it.
type Silent<'t> = (String, Option<&'t str>);

/// The names without which a term is silently not billed: what its verb reads, and what its conditions ask for.
fn silent<'t>(contract: &Contract, term: &'t Term) -> Vec<Silent<'t>> {
    let read = term.verb.extras_read().into_iter().filter_map(|read| match read.without {
        Without::NotBilled => Some((read.name.into_owned(), None)),
        Without::NotBilledUnless(receipt) => Some((read.name.into_owned(), Some(receipt))),
        Without::Held => None,
    });
    let bills = !term.bills().is_empty();
    let asked = term.when.iter().filter(|c| bills && !c.negated).flat_map(|c| contract.extras_read(c.expression));
    read.chain(asked.map(|name| (name.clone(), None))).collect()
}

/// Does the contract read such a name?
pub fn reads_extras(contract: &Contract) -> bool {
    contract.terms().terms.iter().any(|term| !silent(contract, term).is_empty())
}

/// LH-326 for each such name that is none of these, which the loads of the golden cases have.
pub fn extras(contract: &Contract, known: &BTreeSet<String>) -> Vec<Problem> {
    let mut remarks = Remarks { contract, found: Vec::new() };
    for term in &contract.terms().terms {
        for (name, receipt) in silent(contract, term).iter().filter(|(name, _)| !known.contains(name)) {
            let code = term.bills().first().map_or_else(|| term.says().to_owned(), ToString::to_string);
            let silence = match receipt {
                Some(receipt) => format!("{code} is not billed, and nobody is told before {receipt} is on file"),
                None => format!("{code} is never billed, and nobody is told"),
            };
            let text = format!(
                "no load of the golden cases says \"{name}\": if dispatch does not send it under this very name, {silence}. \
                 Write a case that bills it"
            );
            let message = misspelt(text, nearest(name, known.iter().map(String::as_str)));
            remarks.of(term, Code::NameUntried, message.text);
        }
    }
    remarks.found
}

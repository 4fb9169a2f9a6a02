//! Names that dispatch counts under: a misspelt one is indistinguishable from "nothing was done", and never billed.

use std::collections::BTreeSet;

use linehaul_domain::fault::Code;
use linehaul_domain::near::nearest;
use linehaul_domain::terms::{DateBasis, Term, Verb};

use crate::contract::Contract;
use crate::lint::Remarks;
use crate::problem::{Problem, misspelt};

/// The names without which a term is silently not billed: what it counts, and what its conditions ask for.
fn silent(contract: &Contract, term: &Term) -> Vec<String> {
    let counted: Vec<&str> = match &term.verb {
        Verb::Priced(priced) => priced.prices.iter().filter_map(|price| price.per.counted()).collect(),
        Verb::Daily(daily) => match &daily.from {
            DateBasis::Extra(name) => vec![name],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let bills = !term.bills().is_empty();
    let asked = term.when.iter().filter(|c| bills && !c.negated).flat_map(|c| contract.extras_read(c.expression));
    counted.into_iter().map(str::to_owned).chain(asked.cloned()).collect()
}

/// Does the contract read such a name?
pub fn reads_extras(contract: &Contract) -> bool {
    contract.terms().terms.iter().any(|term| !silent(contract, term).is_empty())
}

/// LH-326 for each such name that is none of these, which the loads of the golden cases have.
pub fn extras(contract: &Contract, known: &BTreeSet<String>) -> Vec<Problem> {
    let mut remarks = Remarks { contract, found: Vec::new() };
    for term in &contract.terms().terms {
        for name in silent(contract, term).iter().filter(|name| !known.contains(*name)) {
            let code = term.bills().first().map_or_else(|| term.says().to_owned(), ToString::to_string);
            let text = format!(
                "no load of the golden cases says \"{name}\": if dispatch does not send it under this very name, {code} is \
                 never billed, and nobody is told. Write a case that bills it"
            );
            let message = misspelt(text, nearest(name, known.iter().map(String::as_str)));
            remarks.of(term, Code::NameUntried, message.text);
        }
    }
    remarks.found
}

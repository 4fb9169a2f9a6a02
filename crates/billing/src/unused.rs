//! A truck that was ordered and not used.

use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::terms::{Term, Verb};

use crate::accessorial;
use crate::contract_terms::ContractTerms;
use crate::tax;
use crate::term::{conditions, live_terms, rate_term};
use crate::worksheet::Worksheet;

/// Does a phrase stand under a condition that speaks of such trucks? Then it is billed beside `tonu`; others are for trips.
pub fn names_it<A: ContractTerms>(contract: &A, term: &Term) -> bool {
    let says = |text: &str| text.contains("\"tonu\"") || text.contains("\"truck_not_used\"");
    term.when.iter().any(|c| !c.negated && says(contract.printed(c.expression)))
}

/// A phrase beside `tonu`: kept apart, so that trips are rated in one piece.
#[inline(never)]
fn one<A: ContractTerms>(contract: &A, sheet: &mut Worksheet<'_>, term: &Term) {
    rate_term(contract, sheet, term, &[]);
}

fn beside(term: &Term) -> bool {
    !matches!(term.verb, Verb::Tonu(_) | Verb::CanadianTax(_) | Verb::Linehaul(_)) && !term.bills().is_empty()
}

/// The `tonu` phrase, of the contract or else of the house tariff, what the contract bills beside it, then taxes.
pub fn not_used<A: ContractTerms>(sheet: &mut Worksheet<'_>, contract: &A, house: Option<&A>) {
    let is_tonu = |term: &Term| matches!(term.verb, Verb::Tonu(_));
    let mut live = live_terms(contract, sheet, is_tonu);
    if live.is_empty() && contract.terms().otherwise_house_tariff {
        let house = house.filter(|h| h.terms().currency == sheet.currency);
        live.extend(house.map(|h| live_terms(h, sheet, is_tonu)).unwrap_or_default());
    }
    live.extend(live_terms(contract, sheet, |term| beside(term) && names_it(contract, term)));
    live.extend(live_terms(contract, sheet, |term| {
        matches!(term.verb, Verb::CanadianTax(_) | Verb::Prorate(_) | Verb::Ask { .. })
    }));
    for term in &live {
        let from = sheet.charges.len();
        match &term.verb {
            Verb::Tonu(tonu) => accessorial::tonu(sheet, term, tonu),
            Verb::CanadianTax(tax) => tax::canadian(sheet, term, tax),
            Verb::Prorate(prorate) => sheet.prorate = Some(*prorate),
            _ => {
                one(contract, sheet, term);
                continue;
            }
        }
        conditions(sheet, term, from);
    }
    if sheet.explain {
        left_out(sheet, contract);
    }
    if sheet.charges.is_empty() && sheet.holds.is_empty() && contract.terms().terms.iter().any(is_tonu) {
        let message = "the contract charges for a truck not used, and nothing is due: its phrase's condition does not hold, \
                       or the load was cancelled far enough ahead";
        let next = "Check the condition against the load, or mark the load not billable in dispatch.";
        sheet.holds.push(Hold::new(HoldCode::NothingBillable, message, "", next));
    }
}

/// Costs and counts that dispatch states of the truck all the same, and that no phrase bills of a truck not used.
fn left_out<A: ContractTerms>(sheet: &mut Worksheet<'_>, contract: &A) {
    let of_facts = |term: &Term| matches!(term.verb, Verb::Charge { .. } | Verb::Priced(_) | Verb::AtCost { .. });
    let before = sheet.mark();
    let live = live_terms(contract, sheet, |term| of_facts(term) && !names_it(contract, term));
    sheet.back_to(&before);
    for term in live {
        let mark = sheet.mark();
        one(contract, sheet, term);
        let lines: Vec<_> = sheet.charges.drain(mark.charges()..).map(|c| (c.code, c.stop, c.amount)).collect();
        sheet.back_to(&mark);
        for (code, stop, amount) in lines {
            let why = "a truck that was not used: to bill it, say it under `when load.status == \"tonu\"`";
            sheet.near_miss(&code, stop, Some(amount), || why.into());
        }
    }
}

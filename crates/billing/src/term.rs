//! One phrase of a contract on the worksheet: does it apply, what does it bill, which conditions and evidence go with it.

use linehaul_domain::Decimal;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::step::Step;
use linehaul_domain::terms::{Term, Verb};

use crate::accessorial;
use crate::contract_terms::{ContractTerms, Unmet};
use crate::freight;
use crate::fuel;
use crate::layover;
use crate::open_clause;
use crate::priced;
use crate::readiness;
use crate::tax;
use crate::waiting;
use crate::worksheet::{Line, Worksheet};

/// Is it reckoned into linehaul?
pub fn is_freight(verb: &Verb) -> bool {
    matches!(verb, Verb::Linehaul(_) | Verb::Discount { .. } | Verb::Minimum { .. })
}

/// The wanted terms whose conditions hold. A condition that cannot be judged is a hold, and its term is left out.
pub fn live_terms<'c, A: ContractTerms>(
    contract: &'c A,
    sheet: &mut Worksheet<'_>,
    wanted: impl Fn(&Term) -> bool,
) -> Vec<&'c Term> {
    let mut live = Vec::with_capacity(contract.terms().terms.len());
    for term in contract.terms().terms.iter().filter(|t| wanted(t)) {
        let mut holds = true;
        for condition in &term.when {
            match contract.holds(condition, sheet.load) {
                Ok(true) => {}
                Ok(false) => {
                    holds = false;
                    break;
                }
                Err(unmet) => {
                    unmet_hold(sheet, unmet, None);
                    sheet.line_lost = true;
                    sheet.freight_lost |= is_freight(&term.verb);
                    holds = false;
                    break;
                }
            }
        }
        if holds {
            live.push(term);
        }
    }
    live
}

fn unmet_hold(sheet: &mut Worksheet<'_>, unmet: Unmet, code: Option<&ChargeCode>) {
    match unmet {
        Unmet::MissingInput { name, location } => {
            let message = format!("{name} is not known, and {}:{} reads it", location.file, location.line);
            sheet.hold(HoldCode::InputMissing, message, format!("Have dispatch send {name} of the load."), code);
        }
        Unmet::Failed { message, location } => {
            let message = format!("{}:{}:{} {message}", location.file, location.line, location.column);
            sheet.hold(HoldCode::ContractError, message, "Mend the contract at that place.".into(), code);
        }
    }
}

/// Writes what a phrase that applies bills; linehaul, which may come from the house tariff, is not written here.
#[inline(always)]
pub fn rate_term<A: ContractTerms>(contract: &A, sheet: &mut Worksheet<'_>, term: &Term, live: &[&Term]) {
    let from = sheet.charges.len();
    match &term.verb {
        Verb::Minimum { amount } => freight::minimum(sheet, term, *amount),
        Verb::Discount { percent } => freight::discount(sheet, term, *percent),
        Verb::Fuel(terms) => match &terms.open {
            Some(question) => open_clause::fuel(sheet, term, terms, question),
            None => fuel::fuel(sheet, term, terms),
        },
        Verb::Detention(detention) => {
            let hours = live.iter().find_map(|t| match &t.verb {
                Verb::Layover { hours, .. } => Some(*hours),
                _ => None,
            });
            if detention.open.is_empty() {
                waiting::detention(sheet, term, detention, hours);
            } else {
                open_clause::detention(sheet, term, detention, hours);
            }
        }
        Verb::StopOff { tiers, further } => accessorial::stop_off(sheet, term, tiers, *further),
        Verb::Layover { rate, hours, weekend } => layover::layover(sheet, term, (*rate, *weekend), *hours),
        Verb::Priced(terms) => priced::priced(sheet, term, terms),
        Verb::Daily(terms) => priced::daily(sheet, term, terms),
        Verb::TrailerDetention(terms) => priced::trailer(sheet, term, terms),
        Verb::InvoiceMinimum { amount } => priced::invoice_minimum(sheet, term, *amount),
        Verb::Redelivery { per_mile, minimum } => accessorial::redelivery(sheet, term, *per_mile, *minimum),
        Verb::Accessorial { kind, basis } => accessorial::simple(sheet, term, *kind, basis),
        Verb::AtCost { code, plus, receipt } => accessorial::at_cost(sheet, term, code, plus, receipt),
        Verb::Chassis { per_day, minimum_days } => accessorial::chassis(sheet, term, *per_day, *minimum_days),
        Verb::BorderFee { fee, exchange, by } => accessorial::border_fee(sheet, term, *fee, exchange, by),
        Verb::CanadianTax(tax) => tax::canadian(sheet, term, tax),
        Verb::Charge { code, amount, text } => match contract.amount(*amount, sheet.load) {
            Ok(amount) => free_amount(sheet, term, code, amount, text),
            Err(unmet) => unmet_hold(sheet, unmet, Some(code)),
        },
        // Whoever answered it for this load says in an adjustment what it comes to.
        Verb::Ask { question } if sheet.load.answer_to(question).is_some() => {}
        Verb::Ask { question } => sheet.ask_of_load(question.to_owned(), None),
        Verb::Linehaul(_)
        | Verb::Tonu(_)
        | Verb::Claim { .. }
        | Verb::Prorate(_)
        | Verb::NeedDocument { .. }
        | Verb::NeedReference { .. }
        | Verb::NeedStops { .. } => {}
    }
    conditions(sheet, term, from);
}

fn free_amount(sheet: &mut Worksheet<'_>, term: &Term, code: &ChargeCode, amount: Decimal, text: &str) {
    let Ok(amount) = sheet.sane(Some(amount), code) else { return };
    if amount.is_zero() {
        return;
    }
    let mut trail = sheet.trail();
    trail.note(|| Step::Formula { text: text.into(), rate: amount });
    let quantity = Decimal::ONE;
    sheet.write(term, Line { code: code.clone(), stop: None, quantity, unit: "flat", rate: amount, amount, trail });
}

/// Puts a term's conditions before the steps of its lines, then asks for its evidence and approval.
#[inline(always)]
pub fn conditions(sheet: &mut Worksheet<'_>, term: &Term, from: usize) {
    if sheet.charges.len() == from {
        return;
    }
    if sheet.explain {
        for charge in &mut sheet.charges[from..] {
            for (at, condition) in term.when.iter().enumerate() {
                let text = match condition.negated {
                    true => format!("not {}", condition.text).into(),
                    false => condition.text.clone(),
                };
                charge.derivation.insert(at, Step::Condition { text });
            }
        }
    }
    readiness::of_charges(sheet, term, from);
}

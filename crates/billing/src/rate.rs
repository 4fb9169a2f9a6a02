//! Rating: a contract's terms, in order, over one load.

use linehaul_domain::Decimal;
use linehaul_domain::charge::{Charge, NearMiss};
use linehaul_domain::code::ChargeCode;
use linehaul_domain::event::EventKind;
use linehaul_domain::hold::{Hold, HoldCode, Warning};
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::Currency;
use linehaul_domain::step::Step;
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{Linehaul, Term, Verb};

use crate::accessorial;
use crate::agreement::{Agreement, Unmet};
use crate::freight::{self, Freight};
use crate::fuel;
use crate::readiness;
use crate::sheet::{Line, Sheet};
use crate::tax;
use crate::waiting;

/// A load as rated by a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// Contract's currency.
    pub currency: Currency,
    /// Lines in the contract's order, taxes last.
    pub charges: Vec<Charge>,
    /// Sum of the lines.
    pub total: Decimal,
    /// What blocks.
    pub holds: Vec<Hold>,
    /// What does not block.
    pub warnings: Vec<Warning>,
    /// What was almost billed.
    pub near_misses: Vec<NearMiss>,
}

/// Rates a load and judges what the contract itself asks for: stops, documents, references, evidence, approvals.
/// `house` is the house tariff, for linehaul that the contract leaves to it. Without `explain` no steps are kept.
pub fn rate<A: Agreement>(contract: &A, house: Option<&A>, load: &Load, tables: &Tables, explain: bool) -> Rating {
    let terms = contract.terms();
    let mut sheet = Sheet {
        load,
        tables,
        currency: terms.currency,
        rounding: terms.rounding,
        explain,
        charges: Vec::new(),
        holds: Vec::new(),
        warnings: Vec::new(),
        near_misses: Vec::new(),
        gross: None,
        net: None,
        line_lost: false,
    };
    let live = live_terms(contract, &mut sheet);
    if load.status == LoadStatus::Tonu {
        not_used(&mut sheet, &live);
    } else {
        if !live.iter().any(|t| matches!(t.verb, Verb::Linehaul(_))) && terms.otherwise_house_tariff {
            from_house(&mut sheet, house, &format!("{} has no linehaul for this load", terms.name));
        }
        for term in &live {
            rate_term(contract, house, &mut sheet, term, &live);
        }
        unbilled(&mut sheet, &live);
    }
    readiness::of_contract(&mut sheet, &live);
    finish(sheet)
}

/// The terms whose conditions hold.
fn live_terms<'c, A: Agreement>(contract: &'c A, sheet: &mut Sheet<'_>) -> Vec<&'c Term> {
    let mut live = Vec::new();
    for term in &contract.terms().terms {
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

fn unmet_hold(sheet: &mut Sheet<'_>, unmet: Unmet, code: Option<&ChargeCode>) {
    match unmet {
        Unmet::MissingInput { name, place } => {
            let message = format!("{name} is not known, and {}:{} reads it", place.file, place.line);
            sheet.hold(HoldCode::InputMissing, message, format!("Have dispatch send {name} of the load."), code);
        }
        Unmet::Failed { message, place } => {
            let message = format!("{}:{}:{} {message}", place.file, place.line, place.column);
            sheet.hold(HoldCode::ContractError, message, "Mend the contract at that place.".into(), code);
        }
    }
}

fn not_used(sheet: &mut Sheet<'_>, live: &[&Term]) {
    for term in live {
        if let Verb::Tonu(tonu) = &term.verb {
            let from = sheet.charges.len();
            accessorial::tonu(sheet, term, tonu);
            conditions(sheet, term, from);
        }
    }
    for term in live {
        if let Verb::CanadianTax(tax) = &term.verb {
            tax::canadian(sheet, term, tax);
        }
    }
}

fn from_house<A: Agreement>(sheet: &mut Sheet<'_>, house: Option<&A>, why: &str) {
    let Some(house) = house else {
        let next = "Add a lane to the contract's table, or a house tariff.".to_owned();
        return sheet.hold(HoldCode::ContractMissing, format!("{why}, and there is no house tariff"), next, None);
    };
    if house.terms().currency != sheet.currency {
        let message = format!("{why}, and the house tariff is in {}", house.terms().currency);
        return sheet.hold(HoldCode::ContractMissing, message, "Add the lane to the contract's table.".into(), None);
    }
    let note = format!("{why}: the house tariff applies");
    for term in live_terms(house, sheet) {
        if let Verb::Linehaul(linehaul) = &term.verb {
            if let Freight::NoLane(no_lane) = freight::linehaul(sheet, term, linehaul, Some(&note)) {
                no_lane_hold(sheet, no_lane);
            }
            return;
        }
    }
    let next = "Add linehaul to the house tariff.".to_owned();
    sheet.hold(HoldCode::ContractMissing, format!("{why}, and the house tariff has none either"), next, None);
}

fn no_lane_hold(sheet: &mut Sheet<'_>, no_lane: String) {
    let next = "Add the lane to the table, or let the house tariff speak where there is none.".to_owned();
    sheet.hold(HoldCode::IndexMissing, no_lane, next, Some(&"LINEHAUL".into()));
}

fn freight_term<A: Agreement>(
    contract: &A,
    house: Option<&A>,
    sheet: &mut Sheet<'_>,
    term: &Term,
    linehaul: &Linehaul,
) {
    if let Freight::NoLane(no_lane) = freight::linehaul(sheet, term, linehaul, None) {
        if contract.terms().otherwise_house_tariff {
            from_house(sheet, house, &no_lane);
        } else {
            no_lane_hold(sheet, no_lane);
        }
    }
}

fn rate_term<A: Agreement>(contract: &A, house: Option<&A>, sheet: &mut Sheet<'_>, term: &Term, live: &[&Term]) {
    let from = sheet.charges.len();
    match &term.verb {
        Verb::Linehaul(linehaul) => freight_term(contract, house, sheet, term, linehaul),
        Verb::Minimum { amount } => freight::minimum(sheet, term, *amount),
        Verb::Discount { percent } => freight::discount(sheet, term, *percent),
        Verb::Fuel(terms) => fuel::fuel(sheet, term, terms),
        Verb::Detention(detention) => {
            let hours = live.iter().find_map(|t| match &t.verb {
                Verb::Layover { hours, .. } => Some(*hours),
                _ => None,
            });
            waiting::detention(sheet, term, detention, hours);
        }
        Verb::StopOff { tiers, further } => accessorial::stop_off(sheet, term, tiers, *further),
        Verb::Layover { rate, hours } => waiting::layover(sheet, term, *rate, *hours),
        Verb::Redelivery { per_mile, minimum } => accessorial::redelivery(sheet, term, *per_mile, *minimum),
        Verb::Accessorial { kind, basis } => accessorial::simple(sheet, term, *kind, basis),
        Verb::AtCost { kind, plus, receipt } => accessorial::at_cost(sheet, term, *kind, plus, receipt),
        Verb::Chassis { per_day, minimum_days } => accessorial::chassis(sheet, term, *per_day, *minimum_days),
        Verb::BorderFee { fee, exchange, by } => accessorial::border_fee(sheet, term, *fee, exchange, by),
        Verb::CanadianTax(tax) => tax::canadian(sheet, term, tax),
        Verb::Charge { code, amount, text } => match contract.amount(*amount, sheet.load) {
            Ok(amount) => free_amount(sheet, term, code, amount, text),
            Err(unmet) => unmet_hold(sheet, unmet, Some(code)),
        },
        Verb::Ask { question } => {
            let next = "Ask the customer, then write the answer into the contract.".to_owned();
            sheet.hold(HoldCode::ContractAsks, question.clone(), next, None);
        }
        Verb::Tonu(_) | Verb::NeedDocument { .. } | Verb::NeedReference { .. } | Verb::NeedStops { .. } => {}
    }
    conditions(sheet, term, from);
}

fn free_amount(sheet: &mut Sheet<'_>, term: &Term, code: &ChargeCode, amount: Decimal, text: &str) {
    let Ok(amount) = sheet.sane(Some(amount), code) else { return };
    if amount.is_zero() {
        return;
    }
    let mut trail = sheet.trail();
    trail.note(|| Step::Formula { text: text.to_owned(), rate: amount });
    let quantity = Decimal::ONE;
    sheet.write(term, Line { code: code.clone(), stop: None, quantity, unit: "flat", rate: amount, amount, trail });
}

/// Puts a term's conditions before the steps of its lines, then asks for its evidence and approval.
fn conditions(sheet: &mut Sheet<'_>, term: &Term, from: usize) {
    if sheet.explain {
        for charge in &mut sheet.charges[from..] {
            for (at, condition) in term.when.iter().enumerate() {
                let text = if condition.negated { format!("not {}", condition.text) } else { condition.text.clone() };
                charge.derivation.insert(at, Step::Condition { text });
            }
        }
    }
    readiness::of_charges(sheet, term, from);
}

/// Things that happened and that no phrase bills.
fn unbilled(sheet: &mut Sheet<'_>, live: &[&Term]) {
    let has = |wanted: fn(&Verb) -> bool| live.iter().any(|t| wanted(&t.verb));
    let load = sheet.load;
    if !has(|v| matches!(v, Verb::Layover { .. })) {
        for stop in load.stops.iter().filter(|s| s.told_to_return.is_some()) {
            let message = "told to return, and the contract has no layover".to_owned();
            sheet.near_miss(&"LAYOVER".into(), Some(stop.seq), message, None);
        }
    }
    let lumper = |v: &Verb| matches!(v, Verb::AtCost { kind: linehaul_domain::terms::AtCostKind::Lumper, .. });
    if !has(lumper) && load.has_document("lumper_receipt", None) {
        let worth = load.documents_of("lumper_receipt", None).find_map(|d| d.amount).map(|m| m.amount);
        let message = "a lumper receipt is on file, and the contract has no lumper phrase".to_owned();
        sheet.near_miss(&"LUMPER".into(), None, message, worth);
    }
    if !has(|v| matches!(v, Verb::Redelivery { .. })) && load.happened(EventKind::RedeliveryRequested) {
        let message = "a redelivery was requested, and the contract has no such charge".to_owned();
        sheet.near_miss(&"REDELIVERY".into(), None, message, None);
    }
}

fn finish(sheet: Sheet<'_>) -> Rating {
    let Sheet { currency, mut charges, mut holds, warnings, near_misses, load, .. } = sheet;
    charges.sort_by_key(|c| c.code.is_tax());
    let total = charges.iter().map(|c| c.amount).sum();
    let judged = matches!(load.status, LoadStatus::Delivered | LoadStatus::Tonu);
    if charges.is_empty() && holds.is_empty() && judged {
        let message = match load.status {
            LoadStatus::Tonu => "the truck was ordered and not used, and the contract has no such charge",
            _ => "the contract yields nothing to bill for this load",
        };
        let next = "Check the contract, or mark the load not billable in dispatch.";
        holds.push(Hold::new(HoldCode::NothingBillable, message, "", next));
    }
    if !judged {
        holds.clear();
    }
    Rating { currency, charges, total, holds, warnings, near_misses }
}

//! Rating: a contract's terms, in order, over one load.

use linehaul_domain::Decimal;
use linehaul_domain::assessment::{ENGINE, guesses_bounds};
use linehaul_domain::charge::{Charge, NearMiss, Share};
use linehaul_domain::code::ChargeCode;
use linehaul_domain::hold::{Hold, HoldCode, Warning};
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::{Currency, fixed};
use linehaul_domain::step::Step;
use linehaul_domain::stop::{Schedule, StopVisit};
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{Linehaul, Prorate, Term, Verb};
use linehaul_domain::time::Instant;

use crate::accessorial;
use crate::agreement::{Agreement, Unmet};
use crate::freight::{self, Freight};
use crate::fuel;
use crate::layover;
use crate::open;
use crate::priced;
use crate::prorate::shares;
use crate::readiness;
use crate::sheet::{Line, Sheet, within_measure};
use crate::tax;
use crate::unbilled;
use crate::version::plausible;
use crate::waiting;

/// A load as rated by a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// The load's status, as it was rated.
    pub status: LoadStatus,
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
    /// How lines are prorated over payors, where the contract says it.
    pub prorate: Option<Prorate>,
    /// What each payor pays.
    pub shares: Vec<Share>,
}

impl Rating {
    /// Delivered (or not used) and nothing blocks.
    pub fn is_ready(&self) -> bool {
        self.status.is_judged() && self.holds.is_empty()
    }
}

/// Rates a load and judges what the contract itself asks for: stops, documents, references, evidence, approvals.
/// `house` is the house tariff, for linehaul that the contract leaves to it. Without `explain` no steps are kept.
pub fn rate<A: Agreement>(contract: &A, house: Option<&A>, load: &Load, tables: &Tables, explain: bool) -> Rating {
    rate_as(ENGINE, contract, house, load, tables, explain)
}

/// The same as an engine of [`ENGINES_READ`](linehaul_domain::assessment::ENGINES_READ) rated and told it.
pub fn rate_as<A: Agreement>(
    engine: &str,
    contract: &A,
    house: Option<&A>,
    load: &Load,
    tables: &Tables,
    explain: bool,
) -> Rating {
    let terms = contract.terms();
    let mut sheet = Sheet {
        load,
        tables,
        currency: terms.currency,
        rounding: terms.rounding,
        explain,
        before_third: guesses_bounds(engine),
        charges: Vec::with_capacity(terms.terms.len()),
        holds: Vec::new(),
        warnings: Vec::new(),
        near_misses: Vec::with_capacity(if explain { load.stops.len() } else { 0 }),
        gross: None,
        net: None,
        line_lost: false,
        dropped: Vec::new(),
        freight_lost: false,
        prorate: None,
    };
    if load.status == LoadStatus::Cancelled {
        if explain {
            unbilled::of_cancelled(&mut sheet, terms);
        }
        return finish(sheet);
    }
    if let Some(message) = beyond_measure(load) {
        sheet.hold(HoldCode::InputMissing, message, "Have dispatch mend it.".to_owned(), None);
        return finish(sheet);
    }
    if load.status == LoadStatus::Tonu {
        not_used(&mut sheet, contract, house);
        return finish(sheet);
    }
    let live = live_terms(contract, &mut sheet, |_| true);
    let has_linehaul = live.iter().any(|t| matches!(t.verb, Verb::Linehaul(_)));
    if !has_linehaul && !sheet.freight_lost && terms.otherwise_house_tariff {
        from_house(&mut sheet, house, &format!("{} has no linehaul for this load", terms.name));
    }
    sheet.prorate = live.iter().find_map(|t| if let Verb::Prorate(prorate) = t.verb { Some(prorate) } else { None });
    for term in &live {
        let lost = sheet.dropped.len();
        rate_term(contract, house, &mut sheet, term, &live);
        sheet.freight_lost |= is_freight(&term.verb) && sheet.dropped.len() > lost;
    }
    if explain {
        unbilled::of_delivered(&mut sheet, &live);
    }
    without_linehaul(&mut sheet, terms);
    readiness::of_contract(&mut sheet, &live);
    finish(sheet)
}

fn is_freight(verb: &Verb) -> bool {
    matches!(verb, Verb::Linehaul(_) | Verb::Discount { .. } | Verb::Minimum { .. })
}

/// A number or a time that no load can have: nothing is computed with it.
fn beyond_measure(load: &Load) -> Option<String> {
    let amounts = [("miles", load.miles), ("deadhead miles", load.deadhead_miles), ("weight", load.weight_lb)];
    if let Some((name, _)) = amounts.iter().find(|(_, v)| v.is_some_and(|v| !within_measure(v))) {
        return Some(format!("{name} is beyond a billion, which cannot be right"));
    }
    for stop in &load.stops {
        if !timely(stop) {
            return Some(format!("a time at stop {} is not of this age, which cannot be right", stop.seq));
        }
    }
    None
}

/// Are all times of a stop such as a load can have?
fn timely(stop: &StopVisit) -> bool {
    let fine = |at: Option<Instant>| at.is_none_or(plausible);
    let schedule = match stop.schedule {
        Schedule::Appointment { at } => plausible(at),
        Schedule::Window { from, to } => plausible(from) && plausible(to),
        Schedule::FirstCome => true,
    };
    fine(stop.arrived)
        && fine(stop.departed)
        && schedule
        && fine(stop.notified)
        && fine(stop.told_to_return)
        && fine(stop.returned)
        && stop.closures.iter().all(|c| plausible(c.from) && plausible(c.to))
}

/// A contract that bills freight, and bills none for this load, has left it out: that is a question, not a bill.
fn without_linehaul(sheet: &mut Sheet<'_>, terms: &linehaul_domain::terms::Contract) {
    let bills_freight = terms.terms.iter().any(|t| matches!(t.verb, Verb::Linehaul(_)));
    let explained = sheet.freight_lost || sheet.holds.iter().any(|h| h.code == HoldCode::ContractMissing);
    if !bills_freight || sheet.gross.is_some() || explained {
        return;
    }
    let message = format!("no linehaul phrase of {} applies to this load", terms.name);
    let next = "Check the conditions in the contract, or have dispatch mend what they read.".to_owned();
    sheet.hold(HoldCode::NothingBillable, message, next, Some(&ChargeCode::of("LINEHAUL")));
}

/// The wanted terms whose conditions hold. A condition that cannot be judged is a hold, and its term is left out.
fn live_terms<'c, A: Agreement>(contract: &'c A, sheet: &mut Sheet<'_>, wanted: fn(&Verb) -> bool) -> Vec<&'c Term> {
    let mut live = Vec::with_capacity(contract.terms().terms.len());
    for term in contract.terms().terms.iter().filter(|t| wanted(&t.verb)) {
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

/// A truck that was ordered and not used: its phrase, of the contract or else of the house tariff, then taxes.
fn not_used<A: Agreement>(sheet: &mut Sheet<'_>, contract: &A, house: Option<&A>) {
    let is_tonu = |verb: &Verb| matches!(verb, Verb::Tonu(_));
    let mut live = live_terms(contract, sheet, is_tonu);
    if live.is_empty() && contract.terms().otherwise_house_tariff {
        let house = house.filter(|h| h.terms().currency == sheet.currency);
        live.extend(house.map(|h| live_terms(h, sheet, is_tonu)).unwrap_or_default());
    }
    live.extend(live_terms(contract, sheet, |verb| {
        matches!(verb, Verb::CanadianTax(_) | Verb::Prorate(_) | Verb::Ask { .. })
    }));
    for term in live {
        let from = sheet.charges.len();
        match &term.verb {
            Verb::Tonu(tonu) => accessorial::tonu(sheet, term, tonu),
            Verb::CanadianTax(tax) => tax::canadian(sheet, term, tax),
            Verb::Ask { question } => sheet.ask_of_load(question.to_owned(), None),
            Verb::Prorate(prorate) => sheet.prorate = Some(*prorate),
            _ => {}
        }
        conditions(sheet, term, from);
    }
    if sheet.charges.is_empty() && sheet.holds.is_empty() && contract.terms().terms.iter().any(|t| is_tonu(&t.verb)) {
        let message = "the contract charges for a truck not used, and nothing is due: its phrase's condition does not hold, \
                       or the load was cancelled far enough ahead";
        let next = "Check the condition against the load, or mark the load not billable in dispatch.";
        sheet.holds.push(Hold::new(HoldCode::NothingBillable, message, "", next));
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
    let lost = sheet.dropped.len();
    for term in live_terms(house, sheet, |verb| matches!(verb, Verb::Linehaul(_))) {
        if let Verb::Linehaul(linehaul) = &term.verb {
            let from = sheet.charges.len();
            if let Freight::NoLane(no_lane) = freight::linehaul(sheet, term, linehaul, Some(&note)) {
                no_lane_hold(sheet, no_lane);
            }
            sheet.freight_lost |= sheet.dropped.len() > lost;
            readiness::of_charges(sheet, term, from);
            return;
        }
    }
    let next = "Add linehaul to the house tariff.".to_owned();
    sheet.hold(HoldCode::ContractMissing, format!("{why}, and the house tariff has none either"), next, None);
}

fn no_lane_hold(sheet: &mut Sheet<'_>, no_lane: String) {
    let next = "Add the lane to the table, or let the house tariff speak where there is none.".to_owned();
    sheet.hold(HoldCode::IndexMissing, no_lane, next, Some(&ChargeCode::of("LINEHAUL")));
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
        Verb::Fuel(terms) => match &terms.open {
            Some(question) => open::fuel(sheet, term, terms, question),
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
                open::detention(sheet, term, detention, hours);
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
        Verb::AtCost { kind, plus, receipt } => accessorial::at_cost(sheet, term, *kind, plus, receipt),
        Verb::Chassis { per_day, minimum_days } => accessorial::chassis(sheet, term, *per_day, *minimum_days),
        Verb::BorderFee { fee, exchange, by } => accessorial::border_fee(sheet, term, *fee, exchange, by),
        Verb::CanadianTax(tax) => tax::canadian(sheet, term, tax),
        Verb::Charge { code, amount, text } => match contract.amount(*amount, sheet.load) {
            Ok(amount) => free_amount(sheet, term, code, amount, text),
            Err(unmet) => unmet_hold(sheet, unmet, Some(code)),
        },
        Verb::Ask { question } => sheet.ask_of_load(question.to_owned(), None),
        Verb::Tonu(_)
        | Verb::Claim { .. }
        | Verb::Prorate(_)
        | Verb::NeedDocument { .. }
        | Verb::NeedReference { .. }
        | Verb::NeedStops { .. } => {}
    }
    conditions(sheet, term, from);
}

fn free_amount(sheet: &mut Sheet<'_>, term: &Term, code: &ChargeCode, amount: Decimal, text: &str) {
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
fn conditions(sheet: &mut Sheet<'_>, term: &Term, from: usize) {
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

fn finish(sheet: Sheet<'_>) -> Rating {
    let Sheet { currency, mut charges, mut holds, warnings, near_misses, prorate, load, before_third, .. } = sheet;
    if charges.iter().any(|c| c.code.is_tax()) {
        charges.sort_by_key(|c| c.code.is_tax());
    }
    let total = charges.iter().map(|c| c.amount).sum();
    let judged = load.status.is_judged();
    if charges.is_empty() && holds.is_empty() && judged {
        let message = match load.status {
            LoadStatus::Tonu => "the truck was ordered and not used, and the contract has no such charge",
            _ => "the contract yields nothing to bill for this load",
        };
        let next = "Check the contract, or mark the load not billable in dispatch.";
        holds.push(Hold::new(HoldCode::NothingBillable, message, "", next));
    }
    if judged && holds.is_empty() && total <= Decimal::ZERO && !before_third {
        let message = format!("the lines come to {}: there is nothing to bill", fixed(total, currency));
        let next = "Check discounts and free amounts in the contract, or mark the load not billable in dispatch.";
        holds.push(Hold::new(HoldCode::NothingBillable, message, "", next));
    }
    if !judged {
        holds.clear();
    }
    let shares = prorate.map(|how| shares(&load.payors, &charges, currency, how)).unwrap_or_default();
    Rating { status: load.status, currency, charges, total, holds, warnings, near_misses, prorate, shares }
}

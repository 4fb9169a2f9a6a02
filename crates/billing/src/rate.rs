//! Rating: a contract's terms, in order, over one load.

use linehaul_domain::Decimal;
use linehaul_domain::charge::{Charge, NearMiss, Share};
use linehaul_domain::code::ChargeCode;
use linehaul_domain::hold::{Hold, HoldCode, Warning};
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::{Currency, Rounding, fixed};
use linehaul_domain::stop::{Schedule, StopVisit};
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{Linehaul, Prorate, Term, Verb};
use linehaul_domain::time::Instant;

use crate::contract_terms::ContractTerms;
use crate::freight::{self, Freight};
use crate::prorate::shares;
use crate::readiness;
use crate::term::{conditions, is_freight, live_terms, rate_term};
use crate::unbilled;
use crate::unused;
use crate::version::plausible;
use crate::waived;
use crate::worksheet::{Trail, Worksheet, rounded, within_measure};

/// A load as rated by a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// The load's status, as it was rated.
    pub status: LoadStatus,
    /// Contract's currency.
    pub currency: Currency,
    /// Contract's rounding of a line.
    pub rounding: Rounding,
    /// Lines in the contract's order, taxes last.
    pub charges: Vec<Charge>,
    /// For each line of `canadian_tax`, in order: of how many of the other lines it is.
    pub taxed: Vec<usize>,
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

    /// Rounds an amount as the contract says.
    pub fn rounded(&self, amount: Decimal, trail: &mut Trail) -> Decimal {
        rounded(self.rounding, self.currency, amount, trail)
    }
}

/// Rates a load and judges what the contract itself asks for: stops, documents, references, evidence, approvals.
/// `house` is the house tariff, for linehaul that the contract leaves to it. Without `explain` no steps are kept.
pub fn rate<A: ContractTerms>(contract: &A, house: Option<&A>, load: &Load, tables: &Tables, explain: bool) -> Rating {
    let terms = contract.terms();
    let mut sheet = Worksheet {
        load,
        tables,
        currency: terms.currency,
        rounding: terms.rounding,
        explain,
        charges: Vec::with_capacity(terms.terms.len()),
        taxed: Vec::new(),
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
        unused::not_used(&mut sheet, contract, house);
        return finish(sheet);
    }
    let live = live_terms(contract, &mut sheet, |_| true);
    let has_linehaul = live.iter().any(|t| matches!(t.verb, Verb::Linehaul(_)));
    if !has_linehaul && !sheet.freight_lost && terms.otherwise_house_tariff {
        from_house(&mut sheet, house, &format!("{} has no linehaul for this load", terms.name));
    }
    sheet.prorate = live.iter().find_map(|t| if let Verb::Prorate(prorate) = t.verb { Some(prorate) } else { None });
    for term in &live {
        let (lost, mark) = (sheet.dropped.len(), sheet.mark());
        match &term.verb {
            Verb::Linehaul(linehaul) => {
                let from = sheet.charges.len();
                freight_term(contract, house, &mut sheet, term, linehaul);
                conditions(&mut sheet, term, from);
            }
            _ => rate_term(contract, &mut sheet, term, &live),
        }
        waived::take_off(&mut sheet, &mark, term);
        sheet.freight_lost |= is_freight(&term.verb) && sheet.dropped.len() > lost;
    }
    if explain {
        unbilled::of_delivered(&mut sheet, contract, &live);
    }
    without_linehaul(&mut sheet, terms);
    readiness::of_contract(&mut sheet, &live);
    finish(sheet)
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
fn without_linehaul(sheet: &mut Worksheet<'_>, terms: &linehaul_domain::terms::Contract) {
    let bills_freight = terms.terms.iter().any(|t| matches!(t.verb, Verb::Linehaul(_)));
    let explained = sheet.freight_lost || sheet.holds.iter().any(|h| h.code == HoldCode::ContractMissing);
    if !bills_freight || sheet.gross.is_some() || explained {
        return;
    }
    let message = format!("no linehaul phrase of {} applies to this load", terms.name);
    let next = "Check the conditions in the contract, or have dispatch mend what they read.".to_owned();
    sheet.hold(HoldCode::NothingBillable, message, next, Some(&ChargeCode::of("LINEHAUL")));
}

fn from_house<A: ContractTerms>(sheet: &mut Worksheet<'_>, house: Option<&A>, why: &str) {
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
    for term in live_terms(house, sheet, |term| matches!(term.verb, Verb::Linehaul(_))) {
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

fn no_lane_hold(sheet: &mut Worksheet<'_>, no_lane: String) {
    let next = "Add the lane to the table, or let the house tariff speak where there is none.".to_owned();
    sheet.hold(HoldCode::IndexMissing, no_lane, next, Some(&ChargeCode::of("LINEHAUL")));
}

fn freight_term<A: ContractTerms>(
    contract: &A,
    house: Option<&A>,
    sheet: &mut Worksheet<'_>,
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
fn finish(sheet: Worksheet<'_>) -> Rating {
    let Worksheet { currency, rounding, mut charges, taxed, mut holds, warnings, near_misses, prorate, load, .. } =
        sheet;
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
    if judged && holds.is_empty() && total <= Decimal::ZERO {
        let message = format!("the lines come to {}: there is nothing to bill", fixed(total, currency));
        let next = "Check discounts and free amounts in the contract, or mark the load not billable in dispatch.";
        holds.push(Hold::new(HoldCode::NothingBillable, message, "", next));
    }
    if !judged {
        holds.clear();
    }
    let shares = prorate.map(|how| shares(&load.payors, &charges, currency, how)).unwrap_or_default();
    let status = load.status;
    Rating { status, currency, rounding, charges, taxed, total, holds, warnings, near_misses, prorate, shares }
}

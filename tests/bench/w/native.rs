//! The terms of workload W, written out by hand: the total and the number of holds, and no word why.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::event::EventKind;
use linehaul_domain::extra::Extra;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::Rounding;
use linehaul_domain::stop::{StopKind, StopVisit};
use linehaul_domain::time::{Duration, Instant, NaiveDate, minutes_between, monday_of};

/// What a load comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rated {
    /// All lines.
    pub total: Decimal,
    /// Reasons not to bill it yet; none means ready.
    pub holds: usize,
}

const fn dec(digits: u32, places: u32) -> Decimal {
    Decimal::from_parts(digits, 0, 0, false, places)
}

const TONU: Decimal = dec(25_000, 2);
const PER_MILE: Decimal = dec(23_475, 4);
const LEAST_LINEHAUL: Decimal = dec(45_000, 2);
const DISCOUNT: Decimal = dec(45, 3);
const FUEL_ABOVE: Decimal = dec(120, 2);
const FUEL_STEP: Decimal = dec(6, 2);
const FUEL_RATE: Decimal = dec(1, 2);
const STEP_RATE: Decimal = dec(1_875, 2);
const DAY_LIMIT: Decimal = dec(25_000, 2);
const STOP_OFF: Decimal = dec(7_500, 2);
const LAYOVER: Decimal = dec(35_000, 2);
const HAZMAT: Decimal = dec(15_000, 2);
const TARP: Decimal = dec(10_000, 2);
const REEFER_PER_MILE: Decimal = dec(1_525, 4);
const LEAST_INVOICE: Decimal = dec(70_000, 2);
const APPROVAL_ABOVE: Decimal = dec(25_000, 2);

const FREE_MINUTES: i64 = 120;
const STEP_MINUTES: i64 = 15;
const STEPS_A_DAY: i64 = 96;
const LATE_MINUTES: i64 = 60;
const DAY_MINUTES: i64 = 24 * 60;

fn cents(amount: Decimal) -> Decimal {
    Rounding::HalfUp.apply(amount, 2)
}

/// Total and holds of one load.
pub fn rate(load: &Load, prices: &BTreeMap<NaiveDate, Decimal>) -> Rated {
    if load.status == LoadStatus::Tonu {
        return Rated { total: TONU, holds: 0 };
    }
    let price = load.pickup_date().and_then(|date| prices.get(&monday_of(date - Duration::days(1))));
    let mut total = freight(load, price);
    let mut holds = papers(load) + usize::from(price.is_none()) + usize::from(load.miles.is_none());
    for stop in &load.stops {
        let waited = detention(stop);
        total += waited;
        let code = if stop.kind == StopKind::Pickup { "DETENTION_LOADING" } else { "DETENTION_UNLOADING" };
        holds += usize::from(!approved(load, code, waited));
        let laid_over = layover(stop);
        total += laid_over;
        holds += usize::from(!approved(load, "LAYOVER", laid_over));
    }
    if load.stops.len() > 2 {
        total += STOP_OFF * Decimal::from(load.stops.len() - 2);
    }
    if load.is_hazmat() {
        total += HAZMAT;
    }
    if load.extras.get("tarped") == Some(&Extra::Flag(true)) {
        total += TARP;
    }
    if let Some(cost) = load.extras.get("lumper_cost").and_then(Extra::amount) {
        total += cents(cost);
        holds += usize::from(!load.has_document("lumper_receipt", None));
    }
    Rated { total: total.max(LEAST_INVOICE), holds }
}

fn freight(load: &Load, price: Option<&Decimal>) -> Decimal {
    let Some(miles) = load.miles else { return Decimal::ZERO };
    let gross = cents(miles * PER_MILE).max(LEAST_LINEHAUL);
    let mut total = gross - cents(gross * DISCOUNT);
    if let Some(price) = price
        && *price > FUEL_ABOVE
    {
        let steps = ((*price - FUEL_ABOVE) / FUEL_STEP).ceil();
        total += cents(miles * steps * FUEL_RATE);
    }
    if load.equipment == "53ft reefer" {
        total += cents(miles * REEFER_PER_MILE);
    }
    total
}

fn detention(stop: &StopVisit) -> Decimal {
    let (Some(arrived), Some(departed)) = (stop.arrived, stop.departed) else { return Decimal::ZERO };
    let appointment = stop.schedule.start();
    if appointment.is_some_and(|at| minutes_between(at, arrived) > LATE_MINUTES) {
        return Decimal::ZERO;
    }
    let from = appointment.map_or(arrived, |at| at.max(arrived));
    let to = departed.max(from);
    let over = minutes_between(from, to) - during_layover(stop, from, to) - FREE_MINUTES;
    let mut steps = (over.max(0) + STEP_MINUTES - 1) / STEP_MINUTES;
    let mut amount = Decimal::ZERO;
    while steps > 0 {
        amount += (STEP_RATE * Decimal::from(steps.min(STEPS_A_DAY))).min(DAY_LIMIT);
        steps -= STEPS_A_DAY;
    }
    amount
}

fn during_layover(stop: &StopVisit, from: Instant, to: Instant) -> i64 {
    let Some(told) = stop.told_to_return else { return 0 };
    let end = told + Duration::hours(24 * layover_days(told, stop.returned.unwrap_or(to)));
    minutes_between(told.max(from), end.min(to)).max(0)
}

fn layover_days(told: Instant, until: Instant) -> i64 {
    (minutes_between(told, until).max(1) + DAY_MINUTES - 1) / DAY_MINUTES
}

fn layover(stop: &StopVisit) -> Decimal {
    match (stop.told_to_return, stop.returned.or(stop.departed)) {
        (Some(told), Some(until)) if until >= told => LAYOVER * Decimal::from(layover_days(told, until)),
        _ => Decimal::ZERO,
    }
}

/// Small enough, or approved up to at least this amount.
fn approved(load: &Load, code: &str, amount: Decimal) -> bool {
    amount <= APPROVAL_ABOVE
        || load.events.iter().any(|e| {
            e.kind == EventKind::AccessorialApproved
                && e.charge.as_ref().is_some_and(|c| c.as_str() == code)
                && e.amount.is_some_and(|upto| upto.amount >= amount)
        })
}

/// Holds for papers, stops, the purchase order and disputes.
fn papers(load: &Load) -> usize {
    let pods = load.deliveries().filter(|s| !load.has_document("pod_signed", Some(s.seq))).count();
    let open = load.stops.iter().filter(|s| !s.is_complete()).count();
    let po = load.reference("customer_po").is_some_and(is_po);
    pods + open + usize::from(!po) + usize::from(load.happened(EventKind::Disputed))
}

/// `PO-` and six digits.
fn is_po(text: &str) -> bool {
    let digits = text.strip_prefix("PO-").unwrap_or_default();
    digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit())
}

//! Waiting: detention.

use linehaul_domain::charge::Miss;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::extra::Extra;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::step::Step;
use linehaul_domain::stop::{Handling, StopKind, StopVisit};
use linehaul_domain::terms::{ClockStart, Detention, DuringLayover, FreeTime, Lateness, PriceEnd, StopSelection, Term};
use linehaul_domain::time::{Instant, minutes_between};
use linehaul_domain::{Decimal, Word};

use crate::cap::{Spread, Stretch, with_cap};
use crate::layover::layover_end;
use crate::worksheet::{Due, Line, NoLine, Trail, Worksheet};

/// Longer than a quarter is no visit: a year or a month was mistyped.
pub const LONGEST_VISIT_MINUTES: i64 = 92 * 24 * 60;

/// Why waiting was left out: it lies in a period paid as layover.
pub const INSIDE_LAYOVER: &str = "inside the layover";
/// Why waiting was left out: the truck had been told to return, and was away.
pub const UNTIL_RETURN: &str = "told to return, and not back yet";
/// Why waiting was left out.
pub const CLOSED: &str = "the facility was closed";

/// Detention at every selected stop, by terms that leave nothing open: one line a stop.
pub fn detention(sheet: &mut Worksheet<'_>, term: &Term, detention: &Detention, layover_hours: Option<u32>) {
    let load = sheet.load;
    for stop in load.stops.iter().filter(|s| selected(detention.at, s) && !s.cancelled) {
        let code = code_at(term, stop);
        // Holds and near misses are on the worksheet already.
        let _ = at_stop(sheet, term, detention, stop, &code, layover_hours);
    }
}

/// Does a selection speak of a stop?
pub fn selected(at: StopSelection, stop: &StopVisit) -> bool {
    match at {
        StopSelection::Every => stop.kind != StopKind::Waypoint,
        StopSelection::Pickups => stop.kind == StopKind::Pickup,
        StopSelection::Deliveries => stop.kind == StopKind::Delivery,
    }
}

/// The charge of detention at a stop.
pub fn code_at(term: &Term, stop: &StopVisit) -> ChargeCode {
    let own = if stop.kind == StopKind::Pickup { "DETENTION_LOADING" } else { "DETENTION_UNLOADING" };
    term.code.clone().unwrap_or_else(|| ChargeCode::of(own))
}

/// Detention at one stop, by terms that leave nothing open.
pub fn at_stop(
    sheet: &mut Worksheet<'_>,
    term: &Term,
    terms: &Detention,
    stop: &StopVisit,
    code: &ChargeCode,
    layover_hours: Option<u32>,
) -> Due<()> {
    let (Some(arrived), Some(departed)) = (stop.arrived, stop.departed) else { return Err(NoLine) };
    let stay = minutes_between(arrived, departed);
    if departed < arrived {
        return mistimed(sheet, stop, "the departure is before the arrival", code);
    }
    if stay > LONGEST_VISIT_MINUTES {
        return mistimed(sheet, stop, "more than a quarter from arrival to departure", code);
    }
    if stop.handling == Handling::Drop && terms.drop_free.is_none() {
        dropped(sheet, terms, stop, stay, code);
        return Err(NoLine);
    }
    let (from, because) = clock_start(sheet, terms, stop, arrived, code)?;
    let waited = if from == arrived { stay } else { minutes_between(from, departed) };
    if waited > LONGEST_VISIT_MINUTES {
        return mistimed(sheet, stop, "the clock starts more than a quarter before the departure", code);
    }
    let (departed, waited) = (departed.max(from), waited.max(0));
    let free = free_minutes(sheet, terms, stop, code)?;
    if waited <= i64::from(free) && stop.told_to_return.is_none() && stop.closures.is_empty() {
        return short(sheet, terms, stop, waited, waited - i64::from(free), code);
    }
    let left_out = left_out(terms, stop, from, departed, layover_hours);
    let (whole, cut) = ([(from, departed)], counted_stretches(from, departed, &left_out));
    let counted: &[Stretch] = cut.as_deref().unwrap_or(&whole);
    let seconds: i64 = counted.iter().map(|(a, b)| (*b - *a).num_seconds()).sum();
    let minutes = seconds / 60;
    let over = minutes - i64::from(free);
    let rate = step_rate(sheet, terms, code)?;
    if steps_of(over, terms) <= 0 {
        return short(sheet, terms, stop, minutes, over, code);
    }
    let quiet = known_step(sheet, terms, rate);
    let worth = || quiet.map(|step| step.saturating_mul(steps_of(over, terms).into()));
    if forfeited(sheet, terms, stop, code, worth) || unannounced(sheet, terms, stop, code, worth)? {
        return Err(NoLine);
    }
    within_price(sheet, terms, stop, minutes, code)?;
    let (per_step, counted_step) = counted_rate(sheet, terms, rate, stop, code)?;
    let steps = steps_of(over, terms);
    let raw = sheet.times(per_step, Decimal::from(steps), code)?;
    let mut trail = sheet.trail();
    trail.note(|| ran(stop, from, because, departed));
    for (minutes, because) in &left_out.notes {
        trail.note(|| Step::LeftOut { minutes: *minutes, because: (*because).into() });
    }
    if let Some(step) = counted_step {
        trail.note(|| step);
    }
    let (step_minutes, full) = (terms.step_minutes, terms.full);
    trail.note(|| Step::Steps { minutes, free, step_minutes, full, steps, per_step, amount: raw });
    let amount = with_minimum(terms, raw, &mut trail);
    let spread = Spread { counted, free, terms, steps, per_step, stop };
    let amount = with_cap(sheet, &spread, amount, &mut trail);
    let quantity = Decimal::from(steps);
    let line = Line { code: code.clone(), stop: Some(stop.seq), quantity, unit: "step", rate: per_step, amount, trail };
    sheet.write(term, line);
    Ok(())
}

/// The clock of a visit that ends with the departure.
fn ran(stop: &StopVisit, from: Instant, because: &'static str, to: Instant) -> Step {
    let (because, until) = (Word::new_static(because), Word::new_static("departure"));
    Step::Clock { stop: stop.called(), zone: stop.zone, from, because, to, until, minutes: minutes_between(from, to) }
}

/// Nothing is due: what is lacking to the first step, and what it would be worth, when somebody reads.
fn short(
    sheet: &mut Worksheet<'_>,
    terms: &Detention,
    stop: &StopVisit,
    minutes: i64,
    over: i64,
    code: &ChargeCode,
) -> Due<()> {
    if sheet.explain && minutes > 0 {
        let rate = step_rate(sheet, terms, code)?;
        let worth = known_step(sheet, terms, rate).map(|step| terms.minimum.map_or(step, |m| m.max(step)));
        let due = if terms.full { i64::from(terms.step_minutes) } else { 1 };
        sheet.near_miss(code, Some(stop.seq), worth, || Miss::Short { minutes: due - over });
    }
    Err(NoLine)
}

/// INPUT_MISSING for times that cannot be right.
fn mistimed<T>(sheet: &mut Worksheet<'_>, stop: &StopVisit, why: &str, code: &ChargeCode) -> Due<T> {
    let message = format!("{}: {why}", stop.label());
    sheet.hold(HoldCode::InputMissing, message, "Have dispatch mend the times of the stop.".into(), Some(code));
    Err(NoLine)
}

/// A dropped trailer waits without its driver: nothing is due, and a long stay is a near miss.
fn dropped(sheet: &mut Worksheet<'_>, terms: &Detention, stop: &StopVisit, stay: i64, code: &ChargeCode) {
    let free = match &terms.free {
        FreeTime::Minutes(minutes) => *minutes,
        FreeTime::ByWeight { otherwise, .. } => *otherwise,
    };
    if stay > i64::from(free) {
        sheet.near_miss(code, Some(stop.seq), None, || "the trailer was dropped: no driver waited".into());
    }
}

/// Waiting beyond free time that a late truck forfeits.
fn forfeited(
    sheet: &mut Worksheet<'_>,
    terms: &Detention,
    stop: &StopVisit,
    code: &ChargeCode,
    worth: impl FnOnce() -> Option<Decimal>,
) -> bool {
    let Lateness::Forfeits { after_minutes } = terms.late else { return false };
    let (Some(latest), Some(arrived)) = (stop.schedule.latest(), stop.arrived) else { return false };
    let late = minutes_between(latest, arrived);
    if late <= i64::from(after_minutes) {
        return false;
    }
    if sheet.explain {
        let worth = worth();
        sheet.near_miss(code, Some(stop.seq), worth, || Miss::Forfeited { late, allowed: after_minutes });
    }
    true
}

/// Waiting that was due and of which the facility was told too late. Whether it was told is a fact that must be there.
fn unannounced(
    sheet: &mut Worksheet<'_>,
    terms: &Detention,
    stop: &StopVisit,
    code: &ChargeCode,
    worth: impl FnOnce() -> Option<Decimal>,
) -> Due<bool> {
    let (Some(allowed), Some(arrived)) = (terms.notice_minutes, stop.arrived) else { return Ok(false) };
    let name = format!("the notification at stop {}", stop.seq);
    let notified = sheet.need(stop.notified, &name, code)?;
    let after = minutes_between(stop.schedule.start().unwrap_or(arrived), notified);
    if after <= i64::from(allowed) {
        return Ok(false);
    }
    if sheet.explain {
        let worth = worth();
        let why = || format!("notice was given after {after} min, {allowed} are allowed: it is forfeited").into();
        sheet.near_miss(code, Some(stop.seq), worth, why);
    }
    Ok(true)
}

/// Waiting beyond what the contract has a price for is asked.
fn within_price(
    sheet: &mut Worksheet<'_>,
    terms: &Detention,
    stop: &StopVisit,
    minutes: i64,
    code: &ChargeCode,
) -> Due<()> {
    let Some(PriceEnd { minutes: priced, question }) = &terms.beyond else { return Ok(()) };
    if minutes <= i64::from(*priced) {
        return Ok(());
    }
    let message = format!("{question} {code} at {}: {minutes} min waited, {priced} have a price", stop.label());
    sheet.ask(message, code, stop.seq);
    Err(NoLine)
}

fn steps_of(over: i64, terms: &Detention) -> i64 {
    let step = i64::from(terms.step_minutes.max(1));
    if terms.full { over.max(0) / step } else { (over + step - 1) / step }
}

/// What a step costs, with two decimal places at least. Most rates are in cents of which a step is a whole number.
fn step_rate(sheet: &mut Worksheet<'_>, terms: &Detention, code: &ChargeCode) -> Due<Decimal> {
    if let Some(rate) = step_in_cents(terms) {
        return sheet.sane(Some(rate), code);
    }
    let product = terms.rate.checked_mul(Decimal::from(terms.step_minutes));
    let rate = product.and_then(|p| p.checked_div(Decimal::from(terms.rate_minutes))).map(|r| r.normalize());
    let rate = sheet.sane(rate, code)?;
    Ok(if rate.scale() < 2 { rescaled(rate) } else { rate })
}

fn step_in_cents(terms: &Detention) -> Option<Decimal> {
    let cents = i64::try_from(terms.rate.mantissa()).ok().filter(|_| terms.rate.scale() == 2)?;
    let product = cents.checked_mul(terms.step_minutes.into())?;
    let minutes = i64::from(terms.rate_minutes);
    (minutes > 0 && product % minutes == 0).then(|| Decimal::new(product / minutes, 2))
}

/// What a step costs as far as the facts tell: for what was not billed.
fn known_step(sheet: &Worksheet<'_>, terms: &Detention, rate: Decimal) -> Option<Decimal> {
    let Some(name) = &terms.times else { return Some(rate) };
    sheet.load.extras.get(name).and_then(Extra::number)?.checked_mul(rate).filter(|step| *step > Decimal::ZERO)
}

/// What a step costs, times what dispatch counts where the contract says so, with the step that tells it. Of nothing
/// counted nothing is due.
fn counted_rate(
    sheet: &mut Worksheet<'_>,
    terms: &Detention,
    rate: Decimal,
    stop: &StopVisit,
    code: &ChargeCode,
) -> Due<(Decimal, Option<Step>)> {
    let Some(name) = &terms.times else { return Ok((rate, None)) };
    let stated = sheet.counted(name, code)?;
    let quantity = sheet.not_negative(stated, name, code)?.normalize();
    if quantity.is_zero() {
        sheet.near_miss(code, Some(stop.seq), None, || format!("{name} is 0: nothing waited that is charged").into());
        return Err(NoLine);
    }
    let amount = sheet.times(quantity, rate, code)?;
    let step = Step::Times { quantity, unit: name.as_str().into(), rate, amount };
    Ok((amount, Some(step)))
}

fn rescaled(mut rate: Decimal) -> Decimal {
    rate.rescale(2);
    rate
}

fn clock_start(
    sheet: &mut Worksheet<'_>,
    terms: &Detention,
    stop: &StopVisit,
    arrived: Instant,
    code: &ChargeCode,
) -> Due<(Instant, &'static str)> {
    Ok(match terms.clock {
        ClockStart::Arrival => (arrived, "arrival"),
        ClockStart::LaterOfArrivalAndAppointment => match stop.schedule.start() {
            Some(at) if at > arrived => (at, "appointment; the truck was early"),
            Some(_) => (arrived, "arrival, not before the appointment"),
            None => (arrived, "arrival; no appointment"),
        },
        ClockStart::Appointment => match stop.schedule.start() {
            Some(at) => (at, "appointment"),
            None => (arrived, "arrival; no appointment is needed"),
        },
        ClockStart::Notification => {
            let name = format!("the notification at stop {}", stop.seq);
            (sheet.need(stop.notified, &name, code)?, "notification")
        }
    })
}

fn free_minutes(sheet: &mut Worksheet<'_>, terms: &Detention, stop: &StopVisit, code: &ChargeCode) -> Due<u32> {
    if let (Handling::Drop, Some(minutes)) = (stop.handling, terms.drop_free) {
        return Ok(minutes);
    }
    match &terms.free {
        FreeTime::Minutes(minutes) => Ok(*minutes),
        FreeTime::ByWeight { below_lb, otherwise } => {
            let weight = sheet.need_above_zero(sheet.load.weight_lb, "weight", code)?;
            Ok(below_lb.iter().find(|(below, _)| weight < *below).map_or(*otherwise, |(_, minutes)| *minutes))
        }
    }
}

/// Stretches that do not count, with minutes and reason of each kind.
struct LeftOut {
    stretches: Vec<Stretch>,
    notes: Vec<(i64, &'static str)>,
}

fn left_out(terms: &Detention, stop: &StopVisit, from: Instant, to: Instant, layover_hours: Option<u32>) -> LeftOut {
    let mut out = LeftOut { stretches: Vec::new(), notes: Vec::new() };
    let mut add = |stretches: Vec<Stretch>, because| {
        let clipped: Vec<Stretch> =
            stretches.into_iter().map(|(a, b)| (a.max(from), b.min(to))).filter(|(a, b)| a < b).collect();
        let minutes: i64 = clipped.iter().map(|(a, b)| minutes_between(*a, *b)).sum();
        if minutes > 0 {
            out.notes.push((minutes, because));
        }
        out.stretches.extend(clipped);
    };
    if let Some(told) = stop.told_to_return {
        let back = stop.returned.unwrap_or(to);
        match (terms.during_layover, layover_hours) {
            (DuringLayover::Counts, _) => {}
            (DuringLayover::NotInPaidPeriods, Some(hours)) => {
                add(vec![(told, layover_end(stop, told, to, hours))], INSIDE_LAYOVER)
            }
            (DuringLayover::NotInPaidPeriods, None) => add(vec![(told, back)], INSIDE_LAYOVER),
            (DuringLayover::NotUntilReturn, _) => add(vec![(told, back)], UNTIL_RETURN),
        }
    }
    if terms.not_while_closed {
        add(stop.closures.iter().map(|c| (c.from, c.to)).collect(), CLOSED);
    }
    out
}

/// The counted stretches between two instants; nothing where all between them counts.
fn counted_stretches(from: Instant, to: Instant, out: &LeftOut) -> Option<Vec<Stretch>> {
    if out.stretches.is_empty() {
        return None;
    }
    let mut gaps = out.stretches.clone();
    gaps.sort_unstable();
    let mut counted = Vec::new();
    let mut at = from;
    for (a, b) in gaps {
        if a > at {
            counted.push((at, a));
        }
        at = at.max(b);
    }
    if at < to {
        counted.push((at, to));
    }
    Some(counted)
}

fn with_minimum(terms: &Detention, amount: Decimal, trail: &mut Trail) -> Decimal {
    match terms.minimum {
        Some(minimum) => {
            trail.note(|| Step::Minimum { computed: amount, minimum });
            amount.max(minimum)
        }
        None => amount,
    }
}

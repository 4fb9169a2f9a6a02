//! Waiting: detention.

use linehaul_domain::charge::Miss;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::step::{Limit, Step};
use linehaul_domain::stop::{Handling, StopKind, StopVisit};
use linehaul_domain::terms::{
    Cap, CapPer, ClockStart, Detention, DuringLayover, FreeTime, Lateness, StopSelection, Term,
};
use linehaul_domain::time::{Duration, Instant, minutes_between};
use linehaul_domain::{Decimal, Word};

use crate::layover::layover_end;
use crate::sheet::{Due, Line, NoLine, Sheet, Trail};

/// A stretch of time, end exclusive.
type Stretch = (Instant, Instant);

/// Longer than a quarter is no visit: a year or a month was mistyped.
pub const LONGEST_VISIT_MINUTES: i64 = 92 * 24 * 60;

/// Why waiting was left out: it lies in a period paid as layover.
pub const INSIDE_LAYOVER: &str = "inside the layover";
/// Why waiting was left out: the truck had been told to return, and was away.
pub const UNTIL_RETURN: &str = "told to return, and not back yet";
/// Why waiting was left out.
pub const CLOSED: &str = "the facility was closed";

/// Detention at every selected stop, by terms that leave nothing open: one line a stop.
pub fn detention(sheet: &mut Sheet<'_>, term: &Term, detention: &Detention, layover_hours: Option<u32>) {
    let load = sheet.load;
    for stop in load.stops.iter().filter(|s| selected(detention.at, s) && !s.cancelled) {
        let code = code_at(term, stop);
        // Holds and near misses are on the sheet already.
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
    sheet: &mut Sheet<'_>,
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
    if stop.handling == Handling::Drop {
        dropped(sheet, terms, stop, stay, code);
        return Err(NoLine);
    }
    let (from, because) = clock_start(sheet, terms, stop, arrived, code)?;
    let waited = if from == arrived { stay } else { minutes_between(from, departed) };
    if waited > LONGEST_VISIT_MINUTES {
        return mistimed(sheet, stop, "the clock starts more than a quarter before the departure", code);
    }
    let (departed, waited) = (departed.max(from), waited.max(0));
    let free = free_minutes(sheet, &terms.free, code)?;
    if waited <= i64::from(free) && stop.told_to_return.is_none() && stop.closures.is_empty() {
        return short(sheet, terms, stop, waited, waited - i64::from(free), code);
    }
    let left_out = left_out(terms, stop, from, departed, layover_hours);
    let counted = counted_stretches(from, departed, &left_out);
    let seconds: i64 = counted.iter().map(|(a, b)| (*b - *a).num_seconds()).sum();
    let minutes = seconds / 60;
    let over = minutes - i64::from(free);
    let per_step = step_rate(sheet, terms, code)?;
    if over > 0 && forfeited(sheet, terms, stop, code, || per_step * Decimal::from(steps_of(over, terms))) {
        return Err(NoLine);
    }
    if over <= 0 {
        return short(sheet, terms, stop, minutes, over, code);
    }
    let steps = steps_of(over, terms);
    let raw = sheet.times(per_step, Decimal::from(steps), code)?;
    let mut trail = sheet.trail();
    trail.note(|| Step::Clock {
        stop: stop.called(),
        zone: stop.zone,
        from,
        because: Word::new_static(because),
        to: departed,
        until: Word::new_static("departure"),
        minutes: waited,
    });
    for (minutes, because) in &left_out.notes {
        trail.note(|| Step::LeftOut { minutes: *minutes, because: (*because).into() });
    }
    trail.note(|| Step::Steps { minutes, free, step_minutes: terms.step_minutes, steps, per_step, amount: raw });
    let amount = with_minimum(terms, raw, &mut trail);
    let spread = Spread { counted: &counted, free, terms, per_step, stop };
    let amount = with_cap(sheet, &spread, amount, &mut trail);
    let quantity = Decimal::from(steps);
    let line = Line { code: code.clone(), stop: Some(stop.seq), quantity, unit: "step", rate: per_step, amount, trail };
    sheet.write(term, line);
    Ok(())
}

/// Nothing is due: what is lacking to the first step, and what it would be worth, when somebody reads.
fn short(
    sheet: &mut Sheet<'_>,
    terms: &Detention,
    stop: &StopVisit,
    minutes: i64,
    over: i64,
    code: &ChargeCode,
) -> Due<()> {
    if sheet.explain && minutes > 0 {
        let per_step = step_rate(sheet, terms, code)?;
        let worth = terms.minimum.map_or(per_step, |m| m.max(per_step));
        sheet.near_miss(code, Some(stop.seq), Some(worth), || Miss::Short { minutes: 1 - over });
    }
    Err(NoLine)
}

/// INPUT_MISSING for times that cannot be right.
fn mistimed<T>(sheet: &mut Sheet<'_>, stop: &StopVisit, why: &str, code: &ChargeCode) -> Due<T> {
    let message = format!("{}: {why}", stop.label());
    sheet.hold(HoldCode::InputMissing, message, "Have dispatch mend the times of the stop.".into(), Some(code));
    Err(NoLine)
}

/// A dropped trailer waits without its driver: nothing is due, and a long stay is a near miss.
fn dropped(sheet: &mut Sheet<'_>, terms: &Detention, stop: &StopVisit, stay: i64, code: &ChargeCode) {
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
    sheet: &mut Sheet<'_>,
    terms: &Detention,
    stop: &StopVisit,
    code: &ChargeCode,
    worth: impl FnOnce() -> Decimal,
) -> bool {
    let Lateness::Forfeits { after_minutes } = terms.late else { return false };
    let (Some(latest), Some(arrived)) = (stop.schedule.latest(), stop.arrived) else { return false };
    let late = minutes_between(latest, arrived);
    if late <= i64::from(after_minutes) {
        return false;
    }
    if sheet.explain {
        let worth = Some(worth());
        sheet.near_miss(code, Some(stop.seq), worth, || Miss::Forfeited { late, allowed: after_minutes });
    }
    true
}

fn steps_of(over: i64, terms: &Detention) -> i64 {
    let step = i64::from(terms.step_minutes.max(1));
    (over + step - 1) / step
}

fn step_rate(sheet: &mut Sheet<'_>, terms: &Detention, code: &ChargeCode) -> Due<Decimal> {
    let product = terms.rate.checked_mul(Decimal::from(terms.step_minutes));
    let rate = product.and_then(|p| p.checked_div(Decimal::from(terms.rate_minutes))).map(|r| r.normalize());
    let rate = sheet.sane(rate, code)?;
    Ok(if rate.scale() < 2 { rescaled(rate) } else { rate })
}

fn rescaled(mut rate: Decimal) -> Decimal {
    rate.rescale(2);
    rate
}

fn clock_start(
    sheet: &mut Sheet<'_>,
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

fn free_minutes(sheet: &mut Sheet<'_>, free: &FreeTime, code: &ChargeCode) -> Due<u32> {
    match free {
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

/// The counted stretches between two instants.
fn counted_stretches(from: Instant, to: Instant, out: &LeftOut) -> Vec<Stretch> {
    if out.stretches.is_empty() {
        return if from < to { vec![(from, to)] } else { Vec::new() };
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
    counted
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

/// What a cap needs to know of a stop's waiting.
struct Spread<'a> {
    counted: &'a [Stretch],
    free: u32,
    terms: &'a Detention,
    per_step: Decimal,
    stop: &'a StopVisit,
}

fn with_cap(sheet: &Sheet<'_>, spread: &Spread<'_>, amount: Decimal, trail: &mut Trail) -> Decimal {
    let Some(cap) = &spread.terms.cap else { return amount };
    let team = sheet.load.is_team();
    let limit = if team { cap.team_amount.unwrap_or(cap.amount) } else { cap.amount };
    let allowed = match cap.per {
        CapPer::Stop => amount.min(limit),
        // No day can be above what all days together are.
        _ if amount <= limit => amount,
        CapPer::CalendarDay | CapPer::TwentyFourHours => per_day(spread, cap, limit, amount),
    };
    let team = team && cap.team_amount.is_some();
    trail.note(|| Step::Cap(Limit { computed: amount, allowed, limit, per: Some(cap.per), team }));
    allowed
}

/// Each started step belongs to the day (local at the stop, or 24 hours from the start of charging) of the minute in which
/// it starts; each day is capped by itself. A minimum that raised the amount counts on the first day.
fn per_day(spread: &Spread<'_>, cap: &Cap, limit: Decimal, amount: Decimal) -> Decimal {
    let days = steps_by_day(spread, cap.per);
    let of = |steps: i64| spread.per_step.saturating_mul(steps.into());
    let mut raised = amount.saturating_sub(of(days.iter().map(|(_, steps)| steps).sum()));
    days.iter().fold(Decimal::ZERO, |sum, (_, steps)| {
        let day = of(*steps).saturating_add(std::mem::take(&mut raised));
        sum.saturating_add(day.min(limit))
    })
}

/// The days in which charged steps start, in order, with the number of steps.
fn steps_by_day(spread: &Spread<'_>, per: CapPer) -> Vec<(i64, i64)> {
    let step = i64::from(spread.terms.step_minutes.max(1));
    let mut days: Vec<(i64, i64)> = Vec::new();
    let mut begun: Option<Instant> = None;
    let (mut at, mut passed) = (i64::from(spread.free), 0);
    for (a, b) in spread.counted {
        let length = minutes_between(*a, *b);
        let since = begun.map_or(passed - at, |begun| minutes_between(begun, *a));
        while at < passed + length {
            begun.get_or_insert_with(|| *a + Duration::minutes(at - passed));
            let day = match per {
                CapPer::CalendarDay => {
                    let epoch = linehaul_domain::time::NaiveDate::default();
                    (spread.stop.local_date(*a + Duration::minutes(at - passed)) - epoch).num_days()
                }
                _ => (since + at - passed) / (24 * 60),
            };
            match days.last_mut() {
                Some((last, steps)) if *last == day => *steps += 1,
                _ => days.push((day, 1)),
            }
            at += step;
        }
        passed += length;
    }
    days
}

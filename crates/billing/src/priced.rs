//! Priced: accessorials by unit and by day, and trailers left behind.

use linehaul_domain::code::ChargeCode;
use linehaul_domain::money::Rounding;
use linehaul_domain::step::{Limit, Step};
use linehaul_domain::stop::{Handling, StopKind, StopVisit};
use linehaul_domain::table::TableBody;
use linehaul_domain::terms::{Base, Daily, DateBasis, Days, FreeDays, Per, Price, Priced, Term, TrailerDetention};
use linehaul_domain::time::{Datelike, Duration, Instant, NaiveDate, Weekday, minutes_between};
use linehaul_domain::{Decimal, Word};

use crate::fuel::base_amount;
use crate::lookup::{Lack, NoRow, table};
use crate::version::date_of;
use crate::waiting::selected;
use crate::worksheet::{Due, Line, NoLine, Trail, Worksheet};

/// Days that one charge may come to: beyond it a date is wrong.
const LONGEST_DAYS: i64 = 1_000;

/// An accessorial by prices.
pub fn priced(sheet: &mut Worksheet<'_>, term: &Term, priced: &Priced) {
    // Holds are on the worksheet already.
    let _ = line(sheet, term, priced);
}

fn line(sheet: &mut Worksheet<'_>, term: &Term, terms: &Priced) -> Due<()> {
    let code = terms.code.clone();
    let mut trail = sheet.trail();
    let (mut sum, mut best, mut only) = (Decimal::ZERO, Decimal::ZERO, None);
    for price in &terms.prices {
        let Some((quantity, unit, rate, amount)) = one(sheet, price, &code, &mut trail)? else { return Err(NoLine) };
        only = Some((quantity, unit, rate));
        sum = sheet.sane(sum.checked_add(amount), &code)?;
        best = best.max(amount);
    }
    let mut amount = if terms.greatest { best } else { sum };
    if amount.is_zero() {
        return Err(NoLine);
    }
    if terms.prices.len() > 1 {
        let how = if terms.greatest { "the greater is" } else { "together" };
        trail.note(|| Step::Note { text: format!("{how} {amount}").into() });
    }
    amount = bounded(amount, terms.minimum, terms.maximum, &mut trail);
    let (quantity, unit, rate) = match (only, terms.prices.len()) {
        (Some(only), 1) => only,
        _ => (Decimal::ONE, "flat", amount),
    };
    sheet.write(term, Line { code, stop: None, quantity, unit, rate, amount, trail });
    Ok(())
}

/// An amount within a minimum and a maximum, noted as steps.
pub fn bounded(amount: Decimal, minimum: Option<Decimal>, maximum: Option<Decimal>, trail: &mut Trail) -> Decimal {
    let mut bounded = amount;
    if let Some(minimum) = minimum {
        trail.note(|| Step::Minimum { computed: amount, minimum });
        bounded = bounded.max(minimum);
    }
    if let Some(limit) = maximum {
        let allowed = bounded.min(limit);
        trail.note(|| Step::Cap(Limit { computed: bounded, allowed, limit, per: None, team: false }));
        bounded = allowed;
    }
    bounded
}

/// What a loaded mile brings: a base divided by the loaded miles, rounded as the price says.
fn revenue_mile(
    sheet: &mut Worksheet<'_>,
    base: &Base,
    (rounding, places): (Rounding, u32),
    code: &ChargeCode,
    trail: &mut Trail,
) -> Due<Decimal> {
    let (base, of) = base_amount(sheet, base)?;
    let miles = sheet.need_above_zero(sheet.load.miles, "miles", code)?;
    let exact = sheet.sane(base.checked_div(miles), code)?;
    let rate = rounding.apply(exact, places);
    trail.note(|| {
        let text = format!("{base} ({of}) / {miles} mi, rounded {} to {places} places", rounding.words());
        Step::Formula { text: text.into(), rate }
    });
    Ok(rate)
}

/// A price as it came out: quantity, unit, rate, amount.
type Priceable = (Decimal, &'static str, Decimal, Decimal);

/// Quantity, unit, rate and amount of one price; nothing when what it counts was not done.
fn one(sheet: &mut Worksheet<'_>, price: &Price, code: &ChargeCode, trail: &mut Trail) -> Due<Option<Priceable>> {
    let load = sheet.load;
    let stops = |kind: StopKind| load.stops.iter().filter(|s| s.kind == kind && !s.cancelled).count();
    let (quantity, unit) = match &price.per {
        Per::Flat => {
            trail.note(|| Step::Stated { amount: price.amount });
            return Ok(Some((Decimal::ONE, "flat", price.amount, price.amount)));
        }
        Per::PercentOf(base) => {
            let (base, of) = base_amount(sheet, base)?;
            let amount = sheet.times(base, price.amount, code)? / Decimal::ONE_HUNDRED;
            trail.note(|| Step::Percent { percent: price.amount, base, of: of.into(), amount });
            return Ok(Some((base, "%", price.amount, amount)));
        }
        Per::Mile => (sheet.need_above_zero(load.miles, "miles", code)?, "mi"),
        Per::Cwt => (sheet.need_above_zero(load.weight_lb, "weight", code)? / Decimal::ONE_HUNDRED, "cwt"),
        Per::Piece => {
            let pieces: Option<u32> = load.items.iter().map(|i| i.pieces).sum();
            let pieces = pieces.filter(|_| !load.items.is_empty());
            (Decimal::from(sheet.need(pieces, "the number of pieces", code)?), "piece")
        }
        Per::ExtraStop => {
            let worked = stops(StopKind::Pickup) + stops(StopKind::Delivery);
            (Decimal::from(worked.saturating_sub(2)), "extra stop")
        }
        Per::Delivery => (Decimal::from(stops(StopKind::Delivery)), "delivery"),
        Per::Pickup => (Decimal::from(stops(StopKind::Pickup)), "pickup"),
        Per::Extra(name) | Per::RevenueMile { name, .. } => {
            if !load.extras.contains_key(name) {
                return Ok(None);
            }
            let counted = sheet.counted(name, code)?;
            let counted = sheet.not_negative(counted, name, code)?;
            trail.note(|| Step::Fact { name: name.as_str().into(), value: counted.to_string().into() });
            (counted, "unit")
        }
    };
    if quantity.is_zero() {
        return Ok(None);
    }
    let rate = match &price.per {
        Per::RevenueMile { of, rounding, places, .. } => revenue_mile(sheet, of, (*rounding, *places), code, trail)?,
        _ => price.amount,
    };
    let amount = sheet.times(quantity, rate, code)?;
    trail.note(|| {
        let unit = price.per.counted().map_or(Word::new_static(unit), Word::from);
        Step::Times { quantity, unit, rate, amount }
    });
    Ok(Some((quantity, unit, rate, amount)))
}

/// A charge by the day.
pub fn daily(sheet: &mut Worksheet<'_>, term: &Term, daily: &Daily) {
    let _ = days_line(sheet, term, daily);
}

fn days_line(sheet: &mut Worksheet<'_>, term: &Term, terms: &Daily) -> Due<()> {
    let code = terms.code.clone();
    let from = match &terms.from {
        DateBasis::Extra(name) if !sheet.load.extras.contains_key(name) => {
            date_of(&terms.from, sheet.load).map_err(|_| NoLine)?
        }
        basis => sheet.date(basis, &code)?,
    };
    let to = sheet.date(&terms.to, &code)?;
    let days = (to - from).num_days() + i64::from(terms.first_counted);
    if to < from || !(0..=LONGEST_DAYS).contains(&days) {
        return sheet.wrong(format!("{from} to {to} are {days} days, which cannot be right"), &code);
    }
    let free = match &terms.free {
        FreeDays::Fixed(free) => i64::from(*free),
        FreeDays::Extra(name) => {
            let stated = sheet.counted(name, &code)?;
            let whole = stated.normalize().to_string().parse::<i64>().ok().filter(|n| (0..=365).contains(n));
            sheet.need(whole, &format!("{name} as a whole number of days"), &code)?
        }
    };
    let begin = if terms.first_counted { from } else { from + Duration::days(1) };
    let (mut used, mut charged, mut closed, mut day) = (0i64, 0i64, 0i64, begin);
    while day <= to {
        let (days, number) =
            if used < free { (&terms.free_days, &mut used) } else { (&terms.charged_days, &mut charged) };
        let counted = counts(sheet, days, day, &code)?;
        *number += i64::from(counted);
        closed += i64::from(!counted && matches!(days, Days::CalendarBut(_)));
        day += Duration::days(1);
    }
    if charged == 0 {
        sheet.near_miss(&code, None, None, || format!("{days} days from {from} to {to}, {free} are free").into());
        return Err(NoLine);
    }
    let mut trail = sheet.trail();
    if closed > 0 {
        trail.note(|| Step::Count { what: LEFT_OUT.into(), count: closed });
    }
    trail.note(|| Step::Count {
        what: format!("days from {begin} to {to}, {used} free: charged").into(),
        count: charged,
    });
    let mut amount = in_tiers(sheet, charged, &terms.tiers, terms.then, "days", &code, &mut trail)?;
    if let Some(name) = &terms.times {
        let units = sheet.counted(name, &code)?;
        let product = sheet.times(amount, units, &code)?;
        trail.note(|| Step::Times { quantity: units, unit: name.as_str().into(), rate: amount, amount: product });
        amount = product;
    }
    let amount = bounded(amount, terms.minimum, terms.maximum, &mut trail);
    let quantity = Decimal::from(charged);
    let rate = (amount / quantity).round_dp(4).normalize();
    sheet.write(term, Line { code, stop: None, quantity, unit: "day", rate, amount, trail });
    Ok(())
}

/// Amount of so many units through tiers.
fn in_tiers(
    sheet: &mut Worksheet<'_>,
    count: i64,
    tiers: &[(u32, Decimal)],
    then: Decimal,
    unit: &'static str,
    code: &ChargeCode,
    trail: &mut Trail,
) -> Due<Decimal> {
    let (mut left, mut sum) = (count, Decimal::ZERO);
    for (length, rate) in tiers.iter().map(|(n, rate)| (i64::from(*n), *rate)).chain([(i64::MAX, then)]) {
        let here = left.min(length);
        if here == 0 {
            break;
        }
        let amount = sheet.times(Decimal::from(here), rate, code)?;
        trail.note(|| Step::Times { quantity: here.into(), unit: Word::new_static(unit), rate, amount });
        sum = sheet.sane(sum.checked_add(amount), code)?;
        left -= here;
    }
    Ok(sum)
}

/// What a step calls the days that `calendar days but "…"` leaves out.
pub const LEFT_OUT: &str = "days left out, neither free nor charged";

fn counts(sheet: &mut Worksheet<'_>, days: &Days, day: NaiveDate, code: &ChargeCode) -> Due<bool> {
    let (name, weekends) = match days {
        Days::Calendar => return Ok(true),
        Days::CalendarBut(name) => (name, true),
        Days::Working(name) => (name, false),
    };
    let found = table(sheet.tables, name);
    let holidays = sheet.row(found, code)?;
    let TableBody::Holidays { days } = &holidays.body else {
        let message = format!("table {name} is no list of holidays");
        return sheet.row(Err(NoRow { lacks: Lack::Sense, message }), code);
    };
    if days.range(..=day).next().is_none() || days.range(day..).next().is_none() {
        let message = format!("{name} does not reach to {day}");
        return sheet.row(Err(NoRow { lacks: Lack::NewerRows, message }), code);
    }
    let working = weekends || !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    Ok(working && !days.contains(&day))
}

/// Detention without power, at every selected stop where the trailer was dropped.
pub fn trailer(sheet: &mut Worksheet<'_>, term: &Term, terms: &TrailerDetention) {
    let load = sheet.load;
    let left = |s: &&StopVisit| s.handling == Handling::Drop && !s.cancelled && selected(terms.at, s);
    for stop in load.stops.iter().filter(left) {
        // Holds and near misses are on the worksheet already.
        let _ = left_at(sheet, term, terms, stop);
    }
}

fn left_at(sheet: &mut Worksheet<'_>, term: &Term, terms: &TrailerDetention, stop: &StopVisit) -> Due<()> {
    let code = term.code.clone().unwrap_or_else(|| ChargeCode::of("TRAILER_DETENTION"));
    let (Some(from), Some(to)) = (stop.arrived, stop.departed) else { return Err(NoLine) };
    let minutes = minutes_between(from, to);
    if !(0..=LONGEST_DAYS * 1_440).contains(&minutes) {
        return sheet.wrong(format!("{}: {minutes} minutes cannot be right", stop.label()), &code);
    }
    let over = minutes - i64::from(terms.free_hours) * 60;
    if over <= 0 {
        let why = || format!("{} min short of the first period", 1 - over).into();
        sheet.near_miss(&code, Some(stop.seq), None, why);
        return Err(NoLine);
    }
    let length = i64::from(terms.hours.max(1)) * 60;
    let periods = (over + length - 1) / length;
    let mut trail = sheet.trail();
    trail.note(|| Step::Clock {
        stop: stop.called(),
        zone: stop.zone,
        from,
        because: Word::new_static("the trailer was dropped"),
        to,
        until: Word::new_static("it was picked up"),
        minutes,
    });
    let what = || format!("{} h free; started {}-hour periods", terms.free_hours, terms.hours);
    trail.note(|| Step::Count { what: what().into(), count: periods });
    let amount = in_tiers(sheet, periods, &terms.tiers, terms.then, "periods", &code, &mut trail)?;
    announced(sheet, terms, stop, from, amount, &code)?;
    let quantity = Decimal::from(periods);
    let rate = (amount / quantity).round_dp(4).normalize();
    sheet.write(term, Line { code, stop: Some(stop.seq), quantity, unit: "period", rate, amount, trail });
    Ok(())
}

/// Was the stop notified so many hours before charging started? Whether it was is a fact that must be there.
fn announced(
    sheet: &mut Worksheet<'_>,
    terms: &TrailerDetention,
    stop: &StopVisit,
    dropped: Instant,
    worth: Decimal,
    code: &ChargeCode,
) -> Due<()> {
    let Some(hours) = terms.notice_hours else { return Ok(()) };
    let name = format!("the notification at stop {}", stop.seq);
    let notified = sheet.need(stop.notified, &name, code)?;
    let ahead = minutes_between(notified, dropped) + i64::from(terms.free_hours) * 60;
    if ahead >= i64::from(hours) * 60 {
        return Ok(());
    }
    let why = || match ahead {
        0.. => format!("{LATE_NOTICE} {ahead} min before charging starts, {hours} h are wanted").into(),
        _ => format!("{LATE_NOTICE} {} min after charging starts, {hours} h before are wanted", -ahead).into(),
    };
    sheet.near_miss(code, Some(stop.seq), Some(worth), why);
    Err(NoLine)
}

/// How the near miss of a late notice begins.
pub const LATE_NOTICE: &str = "notice came too late:";

/// Raises the sum of all lines so far to a minimum, as a line of its own; while a line is missing there is none.
pub fn invoice_minimum(sheet: &mut Worksheet<'_>, term: &Term, least: Decimal) {
    let sum: Decimal = sheet.charges.iter().filter(|c| !c.code.is_tax()).map(|c| c.amount).sum();
    if sheet.line_lost || sheet.charges.is_empty() || sum >= least {
        return;
    }
    let mut trail = sheet.trail();
    trail.note(|| Step::Minimum { computed: sum, minimum: least });
    let (code, amount) = (ChargeCode::of("MINIMUM_INVOICE"), least.saturating_sub(sum));
    sheet.write(term, Line { code, stop: None, quantity: Decimal::ONE, unit: "flat", rate: amount, amount, trail });
}

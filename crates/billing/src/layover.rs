//! Layover: a truck told to come back.

use linehaul_domain::Decimal;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::step::Step;
use linehaul_domain::stop::StopVisit;
use linehaul_domain::terms::Term;
use linehaul_domain::time::{Datelike, Duration, Instant, Weekday, minutes_between};

use crate::worksheet::{Line, Worksheet};

/// Started layover periods at a stop: from the instruction to return until the truck came back, else left.
fn layover_periods(stop: &StopVisit, told: Instant, until: Instant, hours: u32) -> i64 {
    let end = stop.returned.unwrap_or(until);
    let length = i64::from(hours.max(1)) * 60;
    let minutes = minutes_between(told, end).max(1);
    (minutes + length - 1) / length
}

/// The end of the periods that layover is paid for.
pub fn layover_end(stop: &StopVisit, told: Instant, until: Instant, hours: u32) -> Instant {
    let covered = Duration::try_hours(layover_periods(stop, told, until, hours).saturating_mul(i64::from(hours)));
    covered.and_then(|covered| told.checked_add_signed(covered)).unwrap_or(until)
}

/// How many of a layover's periods begin on a Saturday or Sunday, local at the stop.
fn periods_at_weekends(stop: &StopVisit, told: Instant, periods: i64, hours: u32) -> i64 {
    let weekend = |at: Instant| matches!(stop.local_date(at).weekday(), Weekday::Sat | Weekday::Sun);
    let begin = |n: i64| told.checked_add_signed(Duration::hours(n.saturating_mul(i64::from(hours))));
    (0..periods.min(1_000)).filter(|n| begin(*n).is_some_and(weekend)).count() as i64
}

/// Layover: each started period from the instruction to return.
pub fn layover(sheet: &mut Worksheet<'_>, term: &Term, (rate, weekend): (Decimal, Option<Decimal>), hours: u32) {
    let load = sheet.load;
    let code = term.code.clone().unwrap_or_else(|| ChargeCode::of("LAYOVER"));
    for stop in load.stops.iter().filter(|s| !s.cancelled) {
        let Some(told) = stop.told_to_return else { continue };
        let Some(until) = stop.returned.or(stop.departed) else {
            let name = format!("the return or departure at stop {}", stop.seq);
            let _ = sheet.need(None::<()>, &name, &code);
            continue;
        };
        if until < told {
            let name = format!("a departure after the instruction to return at stop {}", stop.seq);
            let _ = sheet.need(None::<()>, &name, &code);
            continue;
        }
        let periods = layover_periods(stop, told, until, hours);
        let weekends = match weekend {
            Some(_) => periods_at_weekends(stop, told, periods, hours),
            None => 0,
        };
        let Ok(weekdays) = sheet.times(rate, Decimal::from(periods - weekends), &code) else { continue };
        let Ok(more) = sheet.times(weekend.unwrap_or_default(), Decimal::from(weekends), &code) else { continue };
        let Ok(amount) = sheet.sane(weekdays.checked_add(more), &code) else { continue };
        let mut trail = sheet.trail();
        trail.note(|| Step::Clock {
            stop: stop.called(),
            zone: stop.zone,
            from: told,
            because: "told to return".into(),
            to: until,
            until: if stop.returned.is_some() { "return" } else { "departure" }.into(),
            minutes: minutes_between(told, until),
        });
        trail.note(|| Step::Count { what: format!("started {hours}-hour periods").into(), count: periods });
        trail.note(|| Step::Times {
            quantity: (periods - weekends).into(),
            unit: "periods".into(),
            rate,
            amount: weekdays,
        });
        if let Some(weekend) = weekend.filter(|_| weekends > 0) {
            let unit = "periods begun at a weekend".into();
            trail.note(|| Step::Times { quantity: weekends.into(), unit, rate: weekend, amount: more });
        }
        let quantity = Decimal::from(periods);
        let line = Line { code: code.clone(), stop: Some(stop.seq), quantity, unit: "period", rate, amount, trail };
        sheet.write(term, line);
    }
}

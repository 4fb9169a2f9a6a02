//! Caps: the most that waiting costs, per stop or per day.

use linehaul_domain::Decimal;
use linehaul_domain::step::{Limit, Step};
use linehaul_domain::stop::StopVisit;
use linehaul_domain::terms::{Cap, CapPer, Detention};
use linehaul_domain::time::{Duration, Instant, NaiveDate, start_of_day};

use crate::worksheet::{Trail, Worksheet};

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// A stretch of time, end exclusive.
pub type Stretch = (Instant, Instant);

/// What a cap needs to know of a stop's waiting.
pub struct Spread<'a> {
    /// Counted stretches, in order.
    pub counted: &'a [Stretch],
    /// Free minutes.
    pub free: u32,
    /// Terms.
    pub terms: &'a Detention,
    /// Steps that count.
    pub steps: i64,
    /// Amount of a step.
    pub per_step: Decimal,
    /// The stop.
    pub stop: &'a StopVisit,
}

/// The amount within the cap, if there is one.
pub fn with_cap(sheet: &Worksheet<'_>, spread: &Spread<'_>, amount: Decimal, trail: &mut Trail) -> Decimal {
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

/// Each step that counts belongs to the day (local at the stop, or 24 hours from the start of charging) of the minute in which
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
///
/// All is in seconds of counted time, of which the steps that are due were reckoned as a whole: cut to whole minutes, several
/// stretches with some seconds each would lose a step, or its day.
fn steps_by_day(spread: &Spread<'_>, per: CapPer) -> Vec<(i64, i64)> {
    let step = i64::from(spread.terms.step_minutes.max(1)) * 60;
    let seconds = |a: Instant, b: Instant| (b - a).num_seconds();
    let mut days: Vec<(i64, i64)> = Vec::new();
    let mut begun: Option<Instant> = None;
    let (mut at, mut passed) = (i64::from(spread.free) * 60, 0);
    let mut rest = spread.steps;
    for (a, b) in spread.counted {
        let length = seconds(*a, *b);
        let since = begun.map_or(passed - at, |begun| seconds(begun, *a));
        while at < passed + length && rest > 0 {
            begun.get_or_insert_with(|| *a + Duration::seconds(at - passed));
            let left = (passed + length - at + step - 1) / step;
            let (day, steps) = match per {
                CapPer::CalendarDay => on_its_date(spread.stop, *a + Duration::seconds(at - passed), step, left),
                _ => {
                    let second = since + at - passed;
                    (second / DAY_SECONDS, ((DAY_SECONDS - second % DAY_SECONDS + step - 1) / step).min(left))
                }
            };
            let steps = steps.min(rest);
            rest -= steps;
            match days.last_mut() {
                Some((last, before)) if *last == day => *before += steps,
                _ => days.push((day, steps)),
            }
            at += step * steps;
        }
        passed += length;
    }
    days
}

/// The local date of a step's start, as days since 1970, and how many of the steps from it on start on that date.
fn on_its_date(stop: &StopVisit, start: Instant, step_seconds: i64, left: i64) -> (i64, i64) {
    let date = stop.local_date(start);
    let day = (date - NaiveDate::default()).num_days();
    let Some(next) = date.succ_opt() else { return (day, left) };
    let seconds = (start_of_day(next, stop.zone) - start).num_seconds();
    let steps = ((seconds + step_seconds - 1) / step_seconds).clamp(1, left);
    (day, steps)
}

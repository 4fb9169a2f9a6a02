//! Limits by day: the days of the steps, reckoned day by day, are those that counting step by step gives, in every zone.
#![allow(clippy::print_stdout)]

use linehaul_billing::assess::rate;
use linehaul_domain::Decimal;
use linehaul_domain::stop::{Closure, StopVisit};
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{Cap, CapPer, ClockStart, Detention, Verb};
use linehaul_domain::time::{Duration, Instant, NaiveDate, Tz};
use std::collections::BTreeMap;

use crate::support::*;

const ZONES: [Tz; 6] = [
    Tz::America__Chicago,
    Tz::America__New_York,
    Tz::Australia__Lord_Howe,
    Tz::America__Sao_Paulo,
    Tz::Pacific__Apia,
    Tz::Asia__Kolkata,
];

/// Splitmix64.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// What is due when each step is put on the local date on which it starts, one by one.
fn by_steps(from: Instant, to: Instant, zone: Tz, terms: &Detention, free: i64, limit: Decimal) -> Decimal {
    let step = i64::from(terms.step_minutes);
    let mut days: BTreeMap<NaiveDate, Decimal> = BTreeMap::new();
    let mut at = from + Duration::minutes(free);
    let counts = |at: Instant| if terms.full { at + Duration::minutes(step) <= to } else { at < to };
    while counts(at) {
        let date = at.with_timezone(&zone).date_naive();
        *days.entry(date).or_default() += terms.rate;
        at += Duration::minutes(step);
    }
    days.values().map(|day| (*day).min(limit)).sum()
}

#[test]
fn a_limit_by_calendar_day_is_that_of_counting_each_step() {
    let mut seed = 0x11_5EED;
    println!("seed {seed:#x}");
    let days = ["2011-12-29", "2018-11-03", "2025-03-08", "2025-04-05", "2025-10-04", "2025-11-01", "2025-06-10"];
    let mut capped = 0;
    for _ in 0..3_000 {
        let day: NaiveDate = days[(next(&mut seed) % 7) as usize].parse().expect("a day");
        let zone = ZONES[(next(&mut seed) % 6) as usize];
        let step = [1, 15, 30, 45, 60, 100][(next(&mut seed) % 6) as usize];
        let free = [0, 60, 120][(next(&mut seed) % 3) as usize];
        let from =
            day.and_hms_opt(0, 0, 0).expect("midnight").and_utc() + Duration::minutes((next(&mut seed) % 2_880) as i64);
        let to = from + Duration::minutes((next(&mut seed) % 5_000) as i64);
        let limit = dec("75");
        let cap = Some(Cap { amount: limit, team_amount: None, per: CapPer::CalendarDay });
        let full = next(&mut seed).is_multiple_of(2);
        let terms = Detention { clock: ClockStart::Arrival, cap, full, ..waiting(free, "10.00", step, step) };
        let mut load = load("100", "", vec![stop(1, 'D', "Anywhere", zone.name(), "", "", "")], &[]);
        (load.stops[0].arrived, load.stops[0].departed) = (Some(from), Some(to));
        let expected = by_steps(from, to, zone, &terms, i64::from(free), limit);
        let contract = usd(vec![term(Verb::Detention(terms))]);
        let rated = rate(&contract, None, &load, &Tables::new(), false);
        let got: Decimal = rated.charges.iter().map(|c| c.amount).sum();
        assert_eq!(got, expected, "{from} to {to} in {zone}, free {free}, steps of {step}, full {full}");
        capped += usize::from(expected > limit);
    }
    assert!(capped > 1_000, "{capped}");
}

/// A visit with seconds in all its times, and the closures of its facility, of which some overlap.
fn visit(seed: &mut u64) -> (StopVisit, Tz) {
    let zone = ZONES[(next(seed) % 6) as usize];
    let days = ["2025-03-08", "2025-04-05", "2025-11-01", "2025-06-10"];
    let day: NaiveDate = days[(next(seed) % 4) as usize].parse().expect("a day");
    let mut later = |at: Instant, most: u64| at + Duration::seconds((next(seed) % most) as i64);
    let arrived = later(day.and_hms_opt(0, 0, 0).expect("midnight").and_utc(), 172_800);
    let departed = later(arrived, 300_000);
    let mut visit = stop(1, 'D', "Anywhere", zone.name(), "", "", "");
    for _ in 0..4 {
        let from = later(arrived, 300_000);
        visit.closures.push(Closure { from, to: later(from, 40_000) });
    }
    (visit.arrived, visit.departed) = (Some(arrived), Some(departed));
    (visit, zone)
}

/// The seconds of a visit that count, one by one: those in no closure.
fn open_seconds(visit: &StopVisit, arrived: Instant) -> Vec<i64> {
    let all = (visit.departed.expect("departed") - arrived).num_seconds();
    let mut open = vec![true; all as usize];
    let second = |at: Instant| (at - arrived).num_seconds().clamp(0, all) as usize;
    visit.closures.iter().for_each(|c| open[second(c.from)..second(c.to)].fill(false));
    (0..all).zip(open).filter(|(_, open)| *open).map(|(second, _)| second).collect()
}

/// What is due when each step starts at its second of open time.
fn by_seconds(visit: &StopVisit, zone: Tz, terms: &Detention, free: i64, cap: &Cap) -> Decimal {
    let arrived = visit.arrived.expect("arrived");
    let open = open_seconds(visit, arrived);
    let (over, step) = (open.len() as i64 / 60 - free, i64::from(terms.step_minutes));
    let steps = if terms.full { over / step } else { (over + step - 1) / step };
    let start = |n: i64| arrived + Duration::seconds(open[((free + n * step) * 60) as usize]);
    let mut days: BTreeMap<i64, Decimal> = BTreeMap::new();
    for n in 0..steps.max(0) {
        let day = match cap.per {
            CapPer::CalendarDay => (start(n).with_timezone(&zone).date_naive() - NaiveDate::default()).num_days(),
            _ => (start(n) - start(0)).num_seconds() / 86_400,
        };
        *days.entry(day).or_default() += terms.rate;
    }
    days.values().map(|day| (*day).min(cap.amount)).sum()
}

/// Such a visit under terms with a limit by the day: what is billed, what counting by seconds gives, and which it is.
fn closed_at_times(seed: &mut u64) -> (Decimal, Decimal, String) {
    let (visit, zone) = visit(seed);
    let step = [1, 15, 30, 45, 60][(next(seed) % 5) as usize];
    let free = [0, 60, 120][(next(seed) % 3) as usize];
    let per = if next(seed).is_multiple_of(2) { CapPer::CalendarDay } else { CapPer::TwentyFourHours };
    let most = ["75", "600", "9000"][(next(seed) % 3) as usize];
    let cap = Cap { amount: dec(most), team_amount: None, per };
    let terms = Detention {
        clock: ClockStart::Arrival,
        cap: Some(cap.clone()),
        full: next(seed).is_multiple_of(2),
        not_while_closed: true,
        ..waiting(free, "10.00", step, step)
    };
    let expected = by_seconds(&visit, zone, &terms, free.into(), &cap);
    let told = format!("{visit:?}, free {free}, steps of {step}, full {}, {per:?}", terms.full);
    let contract = usd(vec![term(Verb::Detention(terms))]);
    let load = load("100", "", vec![visit], &[]);
    let rated = rate(&contract, None, &load, &Tables::new(), false);
    (rated.charges.iter().map(|c| c.amount).sum(), expected, told)
}

#[test]
fn the_limit_and_the_steps_count_the_same_seconds() {
    let mut seed = 0x5EC0_17D5;
    println!("seed {seed:#x}");
    for _ in 0..250 {
        let (got, expected, told) = closed_at_times(&mut seed);
        assert_eq!(got, expected, "{told}");
    }
}

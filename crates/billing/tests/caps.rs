//! Limits by day: the days of the steps, reckoned day by day, are those that counting step by step gives, in every zone.
#![allow(clippy::print_stdout)]

mod support;

use linehaul_billing::assess::rate;
use linehaul_domain::Decimal;
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{Cap, CapPer, ClockStart, Detention, Verb};
use linehaul_domain::time::{Duration, Instant, NaiveDate, Tz};
use std::collections::BTreeMap;

use support::*;

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

//! Charges by the day: which days count.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_billing::assess::rate;
use linehaul_domain::charge::Bound;
use linehaul_domain::extra::Extra;
use linehaul_domain::table::{Table, TableBody};
use linehaul_domain::terms::*;

/// 100.00 a day from `in` to `out`, both counted, after so many free days; the gate was closed on Friday 4 and Monday 7 April.
fn daily(free: u32, free_days: Days, charged_days: Days, from: &str, to: &str) -> World {
    let terms = Daily {
        code: "DEMURRAGE".into(),
        from: DateBasis::Extra("in".into()),
        to: DateBasis::Extra("out".into()),
        first_counted: true,
        free: FreeDays::Fixed(free),
        free_days,
        charged_days,
        tiers: Vec::new(),
        then: dec("100"),
        times: None,
        minimum: None,
        maximum: None,
    };
    let mut world = World::new(trip(), usd(vec![flat("1000"), term(Verb::Daily(terms))]));
    let days = ["2025-01-01", "2025-04-04", "2025-04-07", "2025-12-25"].map(|day| day.parse().unwrap());
    let table = Table {
        name: "gate_closed".into(),
        source: "made up".into(),
        licence: "facts only".into(),
        body: TableBody::Holidays { days: days.into_iter().collect() },
        asks: Vec::new(),
        hash: linehaul_domain::canonical::hash_bytes(b"gate_closed"),
    };
    world.tables.insert("gate_closed".into(), table);
    for (name, day) in [("in", from), ("out", to)] {
        world.load.extras.insert(name.to_owned(), Extra::Date(day.parse().unwrap()));
    }
    world
}

fn but() -> Days {
    Days::CalendarBut("gate_closed".into())
}

fn demurrage(world: &World) -> Vec<String> {
    lines(&world.assess()).into_iter().filter(|line| line.starts_with("DEMURRAGE")).collect()
}

#[test]
fn a_closed_day_is_neither_free_nor_charged_and_a_weekend_is() {
    let week = |free_days, charged_days| daily(2, free_days, charged_days, "2025-04-03", "2025-04-09");
    // Thu 3 free; Fri 4 closed; Sat 5 free; Sun 6 charged; Mon 7 closed; Tue 8, Wed 9 charged.
    assert_eq!(demurrage(&week(but(), but())), ["DEMURRAGE DEM 300.00"]);
    // Thu 3, Fri 4 free; Sat 5, Sun 6 charged; Mon 7 closed; Tue 8, Wed 9 charged.
    assert_eq!(demurrage(&week(Days::Calendar, but())), ["DEMURRAGE DEM 400.00"]);
    // Thu 3 free; Fri 4 closed; Sat 5 free; four days charged.
    assert_eq!(demurrage(&week(but(), Days::Calendar)), ["DEMURRAGE DEM 400.00"]);
    let text: Vec<String> = week(but(), but()).assess().charges[1].derivation.iter().map(|step| step.text()).collect();
    assert_eq!(text[0], "days left out, neither free nor charged = 2");
}

#[test]
fn a_table_that_does_not_reach_holds() {
    let beyond = daily(0, but(), but(), "2025-12-24", "2025-12-26");
    assert_eq!(beyond.holds(), ["INDEX_STALE:DEMURRAGE"]);
}

#[test]
fn a_rate_that_is_an_average_claims_no_minimum_and_no_limit() {
    let told = |minimum: Option<&str>| {
        let mut world = daily(0, Days::Calendar, Days::Calendar, "2025-05-19", "2025-05-21");
        let Verb::Daily(terms) = &mut world.contract.as_mut().unwrap().terms.terms[1].verb else {
            panic!("a charge by the day")
        };
        (terms.tiers, terms.then, terms.minimum) = (vec![(1, dec("20.00"))], dec("10.00"), minimum.map(dec));
        let rating = rate(world.contract.as_ref().unwrap(), None, &world.load, &world.tables, true);
        let line = rating.charges.last().unwrap().clone();
        (line.amount, line.bound)
    };
    let own = told(None);
    assert_eq!(own.1, None, "{own:?}");
    assert_eq!(told(Some("90.00")), (dec("90.00"), Some(Bound::Minimum)));
}

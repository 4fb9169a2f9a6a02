//! Truck ordered, not used: the day of the cancellation, in the zone of the pickup.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_domain::event::EventKind;
use linehaul_domain::load::LoadStatus;
use linehaul_domain::stop::Schedule;
use linehaul_domain::terms::*;

/// 150.00, on the same day 200.00, cancelled at a time; the appointment is Wednesday 08:00 in Memphis.
fn cancelled(terms: Tonu, told: &str) -> World {
    let mut world = World::new(trip(), usd(vec![flat("1000"), term(Verb::Tonu(terms))]));
    world.load.status = LoadStatus::Tonu;
    world.load.events = vec![event(EventKind::Cancelled, told)];
    world
}

fn same_day() -> Tonu {
    Tonu::SameDay { otherwise: Box::new(Tonu::Flat(dec("150.00"))), amount: dec("200.00") }
}

#[test]
fn the_day_is_that_of_the_pickups_zone() {
    let lines = |told| lines(&cancelled(same_day(), told).assess());
    assert_eq!(lines("2025-05-20T23:59:00-05:00"), ["TONU VOR 150.00"], "Wednesday in UTC already, Tuesday in Memphis");
    assert_eq!(lines("2025-05-21T00:00:00-05:00"), ["TONU VOR 200.00"]);
    assert_eq!(lines("2025-05-21T09:00:00-05:00"), ["TONU VOR 200.00"]);
    assert_eq!(lines("2025-05-22T09:00:00-05:00"), ["TONU VOR 200.00"], "or later");
    let told = cancelled(same_day(), "2025-05-21T05:00:00-05:00").assess();
    let text: Vec<String> = told.charges[0].derivation.iter().map(|s| s.text()).collect();
    let day = "cancelled on the day of the pickup or later: 2025-05-21, the appointment 2025-05-21";
    assert_eq!(text, [day, "200.00 as the contract states"]);
}

#[test]
fn free_when_cancelled_ahead_comes_first() {
    let both = || Tonu::UnlessCancelledAhead { otherwise: Box::new(same_day()), hours: 6 };
    let lines = |told| lines(&cancelled(both(), told).assess());
    assert!(lines("2025-05-21T02:00:00-05:00").is_empty(), "the same day, six hours ahead");
    assert_eq!(lines("2025-05-21T02:01:00-05:00"), ["TONU VOR 200.00"]);
}

#[test]
fn what_the_day_is_reckoned_from_must_be_there() {
    let mut world = cancelled(same_day(), "2025-05-21T05:00:00-05:00");
    world.load.events.clear();
    assert_eq!(world.holds(), ["INPUT_MISSING:TONU"]);
    let mut world = cancelled(same_day(), "2025-05-21T05:00:00-05:00");
    world.load.stops[0].schedule = Schedule::FirstCome;
    assert_eq!(world.holds(), ["INPUT_MISSING:TONU"]);
}

/// A contract with a re-wash at what dispatch states, under this condition or none.
fn with_wash(condition: &str) -> linehaul_rules::Contract {
    let wash = "charge \"CLEANING\" amount load.money(\"wash_cost\");";
    let wash = if condition.is_empty() { wash.to_owned() } else { format!("when {condition} {{ {wash} }}") };
    let text = format!(
        "contract for \"X\", currency \"USD\", version by pickup appointment, rounded half up per line;\n\
         linehaul 2.00 per mile;\ntonu flat 400.00;\n{wash}"
    );
    linehaul_rules::read("x/2025-01-01.rhai", "2025-01-01".parse().unwrap(), &text, &Default::default()).unwrap()
}

#[test]
fn what_a_contract_says_of_a_truck_not_used_is_billed_beside_and_the_rest_is_told() {
    let mut load = cancelled(same_day(), "2025-05-21T05:00:00-05:00").load;
    let wash = linehaul_domain::money::Money::new(dec("185.50"), linehaul_domain::money::Currency::USD);
    load.extras.insert("wash_cost".into(), linehaul_domain::extra::Extra::Money(wash));
    let rated = |condition: &str| {
        let tables = linehaul_domain::table::Tables::new();
        linehaul_billing::assess::rate(&with_wash(condition), None, &load, &tables, true)
    };
    for said in ["load.status == \"tonu\"", "load.happened(\"truck_not_used\") && load.miles > 1"] {
        assert_eq!(rated(said).total, dec("585.50"), "{said}");
    }
    let beside = rated("");
    assert_eq!((beside.total, beside.holds.len()), (dec("400.00"), 0));
    let near = &beside.near_misses[0];
    assert_eq!((near.code.as_str(), near.worth), ("CLEANING", Some(dec("185.50"))));
    assert!(near.why.text().contains("say it under `when load.status == \"tonu\"`"), "{}", near.why.text());
    assert!(rated("!(load.status == \"tonu\")").near_misses.is_empty());
}

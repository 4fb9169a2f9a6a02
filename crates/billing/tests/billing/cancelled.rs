//! A stop that was cancelled is billed nothing.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_domain::terms::*;

fn told_to_return() -> World {
    let layover = Verb::Layover { rate: dec("300.00"), hours: 24, weekend: None };
    let mut world = World::new(trip(), usd(vec![flat("1000.00"), term(layover)]));
    let stop = &mut world.load.stops[1];
    (stop.told_to_return, stop.returned) = (stop.arrived, Some(at("2025-05-22T20:00:00-05:00")));
    stop.departed = Some(at("2025-05-22T21:00:00-05:00"));
    world
}

#[test]
fn a_cancelled_stop_has_no_layover() {
    let mut world = told_to_return();
    assert_eq!(lines(&world.assess()), ["LINEHAUL 400 1000.00", "LAYOVER LAY 300.00"]);
    world.load.stops[1].cancelled = true;
    assert_eq!(lines(&world.assess()), ["LINEHAUL 400 1000.00"]);
}

#[test]
fn nor_is_one_missed_where_the_contract_has_none() {
    let mut world = told_to_return();
    world.contract.as_mut().unwrap().terms.terms.truncate(1);
    let missed = |world: &World| world.assess().near_misses.len();
    assert_eq!(missed(&world), 1);
    world.load.stops[1].cancelled = true;
    assert_eq!(missed(&world), 0);
}

#[test]
fn a_chassis_goes_out_at_the_first_pickup_that_was_not_cancelled() {
    let chassis = Verb::Chassis { per_day: dec("45.00"), minimum_days: 1 };
    let mut load = trip();
    let mut again = load.stops[0].clone();
    (again.seq, again.departed) = (2, Some(at("2025-05-22T06:00:00-05:00")));
    load.stops[0].cancelled = true;
    load.stops[1].seq = 3;
    load.stops.insert(1, again);
    load.stops.push(stop(
        4,
        'E',
        "Dallas TX",
        "America/Chicago",
        "",
        "2025-05-23T08:00:00-05:00",
        "2025-05-23T08:10:00-05:00",
    ));
    let world = World::new(load, usd(vec![flat("1000.00"), term(chassis)]));
    assert_eq!(lines(&world.assess())[1], "CHASSIS FCS 90.00");
}

/// Everything else that goes by the stop has left cancelled ones out all along.
#[test]
fn no_other_charge_by_the_stop_counts_a_cancelled_one() {
    let mut load = trip();
    let mut extra = load.stops[1].clone();
    (extra.seq, extra.cancelled, extra.handling) = (3, true, linehaul_domain::stop::Handling::Drop);
    extra.departed = Some(at("2025-05-27T10:00:00-05:00"));
    load.stops.push(extra);
    let priced = |per| {
        let prices = vec![Price { amount: dec("10.00"), per }];
        let priced = Priced { code: "SCALE".into(), prices, greatest: false, minimum: None, maximum: None };
        term(Verb::Priced(priced))
    };
    let trailer = TrailerDetention {
        at: StopSelection::Every,
        free_hours: 24,
        tiers: vec![],
        then: dec("100.00"),
        hours: 24,
        notice_hours: None,
    };
    let terms = vec![
        flat("1000.00"),
        term(Verb::StopOff { tiers: vec![dec("75.00")], further: None }),
        term(Verb::Detention(waiting(120, "60.00", 60, 60))),
        term(Verb::TrailerDetention(trailer)),
        priced(Per::ExtraStop),
        priced(Per::Delivery),
    ];
    assert_eq!(lines(&World::new(load, usd(terms)).assess()), ["LINEHAUL 400 1000.00", "SCALE SCL 10.00"]);
}

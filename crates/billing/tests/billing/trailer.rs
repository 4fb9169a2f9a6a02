//! Trailers left behind: what is due, and the notice without which it is forfeited.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_domain::stop::Handling;
use linehaul_domain::terms::*;

/// 35.00 a started day after three days, with notice a day ahead; dropped Wednesday 08:00, picked up after so many hours.
fn left(hours: i64, notified: Option<&str>) -> World {
    let terms = TrailerDetention {
        at: StopSelection::Pickups,
        free_hours: 72,
        hours: 24,
        tiers: Vec::new(),
        then: dec("35.00"),
        notice_hours: Some(24),
    };
    let mut world = World::new(trip(), usd(vec![flat("1000"), term(Verb::TrailerDetention(terms))]));
    let from = at("2025-05-21T08:00:00-05:00");
    let stop = &mut world.load.stops[0];
    (stop.arrived, stop.departed) = (Some(from), Some(from + linehaul_domain::time::Duration::hours(hours)));
    (stop.handling, stop.notified) = (Handling::Drop, notified.map(at));
    world
}

fn trailer(world: &World) -> Vec<String> {
    lines(&world.assess()).into_iter().filter(|line| line.starts_with("TRAILER")).collect()
}

#[test]
fn notice_a_day_before_charging_starts_is_in_time() {
    assert_eq!(trailer(&left(96, Some("2025-05-23T08:00:00-05:00"))), ["TRAILER_DETENTION DEW 35.00"]);
    assert_eq!(trailer(&left(97, Some("2025-05-19T08:00:00-05:00"))), ["TRAILER_DETENTION DEW 70.00"]);
}

#[test]
fn a_minute_later_forfeits_it_and_says_what_it_was_worth() {
    let late = left(97, Some("2025-05-23T08:01:00-05:00"));
    assert!(trailer(&late).is_empty() && late.holds() == [""; 0]);
    let miss = &late.assess().near_misses[0];
    assert_eq!(miss.why.text(), "notice came too late: 1439 min before charging starts, 24 h are wanted");
    assert_eq!(miss.worth, Some(dec("70.00")));
    let after = left(97, Some("2025-05-24T08:05:00-05:00")).assess();
    assert!(after.near_misses[0].why.text().starts_with("notice came too late: 5 min after charging starts"));
}

#[test]
fn no_word_of_the_notice_holds_only_where_something_is_due() {
    assert_eq!(left(72, None).holds(), [""; 0]);
    assert_eq!(left(73, None).holds(), ["INPUT_MISSING:TRAILER_DETENTION"]);
}

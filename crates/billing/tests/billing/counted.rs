//! Detention times what dispatch counts; detention at a drop.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_domain::extra::Extra;
use linehaul_domain::stop::Handling;
use linehaul_domain::terms::*;

/// 52.00 a pup for each started quarter hour, minimum 61.00, an hour free, at the pickup.
fn world(minutes: i64, pups: Option<&str>) -> World {
    let pups_counted = Detention {
        times: Some("pups".into()),
        minimum: Some(dec("61.00")),
        at: StopSelection::Pickups,
        late: Lateness::Forfeits { after_minutes: 30 },
        ..waiting(60, "52.00", 15, 15)
    };
    let mut world = World::new(trip(), usd(vec![flat("1000"), term(Verb::Detention(pups_counted))]));
    let from = at("2025-05-21T08:00:00-05:00");
    world.load.stops[0].arrived = Some(from);
    world.load.stops[0].departed = Some(from + linehaul_domain::time::Duration::minutes(minutes));
    world.load.extras.extend(pups.map(|count| ("pups".to_owned(), Extra::Number(dec(count)))));
    world
}

fn detention(world: &World) -> Vec<String> {
    lines(&world.assess()).into_iter().filter(|line| line.starts_with("DETENTION")).collect()
}

#[test]
fn each_pup_pays_its_steps() {
    assert_eq!(detention(&world(61, Some("1"))), ["DETENTION_LOADING DTL 61.00"], "52.00 is below the minimum");
    assert_eq!(detention(&world(61, Some("2"))), ["DETENTION_LOADING DTL 104.00"]);
    assert_eq!(detention(&world(91, Some("2"))), ["DETENTION_LOADING DTL 312.00"], "31 min are three steps of 104.00");
    let text: Vec<String> = world(91, Some("2")).assess().charges[1].derivation.iter().map(|s| s.text()).collect();
    assert!(text.contains(&"2 pups x 52.00 = 104.00".to_owned()), "{text:?}");
    assert!(text.contains(&"91 - 60 free = 31 min -> 3 started 15-min steps x 104.00 = 312.00".to_owned()), "{text:?}");
}

#[test]
fn a_count_that_is_not_there_or_cannot_be_holds_only_where_it_decides() {
    assert_eq!(world(60, None).holds(), [""; 0], "nothing is due, so nobody asks");
    assert_eq!(world(61, None).holds(), ["INPUT_MISSING:DETENTION_LOADING"]);
    assert_eq!(world(61, Some("-1")).holds(), ["INPUT_MISSING:DETENTION_LOADING"]);
    assert_eq!(world(61, Some("999999999")).holds(), ["INPUT_MISSING:DETENTION_LOADING"]);
    let mut late = world(91, None);
    late.load.stops[0].arrived = Some(at("2025-05-21T08:31:00-05:00"));
    late.load.stops[0].departed = Some(at("2025-05-21T10:31:00-05:00"));
    assert_eq!(late.holds(), [""; 0], "a late truck forfeits it, however many pups there were");
    assert_eq!(late.assess().near_misses[0].worth, None);
}

#[test]
fn none_counted_is_told_and_not_billed() {
    let none = world(91, Some("0"));
    assert!(detention(&none).is_empty() && none.holds() == [""; 0]);
    assert_eq!(none.assess().near_misses[0].why.text(), "pups is 0: nothing waited that is charged");
    let short = world(50, Some("2")).assess();
    assert_eq!(short.near_misses[0].worth, Some(dec("104.00")), "a step of two pups");
}

/// DrayNow: live two hours, drop-and-hook one hour, valid only if on time.
fn drayage(minutes: i64, handling: Handling) -> World {
    let terms = Detention {
        drop_free: Some(60),
        at: StopSelection::Pickups,
        late: Lateness::Forfeits { after_minutes: 0 },
        ..waiting(120, "60", 60, 15)
    };
    let mut world = World::new(trip(), usd(vec![flat("1000"), term(Verb::Detention(terms))]));
    let from = at("2025-05-21T08:00:00-05:00");
    world.load.stops[0].arrived = Some(from);
    world.load.stops[0].departed = Some(from + linehaul_domain::time::Duration::minutes(minutes));
    world.load.stops[0].handling = handling;
    world
}

#[test]
fn a_drop_has_its_own_free_time_where_the_contract_says_so() {
    assert_eq!(detention(&drayage(61, Handling::Drop)), ["DETENTION_LOADING DTL 15.00"]);
    assert_eq!(detention(&drayage(121, Handling::Live)), ["DETENTION_LOADING DTL 15.00"]);
    assert!(detention(&drayage(120, Handling::Live)).is_empty());
    let short = drayage(60, Handling::Drop);
    assert!(detention(&short).is_empty());
    assert_eq!(short.assess().near_misses[0].why.text(), "1 min short of the first step");
}

#[test]
fn a_late_truck_forfeits_it_at_a_drop_too() {
    let mut late = drayage(100, Handling::Drop);
    late.load.stops[0].arrived = Some(at("2025-05-21T08:01:00-05:00"));
    assert!(detention(&late).is_empty());
    assert_eq!(late.assess().near_misses[0].worth, Some(dec("45.00")), "39 min are three steps");
}

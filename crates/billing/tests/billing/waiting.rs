//! Detention and layover: clocks, closures, caps, drops, near misses.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_domain::step::Step;
use linehaul_domain::stop::{Closure, Handling, Schedule};
use linehaul_domain::terms::*;

fn world(detention: Detention) -> World {
    World::new(trip(), usd(vec![flat("1000"), term(Verb::Detention(detention))]))
}

/// Minutes of waiting at the pickup from its appointment at 08:00 on.
fn wait(world: &mut World, minutes: i64) {
    let start = at("2025-05-21T08:00:00-05:00");
    world.load.stops[0].departed = Some(start + linehaul_domain::time::Duration::minutes(minutes));
}

fn detention(world: &World) -> Vec<String> {
    lines(&world.assess()).into_iter().skip(1).collect()
}

#[test]
fn the_first_started_step() {
    let mut world = world(waiting(120, "50", 60, 15));
    wait(&mut world, 120);
    assert!(detention(&world).is_empty());
    let near = &world.assess().near_misses[0];
    assert_eq!((near.why.text().as_str(), near.worth), ("1 min short of the first step", Some(dec("12.50"))));
    wait(&mut world, 121);
    assert_eq!(detention(&world), ["DETENTION_LOADING DTL 12.50"]);
    wait(&mut world, 135);
    assert_eq!(detention(&world), ["DETENTION_LOADING DTL 12.50"]);
    wait(&mut world, 136);
    assert_eq!(detention(&world), ["DETENTION_LOADING DTL 25.00"]);
}

#[test]
fn of_full_steps_a_begun_one_does_not_count() {
    let mut world = world(Detention { full: true, ..waiting(120, "50", 60, 30) });
    wait(&mut world, 149);
    assert!(detention(&world).is_empty());
    let near = &world.assess().near_misses[0];
    assert_eq!((near.why.text().as_str(), near.worth), ("1 min short of the first step", Some(dec("25"))));
    for (minutes, due) in [(150, "25.00"), (179, "25.00"), (180, "50.00")] {
        wait(&mut world, minutes);
        assert_eq!(detention(&world), [format!("DETENTION_LOADING DTL {due}")]);
    }
    let steps = world.assess().charges[1].derivation.iter().map(Step::text).collect::<Vec<_>>().join("; ");
    assert!(steps.contains("180 - 120 free = 60 min -> 2 full 30-min steps x 25"), "{steps}");
}

#[test]
fn a_minimum_shows_in_the_text_of_the_line() {
    let mut world = world(Detention { minimum: Some(dec("61.00")), ..waiting(120, "50", 60, 15) });
    wait(&mut world, 121);
    assert_eq!(detention(&world), ["DETENTION_LOADING DTL 61.00"]);
    let text = world.assess().charges[1].description();
    assert!(text.contains("minimum"), "{text}");
}

#[test]
fn lateness_forfeits_only_beyond_the_grace() {
    let late = Lateness::Forfeits { after_minutes: 30 };
    let mut world = world(Detention { late, at: StopSelection::Pickups, ..waiting(60, "60", 60, 60) });
    world.load.stops[0].arrived = Some(at("2025-05-21T08:30:00-05:00"));
    world.load.stops[0].departed = Some(at("2025-05-21T10:00:00-05:00"));
    assert_eq!(detention(&world), ["DETENTION_LOADING DTL 60.00"]);
    world.load.stops[0].arrived = Some(at("2025-05-21T08:31:00-05:00"));
    assert!(detention(&world).is_empty());
    assert_eq!(world.assess().near_misses[0].worth, Some(dec("60")));
    let from = at("2025-05-21T08:00:00-05:00");
    world.load.stops[0].schedule = Schedule::Window { from, to: at("2025-05-21T08:01:00-05:00") };
    assert_eq!(detention(&world), ["DETENTION_LOADING DTL 60.00"], "late is late by the end of the window");
}

#[test]
fn nobody_waits_at_a_dropped_trailer() {
    let mut world = world(Detention { clock: ClockStart::Notification, ..waiting(120, "50", 60, 15) });
    world.load.stops.iter_mut().for_each(|s| s.handling = Handling::Drop);
    wait(&mut world, 600);
    let found = world.assess();
    assert!(found.is_ready(), "{:?}", found.holds);
    assert_eq!(found.near_misses.len(), 1);
}

#[test]
fn closures_are_left_out_once_even_where_they_overlap() {
    let mut world = world(Detention { not_while_closed: true, ..waiting(0, "60", 60, 60) });
    wait(&mut world, 240);
    let closure = |from: &str, to: &str| Closure { from: at(from), to: at(to) };
    world.load.stops[0].closures = vec![
        closure("2025-05-21T09:00:00-05:00", "2025-05-21T10:00:00-05:00"),
        closure("2025-05-21T09:30:00-05:00", "2025-05-21T10:30:00-05:00"),
    ];
    assert_eq!(detention(&world)[0], "DETENTION_LOADING DTL 180.00", "240 - 90 = 150 min");
}

#[test]
fn seconds_around_a_closure_are_not_lost_twice() {
    let mut world = world(Detention { not_while_closed: true, ..waiting(0, "1", 1, 1) });
    wait(&mut world, 10);
    let (from, to) = (at("2025-05-21T08:02:30-05:00"), at("2025-05-21T08:03:30-05:00"));
    world.load.stops[0].closures = vec![Closure { from, to }];
    assert_eq!(detention(&world)[0], "DETENTION_LOADING DTL 9.00");
}

#[test]
fn a_calendar_day_caps_each_local_day_by_itself() {
    let cap = Cap { amount: dec("100"), team_amount: None, per: CapPer::CalendarDay };
    let mut world = world(Detention { cap: Some(cap), at: StopSelection::Pickups, ..waiting(0, "50", 60, 60) });
    world.load.stops[0].schedule = Schedule::FirstCome;
    world.load.stops[0].arrived = Some(at("2025-05-21T20:30:00-05:00"));
    world.load.stops[0].departed = Some(at("2025-05-22T01:30:00-05:00"));
    // Steps start at 20:30, 21:30, 22:30, 23:30 (capped at 100) and 00:30 (50): the local day, not the UTC day.
    assert_eq!(detention(&world), ["DETENTION_LOADING DTL 150.00"]);
    let text = world.assess().charges[1].description();
    assert!(text.contains("limit applies"), "{text}");
}

#[test]
fn a_team_has_its_own_limit_per_24_hours() {
    let cap = Cap { amount: dec("650"), team_amount: Some(dec("1300")), per: CapPer::TwentyFourHours };
    let mut world = world(Detention { cap: Some(cap), at: StopSelection::Pickups, ..waiting(90, "75", 60, 60) });
    wait(&mut world, 90 + 18 * 60);
    assert_eq!(detention(&world), ["DETENTION_LOADING DTL 650.00"]);
    world.load.driver_count = Some(2);
    assert_eq!(detention(&world), ["DETENTION_LOADING DTL 1300.00"]);
    wait(&mut world, 90 + 26 * 60);
    assert_eq!(detention(&world), ["DETENTION_LOADING DTL 1450.00"], "a second day of two steps");
}

#[test]
fn a_visit_of_years_is_a_slip_not_a_bill() {
    let mut world = world(Detention { at: StopSelection::Pickups, ..waiting(120, "50", 60, 15) });
    world.load.stops[0].departed = Some(at("2055-05-21T11:52:00-05:00"));
    assert_eq!(world.holds(), ["INPUT_MISSING:DETENTION_LOADING"]);
}

#[test]
fn a_layover_without_a_phrase_is_a_near_miss() {
    let mut world = World::new(trip(), usd(vec![flat("1000")]));
    world.load.stops[1].told_to_return = world.load.stops[1].arrived;
    world.load.documents.push(document("lumper_receipt", None));
    let codes: Vec<String> = world.assess().near_misses.iter().map(|n| n.code.to_string()).collect();
    assert_eq!(codes, ["LAYOVER", "LUMPER"]);
}

#[test]
fn a_time_of_another_age_holds_the_load() {
    let mut world = World::new(trip(), usd(vec![flat("1000")]));
    for (time, held) in
        [("1899-12-31T23:59:59Z", true), ("2201-01-01T00:00:00Z", true), ("2200-12-31T23:59:59Z", false)]
    {
        world.load.stops[1].notified = Some(at(time));
        let holds = world.holds();
        assert_eq!(holds.iter().any(|h| h.starts_with("INPUT_MISSING")), held, "{time}: {holds:?}");
    }
}

#[test]
fn notice_that_came_late_forfeits_and_no_word_of_it_holds() {
    let mut world =
        world(Detention { notice_minutes: Some(120), at: StopSelection::Pickups, ..waiting(120, "50", 60, 60) });
    wait(&mut world, 120);
    assert_eq!(world.holds(), [""; 0], "nothing is due, so nobody asks");
    wait(&mut world, 150);
    assert_eq!(world.holds(), ["INPUT_MISSING:DETENTION_LOADING"]);
    world.load.stops[0].notified = Some(at("2025-05-21T10:00:00-05:00"));
    assert_eq!(detention(&world), ["DETENTION_LOADING DTL 50.00"]);
    world.load.stops[0].notified = Some(at("2025-05-21T10:01:00-05:00"));
    assert!(detention(&world).is_empty() && world.holds() == [""; 0]);
    let miss = &world.assess().near_misses[0];
    assert_eq!(miss.why.text(), "notice was given after 121 min, 120 are allowed: it is forfeited");
    assert_eq!(miss.worth, Some(dec("50")));
    world.load.stops[0].schedule = Schedule::FirstCome;
    world.load.stops[0].arrived = Some(at("2025-05-21T08:01:00-05:00"));
    assert_eq!(
        detention(&world),
        ["DETENTION_LOADING DTL 50.00"],
        "without an appointment notice counts from the arrival"
    );
}

#[test]
fn waiting_beyond_its_price_is_asked() {
    let beyond = Some(PriceEnd { minutes: 600, question: "And beyond ten hours?".into() });
    let mut world = world(Detention { beyond, at: StopSelection::Pickups, ..waiting(60, "60", 60, 60) });
    wait(&mut world, 600);
    assert_eq!(detention(&world), ["DETENTION_LOADING DTL 540.00"]);
    wait(&mut world, 601);
    assert!(detention(&world).is_empty());
    let assessed = world.assess();
    assert_eq!(assessed.holds[0].stop, Some(1));
    let message = &assessed.holds[0].message;
    assert!(message.starts_with("And beyond ten hours? DETENTION_LOADING at "), "{message}");
    assert!(message.ends_with("601 min waited, 600 have a price"), "{message}");
}

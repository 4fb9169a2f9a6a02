//! Any order and any duplication of the same facts folds to the same load.

use linehaul_domain::canonical;
use linehaul_domain::chrono_tz::America::Chicago;
use linehaul_domain::conflict::Doubt;
use linehaul_domain::document::{Document, Readability};
use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fold::fold;
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::stop::{Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::time::Instant;
use proptest::prelude::*;

const LOAD: &str = "L-1";

fn at(minute: i64) -> Instant {
    Instant::from_timestamp(1_736_000_000 + minute * 60, 0).expect("instant")
}

fn fact(version: i64, body: FactBody) -> Fact {
    Fact::whole("dispatch".into(), at(version), body)
}

fn load(version: i64, miles: u32) -> Fact {
    let mut load = Load::new(LOAD.into());
    load.miles = Some(miles.into());
    fact(version, FactBody::Load(Box::new(load)))
}

fn stop(version: i64, name: &str) -> Fact {
    let stop = StopVisit {
        seq: 1,
        kind: StopKind::Pickup,
        name: name.into(),
        city: "Memphis TN".into(),
        region: None,
        country: None,
        postal_code: None,
        zone: Chicago,
        schedule: Schedule::FirstCome,
        handling: Handling::Live,
        arrived: None,
        notified: None,
        departed: None,
        told_to_return: None,
        returned: None,
        cancelled: false,
        closures: Vec::new(),
    };
    fact(version, FactBody::Stop { load: LOAD.into(), stop: Box::new(stop) })
}

fn event(id: &str, kind: EventKind, happened: i64, recorded: i64) -> Fact {
    let (at, recorded_at) = (at(happened), at(recorded));
    let event = Event {
        id: id.to_owned(),
        kind,
        stop: Some(1),
        at,
        recorded: recorded_at,
        charge: None,
        amount: None,
        quantity: None,
        by: None,
        note: None,
    };
    fact(recorded, FactBody::Event { load: LOAD.into(), event })
}

fn document(readability: Readability, content: &str) -> Fact {
    let document = Document {
        id: "D1".to_owned(),
        kind: "pod_signed".to_owned(),
        stop: Some(1),
        file: Some("pod.pdf".to_owned()),
        hash: (readability != Readability::Absent).then(|| canonical::hash_bytes(content.as_bytes())),
        readability,
        signed: None,
        amount: None,
        looked: None,
    };
    fact(5, FactBody::Document { load: LOAD.into(), document })
}

fn story() -> Vec<Fact> {
    vec![
        load(1, 600),
        load(7, 612),
        load(7, 613),
        stop(2, "Shipper"),
        stop(9, "Shipper A"),
        event("E1", EventKind::Arrived, 10, 11),
        event("E1", EventKind::Arrived, 12, 40),
        event("E2", EventKind::Departed, 90, 30),
        event("E3", EventKind::FacilityClosed, 20, 21),
        event("E4", EventKind::FacilityOpened, 50, 22),
        event("E5", EventKind::Delivered, 95, 23),
        document(Readability::Absent, ""),
        document(Readability::Readable, "scan"),
        document(Readability::Empty, "x"),
    ]
}

fn folded(facts: &[Fact]) -> Load {
    fold(&LoadNumber::from(LOAD), facts).expect("a load")
}

#[test]
fn the_latest_version_stands_and_events_fill_the_stop() {
    let load = folded(&story());
    assert_eq!(load.stops[0].name, "Shipper A");
    assert_eq!(load.stops[0].arrived, Some(at(12)), "the later recording of E1");
    assert_eq!(load.stops[0].departed, Some(at(90)));
    assert_eq!(load.stops[0].closures.len(), 1);
    assert_eq!(load.status, LoadStatus::Delivered);
    let told: Vec<_> = load.conflicts.iter().map(|one| (one.what(), one.stands.value.clone(), one.doubt)).collect();
    assert_eq!(told, [("miles".to_owned(), load.miles.expect("some").to_string(), Some(Doubt::OneVersion))]);
    assert_eq!(load.documents[0].readability, Readability::Readable, "the file came after its row");
}

#[test]
fn a_conflict_ends_when_a_later_version_comes() {
    let mut facts = story();
    facts.push(load(99, 614));
    assert!(folded(&facts).conflicts.is_empty());
}

#[test]
fn without_a_fact_of_the_load_there_is_none() {
    assert_eq!(fold(&LoadNumber::from(LOAD), &[stop(1, "Shipper")]), None);
}

proptest! {
    #[test]
    fn order_and_duplication_change_nothing(
        order in Just((0..story().len()).collect::<Vec<_>>()).prop_shuffle(),
        again in proptest::collection::vec(0..story().len(), 0..20),
    ) {
        let story = story();
        let told: Vec<Fact> = order.into_iter().chain(again).map(|i| story[i].clone()).collect();
        prop_assert_eq!(canonical::encode(&folded(&told)), canonical::encode(&folded(&story)));
    }
}

#[test]
fn a_time_that_a_stop_states_has_happened() {
    let mut load = folded(&story());
    load.events.clear();
    load.status = LoadStatus::InTransit;
    for stop in &mut load.stops {
        stop.told_to_return = None;
    }
    assert!(!load.happened(EventKind::ToldToReturn) && !load.happened(EventKind::Delivered));
    load.stops[0].told_to_return = Some(at(30));
    load.status = LoadStatus::Delivered;
    assert!(load.happened(EventKind::ToldToReturn) && load.happened(EventKind::Delivered));
}

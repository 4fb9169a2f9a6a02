//! Holds of what cannot be computed: inputs, indexes, contracts.

use std::collections::BTreeMap;

use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::ids::TableName;
use linehaul_domain::load::LoadStatus;
use linehaul_domain::table::{TableAsk, TableBody};

use super::{World, at, dec, table, world};

#[test]
fn input_missing_is_never_a_silent_zero() {
    let mut it = world("");
    it.load.miles = None;
    it.fires("INPUT_MISSING");
    it.load.miles = Some(dec("0"));
    it.fires("INPUT_MISSING");
    assert!(it.assess().charges.is_empty());
    it.load.miles = Some(dec("0.5"));
    it.is_ready();
}

#[test]
fn a_percent_is_not_taken_of_a_missing_line() {
    let mut it = world("");
    it.terms = it.terms.replace("fuel included", "fuel 10 percent of net linehaul");
    it.load.miles = None;
    it.fires("INPUT_MISSING");
    assert!(it.assess().charges.is_empty(), "no fuel on nothing");
}

#[test]
fn nothing_billable() {
    let mut it = world("");
    it.load.status = LoadStatus::Tonu;
    it.fires("NOTHING_BILLABLE");
    it.terms.push_str("tonu flat 150.00;");
    it.is_ready();
    assert_eq!(it.assess().total, dec("150"), "and no linehaul, POD or stops are asked for");
    it.terms = it.terms.replace("tonu flat 150.00;", "when load.miles > 100000 { tonu flat 150.00; }");
    it.fires("NOTHING_BILLABLE");
    assert!(it.assess().holds[0].message.contains("condition does not hold"), "{}", it.assess().holds[0].message);
}

#[test]
fn a_load_cancelled_after_the_truck_was_under_way_says_what_the_contract_would_charge() {
    let misses = |it: &World| it.assess().near_misses.iter().map(|m| m.code.to_string()).collect::<Vec<_>>();
    let mut it = world("tonu flat 150.00;");
    it.load.status = LoadStatus::Cancelled;
    for stop in &mut it.load.stops {
        (stop.arrived, stop.departed) = (None, None);
    }
    assert_eq!(misses(&it), Vec::<String>::new(), "nobody was on the way");
    let at = at("2025-01-03T08:00:00-06:00");
    it.load.events.push(Event {
        id: "1".into(),
        kind: EventKind::Dispatched,
        stop: None,
        at,
        recorded: at,
        charge: None,
        amount: None,
        quantity: None,
        by: None,
        note: None,
    });
    assert_eq!(misses(&it), ["TONU"]);
    assert!(!it.assess().is_ready());
    it.terms = it.terms.replace("tonu flat 150.00;", "");
    assert_eq!(misses(&it), Vec::<String>::new(), "this contract has no such charge");
}

fn with_fuel() -> World {
    let mut it = world("");
    let fuel =
        "fuel per mile from bands \"bands\" column \"usd\", index \"idx\", monday price from monday, by actual pickup";
    it.terms = it.terms.replace("fuel included", fuel);
    it
}

fn with_price(it: &mut World, monday: &str, price: &str) {
    let prices = BTreeMap::from([(monday.parse().expect("a date"), dec(price))]);
    it.tables.insert("idx".into(), table("idx", TableBody::Index { prices }));
}

#[test]
fn index_missing_and_stale() {
    let mut it = with_fuel();
    it.is_ready();
    with_price(&mut it, "2025-02-17", "3.50");
    it.fires("INDEX_STALE");
    with_price(&mut it, "2025-03-03", "3.50");
    it.fires("INDEX_MISSING");
    with_price(&mut it, "2025-02-24", "4.00");
    it.fires("INDEX_MISSING");
    with_price(&mut it, "2025-02-24", "3.999");
    it.is_ready();
}

#[test]
fn index_asks() {
    let mut it = with_fuel();
    with_price(&mut it, "2025-02-17", "3.50");
    let day = "2025-02-24".parse().expect("a date");
    let question = "eia says 3.635, other says 3.551".to_owned();
    let ask = TableAsk { day, pair: None, question };
    if let Some(index) = it.tables.get_mut(&TableName::from("idx")) {
        index.asks.push(ask.clone());
    }
    it.fires("INDEX_ASKS");
    let hold = it.assess().holds.into_iter().find(|hold| hold.code.code() == "INDEX_ASKS").expect("it is held");
    assert_eq!(hold.message, format!("idx, 2025-02-24: {}", ask.question));
    with_price(&mut it, "2025-02-24", "3.50");
    it.is_ready();
}

#[test]
fn contract_missing_broken_and_asking() {
    let mut it = world("");
    it.contract = false;
    it.fires("CONTRACT_MISSING");
    it.contract = true;
    it.terms.push_str("tarp flt 1.00;");
    it.fires("CONTRACT_ERROR");
    it.terms = it.terms.replace("tarp flt 1.00;", "");
    it.is_ready();
    let mut it = world("when load.miles > 500 { ask \"Who pays beyond 500 miles?\"; }");
    it.is_ready();
    it.load.miles = Some(dec("501"));
    it.fires("CONTRACT_ASKS");
}

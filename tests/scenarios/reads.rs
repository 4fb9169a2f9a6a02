//! What rating says that it reads is all that it reads: in every golden case each field is changed, and what changes the result is a
//! column that is told as read.
//!
//! Planted once and seen red: a fee of teams that does not tell that it reads the drivers; a table of lanes without its equipment.

use std::path::Path;

use linehaul_api::command::contracts;
use linehaul_billing::assess::{Rating, rate};
use linehaul_billing::reads::Reads;
use linehaul_connectors::load_json::read_load;
use linehaul_domain::Decimal;
use linehaul_domain::load::{Item, Load};
use linehaul_domain::lost::Column;
use linehaul_domain::stop::{Handling, Schedule, StopVisit};
use linehaul_domain::thing::Thing;
use linehaul_workbench::pricing::rules::{files_below, read_contract, tables_near};

use crate::workspace::CONTRACT;

/// A load as it would be if what a column says were otherwise.
type Change = (Thing, String, Box<dyn Fn(&mut Load)>);

fn of_load(ours: &str, change: impl Fn(&mut Load) + 'static) -> Change {
    (Thing::Load, ours.to_owned(), Box::new(change))
}

fn more(value: &mut Option<Decimal>) {
    *value = value.map(|value| value * Decimal::TWO + Decimal::ONE_HUNDRED);
}

fn item(load: &mut Load) -> &mut Item {
    if load.items.is_empty() {
        load.items.push(Item { class: None, weight_lb: None, pieces: None, hazmat: false });
    }
    &mut load.items[0]
}

fn changes(load: &Load) -> Vec<Change> {
    let mut all = vec![
        of_load("mode", |load| load.mode = "OTHER".to_owned()),
        of_load("equipment", |load| load.equipment = "other".to_owned()),
        of_load("miles", |load| more(&mut load.miles)),
        of_load("miles", |load| load.miles = None),
        of_load("deadhead_miles", |load| more(&mut load.deadhead_miles)),
        of_load("deadhead_miles", |load| load.deadhead_miles = None),
        of_load("weight_lb", |load| more(&mut load.weight_lb)),
        of_load("weight_lb", |load| load.weight_lb = None),
        of_load("driver_count", |load| load.driver_count = Some(if load.is_team() { 1 } else { 2 })),
        of_load("hazmat", |load| {
            let hazmat = load.is_hazmat();
            item(load);
            load.items.iter_mut().for_each(|item| item.hazmat = !hazmat);
        }),
        of_load("item_class", |load| item(load).class = Some("500".to_owned())),
        of_load("pieces", |load| item(load).pieces = Some(77)),
        of_load("order", |load| load.order = Some("other".to_owned())),
        of_load("carrier", |load| load.carrier = None),
    ];
    for name in load.extras.keys().cloned() {
        all.push(of_load(&format!("extra:{name}"), move |load| drop(load.extras.remove(&name))));
    }
    for name in load.references.keys().cloned() {
        all.push(of_load(&format!("ref:{name}"), move |load| drop(load.references.remove(&name))));
    }
    for code in load.booked.iter().map(|booked| booked.code.clone()) {
        all.push(of_load(&format!("booked:{code}"), move |load| load.booked.retain(|booked| booked.code != code)));
    }
    for seq in 0..load.stops.len() {
        all.extend(stops().into_iter().map(|(ours, change)| -> Change {
            (Thing::Stop, ours.to_owned(), Box::new(move |load: &mut Load| change(&mut load.stops[seq])))
        }));
    }
    for at in 0..load.documents.len() {
        all.push((Thing::Document, "amount".to_owned(), Box::new(move |load| load.documents[at].amount = None)));
    }
    for at in 0..load.events.len() {
        all.push((Thing::Event, "charge".to_owned(), Box::new(move |load| load.events[at].charge = None)));
        all.push((Thing::Event, "amount".to_owned(), Box::new(move |load| load.events[at].amount = None)));
    }
    all
}

/// The same of a stop.
fn stops() -> Vec<(&'static str, fn(&mut StopVisit))> {
    vec![
        ("schedule", |stop| stop.schedule = Schedule::FirstCome),
        ("handling", |stop| {
            stop.handling = if stop.handling == Handling::Live { Handling::Drop } else { Handling::Live };
        }),
        ("name", |stop| stop.name = "Other".into()),
        ("postal_code", |stop| stop.postal_code = None),
        ("notified_at", |stop| stop.notified = None),
        ("told_to_return_at", |stop| stop.told_to_return = None),
        ("returned_at", |stop| stop.returned = None),
        ("closures", |stop| stop.closures.clear()),
    ]
}

/// What is billed, and what holds it.
fn outcome(rating: &Rating) -> String {
    let lines: Vec<_> = rating.charges.iter().map(|c| (&c.code, c.stop, c.amount)).collect();
    let holds: Vec<_> = rating.holds.iter().map(|hold| (hold.code, hold.stop)).collect();
    format!("{lines:?} {holds:?} {}", rating.total)
}

#[test]
fn what_changes_a_result_is_told_as_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
    let (mut missed, mut changed, mut tried) = (Vec::new(), 0, 0);
    for file in files_below(&root, "rhai").expect("contracts") {
        let tables = tables_near(&file).expect("tables").tables;
        let Ok(Ok(contract)) = read_contract(&file, &tables) else { continue };
        let cases = file.parent().expect("a folder").join("cases");
        for case in files_below(&cases, "json").unwrap_or_default() {
            let Ok(load) = read_load(&std::fs::read_to_string(&case).expect("read")) else { continue };
            let before = outcome(&rate(&contract, None, &load, &tables, false));
            let reads = Reads { load: &load, contracts: vec![&contract], posting: None };
            for (thing, ours, change) in changes(&load) {
                let mut other = load.clone();
                change(&mut other);
                tried += 1;
                if outcome(&rate(&contract, None, &other, &tables, false)) == before {
                    continue;
                }
                changed += 1;
                let column = Column { thing, theirs: ours.clone(), ours };
                if !reads.column(&column) {
                    missed.push(format!("{}: {} of {}", case.display(), column.ours, thing.name()));
                }
            }
        }
    }
    missed.sort();
    missed.dedup();
    assert!(missed.is_empty(), "{} are read and not told:\n{}", missed.len(), missed.join("\n"));
    assert!(changed > 200 && tried > 2_000, "{changed} of {tried} changed something");
}

#[test]
fn what_of_a_load_nothing_looked_at_is_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("2025-01-01.rhai");
    std::fs::write(&file, CONTRACT).expect("written");
    let rated = |load: &str| {
        let mut all = Vec::new();
        contracts::rate(std::slice::from_ref(&file), Some(folder.path()), &mut load.as_bytes(), &mut |result| {
            all.push(result.expect("rated"));
            true
        })
        .expect("rated");
        all.remove(0)
    };
    let load = r#"{"load_number": "T-1", "customer": "ACME", "miles": 500, "deadhead_miles": 12, "currency": "USD", "pallets": 3,
        "note": null, "references": {"pro": "4500"}, "items": [{"class": "70", "hazmat": true, "color": "red"}],
        "documents": ["pod_signed", {"type": "bol", "seal": "9"}],
        "stops": [
          {"seq": 1, "type": "pickup", "timezone": "America/Chicago", "arrived_at": "2025-03-01 08:00", "departed_at": "2025-03-01 09:00",
           "discharged_on": "2025-03-04", "name": "Shipper"},
          {"seq": 2, "type": "delivery", "timezone": "America/Chicago", "arrived_at": "2025-03-02 08:00", "departed_at": "2025-03-02 09:00",
           "appointment": "2025-03-02 08:00"}]}"#;
    let rated_load = rated(load);
    let mut not_read = rated_load.not_read.clone();
    not_read.sort();
    let mut expected = [
        "deadhead_miles",
        "documents[1].seal",
        "items[0].class",
        "items[0].color",
        "items[0].hazmat",
        "pallets",
        "references.pro",
        "stops[0].discharged_on",
        "stops[0].name",
    ];
    expected.sort_unstable();
    assert_eq!(not_read, expected, "{:?}", rated_load.holds);
    let asks = "when load.has_extra(\"pallets\") { hazmat flat 200.00; }\n need reference \"pro\";\n";
    std::fs::write(&file, format!("{CONTRACT}{asks}")).expect("written");
    let now = rated(load).not_read;
    let read_now: Vec<&str> = expected.into_iter().filter(|field| !now.iter().any(|left| left == field)).collect();
    assert_eq!(read_now, ["items[0].hazmat", "pallets", "references.pro"]);
}

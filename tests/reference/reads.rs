//! What rating says that it reads is all that it reads: of every example of the reference and every golden case each field is changed, and
//! what changes the result is a column that is told as read.
//!
//! Planted once and seen red: a fee of teams that does not tell that it reads the drivers; a condition that reads nothing; a price by piece.

use std::path::Path;

use linehaul_billing::assess::{Rating, rate};
use linehaul_billing::reads::Reads;
use linehaul_connectors::load_json::read_load;
use linehaul_domain::Decimal;
use linehaul_domain::load::{Item, Load};
use linehaul_domain::lost::Column;
use linehaul_domain::stop::{Handling, Schedule, StopVisit};
use linehaul_domain::table::Tables;
use linehaul_domain::thing::Thing;
use linehaul_rules::Contract;
use linehaul_workbench::pricing::rules::{files_below, read_contract, tables_near};

use crate::entries::{Example, entries};

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
    let (extras, references): (Vec<String>, Vec<String>) =
        (load.extras.keys().cloned().collect(), load.references.keys().cloned().collect());
    for name in extras {
        all.push(of_load(&format!("extra:{name}"), move |load| drop(load.extras.remove(&name))));
    }
    for name in references {
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

/// A column of a stop, and how it would be otherwise.
type ChangeOfStop = (&'static str, fn(&mut StopVisit));

/// The same of a stop.
fn stops() -> Vec<ChangeOfStop> {
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

/// How many changes were tried, how many made a difference, and which of these nobody said to read.
#[derive(Default)]
struct Found {
    tried: usize,
    changed: usize,
    missed: Vec<String>,
}

impl Found {
    fn add(&mut self, of: &str, contract: &Contract, load: &Load, tables: &Tables) {
        let before = outcome(&rate(contract, None, load, tables, false));
        let reads = Reads { load, contracts: vec![contract], posting: None };
        for (thing, ours, change) in changes(load) {
            let mut other = load.clone();
            change(&mut other);
            self.tried += 1;
            if outcome(&rate(contract, None, &other, tables, false)) == before {
                continue;
            }
            self.changed += 1;
            let column = Column { thing, theirs: ours.clone(), ours };
            if !reads.column(&column) {
                self.missed.push(format!("{of}: {} of {}", column.ours, thing.name()));
            }
        }
    }

    fn none_missed(self, least: usize) {
        let Found { tried, changed, mut missed } = self;
        missed.dedup();
        assert!(missed.is_empty(), "{} are read and not told:\n{}", missed.len(), missed.join("\n"));
        assert!(changed > least && tried > 5 * least, "{changed} of {tried} changed something");
    }
}

#[test]
fn what_changes_a_golden_case_is_told_as_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules");
    let mut found = Found::default();
    for file in files_below(&root, "rhai").expect("contracts") {
        let tables = tables_near(&file).expect("tables").tables;
        let Ok(Ok(contract)) = read_contract(&file, &tables) else { continue };
        let cases = file.parent().expect("a folder").join("cases");
        for case in files_below(&cases, "json").unwrap_or_default() {
            let Ok(load) = read_load(&std::fs::read_to_string(&case).expect("read")) else { continue };
            found.add(&case.display().to_string(), &contract, &load, &tables);
        }
    }
    found.none_missed(200);
}

/// A phrase for each field that a condition or an amount can ask for, as a load has it.
const CONDITIONS: &str = r#"
when load.mode == "TL" { charge "OTHER" amount 1.00; }
when load.equipment == "53ft dry van" { charge "OTHER" amount 2.00; }
when load.hazardous { charge "OTHER" amount 4.00; }
when load.team { charge "OTHER" amount 8.00; }
when load.miles > 600 { charge "OTHER" amount 16.00; }
when load.weight_lb > 50000 { charge "OTHER" amount 32.00; }
when load.has_reference("pro") { charge "OTHER" amount 64.00; }
when load.has_extra("pallets") { charge "OTHER" amount 128.00; }
charge "OTHER" amount load.number("hours") * 256;
"#;

#[test]
fn what_changes_an_example_is_told_as_read() {
    let tables = crate::tables();
    let mut found = Found::default();
    let sent = r#"{"references": {"pro": "1"}, "pallets": 3, "hours": 2, "deadhead_miles": 10}"#;
    let of_conditions = CONDITIONS.lines().filter(|line| !line.is_empty());
    let of_conditions = of_conditions.map(|phrase| Example { source: "", phrase, load: sent, lines: &[], holds: &[] });
    let examples = entries().flat_map(|entry| entry.examples.iter()).map(|example| Example { ..*example });
    for example in examples.chain(of_conditions) {
        let text = format!("{}{}", crate::HEAD, example.phrase);
        let contract = linehaul_rules::read("r/2025-01-01.rhai", "2025-01-01".parse().expect("a day"), &text, &tables);
        let contract = contract.unwrap_or_else(|problems| panic!("{}: {problems:?}", example.phrase));
        let load = read_load(&crate::load(&example).to_string()).expect("a load");
        found.add(example.phrase, &contract, &load, &tables);
    }
    found.none_missed(100);
}

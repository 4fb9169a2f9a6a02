//! A statement speaks of some fields of its thing, and what it does not speak of stands as it was.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::chrono_tz::America::{Chicago, Denver};
use linehaul_domain::code::ChargeCode;
use linehaul_domain::conflict::Came;
use linehaul_domain::document::{Attestation, Document, Looked, Readability};
use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::extra::Extra;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fold::{fold, latest};
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::load::{BookedCharge, Item, Load, LoadStatus};
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::party::{Customer, InvoiceStyle, Payor, StatedCustomer, TaxRegistration};
use linehaul_domain::postal::{Address, Contact, ContactRole};
use linehaul_domain::said::{Said, Thing};
use linehaul_domain::stop::{Closure, Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::time::Instant;
use proptest::prelude::*;

const LOAD: &str = "L-1";

fn at(minute: i64) -> Instant {
    Instant::from_timestamp(1_736_000_000 + minute * 60, 0).expect("instant")
}

fn usd(cents: i64) -> Money {
    Money::new(Decimal::new(cents, 2), Currency::USD)
}

/// What some columns of a row say, received as the so manyeth.
fn row(version: i64, receipt: u64, columns: &str, body: FactBody) -> Fact {
    let said = Said::of_columns(body.thing(), columns.split_whitespace());
    Fact { said, receipt, ..Fact::whole("dispatch".into(), at(version), body) }
}

fn load(change: impl FnOnce(&mut Load)) -> FactBody {
    let mut load = Load::new(LOAD.into());
    change(&mut load);
    FactBody::Load(Box::new(load))
}

fn bare_stop(seq: u32) -> StopVisit {
    StopVisit {
        seq,
        kind: StopKind::Pickup,
        name: "".into(),
        city: "".into(),
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
    }
}

fn stop(change: impl FnOnce(&mut StopVisit)) -> FactBody {
    let mut stop = bare_stop(1);
    change(&mut stop);
    FactBody::Stop { load: LOAD.into(), stop: Box::new(stop) }
}

fn folded(facts: &[Fact]) -> Load {
    fold(&LoadNumber::from(LOAD), facts).expect("a load")
}

#[test]
fn a_column_that_a_file_lacks_says_nothing() {
    let full = row(
        1,
        1,
        "customer status miles hazmat weight_lb",
        load(|load| {
            load.miles = Some(600.into());
            load.weight_lb = Some(39_220.into());
            load.items = vec![Item { class: None, weight_lb: None, pieces: None, hazmat: true }];
            load.references = BTreeMap::from([("customer_po".to_owned(), "PO-1".to_owned())]);
        }),
    );
    // By phone: a reference. `hazmat` is spelt another way by now.
    let partial = row(
        2,
        2,
        "customer status miles",
        load(|load| {
            load.miles = Some(612.into());
            load.references = BTreeMap::from([("bol".to_owned(), "B-9".to_owned())]);
        }),
    );
    let load = folded(&[full, partial]);
    assert_eq!((load.miles, load.weight_lb), (Some(612.into()), Some(39_220.into())));
    assert!(load.is_hazmat(), "a fee would fall away in silence");
    assert_eq!(load.references.len(), 2);
}

#[test]
fn an_empty_cell_says_that_there_is_nothing() {
    let full = row(
        1,
        1,
        "miles expected_total",
        load(|load| {
            load.miles = Some(600.into());
            load.expected_total = Some(usd(100));
            load.references = BTreeMap::from([("customer_po".to_owned(), "PO-1".to_owned())]);
        }),
    );
    let mut emptied = row(2, 2, "expected_total", load(|_| ()));
    emptied.said.emptying("ref:customer_po".to_owned());
    let load = folded(&[full, emptied]);
    assert_eq!((load.miles, load.expected_total), (Some(600.into()), None));
    assert!(load.references.is_empty());
}

#[test]
fn a_whole_record_says_that_what_it_lacks_is_not_there() {
    let older = row(1, 1, "miles", load(|load| load.miles = Some(600.into())));
    let whole = Fact::whole("dispatch".into(), at(2), load(|load| load.weight_lb = Some(5.into())));
    let load = folded(&[older, whole]);
    assert_eq!((load.miles, load.weight_lb), (None, Some(5.into())));
}

#[test]
fn of_one_version_what_was_received_last_stands_and_the_load_says_so() {
    let said = |receipt, miles: u32| row(7, receipt, "miles", load(|load| load.miles = Some(miles.into())));
    for miles in [1, 152, 999, 2_000] {
        let load = folded(&[said(9, miles), said(3, 600), said(5, 601)]);
        assert_eq!(load.miles, Some(miles.into()), "by chance it would be another one for some");
        let told: Vec<_> = load.conflicts.iter().map(|one| (one.what(), one.says.value.clone())).collect();
        assert_eq!(told, [("miles".to_owned(), "601".to_owned())], "the last one that differs");
    }
    let other = row(7, 4, "weight_lb", load(|load| load.weight_lb = Some(5.into())));
    assert!(folded(&[said(3, 600), other]).conflicts.is_empty(), "they speak of other fields");
}

#[test]
fn a_state_goes_with_its_city() {
    let first = row(
        1,
        1,
        "city region country",
        stop(|stop| {
            (stop.city, stop.region, stop.country) = ("Green Bay".into(), Some("WI".into()), Some("US".into()));
        }),
    );
    let same = row(
        2,
        2,
        "city departed_at",
        stop(|stop| {
            (stop.city, stop.departed) = ("Green Bay".into(), Some(at(5)));
        }),
    );
    let own = Fact::whole("dispatch".into(), at(1), load(|_| ()));
    let load = folded(&[own.clone(), first.clone(), same]);
    assert_eq!((load.stops[0].region.as_deref(), load.stops[0].departed), (Some("WI"), Some(at(5))));
    let moved = row(2, 2, "city", stop(|stop| stop.city = "Memphis".into()));
    let load = folded(&[own, first, moved]);
    assert_eq!((load.stops[0].region.as_deref(), load.stops[0].country.as_deref()), (None, None));
}

/// A stop of which every field is another than nothing.
fn full_stop() -> FactBody {
    stop(|stop| {
        stop.kind = StopKind::Delivery;
        stop.name = "Dock".into();
        stop.city = "Memphis TN".into();
        stop.region = Some("TN".into());
        stop.country = Some("US".into());
        stop.postal_code = Some("38103".into());
        stop.zone = Denver;
        stop.schedule = Schedule::Appointment { at: at(1) };
        stop.handling = Handling::Drop;
        stop.arrived = Some(at(2));
        stop.notified = Some(at(3));
        stop.departed = Some(at(4));
        stop.told_to_return = Some(at(5));
        stop.returned = Some(at(6));
        stop.cancelled = true;
        stop.closures = vec![Closure { from: at(7), to: at(8) }];
    })
}

/// A document of which a source says everything, or next to nothing.
fn document(kind: &str, full: bool) -> FactBody {
    let document = Document {
        id: "D".into(),
        kind: kind.to_owned(),
        stop: full.then_some(1),
        file: full.then(|| "f.pdf".to_owned()),
        hash: full.then(|| canonical::hash_bytes(b"f")),
        readability: if full { Readability::Readable } else { Readability::Absent },
        signed: full.then(|| Attestation::Source("dispatch".into())),
        amount: full.then(|| usd(1)),
        looked: full.then_some(Looked { place: 3, lately: Some(Readability::Empty) }),
    };
    FactBody::Document { load: LOAD.into(), document }
}

/// A customer of whom a source says everything, or next to nothing.
fn customer(name: &str, full: bool) -> FactBody {
    let address = Address {
        lines: vec!["12 Mill Rd".to_owned()],
        city: "Springfield".to_owned(),
        region: Some("IL".to_owned()),
        postal_code: Some("62701".to_owned()),
        country: "US".parse().expect("a country"),
    };
    let customer = Customer {
        id: "ACME".into(),
        name: name.to_owned(),
        erp_code: full.then(|| "A".to_owned()),
        credit_hold: full,
        currency: full.then_some(Currency::USD),
        payment_terms: full.then(|| "30 days".to_owned()),
        legal_entity: full.then(|| "US".into()),
        group: full.then(|| "g".to_owned()),
        invoice_style: if full { InvoiceStyle::Summary } else { InvoiceStyle::PerLoad },
        address: full.then_some(address),
        contract: full.then(|| "acme".to_owned()),
    };
    let email = "ap@acme.example".parse().expect("an address");
    let contact = Contact { role: ContactRole::Billing, name: None, email };
    let registration = TaxRegistration { kind: "us_ein".to_owned(), number: "12-3456789".to_owned() };
    FactBody::Customer(Box::new(StatedCustomer {
        customer,
        contacts: full.then_some(contact).into_iter().collect(),
        tax_registrations: full.then_some(registration).into_iter().collect(),
    }))
}

/// A thing of which every field is another than nothing, and its bare one.
fn full_and_bare() -> Vec<(FactBody, FactBody)> {
    let full_load = load(|load| {
        load.order = Some("O".into());
        load.customer = Some("ACME".into());
        load.bill_to = Some("BETA".into());
        load.payors = vec![Payor { customer: "ACME".into(), share_percent: Some(60.into()), weight_lb: None }];
        load.legal_entity = Some("US".into());
        load.carrier = Some("C".into());
        load.mode = "ltl".to_owned();
        load.equipment = "van".to_owned();
        load.status = LoadStatus::Delivered;
        load.miles = Some(1.into());
        load.deadhead_miles = Some(2.into());
        load.weight_lb = Some(3.into());
        load.driver_count = Some(2);
        load.items = vec![Item { class: Some("70".into()), weight_lb: Some(1.into()), pieces: Some(4), hazmat: true }];
        load.references = BTreeMap::from([("bol".to_owned(), "B".to_owned())]);
        load.extras = BTreeMap::from([("pallets".to_owned(), Extra::Flag(true))]);
        load.booked = vec![BookedCharge { code: ChargeCode::of("FSC"), amount: usd(1) }];
        load.expected_total = Some(usd(2));
    });
    let event = |kind, full: bool| {
        let event = Event {
            id: "E".into(),
            kind,
            stop: full.then_some(1),
            at: at(if full { 9 } else { 0 }),
            recorded: at(1),
            charge: full.then(|| ChargeCode::of("FSC")),
            amount: full.then(|| usd(1)),
            quantity: full.then(|| 3.into()),
            by: full.then(|| "b".to_owned()),
            note: full.then(|| "n".to_owned()),
        };
        FactBody::Event { load: LOAD.into(), event }
    };
    vec![
        (full_load, load(|_| ())),
        (full_stop(), stop(|_| ())),
        (event(EventKind::Note, true), event(EventKind::Arrived, false)),
        (document("pod_signed", true), document("bol", false)),
        (customer("Acme", true), customer("", false)),
    ]
}

#[test]
fn every_field_of_every_thing_is_filled_from_an_older_statement() {
    for (full, bare) in full_and_bare() {
        let thing = bare.thing();
        let (older, newer) = (Fact::whole("dispatch".into(), at(1), full), row(1, 2, "", bare));
        let (standing, _) = latest([&older, &newer]);
        let filled = standing.values().next().expect("stands");
        assert_eq!(filled.body, older.body, "{thing:?} has a field that no table has");
        assert!(filled.said.is_all());
    }
}

/// A stop has a city of its own; a customer's is a part of its address.
#[test]
fn a_column_says_the_field_of_its_name_where_the_thing_has_one() {
    let said = |thing, columns: &[&'static str]| Said::of_columns(thing, columns.iter().copied());
    assert_ne!(said(Thing::Stop, &["city"]), said(Thing::Stop, &["region"]));
    assert_ne!(said(Thing::Customer, &["city"]), said(Thing::Customer, &[]));
    for part in ["address_1", "address_2", "address_3", "region", "postal_code", "country"] {
        assert_eq!(said(Thing::Customer, &[part]), said(Thing::Customer, &["city"]), "{part}");
    }
}

#[test]
fn a_signature_stays_on_a_document_that_is_told_again() {
    let document = |kind: &str, signed: Option<&str>| FactBody::Document {
        load: LOAD.into(),
        document: Document {
            id: "D".into(),
            kind: kind.to_owned(),
            stop: None,
            file: None,
            hash: None,
            readability: Readability::Readable,
            signed: signed.map(|name| Attestation::Source(name.to_owned())),
            amount: None,
            looked: None,
        },
    };
    let signed = row(1, 1, "type signed_by", document("pod_signed", Some("J. Doe")));
    let again = row(2, 2, "type amount", document("pod", None));
    let own = Fact::whole("dispatch".into(), at(1), load(|_| ()));
    let load = folded(&[own, signed, again]);
    assert_eq!(load.documents[0].kind, "pod_signed");
    assert!(load.documents[0].signed.is_some());
}

const COLUMNS: [&str; 6] = ["miles", "weight_lb", "hazmat pieces", "status order", "customer", "expected_total mode"];

/// A row that says some columns, and one of two references.
fn any_row() -> impl Strategy<Value = Fact> {
    let columns = proptest::sample::subsequence(&COLUMNS[..], 0..=COLUMNS.len());
    (columns, 0..4i64, 0..1_000u32, 0..3usize).prop_map(|(columns, version, number, references)| {
        let body = load(|load| {
            load.miles = Some(number.into());
            load.weight_lb = (number % 3 > 0).then(|| number.into());
            load.items = vec![Item { class: None, weight_lb: None, pieces: Some(number), hazmat: number % 2 == 0 }];
            load.order = Some(format!("O-{number}"));
            load.customer = Some(format!("C-{number}").as_str().into());
            load.expected_total = Some(usd(number.into()));
            load.mode = format!("m{number}");
            let name = ["bol", "pro"].get(references).copied();
            load.references.extend(name.map(|name| (name.to_owned(), format!("{number}"))));
        });
        row(version, 0, &columns.join(" "), body)
    })
}

/// The file and the line of a receipt.
fn came(receipt: u64) -> Came {
    Came { file: format!("loads-{}.csv", receipt % 2), line: receipt, received: at(receipt as i64) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn in_whatever_order_and_however_often_statements_are_looked_at_one_load_is_made(
        rows in proptest::collection::vec(any_row(), 1..12),
        order in any::<u64>(),
    ) {
        let from = |source: usize| ["dispatch", "edi", "tracking"][source % 3].into();
        let rows: Vec<Fact> = rows.into_iter().enumerate()
            .map(|(at, row)| Fact { receipt: at as u64 + 1, source: from(at), ..row })
            .map(|row| Fact { undated: row.receipt % 3 > 0, came: Some(Box::new(came(row.receipt))), ..row }).collect();
        let mut other = rows.clone();
        other.extend(rows.iter().step_by(2).cloned());
        let len = other.len();
        for at in 0..len {
            let with = (order.rotate_left(at as u32 * 7) % len as u64) as usize;
            other.swap(at, with);
        }
        prop_assert_eq!(canonical::encode(&folded(&rows)), canonical::encode(&folded(&other)));
    }
}

#[test]
fn columns_that_say_anothers_field_are_known() {
    let said = |columns: &[&str]| Said::of_columns(Thing::Stop, columns.iter().copied());
    assert_eq!(said(&["appointment"]), said(&["window_to", "schedule"]));
    assert_ne!(said(&["appointment"]), said(&["arrived_at"]));
    assert_eq!(said(&["nobody_reads_this"]), said(&[]));
}

//! The ERP as a source of customers: page by page, and again only what was written since.

use std::collections::BTreeMap;

use linehaul_connectors::erp::memory::{Clock, MemoryErp, World, able};
use linehaul_connectors::erp::{Delivered, MasterAddress, MasterContact, MasterCustomer, MasterSource, Traits};
use linehaul_connectors::mapping::{ColumnMap, Kind, ReadBy};
use linehaul_connectors::source::{Had, Listed, Listing, Source, fetch, kind};
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::party::StatedCustomer;
use linehaul_domain::time::{Duration, Instant};

fn now() -> Instant {
    "2026-03-01T08:00:00Z".parse().expect("an instant")
}

fn customer(code: &str) -> MasterCustomer {
    MasterCustomer {
        code: code.to_owned(),
        name: format!("{code} Inc."),
        active: true,
        credit_hold: Some(false),
        ..MasterCustomer::default()
    }
}

fn world(codes: &[&str]) -> World {
    let world = World::new(Clock::new());
    codes.iter().for_each(|code| world.enter(customer(code)));
    world
}

/// Everything that is listed from a cursor on: the codes of each page, and the cursor behind it.
fn listed(world: &World, mut cursor: Option<String>, at: Instant) -> (Vec<Vec<String>>, Option<String>) {
    let mut erp = MemoryErp::new(world.clone(), able());
    let source = MasterSource::new(&mut erp);
    let mut pages = Vec::new();
    loop {
        let listed = source.list(cursor.as_deref(), at).expect("an answer");
        let Listed::Items(Listing { items, more, cursor: end, .. }) = listed else { panic!("{listed:?}") };
        for item in &items {
            let Had::Bytes(bytes) = fetch(&source, item).expect("an answer") else { panic!("no page") };
            let delivered: Delivered = serde_json::from_slice(&bytes).expect("a delivery");
            pages.push(delivered.customers.into_iter().map(|customer| customer.code).collect());
            cursor = item.cursor.clone();
        }
        cursor = end.or(cursor);
        if !more {
            return (pages, cursor);
        }
    }
}

#[test]
fn customers_come_page_by_page_and_then_only_those_that_changed() {
    let world = world(&["A", "B", "C", "D"]);
    let (pages, cursor) = listed(&world, None, now());
    assert_eq!(pages, [["A", "B", "C", "D"]], "pages of the ERP's are one delivery as long as they fit");
    let (pages, same) = listed(&world, cursor.clone(), now() + Duration::days(1));
    assert_eq!((pages.len(), &same), (0, &cursor), "nothing is new, and the archive's list does not grow");
    world.enter(MasterCustomer { credit_hold: Some(true), ..customer("B") });
    let (pages, later) = listed(&world, cursor.clone(), now() + Duration::days(1));
    assert_eq!(pages, [vec!["B"]]);
    // After a week all of them are told again, since what was removed is told by nothing else.
    let (pages, _) = listed(&world, later, now() + Duration::days(8));
    assert_eq!(pages.concat().len(), 4);
    let mut erp = MemoryErp::new(world, able());
    assert_eq!(MasterSource::new(&mut erp).list(Some("no cursor"), now()), Ok(Listed::Expired));
}

#[test]
fn a_long_list_is_several_deliveries_one_behind_the_other() {
    let codes: Vec<String> = (0..5_010).map(|n| format!("C{n}")).collect();
    let world = world(&codes.iter().map(String::as_str).collect::<Vec<_>>());
    let (pages, cursor) = listed(&world, None, now());
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [5_001, 9]);
    assert_eq!(pages.concat(), codes);
    assert_eq!(listed(&world, cursor, now()).0.len(), 0);
}

#[test]
fn an_erp_that_tells_nothing_of_customers_says_so() {
    let mut erp = MemoryErp::new(world(&["A"]), Traits { customers: &[], ..able() });
    let fault = MasterSource::new(&mut erp).list(None, now()).expect_err("none");
    assert_eq!(fault.code.as_str(), "LH-238");
}

struct Reading {
    facts: Vec<Fact>,
    bad: Vec<(String, &'static str)>,
    note: Option<String>,
    rows: usize,
}

fn read(customers: Vec<MasterCustomer>, columns: &[(&str, &str)]) -> Reading {
    let tells = able().customers.iter().map(|told| (*told).to_owned()).collect();
    let bytes = Delivered { tells, customers }.bytes().expect("bytes");
    let columns: BTreeMap<String, String> =
        columns.iter().map(|(theirs, ours)| ((*theirs).to_owned(), (*ours).to_owned())).collect();
    let (by, mut facts) = (ReadBy::Columns(ColumnMap::new(columns)), Vec::new());
    let of = (&"erp".into(), Kind::Customers, "customers-1.json", now());
    let read = kind("erp").expect("a kind").read;
    let parsed = read(of, &bytes, &by, &|_| None, &mut |part| facts.extend(part.facts));
    let bad = parsed.bad.iter().map(|bad| (bad.content.clone(), bad.code.as_str())).collect();
    Reading { facts, bad, note: parsed.note, rows: parsed.rows_read }
}

fn stated(fact: &Fact) -> &StatedCustomer {
    match &fact.body {
        FactBody::Customer(stated) => stated,
        _ => panic!("no customer"),
    }
}

const BY_CODE: &[(&str, &str)] = &[("code", "customer")];

#[test]
fn a_customer_of_the_erp_states_what_a_row_of_a_file_would() {
    let told = MasterCustomer {
        credit_hold: Some(true),
        currency: Some("CAD".to_owned()),
        payment_terms: Some("Net 30".to_owned()),
        address: Some(MasterAddress {
            lines: ["Attn Ann", "12 Mill Rd", "Dock 4", "Gate 2"].map(str::to_owned).to_vec(),
            city: "Springfield".to_owned(),
            region: "IL".to_owned(),
            postal_code: "62701".to_owned(),
            country: String::new(),
        }),
        contacts: vec![
            MasterContact { billing: true, name: "Lee; Ann <x>".to_owned(), email: "ann@acme.example".to_owned() },
            MasterContact { billing: false, name: String::new(), email: "nobody".to_owned() },
        ],
        tax_registrations: vec![("us_ein".to_owned(), "12-3456789".to_owned())],
        fields: [("identifier".to_owned(), "acme-foods".to_owned())].into(),
        ..customer("A")
    };
    let reading = read(vec![told], &[("code", "customer"), ("identifier", "contract")]);
    assert_eq!((reading.rows, reading.bad.len()), (1, 0));
    let fact = &reading.facts[0];
    assert!(fact.undated && !fact.said.is_all());
    let StatedCustomer { customer, contacts, tax_registrations } = stated(fact);
    assert_eq!((customer.id.as_str(), customer.erp_code.as_deref(), customer.credit_hold), ("A", Some("A"), true));
    assert_eq!(customer.contract.as_deref(), Some("acme-foods"));
    let lines = ["A Inc.", "Attn Ann", "12 Mill Rd", "Dock 4, Gate 2", "Springfield IL 62701", "US"];
    assert_eq!(customer.billed_as().lines(), lines);
    assert_eq!(contacts.iter().map(|c| c.written()).collect::<Vec<_>>(), ["billing: Lee  Ann  x <ann@acme.example>"]);
    assert_eq!(tax_registrations[0].number, "12-3456789");
    assert_eq!(reading.note.as_deref(), Some("what is no e-mail address is left out: A"));
}

#[test]
fn what_cannot_be_billed_has_no_code_and_half_an_address_is_none() {
    let half = MasterAddress { city: "Springfield".to_owned(), ..MasterAddress::default() };
    let gone = MasterCustomer { active: false, address: Some(half), ..customer("A") };
    let reading = read(vec![gone], BY_CODE);
    let said = stated(&reading.facts[0]);
    assert_eq!((said.customer.erp_code.as_deref(), said.customer.address.as_ref()), (None, None));
    assert!(reading.note.is_some_and(|note| note.contains("is taken as none: A")));
}

#[test]
fn who_is_no_customer_of_ours_is_left_out_and_two_that_are_one_are_told() {
    let named = |code: &str, ours: &str| {
        let fields = [("identifier:tms".to_owned(), ours.to_owned())].into();
        MasterCustomer { fields, ..customer(code) }
    };
    let all = vec![named("A", "ACME"), named("B", "ACME"), customer("SUPPLIER"), named("C", "")];
    let reading = read(all, &[("identifier:tms", "customer")]);
    assert_eq!((reading.facts.len(), reading.rows), (1, 2));
    assert_eq!(reading.bad, [("B".to_owned(), "LH-239")]);
    assert_eq!(reading.note.as_deref(), Some("2 say no customer of ours and are left out"));
    // A field that settings name says that there is nothing, where the customer has none.
    let reading = read(vec![customer("A")], &[("code", "customer"), ("attribute:hold", "credit_hold")]);
    assert!(!stated(&reading.facts[0]).customer.credit_hold);
    let broken = MasterCustomer { currency: Some("XXX".to_owned()), ..customer("A") };
    assert_eq!(read(vec![broken], BY_CODE).bad, [("A".to_owned(), "LH-222")]);
}

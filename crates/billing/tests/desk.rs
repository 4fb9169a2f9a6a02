//! What follows an assessment: picking a version, saying a change, checking who approves, drafting, matching.
#![allow(clippy::unwrap_used)]

mod support;

use linehaul_billing::approval::{Action, four_eyes, may};
use linehaul_billing::assess::Adjustment;
use linehaul_billing::change::difference;
use linehaul_billing::invoice::{Header, draft};
use linehaul_billing::matching::{ReadBack, compare};
use linehaul_billing::version::pick;
use linehaul_domain::assessment::Assessment;
use linehaul_domain::decision::Role;
use linehaul_domain::invoice::Invoice;
use linehaul_domain::money::Currency;
use linehaul_domain::terms::*;
use support::*;

fn version(effective: &str, by: DateBasis) -> Plain {
    let mut plain = usd(vec![flat("1")]);
    plain.terms.effective = effective.parse().unwrap();
    plain.terms.version_by = by;
    plain
}

#[test]
fn the_newest_version_on_the_local_date_in_any_order() {
    let by = || DateBasis::ActualPickup;
    let versions = [version("2025-05-22", by()), version("2024-01-01", by()), version("2025-05-21", by())];
    let picked = |load: &_| pick(&versions, load).map(|v| v.map(|v| v.terms.effective.to_string()));
    let mut load = trip();
    assert_eq!(picked(&load).unwrap().as_deref(), Some("2025-05-21"));
    // 23:30 in Chicago is already the next day in UTC.
    load.stops[0].arrived = Some(at("2025-05-20T23:30:00-05:00"));
    assert_eq!(picked(&load).unwrap().as_deref(), Some("2024-01-01"));
    load.stops[0].arrived = Some(at("2023-05-20T23:30:00-05:00"));
    assert_eq!(picked(&load).unwrap(), None);
    load.stops[0].arrived = None;
    assert!(picked(&load).unwrap_err().input.contains("arrival at the first pickup"));
}

fn ready(amount: &str) -> Assessment {
    World::new(trip(), usd(vec![flat(amount)])).assess()
}

#[test]
fn a_difference_is_told_to_the_cent_and_pins_alone_are_none() {
    let before = ready("1000.00");
    let mut after = before.clone();
    after.pins.engine = "another".into();
    assert_eq!(difference(&before, &after), None);
    let words = difference(&before, &ready("1000.01")).unwrap();
    assert_eq!(words, "LINEHAUL 1000.00 -> 1000.01; total 1000.00 -> 1000.01");
    let mut world = World::new(trip(), usd(vec![flat("1000.00"), need_pod()]));
    world.load.documents.clear();
    let words = difference(&before, &world.assess()).unwrap();
    assert_eq!(words, "now held: POD_MISSING at stop 2");
}

#[test]
fn nobody_approves_their_own_adjustment() {
    assert_eq!(four_eyes(&["ann"], "bob", false), Ok(None));
    assert_eq!(four_eyes(&["bob", "ann"], "ann", false).unwrap_err().code, "LH-404");
    assert!(four_eyes(&["ann"], "ann", true).unwrap().unwrap().contains("small-firm exception"));
    assert!(may(Role::Approver, Action::Approve) && !may(Role::Biller, Action::Approve));
    for action in Action::ALL {
        let of_contracts = matches!(action, Action::Publish | Action::Agree);
        assert_eq!(may(Role::Pricing, *action), of_contracts, "{action:?}");
        assert!(!may(Role::Biller, *action) || !of_contracts, "{action:?}");
    }
}

fn drafted(approved: &[(&Assessment, u64)]) -> Result<Invoice, linehaul_domain::fault::Fault> {
    let (customer, settings) = (customer(), settings());
    draft(
        &Header {
            number: "PSL-A-000001-G1".into(),
            generation: 1,
            batch: "B1".into(),
            customer: &customer,
            legal_entity: None,
            invoice_date: "2025-05-23".parse().unwrap(),
            accounting_date: "2025-05-23".parse().unwrap(),
            settings: &settings,
        },
        approved,
    )
}

#[test]
fn an_invoice_is_the_sum_of_its_lines_in_one_currency() {
    let one = ready("1000.00");
    let mut two = World::new(trip(), usd(vec![per_mile("2.00")])).assess();
    two.load = "L-2".into();
    let invoice = drafted(&[(&one, 7), (&two, 9)]).unwrap();
    assert_eq!((invoice.total, invoice.tax, invoice.loads().len()), (dec("2224.00"), dec("0"), 2));
    assert_eq!(invoice.approvals, [7, 9]);
    assert_eq!(invoice.lines[1].description, "Linehaul, 612 mi x 2.00");
    two.currency = Currency::CAD;
    assert_eq!(drafted(&[(&one, 7), (&two, 9)]).unwrap_err().code, "LH-433");
    assert_eq!(drafted(&[]).unwrap_err().code, "LH-433");
}

#[test]
fn an_invoice_bills_one_customer_and_no_load_that_is_held() {
    let one = ready("1000.00");
    let mut other = ready("1000.00");
    other.bill_to = Some("BETA".into());
    assert_eq!(drafted(&[(&one, 7), (&other, 9)]).unwrap_err().code, "LH-433");
    let mut world = World::new(trip(), usd(vec![flat("1000.00"), need_pod()]));
    world.load.documents.clear();
    assert_eq!(drafted(&[(&world.assess(), 7)]).unwrap_err().code, "LH-433");
}

#[test]
fn matching_names_every_difference() {
    let invoice = drafted(&[(&ready("1000.00"), 7)]).unwrap();
    let same = ReadBack {
        party: invoice.erp_party.clone(),
        total: dec("1000.00"),
        tax: dec("0"),
        currency: Currency::USD,
        invoice_date: Some(invoice.invoice_date),
        lines: 1,
        lines_expected: 1,
    };
    assert!(compare(&invoice, &same).is_empty());
    let off = ReadBack { total: dec("999.99"), tax: dec("1"), currency: Currency::CAD, lines: 2, ..same.clone() };
    let differences = compare(&invoice, &off);
    assert_eq!(differences.len(), 4, "{differences:?}");
    assert!(differences[1].contains("-0.01 apart"), "{differences:?}");
    let elsewhere = ReadBack { party: "C-9".to_owned(), invoice_date: None, ..same };
    assert_eq!(compare(&invoice, &elsewhere).len(), 2);
}

#[test]
fn an_adjustment_is_a_line_of_its_own_and_moves_the_total() {
    let mut world = World::new(trip(), usd(vec![flat("1000.00")]));
    let adjustment = Adjustment {
        code: "LINEHAUL".into(),
        amount: dec("-50.00"),
        reason: "agreed".into(),
        by: "ann".into(),
        book_seq: 3,
    };
    world.adjustments = vec![adjustment];
    let found = world.assess();
    assert_eq!(lines(&found), ["LINEHAUL 400 1000.00", "LINEHAUL 400 -50.00"]);
    assert_eq!(found.total, dec("950.00"));
}

//! What follows an assessment: picking a version, saying a change, checking who approves, drafting, matching.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use crate::support::*;
use linehaul_billing::approval::{Action, Eyes, four_eyes, may, payable};
use linehaul_billing::assess::Adjustment;
use linehaul_billing::change::difference;
use linehaul_billing::invoice::{Billed, Header, draft};
use linehaul_billing::matching::{LineRead, ReadBack, TaxRead, compare};
use linehaul_billing::version::pick;
use linehaul_domain::assessment::Assessment;
use linehaul_domain::charge::Charge;
use linehaul_domain::decision::{Actor, Role};
use linehaul_domain::invoice::Invoice;
use linehaul_domain::money::Currency;
use linehaul_domain::terms::*;

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
    let who = |account: &str, name: &str| Actor { account: account.into(), name: name.into(), role: Role::Biller };
    let (ann, bob) = (who("a", "ann"), who("b", "bob"));
    assert_eq!(four_eyes(&[&ann], &bob, Eyes::Two), Ok(None));
    assert_eq!(four_eyes(&[&bob, &ann], &ann, Eyes::Two).unwrap_err().code, "LH-404");
    assert_eq!(four_eyes(&[&ann], &who("c", "Ann"), Eyes::Two).unwrap_err().code, "LH-404", "case is no other person");
    assert_eq!(four_eyes(&[&ann], &who("a", "kim"), Eyes::Two).unwrap_err().code, "LH-404", "nor is another name");
    assert_eq!(four_eyes(&[&ann], &ann, Eyes::Sample).unwrap_err().code, "LH-404");
    let note = |approver: &Actor, eyes| four_eyes(&[&ann], approver, eyes).unwrap().unwrap();
    assert!(note(&ann, Eyes::SmallFirm).contains("small-firm exception"));
    assert_eq!(note(&who("a", "kim"), Eyes::Sample), "sample company: the account a as ann adjusted, kim approved");
    assert!(may(Role::Approver, Action::Approve) && !may(Role::Biller, Action::Approve));
    for action in Action::ALL {
        let of_contracts = matches!(action, Action::Publish | Action::Agree);
        assert_eq!(may(Role::Pricing, *action), of_contracts, "{action:?}");
        assert!(!may(Role::Biller, *action) || !of_contracts, "{action:?}");
    }
}

#[test]
fn a_load_that_comes_to_less_than_nothing_is_not_invoiced() {
    let mut assessment = ready("1000.00");
    assert_eq!(payable(&assessment), Ok(()));
    assessment.total = dec("-0.01");
    assert_eq!(payable(&assessment).unwrap_err().code, "LH-406");
}

fn drafted(approved: &[(&Assessment, u64)]) -> Result<Invoice, linehaul_domain::fault::Fault> {
    let (customer, settings, load) = (customer(), settings(), trip());
    let billed = approved.iter().map(|(assessment, approval)| Billed { load: &load, assessment, approval: *approval });
    draft(
        &Header {
            number: "PSL-A-000001-G1".into(),
            generation: 1,
            printed: None,
            batch: "B1".into(),
            customer: &customer,
            legal_entity: None,
            invoice_date: "2025-05-23".parse().unwrap(),
            accounting_date: "2025-05-23".parse().unwrap(),
            settings: &settings,
        },
        &billed.collect::<Vec<_>>(),
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
    let tax = |amount: &str| Charge {
        code: "TAX_HST".into(),
        quantity: dec("1000.00"),
        unit: "%".into(),
        rate: dec("13"),
        amount: dec(amount),
        ..one.charges[0].clone()
    };
    let mut taxed = one.clone();
    taxed.charges.insert(0, tax("130.00"));
    two.charges.push(tax("-5.07"));
    let with_tax = drafted(&[(&taxed, 7), (&two, 9)]).unwrap();
    assert_eq!((with_tax.total, with_tax.tax), (dec("2348.93"), dec("124.93")));
    let of_tax: Vec<bool> = with_tax.lines.iter().map(|line| line.taxed.is_some()).collect();
    assert_eq!(of_tax, [false, false, true, true], "taxes stand last, each with what it was reckoned of");
    assert_eq!(with_tax.lines[2].taxed.as_ref().map(|of| (of.base, of.percent)), Some((dec("1000.00"), dec("13"))));
    two.charges.pop();
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

fn posted_as(item: &str) -> LineRead {
    LineRead {
        item: item.to_owned(),
        amount: dec("1000.00"),
        account: Some("4100".to_owned()),
        dimensions: [("department".to_owned(), "CHI".to_owned())].into(),
    }
}

/// The invoice of one ready load, and how an ERP that tells everything reads it back.
fn read_back() -> (Invoice, ReadBack) {
    let invoice = drafted(&[(&ready("1000.00"), 7)]).unwrap();
    let tax = || TaxRead { names: vec!["HST 13%".to_owned()], base: dec("100.00"), amount: dec("13.00") };
    let same = ReadBack {
        party: invoice.erp_party.clone(),
        total: dec("1000.00"),
        tax: dec("0"),
        currency: Currency::USD,
        invoice_date: Some(invoice.invoice_date),
        lines: 1,
        lines_expected: 1,
        items: Some(vec![posted_as("4000")]),
        items_expected: Some(vec![posted_as("4000")]),
        printed: Some("PSL-A-000001-G1".to_owned()),
        printed_expected: Some("PSL-A-000001-G1".to_owned()),
        tolerance: dec("0"),
        mark: Some(invoice.mark()),
        loads: invoice.loads(),
        accounting_date: Some(invoice.accounting_date),
        terms: Some("Net 30 days".to_owned()),
        terms_expected: Some("Net 30 days".to_owned()),
        taxes: Some(vec![tax()]),
        taxes_expected: Some(vec![tax()]),
        altered: None,
    };
    (invoice, same)
}

#[test]
fn matching_names_every_difference() {
    let (invoice, same) = read_back();
    assert_eq!(compare(&invoice, &same), [""; 0]);
    let off = ReadBack { total: dec("999.99"), tax: dec("1"), currency: Currency::CAD, lines: 2, ..same.clone() };
    let differences = compare(&invoice, &off);
    assert_eq!(differences.len(), 4, "{differences:?}");
    assert!(differences[1].contains("-0.01 apart"), "{differences:?}");
    let elsewhere = ReadBack { party: "C-9".to_owned(), invoice_date: None, ..same };
    assert_eq!(compare(&invoice, &elsewhere).len(), 2);
}

#[test]
fn an_erp_that_reckons_its_own_tax_may_be_as_far_apart_as_it_says() {
    let (invoice, same) = read_back();
    let apart = |total, tolerance| ReadBack { total: dec(total), tolerance: dec(tolerance), ..same.clone() };
    assert_eq!(compare(&invoice, &apart("1000.02", "0.02")), [""; 0]);
    assert_eq!(compare(&invoice, &apart("999.98", "0.02")), [""; 0]);
    assert_eq!(compare(&invoice, &apart("1000.03", "0.02")).len(), 1);
    assert_eq!(compare(&invoice, &apart("1000.01", "0")).len(), 1);
}

#[test]
fn a_twin_with_equal_sums_is_told_by_its_mark() {
    let (invoice, same) = read_back();
    let mark = Some("LH-0123456789abcdef".to_owned());
    let twin = ReadBack { mark: mark.clone(), loads: vec!["PS-24065".into()], ..same.clone() };
    assert_eq!(
        compare(&invoice, &twin),
        ["it bears the mark of another invoice (it bills other loads: PS-24065)".to_owned()]
    );
    let unread = ReadBack { mark: mark.clone(), loads: Vec::new(), ..same.clone() };
    assert_eq!(compare(&invoice, &unread), ["it bears the mark of another invoice (it bills other loads)".to_owned()]);
    let again = ReadBack { mark, ..same.clone() };
    assert!(compare(&invoice, &again)[0].contains("of the same loads, drafted another time"));
    let unmarked = ReadBack { mark: None, loads: Vec::new(), ..same };
    assert_eq!(compare(&invoice, &unmarked), [""; 0], "what bears no mark is compared by the rest");
}

#[test]
fn what_a_clerk_changes_and_no_sum_shows_is_told() {
    let (invoice, same) = read_back();
    let zero = TaxRead { names: vec!["GST zero-rated".to_owned()], base: dec("100.00"), amount: dec("13.00") };
    let later = invoice.accounting_date.succ_opt();
    let cases = [
        (
            ReadBack { terms: Some("End of Month".to_owned()), ..same.clone() },
            "payment terms `Net 30 days` here, `End of Month` there",
        ),
        (ReadBack { terms: Some(String::new()), ..same.clone() }, "payment terms `Net 30 days` here, none there"),
        (ReadBack { accounting_date: later, ..same.clone() }, "accounting date"),
        (
            ReadBack { taxes: Some(vec![zero]), ..same.clone() },
            "HST 13% 13.00 on 100.00 here, GST zero-rated 13.00 on 100.00 there",
        ),
        (ReadBack { taxes: Some(vec![]), ..same.clone() }, "HST 13% 13.00 on 100.00 here, no further tax there"),
        (
            ReadBack { items: Some(vec![posted_as("4999")]), ..same.clone() },
            "lines `4000` 1000.00 (account 4100, department CHI) here, `4999` 1000.00 (account 4100, department CHI) there",
        ),
        (
            ReadBack { items: Some(vec![LineRead { account: None, ..posted_as("4000") }]), ..same.clone() },
            "lines `4000` 1000.00 (account 4100, department CHI) here, `4000` 1000.00 (department CHI) there",
        ),
        (
            ReadBack {
                items: Some(vec![LineRead { dimensions: BTreeMap::new(), ..posted_as("4000") }]),
                ..same.clone()
            },
            "lines `4000` 1000.00 (account 4100, department CHI) here, `4000` 1000.00 (account 4100) there",
        ),
        (
            ReadBack { printed: Some("PRO-1".to_owned()), ..same.clone() },
            "printed number PSL-A-000001-G1 here, PRO-1 there",
        ),
        (ReadBack { altered: Some("record 4 was edited".to_owned()), ..same.clone() }, "record 4 was edited"),
    ];
    for (theirs, wanted) in cases {
        let differences = compare(&invoice, &theirs);
        assert!(differences.len() == 1 && differences[0].contains(wanted), "{wanted}: {differences:?}");
    }
    let silent = ReadBack { terms: None, accounting_date: None, taxes: None, ..same.clone() };
    assert_eq!(compare(&invoice, &silent), [""; 0], "what the ERP does not tell is not compared");
    let silent = LineRead { account: None, ..posted_as("4000") };
    let own = ReadBack { items_expected: Some(vec![silent]), printed: None, ..same.clone() };
    assert_eq!(compare(&invoice, &own), [""; 0], "an account that we did not choose is the ERP's affair");
    let either = TaxRead { names: vec!["HST 13% 2026".into(), "HST 13%".into()], base: dec("100"), amount: dec("13") };
    let mapped = ReadBack { taxes_expected: Some(vec![either]), ..same };
    assert_eq!(compare(&invoice, &mapped), [""; 0], "any tax to which the code is mapped will do");
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

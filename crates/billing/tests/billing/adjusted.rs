//! An adjustment of a taxed charge moves the tax with it.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_billing::assess::Adjustment;
use linehaul_billing::invoice::{Billed, Header, draft};
use linehaul_domain::money::Currency;
use linehaul_domain::table::{TableBody, TaxRate};
use linehaul_domain::terms::*;

fn adjustment(code: &str, amount: &str, book_seq: u64) -> Adjustment {
    Adjustment { code: code.into(), amount: dec(amount), reason: "agreed".into(), by: "ann".into(), book_seq }
}

fn canadian() -> Term {
    term(Verb::CanadianTax(CanadianTax {
        rates: "taxes".into(),
        by: DateBasis::ActualDelivery,
        zero_evidence: "customs_release".into(),
    }))
}

fn percent(code: &str, amount: &str, base: Base) -> Term {
    let prices = vec![Price { amount: dec(amount), per: Per::PercentOf(base) }];
    let none = Priced { code: code.into(), prices, greatest: false, minimum: None, maximum: None };
    term(Verb::Priced(none))
}

fn tarp(amount: &str) -> Term {
    term(Verb::Accessorial { kind: AccessorialKind::Tarp, basis: SimpleBasis::Flat(dec(amount)) })
}

/// A trip within Canada, from one province to another, taxed as the rows say.
fn world(terms: Vec<Term>, (from, to): (&str, &str), rates: &[(&str, &str)]) -> World {
    let mut load = trip();
    for (stop, region) in load.stops.iter_mut().zip([from, to]) {
        (stop.country, stop.region) = (Some("CA".into()), Some(region.to_owned()));
    }
    let mut world = World::new(load, contract(Currency::CAD, terms));
    let effective = "2010-07-01".parse().unwrap();
    let row = |(tax, percent): &(&str, &str)| TaxRate {
        region: to.into(),
        tax: (*tax).into(),
        percent: dec(percent),
        effective,
    };
    let rates = rates.iter().map(row).collect();
    world.tables.extend([table("taxes", TableBody::Taxes { rates })]);
    world
}

fn ontario(terms: Vec<Term>) -> World {
    world(terms, ("ON", "ON"), &[("HST", "13")])
}

#[test]
fn the_tax_is_of_what_the_adjustment_leaves() {
    let mut world = ontario(vec![flat("1234.35"), canadian()]);
    assert_eq!(lines(&world.assess())[1], "TAX_HST TAX 160.47");
    world.adjustments = vec![adjustment("LINEHAUL", "-20.00", 3)];
    let found = world.assess();
    assert_eq!(lines(&found), ["LINEHAUL 400 1234.35", "LINEHAUL 400 -20.00", "TAX_HST TAX 157.87"]);
    assert_eq!(found.total, dec("1372.22"));
    let tax = &found.charges[2];
    assert_eq!(tax.description(), "HST, 13% of 1214.35");
    let told: Vec<String> = tax.derivation.iter().map(linehaul_domain::step::Step::text).collect();
    assert_eq!(
        told[2..],
        [
            "what is taxed was adjusted (book 3)",
            "1234.35 + -20.00 = 1214.35",
            "13% of 1214.35 (all charges before tax, adjusted) = 157.8655",
            "157.8655 rounded half up = 157.87",
        ]
    );
}

#[test]
fn a_charge_that_the_contract_does_not_bill_is_taxed_like_the_others() {
    let mut world = ontario(vec![flat("1000.00"), canadian()]);
    world.adjustments = vec![adjustment("LUMPER", "50.00", 3), adjustment("LINEHAUL", "-100.00", 4)];
    let found = world.assess();
    assert_eq!(lines(&found)[3], "TAX_HST TAX 123.50");
    assert_eq!(found.total, dec("1073.50"));
}

#[test]
fn a_charge_behind_the_tax_is_not_taxed() {
    let mut world = ontario(vec![flat("1000.00"), canadian(), tarp("80.00")]);
    world.adjustments = vec![adjustment("TARP", "-30.00", 3)];
    let found = world.assess();
    assert_eq!(lines(&found)[3], "TAX_HST TAX 130.00");
    assert_eq!(found.total, dec("1180.00"));
    assert!(found.charges[3].derivation.iter().all(|s| !s.text().contains("adjusted")), "nothing to tell");
}

#[test]
fn each_of_several_taxes_follows() {
    let mut world = world(vec![flat("850.00"), canadian()], ("QC", "QC"), &[("GST", "5"), ("QST", "9.975")]);
    world.adjustments = vec![adjustment("LINEHAUL", "-50.00", 3)];
    assert_eq!(lines(&world.assess())[2..], ["TAX_GST GST 40.00", "TAX_QST TAX 79.80"]);
}

#[test]
fn an_adjustment_of_the_tax_stands_as_its_own_line() {
    let mut world = ontario(vec![flat("1000.00"), canadian()]);
    world.adjustments = vec![adjustment("TAX_HST", "-5.00", 3), adjustment("LINEHAUL", "-100.00", 4)];
    let found = world.assess();
    assert_eq!(
        lines(&found),
        ["LINEHAUL 400 1000.00", "LINEHAUL 400 -100.00", "TAX_HST TAX 117.00", "TAX_HST TAX -5.00"]
    );
    assert_eq!(found.total, dec("1012.00"));
}

#[test]
fn the_base_of_a_zero_rated_line_follows() {
    let mut world = ontario(vec![flat("1000.00"), canadian()]);
    world.load.stops[1].country = Some("US".into());
    world.load.documents.push(document("customs_release", None));
    world.adjustments = vec![adjustment("LINEHAUL", "-100.00", 3)];
    let found = world.assess();
    assert_eq!((found.charges[2].quantity, found.charges[2].amount), (dec("900.00"), dec("0")));
    assert_eq!(found.total, dec("900.00"));
}

#[test]
fn a_tax_that_the_contract_prices_itself_follows_its_own_base() {
    let terms = || vec![flat("1000.00"), tarp("80.00"), percent("TAX_STATE", "5", Base::NetLinehaul)];
    let taxed = |adjusted: &str| {
        let mut world = ontario(terms());
        world.adjustments = vec![adjustment(adjusted, "-40.00", 3)];
        world.assess().charges[3].amount
    };
    assert_eq!(taxed("LINEHAUL"), dec("48.00"));
    assert_eq!(taxed("TARP"), dec("50.00"));
    let mut world = ontario(vec![
        flat("1000.00"),
        tarp("80.00"),
        percent("TAX_STATE", "5", Base::NetLinehaulAnd(vec!["TARP".into()])),
    ]);
    world.adjustments = vec![adjustment("TARP", "-40.00", 3)];
    assert_eq!(world.assess().charges[3].amount, dec("52.00"));
}

#[test]
fn a_line_of_fuel_is_no_tax() {
    let mut world = ontario(vec![flat("1000.00"), percent("SECURITY", "5", Base::NetLinehaul), canadian()]);
    world.settings.erp_items.insert("SECURITY".into(), "4000".into());
    world.adjustments = vec![adjustment("LINEHAUL", "-100.00", 3)];
    let found = world.assess();
    assert_eq!(lines(&found)[1], "SECURITY ZZZ 50.00", "the contract's lines stay");
    assert_eq!(lines(&found)[3], "TAX_HST TAX 123.50", "950.00 are taxed");
}

#[test]
fn the_invoice_says_what_was_taxed() {
    let mut world = ontario(vec![flat("1234.35"), canadian()]);
    world.adjustments = vec![adjustment("LINEHAUL", "-20.00", 3)];
    let (found, customer, settings) = (world.assess(), customer(), settings());
    let header = Header {
        number: "PSL-A-000001-G1".into(),
        generation: 1,
        printed: None,
        batch: "B1".into(),
        customer: &customer,
        legal_entity: None,
        invoice_date: "2025-05-23".parse().unwrap(),
        accounting_date: "2025-05-23".parse().unwrap(),
        settings: &settings,
    };
    let invoice = draft(&header, &[Billed { load: &world.load, assessment: &found, approval: 7 }]).unwrap();
    let net: linehaul_domain::Decimal = invoice.lines.iter().filter(|l| !l.code.is_tax()).map(|l| l.amount).sum();
    assert_eq!(invoice.lines[2].taxed.as_ref().unwrap().base, net);
    assert_eq!((invoice.tax, invoice.total), (dec("157.87"), dec("1372.22")));
}

#[test]
fn the_parts_of_several_payors_hold_the_tax_that_was_reckoned_again() {
    let prorate = term(Verb::Prorate(Prorate { by: ProrateBy::Share, leftover: Leftover::First }));
    let mut world = ontario(vec![flat("1000.00"), canadian(), prorate]);
    let half = |customer: &str| linehaul_domain::party::Payor {
        customer: customer.into(),
        share_percent: Some(dec("50")),
        weight_lb: None,
    };
    world.load.payors = vec![half("ACME"), half("BETA")];
    world.adjustments = vec![adjustment("LINEHAUL", "-100.00", 3)];
    let found = world.assess();
    assert_eq!(found.shares.iter().map(|s| s.total).sum::<linehaul_domain::Decimal>(), found.total);
    assert_eq!(found.total, dec("1017.00"));
}

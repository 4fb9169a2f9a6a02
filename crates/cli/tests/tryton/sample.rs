//! The whole sample company, both currencies and taxes, equal on both sides; a second push makes nothing.

use linehaul_tests::harness::erp::{Erp, Key};
use linehaul_tests::harness::{InvoiceNumber, Tryton};

use crate::{answer, audit, company, invoices, list, text};

#[test]
fn the_sample_company_is_posted_once_and_equal_on_both_sides() {
    let tryton = Tryton::start();
    let company = company(&tryton.url(), &tryton, "");
    let dir = company.dir();
    answer(&dir, &["approve", "--all-ready", "--as", "approver"]);
    let pushed = answer(&dir, &["push", "--as", "biller"]);
    assert_eq!(list(&pushed, "rejected").len(), 0, "{pushed}");
    assert_eq!(list(&pushed, "in_doubt").len() + list(&pushed, "skipped").len(), 0, "{pushed}");
    let posted = list(&pushed, "posted").len();
    assert_eq!(posted, 174);
    assert_eq!(audit(&dir, &tryton), posted);
    equal_in_every_field(&dir, &tryton);

    let before = tryton.counts(&numbers(&dir)).0;
    let again = answer(&dir, &["push", "--as", "biller"]);
    assert_eq!(list(&again, "posted").len(), 0, "{again}");
    assert_eq!(tryton.counts(&numbers(&dir)).0, before);

    let reconciled = answer(&dir, &["reconcile", "--as", "biller"]);
    assert_eq!(reconciled["matched"], 174, "{reconciled}");
    assert_eq!(list(&reconciled, "mismatched").len(), 0, "{reconciled}");
    let owed: Vec<_> = list(&reconciled, "owed").iter().map(|o| (text(o, "currency"), text(o, "open"))).collect();
    assert_eq!(owed, [("CAD", "51590.02"), ("USD", "246082.75")]);
}

fn numbers(dir: &std::path::Path) -> Vec<InvoiceNumber> {
    invoices(dir).keys().map(|n| n.as_str().into()).collect()
}

/// Number, total, tax, currency, date and party, invoice by invoice, read past everything of the workbench.
fn equal_in_every_field(dir: &std::path::Path, tryton: &Tryton) {
    let records =
        tryton.connector().find(&numbers(dir).iter().map(Key::from).collect::<Vec<_>>()).expect("an answer").records;
    let batches = answer(dir, &["batch", "list"]);
    let mut taxed = 0;
    for ours in list(&batches, "batches").iter().flat_map(|b| list(b, "invoices")) {
        let theirs = records.iter().find(|r| r.number.as_str() == text(ours, "invoice")).expect("it is there");
        let read = [
            format!("{:.2}", theirs.total),
            format!("{:.2}", theirs.tax),
            theirs.currency.to_string(),
            theirs.invoice_date.expect("a date").to_string(),
            theirs.erp_number.clone().expect("a number"),
            theirs.erp_id.clone(),
        ];
        let own = ["total", "tax", "currency", "date", "erp_number", "erp_id"].map(|key| text(ours, key).to_owned());
        assert_eq!(read, own, "{}", text(ours, "invoice"));
        taxed += usize::from(text(ours, "tax") != "0.00");
    }
    assert!(taxed > 10, "only {taxed} invoices bear a tax");
}

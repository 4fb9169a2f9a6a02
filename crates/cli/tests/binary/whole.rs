//! The whole sample company billed into a real ERP, and what must stand there then.

use std::collections::BTreeMap;
use std::path::Path;

use linehaul_tests::harness::InvoiceNumber;
use linehaul_tests::harness::erp::{Erp, ErpRecord, Key, RecordState};

use super::{answer, invoices, list, text};

/// Invoices of the sample company that can be billed.
pub const INVOICES: usize = 169;

/// Each invoice of the book is posted, and stands among these, numbers and totals of what the ERP has in its accounts, exactly
/// once with our total; there is no other. Answers how many.
pub fn each_once(dir: &Path, posted: impl IntoIterator<Item = (String, String)>) -> usize {
    let ours = invoices(dir);
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (number, total) in posted {
        assert!(seen.insert(number.clone(), total).is_none(), "{number} is posted twice");
    }
    for (number, (state, total)) in &ours {
        assert_eq!(state, "posted", "{number}");
        assert_eq!(seen.get(number), Some(total), "{number}");
    }
    assert_eq!(seen.len(), ours.len());
    assert_eq!(answer(dir, &["audit", "verify"])["ok"], true);
    ours.len()
}

/// Approves and pushes the sample company, with everything read: each invoice is posted once and equal on both sides, a second
/// push makes nothing, and the ERP owes us what it was billed. `connector` reads the ERP past everything of the workbench, `audit`
/// counts what stands there. Answers how many bear a tax, and how many are in US dollars.
pub fn bill(dir: &Path, connector: &dyn Fn() -> Box<dyn Erp>, audit: &dyn Fn() -> usize) -> (usize, usize) {
    answer(dir, &["approve", "--all-ready", "--as", "approver"]);
    let pushed = answer(dir, &["push", "--as", "biller"]);
    let left = ["rejected", "in_doubt", "skipped"].map(|key| list(&pushed, key).len());
    assert_eq!((list(&pushed, "posted").len(), left), (INVOICES, [0, 0, 0]), "{pushed}");
    assert_eq!(audit(), INVOICES);
    let there = records(dir, connector);
    let counted = equal_in_every_field(dir, &there);

    let again = answer(dir, &["push", "--as", "biller"]);
    assert_eq!(list(&again, "posted").len(), 0, "{again}");
    assert_eq!(audit(), INVOICES);
    assert_eq!(records(dir, connector), there);

    let reconciled = answer(dir, &["reconcile", "--as", "biller"]);
    assert_eq!((&reconciled["matched"], list(&reconciled, "mismatched").len()), (&INVOICES.into(), 0), "{reconciled}");
    let owed: Vec<_> = list(&reconciled, "owed").iter().map(|o| (text(o, "currency"), text(o, "open"))).collect();
    assert_eq!(owed, [("CAD", "50891.46"), ("USD", "238323.15")]);
    counted
}

/// What the ERP has of the invoices of the book, by number.
fn records(dir: &Path, connector: &dyn Fn() -> Box<dyn Erp>) -> Vec<ErpRecord> {
    let numbers: Vec<InvoiceNumber> = invoices(dir).keys().map(|n| n.as_str().into()).collect();
    let mut records = connector().find(&numbers.iter().map(Key::from).collect::<Vec<_>>()).expect("an answer").records;
    records.sort_by(|a, b| a.number.cmp(&b.number));
    records
}

/// Number, total, tax, currency and date, invoice by invoice. Answers how many bear a tax, and how many are in US dollars.
fn equal_in_every_field(dir: &Path, records: &[ErpRecord]) -> (usize, usize) {
    let batches = answer(dir, &["batch", "list"]);
    let (mut taxed, mut dollars) = (0, 0);
    for ours in list(&batches, "batches").iter().flat_map(|b| list(b, "invoices")) {
        let theirs = records.iter().find(|r| r.number.as_str() == text(ours, "invoice")).expect("it is there");
        assert_eq!(theirs.state, RecordState::Posted);
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
        dollars += usize::from(text(ours, "currency") == "USD");
    }
    assert!(taxed > 10 && dollars > 10 && dollars < INVOICES, "{taxed} bear a tax, {dollars} are in US dollars");
    (taxed, dollars)
}

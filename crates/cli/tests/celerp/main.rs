//! The real binary bills into a real Celerp: the whole sample company, equal on both sides, and kills with summary invoices among what is
//! sent. The counts are printed.

#[path = "../binary/mod.rs"]
mod binary;

use std::collections::BTreeMap;
use std::path::Path;

use linehaul_tests::harness::erp::celerp::Client;
use linehaul_tests::harness::erp::{CelerpSettings, Erp, Key, RecordState};
use linehaul_tests::harness::{Break, Celerp, Company, InvoiceNumber, Proxy, tell};

use binary::{answer, die_with_summaries, invoices, list, text};

/// Each invoice of the book is in the ERP's accounts exactly once with our total, and no draft is left, as its database has it. Answers how
/// many.
fn audit(dir: &Path, celerp: &Celerp) -> usize {
    let ours = invoices(dir);
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for [id, status, finalized, total, _] in celerp.documents("PSL-A-") {
        assert_eq!(finalized, "true", "{id} is {status}");
        let number = id.trim_start_matches("doc:").to_owned();
        let total = linehaul_tests::harness::exact(&total).expect("an amount");
        let twice = seen.insert(number, format!("{total:.2}"));
        assert!(twice.is_none(), "{id} is there twice");
    }
    for (number, (state, total)) in &ours {
        assert_eq!(state, "posted", "{number}");
        assert_eq!(seen.get(number), Some(total), "{number}");
    }
    assert_eq!(seen.len(), ours.len());
    assert_eq!(answer(dir, &["audit", "verify"])["ok"], true);
    ours.len()
}

#[test]
fn the_sample_company_is_posted_once_and_equal_on_both_sides() {
    let celerp = Celerp::start();
    let company = Company::on_celerp(&celerp.url(), &celerp.password(), "batch_size = 50");
    let dir = company.dir();
    answer(&dir, &["sync"]);
    answer(&dir, &["approve", "--all-ready", "--as", "approver"]);
    let pushed = answer(&dir, &["push", "--as", "biller"]);
    let left = ["rejected", "in_doubt", "skipped"].map(|key| list(&pushed, key).len());
    assert_eq!((list(&pushed, "posted").len(), left), (174, [0, 0, 0]), "{pushed}");
    assert_eq!(audit(&dir, &celerp), 174);
    let (taxed, dollars) = equal_in_every_field(&dir, &celerp);
    let again = answer(&dir, &["push", "--as", "biller"]);
    assert_eq!(list(&again, "posted").len(), 0, "{again}");
    let reconciled = answer(&dir, &["reconcile", "--as", "biller"]);
    assert_eq!((&reconciled["matched"], list(&reconciled, "mismatched").len()), (&174.into(), 0), "{reconciled}");
    let owed: Vec<_> = list(&reconciled, "owed").iter().map(|o| (text(o, "currency"), text(o, "open"))).collect();
    assert_eq!(owed, [("CAD", "51590.02"), ("USD", "246082.75")]);
    // One person is let in at a time, and whoever was through left the place: somebody comes in who puts nobody out.
    let quiet = CelerpSettings { signs_others_out: false, ..celerp.settings() };
    assert!(Client::new(&quiet).expect("a client").names().is_ok());
    assert_eq!(audit(&dir, &celerp), 174);
    tell(&format!(
        "the sample company in Celerp: 174 invoices, {taxed} with a tax, {dollars} in US dollars, equal in number, total, tax, currency and date"
    ));
}

/// Number, total, tax, currency and date, invoice by invoice, read past everything of the workbench. Answers how many bear a tax, and how
/// many are in US dollars.
fn equal_in_every_field(dir: &Path, celerp: &Celerp) -> (usize, usize) {
    let numbers: Vec<InvoiceNumber> = invoices(dir).keys().map(|n| n.as_str().into()).collect();
    let keys: Vec<Key> = numbers.iter().map(Key::from).collect();
    let records = celerp.connector().find(&keys).expect("an answer").records;
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
    assert!(taxed > 10 && dollars > 10 && dollars < numbers.len(), "{taxed} bear a tax, {dollars} are in US dollars");
    (taxed, dollars)
}

#[test]
fn killed_with_summary_invoices_among_what_is_sent() {
    let celerp = Celerp::start();
    let proxy = Proxy::before(celerp.port());
    let company = Company::on_celerp(&proxy.url(), &celerp.password(), "answer_within_seconds = 20");
    let dir = company.dir();
    answer(&dir, &["sync"]);
    let places = [
        ("POST /docs", Break::HoldRequest, false),
        ("POST /docs", Break::HoldRequest, true),
        ("POST /docs", Break::HoldAnswer, true),
        ("/finalize", Break::HoldRequest, true),
        ("/finalize", Break::HoldAnswer, true),
    ];
    let (kills, sent) = die_with_summaries(&dir, &proxy, &places);
    assert_eq!(audit(&dir, &celerp), sent);
    tell(&format!(
        "kill -9 of the desk at Celerp: {kills} times, {sent} invoices, half of them summaries, each there once, no draft left"
    ));
}

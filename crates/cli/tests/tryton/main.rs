//! The real binary bills into a real Tryton: the whole sample company, a bad invoice among good ones, what the doctor says,
//! lost answers, kills on both sides.

#[path = "../binary/mod.rs"]
mod binary;
mod broken;
mod person;
mod sample;
mod troubles;

use std::path::Path;

use binary::{answer, die_with_summaries, invoices, linehaul, list, text, whole};
use linehaul_tests::harness::{Break, Company, InvoiceNumber, Proxy, Tryton, tell};

/// A company on a Tryton, with everything read and nothing approved.
fn company(url: &str, tryton: &Tryton, more: &str) -> Company {
    let company = Company::new(url, &tryton.password(), more);
    answer(&company.dir(), &["sync"]);
    company
}

/// Each invoice of the book is posted at the ERP exactly once with our total, and no draft is left. Answers how many.
fn audit(dir: &Path, tryton: &Tryton) -> usize {
    let numbers: Vec<InvoiceNumber> = invoices(dir).keys().map(|n| n.as_str().into()).collect();
    let (posted, drafts) = tryton.counts(&numbers);
    assert!(drafts.is_empty(), "drafts are left: {drafts:?}");
    whole::each_once(dir, posted.into_iter().map(|record| (record.number.0, format!("{:.2}", record.total))))
}

#[test]
fn killed_with_summary_invoices_among_what_is_sent() {
    let tryton = Tryton::start();
    let proxy = Proxy::before(tryton.port());
    let company = company(&proxy.url(), &tryton, "answer_within_seconds = 20");
    let dir = company.dir();
    let places = [
        ("invoice.create", Break::HoldRequest, false),
        ("invoice.create", Break::HoldRequest, true),
        ("invoice.create", Break::HoldAnswer, true),
        ("invoice.post", Break::HoldAnswer, true),
    ];
    let (kills, sent) = die_with_summaries(&dir, &proxy, &places);
    assert_eq!(audit(&dir, &tryton), sent);
    tell(&format!(
        "kill -9 of the desk at Tryton: {kills} times, {sent} invoices, half of them summaries, each there once, no draft left"
    ));
}

//! The real binary bills into a real Celerp: the whole sample company, equal on both sides, and kills with summary invoices among what is
//! sent. The counts are printed.

#[path = "../binary/mod.rs"]
mod binary;

use std::path::Path;

use linehaul_tests::harness::erp::CelerpSettings;
use linehaul_tests::harness::erp::celerp::Client;
use linehaul_tests::harness::{Break, Celerp, Company, Proxy, exact, tell};

use binary::{answer, die_with_summaries, whole};

/// Each invoice of the book is in the ERP's accounts exactly once with our total, and no draft is left, as its database has it. Answers how
/// many.
fn audit(dir: &Path, celerp: &Celerp) -> usize {
    let posted = celerp.documents("PSL-A-").into_iter().map(|[id, status, finalized, total, _]| {
        assert_eq!(finalized, "true", "{id} is {status}");
        let total = exact(&total).expect("an amount");
        (id.trim_start_matches("doc:").to_owned(), format!("{total:.2}"))
    });
    whole::each_once(dir, posted)
}

#[test]
fn the_sample_company_is_posted_once_and_equal_on_both_sides() {
    let celerp = Celerp::start();
    let company = Company::on_celerp(&celerp.url(), &celerp.password(), "batch_size = 50");
    let dir = company.dir();
    answer(&dir, &["sync"]);
    let (taxed, dollars) = whole::bill(&dir, &|| Box::new(celerp.connector()), &|| audit(&dir, &celerp));
    // One person is let in at a time, and whoever was through left the place: somebody comes in who puts nobody out.
    let quiet = CelerpSettings { signs_others_out: false, ..celerp.settings() };
    assert!(Client::new(&quiet).expect("a client").names().is_ok());
    tell(&format!(
        "the sample company in Celerp: {} invoices, {taxed} with a tax, {dollars} in US dollars, equal in number, total, tax, currency and date",
        whole::INVOICES
    ));
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

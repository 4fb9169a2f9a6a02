//! A clock that was wrong once: it locks nobody out for good.
//!
//! Planted once and seen red: a clock that may be three years ahead.

use std::sync::Arc;
use std::time::Duration;

use linehaul_domain::fault::Outcome;
use linehaul_domain::time::{Duration as Span, Instant};
use linehaul_workbench::decisions::review;
use linehaul_workbench::intake::open::open;
use linehaul_workbench::intake::sync::sync;
use linehaul_workbench::invoicing::recover;
use linehaul_workbench::machine::clock::{Clock, Hands};
use linehaul_workbench::settings::{actor, controls};
use linehaul_workbench::upkeep::{backup, doctor};
use linehaul_workbench::workspace::home::Workbench;

const SETTINGS: &str = r#"
[business]
name = "Timed"
zone = "America/Chicago"
invoice_prefix = "TM"
desk = "A"
[[user]]
name = "biller"
accounts = ["ACCOUNT"]
roles = ["biller", "admin"]
[[source]]
name = "dispatch"
kind = "csv-drop"
folder = "drop"
[erp]
kind = "file"
"#;

/// Days from the day on which the book was begun.
#[derive(Debug)]
struct Days(Instant, i64);

impl Hands for Days {
    fn now(&self) -> Instant {
        self.0 + Span::days(self.1)
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) {}
}

fn at(bench: &mut Workbench, day: i64) {
    let begun = bench.book.entry(1).expect("reads").expect("an entry").entry.at;
    bench.clock = Clock::driven(Arc::new(Days(begun, day)));
}

fn hold(bench: &mut Workbench, reason: &str) -> Outcome<()> {
    let decided = review::hold(bench, &"L-1".into(), Some("biller"), reason)?;
    decided.refused.into_iter().next().map_or(Ok(()), |refused| Err(refused.fault))
}

fn code<T>(outcome: Outcome<T>) -> &'static str {
    outcome.map_or_else(|fault| fault.code.as_str(), |_| "done")
}

fn clock_is_well(bench: &mut Workbench) -> bool {
    let checks = doctor::doctor(bench).expect("checks");
    checks.into_iter().find(|check| check.name == "clock").expect("it is looked at").ok
}

#[test]
fn a_decision_of_the_future_locks_nobody_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    std::fs::create_dir_all(dir.join("drop")).expect("a folder");
    std::fs::write(dir.join("linehaul.toml"), SETTINGS.replace("ACCOUNT", &actor::account())).expect("written");
    let load = "load_number,customer,status,updated_at\nL-1,ACME,delivered,2025-03-01T00:00:00Z\n";
    std::fs::write(dir.join("drop/loads.csv"), load).expect("written");
    let mut bench = open(&dir).expect("opens");
    sync(&mut bench, &[], &mut |_, _, _| true).expect("synced");
    at(&mut bench, 400);
    assert_eq!(code(hold(&mut bench, "too far ahead")), "LH-118");
    at(&mut bench, 150);
    assert_eq!(code(hold(&mut bench, "not so far ahead that anybody could tell")), "done");

    at(&mut bench, 2);
    assert_eq!(code(review::release(&mut bench, (&"L-1".into(), None), Some("biller"), "right again")), "LH-118");
    assert!(!clock_is_well(&mut bench), "doctor says so");
    let entries = bench.book.head().expect("a head").seq;
    assert_eq!(code(backup::backup(&mut bench, &folder.path().join("w.bak"))), "done");
    assert_eq!(bench.book.head().expect("a head").seq, entries, "no entry of a time that cannot be");
    // What opening writes, under whatever clock, says nothing of the time.
    bench.config.business.four_eyes = false;
    controls::record(&mut bench.book, &bench.config, &bench.clock).expect("recorded");
    assert_eq!(code(review::release(&mut bench, (&"L-1".into(), None), Some("biller"), "right again")), "LH-118");

    recover::list(&bench, &recover::LoadsByInvoice::new()).expect("a list");
    let recovered = recover::confirm(&mut bench, &recover::Said::default(), Some("biller"), "the clock was wrong");
    let remarks = recovered.expect("goes on").remarks;
    assert!(remarks.iter().any(|remark| remark.contains("clock")), "{remarks:?}");
    assert!(clock_is_well(&mut bench));
    assert_eq!(code(review::release(&mut bench, (&"L-1".into(), None), Some("biller"), "right again")), "done");
}

//! Broken lines and dead processes, on both sides. Whatever breaks, each invoice ends posted exactly once, no draft is left
//! and no doubt stays open. The counts are printed. Every fault at every step is tried on the ERP in memory
//! (`crates/workbench/tests/workbench/joint`); here are those that only a real ERP answers, and all of them in a soak.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use linehaul_tests::harness::{Break, Company, Proxy, Rule, Tryton, tell};

use crate::binary::approve;
use crate::{answer, audit, company, invoices, linehaul, list, text};

/// Kills that a soak wants at each place.
fn soak() -> Option<usize> {
    std::env::var("LINEHAUL_KILLS").ok().and_then(|n| n.parse().ok())
}

/// Kills at each of the four places.
fn kills() -> usize {
    soak().unwrap_or(3)
}

/// The ready loads that are invoiced one by one.
fn ready(dir: &Path) -> Vec<String> {
    let queue = answer(dir, &["queue", "--state", "ready"]);
    let alone = list(&queue, "loads").iter().filter(|l| text(l, "customer") != "HARBOR");
    alone.map(|l| text(l, "load").to_owned()).collect()
}

/// Where a process dies.
#[derive(Debug, Clone, Copy)]
struct KillPoint {
    name: &'static str,
    method: &'static str,
    how: Break,
    /// Does a held request still arrive after the death of who sent it?
    arrives: bool,
}

/// kill -9 of the real binary while it pushes, at one place, again and again; then a push that must put all right.
fn die_at(point: KillPoint) {
    let tryton = Tryton::start();
    let proxy = Proxy::before(tryton.port());
    let company = company(&proxy.url(), &tryton, "answer_within_seconds = 20");
    let dir = company.dir();
    let loads = ready(&dir);
    let mut died = 0;
    let mut given: Vec<usize> = Vec::new();
    for chunk in loads.chunks(2).take(kills()) {
        approve(&dir, chunk);
        crate::binary::die_at(
            &dir,
            &proxy,
            Rule { method: point.method, after: 0, times: 1, how: point.how },
            point.arrives,
        );
        died += 1;
        let pushed = answer(&dir, &["push", "--as", "biller"]);
        assert_eq!(list(&pushed, "in_doubt").len() + list(&pushed, "rejected").len(), 0, "{pushed}");
        given.push(list(&pushed, "posted").len());
        if point.how == Break::HoldAnswer {
            assert_eq!(proxy.calls("invoice.create"), 0, "what the ERP has was sent again, {}", point.name);
        }
    }
    answer(&dir, &["reconcile", "--as", "biller"]);
    let posted = audit(&dir, &tryton);
    assert_eq!((died, posted), (kills(), 2 * kills()));
    tell(&format!("kill -9 of the desk {}: {died} times, {posted} invoices, each posted once", point.name));
}

#[test]
fn killed_before_send() {
    let how = Break::HoldRequest;
    die_at(KillPoint { name: "before send", method: "invoice.create", how, arrives: false });
}

#[test]
fn killed_after_send() {
    let how = Break::HoldRequest;
    die_at(KillPoint { name: "after send", method: "invoice.create", how, arrives: true });
}

#[test]
fn killed_after_the_erp_made_the_drafts_and_before_our_record() {
    let how = Break::HoldAnswer;
    die_at(KillPoint { name: "after the ERP's commit of the drafts", method: "invoice.create", how, arrives: true });
}

#[test]
fn killed_after_the_erp_posted_and_before_our_record() {
    let how = Break::HoldAnswer;
    die_at(KillPoint { name: "after the ERP's commit of the posting", method: "invoice.post", how, arrives: true });
}

/// kill -9 of the ERP itself while it works on a batch: it is started again, and a push puts all right.
#[test]
fn the_erp_dies_in_the_middle_of_a_batch() {
    let mut tryton = Tryton::start();
    let company = company(&tryton.url(), &tryton, "answer_within_seconds = 20");
    let dir = company.dir();
    let mut pauses = Vec::new();
    let mut doubts = 0;
    let ready = ready(&dir);
    // The first push of a book asks whether its numbers are free; what is tried here is the sending. It also tells how long a
    // batch takes on this machine just now: the kills are spread over that.
    let begun = Instant::now();
    approve(&dir, &ready[..12]);
    assert_eq!(list(&answer(&dir, &["push", "--as", "biller"]), "posted").len(), 12);
    let whole = begun.elapsed().as_millis() as u64;
    for (round, chunk) in ready[12..].chunks(12).take(5).enumerate() {
        approve(&dir, chunk);
        let pause = whole * [10, 35, 50, 65, 80][round] / 100;
        let child = linehaul(&dir, &["push", "--yes", "--as", "biller", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        std::thread::sleep(Duration::from_millis(pause));
        tryton.kill();
        let output = child.wait_with_output().expect("it ends");
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        doubts += list(&said, "in_doubt").len();
        pauses.push((pause, list(&said, "posted").len(), list(&said, "in_doubt").len(), list(&said, "skipped").len()));
        tryton.start_again();
        let pushed = answer(&dir, &["push", "--as", "biller"]);
        assert_eq!(list(&pushed, "in_doubt").len() + list(&pushed, "rejected").len(), 0, "{pushed}");
        audit(&dir, &tryton);
    }
    assert!(doubts > 0, "no kill hit a batch: {pauses:?}");
    tell(&format!(
        "kill -9 of the ERP (after ms, posted, in doubt, not sent): {pauses:?}; {} posted once",
        audit(&dir, &tryton)
    ));
}

/// One broken line: pushes until nothing is left to send, which must be soon, and audits.
fn through(company: &Company, tryton: &Tryton, proxy: &Proxy, loads: &[String], rules: &[Rule]) -> usize {
    let dir = company.dir();
    approve(&dir, loads);
    proxy.plan(rules);
    let mut pushes = 0;
    loop {
        answer(&dir, &["push", "--as", "biller"]);
        pushes += 1;
        let open = invoices(&dir).values().filter(|(state, _)| state != "posted").count();
        if open == 0 {
            break;
        }
        assert!(pushes < 6, "{open} invoices are open after {pushes} pushes: {:?}", invoices(&dir));
    }
    assert!(proxy.broken() > 0, "nothing was broken by {rules:?}");
    proxy.wait_until_all_arrived();
    answer(&dir, &["reconcile", "--as", "biller"]);
    audit(&dir, tryton);
    pushes
}

#[test]
fn every_fault_of_the_line_ends_in_one_invoice() {
    let tryton = Tryton::start();
    let proxy = Proxy::before(tryton.port());
    let company = company(&proxy.url(), &tryton, "answer_within_seconds = 2");
    let loads = ready(&company.dir());
    let mut chunks = loads.chunks(3);
    let all = [
        Break::LoseAnswer,
        // Given up after 2 s, carried out after 3: shows up a second later, within the settle time.
        Break::DelayRequest(3_000),
        // Carried out after 8 s: long after it was asked for in vain, and sent again.
        Break::DelayRequest(8_000),
        Break::LoseRequest,
        Break::CutAnswer,
        Break::DelayAnswer(3_000),
    ];
    let faults = if soak().is_some() { &all[..] } else { &all[..3] };
    for method in ["invoice.create", "invoice.post"] {
        for &how in faults {
            let loads = chunks.next().expect("loads enough");
            let pushes = through(&company, &tryton, &proxy, loads, &[Rule { method, after: 0, times: 1, how }]);
            tell(&format!("{method} {how:?}: {} invoices, {pushes} pushes, each posted once", loads.len()));
        }
    }
    for method in ["search_read", "common.db.login", "on_change_party"] {
        let both = [Break::CutAnswer, Break::LoseRequest];
        for &how in if soak().is_some() { &both[..] } else { &both[..1] } {
            let loads = chunks.next().expect("loads enough");
            let pushes = through(&company, &tryton, &proxy, loads, &[Rule { method, after: 0, times: 2, how }]);
            tell(&format!("{method} {how:?} twice: {} invoices, {pushes} pushes, each posted once", loads.len()));
        }
    }
}

/// An ERP that loses every answer for ever: the run ends by itself, nothing is sent blindly, and it is said.
#[test]
fn an_erp_that_loses_every_answer_does_not_hold_the_desk() {
    let tryton = Tryton::start();
    let proxy = Proxy::before(tryton.port());
    let company = company(&proxy.url(), &tryton, "answer_within_seconds = 2");
    let dir = company.dir();
    approve(&dir, &ready(&dir)[..2]);
    proxy.plan(&[Rule { method: "invoice.create", after: 0, times: 1_000, how: Break::LoseRequest }]);
    let pushed = answer(&dir, &["push", "--as", "biller"]);
    assert_eq!(list(&pushed, "in_doubt").len(), 2, "{pushed}");
    assert!(proxy.calls("invoice.create") <= 4, "{} attempts in one run", proxy.calls("invoice.create"));
    let mut runs = 1;
    while list(&answer(&dir, &["reconcile", "--as", "biller"]), "needs_person").is_empty() {
        answer(&dir, &["push", "--as", "biller"]);
        runs += 1;
        assert!(runs < 6, "no person is asked for");
    }
    proxy.plan(&[]);
    let numbers: Vec<String> = invoices(&dir).into_keys().collect();
    let retried =
        answer(&dir, &["retry", "--reason", "the line was mended", "--as", "biller", &numbers[0], &numbers[1]]);
    assert_eq!(list(&retried, "queued").len(), 2, "{retried}");
    assert_eq!(list(&answer(&dir, &["push", "--as", "biller"]), "posted").len(), 2);
    tell(&format!("every create lost: a person after {runs} runs; {} posted once in the end", audit(&dir, &tryton)));
}

//! The queue as the window asks for it: a page of two hundred rows by every filter and order that it ships, at the top and in
//! the middle, and the summary after each of some decisions.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Instant;

use linehaul_api::command::session::Session;
use linehaul_api::wire::queue::{HoldKey, QueueAsk, SortKey};
use linehaul_domain::hold::HoldCode;
use linehaul_store::QueueSort;
use linehaul_tests::harness::Asks;
use serde_json::{Value, json};

use crate::report::Report;
use crate::run::{self, percentile};

/// As in the window.
const PAGE: u64 = 200;
/// Each page so often.
const ROUNDS: usize = 3;
/// Decisions, each with a summary behind it.
const DECISIONS: usize = 30;

/// Both workspaces have been synced.
pub fn bench(sides: [&Path; 2], report: &mut Report) {
    let [few, many] = sides.map(|dir| run::part(&[OsStr::new("queue"), dir.as_os_str()]).0);
    let number = |side: &Value, name: &str| side[name].as_f64().unwrap_or_default();
    for (side, name) in [(&few, "few"), (&many, "many")] {
        report.row(&format!("queue page, 99 of 100, {name}"), number(side, "page_p99"), "ms");
        report.row(&format!("queue page, middle, {name}"), number(side, "page_p50"), "ms");
        report.row(&format!("summary after a decision, 99 of 100, {name}"), number(side, "summary_p99"), "ms");
    }
    let slowest = |side: &Value| side["slowest"].as_str().unwrap_or_default().to_owned();
    report.say(&format!("slowest pages beside many: {}", slowest(&many)));
    report.say(&format!("slowest pages beside few: {}", slowest(&few)));
    let ratio = |name: &str| number(&many, name) / number(&few, name);
    report.row("queue page, 99 of 100, many over few", ratio("page_p99"), "times");
    report.row("summary, 99 of 100, many over few", ratio("summary_p99"), "times");
    report.ratio("queue_p99_1m_over_10k", ratio("page_p99").max(ratio("summary_p99")));
}

/// Every filter that the window ships: tabs of states, a customer, a hold, a search, what differs.
fn filters() -> Vec<(String, QueueAsk)> {
    let states = ["held", "ready", "approved", "posted"].map(|s| ask(|a| a.state = Some(s.to_owned())));
    let mut asks = vec![("all".to_owned(), QueueAsk::default())];
    asks.extend(states.into_iter().map(|a| (a.state.clone().unwrap_or_default(), a)));
    asks.push(("customer".to_owned(), ask(|a| a.customer = Some("ACME".to_owned()))));
    asks.push((
        "held of a customer".to_owned(),
        ask(|a| {
            a.customer = Some("STEELCO".to_owned());
            a.state = Some("held".to_owned());
        }),
    ));
    asks.push(("hold".to_owned(), ask(|a| a.hold = Some(HoldKey(HoldCode::Variance)))));
    asks.push(("search".to_owned(), ask(|a| a.search = Some("4321".to_owned()))));
    asks.push(("differing".to_owned(), ask(|a| a.differing = true)));
    asks
}

fn ask(set: impl FnOnce(&mut QueueAsk)) -> QueueAsk {
    let mut ask = QueueAsk::default();
    set(&mut ask);
    ask
}

/// The part of a process of its own.
pub fn part(dir: &Path) {
    let mut session = Session::open(dir).expect("a workspace");
    let mut times = Vec::new();
    let mut slow: Vec<(f64, String)> = Vec::new();
    for (name, filter) in filters() {
        for sort in QueueSort::all() {
            let order = sort.name();
            for descending in [false, true] {
                let base = QueueAsk { sort: Some(SortKey(sort)), descending, limit: Some(PAGE), ..filter.clone() };
                let total = session.queue(&base).expect("a page").total;
                for (place, offset) in [("top", 0), ("middle", total / 2)] {
                    let took: Vec<f64> =
                        (0..ROUNDS).map(|_| page(&session, &QueueAsk { offset, ..base.clone() })).collect();
                    let way = if descending { "down" } else { "up" };
                    slow.push((run::median(took.clone()), format!("{name} by {order} {way} at the {place}")));
                    times.extend(took);
                }
            }
        }
    }
    slow.sort_by(|a, b| b.0.total_cmp(&a.0));
    let told: Vec<String> = slow.iter().take(8).map(|(ms, what)| format!("{what} {ms:.1} ms")).collect();
    let summaries = decisions(&mut session);
    run::answer(&json!({
        "page_p50": percentile(times.clone(), 0.5),
        "page_p99": percentile(times, 0.99),
        "summary_p99": percentile(summaries, 0.99),
        "slowest": told.join("; "),
    }));
}

fn page(session: &Session, ask: &QueueAsk) -> f64 {
    let begun = Instant::now();
    std::hint::black_box(session.queue(ask).expect("a page"));
    begun.elapsed().as_secs_f64() * 1000.0
}

/// Holds and releases loads; what the summary takes after each, in milliseconds.
fn decisions(session: &mut Session) -> Vec<f64> {
    let some = QueueAsk { state: Some("ready".to_owned()), limit: Some(DECISIONS as u64), ..QueueAsk::default() };
    let rows = session.queue(&some).expect("a page").loads;
    let mut times = Vec::new();
    for row in rows {
        drop(session.hold(&row.load, Some("biller"), "to be looked at").expect("held"));
        let begun = Instant::now();
        std::hint::black_box(session.summary().expect("a summary"));
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
        drop(session.release(&row.load, Some("biller"), "looked at").expect("released"));
    }
    times
}

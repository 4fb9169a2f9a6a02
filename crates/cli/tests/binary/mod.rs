//! The real binary, for tests that bill into a real ERP with it.

pub mod whole;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use linehaul_tests::harness::{Break, Proxy, Rule};
use serde_json::Value;

/// The binary in a workspace.
pub fn linehaul(dir: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    command.arg("--workspace").arg(dir).args(words).stdin(Stdio::null());
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("XDG_RUNTIME_DIR");
    command
}

/// What it answers as JSON.
pub fn answer(dir: &Path, words: &[&str]) -> Value {
    let output = linehaul(dir, words).arg("--json").output().expect("the binary runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| {
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        panic!("{words:?} answered no JSON ({e}): {out}{err}")
    })
}

pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list {key} in {value}"))
}

pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// Every invoice of the book that is not voided: number → (state, total).
pub fn invoices(dir: &Path) -> BTreeMap<String, (String, String)> {
    let batches = answer(dir, &["batch", "list"]);
    let all = list(&batches, "batches").iter().flat_map(|b| list(b, "invoices"));
    let live = all.filter(|i| i["state"] != "voided");
    live.map(|i| (text(i, "invoice").to_owned(), (text(i, "state").to_owned(), text(i, "total").to_owned()))).collect()
}

/// Approves loads, every one of them.
pub fn approve(dir: &Path, loads: &[String]) {
    let mut words = vec!["approve", "--as", "approver"];
    words.extend(loads.iter().map(String::as_str));
    let decided = answer(dir, &words);
    assert_eq!(list(&decided, "approved").len(), loads.len(), "{decided}");
}

/// Starts a push, kills it where the proxy holds what a rule names, and lets what is held go on, or not.
pub fn die_at(dir: &Path, proxy: &Proxy, rule: Rule, arrives: bool) {
    let name = format!("{rule:?}");
    proxy.plan(&[rule]);
    let mut push = linehaul(dir, &["push", "--yes", "--as", "biller"]);
    let mut child = push.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs");
    assert!(proxy.wait_until_held(Duration::from_secs(60)), "{name} was not reached");
    child.kill().expect("kill -9");
    assert!(!child.wait().expect("it ends").success());
    proxy.let_go(arrives);
    proxy.plan(&[]);
}

/// The customer of the sample who gets one invoice for all loads of a batch.
const SUMMARY: &str = "HARBOR";

/// Where a process dies: what is held, and whether a held request still arrives after the death of who sent it.
pub type Held = (&'static str, Break, bool);

/// kill -9 of the binary, three times or as many as `LINEHAUL_KILLS` says, up to ten, one place after the other: each time with a summary invoice of two loads among what is sent.
/// Every push behind a kill must put all right. Answers kills and invoices.
pub fn die_with_summaries(dir: &Path, proxy: &Proxy, places: &[Held]) -> (usize, usize) {
    let kills = std::env::var("LINEHAUL_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(3).min(10);
    let queue = answer(dir, &["queue", "--state", "ready"]);
    let of = |summary: bool| {
        let own = list(&queue, "loads").iter().filter(move |l| (text(l, "customer") == SUMMARY) == summary);
        own.map(|l| text(l, "load").to_owned()).collect::<Vec<_>>()
    };
    let (together, alone) = (of(true), of(false));
    for (round, pair) in together.chunks_exact(2).take(kills).enumerate() {
        approve(dir, &[pair, &alone[round..=round]].concat());
        let (method, how, arrives) = places[round % places.len()];
        die_at(dir, proxy, Rule { method, after: 0, times: 1, how }, arrives);
        let pushed = answer(dir, &["push", "--as", "biller"]);
        assert_eq!(list(&pushed, "in_doubt").len() + list(&pushed, "rejected").len(), 0, "{method} {how:?}: {pushed}");
    }
    answer(dir, &["reconcile", "--as", "biller"]);
    let batches = answer(dir, &["batch", "list"]);
    let all = list(&batches, "batches").iter().flat_map(|b| list(b, "invoices"));
    let loads: Vec<usize> = all.filter(|i| i["state"] != "voided").map(|i| list(i, "loads").len()).collect();
    let summaries = loads.iter().filter(|loads| **loads == 2).count();
    assert_eq!((summaries, loads.len()), (kills, 2 * kills), "each time a summary and one alone: {loads:?}");
    (kills, loads.len())
}

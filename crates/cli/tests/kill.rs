//! A real kill loses nothing: the real binary dies at every crash point and at random moments while it syncs, approves,
//! batches and pushes; afterwards the same job ends with the same invoices, each exactly once.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

const JOB: &[&[&str]] =
    &[&["sync"], &["approve", "--all-ready", "--as", "approver"], &["push", "--yes", "--as", "biller"]];
const POINTS: &[&str] = &[
    "sync.after_archive",
    "sync.after_facts",
    "sync.after_assess",
    "approve.before_append",
    "approve.after_append",
    "batch.after_append",
    "push.before_send",
    "push.after_send",
    "push.after_post",
];

fn linehaul(dir: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    command.arg("--workspace").arg(dir).args(words).arg("--json").stdin(Stdio::null()).stderr(Stdio::null());
    command
}

fn answer(dir: &Path, words: &[&str]) -> Value {
    let output = linehaul(dir, words).output().expect("the binary runs");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("{words:?} answered no JSON ({e}): {}", String::from_utf8_lossy(&output.stdout)))
}

fn sample(dir: &Path) {
    let made = Command::new(env!("CARGO_BIN_EXE_linehaul"))
        .args(["init", dir.to_str().expect("a path"), "--sample", "--json"])
        .output()
        .expect("the binary runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

fn finish(dir: &Path) {
    for words in JOB {
        answer(dir, words);
    }
    answer(dir, &["reconcile"]);
}

/// Load → (state, total): what the job must end with, however it was interrupted.
fn ending(dir: &Path) -> BTreeMap<String, (String, String)> {
    let queue = answer(dir, &["queue"]);
    let rows = queue["loads"].as_array().expect("loads");
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    rows.iter().map(|r| (text(&r["load"]), (text(&r["state"]), text(&r["total"])))).collect()
}

/// Each posted load is on exactly one invoice, the ERP has each number once, and the book, cache and ledger agree.
fn audit(dir: &Path) {
    let batches = answer(dir, &["batch", "list"]);
    let mut billed: BTreeMap<String, u32> = BTreeMap::new();
    for batch in batches["batches"].as_array().expect("batches") {
        for invoice in batch["invoices"].as_array().expect("invoices") {
            if invoice["state"] == "voided" {
                continue;
            }
            assert_eq!(invoice["state"], "posted", "{invoice}");
            for load in invoice["loads"].as_array().expect("loads") {
                *billed.entry(load.as_str().expect("load").to_owned()).or_default() += 1;
            }
        }
    }
    let twice: Vec<_> = billed.iter().filter(|(_, times)| **times != 1).collect();
    assert!(twice.is_empty(), "billed more than once: {twice:?}");
    let posted = ending(dir).into_iter().filter(|(_, (state, _))| state == "posted").count();
    assert_eq!(posted, billed.len());
    let reconciled = answer(dir, &["reconcile"]);
    assert_eq!(reconciled["mismatched"].as_array().expect("list").len(), 0, "{reconciled}");
    assert_eq!(reconciled["in_doubt"].as_array().expect("list").len(), 0, "{reconciled}");
    assert_eq!(answer(dir, &["audit", "verify"])["ok"], true);
    assert_eq!(answer(dir, &["rebuild", "--check"])["differing"].as_array().expect("list").len(), 0);
}

fn control() -> BTreeMap<String, (String, String)> {
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path().join("w");
    sample(&dir);
    finish(&dir);
    audit(&dir);
    ending(&dir)
}

#[test]
fn dying_at_every_crash_point_changes_nothing() {
    let expected = control();
    for point in POINTS {
        for times in ["1", "2"] {
            let folder = tempfile::tempdir().expect("a folder");
            let dir = folder.path().join("w");
            sample(&dir);
            let mut died = false;
            for words in JOB {
                let plan = format!("{point}:{times}");
                let status = linehaul(&dir, words).env("LINEHAUL_CRASH_AT", plan).stdout(Stdio::null()).status();
                died |= status.expect("the binary runs").code().is_none();
            }
            assert!(died || times == "2", "nothing died at {point}: is the point still there?");
            finish(&dir);
            audit(&dir);
            assert_eq!(ending(&dir), expected, "after dying at {point}, time {times}");
        }
    }
}

#[test]
fn kill_9_at_random_moments_changes_nothing() {
    let expected = control();
    let seed: u64 = std::env::var("LINEHAUL_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(20_250_307);
    println!("seed {seed}");
    let mut state = seed;
    let mut random = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let rounds: u64 = std::env::var("LINEHAUL_KILLS").ok().and_then(|s| s.parse().ok()).unwrap_or(3);
    let mut kills = 0;
    for _ in 0..rounds {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("w");
        sample(&dir);
        for words in JOB {
            for _ in 0..4 {
                let mut child = linehaul(&dir, words).stdout(Stdio::null()).spawn().expect("the binary runs");
                std::thread::sleep(Duration::from_millis(5 + random(400)));
                if child.try_wait().expect("a child").is_none() {
                    child.kill().expect("killed");
                    kills += 1;
                }
                child.wait().expect("a child");
            }
        }
        finish(&dir);
        audit(&dir);
        assert_eq!(ending(&dir), expected, "seed {seed}");
    }
    linehaul_tests::harness::tell(&format!(
        "kill -9 at random moments of the job: {kills} in {rounds} rounds, 0 lost, 0 twice"
    ));
}

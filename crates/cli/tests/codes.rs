//! Exit codes that jobs at night rely on, and the words beside them: 0 where all is done, 1 where something is left.

use std::path::Path;
use std::process::Command;

use linehaul_tests::harness::{Company, company_of_one_load, many_more_loads, somebody_elses_draft};

/// Exit code and both streams.
fn linehaul(dir: &Path, words: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("XDG_RUNTIME_DIR");
    let output = command.arg("--workspace").arg(dir).args(words).stdin(std::process::Stdio::null()).output();
    let output = output.expect("the binary runs");
    let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.code().unwrap_or(-1), told)
}

const PUSH: &[&str] = &["push", "--yes", "--as", "biller"];
const NOTHING: &str = "Nothing was waiting";

#[test]
fn a_push_says_that_nothing_was_waiting_only_where_nothing_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    company_of_one_load(&dir, "2025-03-02");
    linehaul(&dir, &["sync"]);
    let (code, told) = linehaul(&dir, PUSH);
    assert!(code == 0 && told.contains(NOTHING), "{code} {told}");
    linehaul(&dir, &["approve", "T-1", "--as", "approver"]);
    let (code, told) = linehaul(&dir, PUSH);
    assert!(code == 0 && told.contains("1 invoice posted") && !told.contains(NOTHING), "{code} {told}");
    let (code, told) = linehaul(&dir, PUSH);
    assert!(code == 0 && told.contains(NOTHING), "{code} {told}");
    let (_, batches) = linehaul(&dir, &["batch", "list"]);
    let batch = batches.split_whitespace().find(|word| word.starts_with("B-20250307-")).expect("a batch");
    assert_eq!(linehaul(&dir, &["push", batch, "--yes", "--as", "biller"]).0, 0);
    let (code, told) = linehaul(&dir, &["push", "B-19990101-1", "--yes", "--as", "biller"]);
    assert!(code == 1 && told.contains("LH-432"), "{code} {told}");
}

#[test]
fn nothing_is_sent_where_nobody_can_be_asked_and_nobody_said_yes() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    company_of_one_load(&dir, "2025-03-02");
    linehaul(&dir, &["sync"]);
    linehaul(&dir, &["approve", "T-1", "--as", "approver"]);
    let (code, told) = linehaul(&dir, &["push", "--as", "biller"]);
    assert!(code != 0 && told.contains("LH-487") && told.contains("--yes"), "{code} {told}");
    let (code, told) = linehaul(&dir, PUSH);
    assert!(code == 0 && told.contains("1 invoice posted"), "it was not sent before: {code} {told}");
}

#[test]
fn an_approved_load_that_is_on_no_invoice_is_something_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    // Delivered after the day of the workspace: no invoice can be of a day before.
    company_of_one_load(&dir, "2025-03-20");
    linehaul(&dir, &["sync"]);
    linehaul(&dir, &["approve", "T-1", "--as", "approver"]);
    let (code, told) = linehaul(&dir, PUSH);
    assert!(
        code == 1 && told.contains("LH-441") && told.contains("1 load approved and on no invoice"),
        "{code} {told}"
    );
    assert!(!told.contains(NOTHING), "{told}");
    let (code, _) = linehaul(&dir, &["batch", "create", "--as", "biller"]);
    assert_eq!(code, 1);
}

#[test]
fn an_invoice_that_waits_for_a_person_is_something_left_at_every_push() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    company_of_one_load(&dir, "2025-03-02");
    many_more_loads(&dir, 1);
    linehaul(&dir, &["sync"]);
    linehaul(&dir, &["approve", "T-1", "--as", "approver"]);
    assert_eq!(linehaul(&dir, PUSH).0, 0);
    linehaul(&dir, &["approve", "M-001", "--as", "approver"]);
    linehaul(&dir, &["batch", "create", "--as", "biller"]);
    somebody_elses_draft(&dir, "PST-A-000002-G1");
    let (code, told) = linehaul(&dir, PUSH);
    assert!(code == 1 && told.contains("LH-603"), "{code} {told}");
    let (code, told) = linehaul(&dir, PUSH);
    assert!(code == 1 && !told.contains(NOTHING), "{code} {told}");
    assert!(told.contains("PST-A-000002-G1"), "it is named: {told}");
}

#[test]
fn an_invoice_that_was_not_sent_is_something_left() {
    let company = Company::new("http://127.0.0.1:9", "secret", "");
    let dir = company.dir();
    linehaul(&dir, &["sync"]);
    let queue = linehaul(&dir, &["queue", "--state", "ready", "--customer", "ACME", "--limit", "1", "--json"]).1;
    let queue: serde_json::Value = serde_json::from_str(&queue).expect("JSON");
    let load = queue["loads"][0]["load"].as_str().expect("a load");
    linehaul(&dir, &["approve", load, "--as", "approver"]);
    for _ in 0..2 {
        let (code, told) = linehaul(&dir, PUSH);
        assert!(code == 1 && told.contains("LH-601") && !told.contains(NOTHING), "{code} {told}");
    }
}

#[test]
fn seen_is_said_once_for_each_load() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    company_of_one_load(&dir, "2025-03-02");
    linehaul(&dir, &["sync"]);
    let shown: serde_json::Value = serde_json::from_str(&linehaul(&dir, &["show", "T-1", "--json"]).1).expect("JSON");
    let seen = shown["assessment"].as_str().expect("a hash");
    let approve = |words: &[&str]| linehaul(&dir, &[&["approve", "--as", "approver"], words].concat());
    for words in [&["T-1", "--seen", seen, "--seen", seen][..], &["T-1", "T-2", "--seen", seen]] {
        let (code, told) = approve(words);
        assert!(code == 1 && told.contains("LH-426"), "{words:?}: {code} {told}");
    }
    let (code, told) = approve(&["T-1", "--seen", &"0".repeat(64)]);
    assert!(code == 1 && told.contains("LH-423"), "{code} {told}");
    assert_eq!(approve(&["--all-ready", "--seen", seen]).0, 2, "the two do not go together");
    let (code, told) = approve(&["T-1", "--seen", seen]);
    assert!(code == 0 && told.contains("1 load approved"), "{code} {told}");
}

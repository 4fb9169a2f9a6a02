//! What comes from outside neither stops the shell nor reaches a terminal as it came; a machine that refuses to write is
//! told in words.
#![cfg(unix)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

const AT: &str = "2025-03-01T00:00:00Z";

fn linehaul(dir: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    command.arg("--workspace").arg(dir).args(words).stdin(Stdio::null());
    command
}

fn run(dir: &Path, words: &[&str]) -> Output {
    linehaul(dir, words).output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A new workspace whose drop holds these loads of these customers, synced.
fn synced(dir: &Path, loads: &[(&str, &str)]) {
    let made = Command::new(env!("CARGO_BIN_EXE_linehaul")).arg("init").arg(dir).output().expect("it runs");
    assert!(made.status.success(), "{}", text(&made.stderr));
    let rows: String = loads.iter().map(|(load, customer)| format!("{load},{customer},delivered,{AT}\n")).collect();
    std::fs::write(dir.join("drop/loads.csv"), format!("load_number,customer,status,updated_at\n{rows}"))
        .expect("written");
    let output = run(dir, &["sync"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn a_cell_of_any_length_is_shown_in_short() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    let long = "L".repeat(65_536);
    synced(&dir, &[(&long, "ACME"), ("L-2", &long)]);
    let output = run(&dir, &["queue"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let shown = text(&output.stdout);
    assert!(shown.contains("LLL…") && shown.lines().all(|line| line.chars().count() < 2_000));
    let whole = text(&run(&dir, &["queue", "--json"]).stdout);
    assert!(whole.contains(&long), "JSON tells all of it");
    assert_eq!(run(&dir, &["show", &long]).status.code(), Some(0));
}

#[test]
fn what_a_terminal_obeys_is_spelt_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    let (turned, escape) = ("L-\u{202e}1\u{200b}", "L\u{1b}[2J\u{9b}2J");
    synced(&dir, &[(turned, "ACME"), (escape, "ACME")]);
    for words in [&["queue"][..], &["queue", "--json"], &["quarantine", "list"], &["quarantine", "list", "--json"]] {
        let shown = text(&run(&dir, words).stdout);
        let raw = shown.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202e}' | '\u{200b}'));
        assert_eq!(raw, None, "{words:?}: {shown:?}");
    }
    assert!(text(&run(&dir, &["queue"]).stdout).contains("L-\\u{202e}1\\u{200b}"));
    assert!(text(&run(&dir, &["quarantine", "list"]).stdout).contains("L\\u{1b}[2J\\u{9b}2J"));
    let queue: serde_json::Value = serde_json::from_slice(&run(&dir, &["queue", "--json"]).stdout).expect("JSON");
    assert_eq!(queue["loads"][0]["load"], turned);
    // Words of the command line come back in errors.
    let refused = run(&dir, &["show", "none\u{1b}[2J\nLH-000 all is well"]);
    let told = text(&refused.stderr);
    assert!(!told.contains('\u{1b}') && !told.lines().any(|line| line.starts_with("LH-000")), "{told:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_error_changes_no_exit_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let wrong = linehaul(folder.path(), &["queue"]).stderr(full()).status().expect("it runs");
    assert_eq!(wrong.code(), Some(2));
    let json = linehaul(folder.path(), &["queue", "--json"]).stderr(full()).output().expect("it runs");
    assert_eq!(json.status.code(), Some(2));
    assert!(text(&json.stdout).contains("LH-101"));
    let both = linehaul(folder.path(), &["--help"]).stderr(full()).stdout(full()).status().expect("it runs");
    assert!(both.code().is_some_and(|code| code != 101));
}

#[test]
fn a_file_that_may_not_grow_is_told_and_kills_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    synced(&dir, &[("L-1", "ACME")]);
    let rows: String = (0..20_000).map(|n| format!("L-{n},ACME,delivered,{AT}\n")).collect();
    std::fs::write(dir.join("drop/loads-b.csv"), format!("load_number,customer,status,updated_at\n{rows}"))
        .expect("written");
    // The limit is in KiB: the cache reaches it, the delivery in the archive does not.
    let script = "ulimit -f 512; exec \"$0\" --workspace \"$1\" sync";
    let mut command = Command::new("bash");
    command.args(["-c", script, env!("CARGO_BIN_EXE_linehaul")]).arg(&dir).stdin(Stdio::null());
    let output = command.output().expect("bash runs");
    assert!(output.status.code().is_some(), "a signal ended it: {}", output.status);
    assert!(text(&output.stderr).contains("LH-513"), "{} {}", text(&output.stderr), text(&output.stdout));
    assert_eq!(run(&dir, &["audit", "verify"]).status.code(), Some(0));
}

#[test]
fn a_file_without_a_load_is_no_success() {
    let folder = tempfile::tempdir().expect("a folder");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/examples/05-tonu-deadhead-minimum");
    let contract = std::fs::read_dir(&examples).expect("an example").flatten().map(|e| e.path());
    let contract = contract.into_iter().find(|p| p.extension().is_some_and(|e| e == "rhai")).expect("a contract");
    for (name, content) in [("empty.json", ""), ("blank.json", " \n\n")] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("written");
        let rate = |load: &str, json: bool| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
            command.arg("rate").arg("--contract").arg(&contract).args(["--load", load]);
            command.args(json.then_some("--json")).stdin(std::fs::File::open(&path).expect("opened"));
            command.output().expect("it runs")
        };
        let named = path.to_string_lossy().into_owned();
        let plain = rate(&named, false);
        assert_eq!(plain.status.code(), Some(1), "{}", text(&plain.stderr));
        assert!(text(&plain.stderr).contains("LH-242"));
        for told in [rate(&named, true), rate("-", false)] {
            let value: serde_json::Value = serde_json::from_slice(&told.stdout).expect("one JSON document");
            assert_eq!((told.status.code(), value["error"]["code"].as_str()), (Some(1), Some("LH-242")));
        }
    }
}

//! The log: one load can be followed through it, from the delivery that brought it to the ERP's number, by searching for what each
//! line names; it says who did what and how that ended; it holds nothing that a terminal obeys; and nothing waits for it.

use std::path::Path;

use linehaul_api::command::session::{Session, Signal};
use linehaul_tests::harness::Asks;
use serde_json::Value;

use crate::workspace::{TestWorkspace, approve, push, sync};

/// Every line, oldest first.
fn lines(dir: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(dir.join("log/linehaul.jsonl")).expect("a log");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect()
}

fn text<'a>(line: &'a Value, key: &str) -> &'a str {
    line[key].as_str().unwrap_or_default()
}

/// The lines of which a field is this.
fn having<'a>(lines: &'a [Value], key: &str, value: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| text(line, key) == value).collect()
}

fn names(line: &Value, load: &str) -> bool {
    text(line, "loads").split(' ').any(|one| one == load)
}

#[test]
fn one_load_can_be_followed_from_its_delivery_to_the_erps_number() {
    let workspace = TestWorkspace::sample();
    let mut session = workspace.open();
    sync(&mut session);
    let approved = approve(&mut session, &[]);
    let pushed = push(&mut session);
    let load = &approved.approved[approved.approved.len() / 2];
    let posted = pushed.posted.iter().find(|line| line.loads.contains(load)).expect("it is billed");

    let all = lines(&workspace.dir());
    // All that is known at first is the file that dispatch delivered.
    let delivered: Vec<&Value> = having(&all, "message", "taken in").into_iter().filter(|l| names(l, load)).collect();
    let file = delivered.iter().find(|line| text(line, "delivery").starts_with("loads-")).expect("its delivery");
    let bytes = std::fs::read(workspace.dir().join("drop").join(text(file, "delivery"))).expect("the file");
    assert_eq!(text(file, "hash"), linehaul_domain::canonical::hash_bytes(&bytes).as_str());
    assert_eq!(text(file, "source"), "dispatch");
    let approvals: Vec<&Value> = having(&all, "load", load).into_iter().filter(|l| l["kind"] == "approved").collect();
    let [approval] = approvals.as_slice() else { panic!("{approvals:?}") };
    assert!(approval["seq"].as_u64().is_some_and(|seq| seq > 0) && approval["actor"] == "approver", "{approval}");
    let drafted = having(&all, "kind", "invoice_drafted").into_iter().find(|line| names(line, load));
    let invoice = text(drafted.expect("its invoice"), "invoice");
    assert_eq!(invoice, posted.invoice);
    let steps = having(&all, "invoice", invoice);
    let kinds: Vec<&str> = steps.iter().map(|line| text(line, "kind")).collect();
    assert_eq!(kinds, ["invoice_drafted", "sending", "draft_made", "posted"]);
    assert!(steps[1..].iter().all(|step| step["attempt"] == 1), "{steps:?}");
    assert!(steps[2..].iter().all(|step| step["ms"].is_u64()), "{steps:?}");
    assert!(steps.windows(2).all(|two| two[0]["seq"].as_u64() < two[1]["seq"].as_u64()), "{steps:?}");
    assert_eq!(text(steps[2], "erp_id"), text(steps[3], "erp_id"));
    assert_eq!(Some(text(steps[3], "erp_number")), posted.erp_number.as_deref());
}

#[test]
fn a_verb_says_who_it_was_and_how_it_ended() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    let refused = session.hold("T-1", Some("nobody\u{1b}[31m\nhere"), "why").expect_err("there is no such user");
    session.hold("T-1", Some("biller"), "a person's words").expect("held");
    approve(&mut session, &["T-1"]);
    session.show("T-9").expect_err("there is no such load");
    let all = lines(&workspace.dir());
    let of = |verb: &str| all.iter().filter(|line| line["span"]["verb"] == verb).collect::<Vec<_>>();
    let ended: Vec<&str> = of("hold").iter().map(|line| text(line, "message")).collect();
    assert_eq!(ended, ["began", "refused", "began", "entry", "assessed", "ended"]);
    let (first, last) = (of("hold")[1], of("hold")[5]);
    assert_eq!((text(first, "code"), text(first, "level")), (refused.code.as_str(), "WARN"));
    assert_eq!(first["span"]["who"], "nobody\\u{1b}[31m\\nhere");
    assert!(last["ms"].is_u64() && last["span"]["who"] == "biller", "{last}");
    assert_ne!(first["span"]["run"], last["span"]["run"]);
    assert!(text(last, "timestamp").ends_with('Z'), "{last}");
    let not_approved = having(&all, "message", "not decided");
    assert!(not_approved.len() == 1 && not_approved[0]["load"] == "T-1", "{not_approved:?}");
    assert_eq!(text(not_approved[0], "code"), "LH-413");
    // Whoever only looks leaves a line where that could not be done.
    assert_eq!(of("show").iter().map(|line| text(line, "code")).collect::<Vec<_>>(), ["LH-410"]);
    let assessed = having(&all, "message", "assessed");
    assert!(assessed[0]["stale"] == 1 && assessed[0]["assessed"] == 1 && assessed[0]["left"] == 0, "{assessed:?}");
}

#[test]
fn what_came_from_outside_is_cleaned_and_has_an_end() {
    let workspace = TestWorkspace::tiny();
    let number = format!("T-\u{202e}{}\u{9b}2J", "9".repeat(200));
    workspace.another(&number, str::to_owned);
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &[&number, &"8".repeat(5_000)]);
    let bytes = std::fs::read_to_string(workspace.dir().join("log/linehaul.jsonl")).expect("a log");
    let obeyed = bytes.chars().find(|c| *c != '\n' && linehaul_api::spelt::is_obeyed(*c));
    assert_eq!(obeyed, None);
    assert!(!bytes.contains(&"8".repeat(401)) && bytes.lines().all(|line| line.len() < 1_000), "{bytes}");
    assert!(bytes.contains("T-\\\\u{202e}999"), "{bytes}");
}

#[test]
fn a_log_that_cannot_be_written_fails_nothing_and_one_elsewhere_is_not_written_to() {
    let workspace = TestWorkspace::tiny();
    workspace.write("elsewhere", "as it was");
    std::fs::create_dir_all(workspace.dir().join("log")).expect("a folder");
    std::os::unix::fs::symlink(workspace.dir().join("elsewhere"), workspace.dir().join("log/linehaul.jsonl"))
        .expect("a link");
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"]);
    assert_eq!(push(&mut session).posted.len(), 1);
    assert_eq!(std::fs::read_to_string(workspace.dir().join("elsewhere")).expect("read"), "as it was");
    let report = session.doctor().expect("a report");
    let check = report.checks.iter().find(|check| check.name == "log").expect("a check");
    assert!(!check.ok && check.message.contains("log/linehaul.jsonl"), "{}", check.message);
}

#[test]
fn a_workspace_that_does_not_open_says_so_and_what_is_none_gets_no_log() {
    let workspace = TestWorkspace::tiny();
    let first = workspace.open();
    Session::open(&workspace.dir()).err().expect("somebody has it open");
    let refused = lines(&workspace.dir());
    let refused = having(&refused, "message", "refused");
    assert!(refused.len() == 1 && refused[0]["span"]["verb"] == "open", "{refused:?}");
    drop(first);
    let mut session = workspace.open();
    session.reconcile(Some("biller"), &mut |_| Signal::Continue).expect("an answer");
    assert_eq!(having(&lines(&workspace.dir()), "message", "reconciled").len(), 1);
    let folder = tempfile::tempdir().expect("a folder");
    Session::open(folder.path()).err().expect("it is no workspace");
    assert!(!folder.path().join("log").exists());
}

//! Who acts, and what the configuration lets them do: the book knows both.

use std::path::Path;

use linehaul_domain::decision::{Decision, Entry};
use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, LOADS, TestWorkspace, approve, push, sync};

/// The entries of a kind, once the workspace was opened and closed.
fn entries(dir: &Path, kind: &str) -> Vec<Entry> {
    let bench = linehaul_workbench::intake::open::open(dir).expect("opens");
    bench.book.entries_of_kinds(&[kind]).expect("read")
}

fn loosened(dir: &Path) -> Vec<Vec<String>> {
    let list = entries(dir, "controls_set").into_iter().map(|e| match e.entry.decision {
        Decision::ControlsSet { loosened, .. } => loosened,
        other => panic!("{other:?}"),
    });
    list.collect()
}

#[test]
fn what_loosens_a_control_is_an_entry_of_the_book() {
    let workspace = TestWorkspace::tiny();
    assert_eq!(loosened(&workspace.dir()), [Vec::<String>::new()], "the first says how it began");
    assert_eq!(loosened(&workspace.dir()).len(), 1, "the same again is no entry");

    workspace.write("linehaul.toml", CONFIG.replace("= \"25.00\"", "= \"25.0\""));
    assert_eq!(loosened(&workspace.dir()).len(), 1, "the same amount, written otherwise");

    let wide = CONFIG.replace("desk = \"A\"", "desk = \"A\"\nfour_eyes = false").replace("\"25.00\"", "\"999999\"");
    workspace.write("linehaul.toml", wide.replace("roles = [\"biller\"]", "roles = [\"biller\", \"approver\"]"));
    let after = loosened(&workspace.dir()).pop().expect("an entry");
    assert_eq!(
        after,
        ["four_eyes: true -> false", "user biller role approver", "variance_hold_above: 25 -> 999999"],
        "each control that allows more"
    );

    workspace.write("linehaul.toml", CONFIG);
    assert_eq!(loosened(&workspace.dir()).last(), Some(&Vec::new()), "taking it back is an entry, and loosens nothing");
    assert_eq!(loosened(&workspace.dir()).len(), 3);
}

#[test]
fn a_customers_own_limit_that_is_gone_counts_as_the_general_one() {
    let workspace = TestWorkspace::tiny();
    let own = "[customers.ACME]\nvariance_hold_above = \"5.00\"\n";
    workspace.write("linehaul.toml", format!("{CONFIG}{own}"));
    loosened(&workspace.dir());
    workspace.write("linehaul.toml", CONFIG);
    assert_eq!(
        loosened(&workspace.dir()).last().expect("an entry").as_slice(),
        ["customer ACME variance_hold_above: 5 -> 25"]
    );
}

/// The tiny company with every user bound to the account that runs the tests, and to no other.
fn of_one_account() -> String {
    CONFIG.replace("[\"*\"]", &format!("[{:?}]", linehaul_workbench::settings::actor::account()))
}

#[test]
fn one_account_under_two_names_is_one_pair_of_eyes() {
    let workspace = TestWorkspace::tiny();
    workspace.write("linehaul.toml", of_one_account());
    let mut session = workspace.open();
    sync(&mut session);
    session.adjust("T-1", Some("biller"), "LINEHAUL", "-10.00", "agreed by phone").expect("adjusted");
    let refused = approve(&mut session, &["T-1"]).refused;
    assert_eq!(refused[0].code, "LH-404", "{refused:?}");
    assert!(refused[0].message.contains("biller") && refused[0].message.contains("approver"), "{refused:?}");
    let people = session.doctor().expect("a report").checks.into_iter().find(|c| c.name == "people").expect("a check");
    assert!(!people.ok && people.message.contains("biller") && people.message.contains("approver"), "{people:?}");
}

#[test]
fn the_sample_company_is_exempt_and_its_book_says_so() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    session.adjust("T-1", Some("biller"), "LINEHAUL", "-10.00", "agreed by phone").expect("adjusted");
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"]);
    let decisions = session.show("T-1").expect("shown").decisions;
    let note = &decisions.iter().find(|d| d.kind == "approved").expect("approved").text;
    assert!(note.contains("sample company"), "{note}");
    let people = session.doctor().expect("a report").checks.into_iter().find(|c| c.name == "people").expect("a check");
    assert!(people.ok && people.message.contains("sample"), "{people:?}");
}

#[test]
fn two_names_that_differ_in_case_only_are_refused() {
    let workspace = TestWorkspace::tiny();
    workspace.write("linehaul.toml", CONFIG.replace("\"owner\"", "\"Biller\""));
    let refused = linehaul_api::command::session::Session::open(&workspace.dir()).err().expect("refused");
    assert_eq!(refused.code, "LH-103");
}

#[test]
fn what_a_loads_adjustments_come_to_has_a_limit_by_role() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    let mut adjust = |user: &str, code: &str, amount: &str| {
        let decided = session.adjust("T-1", Some(user), code, amount, "as agreed").expect("an answer");
        decided.refused.into_iter().next().map(|r| (r.code, r.next_step))
    };
    let (code, next) = adjust("biller", "LINEHAUL", "250.01").expect("refused");
    assert_eq!(code, "LH-405");
    assert!(next.contains("approver") && next.contains("owner"), "who may is said: {next}");
    assert_eq!(adjust("biller", "LINEHAUL", "200.00"), None);
    assert_eq!(adjust("biller", "DETENTION_LOADING", "-50.01").expect("refused").0, "LH-405", "both ways added up");
    assert_eq!(adjust("biller", "LINEHAUL", "-200.00"), None, "taking it back is within any limit");
    assert_eq!(adjust("approver", "LINEHAUL", "2500.01").expect("refused").0, "LH-405");
    assert_eq!(adjust("approver", "LINEHAUL", "2500.00"), None);
    drop(session);
    workspace.write("linehaul.toml", format!("{CONFIG}[limits]\nadjust_biller = \"3000.00\"\n"));
    let mut session = workspace.open();
    let more = session.adjust("T-1", Some("biller"), "LINEHAUL", "400.00", "as agreed").expect("an answer");
    assert_eq!(more.done, ["T-1"], "the workspace sets its own");
    drop(session);
    assert!(loosened(&workspace.dir()).concat().contains(&"limits adjust_biller: 250 -> 3000".to_owned()));
}

#[test]
fn an_invoice_that_would_pay_the_customer_is_not_approved() {
    let workspace = TestWorkspace::tiny();
    workspace.write("linehaul.toml", CONFIG.replace("\"25.00\"", "\"9000.00\""));
    let mut session = workspace.open();
    sync(&mut session);
    session.adjust("T-1", Some("owner"), "LINEHAUL", "-1000.01", "all of it").expect("adjusted");
    let refused = approve(&mut session, &["T-1"]).refused;
    assert_eq!(refused[0].code, "LH-406", "{refused:?}");
    assert!(push(&mut session).posted.is_empty());
}

/// The code of opening a workspace; a panic when it does not answer.
fn opening(dir: &Path) -> String {
    let (tell, workspace) = std::sync::mpsc::channel();
    let dir = dir.to_owned();
    std::thread::spawn(move || {
        tell.send(linehaul_api::command::session::Session::open(&dir).err().map(|e| e.code.to_string()))
    });
    workspace.recv_timeout(std::time::Duration::from_secs(20)).expect("it answers").expect("it is refused")
}

#[test]
fn a_configuration_that_is_no_plain_file_or_too_large_is_refused_at_once() {
    let workspace = TestWorkspace::tiny();
    let config = workspace.dir().join("linehaul.toml");
    workspace.write("linehaul.toml", format!("{CONFIG}#{}\n", "x".repeat(1024 * 1024)));
    assert_eq!(opening(&workspace.dir()), "LH-102");
    std::fs::remove_file(&config).expect("removed");
    let made = std::process::Command::new("mkfifo").arg(&config).status().expect("mkfifo runs");
    assert!(made.success());
    assert_eq!(opening(&workspace.dir()), "LH-101");
}

/// A contract is proposed by one user and agreed to by another.
fn proposed_and_agreed(change: impl Fn(&str) -> String) -> Result<String, String> {
    let workspace = TestWorkspace::sample();
    let config = std::fs::read_to_string(workspace.dir().join("linehaul.toml")).expect("a configuration");
    workspace.write("linehaul.toml", change(&format!("{config}\n[publish]\nloads_changed_above = 0\n")));
    let file = "rules/customers/acme-foods/2025-02-01.rhai";
    let text = std::fs::read_to_string(workspace.dir().join(file)).expect("a contract");
    workspace.write("drafts/acme-foods/2025-02-01.rhai", text.replace("free 120 minutes", "free 90 minutes"));
    let draft = workspace.dir().join("drafts/acme-foods/2025-02-01.rhai");
    let mut session = workspace.open();
    sync(&mut session);
    let proposed = session.publish(&draft, Some("pricing"), "an amendment", &mut |_, _| true).expect("an answer");
    assert!(!proposed.in_force);
    session.agree(proposed.entry, Some("approver")).map_err(|refused| refused.code.to_string())?;
    drop(session);
    let agreed = entries(&workspace.dir(), "contract_published").pop().expect("an entry");
    match agreed.entry.decision {
        Decision::ContractPublished { reason, .. } => Ok(reason.to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_contract_is_not_agreed_to_under_another_name_of_ones_own() {
    let account = linehaul_workbench::settings::actor::account();
    let own = |config: &str| config.replace("[\"*\"]", &format!("[{account:?}]"));
    assert_eq!(proposed_and_agreed(own), Err("LH-357".to_owned()));
    let reason = proposed_and_agreed(str::to_owned).expect("agreed");
    assert!(reason.contains("sample company") && reason.contains("an amendment"), "{reason}");
}

/// Two undated files of one sync that differ on the miles of T-1.
fn disputed() -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    let undated = LOADS.replace(",updated_at", "").replace(",2025-03-03T00:00:00Z", "").replace(",1000.00", ",");
    workspace.write("drop/loads.csv", &undated);
    workspace.write("drop/loads-b.csv", undated.replace(",500,", ",520,"));
    workspace
}

#[test]
fn whoever_answers_what_holds_a_load_does_not_approve_it() {
    let workspace = disputed();
    let mut session = workspace.open();
    sync(&mut session);
    session.release("T-1", Some("approver"), "dispatch says 520").expect("released");
    let refused = approve(&mut session, &["T-1"]).refused;
    assert_eq!(refused[0].code, "LH-404", "{refused:?}");
    assert!(refused[0].message.contains("answered"), "{refused:?}");
    // Once nothing is asked any more, nobody's answer is billed by.
    workspace.write(
        "drop/loads.csv",
        std::fs::read_to_string(workspace.dir().join("drop/loads-b.csv")).expect("read").replace(",520,", ",530,"),
    );
    sync(&mut session);
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"]);
    let workspace = disputed();
    let mut session = workspace.open();
    sync(&mut session);
    session.release("T-1", Some("owner"), "dispatch says 520").expect("released");
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"], "another pair of eyes");
}

#[test]
fn what_is_answered_is_what_was_seen() {
    let workspace = disputed();
    let mut session = workspace.open();
    sync(&mut session);
    let seen = session.show("T-1").expect("shown").assessment;
    workspace.write(
        "drop/loads-b.csv",
        LOADS
            .replace(",500,", ",540,")
            .replace(",1000.00", ",")
            .replace(",updated_at", "")
            .replace(",2025-03-03T00:00:00Z", ""),
    );
    workspace.write(
        "drop/loads.csv",
        LOADS
            .replace(",500,", ",545,")
            .replace(",1000.00", ",")
            .replace(",updated_at", "")
            .replace(",2025-03-03T00:00:00Z", ""),
    );
    sync(&mut session);
    let refused = session.release_seen("T-1", &seen, Some("owner"), "dispatch says so").expect("an answer").refused;
    assert_eq!(refused[0].code, "LH-423", "{refused:?}");
    assert_eq!(session.show("T-1").expect("shown").state, "held");
    let seen = session.show("T-1").expect("shown").assessment;
    let done = session.release_seen("T-1", &seen, Some("owner"), "dispatch says so").expect("an answer").done;
    assert_eq!(done, ["T-1"]);
}

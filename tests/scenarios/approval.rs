//! An approval freezes what it saw, lapses when facts change it, and never is one's own check on oneself.

use crate::workspace::{CONFIG, CONTRACT, LOADS, STOPS, TestWorkspace, approve, push, state, sync};
use linehaul_api::command::session::Signal;
use linehaul_tests::harness::Asks;

fn later_miles(miles: &str) -> String {
    LOADS.replace(",500,", &format!(",{miles},")).replace("2025-03-03T", "2025-03-05T")
}

#[test]
fn late_facts_lapse_an_approval_with_the_difference_shown() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready");
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"]);
    assert_eq!(state(&session, "T-1"), "approved");
    workspace.write("drop/loads-2.csv", later_miles("510"));
    let report = sync(&mut session);
    assert_eq!(report.lapsed.len(), 1);
    assert!(report.lapsed[0].difference.contains("1000.00") && report.lapsed[0].difference.contains("1020.00"));
    let detail = session.show("T-1").expect("shown");
    assert_eq!(detail.state, "held");
    assert_eq!(detail.holds[0].code, "CHANGED_SINCE_APPROVAL");
    assert!(approve(&mut session, &[]).approved.is_empty(), "--all-ready does not take it");
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"], "a person who saw it may");
    assert_eq!(push(&mut session).posted[0].total, "1020.00");
}

#[test]
fn a_queued_invoice_is_voided_when_facts_change_and_its_number_is_explained() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    let batch = session.batch_create(Some("biller")).expect("a batch");
    assert_eq!(state(&session, "T-1"), "queued");
    workspace.write("drop/loads-2.csv", later_miles("510"));
    sync(&mut session);
    let view = session.batch_show(batch.batch.as_deref().expect("named")).expect("shown");
    assert_eq!(view.invoices[0].state, "voided");
    assert!(push(&mut session).posted.is_empty());
    approve(&mut session, &["T-1"]);
    let posted = push(&mut session).posted;
    assert_eq!(posted.len(), 1);
    assert_ne!(posted[0].invoice, view.invoices[0].invoice, "the number is not used again");
}

#[test]
fn a_new_contract_version_does_not_reprice_what_is_approved() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    drop(session);
    workspace.write("rules/customers/acme/2025-02-01.rhai", CONTRACT.replace("2.00 per mile", "3.00 per mile"));
    let mut session = workspace.open();
    assert!(sync(&mut session).lapsed.is_empty());
    assert_eq!(push(&mut session).posted[0].total, "1000.00");
}

#[test]
fn without_approval_a_new_version_reprices() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    drop(session);
    workspace.write("rules/customers/acme/2025-02-01.rhai", CONTRACT.replace("2.00 per mile", "3.00 per mile"));
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(session.show("T-1").expect("shown").total, "1500.00");
}

#[test]
fn a_change_after_posting_is_recorded_and_sends_nothing() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    push(&mut session);
    workspace
        .write("drop/stops-2.csv", STOPS.replace("2025-03-01 09:00", "2025-03-01 12:00").replace("03-03T", "03-06T"));
    sync(&mut session);
    let detail = session.show("T-1").expect("shown");
    assert_eq!(detail.state, "posted");
    let recorded = detail.decisions.iter().filter(|d| d.kind == "difference_after_posting").count();
    assert_eq!(recorded, 1, "{:?}", detail.decisions);
    sync(&mut session);
    let detail = session.show("T-1").expect("shown");
    assert_eq!(detail.decisions.iter().filter(|d| d.kind == "difference_after_posting").count(), 1, "only once");
    assert!(push(&mut session).posted.is_empty());
}

#[test]
fn nobody_approves_what_they_adjusted_unless_the_firm_is_small_and_says_so() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    let adjusted = session.adjust("T-1", Some("owner"), "LINEHAUL", "-10.00", "agreed by phone").expect("an answer");
    assert_eq!(adjusted.done, ["T-1"]);
    let own = session.approve(&["T-1".into()], false, Some("owner"), None, &mut |_, _| true).expect("an answer");
    assert_eq!(own.approved.len(), 0);
    assert!(own.refused[0].code.starts_with("LH-4"), "{:?}", own.refused);
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"], "somebody else may");
    assert_eq!(push(&mut session).posted[0].total, "990.00");

    let small = TestWorkspace::tiny();
    small.write("linehaul.toml", CONFIG.replace("desk = \"A\"", "desk = \"A\"\nfour_eyes = false"));
    let mut session = small.open();
    sync(&mut session);
    session.adjust("T-1", Some("owner"), "LINEHAUL", "-10.00", "agreed by phone").expect("an answer");
    let own = session.approve(&["T-1".into()], false, Some("owner"), None, &mut |_, _| true).expect("an answer");
    assert_eq!(own.approved, ["T-1"]);
    let decisions = session.show("T-1").expect("shown").decisions;
    let note = &decisions.iter().find(|d| d.kind == "approved").expect("approved").text;
    assert!(note.contains("small"), "the exception is logged: {note}");
}

#[test]
fn roles_are_kept_below_the_shell() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    let refused = session.approve(&["T-1".into()], false, Some("biller"), None, &mut |_, _| true);
    assert_eq!(refused.expect_err("refused").code, "LH-403");
    let refused = session.push(None, Some("approver"), &mut |_| Signal::Continue);
    assert_eq!(refused.expect_err("refused").code, "LH-403");
    let refused = session.hold("T-1", Some("nobody"), "x");
    assert_eq!(refused.expect_err("refused").code, "LH-401");
}

#[test]
fn a_persons_hold_keeps_a_load_back_until_released() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    session.batch_create(Some("biller")).expect("a batch");
    session.hold("T-1", Some("biller"), "customer called").expect("held");
    assert_eq!(session.show("T-1").expect("shown").holds[0].code, "ON_HOLD");
    assert!(push(&mut session).posted.is_empty());
    assert_eq!(approve(&mut session, &["T-1"]).refused[0].code, "LH-413");
    session.release("T-1", Some("biller"), "settled").expect("released");
    approve(&mut session, &["T-1"]);
    assert_eq!(push(&mut session).posted.len(), 1);
    let late = session.hold("T-1", Some("biller"), "too late").expect("an answer");
    assert_eq!(late.refused[0].code, "LH-416");
}

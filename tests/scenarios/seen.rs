//! Approving says what was looked at; where the load is not that any more, it is not approved.

use linehaul_api::command::session::Session;
use linehaul_api::wire::queue::QueueAsk;
use linehaul_api::wire::review::Approvals;
use linehaul_tests::harness::Asks;

use crate::workspace::{LOADS, STOPS, TestWorkspace, push, state, sync};

fn approve_seen(session: &mut Session, load: &str, seen: &str) -> Approvals {
    let seen = [(load.to_owned(), seen.to_owned())];
    session.approve_seen(&seen, Some("approver"), None, &mut |_, _| true).expect("an answer")
}

#[test]
fn what_was_looked_at_is_approved_and_nothing_else() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    let seen = session.show("T-1").expect("shown").assessment;
    let row = session.queue(&QueueAsk::default()).expect("a queue").loads.remove(0);
    assert_eq!(row.assessment, seen, "the queue says it as the load does");
    workspace.write(
        "drop/loads-2.csv",
        LOADS.replace(",500,", ",505,").replace("1000.00", "1010.00").replace("03-03T", "03-05T"),
    );
    sync(&mut session);
    let refused = approve_seen(&mut session, "T-1", &seen).refused;
    assert_eq!(refused[0].code, "LH-423");
    assert_eq!(state(&session, "T-1"), "ready");
    let now = session.show("T-1").expect("shown").assessment;
    assert_ne!(now, seen);
    assert_eq!(approve_seen(&mut session, "T-1", &now).approved, ["T-1"]);
    assert_eq!(push(&mut session).posted[0].total, "1010.00");
}

#[test]
fn a_hash_of_another_load_or_of_nothing_approves_nothing() {
    let workspace = TestWorkspace::tiny();
    workspace.another("T-2", |text| text.replace(",500,", ",501,").replace("1000.00", "1002.00"));
    let mut session = workspace.open();
    sync(&mut session);
    let other = session.show("T-2").expect("shown").assessment;
    for wrong in [other.as_str(), "", "0"] {
        assert_eq!(approve_seen(&mut session, "T-1", wrong).refused[0].code, "LH-423", "{wrong:?}");
    }
    assert_eq!(state(&session, "T-1"), "ready");
}

#[test]
fn what_changes_no_amount_and_no_hold_is_still_what_was_looked_at() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    let seen = session.show("T-1").expect("shown").assessment;
    // Five minutes more at the dock, within the free time.
    workspace
        .write("drop/stops-2.csv", STOPS.replace("2025-03-01 09:00", "2025-03-01 09:05").replace("03-03T", "03-05T"));
    sync(&mut session);
    assert_eq!(approve_seen(&mut session, "T-1", &seen).approved, ["T-1"]);
}

#[test]
fn a_lapsed_approval_is_approved_again_as_its_difference_was_seen() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    let first = session.show("T-1").expect("shown").assessment;
    approve_seen(&mut session, "T-1", &first);
    workspace.write("drop/loads-2.csv", LOADS.replace(",500,", ",510,").replace("03-03T", "03-05T"));
    sync(&mut session);
    assert_eq!(approve_seen(&mut session, "T-1", &first).refused[0].code, "LH-423");
    let now = session.show("T-1").expect("shown").assessment;
    assert_eq!(approve_seen(&mut session, "T-1", &now).approved, ["T-1"]);
}

#[test]
fn a_load_that_is_named_twice_was_looked_at_in_one_way_or_is_not_approved() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    let right = session.show("T-1").expect("shown").assessment;
    let wrong = "0".repeat(64);
    let mut approve = |names: [&str; 2], seen: [&str; 2]| {
        let seen: Vec<_> = names.into_iter().zip(seen).map(|(name, seen)| (name.to_owned(), seen.to_owned())).collect();
        session.approve_seen(&seen, Some("approver"), None, &mut |_, _| true).expect("an answer")
    };
    for names in [["T-1", "T-1"], ["T-1", "t-1"], ["dispatch/T-1", "T-1"]] {
        for seen in [[wrong.as_str(), right.as_str()], [right.as_str(), wrong.as_str()]] {
            let answer = approve(names, seen);
            assert_eq!((answer.approved.len(), answer.refused.len()), (0, 1), "{names:?}");
            assert_eq!(answer.refused[0].code, "LH-423", "{names:?}");
        }
    }
    assert_eq!(approve(["T-1", "t-1"], [&right, &right]).approved, ["T-1"]);
}

//! After posting: what is due now is told beside what was billed, once for each difference and in both directions, and
//! nothing is billed by itself.

use linehaul_api::command::session::Session;
use linehaul_api::wire::queue::QueueAsk;
use linehaul_tests::harness::Asks;

use crate::workspace::{CUSTOMERS, LOADS, STOPS, TestWorkspace, approve, push, sync};

fn posted() -> (TestWorkspace, Session) {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    push(&mut session);
    (workspace, session)
}

/// The truck left the shipper at this hour, by a statement of this day.
fn left_at(workspace: &TestWorkspace, hour: &str, day: u32) {
    let stops = STOPS.replace("2025-03-01 09:00", &format!("2025-03-01 {hour}:00"));
    workspace.write(&format!("drop/stops-{day}.csv"), stops.replace("03-03T", &format!("03-0{day}T")));
}

fn told_so_far(session: &Session) -> usize {
    let decisions = session.show("T-1").expect("shown").decisions;
    decisions.iter().filter(|d| d.kind == "difference_after_posting").count()
}

/// The amounts of what differs, as the queue has them.
fn differing(session: &Session) -> Vec<String> {
    let ask = QueueAsk { differing: true, ..QueueAsk::default() };
    session.queue(&ask).expect("a queue").loads.into_iter().filter_map(|r| r.difference).map(|d| d.amount).collect()
}

#[test]
fn more_is_due_then_less_then_what_was_billed_and_each_is_told_once() {
    let (workspace, mut session) = posted();
    assert!(differing(&session).is_empty());
    let mut entries = 0;
    // Four hours at the dock: two are paid. Then six, then four again, then one.
    for (day, hour, amount) in
        [(4, "12", Some("120.00")), (5, "14", Some("240.00")), (6, "12", Some("120.00")), (7, "09", None)]
    {
        left_at(&workspace, hour, day);
        let report = sync(&mut session);
        entries += 1;
        assert_eq!(report.differing.len(), 1, "until {hour}");
        assert_eq!(report.differing[0].amount.as_deref(), amount, "until {hour}");
        assert_eq!(differing(&session), amount.map(str::to_owned).into_iter().collect::<Vec<_>>(), "until {hour}");
        assert_eq!(told_so_far(&session), entries, "until {hour}");
        assert!(sync(&mut session).differing.is_empty(), "told once");
        assert_eq!(told_so_far(&session), entries, "until {hour}, once more");
        let detail = session.show("T-1").expect("shown");
        assert_eq!((detail.state.as_str(), detail.total.as_str()), ("posted", "1000.00"), "it shows what was posted");
    }
    assert!(approve(&mut session, &[]).approved.is_empty() && push(&mut session).posted.is_empty());
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn too_much_was_billed_is_told_as_a_negative_amount() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/loads.csv", LOADS.replace(",1000.00,", ",,"));
    left_at(&workspace, "12", 4);
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(session.show("T-1").expect("shown").total, "1120.00");
    session.adjust("T-1", Some("owner"), "DETENTION_LOADING", "-1.00", "as agreed").expect("an answer");
    approve(&mut session, &["T-1"]);
    let posted = push(&mut session).posted;
    assert_eq!(posted[0].total, "1119.00");
    left_at(&workspace, "09", 5);
    let report = sync(&mut session);
    assert_eq!(report.differing[0].amount.as_deref(), Some("-120.00"));
    assert_eq!(differing(&session), ["-120.00"]);
}

#[test]
fn a_credit_hold_after_posting_is_no_difference() {
    let (workspace, mut session) = posted();
    let entries = session.audit().expect("an answer").entries;
    workspace.write("drop/customers-2.csv", CUSTOMERS.replace(",no,", ",yes,").replace("2025-01-01T", "2025-03-05T"));
    let report = sync(&mut session);
    assert!(report.differing.is_empty() && report.lapsed.is_empty(), "{report:?}");
    assert_eq!(session.audit().expect("an answer").entries, entries, "no entry is written");
    assert!(differing(&session).is_empty());
}

#[test]
fn a_credit_hold_before_approval_warns_and_holds_nothing() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/customers.csv", CUSTOMERS.replace(",no,", ",yes,"));
    let mut session = workspace.open();
    sync(&mut session);
    let detail = session.show("T-1").expect("shown");
    assert_eq!(detail.state, "ready");
    assert!(detail.warnings.iter().any(|w| w.code == "CREDIT_HOLD"), "{:?}", detail.warnings);
    assert_eq!(approve(&mut session, &[]).approved, ["T-1"]);
}

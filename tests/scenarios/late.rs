//! What comes late, and what comes in the wrong order: it changes an invoice that is made only where it changes what is due.

use linehaul_tests::harness::Asks;

use crate::workspace::{
    CONFIG, CONTRACT, CUSTOMERS, DOCUMENTS, STOPS, TestWorkspace, approve, in_database, push, state, sync,
};

#[test]
fn a_pod_that_comes_after_the_draft_is_kept_and_changes_no_invoice() {
    let workspace = TestWorkspace::tiny();
    let without = CONTRACT.lines().filter(|line| !line.starts_with("need ")).collect::<Vec<_>>().join("\n");
    workspace.write("rules/customers/acme/2025-01-01.rhai", without);
    std::fs::remove_file(workspace.dir().join("drop/documents.csv")).expect("removed");
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    let batch = session.batch_create(Some("biller")).expect("a batch");
    workspace.write("drop/documents.csv", DOCUMENTS);
    let report = sync(&mut session);
    assert!(report.lapsed.is_empty() && report.voided.is_empty(), "{report:?}");
    let shown = session.show("T-1").expect("shown");
    assert_eq!((shown.documents.len(), shown.state.as_str()), (1, "queued"));
    let posted = push(&mut session).posted;
    assert_eq!((posted.len(), &posted[0].invoice), (1, &batch.invoices[0].invoice), "the invoice that was drafted");
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

/// The same where the contract needs it: the load waits without an approval, and is ready once it is there.
#[test]
fn a_pod_that_is_needed_and_comes_late_is_what_a_load_waits_for() {
    let workspace = TestWorkspace::tiny();
    std::fs::remove_file(workspace.dir().join("drop/documents.csv")).expect("removed");
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "held");
    assert_eq!(approve(&mut session, &["T-1"]).refused.len(), 1);
    workspace.write("drop/documents.csv", DOCUMENTS);
    sync(&mut session);
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"]);
}

#[test]
fn a_departure_that_comes_before_its_arrival_bills_nothing_until_both_are_there() {
    let events = "event_id,load_number,event,at,stop,recorded_at\n";
    let row = |id: &str, kind: &str, at: &str| format!("{id},T-1,{kind},{at},2,2025-03-03T00:00:00Z\n");
    let departed = row("E-2", "departed", "2025-03-02T13:00:00-06:00");
    let arrived = row("E-1", "arrived", "2025-03-02T08:00:00-06:00");
    let stops = STOPS.replace("2025-03-02 08:00,2025-03-02 09:00", ",");
    let mut totals = Vec::new();
    for order in [[&departed, &arrived], [&arrived, &departed]] {
        let workspace = TestWorkspace::tiny();
        workspace.write("drop/stops.csv", &stops);
        workspace.write("drop/events-1.csv", format!("{events}{}", order[0]));
        let mut session = workspace.open();
        sync(&mut session);
        assert_eq!(state(&session, "T-1"), "held", "half of its times is none: {}", order[0]);
        assert!(approve(&mut session, &["T-1"]).approved.is_empty());
        workspace.write("drop/events-2.csv", format!("{events}{}", order[1]));
        sync(&mut session);
        let shown = session.show("T-1").expect("shown");
        // Three of five hours are beyond the free time.
        assert!(shown.charges.iter().any(|charge| charge.code == "DETENTION_UNLOADING" && charge.amount == "180.00"));
        totals.push(shown.total);
        assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
    }
    assert_eq!(totals, ["1180.00", "1180.00"]);
}

/// Nothing of it is known any more: its approval holds no longer, and of what is posted it is told.
#[test]
fn an_approval_of_what_no_row_speaks_of_any_more_lapses_and_is_told() {
    for (is_posted, expected) in [(false, (1, 0)), (true, (0, 1))] {
        let workspace = TestWorkspace::tiny();
        let mut session = workspace.open();
        sync(&mut session);
        approve(&mut session, &["T-1"]);
        if is_posted {
            assert_eq!(push(&mut session).posted.len(), 1);
        } else {
            session.batch_create(Some("biller")).expect("a batch");
        }
        let gone = "DELETE FROM facts WHERE load = 'T-1' AND key = 'load/T-1'";
        in_database(&workspace.dir().join("cache.sqlite"), &[gone, "INSERT INTO stale VALUES ('T-1', 'facts')"]);
        let report = sync(&mut session);
        assert_eq!((report.lapsed.len(), report.differing.len()), expected, "{report:?}");
        let again = sync(&mut session);
        assert_eq!((again.lapsed.len(), again.differing.len()), (0, 0), "it is told once: {again:?}");
        assert!(push(&mut session).posted.is_empty());
    }
}

/// What an approval saw goes out, whatever the settings say by then; where the customer says otherwise, nothing does.
#[test]
fn what_is_posted_as_and_paid_by_is_what_was_approved() {
    let workspace = TestWorkspace::tiny();
    let terms = |days: u32, at: &str| {
        let customers = CUSTOMERS.replace("invoice_style,", "invoice_style,payment_terms,").replace("2025-01-01", at);
        customers.replace("per_load,", &format!("per_load,Net {days},"))
    };
    workspace.write("drop/customers.csv", terms(30, "2025-01-01"));
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    drop(session);
    workspace.write("drop/customers.csv", terms(60, "2025-01-02"));
    workspace.write("linehaul.toml", CONFIG.replace("LINEHAUL = \"4000\"", "LINEHAUL = \"4999\""));
    let mut session = workspace.open();
    sync(&mut session);
    let report = push(&mut session);
    assert_eq!((report.files.len(), report.skipped[0].code.as_str()), (0, "LH-486"));
    workspace.write("drop/customers.csv", terms(30, "2025-01-03"));
    sync(&mut session);
    let file = push(&mut session).files.remove(0);
    let text = std::fs::read_to_string(file).expect("a file");
    assert!(text.contains("Net 30") && text.contains("4000") && !text.contains("Net 60"), "{text}");
    assert!(!text.contains("4999"), "{text}");
}

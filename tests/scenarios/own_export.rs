//! An export of one's own, from a file to loads that can be told: what is put into the settings by itself, and what is said of what
//! nobody can place.

use linehaul_tests::harness::Asks;

use crate::workspace::{LOADS, TestWorkspace, state, sync};

#[test]
fn rows_of_no_load_are_told_until_somebody_looks() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/loads-2.csv", LOADS.replace("T-1", ""));
    let mut session = workspace.open();
    let of = |report: &linehaul_api::wire::sync::SyncReport| {
        let notes = report.sources.iter().flat_map(|source| source.notes.iter());
        notes.filter(|note| note.contains("LH-254")).count()
    };
    assert_eq!(of(&sync(&mut session)), 1);
    assert_eq!(of(&sync(&mut session)), 1, "as long as it lasts");
    assert_eq!((session.summary().expect("a summary").of_no_load, state(&session, "T-1").as_str()), (1, "ready"));
    let unwell = |session: &mut linehaul_api::command::session::Session| {
        let checks = session.doctor().expect("looked").checks;
        checks.into_iter().any(|check| check.name == "quarantine" && !check.ok)
    };
    assert!(unwell(&mut session));
    let item = session.quarantine().expect("a list").items.remove(0);
    session.quarantine_clear(&[item.id], Some("owner"), "a total of the sheet").expect("cleared");
    assert_eq!((of(&sync(&mut session)), session.summary().expect("a summary").of_no_load), (0, 0));
    assert!(!unwell(&mut session));
}

#[test]
fn an_unknown_customer_is_told_with_the_nearest_that_are_known() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/loads-2.csv", LOADS.replace("T-1,ACME", "T-2,Acme Foods Inc"));
    let mut session = workspace.open();
    sync(&mut session);
    let holds = session.show("T-2").expect("shown").holds;
    let unknown = holds.iter().find(|hold| hold.code == "CUSTOMER_UNKNOWN").expect("held");
    assert!(unknown.message.ends_with("the nearest that are known: ACME"), "{unknown:?}");
}

#[test]
fn a_number_that_no_phrase_reads_is_told_on_its_load() {
    let workspace = TestWorkspace::tiny();
    let extra = |name: &str| {
        LOADS.replace("status,", &format!("status,extra:{name}:number,")).replace("delivered,", "delivered,3,")
    };
    workspace.write("drop/loads.csv", extra("detention_hours"));
    let mut session = workspace.open();
    sync(&mut session);
    let warned = |session: &linehaul_api::command::session::Session| {
        let warnings = session.show("T-1").expect("shown").warnings;
        warnings
            .into_iter()
            .filter(|warning| warning.code == "EXTRA_UNREAD")
            .map(|warning| warning.message)
            .collect::<Vec<_>>()
    };
    assert_eq!(state(&session, "T-1"), "ready");
    assert!(
        warned(&session)[0].starts_with("detention_hours is 3, and no phrase of the contract reads it"),
        "{:?}",
        warned(&session)
    );
    workspace.write(
        "drop/loads.csv",
        extra("detention_hours").replace("delivered,3,", "delivered,0,").replace("03T", "04T"),
    );
    sync(&mut session);
    assert_eq!(warned(&session), [""; 0], "nothing is nothing");
}

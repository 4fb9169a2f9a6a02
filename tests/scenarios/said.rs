//! What a row does not say stands as it was: a reference by phone, a column under another name, a correction of the same instant,
//! an export without an instant of the last change.

use linehaul_tests::harness::Asks;

use crate::workspace::{CONTRACT, LOADS, TestWorkspace, state, sync};

/// The tiny company with a fee for dangerous freight, and a load that is.
fn hazardous() -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    let fee = "hazmat flat 200.00;\n";
    workspace.write("rules/customers/acme/2025-01-01.rhai", format!("{CONTRACT}{fee}"));
    workspace.write("drop/loads.csv", hazmat("hazmat", "yes", "03T"));
    workspace
}

fn hazmat(column: &str, cell: &str, day: &str) -> String {
    let text =
        LOADS.replace("status,", &format!("status,{column},")).replace("delivered,", &format!("delivered,{cell},"));
    text.replace("1000.00", "1200.00").replace("03T", day)
}

#[test]
fn a_reference_that_came_by_phone_empties_nothing() {
    let workspace = hazardous();
    let mut session = workspace.open();
    sync(&mut session);
    let before = session.show("T-1").expect("shown");
    workspace.write(
        "drop/loads-phone.csv",
        "load_number,customer,status,updated_at,ref:customer_po\nT-1,ACME,delivered,2025-03-04T00:00:00Z,4500012345\n",
    );
    let report = sync(&mut session);
    assert_eq!(report.sources[0].changed, 1);
    let after = session.show("T-1").expect("shown");
    assert_eq!((&after.total, &after.state), (&before.total, &before.state));
    assert_eq!(after.total, "1200.00");
}

#[test]
fn a_column_under_another_name_takes_no_fee_off() {
    let workspace = hazardous();
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads-next.csv", hazmat("haz", "yes", "04T"));
    sync(&mut session);
    assert_eq!(session.show("T-1").expect("shown").total, "1200.00");
}

#[test]
fn a_correction_of_the_same_instant_stands_and_is_told() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    for (at, miles) in [505, 999, 152, 501].into_iter().enumerate() {
        workspace.write(&format!("drop/loads-{at}.csv"), LOADS.replace(",500,", &format!(",{miles},")));
        sync(&mut session);
        let shown = session.show("T-1").expect("shown");
        assert_eq!(shown.total, format!("{}.00", miles * 2), "what was received last");
        assert!(shown.warnings.iter().any(|w| w.code == "FACTS_CONFLICT"), "{:?}", shown.warnings);
    }
    assert!(session.rebuild_check().expect("checked").differing.is_empty());
}

#[test]
fn an_export_without_an_instant_counts_once_until_it_says_something_else() {
    let workspace = TestWorkspace::tiny();
    let undated = |miles: u32| {
        LOADS.replace(",updated_at", "").replace(",2025-03-03T00:00:00Z", "").replace(",500,", &format!(",{miles},"))
    };
    workspace.write("drop/loads.csv", undated(500));
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready");
    // The same rows in a file of another name, as an export of every day is.
    workspace.write("drop/loads-2.csv", undated(500) + "\n");
    let report = sync(&mut session);
    assert_eq!((report.sources[0].duplicate, report.sources[0].changed), (1, 0));
    for (at, miles) in [510, 500].into_iter().enumerate() {
        workspace.write(&format!("drop/loads-day-{at}.csv"), undated(miles));
        assert_eq!(sync(&mut session).sources[0].changed, 1, "and back again is a change too");
        assert_eq!(session.show("T-1").expect("shown").total, format!("{}.00", miles * 2));
    }
    assert!(session.rebuild_check().expect("checked").differing.is_empty());
}

#[test]
fn a_file_that_says_again_what_it_said_before_is_news() {
    let workspace = TestWorkspace::tiny();
    let undated = |miles: u32| {
        LOADS.replace(",updated_at", "").replace(",2025-03-03T00:00:00Z", "").replace(",500,", &format!(",{miles},"))
    };
    let mut session = workspace.open();
    for miles in [500, 510, 500, 510, 500] {
        workspace.write("drop/loads.csv", undated(miles));
        sync(&mut session);
        assert_eq!(session.show("T-1").expect("shown").total, format!("{}.00", miles * 2));
    }
    assert!(session.rebuild_check().expect("checked").differing.is_empty());
}

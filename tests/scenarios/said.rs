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

/// A file of loads without an instant of their last change.
fn undated(miles: u32) -> String {
    LOADS.replace(",updated_at", "").replace(",2025-03-03T00:00:00Z", "").replace(",500,", &format!(",{miles},"))
}

#[test]
fn two_files_of_one_sync_that_differ_and_do_not_say_when_are_told() {
    let workspace = TestWorkspace::tiny();
    std::fs::remove_file(workspace.dir().join("drop/loads.csv")).expect("removed");
    workspace.write("drop/loads-a.csv", undated(500));
    workspace.write("drop/loads-b.csv", undated(510));
    let mut session = workspace.open();
    sync(&mut session);
    let told = |session: &linehaul_api::command::session::Session| {
        let shown = session.show("T-1").expect("shown");
        (shown.total, shown.warnings.iter().any(|warning| warning.code == "FACTS_CONFLICT"))
    };
    assert_eq!(told(&session), ("1020.00".to_owned(), true));
    assert!(session.rebuild_check().expect("checked").differing.is_empty());
    // Said once more by itself it is the later word.
    workspace.write("drop/loads-b.csv", undated(510) + "\n");
    sync(&mut session);
    assert_eq!(told(&session), ("1020.00".to_owned(), false));
    assert!(session.rebuild_check().expect("checked").differing.is_empty());
    // Of another sync a file is a later word by itself.
    workspace.write("drop/loads-c.csv", undated(520));
    sync(&mut session);
    assert_eq!(told(&session), ("1040.00".to_owned(), false));
}

#[test]
fn a_source_of_whole_records_empties_what_it_leaves_out() {
    let whole = |setting: &str| {
        let workspace = TestWorkspace::tiny();
        let config = std::fs::read_to_string(workspace.dir().join("linehaul.toml")).expect("read");
        workspace.write("linehaul.toml", config.replace("folder = \"drop\"", &format!("folder = \"drop\"\n{setting}")));
        let mut session = workspace.open();
        sync(&mut session);
        workspace.write(
            "drop/loads-next.csv",
            "load_number,customer,status,updated_at\nT-1,ACME,delivered,2025-03-04T00:00:00Z\n",
        );
        sync(&mut session);
        assert!(session.rebuild_check().expect("checked").differing.is_empty());
        session.show("T-1").expect("shown").holds.into_iter().map(|hold| hold.code).collect::<Vec<_>>()
    };
    assert_eq!(whole(""), [""; 0], "a column that is not there says nothing");
    assert_eq!(whole("whole_records = true"), ["INPUT_MISSING"], "it says that there are no miles");
}

const ORDERS: &str = r#"
[zones]
default = "America/Chicago"
[[file]]
names = ["orders*.json"]
[[file.makes]]
kind = "load"
[file.makes.fields]
load_number = "No"
customer = "Bill"
status = { value = "delivered" }
miles = "Miles"
"#;

#[test]
fn a_sort_of_files_of_a_mapping_may_be_whole_by_itself() {
    for (setting, holds) in [("", 0), ("whole_records = true\n", 1)] {
        let workspace = TestWorkspace::tiny();
        let config = std::fs::read_to_string(workspace.dir().join("linehaul.toml")).expect("read");
        workspace
            .write("linehaul.toml", config.replace("folder = \"drop\"", "folder = \"drop\"\nmapping = \"orders\""));
        workspace.write("mappings/orders.toml", ORDERS.replace("names =", &format!("{setting}names =")));
        std::fs::remove_file(workspace.dir().join("drop/loads.csv")).expect("removed");
        let mut session = workspace.open();
        workspace.write(
            "drop/orders-1.json",
            r#"[{"No": "T-1", "Bill": "ACME", "Miles": 500}, {"No": "T-9", "Bill": "ACME"}]"#,
        );
        sync(&mut session);
        workspace.write("drop/orders-2.json", r#"[{"No": "T-1", "Bill": "ACME", "Note": "call"}]"#);
        sync(&mut session);
        let shown = session.show("T-1").expect("shown");
        let missing = shown.holds.iter().filter(|hold| hold.code == "INPUT_MISSING").count();
        assert_eq!(missing, holds, "{setting} {:?}", shown.holds);
    }
}

#[test]
fn a_variance_ends_by_the_row_that_it_asks_for() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/loads.csv", LOADS.replace("1000.00", "900.00"));
    let mut session = workspace.open();
    sync(&mut session);
    let held = session.show("T-1").expect("shown").holds.remove(0);
    assert_eq!(held.code, "VARIANCE");
    let columns = ["load_number", "customer", "status", "currency", "expected_total"];
    assert!(columns.iter().all(|column| held.next_step.contains(column)), "{}", held.next_step);
    workspace.write("drop/loads-right.csv", format!("{}\nT-1,ACME,delivered,USD,1000.00\n", columns.join(",")));
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready");
}

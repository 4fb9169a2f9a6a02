//! Files that end in their last row: nothing in them says whether it is whole. What their source delivered before does.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::workspace::{TestWorkspace, state, sync};

const HEAD: &str = "load_number,customer,mode,status,currency,updated_at,miles\n";

/// A row with the day of its last change.
fn row(load: &str, day: u32, miles: &str) -> String {
    format!("{load},ACME,TL,delivered,USD,2025-03-0{day}T00:00:00Z,{miles}")
}

fn waiting(session: &Session) -> Vec<(String, String)> {
    let all = session.quarantine().expect("a list").items;
    all.into_iter().map(|item| (item.faults[0].code.to_string(), item.content)).collect()
}

fn is_rebuilt(session: &mut Session) {
    assert_eq!(session.rebuild_check().expect("checked").differing, Vec::<String>::new());
}

#[test]
fn a_file_that_is_cut_in_its_last_cell_holds_the_load_until_it_comes_whole() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready");
    let whole = format!("{HEAD}{}\n", row("T-1", 4, "500"));
    workspace.write("drop/loads-phone.csv", whole.trim_end_matches("0\n"));
    sync(&mut session);
    let detail = session.show("T-1").expect("shown");
    let holds: Vec<&str> = detail.holds.iter().map(|hold| hold.code.as_str()).collect();
    assert_eq!((detail.state.as_str(), detail.total.as_str(), holds), ("held", "1000.00", vec!["ROW_QUARANTINED"]));
    assert_eq!(waiting(&session), [("LH-253".to_owned(), row("T-1", 4, "50"))]);
    is_rebuilt(&mut session);
    workspace.write("drop/loads-phone.csv", whole);
    sync(&mut session);
    assert_eq!((state(&session, "T-1").as_str(), waiting(&session)), ("ready", vec![]));
    is_rebuilt(&mut session);
}

#[test]
fn a_row_that_is_right_as_it_is_can_be_said_to_be() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads-4.csv", format!("{HEAD}{}", row("T-1", 4, "500")));
    sync(&mut session);
    let item = session.quarantine().expect("a list").items.remove(0);
    let mended = session.quarantine_mend(&item.id, &["miles=500"], Some("owner"), "looked at dispatch").expect("told");
    assert!(mended.taken, "{mended:?}");
    assert_eq!((state(&session, "T-1").as_str(), waiting(&session)), ("ready", vec![]));
    is_rebuilt(&mut session);
}

#[test]
fn a_source_that_never_ends_its_last_line_waits_once() {
    let workspace = TestWorkspace::tiny();
    std::fs::remove_file(workspace.dir().join("drop/loads.csv")).expect("removed");
    workspace.write("drop/loads-1.csv", format!("{HEAD}{}\n{}", row("T-1", 3, "500"), row("T-2", 3, "400")));
    let mut session = workspace.open();
    assert_eq!((sync(&mut session).quarantined, waiting(&session).len()), (1, 1), "nobody knows how it writes");
    let more = format!("{HEAD}{}\n{}\n{}", row("T-1", 3, "500"), row("T-2", 4, "400"), row("T-3", 4, "300"));
    workspace.write("drop/loads-2.csv", &more);
    assert_eq!((sync(&mut session).quarantined, waiting(&session).len()), (0, 0), "as it writes");
    is_rebuilt(&mut session);
    // A cell that a quote closes is whole, and so is a workbook's.
    workspace.write("drop/loads-3.csv", format!("{more}\n"));
    workspace.write("drop/loads-5.csv", format!("{HEAD}{}", row("T-3", 5, "\"350\"")));
    assert_eq!(sync(&mut session).quarantined, 0);
    workspace.write("drop/loads-6.csv", format!("{HEAD}{}", row("T-3", 6, "35")));
    assert_eq!(sync(&mut session).quarantined, 1, "a file of it had an end");
    is_rebuilt(&mut session);
}

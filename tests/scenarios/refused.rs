//! A file that is refused whole is told by name wherever somebody looks, holds the loads that can be read in it, and ends once it comes
//! again right.
//!
//! Planted once and seen red: a refused file that speaks of nothing; one that only its own name closes; one whose rows are closed by
//! any file of its name.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;
use linehaul_workbench::intake::open::open_in_part;
use linehaul_workbench::upkeep::unattended::{Round, Wants, round, were_told};

use crate::workspace::{LOADS, STOPS, TestWorkspace, approve, state, sync};

/// T-1 a day later, with 700 miles.
fn later() -> String {
    LOADS.replace(",500,", ",700,").replace("2025-03-03T", "2025-03-05T")
}

fn lost_status() -> String {
    later().replace(",status,", ",state of it,")
}

fn waiting(session: &Session) -> Vec<(String, Vec<String>)> {
    let items = session.quarantine().expect("a list").items;
    items.into_iter().map(|item| (item.code, item.holds)).collect()
}

fn same_when_rebuilt(session: &mut Session) {
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

fn one_round(workspace: &TestWorkspace) -> Round {
    let mut bench = open_in_part(&workspace.dir()).expect("opens");
    let round = round(&mut bench, Wants { alone: true }, &mut |_, _, _| true).expect("a round");
    let of: Vec<String> = round.new.iter().map(|(of, _)| of.clone()).collect();
    were_told(&workspace.dir(), &of).expect("kept");
    round
}

#[test]
fn a_file_that_lacks_a_column_is_told_and_holds_its_loads() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads-9.csv", lost_status());
    let report = sync(&mut session);
    let notes = &report.sources[0].notes;
    let told = |note: &String| {
        ["LH-213", "loads-9.csv", "needs the column status", "[source.columns]"].iter().all(|part| note.contains(part))
    };
    assert!(notes.iter().any(told), "{notes:?}");
    assert_eq!(waiting(&session), [("LH-213".to_owned(), vec!["T-1".to_owned()])]);
    let shown = session.show("T-1").expect("shown");
    assert_eq!((shown.state.as_str(), shown.holds[0].code.as_str()), ("held", "ROW_QUARANTINED"));
    assert!(!shown.holds[0].next_step.contains("quarantine mend"), "it has no cells: {}", shown.holds[0].next_step);
    assert_eq!(approve(&mut session, &["T-1"]).refused[0].code, "LH-414");
    let refused = session.sources().expect("told").sources.remove(0).refused;
    assert_eq!((refused.len(), refused[0].file.as_str(), refused[0].code.as_str()), (1, "loads-9.csv", "LH-213"));
    same_when_rebuilt(&mut session);
    // What a sync finds unchanged is told all the same.
    assert!(sync(&mut session).sources[0].notes.iter().any(told));
    workspace.write("drop/loads-9.csv", later());
    sync(&mut session);
    assert_eq!(waiting(&session), []);
    assert_eq!(session.show("T-1").expect("shown").holds[0].code, "VARIANCE", "it is billed by what came");
    assert!(session.sources().expect("told").sources[0].refused.is_empty());
    same_when_rebuilt(&mut session);
}

#[test]
fn it_is_a_trouble_that_is_told_once_until_it_is_over() {
    let workspace = TestWorkspace::tiny();
    drop(workspace.open());
    assert!(one_round(&workspace).new.is_empty());
    workspace.write("drop/loads-9.csv", lost_status());
    let new = one_round(&workspace).new;
    assert_eq!((new.len(), new[0].0.as_str()), (1, "source dispatch/loads-9.csv"), "{new:?}");
    assert!(new[0].1.what.contains("loads-9.csv") && !new[0].1.next.is_empty(), "{new:?}");
    let round = one_round(&workspace);
    assert_eq!((round.new.len(), round.lasting.len()), (0, 1));
    workspace.write("drop/loads-8.csv", lost_status());
    let round = one_round(&workspace);
    assert_eq!((round.new.len(), round.lasting.len()), (1, 1), "another file is another trouble");
    workspace.write("drop/loads-8.csv", later());
    workspace.write("drop/loads-9.csv", later());
    let round = one_round(&workspace);
    assert_eq!((round.new.len(), round.lasting.len()), (0, 0), "{:?}", round.lasting);
}

#[test]
fn a_column_that_is_there_twice_holds_until_the_file_comes_again_though_it_says_nothing_new() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    let twice = STOPS.replace(",name,", ",updated_at,");
    workspace.write("drop/stops.csv", &twice);
    sync(&mut session);
    assert_eq!(waiting(&session), [("LH-213".to_owned(), vec!["T-1".to_owned()])]);
    // Another file of the same source that repeats what was known is no answer; the file itself is.
    workspace.write("drop/stops-2.csv", STOPS);
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "held");
    workspace.write("drop/stops.csv", format!("{STOPS}\n"));
    sync(&mut session);
    assert_eq!((waiting(&session).len(), state(&session, "T-1").as_str()), (0, "ready"));
    same_when_rebuilt(&mut session);
}

#[test]
fn a_load_that_the_next_file_of_that_name_does_not_have_stays_held() {
    let workspace = TestWorkspace::tiny();
    workspace.another("T-2", |text| text.replace(",500,", ",501,").replace("1000.00", "1002.00"));
    let mut session = workspace.open();
    sync(&mut session);
    // Without the numbers of the stops, too: any stop of the load that comes later answers it.
    workspace.write("drop/stops-9.csv", STOPS.replace(",seq,", ",no,").replace("2025-03-03T", "2025-03-05T"));
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "held");
    workspace.write("drop/stops-9.csv", STOPS.replace("T-1", "T-2").replace("2025-03-03T", "2025-03-06T"));
    sync(&mut session);
    assert_eq!((state(&session, "T-1").as_str(), state(&session, "T-2").as_str()), ("held", "ready"));
    let refused = session.sources().expect("told").sources.remove(0).refused.remove(0);
    assert!(refused.message.ends_with("it came again since, without T-1"), "{}", refused.message);
    assert!(refused.next_step.starts_with("Have what it said of these delivered again"), "{}", refused.next_step);
    workspace.write("drop/stops-9.csv", STOPS.replace("2025-03-03T", "2025-03-06T"));
    sync(&mut session);
    assert_eq!((waiting(&session).len(), state(&session, "T-1").as_str()), (0, "ready"));
    same_when_rebuilt(&mut session);
}

#[test]
fn a_file_whose_name_fits_nothing_stands_at_its_source() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/pickups.csv", LOADS);
    let mut session = workspace.open();
    let notes = sync(&mut session).sources[0].notes.clone();
    assert_eq!(notes.iter().filter(|note| note.contains("LH-203 pickups.csv")).count(), 1, "{notes:?}");
    let unfit = |session: &Session| session.sources().expect("told").sources.remove(0).health.unfit;
    assert!(unfit(&session)[0].starts_with("LH-203 pickups.csv"), "{:?}", unfit(&session));
    std::fs::remove_file(workspace.dir().join("drop/pickups.csv")).expect("removed");
    sync(&mut session);
    assert_eq!(unfit(&session), [""; 0]);
}

#[test]
fn what_is_a_file_as_a_whole_is_not_mended_in_place_and_that_is_said() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    workspace.write("drop/loads-9.csv", lost_status());
    sync(&mut session);
    let item = session.quarantine().expect("a list").items.remove(0).id;
    let error = session.quarantine_mend(&item, &["status=delivered"], Some("biller"), "by phone").expect_err("refused");
    assert_eq!(error.code, "LH-446");
    assert!(error.next_step.contains("Have the file delivered again") && error.next_step.contains(&item), "{error:?}");
}

#[test]
fn rows_that_say_that_they_are_older_hold_nothing() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads-9.csv", lost_status().replace("2025-03-05T", "2025-03-01T"));
    sync(&mut session);
    assert_eq!((waiting(&session).len(), state(&session, "T-1").as_str()), (1, "ready"));
}

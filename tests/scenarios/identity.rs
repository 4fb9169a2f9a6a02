//! A load is (source, number): two systems that count alike never speak of one load by accident, one that joins another adds
//! what it owns, and numbers that only look different are one.

use linehaul_api::command::session::Session;
use linehaul_api::wire::queue::QueueAsk;
use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, DOCUMENTS, LOADS, STOPS, TestWorkspace, approve, code, push, state, sync};

const ARCHIVE: &str = "[[source]]\nname = \"canada\"\nkind = \"csv-drop\"\nfolder = \"drop-canada\"\n";

/// The tiny company with a second source, which has the load T-1 as well: another one, of 600 miles.
fn two_sources() -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    workspace.write("linehaul.toml", CONFIG.replace("[erp]", &format!("{ARCHIVE}[erp]")));
    let other = LOADS.replace(",500,", ",600,").replace("1000.00", "1200.00");
    for (file, text) in [("loads", other.as_str()), ("stops", STOPS), ("documents", DOCUMENTS)] {
        workspace.write(&format!("drop-canada/{file}.csv"), text);
    }
    workspace
}

#[test]
fn the_same_number_in_two_sources_is_two_loads() {
    let workspace = two_sources();
    let mut session = workspace.open();
    sync(&mut session);
    let rows = session.queue(&QueueAsk::default()).expect("a queue").loads;
    let shown: Vec<_> = rows.iter().map(|r| (r.load.as_str(), r.source.as_str(), r.total.as_str())).collect();
    assert_eq!(shown, [("T-1", "dispatch", "1000.00"), ("canada/T-1", "canada", "1200.00")]);
    let refused = approve(&mut session, &["T-1"]).refused;
    assert_eq!(refused[0].code, "LH-422");
    assert!(refused[0].message.contains("dispatch/T-1") && refused[0].message.contains("canada/T-1"), "{refused:?}");
    let refused = session.hold("T-1", Some("biller"), "which?").expect("an answer").refused;
    assert_eq!(refused[0].code, "LH-422");
    assert_eq!(approve(&mut session, &["canada/t-1"]).approved, ["canada/T-1"]);
    assert_eq!(state(&session, "dispatch/T-1"), "ready", "the other is as it was");
    assert_eq!(approve(&mut session, &["dispatch/T-1"]).approved, ["T-1"]);
    let posted = push(&mut session).posted;
    let billed: Vec<_> = posted.iter().map(|p| (p.loads.concat(), p.total.clone())).collect();
    assert_eq!(billed.len(), 2, "{billed:?}");
    assert!(billed.contains(&("canada/T-1".to_owned(), "1200.00".to_owned())), "{billed:?}");
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn a_bare_number_is_enough_where_one_source_alone_has_it() {
    let workspace = two_sources();
    workspace.write(
        "drop-canada/loads.csv",
        LOADS.replace("T-1", "T-9").replace(",500,", ",600,").replace("1000.00", "1200.00"),
    );
    workspace.write("drop-canada/stops.csv", STOPS.replace("T-1", "T-9"));
    workspace.write("drop-canada/documents.csv", DOCUMENTS.replace("T-1", "T-9"));
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(approve(&mut session, &["T-9"]).approved, ["canada/T-9"]);
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"]);
}

#[test]
fn a_source_that_joins_another_adds_what_it_owns_and_no_more() {
    let workspace = TestWorkspace::tiny();
    let joins = "[[source]]\nname = \"scans\"\nkind = \"csv-drop\"\nfolder = \"drop-scans\"\njoins = \"dispatch\"\nowns = [\"documents\"]\n";
    workspace.write("linehaul.toml", CONFIG.replace("[erp]", &format!("{joins}[erp]")));
    // Dispatch's own word on documents counts no longer, and the scanner's on miles never.
    workspace.write("drop-scans/loads.csv", LOADS.replace(",500,", ",900,").replace("03-03T", "03-06T"));
    let mut session = workspace.open();
    let report = sync(&mut session);
    assert_eq!(state(&session, "T-1"), "held");
    assert_eq!(session.show("T-1").expect("shown").total, "1000.00");
    let notes: Vec<String> = report.sources.iter().flat_map(|s| s.notes.clone()).collect();
    let told_of = |file: &str| notes.iter().any(|n| n.contains(&format!("{file}: 1 rows")) && n.contains("not own"));
    assert!(told_of("documents.csv") && told_of("loads.csv"), "{notes:?}");
    workspace.write("drop-scans/documents.csv", DOCUMENTS);
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready");
    let row = session.queue(&QueueAsk::default()).expect("a queue").loads.remove(0);
    assert_eq!((row.load.as_str(), row.source.as_str()), ("T-1", "dispatch"));
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn numbers_that_look_alike_are_one_load() {
    let workspace = TestWorkspace::tiny();
    // Small letters, a mark without width, another hyphen, a full-width digit.
    workspace.write("drop/stops.csv", STOPS.replace("T-1", "t\u{200b}-1"));
    workspace.write("drop/documents.csv", DOCUMENTS.replace("T-1", "T\u{2011}1"));
    workspace.write(
        "drop/loads-2.csv",
        LOADS.replace("T-1", "T-\u{ff11}").replace(",500,", ",505,").replace("03-03T", "03-04T"),
    );
    let mut session = workspace.open();
    sync(&mut session);
    let rows = session.queue(&QueueAsk::default()).expect("a queue").loads;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!((rows[0].state.as_str(), rows[0].total.as_str()), ("ready", "1010.00"));
    assert_eq!(approve(&mut session, &["t\u{2010}1"]).approved, ["T-1"]);
    assert_eq!(push(&mut session).posted.len(), 1);
    assert!(push(&mut session).posted.is_empty());
}

/// The tiny company whose second source joins the first.
fn joining(workspace: &TestWorkspace, owns: &str) {
    let joins = format!("joins = \"dispatch\"\nowns = [{owns}]\n");
    workspace.write("linehaul.toml", CONFIG.replace("[erp]", &format!("{ARCHIVE}{joins}[erp]")));
}

#[test]
fn a_source_whose_loads_were_billed_is_not_made_to_join_another() {
    let workspace = two_sources();
    let apart = std::fs::read_to_string(workspace.dir().join("linehaul.toml")).expect("settings");
    let mut session = workspace.open();
    sync(&mut session);
    drop(session);
    // Nothing was decided yet: which loads it speaks of may be said otherwise.
    joining(&workspace, "\"documents\"");
    drop(workspace.open());
    workspace.write("linehaul.toml", &apart);
    let mut session = workspace.open();
    approve(&mut session, &["canada/T-1"]);
    assert_eq!(push(&mut session).posted.len(), 1);
    drop(session);
    joining(&workspace, "\"loads\", \"stops\", \"documents\"");
    assert_eq!(code(Session::open(&workspace.dir())), "LH-131");
    workspace.write("linehaul.toml", &apart);
    assert!(push(&mut workspace.open()).posted.is_empty());
}

#[test]
fn a_source_that_brought_loads_of_another_that_were_billed_goes_on_to_join_it() {
    let workspace = two_sources();
    let apart = std::fs::read_to_string(workspace.dir().join("linehaul.toml")).expect("settings");
    joining(&workspace, "\"loads\", \"stops\", \"documents\"");
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    assert_eq!(push(&mut session).posted.len(), 1);
    drop(session);
    workspace.write("linehaul.toml", &apart);
    assert_eq!(code(Session::open(&workspace.dir())), "LH-131");
    workspace.write("linehaul.toml", CONFIG);
    assert_eq!(code(Session::open(&workspace.dir())), "LH-131", "nor is it taken away");
    // Nor that it no longer owns them: what they were billed by would be said by nobody.
    joining(&workspace, "\"documents\"");
    assert_eq!(code(Session::open(&workspace.dir())), "LH-131");
    workspace.write("linehaul.toml", &apart);
    assert_eq!(code(Session::open(&workspace.dir())), "LH-131");
}

#[test]
fn a_source_does_not_begin_to_own_loads_that_were_decided_on() {
    let workspace = two_sources();
    joining(&workspace, "\"documents\"");
    let mut session = workspace.open();
    sync(&mut session);
    drop(session);
    // Before anything was decided it may.
    joining(&workspace, "\"loads\", \"stops\", \"documents\"");
    drop(workspace.open());
    joining(&workspace, "\"documents\"");
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    assert_eq!(push(&mut session).posted.len(), 1);
    drop(session);
    drop(workspace.open());
    joining(&workspace, "\"loads\", \"stops\", \"documents\"");
    assert_eq!(code(Session::open(&workspace.dir())), "LH-131");
}

#[test]
fn a_source_that_only_adds_papers_is_retired_and_not_taken_away() {
    let workspace = two_sources();
    joining(&workspace, "\"documents\"");
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    drop(session);
    workspace.write("linehaul.toml", CONFIG);
    assert_eq!(code(Session::open(&workspace.dir())), "LH-123", "what it delivered would be gone with it");
    joining(&workspace, "\"documents\"");
    let settings = std::fs::read_to_string(workspace.dir().join("linehaul.toml")).expect("settings");
    workspace.write("linehaul.toml", settings.replace("joins = ", "retired = true\njoins = "));
    assert_eq!(code(Session::open(&workspace.dir())), "done");
}

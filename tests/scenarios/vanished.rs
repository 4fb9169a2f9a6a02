//! Loads that a source lists no more, though it lists all: asked of the load before and after it is approved and posted, and over once it comes
//! back.
//!
//! Planted once and seen red: a file that is not complete takes loads away; a list of fewer than half takes them, or one with a row of nobody's
//! load; an older load than the days of a list counts as gone; so does one that another list of its source has.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;
use linehaul_workbench::intake::open::open_in_part;
use linehaul_workbench::intake::trouble::Trouble;
use linehaul_workbench::upkeep::unattended::{Wants, round, were_told};

use crate::workspace::{CONFIG, LOADS, TestWorkspace, approve, push, state, sync};

/// The tiny company with three loads, whose files of loads are complete in these words.
fn listing(complete: &str) -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    for number in ["T-2", "T-3"] {
        workspace.another(number, str::to_owned);
        std::fs::remove_file(workspace.dir().join(format!("drop/loads-{number}.csv"))).expect("removed");
    }
    let complete = format!("folder = \"drop\"\ncomplete = {{ \"loads*.csv\" = {complete} }}");
    workspace.write("linehaul.toml", CONFIG.replace("folder = \"drop\"", &complete));
    workspace.write("drop/loads.csv", loads(&["T-1", "T-2", "T-3"]));
    workspace
}

/// A list of these loads.
fn loads(numbers: &[&str]) -> String {
    let (header, row) = LOADS.split_once('\n').expect("two lines");
    let rows: String = numbers.iter().map(|number| row.replace("T-1", number)).collect();
    format!("{header}\n{rows}")
}

fn held(session: &Session, load: &str) -> Vec<String> {
    session.show(load).expect("shown").holds.into_iter().map(|hold| hold.code).collect()
}

fn is_rebuilt(session: &mut Session) {
    assert_eq!(session.rebuild_check().expect("checked").differing, Vec::<String>::new());
}

#[test]
fn a_load_that_vanishes_is_held_and_comes_back() {
    let workspace = listing("true");
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(state(&session, "T-3"), "ready");
    workspace.write("drop/loads.csv", loads(&["T-1", "T-2"]));
    let report = sync(&mut session);
    assert!(report.sources[0].notes.iter().any(|note| note.contains("T-3")), "{:?}", report.sources[0].notes);
    assert_eq!((state(&session, "T-3"), held(&session, "T-3")), ("held".to_owned(), vec!["VANISHED".to_owned()]));
    let message = session.show("T-3").expect("shown").holds[0].message.clone();
    assert!(message.starts_with("dispatch listed it in loads.csv, and loads.csv, received "), "{message}");
    assert_eq!(approve(&mut session, &["T-3"]).refused.len(), 1);
    assert_eq!((state(&session, "T-1"), state(&session, "T-2")), ("ready".to_owned(), "ready".to_owned()));
    is_rebuilt(&mut session);
    workspace.write("drop/loads.csv", loads(&["T-1", "T-2", "T-3"]));
    sync(&mut session);
    let shown = session.show("T-3").expect("shown");
    assert_eq!((shown.state.as_str(), shown.lists.len()), ("ready", 1));
    assert!(shown.lists[0].ends_with("lists it again"), "{:?}", shown.lists);
    is_rebuilt(&mut session);
}

/// A first import has a name of its own and is never sent again: that it had a load says nothing of a later day.
#[test]
fn a_list_that_was_sent_once_keeps_no_load() {
    let workspace = listing("true");
    std::fs::rename(workspace.dir().join("drop/loads.csv"), workspace.dir().join("drop/loads first import.csv"))
        .expect("renamed");
    let mut session = workspace.open();
    sync(&mut session);
    for numbers in [&["T-1", "T-2", "T-3"][..], &["T-1", "T-2"]] {
        workspace.write("drop/loads.csv", loads(numbers));
        sync(&mut session);
    }
    assert_eq!(held(&session, "T-3"), ["VANISHED"]);
    is_rebuilt(&mut session);
}

/// Most of what was open is billed on one day and leaves the list. A second list like that one says that this is how it is.
#[test]
fn an_open_list_that_stays_short_takes_away_what_it_lacks() {
    let workspace = listing("\"open\"");
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    push(&mut session);
    workspace.write("drop/loads.csv", loads(&["T-2"]));
    sync(&mut session);
    assert_eq!(state(&session, "T-3"), "ready", "a short list takes nothing away");
    workspace.write("drop/loads.csv", loads(&["T-2"]) + "\n");
    sync(&mut session);
    assert_eq!((state(&session, "T-1"), held(&session, "T-3")), ("posted".to_owned(), vec!["VANISHED".to_owned()]));
    is_rebuilt(&mut session);
}

#[test]
fn a_file_that_is_not_complete_takes_nothing_away() {
    let workspace = listing("true");
    workspace.write("linehaul.toml", CONFIG);
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads.csv", loads(&["T-1", "T-2"]));
    sync(&mut session);
    assert_eq!(state(&session, "T-3"), "ready");
}

#[test]
fn a_person_says_that_it_is_billed_all_the_same() {
    let workspace = listing("true");
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads.csv", loads(&["T-1", "T-2"]));
    sync(&mut session);
    session.release("T-3", Some("biller"), "dispatch confirmed it by phone").expect("released");
    assert_eq!((state(&session, "T-3"), held(&session, "T-3")), ("ready".to_owned(), vec![]));
    // It stays answered while it is missing, and is asked anew when it goes once more.
    workspace.write("drop/loads.csv", loads(&["T-1", "T-2"]) + "\n");
    sync(&mut session);
    assert_eq!(state(&session, "T-3"), "ready");
    workspace.write("drop/loads.csv", loads(&["T-1", "T-2", "T-3"]));
    sync(&mut session);
    workspace.write("drop/loads.csv", loads(&["T-2", "T-1"]));
    sync(&mut session);
    assert_eq!(held(&session, "T-3"), ["VANISHED"]);
    is_rebuilt(&mut session);
}

#[test]
fn an_approval_of_a_load_that_vanishes_lapses() {
    let workspace = listing("true");
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-3"]);
    workspace.write("drop/loads.csv", loads(&["T-1", "T-2"]));
    let report = sync(&mut session);
    assert_eq!(report.lapsed.len(), 1, "{report:?}");
    assert_eq!(held(&session, "T-3"), ["CHANGED_SINCE_APPROVAL", "VANISHED"]);
    workspace.write("drop/loads.csv", loads(&["T-1", "T-2", "T-3"]));
    sync(&mut session);
    assert_eq!(held(&session, "T-3"), ["CHANGED_SINCE_APPROVAL"]);
    assert_eq!(approve(&mut session, &["T-3"]).approved, ["T-3"]);
    is_rebuilt(&mut session);
}

#[test]
fn a_posted_load_that_vanishes_is_asked_about_and_stays_posted() {
    for (complete, asked) in [("true", 1), ("\"open\"", 0), ("\"30 days\"", 1), ("\"3 days\"", 0)] {
        let workspace = listing(complete);
        let mut session = workspace.open();
        sync(&mut session);
        approve(&mut session, &["T-3"]);
        push(&mut session);
        workspace.write("drop/loads.csv", loads(&["T-1", "T-2"]));
        let report = sync(&mut session);
        assert_eq!(report.differing.len(), asked, "{complete}");
        assert_eq!(state(&session, "T-3"), "posted", "{complete}");
        if let Some(differs) = report.differing.first() {
            assert_eq!(differs.amount.as_deref(), Some("0.00"), "what is due nobody knows");
            assert!(differs.difference.contains("listed it in loads.csv"), "{}", differs.difference);
            session.release("T-3", Some("biller"), "it was driven").expect("answered");
            assert_eq!(session.show("T-3").expect("shown").difference.map(|d| d.words), None);
        }
        is_rebuilt(&mut session);
    }
}

#[test]
fn a_list_of_fewer_than_half_takes_nothing_away_and_is_told_at_its_source() {
    let workspace = listing("true");
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads.csv", loads(&["T-1"]));
    let report = sync(&mut session);
    assert!(report.sources[0].notes.iter().any(|note| note.starts_with("LH-256 ")), "{:?}", report.sources[0].notes);
    assert_eq!((state(&session, "T-2"), state(&session, "T-3")), ("ready".to_owned(), "ready".to_owned()));
    let told = |session: &Session| session.sources().expect("sources").sources[0].health.list.clone();
    assert_eq!(told(&session).map(|list| list.code), Some("LH-256".to_owned()));
    is_rebuilt(&mut session);
    // One more of them is enough, and what is missing then is.
    workspace.write("drop/loads.csv", loads(&["T-1", "T-2"]));
    sync(&mut session);
    assert!(told(&session).is_none());
    assert_eq!((state(&session, "T-2"), state(&session, "T-3")), ("ready".to_owned(), "held".to_owned()));
    is_rebuilt(&mut session);
}

#[test]
fn a_short_list_is_told_once_while_nobody_asks() {
    let workspace = listing("true");
    let rounds = |numbers: &[&str]| {
        workspace.write("drop/loads.csv", loads(numbers));
        let mut bench = open_in_part(&workspace.dir()).expect("opens");
        let round = round(&mut bench, Wants { alone: true }, &mut |_, _, _| true).expect("a round");
        let new: Vec<String> = round.new.iter().map(|(of, _)| of.clone()).collect();
        were_told(&workspace.dir(), &new).expect("kept");
        let of = |troubles: &[(String, Trouble)]| {
            let lists = troubles.iter().filter(|(of, _)| of == "list of dispatch");
            lists.map(|(_, trouble)| trouble.code.to_string()).collect::<Vec<_>>()
        };
        (of(&round.new), of(&round.lasting))
    };
    let (none, told) = (Vec::<String>::new(), vec!["LH-256".to_owned()]);
    assert_eq!(rounds(&["T-1", "T-2", "T-3"]), (none.clone(), none.clone()));
    assert_eq!(rounds(&["T-1"]), (told.clone(), none.clone()));
    assert_eq!(rounds(&["T-1"]), (none.clone(), told));
    assert_eq!(rounds(&["T-1", "T-2", "T-3"]), (none.clone(), none));
}

#[test]
fn a_row_in_quarantine_lists_its_load_and_one_of_nobodys_load_lets_none_go() {
    let workspace = listing("true");
    let mut session = workspace.open();
    sync(&mut session);
    let bad =
        loads(&["T-1", "T-2", "T-3"]).replace("T-3,ACME,TL,53ft dry van,delivered", "T-3,ACME,TL,53ft dry van,delivrd");
    workspace.write("drop/loads.csv", bad);
    sync(&mut session);
    assert!(!held(&session, "T-3").contains(&"VANISHED".to_owned()), "{:?}", held(&session, "T-3"));
    workspace.write("drop/loads.csv", loads(&["T-1", "T-2"]) + ",ACME,TL,,delivered,500,USD,,2025-03-03T00:00:00Z\n");
    sync(&mut session);
    assert!(!held(&session, "T-3").contains(&"VANISHED".to_owned()), "{:?}", held(&session, "T-3"));
    assert_eq!(
        session.sources().expect("sources").sources[0].health.list.clone().map(|list| list.code),
        Some("LH-256".to_owned())
    );
    is_rebuilt(&mut session);
}

#[test]
fn a_load_that_moves_to_another_list_of_its_source_is_not_gone() {
    let workspace = listing("true");
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads.csv", loads(&["T-1", "T-2"]));
    workspace.write("drop/loads-done.csv", loads(&["T-3"]));
    sync(&mut session);
    assert_eq!(state(&session, "T-3"), "ready");
    is_rebuilt(&mut session);
}

const ORDERS: &str = r#"
[zones]
default = "America/Chicago"
[[file]]
names = ["orders*.json"]
complete = "all"
[[file.makes]]
kind = "load"
[file.makes.fields]
load_number = "No"
customer = "Bill"
miles = "Miles"
status = { column = "State", values = { Done = "delivered", Moving = "in_transit", Deleted = "deleted", Void = "void" } }
"#;

#[test]
fn a_mapped_list_takes_loads_away_and_says_what_was_deleted() {
    let workspace = TestWorkspace::tiny();
    workspace.write("linehaul.toml", CONFIG.replace("folder = \"drop\"", "folder = \"drop\"\nmapping = \"orders\""));
    workspace.write("mappings/orders.toml", ORDERS);
    std::fs::remove_file(workspace.dir().join("drop/loads.csv")).expect("removed");
    let orders = |of: &[(&str, &str)]| {
        let one = |(no, state): &(&str, &str)| {
            format!("{{\"No\": \"{no}\", \"Bill\": \"ACME\", \"Miles\": 500, \"State\": \"{state}\"}}")
        };
        format!("[{}]", of.iter().map(one).collect::<Vec<_>>().join(","))
    };
    workspace.write("drop/orders-1.json", orders(&[("T-1", "Done"), ("T-2", "Moving"), ("T-4", "Moving")]));
    let mut session = workspace.open();
    let report = sync(&mut session);
    assert!(report.sources[0].error.is_none() && report.sources[0].new > 3, "{report:?}");
    workspace.write("drop/orders-2.json", orders(&[("T-1", "Done"), ("T-4", "Deleted")]));
    sync(&mut session);
    // What is under way is told: nothing of it is to be billed yet.
    let shown = session.show("T-2").expect("shown");
    assert_eq!((shown.state.as_str(), shown.warnings[0].code.as_str()), ("in_transit", "VANISHED"));
    assert_eq!(state(&session, "T-4"), "not_billable");
    workspace.write("drop/orders-3.json", orders(&[("T-1", "Void"), ("T-2", "Moving")]));
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "not_billable");
    assert_eq!(session.show("T-2").expect("shown").warnings.len(), 0);
    is_rebuilt(&mut session);
}

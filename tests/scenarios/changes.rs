//! What happened on the way and changes what a load is: billed where a phrase speaks of it, else asked.
//!
//! Planted once and seen red: an event that no phrase speaks of passes in silence; a stop that was added and not sent passes.

use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, CONTRACT, TestWorkspace, state, sync};

const EVENTS: &str = "event_id,load_number,event,at,stop,quantity,charge,amount,currency,by,note\n";

const MAPPED: &str = r#"
currency = "USD"
[zones]
default = "America/Chicago"
[[file]]
names = ["workflow*.json"]
[[file.makes]]
kind = "event"
[file.makes.fields]
load_number = "Load"
event = { column = "What", values = { Approved = "accessorial_approved", Detour = "off_route", Refused = "refused" } }
at = "When"
charge = "Code"
amount = "UpTo"
quantity = "Miles"
by = "Who"
"#;

#[test]
fn what_no_phrase_speaks_of_is_asked_and_what_one_does_is_billed() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    let rows = "E-1,T-1,off_route,2025-03-01T18:00:00Z,,32,,,,,detour at I-40\nE-2,T-1,refused,2025-03-02T14:00:00Z,2,,,,,,two pallets\n\
                E-3,T-1,off_route,2025-03-01T20:00:00Z,,8,,,,,\n";
    workspace.write("drop/events.csv", format!("{EVENTS}{rows}"));
    sync(&mut session);
    let told = |session: &linehaul_api::command::session::Session| {
        let warnings = session.show("T-1").expect("shown").warnings.into_iter();
        warnings.filter(|w| w.code == "EVENT_UNREAD").map(|w| w.message).collect::<Vec<_>>()
    };
    let warnings = told(&session);
    assert!(
        warnings.len() == 3 && warnings[0].starts_with("off_route on 2025-03-01, 32 (detour at I-40), and no phrase"),
        "{warnings:?}"
    );
    assert!(warnings[2].starts_with("refused on 2025-03-02 at stop 2 (two pallets)"), "{warnings:?}");
    assert_eq!(state(&session, "T-1"), "ready");
    let phrase =
        "when load.happened(\"off_route\") { charge \"OFF_ROUTE\" amount load.number(\"off_route_miles\") * 2.00; }\n";
    workspace.write("rules/customers/acme/2025-01-01.rhai", format!("{CONTRACT}{phrase}"));
    let config = CONFIG.replace("ADJUSTMENT =", "OFF_ROUTE = \"4050\", ADJUSTMENT =").replace("25.00", "250.00");
    workspace.write("linehaul.toml", config);
    drop(session);
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!((told(&session).len(), session.show("T-1").expect("shown").total), (1, "1080.00".to_owned()));
    assert_eq!(session.rebuild_check().expect("checked").differing, Vec::<String>::new());
}

#[test]
fn a_stop_that_was_added_and_not_sent_holds_the_load() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    workspace.write("drop/events.csv", format!("{EVENTS}E-1,T-1,stop_added,2025-03-01T18:00:00Z,3,,,,,,\n"));
    sync(&mut session);
    let holds = session.show("T-1").expect("shown").holds;
    assert!(holds.len() == 1 && holds[0].message.contains("stop_added on 2025-03-01 at stop 3"), "{holds:?}");
    workspace.write("drop/events.csv", format!("{EVENTS}E-1,T-1,stop_added,2025-03-01T18:00:00Z,2,,,,,,\n"));
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready");
}

#[test]
fn an_approval_from_an_outside_workflow_satisfies_the_contract() {
    let workspace = TestWorkspace::tiny();
    let phrase = "charge \"LAYOVER\" amount 300.00, approval above 100.00;\n";
    workspace.write("rules/customers/acme/2025-01-01.rhai", format!("{CONTRACT}{phrase}"));
    let config = CONFIG.replace("ADJUSTMENT =", "LAYOVER = \"4060\", ADJUSTMENT =").replace("25.00", "500.00");
    workspace.write("linehaul.toml", config.replace("folder = \"drop\"", "folder = \"drop\"\nmapping = \"workflow\""));
    workspace.write("mappings/workflow.toml", MAPPED);
    let mut session = workspace.open();
    sync(&mut session);
    let held = |session: &linehaul_api::command::session::Session| {
        session.show("T-1").expect("shown").holds.into_iter().map(|hold| hold.code).collect::<Vec<_>>()
    };
    assert_eq!(held(&session), ["APPROVAL_NEEDED"]);
    let record = |upto: &str| {
        format!(
            "[{{\"Load\": \"T-1\", \"What\": \"Approved\", \"When\": \"2025-03-04T10:00:00Z\", \"Code\": \"LAYOVER\", \"UpTo\": \"{upto}\", \"Who\": \"J. Doe\"}}]"
        )
    };
    workspace.write("drop/workflow.json", record("250.00"));
    sync(&mut session);
    assert_eq!(held(&session), ["APPROVAL_NEEDED"]);
    workspace.write("drop/workflow.json", record("300.00"));
    let report = sync(&mut session);
    assert_eq!((held(&session), report.sources[0].quarantined), (Vec::<String>::new(), 0));
    let events = session.show("T-1").expect("shown").events;
    assert_eq!(events[0].note.as_deref(), Some("LAYOVER, up to 300.00 USD, by J. Doe"));
}

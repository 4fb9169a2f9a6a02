//! Bad input is coded, quarantined and never lost, and the rest goes on.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::workspace::{CONFIG, CONTRACT, LOADS, STOPS, TestWorkspace, approve, push, state, sync};

fn error_of(workspace: &TestWorkspace) -> linehaul_api::ApiError {
    match Session::open(&workspace.dir()) {
        Ok(_) => panic!("it opened"),
        Err(error) => error,
    }
}

#[test]
fn a_workspace_that_cannot_be_used_says_what_to_do() {
    let workspace = TestWorkspace::tiny();
    std::fs::remove_file(workspace.dir().join("linehaul.toml")).expect("removed");
    assert_eq!(error_of(&workspace).code, "LH-101");
    workspace.write("linehaul.toml", "[business\n");
    let error = error_of(&workspace);
    assert_eq!(error.code, "LH-102");
    assert!(error.cannot_run() && !error.next_step.is_empty());
    workspace.write("linehaul.toml", CONFIG.replace("invoice_prefix", "invoice_perfix"));
    let error = error_of(&workspace);
    assert!(error.code == "LH-102" && error.message.contains("invoice_perfix"), "{}", error.message);
    workspace.write("linehaul.toml", CONFIG.replace("America/Chicago", "America/Chicgo"));
    assert_eq!(error_of(&workspace).code, "LH-102");
    workspace.write("linehaul.toml", CONFIG);
    workspace
        .write("book.sqlite", "this is no database, and long enough to be looked at as one, or so one would think");
    assert!(error_of(&workspace).code.as_str().starts_with("LH-5"));
}

#[test]
fn only_one_process_has_a_workspace_open() {
    let workspace = TestWorkspace::tiny();
    let _desk = workspace.open();
    assert!(error_of(&workspace).code.as_str().starts_with("LH-1"));
}

#[test]
fn other_delimiters_a_byte_order_mark_and_quoted_newlines_are_read() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/loads.csv", format!("\u{feff}{}", LOADS.replace(',', ";")));
    let stops = STOPS.replace("Shipper,Memphis TN", "\"Shipper\nDock 4\",Memphis TN").replace('\n', "\r\n");
    workspace.write("drop/stops.csv", stops);
    let mut session = workspace.open();
    let report = sync(&mut session);
    assert_eq!(report.sources[0].quarantined, 0, "{:?}", session.quarantine());
    assert_eq!(state(&session, "T-1"), "ready");
}

#[test]
fn a_bad_row_is_kept_with_its_place_and_the_rest_goes_on() {
    let workspace = TestWorkspace::tiny();
    let extra = "T-2,ACME,TL,van,delivered,five hundred,USD,1000.00,2025-03-03T00:00:00Z\n";
    workspace.write("drop/loads.csv", format!("{LOADS}{extra}"));
    let mut session = workspace.open();
    let report = sync(&mut session);
    assert_eq!((report.sources[0].quarantined, state(&session, "T-1").as_str()), (1, "ready"));
    let items = session.quarantine().expect("a list").items;
    assert_eq!((items[0].file.as_str(), items[0].line, items[0].column.as_deref()), ("loads.csv", 3, Some("miles")));
    assert!(items[0].content.contains("five hundred"));
}

#[test]
fn a_file_still_being_written_waits_whole() {
    let workspace = TestWorkspace::tiny();
    let half = &LOADS[..LOADS.len() - 25];
    workspace.write("drop/loads.csv", half);
    let mut session = workspace.open();
    let report = sync(&mut session);
    assert!(report.sources[0].notes.iter().any(|n| n.contains("loads.csv")), "{:?}", report.sources[0].notes);
    assert!(session.show("T-1").is_err());
    workspace.write("drop/loads.csv", LOADS);
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready");
}

#[test]
fn a_contract_that_does_not_read_holds_its_loads_and_no_others() {
    let workspace = TestWorkspace::tiny();
    workspace.write(
        "rules/customers/acme/2025-01-01.rhai",
        CONTRACT.replace("linehaul 2.00 per mile", "linehual 2.00 per mile"),
    );
    let mut session = workspace.open();
    sync(&mut session);
    let detail = session.show("T-1").expect("shown");
    assert_eq!(detail.holds[0].code, "CONTRACT_ERROR");
    assert!(detail.holds[0].message.contains("2025-01-01.rhai:2:"), "{}", detail.holds[0].message);
}

#[test]
fn a_contract_that_never_ends_is_stopped() {
    let workspace = TestWorkspace::tiny();
    workspace.write("rules/customers/acme/2025-01-01.rhai", format!("{CONTRACT}\nloop {{ let x = 1; }}\n"));
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(session.show("T-1").expect("shown").holds[0].code, "CONTRACT_ERROR");
}

#[test]
fn an_unknown_customer_is_held_not_lost() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/loads.csv", LOADS.replace("ACME", "NOBODY"));
    let mut session = workspace.open();
    sync(&mut session);
    let detail = session.show("T-1").expect("shown");
    assert!(detail.holds.iter().any(|h| h.code == "CUSTOMER_UNKNOWN"));
    assert!(detail.holds.iter().any(|h| h.code == "CONTRACT_MISSING"));
    let refused = approve(&mut session, &["T-1"]).refused;
    assert_eq!(refused[0].code, "LH-414");
}

#[test]
fn a_document_that_came_after_its_row_is_seen() {
    let workspace = TestWorkspace::tiny();
    let row = "document_id,load_number,stop,type,file,signed_by,updated_at\n\
D-1,T-1,2,pod_signed,pod.pdf,receiver,2025-03-03T00:00:00Z\n";
    workspace.write("drop/documents.csv", row);
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "held");
    workspace.write("drop/documents/pod.pdf", "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready");
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn a_file_that_cannot_be_opened_does_not_stop_the_others() {
    let workspace = TestWorkspace::tiny();
    std::os::unix::fs::symlink("/nowhere/at/all.csv", workspace.dir().join("drop/loads-0.csv")).expect("a link");
    let mut session = workspace.open();
    let report = sync(&mut session);
    assert!(report.sources[0].notes.iter().any(|n| n.contains("loads-0.csv")), "{:?}", report.sources[0].notes);
    assert_eq!(state(&session, "T-1"), "ready");
}

#[test]
fn a_load_without_the_date_that_picks_its_contract_misses_an_input() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/stops.csv", STOPS.replace("2025-03-01 08:00", ""));
    let mut session = workspace.open();
    sync(&mut session);
    let codes: Vec<String> = session.show("T-1").expect("shown").holds.into_iter().map(|h| h.code).collect();
    assert_eq!(codes, ["INPUT_MISSING"]);
}

#[test]
fn a_rules_file_that_cannot_be_read_as_text_stops_nobody_else() {
    let workspace = TestWorkspace::tiny();
    let rules = workspace.dir().join("rules");
    std::fs::create_dir_all(rules.join("customers/beta/2025-01-01.rhai")).expect("a folder named like a contract");
    std::fs::create_dir_all(rules.join("customers/gamma")).expect("a folder");
    std::fs::write(rules.join("customers/gamma/2025-01-01.rhai"), b"// caf\xe9\ncontract for").expect("written");
    std::os::unix::fs::symlink("nowhere", rules.join("customers/gamma/2025-02-01.rhai")).expect("a link");
    std::fs::create_dir_all(rules.join("tables/lanes_of_beta.csv")).expect("a folder named like a table");
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(session.show("T-1").expect("shown").state, "ready");
    let broken = session.broken_rules();
    assert_eq!(broken.len(), 4, "{broken:?}");
    assert!(broken.iter().any(|b| b.contains("UTF-8 (line 1)")), "{broken:?}");
    assert!(broken.iter().any(|b| b.contains("it is no file")), "{broken:?}");
}

#[test]
fn a_byte_order_mark_in_front_of_a_contract_is_no_part_of_it() {
    let workspace = TestWorkspace::tiny();
    workspace.write("rules/customers/acme/2025-01-01.rhai", format!("\u{feff}{}", CONTRACT));
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    assert_eq!(push(&mut session).posted.len(), 1);
    let made = session.reproduce(&[], None, &mut |_, _| true).expect("an answer");
    assert_eq!((made.invoices, made.drifted.len()), (1, 0));
}

#[test]
fn a_row_of_the_future_does_not_stand_against_a_later_word() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "ready");
    workspace.write("drop/loads-2.csv", LOADS.replace(",500,", ",700,").replace("2025-03-03T", "2252-03-03T"));
    assert_eq!(sync(&mut session).sources[0].quarantined, 1);
    assert_eq!(session.quarantine().expect("a list").items[0].code, "LH-251");
    assert_eq!(state(&session, "T-1"), "held", "what it says may cost more or less");
    workspace.write("drop/loads-3.csv", LOADS.replace("delivered", "cancelled").replace("03-03T", "03-05T"));
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "not_billable", "dispatch is heard");
    assert!(session.quarantine().expect("a list").items.is_empty(), "a later word came");
    assert!(session.rebuild_check().expect("an answer").differing.is_empty());
}

#[test]
fn a_load_that_is_delivered_next_year_is_not_approved() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/stops.csv", STOPS.replace("2025-03-01", "2026-03-01").replace("2025-03-02", "2026-03-02"));
    let mut session = workspace.open();
    sync(&mut session);
    let refused = approve(&mut session, &["T-1"]).refused;
    assert_eq!(refused[0].code, "LH-441");
}

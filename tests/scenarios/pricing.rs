//! Pricing's stories: a change tried on the loads on hand, brought into force, rolled back; invoices made again; what was
//! earned and never billed.

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use linehaul_api::command::again::verify_proof;
use linehaul_api::command::session::Session;
use linehaul_api::wire::again::DriftFound;
use linehaul_api::wire::backtest::BacktestReport;
use linehaul_api::wire::load::LoadDetail;
use linehaul_tests::harness::Asks;

use crate::workspace::{TestWorkspace, approve, push, sync};

const FILE: &str = "rules/customers/acme-foods/2025-02-01.rhai";

/// The sample company with everything read, and a candidate made from ACME's contract.
fn with(change: &dyn Fn(String) -> String) -> (TestWorkspace, PathBuf) {
    let workspace = TestWorkspace::sample();
    sync(&mut workspace.open());
    let text = std::fs::read_to_string(workspace.dir().join(FILE)).expect("the contract");
    let changed = change(text.clone());
    assert_ne!(text, changed, "the change changes nothing");
    workspace.write("drafts/acme-foods/2025-02-01.rhai", changed);
    let draft = workspace.dir().join("drafts/acme-foods/2025-02-01.rhai");
    (workspace, draft)
}

fn backtest(session: &Session, file: &Path, everything: bool) -> BacktestReport {
    session.backtest(file, None, everything, &mut |_, _| true).unwrap_or_else(|e| panic!("{} {}", e.code, e.message))
}

/// What a backtest says, without what it skipped.
fn said(report: &BacktestReport) -> String {
    let loads: Vec<String> = report
        .loads_changed
        .iter()
        .map(|l| format!("{} {} {} {:?} {:?}", l.load, l.before.total, l.after.total, l.before.holds, l.after.holds))
        .collect();
    format!("{loads:?} {:?} {:?} {:?}", report.by_code, report.by_customer, report.by_month)
}

#[test]
fn rating_only_what_a_change_can_touch_is_the_same_as_rating_everything() {
    let changes: [(&str, &dyn Fn(String) -> String); 11] = [
        ("a condition on what is not there", &|t| {
            t + "\nwhen load.number(\"pallets_counted\") > 5 { hazmat flat 5.00; }"
        }),
        ("a condition of unlike things", &|t| t + "\nwhen load.miles > \"5\" { team_service flat 5.00; }"),
        ("free time", &|t| t.replace("free 120 minutes", "free 90 minutes")),
        ("hazmat", &|t| t.replace("hazmat flat 250.00", "hazmat flat 300.00")),
        ("team", &|t| t.replace("team_service 0.25", "team_service 0.31")),
        ("stops", &|t| t.replace("stop_off first 100.00", "stop_off first 125.00")),
        ("no lumper", &|t| t.replace("lumper at cost plus 10 percent", "lumper at cost plus 12 percent")),
        ("a condition", &|t| t.replace("temperature_control flat 225.00", "temperature_control flat 260.00")),
        ("tonu", &|t| t.replace("tonu flat 150.00", "tonu flat 200.00")),
        ("fuel", &|t| t.replace("monday price from tuesday", "monday price from wednesday")),
        ("a document", &|t| {
            t.replace("need document \"pod_signed\"", "need document \"scale_ticket\"; need document \"pod_signed\"")
        }),
    ];
    let (workspace, draft) = with(&|t| t + "\n// a candidate\n");
    let text = std::fs::read_to_string(workspace.dir().join(FILE)).expect("the contract");
    let session = workspace.open();
    for (name, change) in changes {
        workspace.write("drafts/acme-foods/2025-02-01.rhai", change(text.clone()));
        let (few, all) = (backtest(&session, &draft, false), backtest(&session, &draft, true));
        assert_eq!(said(&few), said(&all), "{name}");
        assert_eq!(few.rated + few.skipped, few.loads, "{name}");
        assert_eq!(all.rated, all.loads, "{name}");
        let narrow = !name.starts_with("a condition o");
        assert!(!narrow || few.rated < all.rated / 4, "{name}: {} of {} were rated", few.rated, all.rated);
        assert!(few.changed > 0, "{name} changes nothing");
    }
}

#[test]
fn a_stopped_backtest_says_that_it_is_partial() {
    let (workspace, draft) = with(&|t| t.replace("free 120 minutes", "free 90 minutes"));
    let report = workspace.open().backtest(&draft, None, false, &mut |done, _| done < 64).expect("an answer");
    assert!(report.partial && report.loads <= 64, "{} loads", report.loads);
}

#[test]
fn a_small_change_is_published_by_one_and_leaves_what_is_approved() {
    let (workspace, draft) = with(&|t| t.replace("free 120 minutes", "free 90 minutes"));
    let mut session = workspace.open();
    let moved = backtest(&session, &draft, false);
    let posted = &moved.loads_changed.iter().find(|l| l.before.ready).expect("a ready load").load;
    approve(&mut session, &[posted]);
    let before = session.show(posted).expect("shown").total;
    let published = session.publish(&draft, Some("pricing"), "amended", &mut |_, _| true).expect("published");
    assert!(published.in_force);
    assert_eq!(published.backtest.words, ["detention at every stop (Item 500): free time 120 → 90 minutes"]);
    assert_eq!(session.show(posted).expect("shown").total, before, "an approved load is not priced again");
    for load in moved.loads_changed.iter().filter(|l| l.load != *posted) {
        assert_eq!(session.show(&load.load).expect("shown").total, load.after.total, "{}", load.load);
    }
    let history = session.history().expect("a history");
    assert_eq!(history.entries[0].hash, published.hash);
    assert!(history.drafts.is_empty(), "{:?}", history.drafts);

    workspace
        .write(FILE, std::fs::read_to_string(workspace.dir().join(FILE)).expect("text").replace("free 90", "free 30"));
    drop(session);
    let mut session = workspace.open();
    assert_eq!(session.history().expect("a history").drafts, ["acme-foods/2025-02-01.rhai"]);
    sync(&mut session);
    let after = &moved.loads_changed.iter().find(|l| l.load != *posted).expect("another");
    assert_eq!(session.show(&after.load).expect("shown").total, after.after.total, "a file on the disk is a draft");
}

#[test]
fn a_large_change_takes_a_second_person_and_can_be_rolled_back() {
    let (workspace, draft) = with(&|t| {
        t.replace("monday price from tuesday", "monday price from wednesday")
            .replace("free 120 minutes", "free 0 minutes")
    });
    let mut session = workspace.open();
    let total = |session: &Session, load: &str| session.show(load).expect("shown").total;
    let moved = backtest(&session, &draft, false);
    let load = moved.loads_changed[0].clone();
    let original = workspace.dir().join(FILE);
    let first = session.publish(&original, Some("pricing"), "as it is", &mut |_, _| true).expect("published");
    assert!(first.in_force && first.backtest.changed == 0);
    let proposed = session.publish(&draft, Some("pricing"), "much", &mut |_, _| true).expect("an answer");
    assert!(!proposed.in_force);
    assert_eq!(total(&session, &load.load), load.before.total, "a proposal is not in force");
    assert_eq!(session.agree(proposed.entry, Some("pricing")).expect_err("refused").code, "LH-357");
    session.agree(proposed.entry, Some("approver")).expect("agreed");
    assert_eq!(total(&session, &load.load), load.after.total);
    assert_eq!(session.agree(proposed.entry, Some("approver")).expect_err("refused").code, "LH-356");
    let back = session.roll_back(first.entry, Some("pricing"), "a mistake", &mut |_, _| true).expect("an answer");
    assert!(!back.in_force, "rolling back moves as much");
    session.agree(back.entry, Some("admin")).expect("agreed");
    assert_eq!(total(&session, &load.load), load.before.total);
    assert!(session.audit().expect("a chain").ok);
}

#[test]
fn an_amendment_is_taken_back_by_the_text_before_it() {
    let (workspace, draft) = with(&|t| t.replace("free 120 minutes", "free 119 minutes"));
    let later = workspace.dir().join("drafts/acme-foods/2025-02-20.rhai");
    std::fs::rename(&draft, &later).expect("renamed");
    let mut session = workspace.open();
    let first =
        session.publish(&workspace.dir().join(FILE), Some("pricing"), "as it is", &mut |_, _| true).expect("published");
    let again =
        session.publish(&workspace.dir().join(FILE), Some("pricing"), "again", &mut |_, _| true).expect_err("refused");
    assert_eq!(again.code, "LH-358");
    let none = session.publish(&later, Some("pricing"), "  ", &mut |_, _| true).expect_err("refused");
    assert_eq!(none.code, "LH-415");
    let amended = session.publish(&later, Some("pricing"), "amended", &mut |_, _| true).expect("published");
    assert!(amended.in_force, "a minute moves little");
    let same = session.roll_back(amended.entry, Some("pricing"), "back", &mut |_, _| true).expect_err("refused");
    assert_eq!(same.code, "LH-358", "{}", same.message);
    let back = session.roll_back(first.entry, Some("pricing"), "back", &mut |_, _| true).expect("published");
    assert_eq!((back.effective.as_str(), back.hash.as_str()), ("2025-02-20", first.hash.as_str()));
}

#[test]
fn a_proposal_is_not_agreed_to_after_something_else_came_into_force() {
    let (workspace, draft) = with(&|t| t.replace("free 120 minutes", "free 0 minutes"));
    let mut session = workspace.open();
    let proposed = session.publish(&draft, Some("pricing"), "much", &mut |_, _| true).expect("an answer");
    assert!(!proposed.in_force);
    workspace.write(
        "drafts/acme-foods/2025-02-01.rhai",
        std::fs::read_to_string(workspace.dir().join(FILE)).expect("text") + "// b",
    );
    assert!(session.publish(&draft, Some("pricing"), "a remark", &mut |_, _| true).expect("published").in_force);
    assert_eq!(session.agree(proposed.entry, Some("approver")).expect_err("refused").code, "LH-359");
}

#[test]
fn another_currency_takes_a_second_person() {
    let (workspace, draft) = with(&|t| t.replace("currency \"USD\"", "currency \"CAD\""));
    let proposed = workspace.open().publish(&draft, Some("pricing"), "a slip", &mut |_, _| true).expect("an answer");
    assert!(!proposed.in_force, "{} loads", proposed.backtest.changed);
}

#[test]
fn a_contract_that_fails_a_case_or_a_property_is_not_published() {
    let (workspace, draft) = with(&|t| t.replace("hazmat flat 250.00", "charge \"HAZMAT\" amount 500.00 - load.miles"));
    let mut session = workspace.open();
    let refused = session.publish(&draft, Some("pricing"), "odd", &mut |_, _| true).expect_err("refused");
    assert_eq!(refused.code, "LH-354", "{}", refused.message);
    assert_eq!(session.publish(&draft, Some("biller"), "odd", &mut |_, _| true).expect_err("refused").code, "LH-403");
    workspace.write("drafts/acme-foods/2025-02-01.rhai", "contract for");
    assert_eq!(session.publish(&draft, Some("pricing"), "odd", &mut |_, _| true).expect_err("refused").code, "LH-352");
}

#[test]
fn a_thousand_invoices_are_made_again_and_an_edited_row_names_those_that_it_touches() {
    let workspace = TestWorkspace::large(7);
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &[]);
    let posted = push(&mut session).posted;
    let made = session.reproduce(&[], None, &mut |_, _| true).expect("an answer");
    assert!(posted.len() >= 1_000, "{} posted", posted.len());
    assert_eq!((made.invoices, made.drifted.len()), (posted.len(), 0));

    let tables = workspace.dir().join("other");
    std::fs::create_dir_all(&tables).expect("a folder");
    for entry in std::fs::read_dir(workspace.dir().join("rules/tables")).expect("tables") {
        let path = entry.expect("an entry").path();
        std::fs::copy(&path, tables.join(path.file_name().expect("a name"))).expect("copied");
    }
    let tgs = std::fs::read_to_string(tables.join("tgs.csv")).expect("the table");
    let row = "3.50,3.550,0.460";
    assert!(tgs.contains(row));
    std::fs::write(tables.join("tgs.csv"), tgs.replace(row, "3.50,3.550,0.470")).expect("written");
    let drifted = session.reproduce(&[], Some(&tables), &mut |_, _| true).expect("an answer").drifted;
    let named: BTreeSet<String> = drifted.iter().flat_map(|d| d.loads.clone()).collect();
    let read_it = |load: &&String| {
        let detail = session.show(load).expect("shown");
        detail.charges.iter().flat_map(|c| &c.derivation).any(|step| step.value.starts_with("tgs: 3.5 <= "))
    };
    let billed: Vec<String> = posted.iter().flat_map(|p| p.loads.clone()).collect();
    let expected: BTreeSet<String> = billed.iter().filter(read_it).cloned().collect();
    assert!(!expected.is_empty() && expected.len() < billed.len() / 2, "{} loads read the row", expected.len());
    assert_eq!(named, expected);
}

#[test]
fn a_proof_holds_and_a_forged_one_does_not() {
    let workspace = TestWorkspace::sample();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &[]);
    let posted = push(&mut session).posted;
    for invoice in posted.iter().step_by(17) {
        let proof = session.proof(&invoice.invoice).expect("a proof");
        let report = verify_proof(&proof).expect("an answer");
        assert!(report.ok, "{}: {}", invoice.invoice, report.reason);
        assert_eq!(report.total, invoice.total);
    }
    let proof = String::from_utf8(session.proof(&posted[0].invoice).expect("a proof")).expect("text");
    let total = posted[0].total.trim_end_matches('0').trim_end_matches('.').to_owned();
    let forgeries: [(&str, String); 6] = [
        ("the total", proof.replace(&format!("\"total\":\"{total}\""), "\"total\":\"9999\"")),
        ("a contract's text", proof.replace("free 120 minutes", "free 1 minutes")),
        ("a table's row", proof.replace("3.50,3.550,0.460", "3.50,3.550,0.960")),
        ("a fact", proof.replace("\\\"miles\\\":\\\"", "\\\"miles\\\":\\\"1")),
        ("who approved", proof.replace("\"name\":\"approver\"", "\"name\":\"nobody\"")),
        ("the date of an entry", proof.replacen("\"prev\":\"", "\"prev\":\"f", 1)),
    ];
    for (what, forged) in forgeries {
        assert_ne!(forged, proof, "{what} was not forged");
        let held = verify_proof(forged.as_bytes()).is_ok_and(|report| report.ok);
        assert!(!held, "a proof with {what} forged holds");
    }
    assert_eq!(verify_proof(b"{}").expect_err("no proof").code, "LH-437");
}

/// Proofs that this engine once wrote of the sample's invoices: with layover, stop-off and a limit; with taxes; with a border fee;
/// with a lumper and a team's limit; of a truck not used. A change of what is rated or told is another engine, and
/// is seen here. `LINEHAUL_WRITE=1` writes them anew for such a one.
#[test]
fn proofs_that_this_engine_wrote_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs");
    if std::env::var_os("LINEHAUL_WRITE").is_some() {
        write_proofs(&folder);
    }
    let mut seen = 0;
    for file in std::fs::read_dir(folder).expect("a folder").flatten().map(|e| e.path()) {
        let report = verify_proof(&std::fs::read(&file).expect("read")).expect("an answer");
        assert!(report.ok, "{}: {}", file.display(), report.reason);
        seen += 1;
    }
    assert_eq!(seen, PROVEN.len());
}

/// Loads of the sample whose invoices are proven.
const PROVEN: &[&str] = &["PS-24003", "PS-24006", "PS-24035", "PS-24057", "PS-24082", "PS-24111", "PS-24240"];

fn write_proofs(folder: &Path) {
    let workspace = TestWorkspace::sample();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &[]);
    for posted in push(&mut session).posted {
        if posted.loads.iter().any(|load| PROVEN.contains(&load.as_str())) {
            let proof = session.proof(&posted.invoice).expect("a proof");
            std::fs::write(folder.join(format!("{}.json", posted.invoice)), proof).expect("written");
        }
    }
}

#[test]
fn a_departure_that_came_late_is_found_with_its_deadline() {
    let workspace = TestWorkspace::tiny();
    let contract =
        crate::workspace::CONTRACT.replace("fuel included;", "fuel included;\nclaim within 60 days of delivery;");
    workspace.write("rules/customers/acme/2025-01-01.rhai", contract);
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    let invoice = push(&mut session).posted[0].invoice.clone();
    assert!(session.radar(None, &mut |_, _| true).expect("an answer").items.is_empty());
    let stops = crate::workspace::STOPS
        .replace("2025-03-02 09:00,2025-03-03T00:00:00Z", "2025-03-02 12:10,2025-03-04T00:00:00Z");
    workspace.write("drop/stops-2.csv", stops);
    sync(&mut session);
    let report = session.radar(None, &mut |_, _| true).expect("an answer");
    let [item] = report.items.as_slice() else { panic!("{} items", report.items.len()) };
    assert_eq!(
        (item.invoice.as_str(), item.code.as_str(), item.amount.as_str()),
        (invoice.as_str(), "DETENTION_UNLOADING", "135.00")
    );
    assert_eq!((item.deadline.as_str(), item.deadline_by.as_str(), item.late), ("2025-05-01", "contract", false));
    assert!(item.derivation.iter().any(|s| s.value.contains("130 min")), "{:?}", item.derivation);
    assert_eq!(report.totals[0].total, "135.00");

    let now = session.show("T-1").expect("shown");
    let then = session.as_invoiced("T-1").expect("made again");
    let codes = |detail: &LoadDetail| detail.charges.iter().map(|c| c.code.clone()).collect::<Vec<_>>();
    // A posted load shows what was posted; what is due beyond it is told beside.
    assert!(!codes(&now).contains(&"DETENTION_UNLOADING".to_owned()), "{:?}", codes(&now));
    let difference = now.difference.as_ref().expect("told");
    assert!(difference.amount == "135.00" && difference.words.contains("DETENTION_UNLOADING"), "{}", difference.words);
    assert!(!codes(&then.detail).contains(&"DETENTION_UNLOADING".to_owned()), "{:?}", codes(&then.detail));
    assert!(matches!(then.drift, DriftFound::Nothing(false)) && then.invoice == invoice);
    assert_ne!(then.detail.stops[1].departed, now.stops[1].departed, "the facts are those of the approval");
}

#[test]
fn a_load_without_an_invoice_cannot_be_shown_as_invoiced() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(session.as_invoiced("T-1").expect_err("refused").code, "LH-440");
    assert_eq!(session.as_invoiced("T-9").expect_err("refused").code, "LH-410");
}

#[test]
fn what_a_person_billed_by_an_adjustment_is_not_found_again() {
    let found = |adjusted: &str| {
        let workspace = TestWorkspace::tiny();
        workspace.write("linehaul.toml", crate::workspace::CONFIG.replace("= \"25.00\"", "= \"900.00\""));
        let mut session = workspace.open();
        sync(&mut session);
        session
            .adjust("T-1", Some("biller"), "DETENTION_UNLOADING", adjusted, "waited, as the driver says")
            .expect("adjusted");
        approve(&mut session, &["T-1"]);
        assert_eq!(push(&mut session).posted.len(), 1);
        let late = crate::workspace::STOPS
            .replace("2025-03-02 09:00,2025-03-03T00:00:00Z", "2025-03-02 12:10,2025-03-04T00:00:00Z");
        workspace.write("drop/stops-2.csv", late);
        sync(&mut session);
        let items = session.radar(None, &mut |_, _| true).expect("an answer").items;
        items.iter().map(|item| item.amount.clone()).collect::<Vec<_>>()
    };
    assert_eq!(found("100.00"), ["35.00"]);
    assert!(found("135.00").is_empty());
}

#[test]
fn a_version_inside_approved_work_says_which_loads_keep_their_price() {
    let (workspace, draft) = with(&|t| t.replace("free 120 minutes", "free 90 minutes"));
    let mut session = workspace.open();
    let open = backtest(&session, &draft, false);
    assert_eq!(open.kept, 0);
    let approved: BTreeSet<String> = approve(&mut session, &[]).approved.into_iter().collect();
    let report = backtest(&session, &draft, false);
    let expected = report.loads_changed.iter().filter(|l| approved.contains(&l.load)).count();
    assert!(expected > 0 && report.kept == expected, "{} of {expected}", report.kept);
    let totals = |session: &Session| -> Vec<String> {
        approved.iter().map(|load| session.show(load).expect("shown").total).collect()
    };
    let before = totals(&session);
    let published = session.publish(&draft, Some("pricing"), "shorter free time", &mut |_, _| true).expect("an answer");
    if !published.in_force {
        session.agree(published.entry, Some("approver")).expect("agreed");
    }
    sync(&mut session);
    assert_eq!(totals(&session), before, "nothing that is approved is priced again");
}

//! The main job on the sample company: sync, assess, approve, push, reconcile, and again.

use linehaul_api::command::session::Signal;
use linehaul_api::wire::queue::QueueAsk;
use linehaul_tests::harness::Asks;
use std::collections::BTreeSet;

use crate::workspace::{TestWorkspace, approve, push, sync};
use linehaul_domain::state::LoadState;

#[test]
fn the_job_is_done_once_and_a_second_time_changes_nothing() {
    let workspace = TestWorkspace::sample();
    let mut session = workspace.open();
    let first = sync(&mut session);
    assert!(first.assessed >= 240, "{} loads", first.assessed);
    let queue = session.queue(&QueueAsk::default()).expect("a queue");
    assert!(queue.loads.iter().all(|l| LoadState::of(&l.state).is_some()));
    assert!(queue.loads.iter().filter(|l| l.state == "held").all(|l| !l.holds.is_empty()));
    let approved = approve(&mut session, &[]);
    assert!(approved.refused.is_empty(), "{:?}", approved.refused.first());
    assert!(approved.approved.len() > 100, "{} approved", approved.approved.len());
    let pushed = push(&mut session);
    assert!(pushed.rejected.is_empty() && pushed.in_doubt.is_empty() && pushed.skipped.is_empty());
    let billed: Vec<&String> = pushed.posted.iter().flat_map(|p| &p.loads).collect();
    let unique: BTreeSet<&String> = billed.iter().copied().collect();
    assert_eq!(billed.len(), unique.len(), "a load is billed once");
    assert_eq!(billed.len(), approved.approved.len());
    assert!(pushed.totals.iter().any(|t| t.currency == "USD") && pushed.totals.iter().any(|t| t.currency == "CAD"));

    let again = sync(&mut session);
    let numbers = &again.sources[0];
    assert_eq!((numbers.new, numbers.changed, again.lapsed.len()), (0, 0, 0));
    assert!(approve(&mut session, &[]).approved.is_empty());
    assert!(push(&mut session).posted.is_empty(), "nothing is posted twice");
    let reconciled = session.reconcile(None, &mut |_| Signal::Continue).expect("an answer");
    assert_eq!(reconciled.matched as usize, pushed.posted.len());
    assert!(reconciled.mismatched.is_empty() && reconciled.in_doubt.is_empty());
}

#[test]
fn what_is_derived_can_be_thrown_away() {
    let workspace = TestWorkspace::sample();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &[]);
    push(&mut session);
    let before = serde_json::to_string(&session.queue(&QueueAsk::default()).expect("a queue")).expect("json");
    drop(session);
    for name in ["cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm"] {
        let _ = std::fs::remove_file(workspace.dir().join(name));
    }
    let mut session = workspace.open();
    assert!(session.cache_was_rebuilt());
    assert_eq!(serde_json::to_string(&session.queue(&QueueAsk::default()).expect("a queue")).expect("json"), before);
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn every_hold_that_facts_and_rules_can_make_is_in_the_sample() {
    let workspace = TestWorkspace::sample();
    let file = workspace.dir().join("linehaul.toml");
    let settings = std::fs::read_to_string(&file).expect("settings");
    // Its own settings demand no dimension.
    let settings = settings + "\n[erp.dimensions]\njob = \"load.ref.customer_po\"\n";
    workspace.write("linehaul.toml", settings);
    // And its places are written as its tables have them.
    workspace.write(
        "drop/stops-misspelt.csv",
        "load_number,seq,type,zone,city,region,updated_at\nPS-24113,2,delivery,America/Chicago,Dallsa,TX,2025-03-06T00:00:00Z\n",
    );
    // And its files have the columns that they had.
    workspace.write(
        "drop/loads-renamed.csv",
        "load_number,customer,status,updated_at,bil_to\nPS-24113,ACME,delivered,2025-03-06T00:00:00Z,\n",
    );
    // And what dispatch says of its loads reads.
    workspace.write(
        "drop/loads-then-misread.csv",
        "load_number,customer,status,updated_at\nPS-24113,ACME,delivrd,2025-03-06T00:00:00Z\n",
    );
    let mut session = workspace.open();
    sync(&mut session);
    let summary = session.summary().expect("a summary");
    let seen: BTreeSet<&str> = summary.held.iter().map(|h| h.code.0.code()).collect();
    for code in linehaul_domain::hold::HoldCode::ALL {
        let beyond_facts = [
            "CHANGED_SINCE_APPROVAL",
            "ON_HOLD",
            "DUPLICATE_SUSPECTED",
            "CANCELLED_AT_ERP",
            "CREDIT_HOLD",
            "DELIVERY_EXCEPTION",
            "CUTOVER_ASKS",
        ]
        .contains(&code.code());
        assert!(beyond_facts || seen.contains(code.code()), "{code} does not occur");
    }
}

#[test]
fn every_line_explains_itself_and_the_lines_are_the_total() {
    let workspace = TestWorkspace::sample();
    let mut session = workspace.open();
    sync(&mut session);
    for row in session.queue(&QueueAsk::default()).expect("a queue").loads {
        let detail = session.show(&row.load).expect("shown");
        let cents = |t: &str| linehaul_domain::canonical::exact(t).expect("an amount");
        let sum: linehaul_domain::Decimal = detail.charges.iter().map(|c| cents(&c.amount)).sum();
        assert_eq!(sum, cents(&detail.total), "{}", row.load);
        for charge in &detail.charges {
            assert!(!charge.derivation.is_empty(), "{} {} has no derivation", row.load, charge.code);
            assert!(charge.rule.line > 0 || charge.rule.file == "book", "{} {}", row.load, charge.code);
        }
    }
}

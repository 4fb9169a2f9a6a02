//! The auditor: whatever happened to a workspace, what its loads, book, ERP and import files say of each other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::Mutex;

use crate::harness::Asks;
use linehaul_api::command::session::{Session, Signal};
use linehaul_api::wire::queue::{QueueAsk, QueueRow};
use linehaul_store::{Ledger, LedgerRow, LedgerState};

use super::past::Importer;

/// Load → (state, total).
pub type Ending = BTreeMap<String, (String, String)>;

/// Held while a child is started and while a workspace is let go. A child has every open file of this process until it is
/// the other program, the lock of a workspace among them: another test's start would keep it a little longer.
static STARTING: Mutex<()> = Mutex::new(());

/// Starts a child while no workspace is let go in this process.
pub fn start(command: &mut Command) -> Child {
    let _starting = STARTING.lock().unwrap_or_else(|e| e.into_inner());
    command.spawn().expect("the binary runs")
}

/// Works in a workspace as it is opened by a person, and lets it go while no child is started.
pub fn in_session<T>(dir: &Path, work: impl FnOnce(&mut Session) -> T) -> T {
    let mut session = Session::open(dir).unwrap_or_else(|e| panic!("{} {}", e.code, e.message));
    let result = work(&mut session);
    let _starting = STARTING.lock().unwrap_or_else(|e| e.into_inner());
    drop(session);
    result
}

fn rows(session: &Session) -> Vec<QueueRow> {
    session.queue(&QueueAsk::default()).expect("a queue").loads
}

/// How the job ended.
pub fn ending(dir: &Path) -> Ending {
    let rows = in_session(dir, |session| rows(session));
    rows.into_iter().map(|row| (row.load, (row.state, row.total))).collect()
}

/// Panics with `what` where anything does not agree; the job must be through.
pub fn audit(dir: &Path, importer: &Importer, what: &str) {
    in_session(dir, |session| audit_at(session, dir, importer, what));
}

fn audit_at(session: &mut Session, dir: &Path, importer: &Importer, what: &str) {
    let posted = posted_by_the_book(session, what);
    let ledger = Ledger::open(&dir.join("erp/ledger.sqlite")).expect("a ledger");
    agree(&posted, &ledger.under("", None, "", 10_000).expect("records"), what);
    let files = importer.invoices();
    for invoice in posted.keys() {
        let of: &[String] = files.get(invoice).map_or(&[], Vec::as_slice);
        assert_eq!(of.len(), 1, "{invoice} is in these import files: {of:?}, {what}");
    }
    let strange: Vec<&String> = files.keys().filter(|invoice| !posted.contains_key(*invoice)).collect();
    assert!(strange.is_empty(), "in an import file and not posted: {strange:?}, {what}");
    let left: Vec<_> = std::fs::read_dir(dir.join("erp/batches")).expect("a folder").flatten().collect();
    let part = left.iter().find(|e| e.path().extension().is_some_and(|end| end == "part"));
    assert!(part.is_none(), "{part:?} is left, {what}");
    not_stuck(session, &posted, what);
    let again = session.reconcile(None, &mut |_| Signal::Continue).expect("an answer");
    assert!(again.mismatched.is_empty() && again.in_doubt.is_empty() && again.needs_person.is_empty(), "{what}");
    assert!(again.strays_removed.is_empty(), "a draft was left, {what}");
    assert!(session.audit().expect("an answer").ok, "the chain is broken, {what}");
    let differing = session.rebuild_check().expect("an answer").differing;
    assert!(differing.is_empty(), "stored is not what would be rebuilt: {differing:?}, {what}");
}

/// Invoice → (loads, total).
fn posted_by_the_book(session: &Session, what: &str) -> BTreeMap<String, (Vec<String>, String)> {
    let batches = session.batch_list().expect("batches").batches;
    let mut posted = BTreeMap::new();
    for invoice in batches.into_iter().flat_map(|b| b.invoices).filter(|i| i.state != "voided") {
        assert_eq!(invoice.state, "posted", "{}, {what}", invoice.invoice);
        posted.insert(invoice.invoice, (invoice.loads, invoice.total));
    }
    posted
}

/// The ERP has what the book has posted, once, and nothing else of ours.
fn agree(posted: &BTreeMap<String, (Vec<String>, String)>, ledger: &[LedgerRow], what: &str) {
    let mut billed: BTreeMap<String, String> = BTreeMap::new();
    for row in ledger {
        let number = row.number.to_string();
        assert!(row.state == LedgerState::Posted, "a draft of {number} is left at the ERP, {what}");
        for load in row.body.loads() {
            if let Some(other) = billed.insert(load.to_string(), number.clone()) {
                panic!("{load} is billed by {other} and {number}, {what}");
            }
        }
        let ours = posted.get(&number).unwrap_or_else(|| panic!("{number} is posted and not in the book, {what}"));
        assert_eq!(ours.1, format!("{:.2}", row.total), "{number}, {what}");
    }
    let there: BTreeSet<String> = ledger.iter().map(|row| row.number.to_string()).collect();
    assert!(posted.keys().all(|number| there.contains(number)), "not at the ERP, {what}");
}

/// Every load is posted, or held with a reason that a person can read; nothing waits to be assessed.
fn not_stuck(session: &Session, posted: &BTreeMap<String, (Vec<String>, String)>, what: &str) {
    assert_eq!(session.summary().expect("a summary").stale, 0, "loads wait to be assessed, {what}");
    let billed: BTreeSet<&String> = posted.values().flat_map(|(loads, _)| loads).collect();
    for row in rows(session) {
        assert_eq!(row.state == "posted", billed.contains(&row.load), "{} is {}, {what}", row.load, row.state);
        let told = row.state == "held" && !row.holds.is_empty();
        assert!(row.state == "posted" || told, "{} is {} and nobody knows why, {what}", row.load, row.state);
    }
}

//! The file ERP's own books: numbers without gaps, drafts that can go, posted invoices that stay.

mod support;

use linehaul_store::{Ledger, LedgerState};
use support::*;

fn ledger(folder: &tempfile::TempDir) -> Ledger {
    Ledger::open(&folder.path().join("erp/ledger.sqlite")).expect("opens")
}

#[test]
fn a_draft_becomes_posted_once_with_a_number_without_gaps() {
    let folder = tempfile::tempdir().expect("folder");
    let mut ledger = ledger(&folder);
    for (id, number) in [("e1", "N-1"), ("e2", "N-2"), ("e3", "N-3")] {
        ledger.insert_draft(id, &invoice(number, "B-1", &["L-1", "L-2"])).expect("keeps");
    }
    assert_eq!(ledger.post("e2"), Ok("F-000001".to_owned()));
    assert_eq!(ledger.post("nowhere").expect_err("refuses").code, "LH-630");
    ledger.remove_draft("e3").expect("removes");
    assert_eq!(ledger.post("e3").expect_err("refuses").code, "LH-630");
    assert_eq!(ledger.post("e2"), Ok("F-000001".to_owned()), "posting again changes nothing");
    assert_eq!(ledger.post("e1"), Ok("F-000002".to_owned()));
    let rows = ledger.of_batch(&batch_id("B-1")).expect("lists");
    let brief: Vec<_> = rows.iter().map(|r| (r.erp_id.as_str(), r.erp_number.as_deref(), r.state, r.lines)).collect();
    let posted = LedgerState::Posted;
    assert_eq!(brief, [("e1", Some("F-000002"), posted, 2), ("e2", Some("F-000001"), posted, 2)]);
    assert_eq!((rows[0].total, rows[0].body.clone()), (dec("200"), invoice("N-1", "B-1", &["L-1", "L-2"])));
}

#[test]
fn two_drafts_of_one_number_stand_beside_each_other() {
    let folder = tempfile::tempdir().expect("folder");
    let mut ledger = ledger(&folder);
    let invoice = invoice("N-1", "B-1", &["L-1"]);
    ledger.insert_draft("e1", &invoice).expect("keeps");
    ledger.insert_draft("e2", &invoice).expect("keeps");
    assert_eq!(ledger.insert_draft("e2", &invoice).expect_err("refuses").code, "LH-632");
    assert_eq!(ledger.find(&[number("N-1"), number("N-1"), number("N-2")]).expect("finds").len(), 2);
    let got = ledger.get(&["e2".into(), "gone".into(), "e1".into()]).expect("gets");
    assert_eq!(got.iter().map(|r| r.erp_id.as_str()).collect::<Vec<_>>(), ["e2", "e1"]);
}

#[test]
fn a_posted_one_is_not_removed() {
    let folder = tempfile::tempdir().expect("folder");
    let mut ledger = ledger(&folder);
    ledger.insert_draft("e1", &invoice("N-1", "B-1", &["L-1"])).expect("keeps");
    ledger.post("e1").expect("posts");
    assert_eq!(ledger.remove_draft("e1").expect_err("refuses").code, "LH-631");
    ledger.remove_draft("gone").expect("nothing to do");
    drop(ledger);
    let again = self::ledger(&folder);
    assert_eq!(again.find(&[number("N-1")]).expect("finds")[0].state, LedgerState::Posted);
}

#[test]
fn what_is_no_ledger_is_said_so() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("ledger.sqlite");
    std::fs::write(&path, "no ledger at all, whatever its name may say".repeat(20)).expect("writes");
    assert_eq!(Ledger::open(&path).expect_err("refuses").code, "LH-512");
}

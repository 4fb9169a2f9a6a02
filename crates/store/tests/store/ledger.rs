//! The file ERP's own books: numbers without gaps, drafts that can go, posted invoices that stay.

use crate::support::*;
use linehaul_store::{Ledger, LedgerState};

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
    let rows = ledger.find(&[number("N-2"), number("N-1")]).expect("lists");
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

/// Runs SQL on the ledger's file, as somebody with a database client would.
fn edit(folder: &tempfile::TempDir, sql: &str) {
    let connection = rusqlite::Connection::open(folder.path().join("erp/ledger.sqlite")).expect("opens");
    connection.execute_batch(sql).expect("runs");
}

#[test]
fn an_edited_record_says_so_and_a_sound_one_does_not() {
    let body = |text: &str| format!("body = CAST(replace(CAST(body AS TEXT), {text}) AS BLOB)");
    let cases = [
        ("total = '300'".to_owned(), "its total does not fit"),
        ("customer = 'BETA'".to_owned(), "its customer does not fit"),
        ("batch = 'B-9'".to_owned(), "its batch does not fit"),
        ("lines = 3".to_owned(), "its lines does not fit"),
        ("number = 'N-9'".to_owned(), "its number does not fit"),
        (body("'\"amount\":\"100\"', '\"amount\":\"101\"'"), "its body, id or number"),
        (body("'\"erp_party\":\"', '\"erp_party\":\"X'"), "its body, id or number"),
        ("erp_number = 'F-000009'".to_owned(), "its body, id or number"),
        ("erp_id = 'e9'".to_owned(), "its body, id or number"),
    ];
    for (set, wanted) in cases {
        let folder = tempfile::tempdir().expect("folder");
        let mut ledger = ledger(&folder);
        for (id, number) in [("e1", "N-1"), ("e2", "N-2")] {
            ledger.insert_draft(id, &invoice(number, "B-1", &["L-1", "L-2"])).expect("keeps");
        }
        ledger.post("e1").expect("posts");
        let all = ["e1".to_owned(), "e2".to_owned(), "e9".to_owned()];
        assert!(ledger.get(&all).expect("reads").iter().all(|r| r.altered.is_none()));
        edit(&folder, &format!("UPDATE ledger SET {set} WHERE erp_id = 'e1'"));
        for row in ledger.get(&all).expect("reads") {
            let told = row.altered.clone().unwrap_or_default();
            assert_eq!(told.contains(wanted), row.erp_id != "e2", "{set}: {row:?}");
        }
    }
}

#[test]
fn posting_does_not_heal_an_edited_draft() {
    let folder = tempfile::tempdir().expect("folder");
    let mut ledger = ledger(&folder);
    ledger.insert_draft("e1", &invoice("N-1", "B-1", &["L-1"])).expect("keeps");
    edit(&folder, "UPDATE ledger SET body = CAST(replace(CAST(body AS TEXT), 'L-1', 'L-9') AS BLOB)");
    ledger.post("e1").expect("posts");
    assert!(ledger.get(&["e1".into()]).expect("reads")[0].altered.is_some());
}

#[test]
fn a_ledger_of_the_first_version_is_taken_over_without_marks() {
    let folder = tempfile::tempdir().expect("folder");
    let mut new = ledger(&folder);
    let sent = invoice("N-1", "B-1", &["L-1"]);
    new.insert_draft("e1", &sent).expect("keeps");
    assert_eq!(new.get(&["e1".into()]).expect("reads")[0].mark, Some(sent.mark()));
    drop(new);
    edit(
        &folder,
        "DROP TABLE identity; ALTER TABLE ledger DROP COLUMN mark; ALTER TABLE ledger DROP COLUMN hash; PRAGMA user_version = 1;",
    );
    let mut old = ledger(&folder);
    let read = old.get(&["e1".into()]).expect("reads").remove(0);
    assert_eq!((read.mark, read.altered), (None, None));
    assert_eq!(old.post("e1"), Ok("F-000001".to_owned()));
    assert_eq!(old.get(&["e1".into()]).expect("reads")[0].altered, None);
    assert!(folder.path().join("erp/backups/ledger-v1-0.sqlite").exists());
    edit(&folder, "UPDATE ledger SET tax = '1'");
    assert!(old.get(&["e1".into()]).expect("reads")[0].altered.is_some(), "columns are compared all the same");
}

#[test]
fn what_begins_with_a_prefix_is_told_in_order_of_number_and_after_one() {
    let folder = tempfile::tempdir().expect("folder");
    let mut ledger = ledger(&folder);
    for number in ["PSL-B-000001-G1", "PSL-A-000003-G1", "PSL-A-000001-G1", "PSL-A-000002-G1", "PSL", "PSLA"] {
        ledger.insert_draft(&format!("e-{number}"), &invoice(number, "B-1", &["L-1"])).expect("keeps");
    }
    ledger.insert_draft("e-again", &invoice("PSL-A-000002-G1", "B-1", &["L-1"])).expect("keeps");
    let since = |prefix: &str, since: Option<&str>, after: &str, most: usize| -> Vec<String> {
        let rows = ledger.under(prefix, since, after, most).expect("lists");
        rows.into_iter().map(|r| r.number.as_str().replace("PSL-", "").replace("-G1", "")).collect()
    };
    let told = |prefix: &str, after: &str, most: usize| since(prefix, None, after, most);
    assert_eq!(told("PSL-A-", "", 9), ["A-000001", "A-000002", "A-000002", "A-000003"]);
    assert_eq!(told("PSL-A-", "PSL-A-000002-G1", 9), ["A-000003"]);
    assert_eq!(told("PSL-A-", "", 2), ["A-000001", "A-000002"]);
    assert_eq!(told("", "", 9).len(), 7);
    assert_eq!(told("PSL-C-", "", 9), [""; 0]);
    // What was made after a record, whatever its number.
    assert_eq!(since("PSL-A-", Some("e-PSL-A-000003-G1"), "", 9), ["A-000001", "A-000002", "A-000002"]);
    assert_eq!(since("PSL-A-", Some("e-PSL-A-000002-G1"), "", 9), ["A-000002"]);
    assert_eq!(since("PSL-A-", Some("e-nothing"), "", 9).len(), 4);
}

#[test]
fn a_ledger_keeps_its_identity_and_another_has_another() {
    let folder = tempfile::tempdir().expect("folder");
    let open = |name: &str| Ledger::open(&folder.path().join(name)).expect("a ledger").identity().to_owned();
    let first = open("one.sqlite");
    assert_eq!((first.len(), open("one.sqlite")), (32, first.clone()));
    assert_ne!(open("two.sqlite"), first);
}

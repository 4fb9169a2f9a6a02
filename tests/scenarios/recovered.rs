//! A backup that was made with a batch waiting, and put back after that batch was posted: what stands at the ERP bills its
//! loads, once, and is in one import file.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_api::command::safety::{Loads, restore};
use linehaul_api::command::session::{Session, Signal};
use linehaul_tests::harness::Asks;

use crate::workspace::{TestWorkspace, approve, code, push, state, sync};

/// T-1, T-2 and T-3 wait in a batch when the backup is made; then T-1 and T-2 are posted, T-3 taken back, and it is put back.
fn put_back() -> (TestWorkspace, Session) {
    let workspace = TestWorkspace::tiny();
    for (name, miles, amount) in [("T-2", ",501,", "1002.00"), ("T-3", ",502,", "1004.00")] {
        workspace.another(name, |text| text.replace(",500,", miles).replace("1000.00", amount));
    }
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1", "T-2", "T-3"]);
    session.batch_create(Some("biller")).expect("a batch");
    let backup = workspace.dir().join("night.bak");
    session.backup(&backup).expect("a backup");
    session.withdraw("T-3", Some("owner"), "a clerk asked").expect("taken back");
    assert_eq!(push(&mut session).posted.len(), 2);
    drop(session);
    restore(&workspace.dir(), &backup).expect("put back");
    let session = workspace.open();
    (workspace, session)
}

/// In which import files an invoice is, and in which invoices a load.
fn imported(workspace: &TestWorkspace) -> (BTreeMap<String, BTreeSet<String>>, BTreeMap<String, BTreeSet<String>>) {
    let (mut files, mut invoices) = (BTreeMap::<_, BTreeSet<_>>::new(), BTreeMap::<_, BTreeSet<_>>::new());
    for path in std::fs::read_dir(workspace.dir().join("erp/batches")).expect("a folder").flatten().map(|e| e.path()) {
        let text = std::fs::read_to_string(&path).expect("a file");
        // The load stands in the eighth column, before the first one that can hold a comma.
        for row in text.lines().filter_map(|line| line.strip_prefix("line,")) {
            let cells: Vec<&str> = row.split(',').collect();
            files.entry(cells[0].to_owned()).or_default().insert(path.display().to_string());
            invoices.entry(cells[6].to_owned()).or_default().insert(cells[0].to_owned());
        }
    }
    assert!(!files.is_empty() && invoices.keys().all(|load| load.contains("T-")), "{invoices:?}");
    (files, invoices)
}

fn each_once(workspace: &TestWorkspace) {
    let (files, invoices) = imported(workspace);
    assert!(files.values().all(|files| files.len() == 1), "{files:?}");
    assert!(invoices.values().all(|invoices| invoices.len() == 1), "{invoices:?}");
}

#[test]
fn what_was_posted_since_the_backup_is_not_billed_again() {
    let (workspace, mut session) = put_back();
    let recovered = session.recover_confirm(&Loads::new(), Some("biller"), "the disk died").expect("recovered");
    assert_eq!(recovered.billed.len(), 2, "{recovered:?}");
    assert_eq!(recovered.voided.len(), 2, "{recovered:?}");
    assert!(recovered.remarks.is_empty(), "nobody credits what stands there once: {recovered:?}");
    assert!(session.recover_list(&Loads::new()).expect("a list").unknown.is_empty(), "it is settled");
    assert_eq!(push(&mut session).posted.len(), 1, "T-3, whose invoice nobody took back here");
    for load in ["T-1", "T-2"] {
        let tried =
            session.approve(&[load.to_owned()], false, Some("owner"), None, &mut |_, _| true).expect("an answer");
        assert!(tried.approved.is_empty(), "{load}");
        assert!(session.withdraw(load, Some("owner"), "why").is_err() || state(&session, load) != "ready", "{load}");
    }
    approve(&mut session, &[]);
    assert!(push(&mut session).posted.is_empty());
    each_once(&workspace);
    assert!(session.audit().expect("an answer").ok);
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

#[test]
fn a_change_of_what_was_posted_since_does_not_bill_it_again() {
    let (workspace, mut session) = put_back();
    session.recover_confirm(&Loads::new(), Some("biller"), "the disk died").expect("recovered");
    let text = std::fs::read_to_string(workspace.dir().join("drop/loads-T-2.csv")).expect("its load");
    workspace.write(
        "drop/loads-9.csv",
        text.replace(",501,", ",511,").replace("1002.00", "1022.00").replace("03-03T", "03-05T"),
    );
    sync(&mut session);
    approve(&mut session, &[]);
    session.push(None, Some("biller"), &mut |_| Signal::Continue).expect("pushed");
    each_once(&workspace);
}

#[test]
fn nothing_is_withdrawn_before_it_is_confirmed() {
    let (workspace, mut session) = put_back();
    assert_eq!(code(session.withdraw("T-1", Some("owner"), "why")), "LH-524");
    each_once(&workspace);
}

/// The disk dies after a batch went out, and the night's backup is put back on a new one, with the embedded ERP as it was then: neither
/// knows that the file is in accounting.
fn on_a_new_disk() -> (TestWorkspace, std::path::PathBuf, Session, [String; 2]) {
    let workspace = TestWorkspace::tiny();
    workspace.another("T-2", |text| text.replace(",500,", ",501,").replace("1000.00", "1002.00"));
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1", "T-2"]);
    session.batch_create(Some("biller")).expect("a batch");
    let backup = workspace.dir().join("night.bak");
    session.backup(&backup).expect("a backup");
    assert_eq!(push(&mut session).posted.len(), 2);
    drop(session);
    let (lost, _) = imported(&workspace);

    let fresh = workspace.dir().join("new-disk");
    restore(&fresh, &backup).expect("put back");
    let session = Session::open(&fresh).expect("opens");
    let numbers =
        [1, 2].map(|n| lost.keys().find(|number| number.contains(&format!("00000{n}"))).expect("a number").clone());
    (workspace, fresh, session, numbers)
}

#[test]
fn on_a_new_disk_what_may_be_out_waits_for_a_person() {
    let (_workspace, _, mut session, [first, second]) = on_a_new_disk();
    let (first, second) = (&first, &second);
    let far = session.recover_from(&Loads::new(), Some(4_294_967_295), Some("biller"), "mistyped");
    assert_eq!(code(far), "LH-530");
    let recovered =
        session.recover_from(&Loads::new(), Some(1), Some("biller"), "accounting has 1").expect("recovered");
    assert!(
        recovered.remarks.iter().any(|remark| remark.starts_with(&format!("{first} waits for a person"))),
        "{recovered:?}"
    );
    let posted = push(&mut session).posted;
    assert_eq!(posted.iter().map(|sent| &sent.invoice).collect::<Vec<_>>(), [second], "the first may be out");
    assert!(session.audit().expect("an answer").ok);
    // Somebody who finds it in accounting says so, of each of its loads.
    let taken = session.cutover_elsewhere("T-1", (first, ""), Some("biller"));
    assert_eq!(taken.expect("said").refused.len(), 0);
    assert!(push(&mut session).posted.is_empty());
    session.cutover_bill("T-1", Some("biller"), "it was another one").expect("said");
    approve(&mut session, &["T-1"]);
    let again = push(&mut session).posted;
    assert!(
        again.len() == 1 && again[0].invoice != *first,
        "a number that may be out is not given out again: {again:?}"
    );
}

/// The same, where it is not out.
#[test]
fn on_a_new_disk_what_is_not_out_goes_in_a_file_of_its_own_name() {
    let (workspace, fresh, mut session, [first, _]) = on_a_new_disk();
    session.recover_from(&Loads::new(), Some(1), Some("biller"), "accounting has 1").expect("recovered");
    push(&mut session);
    let first = &first;
    // It is not: it goes, in a file of which no other bears the name.
    let retried =
        session.retry(std::slice::from_ref(first), Some("biller"), "accounting does not have it").expect("an answer");
    assert_eq!(retried.queued, [first.as_str()], "{retried:?}");
    assert_eq!(push(&mut session).posted.len(), 1);
    let names = |dir: &std::path::Path| -> BTreeSet<String> {
        let files = std::fs::read_dir(dir.join("erp/batches")).expect("a folder").flatten();
        files.map(|file| file.file_name().to_string_lossy().into_owned()).collect()
    };
    let (before, since) = (names(&workspace.dir()), names(&fresh));
    assert!(!since.is_empty() && before.is_disjoint(&since), "{before:?} {since:?}");
}

/// T-1 is approved when the backup is made, and on no invoice; it is invoiced afterwards, and then the disk dies: neither the book nor its ERP
/// knows of that.
#[test]
fn on_a_new_disk_what_was_approved_waits_until_somebody_says_whether_it_was_invoiced() {
    for (last_number, was_given_out) in [(1, true), (0, false)] {
        let workspace = TestWorkspace::tiny();
        let mut session = workspace.open();
        sync(&mut session);
        approve(&mut session, &["T-1"]);
        let backup = workspace.dir().join("night.bak");
        session.backup(&backup).expect("a backup");
        assert_eq!(push(&mut session).posted.len(), 1);
        drop(session);
        let fresh = workspace.dir().join("new-disk");
        restore(&fresh, &backup).expect("put back");
        let mut session = Session::open(&fresh).expect("opens");
        let listed = session.recover_list(&Loads::new()).expect("a list");
        assert!(listed.owed.iter().any(|line| line.starts_with("T-1 is approved and on no invoice")), "{listed:?}");
        let recovered = session.recover_from(&Loads::new(), Some(last_number), Some("biller"), "looked it up");
        let recovered = recovered.expect("recovered");
        if !was_given_out {
            assert_eq!(push(&mut session).posted.len(), 1, "no number was given out since: {recovered:?}");
            continue;
        }
        assert!(recovered.remarks.iter().any(|remark| remark.starts_with("T-1 was approved")), "{recovered:?}");
        let _ = session.cutover_keep(Some("owner"), "nothing else was said");
        assert!(push(&mut session).posted.is_empty());
        assert_eq!(state(&session, "T-1"), "held");
        assert!(session.show("T-1").expect("shown").holds.iter().any(|hold| hold.code == "CUTOVER_ASKS"));
        let tried =
            session.approve(&["T-1".to_owned()], false, Some("owner"), None, &mut |_, _| true).expect("an answer");
        assert_eq!((tried.approved.len(), tried.refused.len()), (0, 1));
        assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
        session.cutover_bill("T-1", Some("biller"), "accounting does not have it").expect("said");
        approve(&mut session, &["T-1"]);
        assert_eq!(push(&mut session).posted.len(), 1);
        assert!(session.audit().expect("an answer").ok);
    }
}

/// T-1 is ready when the backup is made, and nobody has approved it; it is approved and invoiced afterwards, and then the disk dies.
#[test]
fn on_a_new_disk_what_was_only_ready_is_asked_about_as_well() {
    for (last_number, was_given_out) in [(1, true), (0, false)] {
        let workspace = TestWorkspace::tiny();
        let mut session = workspace.open();
        sync(&mut session);
        let backup = workspace.dir().join("night.bak");
        session.backup(&backup).expect("a backup");
        approve(&mut session, &["T-1"]);
        assert_eq!(push(&mut session).posted.len(), 1);
        drop(session);
        let fresh = workspace.dir().join("new-disk");
        restore(&fresh, &backup).expect("put back");
        let mut session = Session::open(&fresh).expect("opens");
        let listed = session.recover_list(&Loads::new()).expect("a list");
        assert!(listed.owed.iter().any(|line| line.starts_with("ready and approved by nobody: T-1;")), "{listed:?}");
        let recovered = session.recover_from(&Loads::new(), Some(last_number), Some("biller"), "looked it up");
        let recovered = recovered.expect("recovered");
        let _ = session.cutover_keep(Some("owner"), "nothing else was said");
        if !was_given_out {
            assert_eq!(state(&session, "T-1"), "ready", "no number was given out since: {recovered:?}");
            continue;
        }
        assert!(recovered.remarks.iter().any(|remark| remark.starts_with("ready were T-1,")), "{recovered:?}");
        approve(&mut session, &[]);
        assert_eq!((push(&mut session).posted.len(), state(&session, "T-1")), (0, "held".to_owned()));
        assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
        // Accounting has it.
        session.cutover_elsewhere("T-1", ("PSL-A-000001", ""), Some("biller")).expect("said");
        assert_eq!(state(&session, "T-1"), "billed_elsewhere");
        assert!(session.audit().expect("an answer").ok);
    }
}

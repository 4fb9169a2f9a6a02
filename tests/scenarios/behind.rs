//! A book that is not the latest decides nothing and sends nothing, and can still be read.

use linehaul_api::command::safety::restore;
use linehaul_api::command::session::{Session, Signal};
use linehaul_api::wire::queue::QueueAsk;
use linehaul_tests::harness::Asks;

use crate::workspace::{CONTRACT, LOADS, TestWorkspace, approve, code, push, state, sync};

const BOOK: &[&str] = &["book.sqlite", "book.sqlite-wal", "book.sqlite-shm"];

fn remove_book(workspace: &TestWorkspace) {
    for name in BOOK {
        // The log is there only while somebody has the book open.
        let _ = std::fs::remove_file(workspace.dir().join(name));
    }
}

/// T-1 is posted and T-2 approved; the book of before is put back.
fn with_an_older_book() -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    workspace.another("T-2", |text| text.replace(",500,", ",501,").replace("1000.00", "1002.00"));
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    drop(session);
    let older = std::fs::read(workspace.dir().join("book.sqlite")).expect("a book");
    let mut session = workspace.open();
    push(&mut session);
    assert_eq!(state(&session, "T-1"), "posted");
    drop(session);
    remove_book(&workspace);
    workspace.write("book.sqlite", older);
    workspace
}

/// The code with which every verb that decides answers.
fn every_deciding_verb(workspace: &TestWorkspace, session: &mut Session) -> Vec<(&'static str, String)> {
    let by = Some("owner");
    let both = ["T-1".to_owned(), "T-2".to_owned()];
    let draft = workspace.dir().join("drafts/acme/2025-02-01.rhai");
    workspace.write("drafts/acme/2025-02-01.rhai", CONTRACT.replace("2.00 per mile", "2.01 per mile"));
    vec![
        ("approve", code(session.approve(&both, false, by, None, &mut |_, _| true))),
        ("hold", code(session.hold("T-2", by, "why"))),
        ("withdraw", code(session.withdraw("T-1", by, "why"))),
        ("release", code(session.release("T-2", by, "why"))),
        ("retry", code(session.retry(&[], by, "why"))),
        ("cancelled", code(session.cancelled("TNY-A-000001-G1", true, by, "why"))),
        ("adjust", code(session.adjust("T-2", by, "LINEHAUL", "-1.00", "why"))),
        ("batch", code(session.batch_create(by))),
        ("push", code(session.push(None, by, &mut |_| Signal::Continue))),
        ("reconcile", code(session.reconcile(by, &mut |_| Signal::Continue))),
        ("publish", code(session.publish(&draft, Some("pricing"), "why", &mut |_, _| true))),
    ]
}

fn with_pricing(workspace: &TestWorkspace) {
    let pricing = "[[user]]\nname = \"pricing\"\naccounts = [\"*\"]\nroles = [\"pricing\"]\n[[source]]";
    let config = std::fs::read_to_string(workspace.dir().join("linehaul.toml")).expect("a configuration");
    workspace.write("linehaul.toml", config.replace("[[source]]", pricing));
}

#[test]
fn an_older_book_that_was_put_back_decides_nothing() {
    let workspace = with_an_older_book();
    with_pricing(&workspace);
    let ledger = std::fs::read(workspace.dir().join("erp/ledger.sqlite")).expect("a ledger");
    let mut session = workspace.open();
    for (verb, code) in every_deciding_verb(&workspace, &mut session) {
        assert_eq!(code, "LH-524", "{verb}");
    }
    let rows = session.queue(&QueueAsk::default()).expect("a queue reads").loads;
    assert_eq!(rows.len(), 2);
    let behind = session.summary().expect("a summary").behind.expect("it says so");
    assert_eq!(behind.code, "LH-524");
    assert!(session.show("T-1").is_ok());
    assert_eq!(
        std::fs::read(workspace.dir().join("erp/ledger.sqlite")).expect("a ledger"),
        ledger,
        "nothing reached the ERP"
    );
}

#[test]
fn new_deliveries_are_read_beside_an_older_book_and_take_no_approval_back() {
    let workspace = with_an_older_book();
    let mut session = workspace.open();
    let entries = session.audit().expect("an answer").entries;
    workspace.write("drop/loads-3.csv", LOADS.replace(",500,", ",510,").replace("03-03T", "03-05T"));
    let report = session.sync(&[], &mut |_, _, _| true).expect("synced");
    assert_eq!((report.sources[0].changed, report.lapsed.len()), (1, 0), "{report:?}");
    assert_eq!(session.audit().expect("an answer").entries, entries, "nothing was written");
}

#[test]
fn a_book_that_is_missing_beside_a_cache_decides_nothing() {
    let workspace = with_an_older_book();
    with_pricing(&workspace);
    remove_book(&workspace);
    let mut session = workspace.open();
    for (verb, code) in every_deciding_verb(&workspace, &mut session) {
        assert_eq!(code, "LH-524", "{verb}");
    }
    assert_eq!(session.queue(&QueueAsk::default()).expect("a queue reads").loads.len(), 2);
}

#[test]
fn a_book_that_is_missing_is_known_by_the_archive_and_by_the_import_files_alone() {
    for left in ["marks/head.json", "erp/batches"] {
        let workspace = with_an_older_book();
        remove_book(&workspace);
        for name in ["cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm"] {
            let _ = std::fs::remove_file(workspace.dir().join(name));
        }
        match left {
            "erp/batches" => std::fs::remove_file(workspace.dir().join("marks/head.json")).expect("removed"),
            _ => std::fs::remove_dir_all(workspace.dir().join("erp/batches")).expect("removed"),
        }
        let mut session = workspace.open();
        let pushed = code(session.push(None, Some("biller"), &mut |_| Signal::Continue));
        assert_eq!(pushed, "LH-524", "only {left} is left");
    }
}

#[test]
fn a_copied_import_file_makes_no_older_book_the_latest() {
    let workspace = TestWorkspace::tiny();
    workspace.another("T-2", |text| text.replace(",500,", ",501,").replace("1000.00", "1002.00"));
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    push(&mut session);
    drop(session);
    let batches = workspace.dir().join("erp/batches");
    let first = std::fs::read_dir(&batches).expect("a folder").flatten().next().expect("a file").path();
    let older = std::fs::read(workspace.dir().join("book.sqlite")).expect("a book");
    let mut session = workspace.open();
    approve(&mut session, &["T-2"]);
    push(&mut session);
    drop(session);
    assert_eq!(std::fs::read_dir(&batches).expect("a folder").count(), 2);
    // Nothing but the files knows, and the one of the first batch was saved last.
    remove_book(&workspace);
    workspace.write("book.sqlite", older);
    for name in ["cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm", "marks/head.json"] {
        let _ = std::fs::remove_file(workspace.dir().join(name));
    }
    let text = std::fs::read(&first).expect("a file");
    std::fs::write(&first, text).expect("saved once more");
    let written = std::fs::metadata(&first).and_then(|about| about.modified()).expect("a time");
    let later = written + std::time::Duration::from_secs(60);
    let file = std::fs::File::options().write(true).open(&first).expect("a file");
    file.set_modified(later).expect("the newest");
    assert_eq!(approve_code(&mut workspace.open()), "LH-524");
}

#[test]
fn the_latest_book_put_back_goes_on_as_if_nothing_had_been() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    drop(session);
    let older = std::fs::read(workspace.dir().join("book.sqlite")).expect("a book");
    let mut session = workspace.open();
    push(&mut session);
    drop(session);
    let latest = std::fs::read(workspace.dir().join("book.sqlite")).expect("a book");
    workspace.write("book.sqlite", older);
    let mut session = workspace.open();
    assert_eq!(code(session.push(None, Some("biller"), &mut |_| Signal::Continue)), "LH-524");
    drop(session);
    remove_book(&workspace);
    workspace.write("book.sqlite", latest);
    let mut session = workspace.open();
    assert!(push(&mut session).posted.is_empty());
    assert_eq!(state(&session, "T-1"), "posted");
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
}

fn approve_code(session: &mut Session) -> String {
    code(session.approve(&["T-2".to_owned()], false, Some("owner"), None, &mut |_, _| true))
}

#[test]
fn a_cache_that_is_made_again_makes_no_older_book_the_latest() {
    let workspace = with_an_older_book();
    // The mark of the head is put back with the book: the cache alone knows how far it went.
    std::fs::remove_file(workspace.dir().join("marks/head.json")).expect("removed");
    std::fs::remove_dir_all(workspace.dir().join("erp/batches")).expect("removed");
    let mut session = workspace.open();
    assert_eq!(approve_code(&mut session), "LH-524");
    session.rebuild().expect("made again");
    assert_eq!(approve_code(&mut session), "LH-524", "in this process");
    drop(session);
    assert_eq!(approve_code(&mut workspace.open()), "LH-524", "and in the next");
    std::fs::write(workspace.dir().join("marks/behind.json"), "spoilt").expect("written");
    assert_eq!(approve_code(&mut workspace.open()), "LH-524", "a mark that does not read stands");
}

#[test]
fn a_restore_that_is_refused_takes_no_mark_away() {
    let workspace = with_an_older_book();
    let marks = || {
        let entries = std::fs::read_dir(workspace.dir().join("marks")).expect("a folder").flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().expect("a name")).collect();
        names.sort();
        names
    };
    for file in ["restored.json", "seen-at-erp.json"] {
        std::fs::copy(workspace.dir().join("marks/head.json"), workspace.dir().join("marks").join(file)).expect("set");
    }
    let before = marks();
    workspace.write("nothing.bak", "nothing");
    assert_eq!(code(restore(&workspace.dir(), &workspace.dir().join("nothing.bak"))), "LH-525");
    assert_eq!(marks(), before);
}

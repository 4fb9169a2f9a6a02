//! Somebody who may write the files of a workspace changes rows: no edited row reaches an invoice, and none goes out.

use linehaul_api::command::session::{Session, Signal};
use linehaul_tests::harness::Asks;

use crate::workspace::{LOADS, TestWorkspace, approve, code, in_database, push, state, sync};

fn queued(workspace: &TestWorkspace) -> String {
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    let batch = session.batch_create(Some("biller")).expect("a batch");
    batch.invoices[0].invoice.clone()
}

fn sent(workspace: &TestWorkspace) -> usize {
    let ledger = linehaul_store::Ledger::open(&workspace.dir().join("erp/ledger.sqlite")).expect("a ledger");
    ledger.under("TNY", None, "", 100).expect("records").len()
}

fn push_code(session: &mut Session) -> String {
    code(session.push(None, Some("biller"), &mut |_| Signal::Continue))
}

const MORE_MILES: &str = "UPDATE facts SET body = CAST(replace(CAST(body AS TEXT), '\"miles\":\"500\"', '\"miles\":\"900\"') AS BLOB) \
                          WHERE CAST(body AS TEXT) LIKE '%\"miles\":\"500\"%'";

#[test]
fn a_fact_that_was_edited_in_the_cache_is_refused_and_its_miles_reach_no_invoice() {
    let workspace = TestWorkspace::tiny();
    sync(&mut workspace.open());
    in_database(&workspace.dir().join("cache.sqlite"), &[MORE_MILES]);
    let mut session = workspace.open();
    let approved = session.approve(&["T-1".into()], false, Some("approver"), None, &mut |_, _| true);
    let refused = approved.map(|a| a.refused.first().map(|r| r.code.clone()).unwrap_or_default());
    assert_eq!(refused.unwrap_or_else(|e| e.code.to_string()), "LH-523");
    assert!(push(&mut session).posted.is_empty());
    session.rebuild().expect("made again");
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"]);
    assert_eq!(push(&mut session).posted[0].total, "1000.00");
}

#[test]
fn a_customer_that_was_edited_in_the_cache_is_billed_under_no_other_code() {
    let workspace = TestWorkspace::tiny();
    sync(&mut workspace.open());
    let edit = "UPDATE customers SET body = CAST(replace(CAST(body AS TEXT), '\"C-1\"', '\"X-6\"') AS BLOB)";
    in_database(&workspace.dir().join("cache.sqlite"), &[edit]);
    let mut session = workspace.open();
    assert_eq!(code(session.approve(&["T-1".into()], false, Some("approver"), None, &mut |_, _| true)), "LH-523");
    assert!(push(&mut session).posted.is_empty());
    session.rebuild().expect("made again");
    assert_eq!(approve(&mut session, &["T-1"]).approved, ["T-1"]);
    assert_eq!(push(&mut session).posted[0].total, "1000.00");
}

#[test]
fn an_edited_total_in_the_cache_is_not_what_is_approved() {
    let workspace = TestWorkspace::tiny();
    sync(&mut workspace.open());
    let edit = "UPDATE assessments SET total = '1.00', body = CAST(replace(replace(CAST(body AS TEXT), '\"1000\"', '\"1\"'), '\"1000.00\"', '\"1.00\"') AS BLOB)";
    in_database(&workspace.dir().join("cache.sqlite"), &[edit]);
    let mut session = workspace.open();
    let decided = session.approve(&[], true, Some("approver"), None, &mut |_, _| true);
    let approved = decided.map(|a| a.approved.len()).unwrap_or_default();
    assert_eq!(approved, 0, "what was looked at is not what it comes to");
}

#[test]
fn a_stale_row_of_the_cache_bills_nothing_twice() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    push(&mut session);
    drop(session);
    in_database(&workspace.dir().join("cache.sqlite"), &["UPDATE assessments SET state = 'ready'"]);
    let mut session = workspace.open();
    let decided = approve(&mut session, &[]);
    assert!(decided.approved.is_empty(), "{decided:?}");
    assert_eq!(decided.refused[0].code, "LH-411");
    assert_eq!(approve(&mut session, &["T-1"]).refused[0].code, "LH-411");
    assert!(push(&mut session).posted.is_empty());
    assert_eq!(sent(&workspace), 1);
}

/// Each edit of a queued invoice in the book stops the push before anything is sent, that of the others too.
#[test]
fn an_edited_invoice_that_waits_stops_the_push_before_anything_is_sent() {
    let body = "UPDATE invoices SET body = CAST(replace(CAST(body AS TEXT), '1000', '9000') AS BLOB)";
    let edits: [(&str, &[&str]); 4] = [
        ("its body", &[body]),
        (
            "its entry",
            &[
                "UPDATE entries SET body = CAST(replace(CAST(body AS TEXT), '1000', '9000') AS BLOB) WHERE CAST(body AS TEXT) LIKE '%invoice_drafted%'",
            ],
        ),
        ("its loads", &["UPDATE invoice_loads SET load = 'T-9'"]),
        ("its attempt", &["UPDATE outbox SET attempt = 3"]),
    ];
    for (what, statements) in edits {
        let workspace = TestWorkspace::tiny();
        queued(&workspace);
        without_triggers(&workspace, statements);
        let mut session = workspace.open();
        assert_eq!(push_code(&mut session), "LH-520", "{what}");
        assert_eq!(sent(&workspace), 0, "{what}");
    }
}

#[test]
fn an_invoice_that_was_voided_and_put_back_into_the_queue_is_not_sent() {
    let workspace = TestWorkspace::tiny();
    let number = queued(&workspace);
    let mut session = workspace.open();
    session.hold("T-1", Some("biller"), "the customer called").expect("held");
    assert_eq!(state(&session, "T-1"), "held");
    drop(session);
    let back = format!("UPDATE outbox SET state = 'queued' WHERE invoice = '{number}'");
    without_triggers(&workspace, &[&back]);
    let mut session = workspace.open();
    assert_eq!(push_code(&mut session), "LH-520");
    assert_eq!(sent(&workspace), 0);
    assert!(!session.audit().expect("an answer").ok);
}

/// As somebody does who knows the tables: the triggers are put aside first and back afterwards.
fn without_triggers(workspace: &TestWorkspace, statements: &[&str]) {
    let book = workspace.dir().join("book.sqlite");
    let listed = "import sqlite3, sys, json; c = sqlite3.connect(sys.argv[1]); \
                  print(json.dumps(c.execute(\"SELECT name, sql FROM sqlite_master WHERE type = 'trigger'\").fetchall()))";
    let output = std::process::Command::new("python3").args(["-c", listed]).arg(&book).output().expect("python3 runs");
    let triggers: Vec<(String, String)> = serde_json::from_slice(&output.stdout).expect("triggers");
    assert!(!triggers.is_empty());
    let drops: Vec<String> = triggers.iter().map(|(name, _)| format!("DROP TRIGGER \"{name}\"")).collect();
    let all = drops.iter().map(String::as_str).chain(statements.iter().copied());
    let all: Vec<&str> = all.chain(triggers.iter().map(|(_, sql)| sql.as_str())).collect();
    in_database(&book, &all);
}

#[test]
fn a_book_that_was_found_broken_decides_nothing_until_it_holds_whoever_found_it() {
    let decides = |session: &mut Session| {
        code(session.approve(&["T-1".to_owned()], false, Some("owner"), None, &mut |_, _| true))
    };
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    drop(session);
    let book = workspace.dir().join("book.sqlite");
    let whole = std::fs::read(&book).expect("a book");
    // A body of which no check of the chain alone knows.
    without_triggers(&workspace, &["UPDATE bodies SET bytes = CAST('x' AS BLOB) WHERE position = 1"]);
    let mut session = workspace.open();
    assert!(!session.audit().expect("an answer").ok);
    assert_eq!(decides(&mut session), "LH-520");
    session.rebuild().expect("made again");
    assert_eq!(decides(&mut session), "LH-520", "a cache that is made again mends no book");
    drop(session);
    std::fs::write(&book, whole).expect("put back");
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(workspace.dir().join(format!("book.sqlite{end}")));
    }
    let mut session = workspace.open();
    assert!(session.audit().expect("an answer").ok);
    assert_ne!(decides(&mut session), "LH-520");
}

#[test]
fn a_cache_that_says_less_than_was_delivered_is_told_from_what_would_be_made() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    workspace.write("drop/loads-2.csv", LOADS.replace(",500,", ",510,").replace("03-03T", "03-05T"));
    sync(&mut session);
    drop(session);
    in_database(
        &workspace.dir().join("cache.sqlite"),
        &["DELETE FROM facts WHERE CAST(body AS TEXT) LIKE '%\"miles\":\"510\"%'"],
    );
    let differing = workspace.open().rebuild_check().expect("an answer").differing;
    assert_eq!(differing, ["load/T-1"]);
}

/// One load billed, in an import file that was handed out and taken away; then rows are edited, and a push is tried.
fn pushed_again_after(statement: &str) -> (String, usize) {
    let workspace = TestWorkspace::tiny();
    let number = queued(&workspace);
    let mut session = workspace.open();
    assert_eq!(push(&mut session).posted.len(), 1);
    drop(session);
    let batches = workspace.dir().join("erp/batches");
    let files = || std::fs::read_dir(&batches).expect("a folder").map(|e| e.expect("a file").path());
    files().for_each(|file| std::fs::remove_file(file).expect("taken"));
    without_triggers(&workspace, &statement.replace("NUMBER", &number).split("; ").collect::<Vec<_>>());
    (push_code(&mut workspace.open()), files().count())
}

#[test]
fn an_invoice_that_was_handed_out_goes_into_no_second_file_whatever_the_rows_say() {
    let unfiled = "UPDATE effects SET state = 'planned', attempt = 0, packet = NULL, body = NULL, prepared = NULL
                   WHERE subject = 'NUMBER'";
    for edited in [unfiled, "UPDATE effects SET state = 'prepared', attempt = 0 WHERE packet IS NOT NULL"] {
        assert_eq!(pushed_again_after(edited), ("LH-520".to_owned(), 0), "{edited}");
    }
}

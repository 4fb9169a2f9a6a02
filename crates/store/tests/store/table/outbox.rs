//! Planted once and seen red: a move left out of the SQL table, and one more in it; no trigger; `outbox::change` that asks no
//! state machine.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use linehaul_domain::decision::Decision;
use linehaul_domain::invoice::InvoiceState::{self, *};
use linehaul_domain::invoice::MOVES;
use linehaul_store::{Book, StateChange};

use crate::support::*;

const ONE: &str = "PSL-A-000001-G1";

#[test]
fn an_invoice_goes_its_way_and_its_row_tells_where_it_is() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    bill(&mut book, ONE, "B-1", &["L-1"], 2);
    let row = |book: &Book| book.invoice(&number(ONE)).expect("reads").expect("a row");
    append(&mut book, &sending(ONE, Queued, 1));
    assert_eq!((row(&book).state, row(&book).attempt, row(&book).next_attempt_at), (Sending, 1, Some(at(5))));
    let doubt = Decision::InDoubt { invoice: ONE.into(), message: "timeout".into() };
    let state = StateChange {
        attempt: 1,
        erp_id: Some("E-7".into()),
        reason: Some("timeout".into()),
        ..change(ONE, Sending, InDoubt)
    };
    append(&mut book, &moved(doubt, state));
    let doubtful = row(&book);
    assert_eq!((doubtful.reason.as_deref(), doubtful.next_attempt_at), (Some("timeout"), None));
    let requeued = StateChange { attempt: 1, ..change(ONE, InDoubt, Queued) };
    append(&mut book, &moved(Decision::Requeued { invoice: ONE.into(), nothing_there: false }, requeued));
    assert_eq!((row(&book).erp_id.as_deref(), row(&book).reason), (Some("E-7"), None), "an id is kept, a reason not");
    append(&mut book, &sending(ONE, Queued, 2));
    append(&mut book, &posted(ONE, Sending, 2));
    let done = row(&book);
    assert_eq!((done.state, done.attempt, done.updated_seq), (Posted, 2, book.head().expect("head").seq));
    assert_eq!(done.erp_number.as_deref(), Some("F-PSL-A-000001-G1"));
    assert!(book.verify().expect("report").ok);
}

#[test]
fn a_second_desk_that_saw_an_older_state_is_refused() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    bill(&mut book, ONE, "B-1", &["L-1"], 2);
    append(&mut book, &sending(ONE, Queued, 1));
    let fault = try_append(&mut book, &sending(ONE, Queued, 1)).expect_err("refuses");
    assert_eq!(fault.code, "LH-515");
    assert!(fault.what.contains("sending"), "{fault}");
}

/// Every pair of states, with whether an invoice goes from the one to the other.
fn pairs() -> Vec<(InvoiceState, InvoiceState, bool)> {
    let states: Vec<InvoiceState> = std::iter::once(Draft).chain(ways().into_iter().map(|(state, _)| state)).collect();
    let may = |from, to| MOVES.iter().any(|(state, targets)| *state == from && targets.contains(&to));
    states.iter().flat_map(|from| states.iter().map(move |to| (*from, *to, may(*from, *to)))).collect()
}

/// Books with one invoice in each state.
fn in_each_state(folder: &Path) -> Vec<(InvoiceState, PathBuf)> {
    let mut all = ways();
    all.push((Draft, Vec::new()));
    let make = |(state, way): (InvoiceState, Vec<InvoiceState>)| {
        let (mut book, path) = book(&folder.join(state.name()));
        approve(&mut book, &["L-1"]);
        let mut write = batch("B-1", &[billed(&book, ONE, "B-1", &["L-1"])], 2);
        if state == Draft {
            (write.states, write.sequence) = (Vec::new(), None);
            write.entries.truncate(1);
        }
        append(&mut book, &write);
        walk(&mut book, ONE, &way);
        assert_eq!(book.invoice(&number(ONE)).expect("reads").expect("a row").state, state);
        (state, path)
    };
    all.into_iter().map(make).collect()
}

#[test]
fn the_table_of_moves_is_that_of_the_state_machine() {
    let folder = tempfile::tempdir().expect("folder");
    let (_, path) = book(folder.path());
    let connection = raw(&path);
    let mut statement =
        connection.prepare("SELECT from_state || ' ' || to_state FROM moves WHERE machine = 'invoice'").expect("reads");
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).expect("reads");
    let table: BTreeSet<String> = rows.collect::<rusqlite::Result<_>>().expect("reads");
    let moves = MOVES.iter().flat_map(|(from, targets)| targets.iter().map(move |to| (from.name(), to.name())));
    assert_eq!(table, moves.map(|(from, to)| format!("{from} {to}")).collect());
}

#[test]
fn an_invoice_goes_only_where_the_state_machine_lets_it() {
    let folder = tempfile::tempdir().expect("folder");
    let books = in_each_state(folder.path());
    let copy = folder.path().join("copy.sqlite");
    for (from, to, may) in pairs() {
        let (_, path) = books.iter().find(|(state, _)| *state == from).expect("a book");
        let book = Book::open(path, folder.path()).expect("opens");
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.path().join(format!("copy.sqlite{ending}")));
        }
        book.backup(&copy).expect("copies");
        let mut book = Book::open(&copy, folder.path()).expect("opens");
        let write = step(ONE, from, to);
        match try_append(&mut book, &write) {
            Ok(_) => assert!(may || from == to, "{from:?} to {to:?}"),
            Err(fault) => {
                assert!(!may && fault.code == "LH-950", "{from:?} to {to:?}: {fault}");
                let odd = from == to || fault.what.contains("which no invoice does");
                assert!(odd, "{from:?} to {to:?}: {fault}");
            }
        }
        assert!(book.verify().expect("report").ok);
    }
}

#[test]
fn the_table_itself_lets_an_invoice_go_nowhere_else() {
    let folder = tempfile::tempdir().expect("folder");
    let books = in_each_state(folder.path());
    for (from, to, may) in pairs() {
        let (_, path) = books.iter().find(|(state, _)| *state == from).expect("a book");
        let connection = raw(path);
        connection.execute_batch("BEGIN").expect("begins");
        let moved = connection.execute("UPDATE outbox SET state = ?1 WHERE invoice = ?2", [to.name(), ONE]);
        assert_eq!(moved.is_ok(), may || from == to, "{from:?} to {to:?}");
        connection.execute_batch("ROLLBACK").expect("goes back");
        let anew = format!(
            "INSERT OR REPLACE INTO outbox SELECT invoice, '{}', 0, NULL, NULL, NULL, NULL, 1, 's' FROM outbox",
            to.name()
        );
        assert!(connection.execute(&anew, []).is_err(), "{from:?} to {to:?} by another row");
    }
}

#[test]
fn a_row_stays() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    story(&mut book);
    assert!(raw(&path).execute("DELETE FROM outbox", []).is_err());
    assert!(raw(&path).execute("UPDATE outbox SET state = 'lost'", []).is_err());
    assert!(raw(&path).execute("UPDATE outbox SET state = 'queued' WHERE state = 'voided'", []).is_err());
    assert!(raw(&path).execute("UPDATE outbox SET invoice = 'X' WHERE state = 'voided'", []).is_err());
}

#[test]
fn a_rejected_invoice_still_speaks_for_its_load() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    story(&mut book);
    let (invoice, code, message) = ("PSL-A-000004-G1".into(), "LH-604".into(), "no".into());
    let no = Decision::Rejected { invoice, code, message };
    append(&mut book, &moved(no, change("PSL-A-000004-G1", Queued, Rejected)));
    assert_eq!(book.binding_invoices(&"L-5".into()).expect("lists")[0].state, Rejected);
}

#[test]
fn a_row_tells_to_which_erp_it_was_sent_last() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    bill(&mut book, ONE, "B-1", &["L-1"], 2);
    let row = |book: &Book| book.invoice(&number(ONE)).expect("reads").expect("a row");
    let (here, there) = ("file, ledger one".into(), "file, ledger two".into());
    assert!(row(&book).erp.is_none() && row(&book).belongs_to(&there));
    append(&mut book, &sending(ONE, Queued, 1));
    assert_eq!(row(&book).erp, Some("file, ledger one".into()));
    assert!(row(&book).belongs_to(&here) && !row(&book).belongs_to(&there));
    let made = Decision::DraftMade { invoice: ONE.into(), erp_id: "E-7".into() };
    let state = StateChange { attempt: 1, erp_id: Some("E-7".into()), ..change(ONE, Sending, Sending) };
    append(&mut book, &moved(made, state));
    // Back in the queue, while something of it may stand there; then nothing of it does.
    let requeued = |nothing_there, from| {
        let state = StateChange { attempt: 1, nothing_there, ..change(ONE, from, Queued) };
        moved(Decision::Requeued { invoice: ONE.into(), nothing_there }, state)
    };
    append(&mut book, &requeued(false, Sending));
    assert!(!row(&book).belongs_to(&there) && row(&book).erp_id.is_some());
    append(&mut book, &requeued(true, Queued));
    assert!(row(&book).belongs_to(&there) && row(&book).erp_id.is_none());
    assert_eq!(book.verify_invoice(&number(ONE)), Ok(()));
    append(&mut book, &sending(ONE, Queued, 2));
    assert!(!row(&book).belongs_to(&there));
    assert!(book.verify().expect("report").ok);
}

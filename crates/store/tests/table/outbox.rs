use linehaul_domain::decision::Decision;
use linehaul_domain::invoice::InvoiceState::*;
use linehaul_store::StateChange;

use crate::support::*;

const ONE: &str = "PSL-A-000001-G1";

#[test]
fn an_invoice_goes_its_way_and_its_row_tells_where_it_is() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    bill(&mut book, ONE, "B-1", &["L-1"], 2);
    let row = |book: &linehaul_store::Book| book.invoice(&number(ONE)).expect("reads").expect("a row");
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
    append(&mut book, &moved(Decision::Requeued { invoice: ONE.into() }, requeued));
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

#[test]
fn a_row_stays() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    story(&mut book);
    assert!(raw(&path).execute("DELETE FROM outbox", []).is_err());
    assert!(raw(&path).execute("UPDATE outbox SET state = 'lost'", []).is_err());
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

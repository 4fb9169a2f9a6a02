//! The book's door: all or nothing, only where each load concerned stands as the decision saw it, and nothing that was
//! confirmed is ever lost.
//!
//! Planted once and seen red: no comparison of versions; a load without one let through; a version that leaves out what
//! became of the load's invoices; a batch's next number that is not the sequence's; entries committed before the invoices; the state's `from` not
//! looked at; a body kept under another's hash; a state without its entry; a named body that is not kept; a newer file
//! opened; a voided invoice that still counts.

use std::path::Path;

use crate::support::*;
use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::invoice::InvoiceState::*;
use linehaul_store::{Book, BookWrite, StateChange};

const ONE: &str = "PSL-A-000001-G1";

#[test]
fn it_appends_what_saw_its_loads_as_they_are() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    let written = append(&mut book, &decisions([held("L-1", "a"), held("L-2", "b")]));
    assert_eq!(written.iter().map(|e| e.seq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(written[1].prev, written[0].hash);
    assert_eq!(book.head().expect("head").hash, written[1].hash);
    let version = |book: &Book, load: &str| book.version_of(&load.into()).expect("a version");
    assert_eq!((version(&book, "L-1"), version(&book, "L-2"), version(&book, "L-3")), (1, 2, 0));
    let older = seen(&book, &decisions([held("L-1", "c")]));
    append(&mut book, &decisions([held("L-2", "d"), held("L-3", "e")]));
    book.append(&older).expect("other loads are not concerned");
    assert_eq!(book.append(&older).expect_err("refuses").code, "LH-510");
    assert_eq!(book.head().expect("head").seq, 5);
    assert_eq!(book.entries_after(0).expect("entries")[..2], written);
    assert_eq!(book.entries_after(1).expect("entries")[0], written[1]);
    assert_eq!(book.entries_between(1, 3).expect("entries").iter().map(|e| e.seq).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(book.entry(1).expect("entry"), Some(written[0].clone()));
    assert_eq!(book.entry(6).expect("none"), None);
}

#[test]
fn a_decision_says_what_it_saw_of_each_load_that_it_concerns() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    let blind = decisions([held("L-1", "a")]);
    let fault = book.append(&blind).expect_err("refuses");
    assert_eq!(fault.code, "LH-950");
    assert!(fault.what.contains("L-1"), "{fault}");
    approve(&mut book, &["L-1", "L-2"]);
    let invoice = billed(&book, ONE, "B-1", &["L-1", "L-2"]);
    let mut write = seen(&book, &batch("B-1", &[invoice], 2));
    write.expects.remove(&"L-2".into());
    assert_eq!(book.append(&write).expect_err("a summary concerns all its loads").code, "LH-950");
    write.expects.insert("L-2".into(), 2);
    book.append(&write).expect("appends");
}

#[test]
fn what_becomes_of_its_invoice_is_news_of_a_load() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    bill(&mut book, ONE, "B-1", &["L-1", "L-2"], 2);
    let hold = seen(&book, &decisions([held("L-2", "wait")]));
    append(&mut book, &sending(ONE, Queued, 1));
    let fault = book.append(&hold).expect_err("refuses");
    assert_eq!(fault.code, "LH-510");
    assert!(fault.what.contains("L-2") && fault.what.contains("entry 5"), "{fault}");
    book.append(&seen(&book, &hold)).expect("seen again, it is decided");
}

#[test]
fn two_desks_of_one_book_cannot_both_decide() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut one, path) = book(folder.path());
    let mut other = Book::open(&path, folder.path()).expect("opens");
    let (mine, theirs) = (seen(&one, &decisions([held("L-1", "a")])), seen(&other, &decisions([held("L-1", "b")])));
    one.append(&mine).expect("appends");
    assert_eq!(other.append(&theirs).expect_err("refuses").code, "LH-510");
    assert_eq!(other.entries_after(0).expect("entries").len(), 1);
}

/// Writes that contradict themselves or the book, each with the code that refuses it.
fn refused(book: &Book) -> Vec<(&'static str, BookWrite)> {
    let new = || batch("B-3", &[billed(book, "PSL-A-000009-G1", "B-3", &["L-6"])], 10);
    let mut wrong_body = new();
    wrong_body.invoices[0].body.total = dec("99");
    let unexplained = BookWrite { states: vec![change(ONE, Posted, Rejected)], ..decisions([held("L-1", "x")]) };
    let unknown =
        moved(Decision::Requeued { invoice: "X".into(), nothing_there: false }, change("X", Rejected, Queued));
    let elsewhere =
        moved(Decision::Requeued { invoice: ONE.into(), nothing_there: false }, change(ONE, Rejected, Queued));
    let contrary =
        moved(Decision::Requeued { invoice: ONE.into(), nothing_there: false }, change(ONE, Posted, InDoubt));
    let used = batch("B-3", &[billed(book, ONE, "B-3", &["L-6"])], 10);
    let twice = batch("B-3", &[billed(book, "PSL-A-000009-G1", "B-3", &["L-5"])], 10);
    let unapproved = batch("B-3", &[invoice("PSL-A-000009-G1", "B-3", &["L-7"])], 10);
    let other_sequence = BookWrite { sequence: Some(11), ..new() };
    let no_sequence = BookWrite { sequence: None, ..new() };
    let mut unkept = approval("L-9");
    unkept.bodies.pop();
    unkept.bodies.remove(1);
    let other_bytes = (canonical::hash_bytes(b"one"), b"other".to_vec());
    let no_entry = BookWrite { entries: Vec::new(), ..new() };
    vec![
        ("LH-950", wrong_body),
        ("LH-950", unexplained),
        ("LH-950", unknown),
        ("LH-515", elsewhere),
        ("LH-950", contrary),
        ("LH-516", used),
        ("LH-521", twice),
        ("LH-950", unapproved),
        ("LH-950", other_sequence),
        ("LH-950", no_sequence),
        ("LH-950", unkept),
        ("LH-950", BookWrite { bodies: vec![other_bytes], ..BookWrite::default() }),
        ("LH-950", no_entry),
        ("LH-950", BookWrite { sequence: Some(2), ..decisions([held("L-1", "x")]) }),
        ("LH-950", decisions([Decision::Sending { invoice: ONE.into(), attempt: 9, erp: None }])),
    ]
}

#[test]
fn a_refused_write_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    story(&mut book);
    approve(&mut book, &["L-6"]);
    let (head, invoices) = (book.head().expect("head"), book.invoices(None, None).expect("invoices"));
    for (at, (code, write)) in refused(&book).into_iter().enumerate() {
        let fault = try_append(&mut book, &write).expect_err("refuses");
        assert_eq!(fault.code, code, "write {at}: {fault}");
        assert_eq!(book.head().expect("head"), head);
        assert_eq!(book.invoices(None, None).expect("invoices"), invoices);
        assert!(book.verify().expect("report").ok);
    }
    assert_eq!(book.next_sequence(), Ok(5));
}

#[test]
fn a_load_and_an_invoice_have_their_history() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    story(&mut book);
    let kinds = |entries: Vec<linehaul_domain::decision::Entry>| -> Vec<&'static str> {
        entries.iter().map(|e| e.entry.decision.kind()).collect()
    };
    let of_load = book.entries_of_load(&"L-2".into()).expect("entries");
    assert_eq!(kinds(of_load), ["approved", "invoice_drafted", "sending", "posted"]);
    let of_invoice = book.entries_of_invoice(&number("PSL-A-000002-G1")).expect("entries");
    assert_eq!(kinds(of_invoice), ["invoice_drafted", "sending", "in_doubt"]);
    assert_eq!(kinds(book.entries_of_load(&"L-9".into()).expect("entries")), ["held"]);
    let decided = kinds(book.decisions_on(&"L-2".into()).expect("entries"));
    assert_eq!(decided, ["approved"], "what became of its invoices is asked of them");
}

#[test]
fn a_difference_on_another_load_of_the_invoice_is_not_this_loads() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    story(&mut book);
    append(&mut book, &decisions([differs("L-1", ONE)]));
    let last = |load: &str| book.entries_of_load(&load.into()).expect("entries").pop().expect("one").entry.decision;
    assert_eq!(last("L-1").kind(), "difference_after_posting");
    assert_eq!(last("L-2").kind(), "posted");
}

#[test]
fn batches_are_listed_oldest_first_with_their_totals() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    story(&mut book);
    assert_eq!(book.batches().expect("batches"), [batch_id("B-1"), batch_id("B-2")]);
    let one = book.batch(&batch_id("B-1")).expect("reads").expect("a batch");
    assert_eq!(one.invoices.len(), 3);
    assert_eq!((one.totals[0].invoices, one.totals[0].total), (3, dec("400")));
    assert!(one.closed_seq.is_some());
    assert_eq!(book.batch(&batch_id("B-9")), Ok(None));
}

#[test]
fn a_copy_stands_alone() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    story(&mut book);
    let copy = folder.path().join("backups/mine.sqlite");
    book.backup(&copy).expect("copies");
    let copied = Book::open(&copy, folder.path()).expect("opens");
    assert_eq!(copied.head(), book.head());
    assert!(copied.verify().expect("report").ok);
}

#[test]
fn a_newer_book_is_refused_untouched() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    story(&mut book);
    drop(book);
    raw(&path).execute_batch("PRAGMA user_version = 99").expect("sets");
    let before = std::fs::read(&path).expect("reads");
    let fault = Book::open(&path, folder.path()).expect_err("refuses");
    assert_eq!(fault.code, "LH-511");
    assert!(fault.what.contains("99"), "{fault}");
    assert_eq!(std::fs::read(&path).expect("reads"), before);
}

#[test]
fn what_is_no_book_is_said_so() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("book.sqlite");
    for content in [b"load_number,customer\nL-1,ACME\n".repeat(100), vec![0u8; 5000], vec![0xFF; 64]] {
        std::fs::write(&path, content).expect("writes");
        assert_eq!(Book::open(&path, folder.path()).expect_err("refuses").code, "LH-512");
    }
    std::fs::remove_file(&path).expect("removes");
    drop(linehaul_store::Cache::open(&path).expect("a cache in its place"));
    assert_eq!(Book::open(&path, folder.path()).expect_err("refuses").code, "LH-512");
    std::fs::remove_file(&path).expect("removes");
    std::fs::create_dir(&path).expect("a folder in its place");
    assert_eq!(Book::open(&path, folder.path()).expect_err("refuses").code, "LH-513");
}

fn states_of(path: &Path) -> (u64, bool) {
    let book = Book::open(path, path.parent().expect("folder")).expect("opens after a kill");
    let report = book.verify().expect("report");
    assert!(report.ok, "{report:?}");
    (book.head().expect("head").seq, book.invoice(&number(ONE)).expect("reads").is_some())
}

#[test]
fn after_a_kill_the_log_holds_each_write_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    bill(&mut book, ONE, "B-1", &["L-1"], 2);
    append(&mut book, &sending(ONE, Queued, 1));
    // What is on the disk now is what a kill would leave: the log may end anywhere.
    let (file, log) = (std::fs::read(&path).expect("reads"), std::fs::read(folder.path().join("book.sqlite-wal")));
    let log = log.expect("a log");
    let killed = folder.path().join("killed.sqlite");
    let mut seen = std::collections::BTreeSet::new();
    for cut in (0..=log.len()).rev().step_by(997) {
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.path().join(format!("killed.sqlite{ending}")));
        }
        std::fs::write(&killed, &file).expect("writes");
        std::fs::write(folder.path().join("killed.sqlite-wal"), &log[..cut]).expect("writes");
        seen.insert(states_of(&killed));
    }
    assert!(seen.contains(&(4, true)), "the whole log has everything: {seen:?}");
    assert!(seen.iter().all(|(seq, invoice)| [0, 1, 3, 4].contains(seq) && *invoice == (*seq >= 3)), "{seen:?}");
    assert!(seen.len() > 2, "{seen:?}");
}

#[test]
fn a_retry_without_a_new_entry_may_move_only_the_time() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    story(&mut book);
    let number = number("PSL-A-000002-G1");
    let later = StateChange {
        attempt: 1,
        reason: Some("asked again".into()),
        next_attempt_at: Some(at(90)),
        ..change(number.as_str(), InDoubt, InDoubt)
    };
    append(&mut book, &BookWrite { states: vec![later], ..BookWrite::default() });
    let row = book.invoice(&number).expect("reads").expect("a row");
    assert_eq!((row.state, row.next_attempt_at), (InDoubt, Some(at(90))));
    assert!(book.verify().expect("report").ok);
}

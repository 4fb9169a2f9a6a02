//! Planted once and seen red: the table believed without the entries.

use linehaul_domain::decision::{Decision, KnownEntry};
use linehaul_store::BookWrite;

use crate::support::*;

#[test]
fn it_is_held_against_what_the_last_batch_says() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    bill(&mut book, "PSL-A-000001-G1", "B-1", &["L-1"], 2);
    bill(&mut book, "PSL-A-000002-G1", "B-2", &["L-2"], 3);
    assert_eq!(book.next_sequence(), Ok(3));
    raw(&path).execute("UPDATE sequence SET next = 9", []).expect("growing is allowed to the table");
    let fault = book.next_sequence().expect_err("refuses");
    assert_eq!(fault.code, "LH-520");
    assert!(fault.what.contains('9') && fault.what.contains('3'), "{fault}");
    assert!(!book.verify().expect("report").ok);
    let back = |c: &rusqlite::Connection| c.execute("UPDATE sequence SET next = 2", []).expect("edits");
    without_guards(&raw(&path), back);
    assert_eq!(book.next_sequence().expect_err("numbers would be used twice").code, "LH-520");
}

#[test]
fn a_book_that_goes_on_says_from_where() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    let known = Some(KnownEntry { seq: 80, hash: linehaul_domain::canonical::hash(&1) });
    let on = Decision::BookContinues { known, numbers_from: 50, reason: why("restored") };
    let write = BookWrite { sequence: Some(50), ..decisions([on]) };
    append(&mut book, &write);
    assert_eq!(book.next_sequence(), Ok(50));
    assert!(book.verify().expect("report").ok);
}

#[test]
fn it_begins_at_one_and_only_grows() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    assert_eq!(book.next_sequence(), Ok(1));
    let to = |next| BookWrite { sequence: Some(next), ..BookWrite::default() };
    append(&mut book, &to(4));
    assert_eq!(book.next_sequence(), Ok(4));
    assert_eq!(book.append(&to(3)).expect_err("refuses").code, "LH-950");
    assert!(raw(&path).execute("UPDATE sequence SET next = 1", []).is_err());
    assert!(raw(&path).execute("DELETE FROM sequence", []).is_err());
    assert_eq!(book.next_sequence(), Ok(4));
}

//! The book cannot be rewritten unnoticed.

use crate::told::{Told, approve, push, replace_bytes, sync};

fn posted() -> Told {
    let told = Told::tiny();
    let mut desk = told.open();
    sync(&mut desk);
    approve(&mut desk, &["T-1"]);
    push(&mut desk);
    assert!(desk.audit().expect("an answer").ok);
    told
}

#[test]
fn one_changed_byte_breaks_the_chain() {
    let told = posted();
    replace_bytes(
        &told.dir().join("book.sqlite"),
        b"approver\",\"role\":\"approver\"",
        b"approver\",\"role\":\"approves\"",
    );
    let report = told.open().audit().expect("an answer");
    assert!(!report.ok);
    assert!(report.first_bad.is_some(), "{report:?}");
}

#[test]
fn a_changed_amount_breaks_the_chain() {
    let told = posted();
    replace_bytes(&told.dir().join("book.sqlite"), b"\"amount\":\"1000\"", b"\"amount\":\"9000\"");
    assert!(!told.open().audit().expect("an answer").ok);
}

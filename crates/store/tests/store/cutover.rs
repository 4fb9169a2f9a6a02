//! What was billed elsewhere is approved and invoiced by nobody, whoever asks.
//!
//! Planted once and seen red: an approval that is not judged; a draft that is not; a person's first word in the place of the last; a
//! cut-over that is set after an invoice was posted; one that was refused and is remembered.

use linehaul_domain::canonical;
use linehaul_domain::cutover::{BilledLine, BilledList, Named, Names};
use linehaul_domain::decision::Decision;
use linehaul_domain::invoice::InvoiceState::*;
use linehaul_store::{Book, BookWrite};

use crate::support::*;

const ONE: &str = "PSL-A-000001-G1";

/// The loads of these tests were delivered on the third of March.
fn cut(day: &str, listed: &[&str]) -> BookWrite {
    let line = |(at, load): (usize, &&str)| BilledLine {
        line: at as u32 + 2,
        named: vec![Named { names: Names::Load, number: (*load).to_owned() }],
        invoice: None,
        amount: None,
        currency: None,
    };
    let list = BilledList { lines: listed.iter().enumerate().map(line).collect(), ..BilledList::default() };
    let body = canonical::encode(&list);
    let billed = (!listed.is_empty()).then(|| canonical::hash_bytes(&body));
    let day = (!day.is_empty()).then(|| day.parse().expect("a day"));
    let decision = Decision::CutoverSet { day, billed: billed.clone(), file: None, reason: None };
    BookWrite { bodies: billed.into_iter().map(|hash| (hash, body.clone())).collect(), ..decisions([decision]) }
}

fn here(load: &str) -> BookWrite {
    decisions([Decision::BilledHere { load: load.into(), reason: why("never invoiced") }])
}

fn elsewhere(load: &str) -> BookWrite {
    let reason = why("invoiced by hand");
    decisions([Decision::BilledElsewhere { load: load.into(), billed_by: Some("77".into()), amount: None, reason }])
}

fn refused(book: &mut Book, write: &BookWrite) -> String {
    match try_append(book, write) {
        Ok(_) => "done".to_owned(),
        Err(fault) => fault.code.to_string(),
    }
}

#[test]
fn what_was_billed_elsewhere_is_not_approved() {
    for (set, approved) in [
        (cut("2025-03-04", &[]), [false, false]),
        (cut("2025-03-03", &[]), [true, true]),
        (cut("2025-03-03", &["L-1"]), [false, true]),
        (cut("2025-03-04", &["L-1"]), [false, false]),
        (cut("", &["L-1"]), [false, true]),
        (cut("", &[]), [true, true]),
    ] {
        let folder = tempfile::tempdir().expect("folder");
        let (mut book, _) = book(folder.path());
        append(&mut book, &set);
        for (load, passes) in ["L-1", "L-2"].into_iter().zip(approved) {
            let before = refused(&mut book, &approval(load));
            assert_eq!(before, if passes { "done" } else { "LH-429" }, "{load} under {:?}", set.entries);
            if !passes {
                append(&mut book, &here(load));
                append(&mut book, &approval(load));
            }
        }
        assert_eq!(book.waiting(), Ok(loads(&["L-1", "L-2"])));
        assert!(book.verify().expect("report").ok);
    }
}

#[test]
fn a_persons_word_counts_until_the_next() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    append(&mut book, &cut("", &[]));
    append(&mut book, &elsewhere("L-1"));
    assert_eq!(refused(&mut book, &approval("L-1")), "LH-429");
    append(&mut book, &here("L-1"));
    append(&mut book, &approval("L-1"));
    assert_eq!(refused(&mut book, &elsewhere("L-1")), "LH-950", "it is approved");
    let invoice = billed(&book, ONE, "B-1", &["L-1"]);
    append(&mut book, &batch("B-1", &[invoice], 2));
    assert_eq!(refused(&mut book, &elsewhere("L-1")), "LH-521", "it is billed");
}

#[test]
fn what_is_said_after_an_approval_keeps_its_invoice_from_being_drafted() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    append(&mut book, &cut("", &[]));
    approve(&mut book, &["L-1"]);
    let seq = approval_of(&book, "L-1");
    // Somebody takes the approval's row away, so that the word is taken, and puts it back.
    raw(&path).execute("DELETE FROM approvals", []).expect("deletes");
    append(&mut book, &elsewhere("L-1"));
    raw(&path).execute("INSERT INTO approvals (load, seq) VALUES ('L-1', ?1)", [seq as i64]).expect("inserts");
    let invoice = billed(&book, ONE, "B-1", &["L-1"]);
    assert_eq!(refused(&mut book, &batch("B-1", &[invoice], 2)), "LH-429");
}

#[test]
fn a_cut_over_is_set_otherwise_until_an_invoice_is_posted() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    append(&mut book, &cut("2025-03-01", &["L-9"]));
    approve(&mut book, &["L-1"]);
    assert_eq!(refused(&mut book, &cut("2025-03-04", &[])), "LH-407", "it would leave an approved load to others");
    assert_eq!(refused(&mut book, &cut("", &["L-1"])), "LH-407");
    assert_eq!(book.cutover().expect("one").day().map(|day| day.to_string()).as_deref(), Some("2025-03-01"));
    assert_eq!(refused(&mut book, &approval("L-9")), "LH-429", "what was refused is not remembered");
    append(&mut book, &cut("2025-03-02", &[]));
    append(&mut book, &approval("L-9"));
    let invoice = billed(&book, ONE, "B-1", &["L-1"]);
    append(&mut book, &batch("B-1", &[invoice], 2));
    append(
        &mut book,
        &decisions([Decision::ApprovalLapsed { load: "L-1".into(), approval: 1, difference: "x".into() }]),
    );
    assert_eq!(refused(&mut book, &cut("2025-03-04", &["L-9"])), "LH-407", "its invoice still bills it");
    assert!(!book.cutover_is_fixed().expect("an answer"));
    walk(&mut book, ONE, &[Sending, Posted]);
    assert!(book.cutover_is_fixed().expect("an answer"));
    assert_eq!(refused(&mut book, &cut("2025-03-02", &[])), "LH-407");
    append(&mut book, &here("L-3"));
    append(&mut book, &elsewhere("L-4"));
    assert!(book.verify().expect("report").ok);
}

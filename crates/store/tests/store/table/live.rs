//! Planted once and seen red: the comparison with what is live left out, and its guard; freeing at `CancelledAtErp`; the
//! loads not freed at `BillAgain`, or their approvals left; an invoice of the same write taken for what is left; `settled` not
//! looked at.

use linehaul_domain::decision::Decision;
use linehaul_domain::invoice::InvoiceKind::*;
use linehaul_domain::invoice::InvoiceState::*;
use linehaul_domain::invoice::{Invoice, InvoiceKind};
use linehaul_domain::money::{Currency, Money};
use linehaul_store::{Book, BookWrite};

use crate::support::*;

const ONE: &str = "PSL-A-000001-G1";
const TWO: &str = "PSL-A-000002-G1";

/// A write that bills these loads by an invoice, in a batch of its own.
fn again(book: &Book, number: &str, loads: &[&str]) -> BookWrite {
    let next = book.next_sequence().expect("a sequence") + 1;
    batch("B-2", &[billed(book, number, "B-2", loads)], next)
}

fn refused(book: &mut Book, write: &BookWrite) -> String {
    let (before, fault) = (book.head(), try_append(book, write).expect_err("refuses"));
    assert_eq!((fault.code.as_str(), book.head()), ("LH-521", before), "{fault}");
    fault.what
}

fn refused_to_settle(book: &mut Book, write: &BookWrite) {
    let (before, fault) = (book.head(), try_append(book, write).expect_err("refuses"));
    assert_eq!((fault.code.as_str(), book.head()), ("LH-528", before), "{fault}");
}

fn billed_by(book: &Book, load: &str) -> Vec<String> {
    book.billed(&load.into()).expect("reads").into_iter().map(|(payor, invoice)| format!("{payor} {invoice}")).collect()
}

#[test]
fn a_load_is_billed_once_in_whatever_state_its_invoice_is() {
    for (state, way) in ways() {
        let folder = tempfile::tempdir().expect("folder");
        let (mut book, _) = book(folder.path());
        bill(&mut book, ONE, "B-1", &["L-1", "L-2"], 2);
        walk(&mut book, ONE, &way);
        let free = matches!(state, Voided | Replaced);
        assert_eq!(billed_by(&book, "L-2").is_empty(), free, "{state:?}");
        let waits = if state == Voided { loads(&["L-1", "L-2"]) } else { Vec::new() };
        assert_eq!(book.waiting(), Ok(waits), "{state:?}");
        if !free {
            let write = again(&book, TWO, &["L-2"]);
            let told = refused(&mut book, &write);
            assert!(told.contains("L-2") && told.contains(ONE), "{told}");
            continue;
        }
        if state == Replaced {
            let write = again(&book, TWO, &["L-2"]);
            let fault = try_append(&mut book, &write).expect_err("its approval is used up");
            assert_eq!(fault.code, "LH-950");
            approve(&mut book, &["L-2"]);
        }
        let write = again(&book, TWO, &["L-2"]);
        append(&mut book, &write);
        assert_eq!((billed_by(&book, "L-1"), billed_by(&book, "L-2")), (vec![], vec![format!("ACME {TWO}")]));
        assert!(book.verify().expect("report").ok, "{state:?}");
    }
}

#[test]
fn a_draft_bills_already() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    approve(&mut book, &["L-1"]);
    let mut draft = again(&book, ONE, &["L-1"]);
    (draft.states, draft.sequence) = (Vec::new(), None);
    draft.entries.truncate(1);
    append(&mut book, &draft);
    assert_eq!(book.invoice(&number(ONE)).expect("reads").expect("a row").state, Draft);
    let write = again(&book, TWO, &["L-1"]);
    refused(&mut book, &write);
}

#[test]
fn two_invoices_of_one_write_cannot_bill_the_same_load() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    approve(&mut book, &["L-1", "L-2"]);
    let both = [billed(&book, ONE, "B-1", &["L-1"]), billed(&book, TWO, "B-1", &["L-1", "L-2"])];
    refused(&mut book, &batch("B-1", &both, 3));
    assert_eq!(book.waiting(), Ok(loads(&["L-1", "L-2"])));
}

#[test]
fn voiding_frees_in_the_same_write_if_it_comes_first() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    bill(&mut book, ONE, "B-1", &["L-1", "L-2"], 2);
    let (void, bill) = (step(ONE, Queued, Voided), again(&book, TWO, &["L-1"]));
    let mut write = bill.clone();
    write.states.splice(0..0, void.states);
    write.entries.push(void.entries[0].clone());
    refused(&mut book, &write);
    write.entries.rotate_right(1);
    append(&mut book, &write);
    assert_eq!((billed_by(&book, "L-1"), billed_by(&book, "L-2")), (vec![format!("ACME {TWO}")], vec![]));
    assert!(book.verify().expect("report").ok);
}

#[test]
fn each_payor_is_billed_once() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    bill(&mut book, ONE, "B-1", &["L-1"], 2);
    let share = |book: &Book, number: &str| {
        let invoice = Invoice { customer: "BETA".into(), ..billed(book, number, "B-2", &["L-1"]) };
        batch("B-2", &[invoice], 3)
    };
    let write = share(&book, TWO);
    append(&mut book, &write);
    assert_eq!(billed_by(&book, "L-1"), [format!("ACME {ONE}"), format!("BETA {TWO}")]);
    let write = share(&book, "PSL-A-000003-G1");
    refused(&mut book, &write);
    walk(&mut book, TWO, &[Voided]);
    assert_eq!(billed_by(&book, "L-1"), [format!("ACME {ONE}")]);
}

fn outside(load: &str, payor: &str) -> BookWrite {
    decisions([Decision::BilledOutside {
        load: load.into(),
        payor: payor.into(),
        invoice: "OLD-77".into(),
        erp_id: "77".into(),
        erp_number: None,
        total: Money::new(dec("100"), Currency::USD),
        reason: why("billed before this book"),
    }])
}

#[test]
fn what_was_billed_elsewhere_is_billed() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    approve(&mut book, &["L-1"]);
    append(&mut book, &outside("L-1", "ACME"));
    assert_eq!((billed_by(&book, "L-1"), book.waiting()), (vec!["ACME OLD-77".to_owned()], Ok(Vec::new())));
    let write = again(&book, ONE, &["L-1"]);
    refused(&mut book, &write);
    refused(&mut book, &outside("L-1", "ACME"));
    bill(&mut book, ONE, "B-1", &["L-2"], 2);
    refused(&mut book, &outside("L-2", "ACME"));
    assert!(raw(&path).execute("DELETE FROM live WHERE load = 'L-1'", []).is_err());
    assert!(book.verify().expect("report").ok);
}

/// A supplement or credit memo of a load, in a batch of its own.
fn settling(book: &Book, kind: InvoiceKind, number: &str, settles: &[u64]) -> BookWrite {
    let next = book.next_sequence().expect("a sequence") + 1;
    let invoice = Invoice { kind, settles: settles.to_vec(), ..invoice(number, "B-9", &["L-1"]) };
    batch("B-9", &[invoice], next)
}

#[test]
fn supplements_may_be_several_and_no_difference_is_settled_twice() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    bill(&mut book, ONE, "B-1", &["L-1"], 2);
    walk(&mut book, ONE, &[Sending, Posted]);
    let mut difference = || append(&mut book, &decisions([differs("L-1", ONE)]))[0].seq;
    let (first, second) = (difference(), difference());
    let write = settling(&book, Supplement, "S-1", &[first]);
    append(&mut book, &write);
    assert_eq!((book.is_settled(first), book.is_settled(second)), (Ok(true), Ok(false)));
    for settles in [&[first][..], &[second, first], &[second, second]] {
        for kind in [Supplement, CreditMemo] {
            let write = settling(&book, kind, "S-2", settles);
            refused_to_settle(&mut book, &write);
        }
    }
    let write = settling(&book, CreditMemo, "S-2", &[second]);
    append(&mut book, &write);
    assert_eq!(billed_by(&book, "L-1"), [format!("ACME {ONE}")], "the original bills it still, and alone");
    walk(&mut book, "S-1", &[NeedsPerson, Voiding]);
    let write = settling(&book, Supplement, "S-3", &[first]);
    refused_to_settle(&mut book, &write);
    append(&mut book, &step("S-1", Voiding, Voided));
    let write = settling(&book, Supplement, "S-3", &[first]);
    append(&mut book, &write);
    assert_eq!(billed_by(&book, "L-1"), [format!("ACME {ONE}")]);
    assert!(book.verify().expect("report").ok);
}

#[test]
fn the_tables_themselves_refuse_what_no_entry_says() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    bill(&mut book, ONE, "B-1", &["L-1"], 2);
    walk(&mut book, ONE, &[Sending, Posted]);
    let seq = append(&mut book, &decisions([differs("L-1", ONE)]))[0].seq;
    let write = settling(&book, Supplement, "S-1", &[seq]);
    append(&mut book, &write);
    let connection = raw(&path);
    for sql in [
        "DELETE FROM live",
        "UPDATE live SET invoice = 'S-1'",
        "INSERT INTO live VALUES ('L-1', 'ACME', 'S-1')",
        "INSERT OR REPLACE INTO live VALUES ('L-1', 'ACME', 'S-1')",
        "DELETE FROM settled",
        "UPDATE settled SET invoice = 'PSL-A-000001-G1'",
        "INSERT OR REPLACE INTO settled SELECT difference, 'PSL-A-000001-G1' FROM settled",
    ] {
        assert!(connection.execute(sql, []).is_err(), "{sql}");
    }
}

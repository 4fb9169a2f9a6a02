//! Planted once and seen red: an approval put over another; no look at what is live before approving; an approval that a
//! lapse leaves standing; drafting with an approval that was taken back.

use linehaul_domain::decision::Decision;
use linehaul_domain::invoice::InvoiceState::*;

use crate::support::*;

const ONE: &str = "PSL-A-000001-G1";

fn lapsed(load: &str) -> Decision {
    Decision::ApprovalLapsed { load: load.into(), approval: 1, difference: "5.00 more".into() }
}

fn withdrawn(load: &str) -> Decision {
    Decision::ApprovalWithdrawn { load: load.into(), approval: 1, reason: why("too early") }
}

#[test]
fn a_load_is_approved_once_until_that_ends() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    for end in [lapsed("L-1"), withdrawn("L-1")] {
        approve(&mut book, &["L-1"]);
        let fault = try_append(&mut book, &approval("L-1")).expect_err("refuses");
        assert_eq!(fault.code, "LH-950");
        assert_eq!(book.waiting(), Ok(loads(&["L-1"])));
        append(&mut book, &decisions([end]));
        assert_eq!(book.waiting(), Ok(Vec::new()));
    }
    approve(&mut book, &["L-2", "L-1"]);
    assert_eq!(book.waiting(), Ok(loads(&["L-1", "L-2"])), "in order of number");
    assert!(book.verify().expect("report").ok);
}

#[test]
fn a_load_is_not_approved_while_an_invoice_bills_it() {
    for (state, way) in ways() {
        let folder = tempfile::tempdir().expect("folder");
        let (mut book, _) = book(folder.path());
        bill(&mut book, ONE, "B-1", &["L-1"], 2);
        walk(&mut book, ONE, &way);
        if state != Replaced {
            append(&mut book, &decisions([lapsed("L-1")]));
        }
        match try_append(&mut book, &approval("L-1")) {
            Ok(_) => assert!(matches!(state, Voided | Replaced), "{state:?}"),
            Err(fault) => {
                assert!(!matches!(state, Voided | Replaced), "{state:?}: {fault}");
                assert!(fault.code == "LH-950" && fault.what.contains(ONE), "{fault}");
            }
        }
    }
}

#[test]
fn an_invoice_is_drafted_by_the_approval_that_stands() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    approve(&mut book, &["L-1", "L-2"]);
    let old = batch("B-1", &[billed(&book, ONE, "B-1", &["L-1", "L-2"])], 2);
    append(&mut book, &decisions([withdrawn("L-2")]));
    assert_eq!(try_append(&mut book, &old).expect_err("refuses").code, "LH-950");
    approve(&mut book, &["L-2"]);
    let fault = try_append(&mut book, &old).expect_err("it was approved anew, as something else perhaps");
    assert!(fault.code == "LH-950" && fault.what.contains("L-2"), "{fault}");
    let new = batch("B-1", &[billed(&book, ONE, "B-1", &["L-1", "L-2"])], 2);
    append(&mut book, &new);
    assert_eq!(book.waiting(), Ok(Vec::new()));
}

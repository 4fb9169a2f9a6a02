//! The book cannot be rewritten unnoticed.

use crate::workspace::{TestWorkspace, approve, push, replace_bytes, sync};
use linehaul_tests::harness::Asks;

fn posted() -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    push(&mut session);
    assert!(session.audit().expect("an answer").ok);
    workspace
}

#[test]
fn one_changed_byte_breaks_the_chain() {
    let workspace = posted();
    replace_bytes(
        &workspace.dir().join("book.sqlite"),
        b"approver\",\"role\":\"approver\"",
        b"approver\",\"role\":\"approves\"",
    );
    let report = workspace.open().audit().expect("an answer");
    assert!(!report.ok);
    assert!(report.first_bad.is_some(), "{report:?}");
}

#[test]
fn a_changed_amount_breaks_the_chain() {
    let workspace = posted();
    replace_bytes(&workspace.dir().join("book.sqlite"), b"\"amount\":\"1000\"", b"\"amount\":\"9000\"");
    assert!(!workspace.open().audit().expect("an answer").ok);
}

/// One approval of which the book lacks what it saw is held and told; everything else goes on.
#[test]
fn what_cannot_be_read_of_one_approval_stops_no_other() {
    let workspace = TestWorkspace::tiny();
    let beta = crate::workspace::CONTRACT.replace("\"ACME\"", "\"BETA\"");
    workspace.write("rules/customers/beta/2025-01-01.rhai", &beta);
    workspace.write("drop/customers-2.csv", crate::workspace::CUSTOMERS.replace("ACME", "BETA"));
    for (file, text) in [
        ("loads", crate::workspace::LOADS),
        ("stops", crate::workspace::STOPS),
        ("documents", crate::workspace::DOCUMENTS),
    ] {
        let other = text.replace("T-1", "T-2").replace("D-1", "D-2").replace("ACME", "BETA");
        workspace.write(&format!("drop/{file}-2.csv"), other);
    }
    let mut session = workspace.open();
    sync(&mut session);
    assert_eq!(approve(&mut session, &[]).approved.len(), 2);
    drop(session);
    replace_bytes(&workspace.dir().join("book.sqlite"), b"contract for \"BETA\"", b"contrakt for \"BETA\"");
    let newer = crate::workspace::LOADS.replace("T-1", "T-2").replace("ACME", "BETA").replace("03-03T", "03-04T");
    workspace.write("drop/loads-3.csv", newer.replace("53ft dry van", "48ft dry van"));
    let mut session = workspace.open();
    sync(&mut session);
    let shown = session.show("T-2").expect("shown");
    assert!(shown.holds.iter().any(|h| h.message.contains("what an approval saw")), "{:?}", shown.holds);
    let batch = session.batch_create(Some("biller")).expect("an answer");
    assert_eq!((batch.invoices.len(), batch.refused.len()), (1, 1), "{:?}", batch.refused);
    assert_eq!(batch.refused[0].load, "T-2");
}

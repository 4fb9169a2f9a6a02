//! What people at a real Celerp do to our documents, and what of it is seen.

use linehaul_connectors::erp::RecordState;
use linehaul_connectors::erp::celerp::{Client, Documents, Making, Place};
use linehaul_tests::harness::Celerp;

use crate::documents::{day, dec, draft, read};

/// A finalized invoice under a number.
fn posted(erp: &mut Client, number: &str) {
    let invoice = draft(erp, number, "C-10010");
    assert!(matches!(erp.make(&invoice), Ok(Making::Made(_))));
    assert_eq!(erp.finalize(&format!("doc:{number}")), Ok(Ok(())));
}

/// Writes fields of a document, as its screens do.
fn write(celerp: &Celerp, number: &str, fields: &str) -> u16 {
    celerp.as_a_person("PATCH", &format!("/docs/doc:{number}"), &format!("{{\"fields_changed\":{fields}}}")).0
}

fn deed(celerp: &Celerp, number: &str, deed: &str, body: &str) -> (u16, String) {
    celerp.as_a_person("POST", &format!("/docs/doc:{number}/{deed}"), body)
}

#[test]
fn a_finalized_document_keeps_number_mark_and_sums_and_loses_its_party_and_terms() {
    let celerp = Celerp::shared();
    let mut erp = celerp.client();
    posted(&mut erp, "CLERK-1");
    let before = read(&mut erp, "CLERK-1");
    for field in ["ref", "reference", "notes", "linehaul_mark", "linehaul_loads", "issue_date", "due_date", "doc_taxes"]
    {
        assert_eq!(write(&celerp, "CLERK-1", &format!("{{\"{field}\":{{\"new\":\"2025-05-05\"}}}}")), 409, "{field}");
    }
    assert_eq!(read(&mut erp, "CLERK-1"), before);
    // These people may write at any time: it bears another number, is another's to pay, at another time.
    let other = erp.names().expect("names").contact("C-10020").expect("a contact").id.clone();
    assert_eq!(write(&celerp, "CLERK-1", &format!("{{\"contact_id\":{{\"new\":\"{other}\"}}}}")), 200);
    assert_eq!(write(&celerp, "CLERK-1", r#"{"payment_terms":{"new":"Net 60"}}"#), 200);
    assert_eq!(deed(&celerp, "CLERK-1", "renumber", r#"{"ref_id":"PO-778"}"#).0, 200);
    let after = read(&mut erp, "CLERK-1");
    assert_eq!((after.bears.as_str(), after.number.as_str()), ("PO-778", "CLERK-1"));
    assert_eq!((after.contact.clone(), after.terms.as_str()), (other, "Net 60"));
    assert_eq!((after.mark, after.total, after.due), (before.mark, before.total, before.due));
}

#[test]
fn a_draft_that_was_sent_by_mail_is_in_no_account() {
    let celerp = Celerp::shared();
    let mut erp = celerp.client();
    let invoice = draft(&mut erp, "MAIL-1", "C-10010");
    assert!(matches!(erp.make(&invoice), Ok(Making::Made(_))));
    assert_eq!(deed(&celerp, "MAIL-1", "send", "{}").0, 200);
    let sent = read(&mut erp, "MAIL-1");
    assert_eq!((sent.status.as_str(), sent.state), ("sent", RecordState::Draft));
    assert!(matches!(erp.delete("doc:MAIL-1"), Ok(Err(_))), "and it is no draft that may be deleted");
    assert_eq!(erp.finalize("doc:MAIL-1"), Ok(Ok(())));
    assert_eq!(read(&mut erp, "MAIL-1").state, RecordState::Posted);
}

#[test]
fn what_is_taken_back_to_a_draft_can_become_anything_under_its_old_id_and_key() {
    let celerp = Celerp::shared();
    let mut erp = celerp.client();
    posted(&mut erp, "BACK-1");
    let before = read(&mut erp, "BACK-1");
    assert_eq!(deed(&celerp, "BACK-1", "revert-to-draft", "{}").0, 200);
    let draft_again = read(&mut erp, "BACK-1");
    assert_eq!((draft_again.state, draft_again.reverted), (RecordState::Draft, 1));
    assert_eq!(draft_again.bears, before.bears, "it keeps its number");
    assert!(matches!(erp.delete("doc:BACK-1"), Ok(Err(_))), "it stands in the journal");
    let lines = r#"{"line_items":{"new":[{"name":"A","quantity":1,"unit_price":5}]},"linehaul_mark":{"new":"x"}}"#;
    assert_eq!(write(&celerp, "BACK-1", lines), 200);
    assert_eq!(erp.finalize("doc:BACK-1"), Ok(Ok(())));
    let after = read(&mut erp, "BACK-1");
    assert_eq!((after.bears, after.reverted, after.total), (before.bears, 1, dec("5")));
    assert_eq!(after.mark.as_deref(), Some("x"));
    let first = draft(&mut erp, "BACK-1", "C-10010");
    assert!(
        matches!(erp.make(&first), Ok(Making::Made(_))),
        "the key still answers for it: so it is read, not believed"
    );
}

#[test]
fn payments_and_a_number_that_looks_like_ours_are_seen() {
    let celerp = Celerp::shared();
    let mut erp = celerp.client();
    posted(&mut erp, "PAID-1");
    let pay = |amount: &str| {
        format!(
            r#"{{"amount":{amount},"payment_date":"2025-03-20","bank_account":"1111","method":"check","reference":"CHK 1"}}"#
        )
    };
    assert_eq!(deed(&celerp, "PAID-1", "payment", &pay("131.52")).0, 200);
    let part = read(&mut erp, "PAID-1");
    assert_eq!((part.status.as_str(), part.open, part.paid), ("partial", dec("2000"), dec("131.52")));
    let told: Vec<_> = part.payments.iter().map(|p| (p.amount, p.day, p.reference.as_deref())).collect();
    assert_eq!(told, [(dec("131.52"), Some(day(20)), Some("CHK 1"))]);
    let refused = erp.void("doc:PAID-1", "wrong", "PAID-1:void").expect("an answer").expect_err("a no");
    assert!(refused.message.contains("void the payments first"), "{refused:?}");
    // Somebody's own draft gets a number like ours: its id is another, and it has no `ref`.
    let (status, answer) = celerp.as_a_person("POST", "/docs", r#"{"doc_type":"invoice","line_items":[]}"#);
    assert_eq!(status, 200, "{answer}");
    let id = answer.split("\"id\":\"doc:").nth(1).and_then(|rest| rest.split('"').next()).expect("an id").to_owned();
    assert_eq!(deed(&celerp, &id, "renumber", r#"{"ref_id":"PAID-2"}"#).0, 200);
    let (found, _) = erp.containing("PAID-", &Place::default()).expect("an answer");
    let found: Vec<_> = found.read.into_iter().map(|d| (d.id, d.number)).collect();
    assert_eq!(found, [("doc:PAID-1".to_owned(), "PAID-1".to_owned()), (format!("doc:{id}"), "PAID-2".to_owned())]);
    assert_eq!(erp.by_ids(&["doc:PAID-2".to_owned()]), Ok(Documents::default()));
    // The number is still to be had: only the id is unique.
    let ours = draft(&mut erp, "PAID-2", "C-10010");
    assert!(matches!(erp.make(&ours), Ok(Making::Made(_))));
}

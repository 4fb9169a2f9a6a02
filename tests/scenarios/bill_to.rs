//! Whom an invoice is made out to: name and address are frozen with it, as its approval saw them; contacts are no part of it.

use linehaul_api::command::session::Session;
use linehaul_tests::harness::Asks;

use crate::workspace::{TestWorkspace, approve, push, state, sync};

/// The customer as dispatch states it on a day of March.
fn customer(day: u32, street: &str, contacts: &str) -> String {
    format!(
        "customer,name,erp_code,currency,invoice_style,address_1,city,region,postal_code,contacts,updated_at\n\
         ACME,Acme Foods,C-1,USD,summary,{street},Springfield,IL,62701,{contacts},2025-03-0{day}T00:00:00Z\n"
    )
}

/// Whom the only invoice is made out to.
fn made_out_to(desk: &Session) -> Vec<String> {
    desk.show("T-1").expect("shown").invoices.remove(0).bill_to
}

#[test]
fn an_invoice_keeps_the_address_that_its_approval_saw_and_is_made_again_to_the_byte() {
    let workspace = TestWorkspace::tiny();
    workspace.write("drop/customers-1.csv", customer(1, "12 Mill Rd", "billing: Ann Lee <ap@acme.example>"));
    let mut desk = workspace.open();
    sync(&mut desk);
    let shown = desk.show("T-1").expect("shown").bill_to.expect("a customer");
    assert_eq!(
        (shown.name.as_str(), shown.address.join(", ")),
        ("Acme Foods", "12 Mill Rd, Springfield IL 62701, US".to_owned())
    );
    let contact = &shown.contacts[0];
    assert_eq!(
        (contact.role.as_str(), contact.name.as_deref(), contact.email.as_str()),
        ("billing", Some("Ann Lee"), "ap@acme.example")
    );
    approve(&mut desk, &["T-1"]);

    // Somebody changes it between the approval and the invoice, which is told, and puts it back; after posting it moves.
    workspace.write("drop/customers-2.csv", customer(2, "7 New St", ""));
    sync(&mut desk);
    assert_eq!(stopped(&mut desk).len(), 1);
    workspace.write("drop/customers-2b.csv", customer(3, "12 Mill Rd", ""));
    sync(&mut desk);
    let posted = push(&mut desk).posted;
    assert_eq!(posted.len(), 1);
    let then = ["Acme Foods", "12 Mill Rd", "Springfield IL 62701", "US"];
    assert_eq!(made_out_to(&desk), then);
    workspace.write("drop/customers-3.csv", customer(4, "9 Old Rd", "claims: claims@acme.example"));
    sync(&mut desk);
    assert_eq!((state(&desk, "T-1").as_str(), made_out_to(&desk)), ("posted", then.map(str::to_owned).to_vec()));
    let now = desk.show("T-1").expect("shown").bill_to.expect("a customer");
    assert_eq!((now.address[0].as_str(), now.contacts[0].email.as_str()), ("9 Old Rd", "claims@acme.example"));

    let reproduced = desk.reproduce(&[], None, &mut |_, _| true).expect("an answer");
    assert!(reproduced.drifted.is_empty(), "{:?}", reproduced.drifted);
    let as_invoiced = desk.as_invoiced("T-1").expect("made again").detail.bill_to.expect("a customer");
    assert_eq!(as_invoiced.address[0], "12 Mill Rd");
    let proof = desk.proof(&posted[0].invoice).expect("a proof");
    assert!(linehaul_api::command::again::verify_proof(&proof).expect("an answer").ok);
    let forged = String::from_utf8(proof).expect("text").replace("12 Mill Rd", "13 Mill Rd");
    assert!(!linehaul_api::command::again::verify_proof(forged.as_bytes()).is_ok_and(|report| report.ok));
}

#[test]
fn who_reads_the_mail_parts_no_summary_invoice_and_makes_no_load_stale() {
    let workspace = TestWorkspace::tiny();
    workspace.another("T-2", str::to_owned);
    workspace.write("drop/customers-1.csv", customer(1, "12 Mill Rd", "billing: ap@acme.example"));
    let mut desk = workspace.open();
    sync(&mut desk);
    approve(&mut desk, &["T-1"]);
    workspace.write("drop/customers-2.csv", customer(2, "12 Mill Rd", "billing: ann@acme.example"));
    let report = sync(&mut desk);
    assert_eq!((report.sources[0].changed, report.assessed), (1, 0), "{report:?}");
    approve(&mut desk, &["T-2"]);
    let posted = push(&mut desk).posted;
    assert_eq!((posted.len(), posted[0].loads.len()), (1, 2), "{posted:?}");
}

#[test]
fn loads_that_were_approved_with_another_address_are_another_invoice() {
    let workspace = TestWorkspace::tiny();
    workspace.another("T-2", str::to_owned);
    workspace.write("drop/customers-1.csv", customer(1, "12 Mill Rd", ""));
    let mut desk = workspace.open();
    sync(&mut desk);
    approve(&mut desk, &["T-1"]);
    workspace.write("drop/customers-2.csv", customer(2, "7 New St", ""));
    sync(&mut desk);
    approve(&mut desk, &["T-2"]);
    let report = push(&mut desk);
    assert_eq!((report.posted.len(), &report.posted[0].loads), (1, &vec!["T-2".to_owned()]));
    // T-1 was to go to the address of before.
    assert_eq!(report.skipped.iter().map(|left| left.code.as_str()).collect::<Vec<_>>(), ["LH-486"]);
}

/// What a push leaves in its batch since its customer is another than it was approved with: the reasons.
fn stopped(desk: &mut Session) -> Vec<String> {
    let report = push(desk);
    assert!(report.posted.is_empty(), "{report:?}");
    assert!(report.skipped.iter().all(|left| left.code == "LH-486"), "{report:?}");
    report.skipped.into_iter().map(|left| left.message).collect()
}

#[test]
fn a_customer_that_changed_since_the_approval_stops_its_invoice_until_a_person_ends_that() {
    let coded = |day: u32, code: &str, terms: &str| {
        format!(
            "customer,name,erp_code,currency,payment_terms,invoice_style,updated_at\n\
             ACME,Acme Foods,{code},USD,{terms},per_load,2025-03-0{day}T00:00:00Z\n"
        )
    };
    let workspace = TestWorkspace::tiny();
    workspace.another("T-2", str::to_owned);
    workspace.write("drop/customers-1.csv", coded(1, "C-1", "Net 30"));
    let mut desk = workspace.open();
    sync(&mut desk);
    approve(&mut desk, &["T-1", "T-2"]);
    for (day, code, terms, told) in [
        (2, "C-2", "Net 30", "its party at the ERP was C-1, and is C-2 now"),
        (3, "C-1", "Net 60", "its payment terms were Net 30, and are Net 60 now"),
    ] {
        workspace.write(&format!("drop/customers-{day}.csv"), coded(day, code, terms));
        sync(&mut desk);
        let reasons = stopped(&mut desk);
        assert!(reasons.len() == 2 && reasons.iter().all(|reason| reason.contains(told)), "{reasons:?}");
    }
    // One is approved as it is now, and goes; the other waits until that is put back.
    desk.withdraw("T-1", Some("owner"), "they pay later now").expect("taken back");
    approve(&mut desk, &["T-1"]);
    let report = push(&mut desk);
    assert_eq!((report.posted.len(), &report.posted[0].loads), (1, &vec!["T-1".to_owned()]));
    workspace.write("drop/customers-4.csv", coded(4, "C-1", "Net 30"));
    sync(&mut desk);
    let report = push(&mut desk);
    assert_eq!((report.posted.len(), &report.posted[0].loads), (1, &vec!["T-2".to_owned()]));
    assert!(desk.audit().expect("an answer").ok);
}

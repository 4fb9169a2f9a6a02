//! Contacts at a real Celerp and what they were billed, as people keep them there.

use linehaul_connectors::erp::celerp::Making;
use linehaul_connectors::erp::{
    Celerp as Connector, Erp, MasterAddress, MasterContact, MasterCustomer, all_receivables,
};
use linehaul_tests::harness::Celerp;

use crate::documents::{day, dec, draft};

/// Everything that is told behind a cursor, and the cursor behind it.
fn told(erp: &mut Connector, since: Option<&str>) -> (Vec<MasterCustomer>, String) {
    let page = erp.customers(since).expect("an answer").expect("a cursor of its own");
    assert!(!page.more);
    (page.customers, page.cursor)
}

fn does(celerp: &Celerp, method: &str, path: &str, body: &str) -> serde_json::Value {
    let (status, answer) = celerp.as_a_person(method, path, body);
    assert_eq!(status, 200, "{path}: {answer}");
    serde_json::from_str(&answer).expect("JSON")
}

#[test]
fn a_contact_is_told_as_it_stands_there_and_again_once_somebody_wrote_it() {
    let celerp = Celerp::shared();
    let mut erp = celerp.connector();
    let contact = r#"{"name":"Acme Mills","company_name":"Acme Mills Inc.","currency":"USD","email":"office@mills.example",
        "attributes":{"code":"C-MILLS","contract":"acme-mills","credit_hold":true}}"#;
    let made = does(&celerp, "POST", "/crm/contacts", &contact.replace('\n', " "));
    let id = made["id"].as_str().expect("an id").to_owned();
    let address = r#"{"address_type":"billing","line1":"410 Mill Rd","city":"Springfield","state":"IL","postal_code":"62701","country":"us"}"#;
    does(&celerp, "POST", &format!("/crm/contacts/{id}/addresses"), address);
    let person = r#"{"name":"Ann Lee","role":"Accounts payable","email":"ann@mills.example"}"#;
    does(&celerp, "POST", &format!("/crm/contacts/{id}/people"), person);
    let (all, cursor) = told(&mut erp, None);
    assert!(all.len() > 5, "{all:?}");
    let of = |all: &[MasterCustomer]| all.iter().find(|customer| customer.code == "C-MILLS").expect("told").clone();
    let contact =
        |billing, name: &str, email: &str| MasterContact { billing, name: name.to_owned(), email: email.to_owned() };
    let fields = [
        ("attribute:code", "C-MILLS"),
        ("attribute:contract", "acme-mills"),
        ("attribute:credit_hold", "yes"),
        ("contact_type", "customer"),
    ];
    let expected = MasterCustomer {
        code: "C-MILLS".to_owned(),
        name: "Acme Mills Inc.".to_owned(),
        active: true,
        currency: Some("USD".to_owned()),
        address: Some(MasterAddress {
            lines: vec!["410 Mill Rd".to_owned()],
            city: "Springfield".to_owned(),
            region: "IL".to_owned(),
            postal_code: "62701".to_owned(),
            country: "US".to_owned(),
        }),
        contacts: vec![contact(true, "", "office@mills.example"), contact(true, "Ann Lee", "ann@mills.example")],
        fields: fields.map(|(name, text)| (name.to_owned(), text.to_owned())).into(),
        ..MasterCustomer::default()
    };
    assert_eq!(of(&all), expected);
    // Where no contact was written, nothing is read; where one was, all are.
    assert_eq!(told(&mut erp, Some(&cursor)), (vec![], cursor.clone()));
    let change = r#"{"fields_changed":{"currency":{"new":"CAD"}}}"#;
    does(&celerp, "PATCH", &format!("/crm/contacts/{id}"), change);
    let (again, later) = told(&mut erp, Some(&cursor));
    assert_eq!((again.len(), of(&again).currency.as_deref()), (all.len(), Some("CAD")));
    does(&celerp, "POST", "/crm/contacts/bulk/delete", &format!(r#"{{"contact_ids":["{id}"]}}"#));
    assert!(!of(&told(&mut erp, Some(&later)).0).active, "nobody bills one that was deleted");
    assert_eq!(erp.customers(Some("612 and more")), Ok(None), "that was never its cursor");
    erp.leave();
}

#[test]
fn what_contacts_were_billed_is_listed_with_its_payments_and_no_draft_is() {
    let celerp = Celerp::shared();
    let mut client = celerp.client();
    for number in ["LISTED-1", "LISTED-2", "LISTED-3"] {
        let invoice = draft(&mut client, number, "C-10010");
        assert!(matches!(client.make(&invoice), Ok(Making::Made(_))));
    }
    for number in ["LISTED-1", "LISTED-2"] {
        assert_eq!(client.finalize(&format!("doc:{number}")), Ok(Ok(())));
    }
    let pay =
        r#"{"amount":2131.52,"payment_date":"2025-03-20","bank_account":"1111","method":"check","reference":"CHK 9"}"#;
    does(&celerp, "POST", "/docs/doc:LISTED-1/payment", pay);
    let mut erp = celerp.connector();
    let told = all_receivables(&mut erp, &mut |_| true).expect("an answer").expect("a list");
    let listed: Vec<_> = told.iter().filter(|item| item.made_as.starts_with("LISTED-")).collect();
    let words: Vec<_> = listed.iter().map(|i| (i.made_as.as_str(), i.amount, i.open, i.paid_on)).collect();
    let total = dec("2131.52");
    assert_eq!(words, [("LISTED-1", total, dec("0"), Some(day(20))), ("LISTED-2", total, total, None)]);
    assert_eq!((listed[0].party.as_str(), listed[0].date), ("C-10010", Some(day(7))));
    assert_eq!(listed[0].reference, "PRINTED-1");
    assert!(listed[0].description.contains("L-1") && listed[0].due.is_some(), "{:?}", listed[0]);
    erp.leave();
}

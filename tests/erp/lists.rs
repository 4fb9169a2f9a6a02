//! Customers at a real Tryton and what they were billed, as people keep them there.

use linehaul_connectors::erp::{
    Erp, Handle, MasterAddress, MasterContact, MasterCustomer, MasterPage, Order, Tryton as Connector, all_receivables,
};
use linehaul_tests::harness::Tryton;

use crate::invoices::{dec, four};

/// Codes of what was told, and the page.
fn told(erp: &mut Connector, since: Option<&str>) -> (Vec<String>, MasterPage) {
    let page = erp.customers(since).expect("an answer").expect("a cursor of its own");
    assert!(!page.more);
    (page.customers.iter().map(|customer| customer.code.clone()).collect(), page)
}

/// Everything of customers was written long ago.
fn long_ago(tryton: &Tryton) {
    let parts = ["party_address", "party_contact_mechanism", "party_identifier", "party_party_payment_term"];
    for table in ["party_party"].into_iter().chain(parts) {
        tryton.in_database(&format!(
            "UPDATE {table} SET write_date = '2025-01-01 00:00:00', create_date = '2025-01-01 00:00:00'"
        ));
    }
}

#[test]
fn a_customer_is_told_as_it_stands_there_and_again_once_somebody_wrote_it() {
    let tryton = Tryton::start();
    tryton.in_database("INSERT INTO country_country (id, active, code, name) VALUES (1, 1, 'US', 'United States')");
    let illinois = "INSERT INTO country_subdivision (id, active, code, country, name, type) VALUES (1, 1, 'US-IL', 1, 'Illinois', 'state')";
    tryton.in_database(illinois);
    let found =
        tryton.as_a_person("model.party.party.search_read", r#"[[["code","=","C-10010"]],0,null,null,["addresses"]]"#);
    let found: serde_json::Value = serde_json::from_str(&found).expect("JSON");
    let (party, address) = (&found[0]["id"], &found[0]["addresses"][0]);
    let groups =
        "INSERT INTO party_category (id, active, name, parent) VALUES (1, 1, 'Group', NULL), (2, 1, 'retail', 1)";
    tryton.in_database(groups);
    let written = format!(
        r#"[[{party}],{{
            "addresses":[["write",[{address}],{{"street_unstructured":"410 Mill Rd\nDock 4","postal_code":"62701","country":1,"subdivision":1}}],
                         ["create",[{{"city":"Chicago"}}]]],
            "customer_payment_term":5,
            "categories":[["add",[2]]],
            "contact_mechanisms":[["create",[{{"type":"email","value":"ap@acme.example","name":"Ann Lee","invoice":true}},
                                             {{"type":"phone","value":"+13125550100"}}]]],
            "identifiers":[["create",[{{"type":"us_ein","code":"91-1144442"}},{{"code":"acme-foods"}}]]]}}]"#
    );
    tryton.as_a_person("model.party.party.write", &written.replace('\n', " "));
    let mut erp = tryton.connector();
    let (codes, page) = told(&mut erp, None);
    assert!(codes.len() > 5 && codes.contains(&"C-10020".to_owned()), "{codes:?}");
    let acme = page.customers.iter().find(|customer| customer.code == "C-10010").expect("told").clone();
    let expected = MasterCustomer {
        code: "C-10010".to_owned(),
        name: "ACME Foods Inc.".to_owned(),
        active: true,
        payment_terms: acme.payment_terms.clone(),
        address: Some(MasterAddress {
            lines: vec!["410 Mill Rd".to_owned(), "Dock 4".to_owned()],
            city: "Springfield".to_owned(),
            region: "IL".to_owned(),
            postal_code: "62701".to_owned(),
            country: "US".to_owned(),
        }),
        contacts: vec![MasterContact {
            billing: true,
            name: "Ann Lee".to_owned(),
            email: "ap@acme.example".to_owned(),
        }],
        tax_registrations: vec![("us_ein".to_owned(), "91-1144442".to_owned())],
        fields: [("category:Group", "retail"), ("identifier", "acme-foods"), ("identifier:us_ein", "91-1144442")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into(),
        ..MasterCustomer::default()
    };
    assert_eq!(acme, expected);
    assert!(acme.payment_terms.is_some_and(|terms| !terms.is_empty()));
    assert_eq!(erp.customers(Some("612")), Ok(None), "that was never its cursor");
    // Behind a cursor only what was written since, whichever of its rows that was.
    long_ago(&tryton);
    let later = "2025-06-01T00:00:00.000000";
    assert_eq!(told(&mut erp, Some(later)).0, [""; 0]);
    tryton.as_a_person("model.party.address.write", &format!(r#"[[{address}],{{"city":"Peoria"}}]"#));
    let (codes, page) = told(&mut erp, Some(later));
    assert_eq!(codes, ["C-10010"]);
    assert_eq!(page.customers[0].address.as_ref().map(|address| address.city.as_str()), Some("Peoria"));
    assert!(page.cursor.as_str() > later, "{}", page.cursor);
    long_ago(&tryton);
    let other = tryton.as_a_person("model.party.party.search", r#"[[["code","=","C-10020"]]]"#);
    tryton.as_a_person("model.party.party.write", &format!(r#"[{},{{"active":false}}]"#, other.trim()));
    let (codes, page) = told(&mut erp, Some(later));
    assert_eq!((codes, page.customers[0].active), (vec!["C-10020".to_owned()], false));
}

#[test]
fn what_customers_were_billed_is_listed_whoever_made_it_and_no_draft_is() {
    let tryton = Tryton::start();
    let mut erp = tryton.connector();
    let orders: Vec<Order> = four().into_iter().map(|invoice| Order::of(invoice, None)).collect();
    let made = erp.make(&orders).expect("an answer");
    let ids: Vec<String> = made.iter().filter_map(|(_, fate)| fate.handle()).map(|handle| handle.id.clone()).collect();
    // The old system's invoice: no mark of ours, and the load in its words.
    let old = r#"{"reference":"OLD-77","description":"Load L-10421 and PRO 5512","comment":""}"#;
    tryton.as_a_person("model.account.invoice.write", &format!("[[{}],{old}]", ids[1]));
    let posted = erp.post(&ids[..2].iter().map(Handle::of).collect::<Vec<_>>()).expect("an answer");
    assert_eq!(posted.len(), 2);
    let told = all_receivables(&mut erp, &mut |_| true).expect("an answer").expect("a list");
    assert_eq!(told.len(), 2, "{told:?}");
    let (ours, other) = (&told[0], &told[1]);
    let first = &four()[0];
    assert_eq!((ours.made_as.as_str(), ours.amount, ours.open), (first.number.as_str(), first.total, first.total));
    assert_eq!((ours.party.as_str(), ours.currency, ours.date), ("C-10010", first.currency, Some(first.invoice_date)));
    assert!(ours.due.is_some() && ours.paid_on.is_none() && !ours.number.is_empty(), "{ours:?}");
    assert_eq!((other.made_as.as_str(), other.description.as_str()), ("OLD-77", "Load L-10421 and PRO 5512"));
    // Whoever settles it, with a payment or otherwise: nothing is open, and the day is told.
    tryton.in_database(
        "INSERT INTO account_move_reconciliation (id, company, date, number) VALUES (99, 1, '2025-03-20', '99')",
    );
    tryton.in_database(&format!(
        "UPDATE account_move_line SET reconciliation = 99 WHERE maturity_date IS NOT NULL AND move = (SELECT move FROM account_invoice WHERE id = {})",
        ids[1]
    ));
    let after = all_receivables(&mut erp, &mut |_| true).expect("an answer").expect("a list");
    let paid = after.iter().find(|item| item.id == ids[1]).expect("it stays on the list");
    assert_eq!((paid.open, paid.paid_on.map(|day| day.to_string()).as_deref()), (dec("0"), Some("2025-03-20")));
}

use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::postal::{Contact, ContactRole};
use linehaul_store::Cache;

use crate::support::*;

#[test]
fn the_latest_statement_stands_in_whatever_order_it_came() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("cache.sqlite");
    let mut cache = Cache::open(&path).expect("opens");
    let added = take(&mut cache, &[customer_fact("ACME", "New", 5), customer_fact("BETA", "Beta", 1)]);
    assert_eq!(added.touched_customers.len(), 2);
    let late = take(&mut cache, &[customer_fact("ACME", "Old", 1)]);
    assert_eq!((late.changed, late.touched.len()), (1, 0));
    let names: Vec<String> = cache.customers().expect("lists").into_iter().map(|c| c.name).collect();
    assert_eq!(names, ["New", "Beta"]);
    assert_eq!(cache.customer(&"GAMMA".into()), Ok(None));
    assert_eq!(number_of(&path, "SELECT count(*) FROM facts"), 3, "what does not stand is kept too");
}

/// A customer's fact that names whom to write to.
fn with_contact(version: i64, email: &str) -> Fact {
    let mut fact = customer_fact("ACME", "Acme", version);
    let FactBody::Customer(stated) = &mut fact.body else { panic!("no customer") };
    stated.contacts.push(Contact { role: ContactRole::Billing, name: None, email: email.parse().expect("an address") });
    fact
}

#[test]
fn contacts_are_the_latest_and_change_nothing_of_the_customer() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    let emails = |cache: &Cache| -> Vec<String> {
        let contacts = cache.contacts(&"ACME".into()).expect("reads");
        contacts.into_iter().map(|contact| contact.email.to_string()).collect()
    };
    assert_eq!(emails(&cache), [""; 0]);
    take(&mut cache, &[with_contact(2, "ann@acme.example")]);
    let before = cache.customer(&"ACME".into());
    take(&mut cache, &[with_contact(3, "bob@acme.example"), with_contact(1, "old@acme.example")]);
    assert_eq!((emails(&cache), cache.customer(&"ACME".into())), (vec!["bob@acme.example".to_owned()], before));
}

#[test]
fn a_row_that_was_changed_is_refused_and_one_that_was_made_up_decides_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("cache.sqlite");
    let mut cache = Cache::open(&path).expect("opens");
    take(&mut cache, &[customer_fact("ACME", "Acme", 1), customer_fact("BETA", "Beta", 1)]);
    assert_eq!(cache.customer_as_delivered(&"ACME".into()), cache.customer(&"ACME".into()));
    // The row of another customer, hash and all.
    let edit =
        "UPDATE customers SET (hash, body) = (SELECT hash, body FROM customers WHERE id = 'BETA') WHERE id = 'ACME'";
    raw(&path).execute(edit, []).expect("edited");
    let code = |outcome: linehaul_domain::fault::Outcome<Option<linehaul_domain::party::Customer>>| {
        outcome.expect_err("refused").code.as_str()
    };
    assert_eq!(code(cache.customer_as_delivered(&"ACME".into())), "LH-523");
    raw(&path).execute("UPDATE customers SET body = CAST('1:{}' AS BLOB) WHERE id = 'ACME'", []).expect("edited");
    assert_eq!(code(cache.customer(&"ACME".into())), "LH-523");
    assert_eq!(cache.customers().expect_err("refused").code.as_str(), "LH-523");
}

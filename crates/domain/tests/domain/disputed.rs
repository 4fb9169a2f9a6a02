//! Two systems that speak of one customer: who owns a field is heard first, and what the other says is not lost.

use linehaul_domain::disputed::disputed;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fold::latest;
use linehaul_domain::party::{Customer, InvoiceStyle, StatedCustomer};
use linehaul_domain::said::{Said, Thing};
use linehaul_domain::time::Instant;

fn at(minute: i64) -> Instant {
    Instant::from_timestamp(1_736_000_000 + minute * 60, 0).expect("instant")
}

/// What a source says of the customer at a version, of these columns.
fn fact(source: &str, version: i64, columns: &str, owns: &str, stated: impl Fn(&mut StatedCustomer)) -> Fact {
    let customer = Customer {
        id: "ACME".into(),
        name: "Acme".to_owned(),
        erp_code: None,
        credit_hold: false,
        currency: None,
        payment_terms: None,
        legal_entity: None,
        group: None,
        invoice_style: InvoiceStyle::PerLoad,
        address: None,
        contract: None,
    };
    let mut body = StatedCustomer { customer, contacts: Vec::new(), tax_registrations: Vec::new() };
    stated(&mut body);
    let said = Said::of_columns(Thing::Customer, columns.split(' ')).owning(Thing::Customer, owns.split(' '));
    Fact { said, ..Fact::whole(source.into(), at(version), FactBody::Customer(Box::new(body))) }
}

fn standing(facts: &[Fact]) -> StatedCustomer {
    let (all, _) = latest(facts);
    match &all.values().next().expect("a customer").body {
        FactBody::Customer(stated) => (**stated).clone(),
        _ => panic!("no customer"),
    }
}

fn erp(version: i64, terms: &str) -> Fact {
    fact("erp", version, "name payment_terms credit_hold", "payment_terms credit_hold", |stated| {
        stated.customer.payment_terms = Some(terms.to_owned());
        stated.customer.credit_hold = true;
    })
}

fn file(version: i64, terms: &str) -> Fact {
    fact("dispatch", version, "name payment_terms customer_group", "name customer_group", |stated| {
        stated.customer.name = "Acme Foods".to_owned();
        stated.customer.payment_terms = Some(terms.to_owned());
        stated.customer.group = Some("retail".to_owned());
    })
}

#[test]
fn an_owner_stands_before_what_came_later_and_each_field_has_its_own() {
    for facts in [[erp(1, "Net 30"), file(9, "Net 60")], [file(1, "Net 60"), erp(9, "Net 30")]] {
        let StatedCustomer { customer, .. } = standing(&facts);
        assert_eq!(customer.payment_terms.as_deref(), Some("Net 30"));
        assert_eq!((customer.name.as_str(), customer.group.as_deref()), ("Acme Foods", Some("retail")));
        assert!(customer.credit_hold);
    }
    // Of two words of the owner the later one stands; without one, whoever speaks of it does.
    let facts = [erp(1, "Net 30"), erp(5, "Net 15"), file(9, "Net 60")];
    assert_eq!(standing(&facts).customer.payment_terms.as_deref(), Some("Net 15"));
    assert_eq!(standing(&[file(9, "Net 60")]).customer.payment_terms.as_deref(), Some("Net 60"));
    // An owner that says nothing of a field leaves it to the others.
    let silent = fact("erp", 9, "name", "payment_terms", |_| ());
    assert_eq!(standing(&[silent, file(1, "Net 60")]).customer.payment_terms.as_deref(), Some("Net 60"));
}

#[test]
fn what_does_not_stand_is_told_by_field_and_source() {
    let told = disputed(&[erp(1, "Net 30"), file(9, "Net 60")]);
    let words: Vec<String> =
        told.iter().map(|d| format!("{}: {}, {} says {}", d.field, d.stands, d.source, d.says)).collect();
    assert_eq!(words, ["name: Acme Foods, erp says Acme", "payment_terms: Net 30, dispatch says Net 60"]);
    // What a source said before it said otherwise is history, and no dispute.
    assert_eq!(disputed(&[erp(1, "Net 30"), erp(2, "Net 15")]), []);
    assert_eq!(disputed(&[]), []);
}

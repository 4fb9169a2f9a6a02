//! Disputed: what sources say of a customer, and do not say alike. One of them stands; the others are shown beside it, so that a
//! wrong owner of a field, or a wrong entry in one of the systems, is seen by whoever looks at the customer.

use std::collections::BTreeMap;

use crate::conflict::Conflict;
use crate::fact::{Fact, FactBody};
use crate::fill::taken;
use crate::fold::latest;
use crate::ids::SourceName;
use crate::party::{InvoiceStyle, StatedCustomer};
use crate::postal::Contact;
use crate::said::CUSTOMER;

/// A field of which a source says something else than what stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disputed {
    /// The field, by the name of its column.
    pub field: &'static str,
    /// What stands, in words.
    pub stands: String,
    /// Who says otherwise.
    pub source: SourceName,
    /// What it says, in words.
    pub says: String,
}

/// What of the statements on one customer differs from what stands, by field and source.
pub fn disputed(facts: &[Fact]) -> Vec<Disputed> {
    let Some((_, standing)) = stated(facts.iter()) else { return Vec::new() };
    let mut by_source: BTreeMap<&SourceName, Vec<&Fact>> = BTreeMap::new();
    facts.iter().for_each(|fact| by_source.entry(&fact.source).or_default().push(fact));
    let mut found = Vec::new();
    for (at, (field, _)) in CUSTOMER.iter().enumerate() {
        for (source, own) in &by_source {
            let Some((bits, says)) = stated(own.iter().copied()) else { continue };
            if bits & (1 << at) != 0 && taken(CUSTOMER, 1 << at, &standing, &says) {
                let (stands, says) = (words(field, &standing), words(field, &says));
                found.push(Disputed { field, stands, source: (*source).clone(), says });
            }
        }
    }
    found
}

/// Where the statements on one customer differ and no rule says which of them stands. What the rules decide between is told beside the customer.
pub fn contradicted(facts: &[Fact]) -> Vec<Conflict> {
    let mut conflicts = latest(facts).1;
    conflicts.retain(|conflict| conflict.doubt.is_some());
    conflicts
}

/// What statements on one customer come to, and which fields they speak of.
fn stated<'a>(facts: impl Iterator<Item = &'a Fact>) -> Option<(u32, StatedCustomer)> {
    latest(facts).0.into_values().find_map(|fact| match &fact.body {
        FactBody::Customer(stated) => Some((fact.said.bits(), (**stated).clone())),
        _ => None,
    })
}

fn words(field: &str, stated: &StatedCustomer) -> String {
    let customer = &stated.customer;
    let all = |words: Vec<String>| words.join("; ");
    let text = match field {
        "name" => customer.name.clone(),
        "erp_code" => customer.erp_code.clone().unwrap_or_default(),
        "credit_hold" => if customer.credit_hold { "yes" } else { "no" }.to_owned(),
        "currency" => customer.currency.map(|currency| currency.to_string()).unwrap_or_default(),
        "payment_terms" => customer.payment_terms.clone().unwrap_or_default(),
        "legal_entity" => customer.legal_entity.as_ref().map(|entity| entity.0.to_string()).unwrap_or_default(),
        "customer_group" => customer.group.clone().unwrap_or_default(),
        "invoice_style" => match customer.invoice_style {
            InvoiceStyle::PerLoad => "per_load".to_owned(),
            InvoiceStyle::Summary => "summary".to_owned(),
        },
        "address" => customer.address.as_ref().map(|a| a.on_envelope().join(", ")).unwrap_or_default(),
        "contract" => customer.contract.clone().unwrap_or_default(),
        "contacts" => all(stated.contacts.iter().map(Contact::written).collect()),
        _ => all(stated.tax_registrations.iter().map(|r| format!("{}: {}", r.kind, r.number)).collect()),
    };
    if text.is_empty() { "nothing".to_owned() } else { text }
}

//! Who is billed: name, postal address, and whom to write to.

use linehaul_domain::party::{BillTo, Customer};
use linehaul_domain::postal::Contact;
use serde::Serialize;
use ts_rs::TS;

/// The customer that is billed, as its source states it now.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BillToLines {
    /// Legal name.
    pub name: String,
    /// Postal address, line by line; none where none is known.
    pub address: Vec<String>,
    /// Whom to write to.
    pub contacts: Vec<ContactLine>,
}

/// Whom to write to.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ContactLine {
    /// About what: `billing`, `claims`, `other`.
    pub role: String,
    /// Who reads it, where a person is named.
    pub name: Option<String>,
    /// Where to.
    pub email: String,
}

impl From<&Contact> for ContactLine {
    fn from(contact: &Contact) -> ContactLine {
        let Contact { role, name, email } = contact.clone();
        ContactLine { role: role.word().to_owned(), name, email: email.to_string() }
    }
}

impl BillToLines {
    /// Of a customer.
    pub fn of(customer: &Customer, contacts: &[Contact]) -> BillToLines {
        let BillTo { name, address } = customer.billed_as();
        let address = address.map(|address| address.on_envelope()).unwrap_or_default();
        BillToLines { name, address, contacts: contacts.iter().map(ContactLine::from).collect() }
    }
}

/// Whom an invoice is made out to, line by line.
pub fn made_out_to(bill_to: Option<&BillTo>) -> Vec<String> {
    bill_to.map(BillTo::lines).unwrap_or_default()
}

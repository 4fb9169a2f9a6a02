//! Who is billed: name, postal address, and whom to write to.

use linehaul_domain::disputed::Disputed;
use linehaul_domain::party::{BillTo, Customer, TaxRegistration};
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
    /// Kind and number of its registrations for taxes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub tax_registrations: Vec<String>,
    /// What sources say of it otherwise than what stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<DisputedLine>>", optional)]
    pub disputed: Vec<DisputedLine>,
}

/// A field of a customer of which a source says something else than what stands.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DisputedLine {
    /// The field, by the name of its column.
    pub field: String,
    /// What stands.
    pub stands: String,
    /// Who says otherwise.
    pub source: String,
    /// What it says.
    pub says: String,
}

impl From<&Disputed> for DisputedLine {
    fn from(disputed: &Disputed) -> DisputedLine {
        let Disputed { field, stands, source, says } = disputed.clone();
        DisputedLine { field: field.to_owned(), stands, source: source.0, says }
    }
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
    pub fn of(
        customer: &Customer,
        contacts: &[Contact],
        tax_registrations: &[TaxRegistration],
        disputed: &[Disputed],
    ) -> BillToLines {
        let BillTo { name, address } = customer.billed_as();
        let address = address.map(|address| address.on_envelope()).unwrap_or_default();
        BillToLines {
            name,
            address,
            contacts: contacts.iter().map(ContactLine::from).collect(),
            tax_registrations: tax_registrations.iter().map(|r| format!("{} {}", r.kind, r.number)).collect(),
            disputed: disputed.iter().map(DisputedLine::from).collect(),
        }
    }
}

/// Whom an invoice is made out to, line by line.
pub fn made_out_to(bill_to: Option<&BillTo>) -> Vec<String> {
    bill_to.map(BillTo::lines).unwrap_or_default()
}

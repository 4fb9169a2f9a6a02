//! Customers and what they were billed, as Celerp has them. Its list of contacts is told whole: whether anything in it changed is
//! told by its ledger of events, and where nothing did, nothing is read.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::erp::celerp::value::text;
use crate::erp::celerp::{Celerp, Document, Kind, Place, made_under};
use crate::erp::{
    ErpError, MasterAddress, MasterContact, MasterCustomer, MasterPage, Receivable, Receivables, RecordState,
};

/// What it tells of a customer: terms belong to a document there, and nothing stops a contact's credit.
pub(super) const TELLS: &[&str] = &["name", "erp_code", "currency", "address", "contacts", "tax_registrations"];

/// Where its contacts were read to.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Cursor {
    /// The newest event of a contact when reading began.
    event: u64,
    /// Contacts that were read of a list that is not through.
    #[serde(default)]
    read: Option<usize>,
}

/// A page of contacts, deleted ones too: nobody can bill these.
pub(super) fn customers(erp: &mut Celerp, since: Option<&str>) -> Result<Option<MasterPage>, ErpError> {
    let known: Option<Cursor> = match since.map(serde_json::from_str) {
        None => None,
        Some(Ok(cursor)) => Some(cursor),
        Some(Err(_)) => return Ok(None),
    };
    let (event, from) = match known {
        Some(Cursor { event, read: Some(read) }) => (event, read),
        Some(Cursor { event, read: None }) => {
            let newest = erp.client.newest_of_contacts()?;
            if newest == event {
                return page(Vec::new(), &Cursor { event, read: None }).map(Some);
            }
            (newest, 0)
        }
        None => (erp.client.newest_of_contacts()?, 0),
    };
    let (rows, full) = erp.client.contacts(from)?;
    // What comes in meanwhile shifts the pages; it is an event too, and so all of it is read again next time.
    let read = full.then_some(from + rows.len());
    let customers = rows.iter().filter_map(customer).collect();
    page(customers, &Cursor { event, read }).map(Some)
}

fn page(customers: Vec<MasterCustomer>, cursor: &Cursor) -> Result<MasterPage, ErpError> {
    let text = serde_json::to_string(cursor).map_err(|why| ErpError::Broken { message: why.to_string() })?;
    Ok(MasterPage { customers, cursor: text, more: cursor.read.is_some() })
}

fn list<'a>(row: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    row.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn is(row: &Value, key: &str) -> bool {
    row.get(key).and_then(Value::as_bool).unwrap_or_default()
}

fn customer(row: &Value) -> Option<MasterCustomer> {
    // Merged into another one, or a note on one, which its list has beside contacts.
    if text(row, "entity_type").is_some_and(|kind| kind != "contact") {
        return None;
    }
    let person = text(row, "name").unwrap_or_default();
    let attributes = row.get("attributes").and_then(Value::as_object).into_iter().flatten();
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        _ => None,
    };
    let attribute = |(name, value): (&String, &Value)| Some((format!("attribute:{name}"), plain(value)?));
    let mut fields: BTreeMap<String, String> = attributes.filter_map(attribute).collect();
    if let Some(kind) = text(row, "contact_type") {
        fields.insert("contact_type".to_owned(), kind);
    }
    let code = row.get("attributes").and_then(|attributes| text(attributes, "code"));
    let tax = |(kind, number): (&str, Option<String>)| Some((kind.to_owned(), number?));
    let own = ["tax_id", "vat_number"].map(|name| (name, text(row, name)));
    Some(MasterCustomer {
        // As it is billed: by its name where it has no code.
        code: code.unwrap_or_else(|| person.clone()),
        name: text(row, "company_name").unwrap_or(person),
        active: !is(row, "deleted"),
        credit_hold: None,
        currency: text(row, "currency"),
        payment_terms: None,
        address: address(row),
        contacts: contacts(row),
        tax_registrations: own.into_iter().filter_map(tax).collect(),
        fields,
    })
}

/// Its address for invoices: the one that it has as its first among those. One that is a line of text alone is no address whole.
fn address(row: &Value) -> Option<MasterAddress> {
    let billing = |one: &&Value| text(one, "address_type").is_none_or(|kind| kind == "billing");
    let all: Vec<&Value> = list(row, "addresses").filter(billing).collect();
    let Some(one) = all.iter().find(|one| is(one, "is_default")).or(all.first()) else {
        let line = text(row, "billing_address")?;
        return Some(MasterAddress { lines: vec![line], ..MasterAddress::default() });
    };
    let part = |key: &str| text(one, key).unwrap_or_default();
    let lines = ["attn", "line1", "line2"].map(part).into_iter().filter(|line| !line.is_empty());
    Some(MasterAddress {
        lines: lines.collect(),
        city: part("city"),
        region: part("state"),
        postal_code: part("postal_code"),
        country: part("country").to_uppercase(),
    })
}

/// The contact's own address, and its people; who has a role with invoices in it is written to about these.
fn contacts(row: &Value) -> Vec<MasterContact> {
    let own = text(row, "email").map(|email| MasterContact { billing: true, name: String::new(), email });
    let person = |one: &Value| {
        let role = text(one, "role").unwrap_or_default().to_lowercase();
        let billing = ["bill", "invoice", "payable", "account"].iter().any(|word| role.contains(word));
        Some(MasterContact { billing, name: text(one, "name").unwrap_or_default(), email: text(one, "email")? })
    };
    own.into_iter().chain(list(row, "people").filter_map(person)).collect()
}

/// A page of finalized invoices and credit notes.
pub(super) fn receivables(erp: &mut Celerp, from: Option<&str>) -> Result<Receivables, ErpError> {
    let strange = |_| ErpError::Broken { message: "a page of another list was asked for".to_owned() };
    let place: Place = from.map(serde_json::from_str).transpose().map_err(strange)?.unwrap_or_default();
    erp.names()?;
    let (documents, next) = erp.client.every(&place)?;
    if let Some(one) = documents.unread.iter().find(|one| one.state == Some(RecordState::Posted)) {
        return Err(ErpError::Broken { message: format!("{} cannot be read: {}", one.id, one.why) });
    }
    let names = erp.names()?;
    let party = |id: &str| {
        let contact = names.contacts.iter().find(|contact| contact.id == id);
        contact.map(|c| c.code.clone().unwrap_or_else(|| c.name.clone())).unwrap_or_default()
    };
    let standing = documents.read.iter().filter(|document| document.state == RecordState::Posted);
    let items = standing.map(|document| billed(document, party(&document.contact))).collect();
    let next = next.map(|next| serde_json::to_string(&next)).transpose();
    Ok(Receivables { items, next: next.map_err(|why| ErpError::Broken { message: why.to_string() })? })
}

fn billed(document: &Document, party: String) -> Receivable {
    // A credit note is told in positive amounts there.
    let signed = |amount: Decimal| if document.kind == Kind::CreditNote { -amount } else { amount };
    let words = document.lines.iter().map(|line| line.description.as_str());
    let loads = document.loads.iter().map(|load| load.as_str());
    Receivable {
        id: document.id.clone(),
        number: document.bears.clone(),
        made_as: made_under(&document.id).to_owned(),
        reference: document.printed.clone().unwrap_or_else(|| document.number.clone()),
        description: words.chain(loads).collect::<Vec<_>>().join(" "),
        party,
        date: document.issued,
        due: document.due,
        amount: signed(document.total),
        currency: document.currency,
        open: signed(document.open),
        paid_on: document.payments.iter().filter_map(|p| p.day).max().filter(|_| document.open == Decimal::ZERO),
    }
}

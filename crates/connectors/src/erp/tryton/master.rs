//! Customers and what they were billed, as Tryton has them: parties with a code. What changed is found by the times at which it
//! wrote their rows, as its feed of invoices is (see [`super::feed`]).

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::time::Duration;
use serde_json::{Value, json};

use crate::erp::tryton::feed::{Cursor, OVERLAP_SECONDS, newest_of, time};
use crate::erp::tryton::value::{read_date, read_decimal};
use crate::erp::tryton::{INVOICE, Tryton, names};
use crate::erp::{ErpError, MasterAddress, MasterContact, MasterCustomer, MasterPage, Receivable, Receivables};

/// What it tells of a customer. It has no stop of credit without further modules, and a party no currency.
pub(super) const TELLS: &[&str] = &["name", "erp_code", "payment_terms", "address", "contacts", "tax_registrations"];

/// Records of one answer.
const AT_ONCE: usize = 500;

/// Everything by whose rows a customer changes.
const PARTS: &[&str] = &["", "addresses.", "contact_mechanisms.", "identifiers.", "payment_terms."];

/// The models of these that may be asked by themselves: what is written in the others alone is told once more.
const MODELS: &[&str] = &["party.party", "party.address", "party.contact_mechanism", "party.identifier"];

const FIELDS: &[&str] = &[
    "code",
    "name",
    "active",
    "customer_payment_term.name",
    "categories.name",
    "categories.parent.name",
    "addresses.street",
    "addresses.city",
    "addresses.postal_code",
    "addresses.subdivision.code",
    "addresses.country.code",
    "addresses.invoice",
    "contact_mechanisms.type",
    "contact_mechanisms.value",
    "contact_mechanisms.name",
    "contact_mechanisms.invoice",
    "identifiers.type",
    "identifiers.code",
];

/// A page of customers: all of them in order of id, then those whose rows were written since.
pub(super) fn customers(erp: &mut Tryton, since: Option<&str>) -> Result<Option<MasterPage>, ErpError> {
    let known = match since.map(Cursor::read) {
        Some(None) => return Ok(None),
        known => known.flatten(),
    };
    // What is written from here on is told by the next question.
    let (reached, after) = match known.and_then(|known| known.pages) {
        Some(pages) => pages,
        None => {
            let mut newest = known.map(|known| known.since).unwrap_or_default();
            for model in MODELS {
                newest = newest.max(newest_of(erp, model, &[])?);
            }
            (newest, 0)
        }
    };
    // Those that are not active any more are told too: nobody can bill them.
    let mut domain =
        vec![json!(["code", "!=", null]), json!(["active", "in", [true, false]]), json!(["id", ">", after])];
    let since = known.map(|known| known.since).filter(|since| *since > Default::default());
    if let Some(since) = since {
        let from = time(since - Duration::seconds(OVERLAP_SECONDS));
        // In each list of conditions that does not speak of it, it adds that only active ones are meant.
        let mut written = vec![json!("OR"), json!(["active", "not in", [true, false]])];
        let fields = PARTS.iter().flat_map(|part| ["write_date", "create_date"].map(|field| format!("{part}{field}")));
        written.extend(fields.map(|field| json!([field, ">=", from])));
        domain.push(Value::Array(written));
    }
    let context = erp.names()?.context();
    let asked = json!([domain, 0, AT_ONCE, [["id", "ASC"]], FIELDS, context]);
    let rows = names::answered(&mut erp.rpc, "party.party", asked)?;
    let last = rows.last().and_then(|row| row.get("id")).and_then(Value::as_i64).filter(|_| rows.len() == AT_ONCE);
    let cursor = match last {
        Some(last) => Cursor { since: since.unwrap_or_default(), pages: Some((reached, last)) },
        None => Cursor { since: reached, pages: None },
    };
    let customers = rows.iter().filter_map(customer).collect();
    Ok(Some(MasterPage { customers, cursor: cursor.text(), more: last.is_some() }))
}

fn text(row: &Value, pointer: &str) -> String {
    row.pointer(pointer).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

fn list<'a>(row: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    row.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// Some databases tell a yes as a 1.
fn is(row: &Value, key: &str) -> bool {
    row.get(key).is_some_and(|value| value.as_bool().unwrap_or_else(|| value.as_i64().is_some_and(|n| n != 0)))
}

fn customer(row: &Value) -> Option<MasterCustomer> {
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    let mut tax_registrations = Vec::new();
    for identifier in list(row, "identifiers.") {
        let (kind, code) = (text(identifier, "/type"), text(identifier, "/code"));
        // One without a type is whatever the company means by it.
        let name = if kind.is_empty() { "identifier".to_owned() } else { format!("identifier:{kind}") };
        fields.entry(name).or_insert_with(|| code.clone());
        if !kind.is_empty() {
            tax_registrations.push((kind, code));
        }
    }
    for category in list(row, "categories.") {
        let (name, parent) = (text(category, "/name"), text(category, "/parent./name"));
        let below = if parent.is_empty() { "category".to_owned() } else { format!("category:{parent}") };
        fields.entry(below).or_insert(name);
    }
    // As it chooses one itself: the first one for invoices, else the first one.
    let all: Vec<&Value> = list(row, "addresses.").collect();
    let address = all.iter().find(|address| is(address, "invoice")).or(all.first()).map(|address| address_of(address));
    let emails = list(row, "contact_mechanisms.").filter(|one| text(one, "/type") == "email");
    let contact = |one: &Value| MasterContact {
        billing: is(one, "invoice"),
        name: text(one, "/name"),
        email: text(one, "/value"),
    };
    Some(MasterCustomer {
        code: row.get("code")?.as_str()?.to_owned(),
        name: text(row, "/name"),
        active: is(row, "active"),
        credit_hold: None,
        currency: None,
        payment_terms: Some(text(row, "/customer_payment_term./name")).filter(|terms| !terms.is_empty()),
        address,
        contacts: emails.map(contact).collect(),
        tax_registrations,
        fields,
    })
}

fn address_of(row: &Value) -> MasterAddress {
    let (subdivision, country) = (text(row, "/subdivision./code"), text(row, "/country./code"));
    // ISO 3166-2 begins with the country: US-IL.
    let region = subdivision.strip_prefix(&format!("{country}-")).unwrap_or(&subdivision).to_owned();
    MasterAddress {
        lines: text(row, "/street").lines().map(str::to_owned).collect(),
        city: text(row, "/city"),
        region,
        postal_code: text(row, "/postal_code"),
        country,
    }
}

const BILLED: &[&str] = &[
    "number",
    "reference",
    "description",
    "party.code",
    "invoice_date",
    "total_amount",
    "amount_to_pay",
    "currency.code",
    "reconciled",
    "lines_to_pay.maturity_date",
];

/// A page of posted invoices and credit notes of customers, in order of id.
pub(super) fn receivables(erp: &mut Tryton, from: Option<&str>) -> Result<Receivables, ErpError> {
    let strange = || ErpError::Broken { message: "a page of another list was asked for".to_owned() };
    let after = from.map(|from| from.parse::<i64>().map_err(|_| strange())).transpose()?.unwrap_or_default();
    let names = erp.names()?;
    let domain = json!([
        ["type", "=", "out"],
        ["company", "=", names.company],
        ["state", "in", ["posted", "paid"]],
        ["id", ">", after]
    ]);
    let asked = json!([domain, 0, AT_ONCE, [["id", "ASC"]], BILLED, names.context()]);
    let rows = names::answered(&mut erp.rpc, INVOICE, asked)?;
    let last = rows.last().and_then(|row| row.get("id")).and_then(Value::as_i64).filter(|_| rows.len() == AT_ONCE);
    let items = rows.iter().map(|row| billed(row).map_err(|message| ErpError::Broken { message }));
    Ok(Receivables { items: items.collect::<Result<_, _>>()?, next: last.map(|last| last.to_string()) })
}

fn billed(row: &Value) -> Result<Receivable, String> {
    let id = row.get("id").and_then(Value::as_i64).ok_or("an invoice has no id")?;
    let lacks = |what: &str| format!("the invoice {id} has no {what} that can be read");
    let amount = |key: &str| row.get(key).and_then(read_decimal).ok_or_else(|| lacks(key));
    let open = amount("amount_to_pay")?;
    let due = list(row, "lines_to_pay.").filter_map(|line| line.get("maturity_date").and_then(read_date)).max();
    Ok(Receivable {
        id: id.to_string(),
        number: text(row, "/number"),
        made_as: text(row, "/reference"),
        reference: text(row, "/reference"),
        description: text(row, "/description"),
        party: text(row, "/party./code"),
        date: row.get("invoice_date").and_then(read_date),
        due,
        amount: amount("total_amount")?,
        currency: text(row, "/currency./code").parse().map_err(|_| lacks("currency"))?,
        open,
        paid_on: row.get("reconciled").and_then(read_date).filter(|_| open == Decimal::ZERO),
    })
}

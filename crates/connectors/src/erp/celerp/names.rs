//! What Celerp calls the things that an invoice names: its contacts, taxes and terms, asked for once in a run. It checks none
//! of them itself: an unknown contact, tax or term stands on the document as it was sent.

use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;
use serde_json::Value;

use crate::erp::celerp::rpc::Rpc;
use crate::erp::celerp::value::{date, decimal, text};
use crate::erp::{ErpError, Refusal};

/// Contacts asked for in one call.
const CONTACTS_AT_ONCE: usize = 1000;

/// A contact there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Its id.
    pub id: String,
    /// Its name; two may have one name.
    pub name: String,
    /// Its attribute `code`.
    pub code: Option<String>,
    /// Its currency, where it has one. A document may be in another.
    pub currency: Option<Currency>,
}

/// A tax there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tax {
    /// Its name: what a document keeps of it.
    pub name: String,
    /// Rate, percent.
    pub percent: Decimal,
    /// May it stand on a sale?
    pub on_sales: bool,
    /// Is it reckoned on the taxes before it too?
    pub compound: bool,
}

/// Payment terms there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Name.
    pub name: String,
    /// Due after so many days.
    pub days: i64,
}

/// Everything that an invoice names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The company signed in to.
    pub company: String,
    /// The currency of its books: a document in another needs a rate to it.
    pub base: Currency,
    /// Nothing is dated on this day or before.
    pub locked_until: Option<NaiveDate>,
    /// Contacts that are not deleted.
    pub contacts: Vec<Contact>,
    /// Taxes.
    pub taxes: Vec<Tax>,
    /// Payment terms.
    pub terms: Vec<Term>,
}

impl Names {
    /// Asks for the company and its lists.
    pub(super) fn ask(rpc: &mut Rpc) -> Result<Names, ErpError> {
        let company = rpc.read("companies/me")?;
        let settings = company.get("settings").cloned().unwrap_or_default();
        let base = text(&settings, "currency").unwrap_or_else(|| "USD".to_owned());
        let base = base.parse().map_err(|message| ErpError::Broken { message })?;
        Ok(Names {
            company: text(&company, "name").unwrap_or_default(),
            base,
            locked_until: settings.get("lock_date").and_then(date),
            contacts: contacts(rpc)?,
            taxes: rows(rpc.read("companies/me/taxes")?)?.iter().filter_map(tax).collect(),
            terms: rows(rpc.read("companies/me/payment-terms")?)?.iter().filter_map(term).collect(),
        })
    }

    /// The contact of a code: by its attribute `code`, else by its name. Two of one are refused.
    pub fn contact(&self, code: &str) -> Result<&Contact, Refusal> {
        let coded: Vec<&Contact> = self.contacts.iter().filter(|c| c.code.as_deref() == Some(code)).collect();
        let named = || self.contacts.iter().filter(|c| c.name == code).collect();
        let found: Vec<&Contact> = if coded.is_empty() { named() } else { coded };
        match found.as_slice() {
            [one] => Ok(one),
            [] => Err(no(Code::PartyRefused, format!("there is no contact with the code or the name {code}"))),
            _ => Err(no(Code::PartyRefused, format!("two contacts have the code or the name {code}"))),
        }
    }

    /// The tax for sales of a name. Two of one name are refused.
    pub fn tax(&self, name: &str) -> Result<&Tax, Refusal> {
        let found: Vec<&Tax> = self.taxes.iter().filter(|t| t.name == name && t.on_sales).collect();
        match found.as_slice() {
            [one] => Ok(one),
            [] => Err(no(Code::TaxRefused, format!("there is no tax `{name}` for sales"))),
            _ => Err(no(Code::TaxRefused, format!("two taxes have the name `{name}`"))),
        }
    }

    /// The payment terms of a name. Two of one name are refused.
    pub fn term(&self, name: &str) -> Result<&Term, Refusal> {
        let found: Vec<&Term> = self.terms.iter().filter(|t| t.name == name).collect();
        match found.as_slice() {
            [one] => Ok(one),
            [] => Err(no(Code::TermsRefused, format!("there are no payment terms `{name}`"))),
            _ => Err(no(Code::TermsRefused, format!("two payment terms have the name `{name}`"))),
        }
    }
}

fn contacts(rpc: &mut Rpc) -> Result<Vec<Contact>, ErpError> {
    let mut all: Vec<Contact> = Vec::new();
    loop {
        let answer = rpc.read(&format!("crm/contacts?limit={CONTACTS_AT_ONCE}&offset={}", all.len()))?;
        let page = rows(answer.get("items").cloned().unwrap_or_default())?;
        let last = page.len() < CONTACTS_AT_ONCE;
        for row in &page {
            let id = text(row, "id").ok_or_else(|| ErpError::Broken { message: "a contact has no id".to_owned() })?;
            all.push(Contact {
                id,
                name: text(row, "name").unwrap_or_default(),
                code: row.get("attributes").and_then(|a| text(a, "code")),
                currency: text(row, "currency").and_then(|c| c.parse().ok()),
            });
        }
        if last {
            return Ok(all);
        }
    }
}

fn tax(row: &Value) -> Option<Tax> {
    Some(Tax {
        name: text(row, "name")?,
        percent: decimal(row.get("rate")?)?,
        on_sales: text(row, "tax_type").is_none_or(|side| side != "purchase"),
        compound: row.get("is_compound").and_then(Value::as_bool).unwrap_or_default(),
    })
}

fn term(row: &Value) -> Option<Term> {
    Some(Term { name: text(row, "name")?, days: row.get("days").and_then(Value::as_i64).unwrap_or_default() })
}

pub(super) fn rows(value: Value) -> Result<Vec<Value>, ErpError> {
    match value {
        Value::Array(rows) => Ok(rows),
        _ => Err(ErpError::Broken { message: "a list was asked for, and none was answered".to_owned() }),
    }
}

/// A refusal.
pub(super) fn no(code: Code, message: String) -> Refusal {
    Refusal { code, message }
}

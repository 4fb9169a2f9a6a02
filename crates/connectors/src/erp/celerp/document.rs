//! Documents of Celerp as they are made: invoices and credit notes, drafts under a number of ours, finalized under one of its own.
//!
//! The id is made of the number that a draft is made with, `doc:NUMBER`, and stays whatever number the document bears later:
//! so what we made is found by our number for ever, in a restored book too. Our number stands once more in the field `ref`,
//! which its lists search and its screens do not show; the mark and the loads stand in fields of our own, which it keeps.

use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;
use serde_json::{Value, json};

use crate::erp::Refusal;
use crate::erp::celerp::names::no;
use crate::erp::celerp::value::number;

const ID: &str = "doc:";
pub(super) const MARK: &str = "linehaul_mark";
pub(super) const LOADS: &str = "linehaul_loads";

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An invoice.
    Invoice,
    /// A credit note, in positive amounts: once finalized it settles its original by itself, as far as that is open.
    CreditNote,
}

/// How tax goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taxes {
    /// By name, in the order in which they are reckoned; each on the sum of all lines.
    ByName(Vec<DocumentTax>),
    /// As one sum without a name, which stands as it is sent.
    AsOne(Decimal),
}

impl Taxes {
    fn sum(&self) -> Option<Decimal> {
        match self {
            Taxes::ByName(taxes) => sum(taxes.iter().map(|t| t.amount)),
            Taxes::AsOne(amount) => Some(*amount),
        }
    }

    fn by_name(&self) -> &[DocumentTax] {
        match self {
            Taxes::ByName(taxes) => taxes,
            Taxes::AsOne(_) => &[],
        }
    }
}

/// A line that is made: quantity 1 at an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftLine {
    /// A short name.
    pub name: String,
    /// The item's code.
    pub item: String,
    /// What for.
    pub description: String,
    /// How much, invoice currency.
    pub amount: Decimal,
}

/// A tax of a document, on the sum of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentTax {
    /// Its name there.
    pub name: String,
    /// Rate, percent.
    pub percent: Decimal,
    /// How much: Celerp reckons it anew, half a cent upwards, whatever it is sent.
    pub amount: Decimal,
}

/// A document to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it is.
    pub kind: Kind,
    /// Our number: letters, digits and dashes.
    pub number: String,
    /// The number that customers see, printed as its reference.
    pub printed: String,
    /// The id of the document that it supplements or credits.
    pub original: Option<String>,
    /// The contact's id.
    pub contact: String,
    /// Currency.
    pub currency: Currency,
    /// How much of the books' currency one of this is; needed where they differ.
    pub rate: Option<Decimal>,
    /// The date of the document and of its entry in the accounts.
    pub issued: NaiveDate,
    /// Name of payment terms; the due date is reckoned from them there.
    pub terms: Option<String>,
    /// The mark of the invoice that it is made of.
    pub mark: String,
    /// The loads that it bills.
    pub loads: Vec<LoadNumber>,
    /// Lines, without taxes.
    pub lines: Vec<DraftLine>,
    /// Taxes.
    pub taxes: Taxes,
    /// Sent again with the same body, the same key makes nothing new; with another body it is refused.
    pub key: String,
}

impl Draft {
    /// What is sent; a refusal where Celerp would make something else of it without a word.
    pub(super) fn body(&self) -> Result<Value, Refusal> {
        let unsound = |words: String| no(Code::InvoiceUnsound, words);
        let inexact = |amount: Decimal| unsound(format!("{amount} has more digits than Celerp keeps"));
        let money = |amount: Decimal| number(amount).ok_or_else(|| inexact(amount));
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if self.number.is_empty() || !self.number.bytes().all(plain) {
            return Err(unsound(format!("`{}` is no number of letters, digits and dashes", self.number)));
        }
        let too_large = || unsound("the amounts are too large to add".to_owned());
        let net = sum(self.lines.iter().map(|l| l.amount)).ok_or_else(too_large)?;
        let tax = self.taxes.sum().ok_or_else(too_large)?;
        let total = net.checked_add(tax).ok_or_else(too_large)?;
        if net < Decimal::ZERO || total < Decimal::ZERO {
            return Err(unsound(format!("Celerp makes a total of nothing of {total}; a credit note is made instead")));
        }
        let line = |line: &DraftLine| {
            Ok(json!({
                "name": line.name, "sku": line.item, "description": line.description, "quantity": 1,
                "unit_price": money(line.amount)?,
            }))
        };
        let tax_line = |(order, tax): (usize, &DocumentTax)| {
            Ok(json!({
                "code": tax.name, "rate": money(tax.percent)?, "amount": money(tax.amount)?, "order": order,
            }))
        };
        let mut body = json!({
            "doc_type": "invoice",
            "ref_id": self.number,
            "ref": self.number,
            "reference": self.printed,
            "contact_id": self.contact,
            "currency": self.currency.code(),
            "issue_date": self.issued.to_string(),
            "line_items": self.lines.iter().map(line).collect::<Result<Vec<_>, Refusal>>()?,
            "doc_taxes": self.taxes.by_name().iter().enumerate().map(tax_line).collect::<Result<Vec<_>, Refusal>>()?,
            "subtotal": money(net)?,
            "tax": money(tax)?,
            "total": money(total)?,
            MARK: self.mark,
            LOADS: self.loads.iter().map(|l| l.as_str()).collect::<Vec<_>>(),
            "idempotency_key": self.key,
        });
        if let Some(rate) = self.rate {
            body["conversion_rate"] = money(rate)?;
        }
        if let Some(terms) = &self.terms {
            body["payment_terms"] = json!(terms);
        }
        if self.kind == Kind::CreditNote {
            body["doc_type"] = json!("credit_note");
        }
        if let Some(original) = &self.original {
            body["original_doc_id"] = json!(original);
        }
        Ok(body)
    }
}

fn sum(mut amounts: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    amounts.try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// What making a draft came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Making {
    /// It is there, under this id: made now, or by an earlier try with the same key and body, and perhaps changed since. A
    /// document that was made void meanwhile is answered too.
    Made(String),
    /// Another has the number, or the key was used for another body: what stands under the id tells which.
    Taken(Refusal),
    /// It is not taken.
    Refused(Refusal),
}

/// The id of what is made under a number.
pub fn id_of(number: &str) -> String {
    format!("{ID}{number}")
}

/// The number that a document of an id was made under, whatever it bears now.
pub fn made_under(id: &str) -> &str {
    id.strip_prefix(ID).unwrap_or(id)
}

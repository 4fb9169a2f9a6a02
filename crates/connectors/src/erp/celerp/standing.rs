//! Documents of Celerp as they stand there, and what cannot be read of them.

use linehaul_domain::Decimal;
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;
use serde_json::Value;

use crate::erp::RecordState;
use crate::erp::celerp::document::{DocumentTax, Kind, LOADS, MARK};
use crate::erp::celerp::value::{date, decimal, text};

/// A line that stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentLine {
    /// The item's code.
    pub item: String,
    /// What for.
    pub description: String,
    /// Quantity; nothing where it is no plain decimal.
    pub quantity: Option<Decimal>,
    /// Price; nothing where it is no plain decimal.
    pub price: Option<Decimal>,
}

/// A payment, or a credit note that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// How much, the document's currency.
    pub amount: Decimal,
    /// On which day.
    pub day: Option<NaiveDate>,
    /// `credit_note` and `applied` are no money.
    pub method: Option<String>,
    /// What the payer wrote.
    pub reference: Option<String>,
}

/// A document as it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Our number: its `ref`; of a document without one, the number that it bears.
    pub number: String,
    /// Its reference, which is printed.
    pub printed: Option<String>,
    /// The number that it bears. An invoice gets its own when it is finalized, a credit note keeps ours.
    pub bears: String,
    /// The key that it was made with.
    pub key: Option<String>,
    /// The id of the document that it supplements or credits.
    pub original: Option<String>,
    /// Where it stands.
    pub state: RecordState,
    /// Its own word for that.
    pub status: String,
    /// The mark of the invoice that it was made of.
    pub mark: Option<String>,
    /// The loads that it bills.
    pub loads: Vec<LoadNumber>,
    /// The contact's id.
    pub contact: String,
    /// Currency.
    pub currency: Currency,
    /// Rate to the books' currency.
    pub rate: Option<Decimal>,
    /// The date of the document and of its entry in the accounts.
    pub issued: Option<NaiveDate>,
    /// Due on.
    pub due: Option<NaiveDate>,
    /// Payment terms; empty where it has none.
    pub terms: String,
    /// Sum of the lines.
    pub net: Decimal,
    /// Sum of the taxes.
    pub tax: Decimal,
    /// Total.
    pub total: Decimal,
    /// Still to be paid.
    pub open: Decimal,
    /// Paid.
    pub paid: Decimal,
    /// Settled by credit notes.
    pub credited: Decimal,
    /// Lines.
    pub lines: Vec<DocumentLine>,
    /// Taxes.
    pub taxes: Vec<DocumentTax>,
    /// Payments that stand.
    pub payments: Vec<Payment>,
    /// How often it was taken back to a draft after it had been finalized.
    pub reverted: u64,
}

/// An invoice or a credit note that stands there and cannot be read: somebody left an amount empty, say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its id.
    pub id: String,
    /// Its `ref`; of one without, the number that it bears.
    pub number: String,
    /// The number that it bears.
    pub bears: String,
    /// The mark of the invoice that it was made of.
    pub mark: Option<String>,
    /// Where it stands, if that can be told.
    pub state: Option<RecordState>,
    /// What cannot be read.
    pub why: String,
}

/// What a list has: documents, and those that cannot be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documents {
    /// Documents.
    pub read: Vec<Document>,
    /// What cannot be read.
    pub unread: Vec<Unread>,
}

impl Documents {
    /// Is there nothing at all?
    pub fn is_empty(&self) -> bool {
        self.read.is_empty() && self.unread.is_empty()
    }

    /// The same with what else was answered.
    pub fn extend(&mut self, more: Documents) {
        self.read.extend(more.read);
        self.unread.extend(more.unread);
    }

    /// Keeps those of which this holds: of the id, our number, and the number that they bear.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&str, &str, &str) -> bool) {
        self.read.retain(|d| keep(&d.id, &d.number, &d.bears));
        self.unread.retain(|u| keep(&u.id, &u.number, &u.bears));
    }

    /// Takes in a row of a list; what is neither an invoice nor a credit note is left out. Words where it is no row of Celerp.
    pub(super) fn take(&mut self, row: &Value) -> Result<(), String> {
        let id = text(row, "id").ok_or("a document has no id")?;
        let kind = match text(row, "doc_type").as_deref() {
            Some("invoice") => Kind::Invoice,
            Some("credit_note") => Kind::CreditNote,
            _ => return Ok(()),
        };
        match document(&id, kind, row) {
            Ok(document) => self.read.push(document),
            Err(why) => {
                let (number, bears) = numbers(row);
                let state = text(row, "status").map(|status| state(&status, row));
                self.unread.push(Unread { id, number, bears, mark: text(row, MARK), state, why });
            }
        }
        Ok(())
    }
}

/// Our number, and the one that it bears.
fn numbers(row: &Value) -> (String, String) {
    let bears = text(row, "ref_id").unwrap_or_default();
    (text(row, "ref").unwrap_or_else(|| bears.clone()), bears)
}

/// A draft that was sent by mail is `sent`, and in no account: only `finalized` tells.
fn state(status: &str, row: &Value) -> RecordState {
    let finalized = row.get("finalized").and_then(Value::as_bool).unwrap_or_default();
    match status {
        "void" => RecordState::Cancelled,
        _ if finalized => RecordState::Posted,
        _ => RecordState::Draft,
    }
}

/// A row as a document; what of it cannot be read, in words.
fn document(id: &str, kind: Kind, row: &Value) -> Result<Document, String> {
    let lacks = |what: &str| format!("it has no {what} that can be read");
    let amount = |key: &str| row.get(key).and_then(decimal).ok_or_else(|| lacks(key));
    let or_nothing = |key: &str| match row.get(key) {
        None | Some(Value::Null) => Ok(Decimal::ZERO),
        Some(value) => decimal(value).ok_or_else(|| lacks(key)),
    };
    let none = Vec::new();
    let list = |key: &str| row.get(key).and_then(Value::as_array).unwrap_or(&none).iter();
    let status = text(row, "status").ok_or_else(|| lacks("status"))?;
    let (number, bears) = numbers(row);
    let taxes = list("doc_taxes").map(|tax| document_tax(tax).ok_or_else(|| lacks("tax")));
    let payments = list("payments").filter(|p| text(p, "status").is_none_or(|s| s == "active"));
    Ok(Document {
        id: id.to_owned(),
        number,
        printed: text(row, "reference"),
        key: text(row, "idempotency_key"),
        original: text(row, "original_doc_id"),
        state: state(&status, row),
        mark: text(row, MARK),
        loads: list(LOADS).filter_map(|l| l.as_str().map(LoadNumber::from)).collect(),
        contact: text(row, "contact_id").unwrap_or_default(),
        currency: text(row, "currency").and_then(|c| c.parse().ok()).ok_or_else(|| lacks("currency"))?,
        rate: row.get("conversion_rate").and_then(decimal),
        issued: row.get("issue_date").and_then(date),
        due: row.get("due_date").and_then(date),
        terms: text(row, "payment_terms").unwrap_or_default(),
        net: amount("subtotal")?,
        tax: amount("tax")?,
        total: amount("total")?,
        open: amount("amount_outstanding")?,
        paid: or_nothing("amount_paid")?,
        credited: or_nothing("credited")?,
        lines: list("line_items").map(line).collect(),
        taxes: taxes.collect::<Result<_, _>>()?,
        payments: payments.map(|p| payment(p).ok_or_else(|| lacks("payment"))).collect::<Result<_, _>>()?,
        reverted: row.get("revert_count").and_then(Value::as_u64).unwrap_or_default(),
        kind,
        bears,
        status,
    })
}

fn line(row: &Value) -> DocumentLine {
    DocumentLine {
        item: text(row, "sku").unwrap_or_default(),
        description: text(row, "description").unwrap_or_default(),
        quantity: row.get("quantity").and_then(decimal),
        price: row.get("unit_price").and_then(decimal),
    }
}

fn document_tax(row: &Value) -> Option<DocumentTax> {
    let amount = |key: &str| row.get(key).and_then(decimal);
    Some(DocumentTax {
        name: text(row, "code").unwrap_or_default(),
        percent: amount("rate")?,
        amount: amount("amount")?,
    })
}

fn payment(row: &Value) -> Option<Payment> {
    Some(Payment {
        amount: decimal(row.get("amount")?)?,
        day: row.get("payment_date").and_then(date),
        method: text(row, "method"),
        reference: text(row, "reference"),
    })
}

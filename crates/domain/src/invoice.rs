//! Invoices: lines that name their load and charge, one number from the day they are drafted.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::canonical;
use crate::code::ChargeCode;
use crate::ids::{BatchId, CustomerId, InvoiceNumber, LegalEntityId, LoadNumber};
use crate::money::Currency;
use crate::time::NaiveDate;

/// Where an invoice stands. Only a draft can be voided; after posting there is only a credit memo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceState {
    /// Made, not yet to be sent.
    Draft,
    /// Waits for sending.
    Queued,
    /// An attempt has begun; its outcome is not known here.
    Sending,
    /// In the ERP, exactly once, with our total.
    Posted,
    /// The ERP said no.
    Rejected,
    /// The answer was lost: only asking ends this.
    InDoubt,
    /// Asking did not end it: a person must look.
    NeedsPerson,
    /// A voided draft; its number is explained and not used again.
    Voided,
}

impl InvoiceState {
    /// As stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            InvoiceState::Draft => "draft",
            InvoiceState::Queued => "queued",
            InvoiceState::Sending => "sending",
            InvoiceState::Posted => "posted",
            InvoiceState::Rejected => "rejected",
            InvoiceState::InDoubt => "in_doubt",
            InvoiceState::NeedsPerson => "needs_person",
            InvoiceState::Voided => "voided",
        }
    }

    /// The state of a name.
    pub fn from_name(name: &str) -> Option<InvoiceState> {
        use InvoiceState::*;
        [Draft, Queued, Sending, Posted, Rejected, InDoubt, NeedsPerson, Voided].into_iter().find(|s| s.name() == name)
    }
}

/// One line: quantity 1 at our rounded amount; the arithmetic is in its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// The load.
    pub load: LoadNumber,
    /// Our charge code.
    pub code: ChargeCode,
    /// X12 element 150 code.
    pub x12: String,
    /// The ERP's item.
    pub erp_item: String,
    /// Text with the arithmetic.
    pub description: String,
    /// Rounded amount, invoice currency.
    pub amount: Decimal,
    /// For a tax that was reckoned: on what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxed: Option<Taxed>,
}

/// What a tax line was reckoned on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taxed {
    /// The amount taxed, invoice currency.
    pub base: Decimal,
    /// Rate, percent: 13 is 13 %.
    pub percent: Decimal,
}

/// An invoice as drafted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Our external number: the idempotency key.
    pub number: InvoiceNumber,
    /// Generation, from 1.
    pub generation: u32,
    /// The batch.
    pub batch: BatchId,
    /// Our entity that bills.
    pub legal_entity: Option<LegalEntityId>,
    /// Who is billed.
    pub customer: CustomerId,
    /// The ERP's party code.
    pub erp_party: String,
    /// Currency.
    pub currency: Currency,
    /// Local date in the business's zone, frozen when drafted.
    pub invoice_date: NaiveDate,
    /// Local date in the business's zone, frozen when drafted.
    pub accounting_date: NaiveDate,
    /// Payment terms in words.
    pub payment_terms: Option<String>,
    /// Lines; taxes last.
    pub lines: Vec<InvoiceLine>,
    /// Sum of tax lines.
    pub tax: Decimal,
    /// Sum of all lines.
    pub total: Decimal,
    /// The approvals behind it, as book sequences.
    pub approvals: Vec<u64>,
}

impl Invoice {
    /// The loads billed, in order, once each.
    pub fn loads(&self) -> Vec<LoadNumber> {
        let mut loads: Vec<LoadNumber> = self.lines.iter().map(|l| l.load.clone()).collect();
        loads.sort();
        loads.dedup();
        loads
    }

    /// What a record of this invoice bears at an ERP, so that another invoice under the same number is told from it:
    /// `LH-` and 16 hexadecimal digits of the hash of number, loads and canonical body. It is made from the body and kept
    /// nowhere, so a field that comes to the body later must not be encoded where it was not said: old marks stay.
    pub fn mark(&self) -> String {
        let hash = canonical::hash(&(&self.number, self.loads(), self));
        format!("{MARK}{}", &hash.as_str()[..MARK_DIGITS])
    }
}

const MARK: &str = "LH-";
const MARK_DIGITS: usize = 16;

/// The first mark in a text that people may have written into.
pub fn mark_in(text: &str) -> Option<String> {
    text.match_indices(MARK).find_map(|(at, _)| {
        let end = at + MARK.len() + MARK_DIGITS;
        let digits = text.get(at + MARK.len()..end)?;
        let hex = digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let ends = !text[end..].starts_with(|c: char| c.is_ascii_alphanumeric());
        (hex && ends).then(|| text[at..end].to_owned())
    })
}

/// Control totals of a batch in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlTotal {
    /// Currency.
    pub currency: Currency,
    /// Number of invoices.
    pub invoices: u32,
    /// Their total.
    pub total: Decimal,
}

/// Control totals by currency, in order of currency.
pub fn control_totals<'a>(invoices: impl IntoIterator<Item = &'a Invoice>) -> Vec<ControlTotal> {
    let mut totals: std::collections::BTreeMap<Currency, (u32, Decimal)> = std::collections::BTreeMap::new();
    for invoice in invoices {
        let row = totals.entry(invoice.currency).or_default();
        row.0 += 1;
        row.1 += invoice.total;
    }
    totals.into_iter().map(|(currency, (invoices, total))| ControlTotal { currency, invoices, total }).collect()
}

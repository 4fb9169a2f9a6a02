//! Invoices: lines that name their load and charge, one number from the day they are drafted.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::canonical;
use crate::code::ChargeCode;
use crate::ids::{BatchId, CustomerId, InvoiceNumber, LegalEntityId, LoadNumber};
use crate::money::Currency;
use crate::party::BillTo;
use crate::time::NaiveDate;

/// Where an invoice stands. One that was never sent can be voided; one that was is being voided until the ERP has nothing of
/// it; after posting there is only a credit memo.
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
    /// Taken back after an attempt to send it: its loads stay bound until the ERP, asked, has nothing of it.
    Voiding,
    /// A voided draft; its number is explained and not used again.
    Voided,
    /// Posted, and cancelled or credited at the ERP since: its loads stay bound until a person says what becomes of them.
    Cancelled,
    /// Cancelled at the ERP, and a person said to bill its loads again, under the next generation of its number.
    Replaced,
    /// Cancelled at the ERP, and a person said that its loads are not billed again.
    Closed,
}

/// From where an invoice may go where. The book refuses every other way.
pub const MOVES: &[(InvoiceState, &[InvoiceState])] = {
    use InvoiceState::*;
    &[
        (Draft, &[Queued, Voided]),
        (Queued, &[Sending, Posted, Rejected, InDoubt, NeedsPerson, Voiding, Voided]),
        (Sending, &[Posted, Rejected, InDoubt, NeedsPerson, Queued]),
        (InDoubt, &[Sending, Posted, Rejected, NeedsPerson, Queued]),
        (NeedsPerson, &[Posted, Rejected, Queued, Voiding, Voided]),
        (Rejected, &[Queued, Posted, Voiding, Voided]),
        (Voiding, &[Voided, Posted, NeedsPerson]),
        (Posted, &[Cancelled]),
        (Cancelled, &[Posted, Replaced, Closed]),
    ]
};

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
            InvoiceState::Voiding => "voiding",
            InvoiceState::Voided => "voided",
            InvoiceState::Cancelled => "cancelled",
            InvoiceState::Replaced => "replaced",
            InvoiceState::Closed => "closed",
        }
    }

    /// Does it keep its loads from being billed by another?
    pub fn binds(self) -> bool {
        !matches!(self, InvoiceState::Voided | InvoiceState::Replaced)
    }

    /// The state of a name.
    pub fn from_name(name: &str) -> Option<InvoiceState> {
        use InvoiceState::*;
        [Draft, Queued, Sending, Posted, Rejected, InDoubt, NeedsPerson, Voiding, Voided, Cancelled, Replaced, Closed]
            .into_iter()
            .find(|s| s.name() == name)
    }
}

/// Why an invoice waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonReason {
    /// An invoice stands at the ERP under a number that this book never sent.
    NumberTaken,
    /// What stands at the ERP under its number is not as ours.
    NotAsOurs,
    /// Several posted invoices bear its number.
    PostedTwice,
    /// It was cancelled at the ERP before this book knew of its posting.
    CancelledThere,
    /// What stands at the ERP under its number cannot be read.
    Unreadable,
    /// A draft of it at the ERP cannot be removed.
    DraftStays,
    /// It has been in doubt for too long.
    TooLong,
    /// It was sent too often.
    TooOften,
    /// The book was restored, and it may have gone out in what the book lost.
    MayBeOut,
}

impl PersonReason {
    /// What a person can do about it.
    pub fn ways(self) -> &'static str {
        match self {
            PersonReason::NumberTaken => {
                "Was a backup restored, or does another desk use this letter? `linehaul recover` lists what stands at the ERP \
                 and is not in this book. Confirmed, that bills its loads, and this invoice, of which nothing was sent, is voided: \
                 loads of it that nothing there bills wait for the next batch."
            }
            PersonReason::NotAsOurs => {
                "Mend the record at the ERP, or cancel it there where it is a draft of ours, then `linehaul retry` the invoice."
            }
            PersonReason::Unreadable => {
                "Fill in or mend what the record lacks at the ERP, or give it another number where it is not ours, then \
                 `linehaul retry` the invoice."
            }
            PersonReason::PostedTwice => "Cancel or credit all but one at the ERP, then `linehaul retry` the invoice.",
            PersonReason::CancelledThere => {
                "`linehaul retry` the invoice: its loads can be billed again under a new number once they are approved again."
            }
            PersonReason::DraftStays => "Remove the draft at the ERP, then `linehaul retry` the invoice.",
            PersonReason::TooLong | PersonReason::TooOften => {
                "Look the number up at the ERP, then `linehaul retry` the invoice: what it has there decides."
            }
            PersonReason::MayBeOut => {
                "Look for its number in accounting and in the import files that were handed out. Is it not there, `linehaul retry` the \
                 invoice. Is it there, `linehaul withdraw` its loads, then `linehaul cutover elsewhere` each of them with this number."
            }
        }
    }
}

/// What an invoice is to the loads that it names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceKind {
    /// The bill of its loads: at most one of them is live for each load and payor.
    #[default]
    Original,
    /// Bills what an original left out: as many as there are differences.
    Supplement,
    /// Gives back what an original billed too much.
    CreditMemo,
}

impl InvoiceKind {
    /// Is it the usual kind?
    pub fn is_original(&self) -> bool {
        *self == InvoiceKind::Original
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
    /// The ERP's account, where a rule names one; else the ERP takes the item's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erp_account: Option<String>,
    /// Dimensions by name: class, department, location, ….
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dimensions: BTreeMap<String, String>,
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
    /// The number that customers see and remittances name, where it is not ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<String>,
    /// What it is to its loads.
    #[serde(default, skip_serializing_if = "InvoiceKind::is_original")]
    pub kind: InvoiceKind,
    /// The posted invoice that it supplements or credits; none for an original.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<InvoiceNumber>,
    /// The differences after posting that it settles, as book sequences; none for an original.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settles: Vec<u64>,
    /// The batch.
    pub batch: BatchId,
    /// Our entity that bills.
    pub legal_entity: Option<LegalEntityId>,
    /// Who is billed.
    pub customer: CustomerId,
    /// Whom it is made out to, as the approval saw it, frozen when drafted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill_to: Option<BillTo>,
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
    /// The ERP's name for them as the approval saw it, frozen when drafted; none of an ERP that has no names of its own for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erp_terms: Option<String>,
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

    /// The number that customers see.
    pub fn printed_number(&self) -> &str {
        self.printed.as_deref().unwrap_or(self.number.as_str())
    }

    /// The ERP's name for its payment terms: the one that was approved, whatever the settings say by now; of an invoice that was drafted before
    /// that was kept, the one of the settings.
    pub fn terms_there<'a>(&'a self, by_ours: &'a BTreeMap<String, String>) -> Option<&'a String> {
        let ours = self.payment_terms.as_ref()?;
        Some(self.erp_terms.as_ref().or_else(|| by_ours.get(ours)).unwrap_or(ours))
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
    let mut totals: BTreeMap<Currency, (u32, Decimal)> = BTreeMap::new();
    for invoice in invoices {
        let row = totals.entry(invoice.currency).or_default();
        row.0 += 1;
        row.1 += invoice.total;
    }
    totals.into_iter().map(|(currency, (invoices, total))| ControlTotal { currency, invoices, total }).collect()
}

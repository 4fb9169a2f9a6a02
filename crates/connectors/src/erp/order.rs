//! What is asked of an ERP about one invoice, and what comes of it.

use linehaul_domain::canonical;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;
use linehaul_domain::time::NaiveDate;

use crate::erp::{ErpRecord, Found, Handle};

/// By what an invoice is looked up: the connector takes the way that finds it in every state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Our number.
    pub number: InvoiceNumber,
    /// The id of its record, where the book knows it.
    pub handle: Option<String>,
    /// The mark that a record of it bears.
    pub mark: Option<String>,
    /// It was not sent before this local date of the business.
    pub not_before: Option<NaiveDate>,
}

impl Key {
    /// What is known of an invoice, with the id of its record where the book has one.
    pub fn of(invoice: &Invoice, handle: Option<&String>) -> Key {
        Key {
            number: invoice.number.clone(),
            handle: handle.cloned(),
            mark: Some(invoice.mark()),
            not_before: Some(invoice.invoice_date),
        }
    }

    /// Does it mean what stands there under this number and id?
    fn names(&self, number: &InvoiceNumber, erp_id: &str) -> bool {
        *number == self.number || self.handle.as_deref() == Some(erp_id)
    }

    /// Those of what was found that it means.
    pub fn among(&self, found: &Found) -> Found {
        let records = found.records.iter().filter(|r| self.names(&r.number, &r.erp_id)).cloned();
        let unreadable = found.unreadable.iter().filter(|u| self.names(&u.number, &u.erp_id)).cloned();
        Found { records: records.collect(), unreadable: unreadable.collect() }
    }
}

impl From<&InvoiceNumber> for Key {
    fn from(number: &InvoiceNumber) -> Key {
        Key { number: number.clone(), handle: None, mark: None, not_before: None }
    }
}

/// An invoice, supplement or credit memo (`invoice.kind`) to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// What is billed.
    pub invoice: Invoice,
    /// The same for the same body, however often it is sent, until a record of it has gone: at most 36 characters.
    pub request_key: String,
    /// The record of the invoice that it supplements or credits (`invoice.original`).
    pub original: Option<Handle>,
}

/// Digits of the digest in a request key: with a number of 21 characters it is 36 long.
const KEY_DIGITS: usize = 14;

impl Order {
    /// An order. `gone` is the record that was made of it last and is known to be there no more: a replayed answer would name
    /// it again.
    pub fn of(invoice: Invoice, gone: Option<&str>) -> Order {
        let digest = canonical::hash(&(invoice.mark(), gone.map(str::to_owned)));
        let request_key = format!("{}-{}", invoice.number, &digest.as_str()[..KEY_DIGITS]);
        Order { invoice, request_key, original: None }
    }

    /// The same, belonging to the record of an original.
    pub fn to(self, original: Option<Handle>) -> Order {
        Order { original, ..self }
    }
}

/// The ERP's no to one invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `LH-64n`.
    pub code: Code,
    /// The ERP's words and ours.
    pub message: String,
}

/// What became of one item of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is done: made, or posted.
    Done {
        /// Its record.
        handle: Handle,
        /// The record as it stands afterwards, where the answer shows it.
        record: Option<Box<ErpRecord>>,
    },
    /// It was refused because a record of its number or key is there.
    There(Handle),
    /// It was refused: nothing of it is there.
    No(Refusal),
    /// Something before it failed: it was not tried, for this reason.
    NotTried(String),
    /// The ERP took it as a job and works on it; the job is looked up like a record, in the state `Waiting`.
    Pending(Handle),
    /// Whether it happened is open, for this reason: only asking tells.
    Unknown(String),
}

impl Fate {
    /// Done, and nothing was read afterwards.
    pub fn done(id: impl Into<String>) -> Fate {
        Fate::Done { handle: Handle::of(id), record: None }
    }

    /// Done, and this stands there afterwards.
    pub fn stands(record: ErpRecord) -> Fate {
        Fate::Done { handle: record.handle(), record: Some(Box::new(record)) }
    }

    /// The record that is there, in whatever way it came there.
    pub fn handle(&self) -> Option<&Handle> {
        match self {
            Fate::Done { handle, .. } | Fate::There(handle) => Some(handle),
            _ => None,
        }
    }
}

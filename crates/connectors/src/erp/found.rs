//! What an ERP answers to a question: records, and what stands there and cannot be read.

use linehaul_domain::ids::InvoiceNumber;

use crate::erp::{ErpRecord, RecordState};

/// Something that stands at the ERP under a number that was asked for, and that cannot be read: an amount that somebody left
/// empty, a currency that nobody knows. What it bills nobody knows either, so nothing is sent, adopted or confirmed over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The number that it bears.
    pub number: InvoiceNumber,
    /// Its record.
    pub erp_id: String,
    /// The mark that it bears.
    pub mark: Option<String>,
    /// Where it stands, if that can be told.
    pub state: Option<RecordState>,
    /// What cannot be read.
    pub why: String,
}

impl Unreadable {
    /// May it bill its loads? What says nothing of itself may.
    pub fn may_bill(&self) -> bool {
        self.state.is_none_or(RecordState::bills)
    }

    /// Which one, and why.
    pub fn words(&self) -> String {
        format!("record {} at the ERP bears the number {} and cannot be read: {}", self.erp_id, self.number, self.why)
    }
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// What can be read.
    pub records: Vec<ErpRecord>,
    /// What cannot.
    pub unreadable: Vec<Unreadable>,
}

impl Found {
    /// Is there nothing at all?
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.unreadable.is_empty()
    }

    /// Keeps what bears a number that begins so.
    pub(crate) fn keep_under(&mut self, prefix: &str) {
        self.records.retain(|record| record.number.as_str().starts_with(prefix));
        self.unreadable.retain(|one| one.number.as_str().starts_with(prefix));
    }

    /// The same with what else was found.
    pub fn extend(&mut self, more: Found) {
        self.records.extend(more.records);
        self.unreadable.extend(more.unreadable);
    }
}

impl From<Vec<ErpRecord>> for Found {
    fn from(records: Vec<ErpRecord>) -> Found {
        Found { records, unreadable: Vec::new() }
    }
}

/// What of it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Under<'a> {
    /// What the numbers begin with.
    pub prefix: &'a str,
    /// Only what was made after this record of ours; everything where the ERP has no such record. What somebody gave such a
    /// number later may be left out.
    pub since: Option<&'a str>,
    /// Where the page before ended, in the ERP's own words; the first page where it is not said.
    pub from: Option<&'a str>,
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// What is on it, in any order; it may be nothing.
    pub found: Found,
    /// Where the next one begins; nothing on the last one.
    pub next: Option<String>,
}

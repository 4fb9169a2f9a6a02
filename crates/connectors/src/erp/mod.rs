//! ERPs: what one must be able to do, and how it may fail.

mod file;

use linehaul_domain::Decimal;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{BatchId, InvoiceNumber};
use linehaul_domain::invoice::{ControlTotal, Invoice};
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;

pub use file::{COLUMNS, FileErp, LedgerFile, MAX_DESCRIPTION_CHARS};

/// Where a record stands at the ERP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordState {
    /// Made, not in the accounts.
    Draft,
    /// In the accounts.
    Posted,
    /// Cancelled there.
    Cancelled,
}

/// What the ERP has under one of our numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErpRecord {
    /// Our number.
    pub number: InvoiceNumber,
    /// Its record.
    pub erp_id: String,
    /// Its own number, once posted.
    pub erp_number: Option<String>,
    /// Where it stands.
    pub state: RecordState,
    /// Its party.
    pub party: String,
    /// Total with tax.
    pub total: Decimal,
    /// Tax in it.
    pub tax: Decimal,
    /// Currency.
    pub currency: Currency,
    /// Invoice date.
    pub invoice_date: NaiveDate,
    /// Number of lines.
    pub lines: u32,
}

/// How an ERP fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErpError {
    /// The answer was lost: it may have happened. Only asking tells.
    Unknown {
        /// Why.
        message: String,
    },
    /// It did not happen; later it may.
    Unavailable {
        /// Why.
        message: String,
        /// Not before so many seconds.
        retry_after_seconds: Option<u32>,
    },
    /// Rights or login.
    NotAllowed {
        /// Why.
        message: String,
    },
    /// It answered what cannot be understood.
    Broken {
        /// Why.
        message: String,
    },
}

/// The ERP's no to one invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `LH-6nn`.
    pub code: &'static str,
    /// The ERP's words and ours.
    pub message: String,
}

/// What a batch call does when one item is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Atomicity {
    /// Each item stands for itself.
    PerItem,
    /// One bad item undoes all, and is not named.
    AllOrNothing,
}

/// What an ERP can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Greatest number of invoices in a call.
    pub max_batch: u32,
    /// What one bad item does.
    pub atomicity: Atomicity,
    /// Does it keep our number unique by itself?
    pub unique_numbers: bool,
    /// Decimal places of an amount.
    pub money_decimals: u32,
    /// A commit may show up so many seconds after its answer was lost.
    pub settle_seconds: u32,
}

/// A party of the ERP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErpParty {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Is credit stopped?
    pub credit_hold: bool,
    /// Currency.
    pub currency: Option<Currency>,
}

/// Results by item.
pub type ByItem<K, T> = Vec<(K, Result<T, Refusal>)>;

/// An ERP.
pub trait Erp {
    /// Its kind, as in `[erp] kind`.
    fn name(&self) -> &str;
    /// What it can do.
    fn capabilities(&self) -> Capabilities;
    /// Everything it has under these numbers.
    fn find(&mut self, numbers: &[InvoiceNumber]) -> Result<Vec<ErpRecord>, ErpError>;
    /// Makes drafts; answers its record by number.
    fn create_drafts(&mut self, invoices: &[Invoice]) -> Result<ByItem<InvoiceNumber, String>, ErpError>;
    /// Reads records.
    fn read_back(&mut self, erp_ids: &[String]) -> Result<Vec<ErpRecord>, ErpError>;
    /// Posts drafts; answers its number by record.
    fn post(&mut self, erp_ids: &[String]) -> Result<ByItem<String, String>, ErpError>;
    /// Removes a draft; one that is gone is fine.
    fn remove_draft(&mut self, erp_id: &str) -> Result<(), ErpError>;
    /// Its parties, when it can tell.
    fn parties(&mut self) -> Result<Option<Vec<ErpParty>>, ErpError>;
    /// Told when a batch is through, with control totals of what is posted and the book's head.
    fn finish_batch(&mut self, batch: &BatchId, totals: &[ControlTotal], book_head: &str) -> Result<(), ErpError>;
    /// What a doctor asks: (what, well, words).
    fn check(&mut self) -> Vec<(String, bool, String)>;
}

/// A result of the store, as an ERP error: nothing of ours is ever lost halfway.
pub(crate) fn of_store<T>(outcome: Outcome<T>) -> Result<T, ErpError> {
    outcome.map_err(|fault| ErpError::Broken { message: fault.to_string() })
}

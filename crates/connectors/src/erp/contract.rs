//! The ERP contract: what one must be able to do, what it says of itself, and how it may fail.

use linehaul_domain::Decimal;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{BatchId, InvoiceNumber};
use linehaul_domain::invoice::{ControlTotal, Invoice};
use linehaul_domain::money::{Currency, fixed};

use crate::erp::{ErpRecord, Expected};

/// How an ERP fails. For anything that changes it only [`ErpError::Unknown`] and [`ErpError::Broken`] leave open whether
/// it happened.
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
    /// Rights or login: it did not happen.
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
    /// `LH-64n`.
    pub code: Code,
    /// The ERP's words and ours.
    pub message: String,
}

/// Every code of a refusal.
pub const REFUSALS: &[Code] = &[
    Code::InvoiceUnsound,
    Code::ErpRecordUnknown,
    Code::PartyRefused,
    Code::ErpWarns,
    Code::ErpRulesRefuse,
    Code::ItemRefused,
    Code::TaxRefused,
    Code::TermsRefused,
    Code::CurrencyRefused,
    Code::ErpFailedInside,
];

/// What a batch call does when one item is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Atomicity {
    /// Each item stands for itself.
    PerItem,
    /// One bad item undoes all, and is not named: the connector bisects.
    AllOrNothing,
}

/// What the ERP does when it is sent the same invoice twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idempotency {
    /// It makes two.
    None,
    /// It replays the answer to a request key.
    RequestKey,
    /// It keeps our number unique.
    UniqueNumber,
}

/// What an ERP can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// Greatest number of invoices in a call.
    pub max_batch: u32,
    /// What one bad item does.
    pub atomicity: Atomicity,
    /// What sending twice does.
    pub idempotency: Idempotency,
    /// Decimal places of an amount.
    pub money_decimals: u32,
    /// Decimal places of a unit price.
    pub price_decimals: u32,
    /// A commit may show up so many seconds after its answer was lost.
    pub settle_seconds: u32,
    /// An answer that is not there after so many seconds is given up as lost.
    pub answer_within_seconds: u32,
    /// Requests allowed in a minute, where there is a limit.
    pub requests_per_minute: Option<u32>,
    /// Does it tell what is still to be paid?
    pub tells_open_amount: bool,
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
    /// Currency, where the party has one.
    pub currency: Option<Currency>,
}

/// An item (product) of the ERP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErpItem {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
}

/// A tax of the ERP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErpTax {
    /// Name.
    pub name: String,
    /// Rate, percent: 13 is 13 %.
    pub percent: Decimal,
}

/// The lists of an ERP that invoices name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Catalogue {
    /// Parties.
    pub parties: Vec<ErpParty>,
    /// Items.
    pub items: Vec<ErpItem>,
    /// Taxes.
    pub taxes: Vec<ErpTax>,
    /// Names of payment terms.
    pub terms: Vec<String>,
    /// Currencies.
    pub currencies: Vec<Currency>,
}

/// A batch of which everything that could be posted is.
#[derive(Debug, Clone, Copy)]
pub struct FinishedBatch<'a> {
    /// Its name.
    pub batch: &'a BatchId,
    /// Control totals of what is posted.
    pub totals: &'a [ControlTotal],
    /// Records of what is posted, in order of our number.
    pub erp_ids: &'a [String],
    /// The sequence of the head of our book's chain.
    pub book_seq: u64,
    /// Its hash.
    pub book_head: &'a str,
}

impl FinishedBatch<'_> {
    /// In words, for a person at the ERP.
    pub fn words(&self) -> String {
        let each =
            |t: &ControlTotal| format!("{} {} in {} invoices", fixed(t.total, t.currency), t.currency, t.invoices);
        let totals: Vec<String> = self.totals.iter().map(each).collect();
        let totals = totals.join(", ");
        format!("Linehaul batch {}: {totals}; head {} {} of the book", self.batch, self.book_seq, self.book_head)
    }
}

/// A file by which posted invoices come into an ERP that imports files.
#[derive(Debug, Clone, Copy)]
pub struct ImportFile<'a> {
    /// Its name, without a folder.
    pub name: &'a str,
    /// The batch of all its invoices.
    pub batch: &'a BatchId,
    /// Its invoices with the ERP's numbers: these and no others, each in this one file.
    pub invoices: &'a [(String, Invoice)],
    /// The sequence of the head of our book's chain.
    pub book_seq: u64,
    /// Its hash.
    pub book_head: &'a str,
}

/// One thing that a doctor looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub name: String,
    /// Is it well?
    pub ok: bool,
    /// In words, with what to do when it is not.
    pub message: String,
}

impl Finding {
    /// A finding.
    pub fn new(name: &str, ok: bool, message: impl Into<String>) -> Finding {
        Finding { name: name.to_owned(), ok, message: message.into() }
    }
}

/// Results by item, in the order of what was asked.
pub type ByItem<K, T> = Vec<(K, Result<T, Refusal>)>;

/// An ERP. No call of it is made inside a database transaction.
pub trait Erp {
    /// Its kind, as in `[erp] kind`.
    fn name(&self) -> &str;
    /// What it can do.
    fn capabilities(&self) -> Capabilities;
    /// Everything it has under these numbers, whatever its state. Changes nothing.
    fn find(&mut self, numbers: &[InvoiceNumber]) -> Result<Vec<ErpRecord>, ErpError>;
    /// Everything whose number begins with `prefix`, whatever its state, in the ERP's order of numbers and after a number:
    /// at most [`crate::erp::UNDER_AT_ONCE`] records a call, a number with all its records. Nothing is the end. Changes
    /// nothing. It finds what a restored book does not know.
    fn under(&mut self, prefix: &str, after: Option<&str>) -> Result<Vec<ErpRecord>, ErpError>;
    /// What keeps each of these from being sent at all: names that the ERP does not know. Changes nothing; what is refused
    /// here was never sent.
    fn lacking(&mut self, invoices: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError>;
    /// Makes drafts, at most `max_batch` of them; answers its record by number.
    fn create_drafts(&mut self, invoices: &[Invoice]) -> Result<ByItem<InvoiceNumber, String>, ErpError>;
    /// Reads records by id, whatever number they bear now; those that are gone are left out. Changes nothing.
    fn read_back(&mut self, erp_ids: &[String]) -> Result<Vec<ErpRecord>, ErpError>;
    /// Posts drafts; answers its number by record. One that is posted already answers its number.
    fn post(&mut self, erp_ids: &[String]) -> Result<ByItem<String, String>, ErpError>;
    /// Removes a draft; one that is gone is fine, one that is posted is an error.
    fn remove_draft(&mut self, erp_id: &str) -> Result<(), ErpError>;
    /// What a record of this invoice looks like there: the lines that do not go as its own taxes, its names for terms and
    /// taxes. Asks nothing; what is not known yet is left out.
    fn expected(&self, invoice: &Invoice) -> Expected;
    /// Its parties, items, taxes, terms and currencies, when it can tell. Changes nothing.
    fn catalogue(&mut self) -> Result<Option<Catalogue>, ErpError>;
    /// The bytes of an import file; `None` where the ERP takes none. The same question has the same answer, and nothing is
    /// written: whoever asked keeps the bytes and hands them out.
    fn import_file(&mut self, file: &ImportFile<'_>) -> Result<Option<Vec<u8>>, ErpError>;
    /// Told when a batch is through. Telling it twice changes nothing.
    fn finish_batch(&mut self, finished: &FinishedBatch<'_>) -> Result<(), ErpError>;
    /// What a doctor asks. Changes nothing.
    fn check(&mut self) -> Vec<Finding>;
}

/// A result of the store, as an ERP error: nothing of ours is ever lost halfway.
pub(crate) fn of_store<T>(outcome: Outcome<T>) -> Result<T, ErpError> {
    outcome.map_err(|fault| ErpError::Broken { message: fault.to_string() })
}

//! The ERP contract: what one must be able to do, what it says of itself, and how it may fail.

use linehaul_domain::Decimal;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{BatchId, ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::{ControlTotal, Invoice};
use linehaul_domain::money::{Currency, fixed};

use crate::erp::{
    Changes, Expected, Fate, Found, Handle, Key, MasterPage, Order, Page, Receivables, Refusal, Traits, Under,
};

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
    /// It was not asked, and so it did not happen. Only whoever keeps the ERP's pace says so, no connector.
    NotAsked {
        /// Why: it wants to be left alone, or somebody stopped.
        code: Code,
        /// The same in words.
        message: String,
    },
    /// It answered what cannot be understood.
    Broken {
        /// Why.
        message: String,
    },
}

impl ErpError {
    /// Its words, without what they mean.
    pub fn message(&self) -> &str {
        match self {
            ErpError::Unknown { message }
            | ErpError::Unavailable { message, .. }
            | ErpError::NotAllowed { message }
            | ErpError::NotAsked { message, .. }
            | ErpError::Broken { message } => message,
        }
    }
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
    Code::DimensionRefused,
    Code::AmountTooFine,
];

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
    /// Which one it is: kind, address and company, or the ledger of one that keeps its records here. Known without asking it, the same
    /// in every run, and another for every other. What was sent here is asked about here.
    fn place(&self) -> ErpPlace;
    /// For how many seconds an answer since this was asked last wanted it to be left alone, whatever else that answer said, be it to a
    /// question, to a change or to what was swallowed on the way. Asked after each call, before anything waits; asks nothing.
    fn puts_off(&mut self) -> Option<u32>;
    /// What it is like. Known without asking it.
    fn traits(&self) -> Traits;
    /// Everything it has under these keys, whatever its state and whatever number it bears now. What cannot be read is told
    /// where it bears a number that was asked for, and keeps nothing else from being found. Changes nothing.
    fn find(&mut self, keys: &[Key]) -> Result<Found, ErpError>;
    /// A page of everything whose number begins with a prefix, whatever its state: at most [`crate::erp::UNDER_AT_ONCE`]
    /// records. [`crate::erp::Pages`] goes through all of them. What it costs follows what is asked for, not what is there.
    /// Changes nothing. It finds what a restored book does not know.
    fn under(&mut self, asked: &Under<'_>) -> Result<Page, ErpError>;
    /// What keeps each of these from being sent at all: names that the ERP does not know. Changes nothing; what is refused
    /// here was never sent.
    fn lacking(&mut self, invoices: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError>;
    /// Makes drafts, or posts at once where its traits say so: at most `max_batch` orders. One that is not named in the answer
    /// is open.
    fn make(&mut self, orders: &[Order]) -> Result<Vec<(InvoiceNumber, Fate)>, ErpError>;
    /// Posts drafts, at most `max_post`; answers by record id, with the record as it stands afterwards where it was read. One
    /// that is posted already is done.
    fn post(&mut self, handles: &[Handle]) -> Result<Vec<(String, Fate)>, ErpError>;
    /// Removes a draft; one that is gone is fine, one that is posted is an error.
    fn remove_draft(&mut self, handle: &Handle) -> Result<(), ErpError>;
    /// What a record of this invoice looks like there: the lines that do not go as its own taxes, its names for terms and
    /// taxes. Asks nothing; what is not known yet is left out.
    fn expected(&self, invoice: &Invoice) -> Expected {
        Expected::of(invoice)
    }
    /// What changed among our invoices since a cursor: made, posted, cancelled, credited, paid, written over and, where its traits
    /// say so, removed. Without a cursor it only says where that stands now. Whatever changes after the answer is told when asked
    /// with its cursor, however close together; what was told may be told again. `None` when it has no feed, or knows no more where
    /// the cursor was: every invoice is to be asked about. Changes nothing.
    fn changes(&mut self, since: Option<&str>) -> Result<Option<Changes>, ErpError>;
    /// Its parties, items, taxes, terms and currencies, when it can tell. Changes nothing.
    fn catalogue(&mut self) -> Result<Option<Catalogue>, ErpError> {
        Ok(None)
    }
    /// Its items, all that a line can be posted as; `None` where no line names one, or it keeps no list. Changes nothing.
    fn items(&mut self) -> Result<Option<Vec<ErpItem>>, ErpError> {
        Ok(None)
    }
    /// Customers as they stand there: all of them without a cursor, page by page, and with one those that changed since at least.
    /// Whatever changes after the answer is told when asked with its cursor; what was told may be told again. `None` when it tells
    /// nothing of customers, or knows no more where the cursor was. Changes nothing.
    fn customers(&mut self, _: Option<&str>) -> Result<Option<MasterPage>, ErpError> {
        Ok(None)
    }
    /// A page of everything that its customers were billed, whoever made it and whatever is open of it, from a place on: drafts and
    /// what was cancelled are left out. `None` when it lists nothing of that. Changes nothing.
    fn receivables(&mut self, _: Option<&str>) -> Result<Option<Receivables>, ErpError> {
        Ok(None)
    }
    /// The bytes of an import file; `None` where the ERP takes none. The same question has the same answer, and nothing is
    /// written: whoever asked keeps the bytes and hands them out.
    fn import_file(&mut self, _: &ImportFile<'_>) -> Result<Option<Vec<u8>>, ErpError> {
        Ok(None)
    }
    /// The invoice that a record was made of, where the ERP keeps it whole and as it was written. Changes nothing.
    fn whole(&mut self, _: &Handle) -> Result<Option<Invoice>, ErpError> {
        Ok(None)
    }
    /// Told when a batch is through; one that keeps no notes does nothing. Telling it twice changes nothing.
    fn finish_batch(&mut self, _: &FinishedBatch<'_>) -> Result<(), ErpError> {
        Ok(())
    }
    /// Told when a piece of work is through: an ERP that keeps a place for whoever is signed in is left here. What comes after it
    /// is answered all the same.
    fn leave(&mut self) {}
    /// What a doctor asks. Changes nothing.
    fn check(&mut self) -> Vec<Finding>;
}

/// A result of the store, as an ERP error: nothing of ours is ever lost halfway.
pub(crate) fn of_store<T>(outcome: Outcome<T>) -> Result<T, ErpError> {
    outcome.map_err(|fault| ErpError::Broken { message: fault.to_string() })
}

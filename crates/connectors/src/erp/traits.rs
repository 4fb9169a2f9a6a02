//! What an ERP says of itself. The push reads all of it: nothing about one ERP stands in the engine. How an ERP answers a call
//! with several invoices is no part of it: each answer says that by itself.

use linehaul_domain::Decimal;

use crate::erp::Feed;

/// Longest description of a line, in characters (QuickBooks keeps 4,000).
pub const MAX_DESCRIPTION_CHARS: usize = 4_000;

/// Is there something that is in no account yet?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// What is made is a draft: it is compared, then posted, and removed where it is not as ours.
    First,
    /// Making posts: it is compared afterwards, and a person looks where it is not as ours.
    AtOnce,
}

/// What happens when the same invoice is sent twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twice {
    /// Two are made.
    MakesTwo,
    /// The second is refused: a number is taken once.
    Refused,
    /// The first answer comes again, by the request key and the body.
    Replayed {
        /// For so many seconds; without a limit where it is not said.
        seconds: Option<u32>,
    },
}

/// Who reckons the tax of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaxBy {
    /// We do, to the cent.
    Us,
    /// The ERP does: total and tax may be apart from ours by this much, in the invoice's currency.
    Erp {
        /// Greatest distance that is taken as the same.
        tolerance: Decimal,
    },
}

/// How fast it may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Calls in a minute, where there is a limit.
    pub per_minute: Option<u32>,
    /// Is each question paid for? Then what an answer shows already is not asked again.
    pub metered: bool,
}

impl Pace {
    /// As fast as it answers.
    pub const ANY: Pace = Pace { per_minute: None, metered: false };
}

/// How much it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lengths {
    /// Characters of our number.
    pub number: usize,
    /// Characters of the description of a line.
    pub description: usize,
    /// Lines of an invoice.
    pub lines: usize,
}

impl Lengths {
    /// The longest number that we make, and what QuickBooks keeps of a description.
    pub const USUAL: Lengths = Lengths {
        number: linehaul_domain::ids::InvoiceNumber::MAX_LENGTH,
        description: MAX_DESCRIPTION_CHARS,
        lines: usize::MAX,
    };
}

/// What an ERP is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traits {
    /// Drafts, or posted at once.
    pub drafts: Drafts,
    /// What sending twice does.
    pub twice: Twice,
    /// Who reckons tax.
    pub tax: TaxBy,
    /// How fast it may be asked.
    pub pace: Pace,
    /// How much it takes.
    pub lengths: Lengths,
    /// Has a line an account of its own, beside its item's?
    pub accounts: bool,
    /// Has a line dimensions, whatever they are called?
    pub dimensions: bool,
    /// Can it take credit memos that name what they credit?
    pub credits: bool,
    /// Do invoices that are posted here go out by import files?
    pub import_files: bool,
    /// Is it told when a batch is through?
    pub notes: bool,
    /// Does it tell what is still to be paid?
    pub tells_open_amount: bool,
    /// Does it tell what changed since it was asked last?
    pub feed: Feed,
    /// Which fields of a customer does it tell, by our columns? None where it tells nothing of customers.
    pub customers: &'static [&'static str],
    /// Does it list what customers were billed there, with what is open of it and when it was paid?
    pub receivables: bool,
    /// Greatest number of invoices in a call that makes them.
    pub max_batch: u32,
    /// Greatest number of drafts in a call that posts them. Between two calls a push can be paused or stopped.
    pub max_post: u32,
    /// Decimal places of an amount: one with more is not sent.
    pub money_decimals: u32,
    /// Decimal places of a unit price: of a line's amount, since each goes as one of it.
    pub price_decimals: u32,
    /// A commit may show up so many seconds after its answer was lost.
    pub settle_seconds: u32,
    /// An answer that is not there after so many seconds is given up as lost.
    pub answer_within_seconds: u32,
}

impl Traits {
    /// Does it keep one invoice from being made twice, for as long as an answer can be missing?
    pub fn guards(&self) -> bool {
        let missing = self.settle_seconds.saturating_add(self.answer_within_seconds);
        match self.twice {
            Twice::MakesTwo => false,
            Twice::Refused | Twice::Replayed { seconds: None } => true,
            Twice::Replayed { seconds: Some(seconds) } => seconds >= missing,
        }
    }

    /// Why nobody can bill exactly once into an ERP like this, in words; `None` where one can. A draft too many is removed; an
    /// invoice too many is in the accounts.
    pub fn unfit(&self) -> Option<&'static str> {
        let unguarded = self.drafts == Drafts::AtOnce && !self.guards();
        unguarded.then_some("it posts at once, and makes two of what is sent again after an answer was lost")
    }

    /// In words, row by row, for the page on it.
    pub fn described(&self) -> Vec<(&'static str, String)> {
        let twice = match self.twice {
            Twice::MakesTwo => "it makes two".to_owned(),
            Twice::Refused => "it refuses a number twice".to_owned(),
            Twice::Replayed { seconds: None } => "it replays its answer to a request key".to_owned(),
            Twice::Replayed { seconds: Some(s) } => format!("it replays its answer to a request key for {s} s"),
        };
        let tax = match self.tax {
            TaxBy::Us => "ours, to the cent".to_owned(),
            TaxBy::Erp { tolerance } => format!("the ERP's, up to {tolerance} apart from ours"),
        };
        let made = match self.drafts {
            Drafts::First => "a draft, posted afterwards",
            Drafts::AtOnce => "posted at once",
        };
        let feed = match self.feed {
            Feed::No => "no",
            Feed::OfWhatStays => "yes, of what is still there",
            Feed::OfAll => "yes, removed ones too",
        };
        let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        vec![
            ("what is made is", made.to_owned()),
            ("invoices in a call, at most", self.max_batch.to_string()),
            ("posted in a call, at most", self.max_post.to_string()),
            ("the same invoice sent twice", twice),
            ("tax is", tax),
            ("decimal places of an amount", self.money_decimals.to_string()),
            ("decimal places of a unit price", self.price_decimals.to_string()),
            ("requests in a minute, limit", self.pace.per_minute.map_or("none".to_owned(), |n| n.to_string())),
            ("tells what is still to be paid", yes_no(self.tells_open_amount)),
            ("tells what changed since it was asked last", feed.to_owned()),
            ("tells of customers", if self.customers.is_empty() { "no".to_owned() } else { self.customers.join(", ") }),
            ("lists what customers were billed, and when it was paid", yes_no(self.receivables)),
            ("is imported from files that are handed out", yes_no(self.import_files)),
            ("is told when a batch is through", yes_no(self.notes)),
            ("a line has an account that we choose", yes_no(self.accounts)),
            ("a line has dimensions", yes_no(self.dimensions)),
            ("takes credit memos that name their invoice", yes_no(self.credits)),
        ]
    }
}

//! The feed: which of our invoices changed at an ERP since somebody asked last.

use linehaul_domain::ids::InvoiceNumber;

/// What an ERP tells of what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feed {
    /// Nothing: every invoice is asked about.
    No,
    /// What changed and is still there.
    OfWhatStays,
    /// What was removed as well.
    OfAll,
}

/// A record that changed, or is gone. What became of it is asked by its key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Changed {
    /// Its id.
    pub id: String,
    /// The number under which it is found, or was, where the ERP tells it: ours, unless somebody changed it there.
    pub number: Option<InvoiceNumber>,
    /// What is another one with every change of it, where the ERP can tell: told again with the same, nothing changed since.
    pub stamp: Option<String>,
}

/// What changed since a cursor, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// What changed. The same record may come more than once, and one that did not change may be among them.
    pub changed: Vec<Changed>,
    /// From where it goes on.
    pub cursor: String,
    /// Is there more to be told before it is up to date?
    pub more: bool,
}

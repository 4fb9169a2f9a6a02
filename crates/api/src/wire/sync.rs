//! What a sync did.

use linehaul_domain::money::fixed;
use linehaul_workbench::assessment::changes::Voided;
use linehaul_workbench::intake::sync::Synced;
use linehaul_workbench::intake::take::SourceReport;
use serde::Serialize;
use ts_rs::TS;

use crate::error::ApiError;

/// One source.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SourceLine {
    /// Name.
    pub name: String,
    /// Rows read: the sum of the four after it.
    pub read: u64,
    /// New.
    pub new: u64,
    /// Changed.
    pub changed: u64,
    /// Known already.
    pub duplicate: u64,
    /// Unreadable.
    pub quarantined: u64,
    /// Files that were read before and have not changed.
    pub unchanged_files: u64,
    /// Remarks.
    pub notes: Vec<String>,
    /// Why it could not be read at all.
    pub error: Option<ApiError>,
}

/// A load whose approval lapsed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Lapse {
    /// Load.
    pub load: String,
    /// What changed.
    pub difference: String,
}

/// A posted load of which something else is due now.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DifferenceTold {
    /// Load.
    pub load: String,
    /// The invoice that billed it.
    pub invoice: String,
    /// What is due now less what was billed; negative where too much was billed.
    pub amount: Option<String>,
    /// Its currency.
    pub currency: Option<String>,
    /// In words.
    pub difference: String,
}

/// What a sync did.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SyncReport {
    /// By source.
    pub sources: Vec<SourceLine>,
    /// Loads assessed.
    pub assessed: usize,
    /// Approvals that lapsed.
    pub lapsed: Vec<Lapse>,
    /// Posted loads of which something else is due now.
    pub differing: Vec<DifferenceTold>,
    /// Invoices that were taken back because facts changed, in words.
    pub voided: Vec<String>,
    /// Loads that still wait to be assessed.
    pub left: u64,
    /// What is wrong with the book, where the sync looked at all of it.
    pub book: Option<String>,
    /// Loads of which something is known, but not their own row yet.
    pub waiting: Vec<String>,
    /// Rows that wait in quarantine, from this sync or from one before.
    pub quarantined: u64,
    /// Milliseconds.
    pub elapsed_ms: u64,
}

impl From<SourceReport> for SourceLine {
    fn from(report: SourceReport) -> SourceLine {
        let SourceReport { name, read, new, changed, duplicate, quarantined, unchanged_files, notes, error, .. } =
            report;
        let error = error.map(ApiError::from);
        SourceLine { name, read, new, changed, duplicate, quarantined, unchanged_files, notes, error }
    }
}

impl From<Synced> for SyncReport {
    fn from(synced: Synced) -> SyncReport {
        let Synced { sources, assessed, waiting, quarantined, book, elapsed_ms } = synced;
        let differing = assessed.differing.into_iter().map(|(load, invoice, amount, difference)| DifferenceTold {
            load: load.0,
            invoice: invoice.0,
            amount: amount.map(|money| fixed(money.amount, money.currency)),
            currency: amount.map(|money| money.currency.to_string()),
            difference,
        });
        let lapsed = assessed.lapsed.into_iter().map(|(load, difference)| Lapse { load: load.0, difference });
        SyncReport {
            sources: sources.into_iter().map(SourceLine::from).collect(),
            assessed: assessed.loads,
            lapsed: lapsed.collect(),
            differing: differing.collect(),
            voided: assessed.voided.iter().map(Voided::words).collect(),
            left: assessed.left,
            book,
            waiting: waiting.into_iter().map(|l| l.0).collect(),
            quarantined,
            elapsed_ms: elapsed_ms as u64,
        }
    }
}

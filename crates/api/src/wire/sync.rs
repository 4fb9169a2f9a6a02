//! What a sync did.

use linehaul_workbench::sync::{SourceReport, Synced};
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

/// What a sync did.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SyncReport {
    /// By source.
    pub sources: Vec<SourceLine>,
    /// Loads assessed.
    pub assessed: usize,
    /// Approvals that lapsed.
    pub lapsed: Vec<Lapse>,
    /// Loads of which something is known, but not their own row yet.
    pub waiting: Vec<String>,
    /// Milliseconds.
    pub elapsed_ms: u64,
}

impl From<SourceReport> for SourceLine {
    fn from(report: SourceReport) -> SourceLine {
        let SourceReport { name, read, new, changed, duplicate, quarantined, unchanged_files, notes, error } = report;
        let error = error.map(ApiError::from);
        SourceLine { name, read, new, changed, duplicate, quarantined, unchanged_files, notes, error }
    }
}

impl From<Synced> for SyncReport {
    fn from(synced: Synced) -> SyncReport {
        let Synced { sources, assessed, waiting, elapsed_ms } = synced;
        let lapsed = assessed.lapsed.into_iter().map(|(load, difference)| Lapse { load: load.0, difference });
        SyncReport {
            sources: sources.into_iter().map(SourceLine::from).collect(),
            assessed: assessed.loads,
            lapsed: lapsed.collect(),
            waiting: waiting.into_iter().map(|l| l.0).collect(),
            elapsed_ms: elapsed_ms as u64,
        }
    }
}

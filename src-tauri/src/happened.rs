//! What the page is told of what was done while nobody asked for it.

use linehaul_api::command::declare::{Command, Tag};
use linehaul_api::command::sync::Run;
use linehaul_api::wire::sync::Lapse;
use linehaul_api::wire::unattended::{RunReport, TroubleLine};
use serde::Serialize;

/// What the page is told.
#[derive(Debug, Clone, Serialize)]
pub struct Happened {
    /// What is to be asked again.
    pub changed: Vec<Tag>,
    /// Rows that were read.
    pub read: u64,
    /// Loads that were assessed.
    pub assessed: usize,
    /// Approvals that lapsed.
    pub lapsed: Vec<Lapse>,
    /// Invoices that were taken back, in words.
    pub voided: Vec<String>,
    /// What is amiss, and nobody was told yet.
    pub new: Vec<TroubleLine>,
}

impl From<RunReport> for Happened {
    fn from(report: RunReport) -> Happened {
        let read = report.sources.iter().map(|source| source.read).sum();
        // When each source is read next is another time after each round.
        let changed = match read > 0 || report.assessed > 0 || report.done > 0 {
            true => Run::CHANGES.to_vec(),
            false => vec![Tag::Deliveries],
        };
        let RunReport { assessed, lapsed, voided, new, .. } = report;
        Happened { changed, read, assessed, lapsed, voided, new }
    }
}

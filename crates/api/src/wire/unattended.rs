//! What was done while nobody asked for it.

use linehaul_workbench::assessment::changes::Voided;
use linehaul_workbench::intake::trouble::Trouble;
use linehaul_workbench::upkeep::unattended::Round;
use serde::Serialize;
use ts_rs::TS;

use crate::error::ApiError;
use crate::wire::sync::{Lapse, SourceLine};

/// A source that was not due.
#[derive(Debug, Clone, Serialize, TS)]
pub struct WaitingSource {
    /// Name.
    pub name: String,
    /// When it is read next, RFC 3339.
    pub next: Option<String>,
}

/// Something that is amiss.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TroubleLine {
    /// What it is of: `source dispatch`, `book`, `owed`.
    pub of: String,
    /// Since when, RFC 3339.
    pub since: String,
    /// What it is.
    pub error: ApiError,
}

/// What a round did.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RunReport {
    /// Sources that were read.
    pub sources: Vec<SourceLine>,
    /// Those that were not due.
    pub waiting: Vec<WaitingSource>,
    /// Loads assessed.
    pub assessed: usize,
    /// Approvals that lapsed.
    pub lapsed: Vec<Lapse>,
    /// Invoices that were taken back because facts changed, in words.
    pub voided: Vec<String>,
    /// Loads that still wait to be assessed.
    pub left: u64,
    /// What was owed of posted invoices and is done now.
    pub done: usize,
    /// What is amiss, and nobody was told yet.
    pub new: Vec<TroubleLine>,
    /// What was told already, and lasts.
    pub lasting: Vec<TroubleLine>,
    /// The next round is due in so many milliseconds.
    pub wait_ms: u64,
}

fn line((of, trouble): (String, Trouble)) -> TroubleLine {
    let Trouble { code, what, means, next, since, .. } = trouble;
    let error = ApiError { code, message: what, meaning: means, next_step: next };
    TroubleLine { of, since: since.to_rfc3339(), error }
}

impl From<Round> for RunReport {
    fn from(round: Round) -> RunReport {
        let Round { sources, waiting, assessed, done, new, lasting, wait } = round;
        let lapsed = assessed.lapsed.into_iter().map(|(load, difference)| Lapse { load: load.0, difference });
        RunReport {
            sources: sources.into_iter().map(SourceLine::from).collect(),
            waiting: waiting
                .into_iter()
                .map(|(name, health)| WaitingSource { name, next: health.next.map(|at| at.to_rfc3339()) })
                .collect(),
            assessed: assessed.loads,
            lapsed: lapsed.collect(),
            voided: assessed.voided.iter().map(Voided::words).collect(),
            left: assessed.left,
            done,
            new: new.into_iter().map(line).collect(),
            lasting: lasting.into_iter().map(line).collect(),
            wait_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

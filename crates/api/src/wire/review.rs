//! What a decision did.

use linehaul_workbench::decisions::review::{Decided, Refused};
use serde::Serialize;
use ts_rs::TS;

/// A load for which it was refused.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RefusedLine {
    /// Load.
    pub load: String,
    /// `LH-4nn`.
    pub code: String,
    /// Why.
    pub message: String,
    /// What to do.
    pub next_step: String,
}

/// Approvals.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Approvals {
    /// Approved loads.
    pub approved: Vec<String>,
    /// Refused ones.
    pub refused: Vec<RefusedLine>,
}

/// Any other decision.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Decisions {
    /// Loads decided.
    pub done: Vec<String>,
    /// Refused ones.
    pub refused: Vec<RefusedLine>,
    /// What it did beside: an invoice that was voided, and what becomes of the others on it.
    pub notes: Vec<String>,
}

impl From<Refused> for RefusedLine {
    fn from(refused: Refused) -> RefusedLine {
        RefusedLine {
            load: refused.load.0,
            code: refused.fault.code.to_string(),
            message: refused.fault.what,
            next_step: refused.fault.next,
        }
    }
}

impl From<Decided> for Approvals {
    fn from(decided: Decided) -> Approvals {
        let Decisions { done, refused, .. } = Decisions::from(decided);
        Approvals { approved: done, refused }
    }
}

impl From<Decided> for Decisions {
    fn from(decided: Decided) -> Decisions {
        Decisions {
            done: decided.done.into_iter().map(|l| l.0).collect(),
            refused: decided.refused.into_iter().map(RefusedLine::from).collect(),
            notes: decided.notes,
        }
    }
}

//! Errors as a screen gets them.

use linehaul_domain::fault::{Code, Fault, Outcome};
use serde::Serialize;
use ts_rs::TS;

/// A coded error: what happened, what it means for the invoice, what to do next.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ApiError {
    /// `LH-nnn`.
    #[ts(type = "string")]
    pub code: Code,
    /// What happened.
    pub message: String,
    /// What it means for the invoice.
    pub meaning: String,
    /// What to do next.
    pub next_step: String,
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> ApiError {
        ApiError { code: fault.code, message: fault.what, meaning: fault.means, next_step: fault.next }
    }
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Fault {
        Fault { code: error.code, what: error.message, means: error.meaning, next: error.next_step }
    }
}

impl ApiError {
    /// Does it mean that the work could not be done at all (words, workspace, configuration, storage), rather than that
    /// something needs a person?
    pub fn cannot_run(&self) -> bool {
        self.code.stops_the_work()
    }
}

/// The result of a command.
pub type Answer<T> = Result<T, ApiError>;

/// Converts a workbench result.
pub fn answer<T, W: From<T>>(outcome: Outcome<T>) -> Answer<W> {
    outcome.map(W::from).map_err(ApiError::from)
}

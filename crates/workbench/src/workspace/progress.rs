//! Work at the ERP, watched: how far it is, and what whoever watches wants of it.

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PushProgress {
    /// Invoices that have an outcome in this run.
    pub done: usize,
    /// Invoices in all.
    pub all: usize,
    /// Invoices about which the ERP is being asked, because an answer was lost.
    pub asking: usize,
    /// Does it rest, as a pause wants it? What was at the ERP when the pause was wanted is finished first.
    pub resting: bool,
}

/// What whoever watches long work wants of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// To go on.
    Continue,
    /// To send nothing until told otherwise. Nobody else can: this process has the workspace to itself.
    Pause,
    /// To stop before the next invoice.
    Stop,
}

/// Told how far it is, between invoices and while waiting; answers what is wanted.
pub type OnProgress<'a> = &'a mut dyn FnMut(PushProgress) -> Signal;

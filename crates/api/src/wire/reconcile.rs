//! Reconciling and retrying.

use linehaul_domain::money::fixed;
use linehaul_workbench::invoicing::reconcile::{Mismatch, Reconciled};
use linehaul_workbench::invoicing::retry::{NotRetried, Retried};
use serde::Serialize;
use ts_rs::TS;

use crate::error::ApiError;
use crate::wire::batch::{PostedLine, posted};

/// A posted invoice that the ERP has otherwise.
#[derive(Debug, Clone, Serialize, TS)]
pub struct MismatchLine {
    /// Number.
    pub invoice: String,
    /// Loads.
    pub loads: Vec<String>,
    /// What differs.
    pub differences: Vec<String>,
}

/// What customers owe on posted invoices in one currency.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReceivableLine {
    /// Currency.
    pub currency: String,
    /// Invoices paid in full.
    pub paid: u32,
    /// Invoices paid in part.
    pub part_paid: u32,
    /// Invoices with nothing paid yet.
    pub unpaid: u32,
    /// Still to be paid.
    pub open: String,
}

/// An invoice that waits for a person.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PersonLine {
    /// Number.
    pub invoice: String,
    /// Why.
    pub reason: String,
}

/// A draft that was removed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct StrayLine {
    /// The invoice beside which it stood.
    pub invoice: String,
    /// Its record.
    pub erp_id: String,
}

/// What reconciling found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ReconcileReport {
    /// Posted invoices that agree, as they were seen last.
    pub matched: u64,
    /// Of all posted ones, those that the ERP was asked about now.
    pub asked: u64,
    /// Posted invoices that nobody has asked about yet.
    pub unseen: u64,
    /// Somebody stopped it; the next one goes on.
    pub stopped: bool,
    /// What ended it before every invoice was asked about, where nobody stopped it.
    pub error: Option<ApiError>,
    /// Posted invoices that are at another ERP than the configured one: it was not asked about them.
    pub elsewhere: u64,
    /// Those that do not.
    pub mismatched: Vec<MismatchLine>,
    /// Invoices in doubt that turned out to be posted.
    pub cleared: Vec<PostedLine>,
    /// Invoices in doubt that the ERP does not have posted: they wait for the next push.
    pub requeued: Vec<String>,
    /// Still in doubt.
    pub in_doubt: Vec<String>,
    /// Waiting for a person.
    pub needs_person: Vec<PersonLine>,
    /// Drafts that stood beside a posted invoice and were removed.
    pub strays_removed: Vec<StrayLine>,
    /// What is still to be paid, where the ERP tells.
    pub owed: Vec<ReceivableLine>,
}

/// An invoice that could not go on.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NotRetriedLine {
    /// Number.
    pub invoice: String,
    /// `LH-nnn`.
    pub code: String,
    /// Why.
    pub message: String,
    /// What to do.
    pub next_step: String,
}

/// What a retry did.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RetryReport {
    /// Waiting for the next push again.
    pub queued: Vec<String>,
    /// Found posted as ours.
    pub posted: Vec<String>,
    /// Cancelled at the ERP.
    pub rejected: Vec<String>,
    /// What is owed beside invoices and goes on with the next push, by name.
    pub effects: Vec<String>,
    /// Left as they were.
    pub refused: Vec<NotRetriedLine>,
}

/// What becomes of an invoice that was cancelled at the ERP.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Settled {
    /// Are its loads billed again?
    pub bill_again: bool,
    /// Number.
    pub invoice: String,
    /// Its loads.
    pub loads: Vec<String>,
}

/// What was owed and is not done any more.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Ended {
    /// Did it go out?
    pub went_out: bool,
    /// By name.
    pub ended: Vec<String>,
}

/// A password that is no longer kept.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Forgotten {
    /// It is.
    pub forgotten: bool,
}

impl From<Mismatch> for MismatchLine {
    fn from(mismatch: Mismatch) -> MismatchLine {
        let loads = mismatch.loads.into_iter().map(|l| l.0).collect();
        MismatchLine { invoice: mismatch.invoice.0, loads, differences: mismatch.differences }
    }
}

impl From<Reconciled> for ReconcileReport {
    fn from(result: Reconciled) -> ReconcileReport {
        let owed = result.owed.into_iter().map(|(currency, owed)| ReceivableLine {
            currency: currency.to_string(),
            paid: owed.paid,
            part_paid: owed.part_paid,
            unpaid: owed.unpaid,
            open: fixed(owed.open, currency),
        });
        let strays = result.strays_removed.into_iter();
        let waiting = result.needs_person.into_iter();
        ReconcileReport {
            matched: result.matched,
            asked: result.asked,
            unseen: result.unseen,
            stopped: result.stopped,
            error: result.ended.map(ApiError::from),
            elsewhere: result.elsewhere,
            mismatched: result.mismatched.into_iter().map(MismatchLine::from).collect(),
            cleared: result.doubts.posted.iter().map(posted).collect(),
            requeued: result.doubts.skipped.iter().map(|s| s.invoice.number.to_string()).collect(),
            in_doubt: result.in_doubt.into_iter().map(|n| n.0).collect(),
            needs_person: waiting.map(|(n, reason)| PersonLine { invoice: n.0, reason }).collect(),
            strays_removed: strays.map(|(n, erp_id)| StrayLine { invoice: n.0, erp_id }).collect(),
            owed: owed.collect(),
        }
    }
}

impl From<NotRetried> for NotRetriedLine {
    fn from(not: NotRetried) -> NotRetriedLine {
        NotRetriedLine {
            invoice: not.invoice.0,
            code: not.fault.code.to_string(),
            message: not.fault.what,
            next_step: not.fault.next,
        }
    }
}

impl From<Retried> for RetryReport {
    fn from(retried: Retried) -> RetryReport {
        let names = |numbers: Vec<linehaul_domain::ids::InvoiceNumber>| numbers.into_iter().map(|n| n.0).collect();
        RetryReport {
            queued: names(retried.queued),
            posted: names(retried.posted),
            rejected: names(retried.rejected),
            effects: retried.effects,
            refused: retried.refused.into_iter().map(NotRetriedLine::from).collect(),
        }
    }
}

//! What stands at the ERP and is not in the book, backups, and restores.

use linehaul_domain::money::fixed;
use linehaul_workbench::invoicing::recover::{Recovered, Recovery};
use serde::Serialize;
use ts_rs::TS;

use crate::error::ApiError;

/// An invoice at the ERP that this book does not know.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UnknownLine {
    /// The number that it bears.
    pub invoice: String,
    /// The ERP's record.
    pub erp_id: String,
    /// The ERP's number.
    pub erp_number: Option<String>,
    /// `posted` or `draft`.
    pub state: String,
    /// Who is billed there.
    pub party: String,
    /// Total.
    pub total: String,
    /// Currency.
    pub currency: String,
    /// The loads that it bills; empty where nobody knows.
    pub loads: Vec<String>,
    /// What in this book stands against it.
    pub conflict: Option<String>,
}

/// What stands at the ERP and cannot be read.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UnreadableLine {
    /// The number that it bears.
    pub invoice: String,
    /// The ERP's record.
    pub erp_id: String,
    /// What cannot be read.
    pub why: String,
}

/// What is not in the book.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RecoveryReport {
    /// How the book is behind, if it is.
    pub behind: Option<ApiError>,
    /// What the ERP has under our prefix and the book has not.
    pub unknown: Vec<UnknownLine>,
    /// What goes out once and may be out already, in what the book lost: a line each.
    pub owed: Vec<String>,
    /// What stands there and cannot be read: until it is mended nothing is confirmed, but of drafts.
    pub unreadable: Vec<UnreadableLine>,
    /// Has a person to say which invoice number was given out last? The ERP cannot tell.
    pub asks_last_number: bool,
}

/// What confirming did.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RecoveredReport {
    /// Loads that are billed by invoices that this book does not have: load and number.
    pub billed: Vec<(String, String)>,
    /// Invoices of this book that were never sent and gave way to those.
    pub voided: Vec<String>,
    /// Drafts of ours that were removed at the ERP.
    pub removed: Vec<String>,
    /// What a person should look at.
    pub remarks: Vec<String>,
    /// Invoice numbers go on from this value.
    pub numbers_from: u64,
}

/// Where a book ends.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HeadLine {
    /// Its last entry.
    pub seq: u64,
    /// The hash of that.
    pub hash: String,
}

/// A backup that was made, or put back.
#[derive(Debug, Clone, Serialize, TS)]
pub struct BackupReport {
    /// The backup's file.
    pub file: String,
    /// Where its book ends.
    pub head: HeadLine,
    /// Where the book that was there before is now.
    pub aside: Option<String>,
    /// Why the ledger of the embedded ERP is not in a backup that was made, where it does not read.
    pub without_ledger: Option<String>,
}

impl From<Recovery> for RecoveryReport {
    fn from(recovery: Recovery) -> RecoveryReport {
        let unknown = recovery.unknown.into_iter().map(|one| UnknownLine {
            state: format!("{:?}", one.record.state).to_lowercase(),
            total: fixed(one.record.total, one.record.currency),
            currency: one.record.currency.to_string(),
            invoice: one.record.number.0,
            erp_id: one.record.erp_id,
            erp_number: one.record.erp_number,
            party: one.record.party,
            loads: one.loads.into_iter().map(|load| load.0).collect(),
            conflict: one.conflict,
        });
        let unreadable = recovery.unreadable.into_iter().map(|one| UnreadableLine {
            invoice: one.number.0,
            erp_id: one.erp_id,
            why: one.why,
        });
        let (unknown, unreadable) = (unknown.collect(), unreadable.collect());
        let behind = recovery.behind.map(|behind| ApiError::from(behind.fault()));
        let asks_last_number = recovery.asks_last_number;
        RecoveryReport { behind, unknown, owed: recovery.owed, unreadable, asks_last_number }
    }
}

impl From<Recovered> for RecoveredReport {
    fn from(recovered: Recovered) -> RecoveredReport {
        let Recovered { billed, voided, removed, remarks, numbers_from } = recovered;
        let billed = billed.into_iter().map(|(load, invoice)| (load.0, invoice.0)).collect();
        let voided = voided.into_iter().map(|invoice| invoice.to_string()).collect();
        RecoveredReport { billed, voided, removed, remarks, numbers_from }
    }
}

//! Upkeep: audit, rebuild, doctor, init.

use linehaul_workbench::ChainReport;
use linehaul_workbench::intake::rebuild::Checked;
use linehaul_workbench::upkeep::doctor::Check;
use serde::Serialize;
use ts_rs::TS;

/// The book's chain.
#[derive(Debug, Clone, Serialize, TS)]
pub struct AuditReport {
    /// Entries.
    pub entries: u64,
    /// Hash of the last.
    pub head: String,
    /// Does it hold?
    pub ok: bool,
    /// The first entry that does not.
    pub first_bad: Option<u64>,
    /// Why.
    pub why: Option<String>,
}

/// A comparison of stored with rebuilt.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RebuildReport {
    /// Loads compared or rebuilt.
    pub loads: usize,
    /// What differs.
    pub differing: Vec<String>,
    /// Was the cache missing, and made again before the comparison?
    pub cache_was_missing: bool,
}

/// One check of the doctor.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CheckLine {
    /// Name.
    pub name: String,
    /// Well?
    pub ok: bool,
    /// In words.
    pub message: String,
}

/// What the doctor found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DoctorReport {
    /// Checks.
    pub checks: Vec<CheckLine>,
}

/// A new workspace.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Workspace {
    /// Its folder.
    pub workspace: String,
}

impl From<ChainReport> for AuditReport {
    fn from(report: ChainReport) -> AuditReport {
        let ChainReport { entries, head, ok, first_bad, why } = report;
        AuditReport { entries, head: head.0, ok, first_bad, why }
    }
}

impl From<Checked> for RebuildReport {
    fn from(checked: Checked) -> RebuildReport {
        RebuildReport { loads: checked.loads, differing: checked.differing, cache_was_missing: false }
    }
}

impl From<Vec<Check>> for DoctorReport {
    fn from(checks: Vec<Check>) -> DoctorReport {
        let line = |c: Check| CheckLine { name: c.name, ok: c.ok, message: c.message };
        DoctorReport { checks: checks.into_iter().map(line).collect() }
    }
}

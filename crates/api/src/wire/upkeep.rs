//! Upkeep: audit, rebuild, doctor, quarantine, init.

use linehaul_workbench::intake::rebuild::Checked;
use linehaul_workbench::upkeep::doctor::Check;
use linehaul_workbench::{ChainReport, QuarantineItem};
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

/// A quarantined row.
#[derive(Debug, Clone, Serialize, TS)]
pub struct QuarantineLine {
    /// Id.
    pub id: String,
    /// Source.
    pub source: String,
    /// File.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// Column's name.
    pub column: Option<String>,
    /// `LH-2nn`.
    pub code: String,
    /// Why.
    pub message: String,
    /// The row as it came.
    pub content: String,
}

/// The quarantine.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Quarantine {
    /// Rows.
    pub items: Vec<QuarantineLine>,
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

impl From<QuarantineItem> for QuarantineLine {
    fn from(item: QuarantineItem) -> QuarantineLine {
        let QuarantineItem { id, source, file, line, column, code, message, content, .. } = item;
        QuarantineLine { id, source: source.0, file, line, column, code: code.to_string(), message, content }
    }
}

impl From<Vec<QuarantineItem>> for Quarantine {
    fn from(items: Vec<QuarantineItem>) -> Quarantine {
        Quarantine { items: items.into_iter().map(QuarantineLine::from).collect() }
    }
}

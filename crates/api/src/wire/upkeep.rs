//! Upkeep: audit, rebuild, doctor, init.

use linehaul_workbench::ChainReport;
use linehaul_workbench::intake::rebuild::Checked;
use linehaul_workbench::settings::config::Config;
use linehaul_workbench::upkeep::answers::Company;
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
    /// What was made, where it is not the sample company.
    #[serde(flatten)]
    pub company: Option<CompanyMade>,
}

/// A new company, as its settings have it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CompanyMade {
    /// Its name.
    pub company: String,
    /// The home currency, where it was said.
    pub currency: Option<String>,
    /// The home time zone.
    pub zone: String,
    /// What its invoice numbers begin with.
    pub numbers: String,
    /// Does nobody approve what they adjusted?
    pub four_eyes: bool,
    /// The folder of exports.
    pub exports: String,
    /// Words of the command line that nobody said.
    pub unsaid: Vec<String>,
}

impl CompanyMade {
    pub(crate) fn of(company: &Company, config: &Config) -> CompanyMade {
        CompanyMade {
            company: config.business.name.clone(),
            currency: config.business.currency.map(|currency| currency.code().to_owned()),
            zone: config.business.zone.name().to_owned(),
            numbers: config.number_prefix(),
            four_eyes: config.business.four_eyes,
            exports: company.exports.display().to_string(),
            unsaid: company.unsaid.iter().map(|question| question.flag().to_owned()).collect(),
        }
    }
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

//! Health: how each source has been read, and when it is next. It stands in a file beside the cache, so that a cache that is made
//! anew asks no source sooner and tells nobody twice.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::time::Instant;
use linehaul_store::whole;
use serde::{Deserialize, Serialize};

use crate::intake::schedule;
use crate::intake::table_told::Finding;
use crate::intake::take::SourceReport;
use crate::intake::trouble::Troubles;
use crate::machine::chance::Chance;
use crate::machine::disk::bytes_of;
use crate::settings::config::{Config, Every, Source, TableSource};

/// Rows of a reading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The sum of the four behind it.
    pub read: u64,
    /// New.
    pub new: u64,
    /// Changed.
    pub changed: u64,
    /// Known already.
    pub duplicate: u64,
    /// Unreadable.
    pub quarantined: u64,
}

/// Why a source could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// `LH-nnn`.
    pub code: Code,
    /// What happened.
    pub what: String,
    /// What to do.
    pub next: String,
    /// When it was so last, UTC.
    pub at: Instant,
}

/// How a source has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// When it was asked last, UTC.
    pub asked: Option<Instant>,
    /// When it was read well last, UTC.
    pub read: Option<Instant>,
    /// When it brought something new last, UTC.
    pub brought: Option<Instant>,
    /// What it brought then.
    pub counts: Counts,
    /// Failures in a row.
    pub failed: u32,
    /// The last of them, until it is read well again.
    pub failure: Option<Failure>,
    /// When it is read next, UTC, where nobody asks for it.
    pub next: Option<Instant>,
    /// Was it read last without anybody asking for it?
    pub unattended: bool,
    /// Files of it that are none which is read, as they were told last.
    #[serde(default)]
    pub unfit: Vec<String>,
}

/// So many files that are none which is read are kept.
const MOST_UNFIT: usize = 20;

impl Health {
    /// Is it long since it was read well, for how often it is to be read? One that is only read when somebody asks is never late.
    pub fn is_late(&self, every: Every, now: Instant) -> bool {
        self.unattended && schedule::is_late(every, self.read, now)
    }

    fn note(&mut self, report: &SourceReport, asked: &Asked) {
        (self.asked, self.unattended) = (Some(asked.at), asked.unattended);
        match &report.error {
            Some(Fault { code, what, next, .. }) => {
                self.failed = self.failed.saturating_add(1);
                self.failure = Some(Failure { code: *code, what: what.clone(), next: next.clone(), at: asked.at });
            }
            None => {
                (self.failed, self.failure, self.read) = (0, None, Some(asked.at));
                self.unfit = report.unfit.iter().take(MOST_UNFIT).cloned().collect();
                let more = report.unfit.len().saturating_sub(MOST_UNFIT);
                self.unfit.extend((more > 0).then(|| format!("{more} more files are left alone")));
                let SourceReport { read, new, changed, duplicate, quarantined, .. } = *report;
                if read > 0 {
                    self.counts = Counts { read, new, changed, duplicate, quarantined };
                }
                if new + changed > 0 {
                    self.brought = Some(asked.at);
                }
            }
        }
    }
}

/// How a table that is fetched has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableHealth {
    /// As of a source.
    pub health: Health,
    /// What is amiss with its rows, by when it was read well last.
    pub findings: Vec<Finding>,
}

/// What stands beside the cache.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// By source.
    pub sources: BTreeMap<String, Health>,
    /// By table that is fetched.
    #[serde(default)]
    pub tables: BTreeMap<String, TableHealth>,
    /// What is amiss, and what of it was told.
    pub troubles: Troubles,
}

/// How a source was asked.
pub(crate) struct Asked {
    /// When, UTC.
    pub at: Instant,
    /// Before which time it asked not to be asked again.
    pub not_before: Option<Instant>,
    /// Did nobody ask for it?
    pub unattended: bool,
}

fn path(dir: &Path) -> PathBuf {
    dir.join("marks").join("sources.json")
}

impl Kept {
    /// As a workspace has it; nothing where it does not read.
    pub fn read(dir: &Path) -> Kept {
        bytes_of(&path(dir)).ok().and_then(|bytes| canonical::decode(&bytes).ok()).unwrap_or_default()
    }

    /// Writes it. LH-124.
    pub fn write(&self, dir: &Path) -> Outcome<()> {
        let path = path(dir);
        let folder = path.parent().unwrap_or(dir);
        let written = std::fs::create_dir_all(folder).and_then(|()| whole::exchange(&path, &canonical::encode(self)));
        written.map_err(|why| {
            Fault::new(
                Code::ToldUnkept,
                format!("{} cannot be written: {why}", path.display()),
                "What was read counts. Sources may be asked sooner than they should be, and a trouble may be told once more.",
                "Check free space and your rights in the folder.",
            )
        })
    }

    /// How one has been read.
    pub fn of(&self, source: &str) -> Health {
        self.sources.get(source).cloned().unwrap_or_default()
    }

    /// A source was read, or could not be.
    pub(crate) fn note(&mut self, source: &Source, report: &SourceReport, asked: &Asked, chance: &mut Chance) {
        let health = self.sources.entry(source.name.clone()).or_default();
        health.note(report, asked);
        health.next = Some(schedule::next(source.every(), asked.at, health.failed, asked.not_before, chance));
    }

    /// How a table that is fetched has been read.
    pub fn of_table(&self, table: &str) -> TableHealth {
        self.tables.get(table).cloned().unwrap_or_default()
    }

    /// A table was fetched, or could not be.
    pub(crate) fn note_table(
        &mut self,
        set: &TableSource,
        (report, findings): (&SourceReport, Option<Vec<Finding>>),
        asked: &Asked,
        chance: &mut Chance,
    ) {
        let TableHealth { health, findings: told } = self.tables.entry(set.name.clone()).or_default();
        health.note(report, asked);
        health.next = Some(schedule::next(set.every(), asked.at, health.failed, asked.not_before, chance));
        if let Some(findings) = findings {
            *told = findings;
        }
    }

    /// What is not among the settings any more is forgotten.
    pub(crate) fn keep_only(&mut self, config: &Config) {
        let named = |name: &str| config.all_sources().any(|source| source.name == name && !source.retired);
        self.sources.retain(|name, _| named(name));
        let fetched = |name: &str| config.tables.iter().any(|table| table.name == name);
        self.tables.retain(|name, _| fetched(name));
        // A file of a source is told apart by a slash, which no source has in its name.
        let source = |of: &str| of.split('/').next().is_none_or(named);
        let table = |of: &str| of.split(' ').next().is_none_or(fetched);
        self.troubles.keep_only(&|of| match of.strip_prefix("table ") {
            Some(row) => table(row),
            None => of.strip_prefix("source ").or(of.strip_prefix("list of ")).is_none_or(source),
        });
    }
}

//! What comes in: reading sources, what was read, what could not be.

use clap::Args;
use linehaul_workbench::intake::{sources, sync};
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{By, Command, Mends, Reads, Spoken, Tag};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::about;
use crate::wire::sync::SyncReport;

/// Read sources, fold facts, assess what changed.
#[derive(Debug, Default, Deserialize, TS, Args)]
pub struct Sync {
    /// Only these sources.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub sources: Vec<String>,
}

impl Command for Sync {
    type At = Mends;
    type Answer = SyncReport;
    const NAME: &'static str = "sync";
    const TELLS: bool = true;
    const CHANGES: &'static [Tag] = &[Tag::Deliveries, Tag::Loads, Tag::Invoices, Tag::Book];

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<SyncReport> {
        answer(sync::sync(session.bench_mut(), &self.sources, &mut by.named()))
    }

    fn left(report: &SyncReport) -> bool {
        report.sources.iter().any(|s| s.error.is_some()) || report.book.is_some() || report.left > 0
    }
}

impl Spoken for Sync {
    const WORDS: &'static str = "sync";
}

/// Sources with their last readings.
#[derive(Debug, Deserialize, TS)]
pub struct Sources {}

impl Command for Sources {
    type At = Reads;
    type Answer = about::Sources;
    const NAME: &'static str = "sources";
    const READS: &'static [Tag] = &[Tag::Deliveries];

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<about::Sources> {
        answer(sources::sources(session.bench()))
    }
}

//! What comes in: reading sources, what was read, what could not be.

use clap::Args;
use linehaul_workbench::intake::{sources, sync};
use linehaul_workbench::upkeep::unattended::{self, Wants};
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{By, Command, Reads, Spoken, Tag, Turn, Turns};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::about;
use crate::wire::sync::SyncReport;
use crate::wire::unattended::RunReport;

/// Read sources, fold facts, assess what changed.
#[derive(Debug, Default, Deserialize, TS, Args)]
pub struct Sync {
    /// Only these sources.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub sources: Vec<String>,
}

impl Command for Sync {
    type At = Turns;
    type Answer = SyncReport;
    const NAME: &'static str = "sync";
    const TELLS: bool = true;
    const CHANGES: &'static [Tag] = &[Tag::Deliveries, Tag::Loads, Tag::Invoices, Tag::Book];

    fn answer(&self, mut turn: Turn<'_>, by: &mut By<'_>) -> Answer<SyncReport> {
        answer(sync::sync_at(&mut turn, &self.sources, &mut by.named()))
    }

    fn left(report: &SyncReport) -> bool {
        report.sources.iter().any(|s| s.error.is_some()) || report.book.is_some() || report.left > 0
    }
}

impl Spoken for Sync {
    const WORDS: &'static str = "sync";
}

/// Sources: how each has been read, when it is read next, and its last readings.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Sources {}

impl Command for Sources {
    type At = Reads;
    type Answer = about::Sources;
    const NAME: &'static str = "sources";
    const READS: &'static [Tag] = &[Tag::Deliveries];

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<about::Sources> {
        answer(sources::sources(session.bench()))
    }

    fn left(sources: &about::Sources) -> bool {
        let amiss = |health: &about::SourceHealth| health.failure.is_some() || health.list.is_some() || health.late;
        sources.sources.iter().any(|source| amiss(&source.health) || !source.refused.is_empty())
    }
}

impl Spoken for Sources {
    const WORDS: &'static str = "sources";
}

/// Read sources that are due, assess, and do what is owed of posted invoices, until Ctrl-C. Nothing is approved, made or sent.
#[derive(Debug, Default, Deserialize, TS, Args)]
pub struct Run {
    /// Once, and no more: for a timer. Exit code 1 for what nobody was told yet.
    #[arg(long)]
    #[serde(default)]
    pub once: bool,
}

impl Command for Run {
    type At = Turns;
    type Answer = RunReport;
    const NAME: &'static str = "run";
    const TELLS: bool = true;
    const CHANGES: &'static [Tag] = &[Tag::Deliveries, Tag::Loads, Tag::Invoices, Tag::Book];

    fn answer(&self, mut turn: Turn<'_>, by: &mut By<'_>) -> Answer<RunReport> {
        let wants = Wants { alone: self.once };
        answer(unattended::round(&mut turn, wants, &mut by.named()))
    }

    fn left(report: &RunReport) -> bool {
        !report.new.is_empty()
    }
}

impl Spoken for Run {
    const WORDS: &'static str = "run";
}

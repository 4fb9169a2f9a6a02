//! Batches: made, listed, shown.

use clap::Args;
use linehaul_domain::ids::BatchId;
use linehaul_workbench::invoicing::batch;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::decide::DECISION;
use crate::command::declare::{By, Command, Decides, Reads, Spoken, Tag};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::batch::{BatchView, Batches};

/// Make invoices of everything approved.
#[derive(Debug, Deserialize, TS, Args)]
pub struct BatchCreate {
    /// The same, said aloud.
    #[arg(long)]
    #[serde(skip)]
    #[ts(skip)]
    pub ready: bool,
}

impl Command for BatchCreate {
    type At = Decides;
    type Answer = BatchView;
    const NAME: &'static str = "batch_create";
    const CHANGES: &'static [Tag] = DECISION;

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<BatchView> {
        answer(batch::create(session.bench_mut(), by.user))
    }

    fn left(made: &BatchView) -> bool {
        !made.refused.is_empty()
    }
}

impl Spoken for BatchCreate {
    const WORDS: &'static str = "batch create";
}

/// All batches.
#[derive(Debug, Deserialize, TS, Args)]
pub struct BatchList {}

impl Command for BatchList {
    type At = Reads;
    type Answer = Batches;
    const NAME: &'static str = "batch_list";
    const READS: &'static [Tag] = &[Tag::Invoices];

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<Batches> {
        answer(batch::list(session.bench()))
    }
}

impl Spoken for BatchList {
    const WORDS: &'static str = "batch list";
}

/// One batch.
#[derive(Debug, Deserialize, TS, Args)]
pub struct BatchShow {
    /// Its name.
    #[arg(value_name = "ID")]
    pub batch: String,
}

impl Command for BatchShow {
    type At = Reads;
    type Answer = BatchView;
    const NAME: &'static str = "batch_show";
    const READS: &'static [Tag] = &[Tag::Invoices];

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<BatchView> {
        answer(batch::show(session.bench(), &BatchId::from(self.batch.as_str())))
    }
}

impl Spoken for BatchShow {
    const WORDS: &'static str = "batch show";
}

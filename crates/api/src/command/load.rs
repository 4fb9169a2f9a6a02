//! One load.

use clap::Args;
use linehaul_workbench::decisions::show;
use linehaul_workbench::upkeep::reproduce;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{By, Bytes, Command, Reads, Spoken, Tag};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::again::{DriftFound, LoadAsInvoiced};
use crate::wire::load::LoadDetail;

/// Everything about one load.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Show {
    /// Its number.
    pub load: String,
}

impl Command for Show {
    type At = Reads;
    type Answer = LoadDetail;
    const NAME: &'static str = "show";
    const READS: &'static [Tag] = &[Tag::Loads, Tag::Invoices, Tag::Book];

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<LoadDetail> {
        answer(show::show(session.bench(), &self.load))
    }
}

impl Spoken for Show {
    const WORDS: &'static str = "show";
}

/// One load as its invoice saw it, made again from what the approval froze.
#[derive(Debug, Deserialize, TS)]
pub struct AsInvoiced {
    /// Its number.
    pub load: String,
}

impl Command for AsInvoiced {
    type At = Reads;
    type Answer = LoadAsInvoiced;
    const NAME: &'static str = "as_invoiced";
    const READS: &'static [Tag] = &[Tag::Loads, Tag::Invoices, Tag::Book];

    fn logged(&self) -> &'static str {
        "show --as-invoiced"
    }

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<LoadAsInvoiced> {
        answer(reproduce::as_invoiced(session.bench(), &self.load))
    }

    fn left(made: &LoadAsInvoiced) -> bool {
        matches!(made.drift, DriftFound::Differences(_))
    }
}

/// A document's bytes as they came; LH-241 when there is none of that id or it does not open.
#[derive(Debug, Deserialize, TS)]
pub struct Document {
    /// Its load's number.
    pub load: String,
    /// Its id, as the load says it.
    pub id: String,
}

impl Command for Document {
    type At = Reads;
    type Answer = Bytes;
    const NAME: &'static str = "document";
    const READS: &'static [Tag] = &[Tag::Deliveries];

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<Bytes> {
        Ok(Bytes(show::document(session.bench(), &self.load, &self.id)?))
    }
}

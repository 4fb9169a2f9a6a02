//! What is written into the settings because it holds loads.

use clap::Args;
use linehaul_workbench::decisions::map::{Mapping, map};
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{By, Command, Decides, Spoken, Tag};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::review::Decisions;

/// Say as which item a charge code is posted at the ERP: `linehaul.toml` says it from there on, what else stands there stays, and the loads that it
/// held are assessed again.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Map {
    /// The charge's code, e.g. LUMPER.
    pub code: String,
    /// The item's code at the ERP.
    pub item: String,
    /// The item that it replaces, as it was looked at: refused where another one stands there.
    #[arg(long, value_name = "ITEM")]
    #[serde(default)]
    pub instead_of: Option<String>,
    /// Why.
    #[arg(long)]
    pub because: String,
}

impl Command for Map {
    type At = Decides;
    type Answer = Decisions;
    const NAME: &'static str = "map";
    const TELLS: bool = true;
    const CHANGES: &'static [Tag] = &[Tag::Loads, Tag::Invoices, Tag::Book, Tag::Workspace];

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Decisions> {
        let Map { code, item, instead_of, because } = self;
        let mapping = Mapping { code, item, instead_of: instead_of.as_deref(), as_user: by.user, because };
        answer(map(session.bench_mut(), mapping, &mut by.tick("assessing")))
    }
}

impl Spoken for Map {
    const WORDS: &'static str = "map";
}

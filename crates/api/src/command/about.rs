//! The workspace in short, and what was done in it last.

use linehaul_workbench::intake::sources;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{By, Command, Reads, Tag};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::about as wire;

/// The workspace: its business, ERP, users that this account may act as, and customers.
#[derive(Debug, Deserialize, TS)]
pub struct About {}

impl Command for About {
    type At = Reads;
    type Answer = wire::About;
    const NAME: &'static str = "about";
    const READS: &'static [Tag] = &[Tag::Workspace, Tag::Deliveries];

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<wire::About> {
        answer(sources::about(session.bench()))
    }
}

/// The newest entries of the book.
#[derive(Debug, Deserialize, TS)]
pub struct Activity {
    /// At most so many.
    pub limit: u64,
}

impl Command for Activity {
    type At = Reads;
    type Answer = wire::Activity;
    const NAME: &'static str = "activity";
    const READS: &'static [Tag] = &[Tag::Book];

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<wire::Activity> {
        answer(sources::activity(session.bench(), self.limit))
    }
}

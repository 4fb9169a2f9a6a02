//! The queue: its rows and its counts.

use clap::Args;
use linehaul_domain::state::LoadState;
use linehaul_workbench::book::load_state::BookedLoad;
use linehaul_workbench::decisions::queue;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{By, Command, Reads, Spoken, Tag};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::queue::{self as wire, QueueAsk, QueueSummary, StuckInvoice};

/// The queue.
#[derive(Debug, Default, Deserialize, TS, Args)]
pub struct Queue {
    /// Which page of it.
    #[command(flatten)]
    pub ask: QueueAsk,
}

impl Command for Queue {
    type At = Reads;
    type Answer = wire::Queue;
    const NAME: &'static str = "queue";
    const READS: &'static [Tag] = &[Tag::Loads, Tag::Invoices];

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<wire::Queue> {
        let page = queue::queue(session.bench(), &self.ask.filter()?)?;
        let stuck = page.lines.iter().map(|line| stuck(session, line)).collect::<Answer<Vec<_>>>()?;
        let mut queue = wire::Queue::from(page);
        for (row, stuck) in queue.loads.iter_mut().zip(stuck) {
            row.invoice = stuck;
        }
        Ok(queue)
    }
}

impl Spoken for Queue {
    const WORDS: &'static str = "queue";
}

/// The invoice that keeps a load from going on. Only some states can have one.
fn stuck(session: &Session, line: &queue::QueueLine) -> Answer<Option<StuckInvoice>> {
    let state = line.stored.state;
    match state {
        LoadState::Held | LoadState::InDoubt | LoadState::Rejected => {}
        LoadState::Ready
        | LoadState::Approved
        | LoadState::Queued
        | LoadState::InTransit
        | LoadState::Posted
        | LoadState::BilledElsewhere
        | LoadState::NotBillable => return Ok(None),
    }
    let invoices = session.bench().book.binding_invoices(&line.stored.assessment.load)?;
    let stuck = StuckInvoice::of(&BookedLoad { invoices, ..BookedLoad::default() });
    // A load is held for its invoice only where that was cancelled: one that was rejected can be billed anew.
    Ok(stuck.filter(|stuck| state != LoadState::Held || stuck.state == "cancelled"))
}

/// Counts by state, and held by reason.
#[derive(Debug, Deserialize, TS)]
pub struct Summary {}

impl Command for Summary {
    type At = Reads;
    type Answer = QueueSummary;
    const NAME: &'static str = "summary";
    const READS: &'static [Tag] = &[Tag::Loads, Tag::Book];

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<QueueSummary> {
        answer(queue::summary(session.bench()))
    }
}

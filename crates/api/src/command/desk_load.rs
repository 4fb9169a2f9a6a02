//! Loads that are none of their own, and what a contract leaves open.

use clap::{Args, ValueEnum};
use linehaul_domain::desk::Dismissal;
use linehaul_domain::ids::LoadNumber;
use linehaul_workbench::decisions::desk;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::decide::DECISION;
use crate::command::declare::{By, Command, Decides, Spoken, Tag};
use crate::command::desk::Told;
use crate::command::session::Session;
use crate::error::{Answer as Answered, answer};
use crate::wire::review::Decisions;

/// Why a load is not billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum DismissKind {
    /// It is another load once more.
    Duplicate,
    /// It was entered to try something.
    Test,
    /// Somebody else hauls and bills it.
    NotOurs,
}

/// Say that a load is not billed: it leaves the queue, and stays in the record. What is on file of a duplicate is on file of the other load too.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Dismiss {
    /// The load's number.
    pub load: String,
    /// Why it is not billed.
    #[arg(long)]
    pub kind: DismissKind,
    /// The load that a duplicate is once more.
    #[arg(long)]
    #[serde(default)]
    pub of: Option<String>,
    /// Why.
    #[arg(long)]
    pub because: String,
    /// What was looked at, as `show --json` has it: refused where the load is not so any more.
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    pub seen: Option<String>,
}

impl Command for Dismiss {
    type At = Decides;
    type Answer = Decisions;
    const NAME: &'static str = "dismiss";
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answered<Decisions> {
        let told = Told::new(&self.load, &self.because, &None, &self.seen);
        let of = self.of.as_deref().map(LoadNumber::from);
        let kind = match self.kind {
            DismissKind::Duplicate => Dismissal::Duplicate,
            DismissKind::Test => Dismissal::Test,
            DismissKind::NotOurs => Dismissal::NotOurs,
        };
        answer(desk::dismiss(session.bench_mut(), told.by(by.user), kind, of.as_ref()))
    }

    fn left(done: &Decisions) -> bool {
        !done.refused.is_empty()
    }
}

impl Spoken for Dismiss {
    const WORDS: &'static str = "dismiss";
}

/// Take back that a load is not billed: it is in the queue again.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Reopen {
    /// The load's number.
    pub load: String,
    /// Why.
    #[arg(long)]
    pub because: String,
    /// What was looked at, as `show --json` has it: refused where the load is not so any more.
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    pub seen: Option<String>,
}

impl Command for Reopen {
    type At = Decides;
    type Answer = Decisions;
    const NAME: &'static str = "reopen";
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answered<Decisions> {
        let told = Told::new(&self.load, &self.because, &None, &self.seen);
        answer(desk::reopen(session.bench_mut(), told.by(by.user)))
    }

    fn left(done: &Decisions) -> bool {
        !done.refused.is_empty()
    }
}

impl Spoken for Reopen {
    const WORDS: &'static str = "reopen";
}

/// Answer a question that the contract leaves open, for this load alone.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Answer {
    /// The load's number.
    pub load: String,
    /// The question, or how it begins.
    pub question: String,
    /// The answer: of an open clause one that the hold tells, else in words.
    #[arg(long)]
    pub answer: String,
    /// Why.
    #[arg(long)]
    pub because: String,
    /// Who told it, and how: "J. Smith, phone".
    #[arg(long)]
    #[serde(default)]
    pub from: Option<String>,
    /// What was looked at, as `show --json` has it: refused where the load is not so any more.
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    pub seen: Option<String>,
}

impl Command for Answer {
    type At = Decides;
    type Answer = Decisions;
    const NAME: &'static str = "answer";
    const CHANGES: &'static [Tag] = DECISION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answered<Decisions> {
        let told = Told::new(&self.load, &self.because, &self.from, &self.seen);
        answer(desk::answer(session.bench_mut(), told.by(by.user), &self.question, &self.answer))
    }

    fn left(done: &Decisions) -> bool {
        !done.refused.is_empty()
    }
}

impl Spoken for Answer {
    const WORDS: &'static str = "answer";
}

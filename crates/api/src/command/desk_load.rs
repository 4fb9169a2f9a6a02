//! Loads that are none of their own, and what a contract leaves open.

use clap::{Args, ValueEnum};
use linehaul_domain::desk::Dismissal;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::LoadNumber;
use linehaul_workbench::decisions::desk;
use linehaul_workbench::decisions::review::Decided;
use linehaul_workbench::workspace::home::Workbench;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::desk::{Statement, Told};

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

impl Statement for Dismiss {
    const NAME: &'static str = "dismiss";
    const WORDS: &'static str = "dismiss";

    fn say(&self, bench: &mut Workbench, user: Option<&str>) -> Outcome<Decided> {
        let told = Told::new(&self.load, &self.because, &None, &self.seen);
        let of = self.of.as_deref().map(LoadNumber::from);
        let kind = match self.kind {
            DismissKind::Duplicate => Dismissal::Duplicate,
            DismissKind::Test => Dismissal::Test,
            DismissKind::NotOurs => Dismissal::NotOurs,
        };
        desk::dismiss(bench, told.by(user), kind, of.as_ref())
    }
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

impl Statement for Reopen {
    const NAME: &'static str = "reopen";
    const WORDS: &'static str = "reopen";

    fn say(&self, bench: &mut Workbench, user: Option<&str>) -> Outcome<Decided> {
        let told = Told::new(&self.load, &self.because, &None, &self.seen);
        desk::reopen(bench, told.by(user))
    }
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

impl Statement for Answer {
    const NAME: &'static str = "answer";
    const WORDS: &'static str = "answer";

    fn say(&self, bench: &mut Workbench, user: Option<&str>) -> Outcome<Decided> {
        let told = Told::new(&self.load, &self.because, &self.from, &self.seen);
        desk::answer(bench, told.by(user), &self.question, &self.answer)
    }
}

//! What pricing asks: what a change would do, to bring it into force, to prove.

use std::path::PathBuf;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use linehaul_domain::fault::Code;
use linehaul_domain::time::NaiveDate;
use linehaul_workbench::pricing::backtest::{Ask, backtest, candidate, tables_beside};
use linehaul_workbench::pricing::{drafts, prove, publish};
use serde::Deserialize;
use ts_rs::TS;

use crate::command::contracts::or_own;
use crate::command::declare::{Apart, By, Command, Decides, Host, Reads, Spoken, Tag};
use crate::command::session::Session;
use crate::error::{Answer, ApiError, answer};
use crate::wire::backtest::{self as wire, Agreed, BacktestReport, ProveReport, PublishReport, history_line};

/// What comes of a contract that is in force otherwise: its loads are priced anew, and approvals may lapse by it.
const PUBLICATION: &[Tag] = &[Tag::Contracts, Tag::Loads, Tag::Invoices, Tag::Book];

/// Find gaps, overlaps and jumps in tables, and loads that break a contract's properties.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Prove {
    /// A file or folder; by default the workspace's rules.
    pub path: Option<PathBuf>,
    /// Seed of the made-up loads.
    #[arg(long)]
    pub seed: Option<u64>,
    /// How many loads each contract is tried with.
    #[arg(long, value_parser = RangedU64ValueParser::<usize>::new().range(1..=10_000_000))]
    pub loads: Option<usize>,
    /// Keep counter-examples in `cases/` beside the contract; `rules test --update` writes their cases.
    #[arg(long)]
    pub keep: bool,
}

impl Command for Prove {
    type At = Apart;
    type Answer = ProveReport;
    const NAME: &'static str = "prove";
    const TELLS: bool = true;
    const READS: &'static [Tag] = &[Tag::Contracts];

    fn answer(&self, host: &dyn Host, by: &mut By<'_>) -> Answer<ProveReport> {
        let path = or_own(&self.path, host)?;
        let (seed, loads) = (self.seed.unwrap_or(prove::SEED), self.loads.unwrap_or(prove::LOADS));
        let proven = prove::prove(&path, seed, loads, &mut by.tick("proving"))?;
        let kept = if self.keep { prove::keep(&proven)? } else { Vec::new() };
        let mut report = ProveReport::from(proven);
        report.kept = kept.iter().map(|file| file.display().to_string()).collect();
        Ok(report)
    }

    fn left(report: &ProveReport) -> bool {
        report.properties.iter().any(|p| !p.holds) || !report.unread.is_empty() || report.partial
    }
}

impl Spoken for Prove {
    const WORDS: &'static str = "rules prove";
}

/// A day as `2025-03-01`; LH-121 when it is none.
pub(crate) fn day(text: &Option<String>) -> Answer<Option<NaiveDate>> {
    let Some(text) = text else { return Ok(None) };
    text.parse().map(Some).map_err(|_| ApiError {
        code: Code::DayUnreadable,
        message: format!("`{text}` is no day"),
        meaning: "Nothing was looked at.".to_owned(),
        next_step: "Write it like 2025-03-01.".to_owned(),
    })
}

/// What a contract would have done to the loads on hand.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Backtest {
    /// The candidate, in a folder named like the customer's contract.
    #[arg(long)]
    pub contract: PathBuf,
    /// Against what: `current` is what is in force.
    #[arg(long, default_value = "current", value_parser = ["current"])]
    #[serde(skip)]
    #[ts(skip)]
    pub against: String,
    /// Only loads delivered from this day on.
    #[arg(long)]
    pub since: Option<String>,
    /// Rate every load with both, whatever the change can touch.
    #[arg(long)]
    #[serde(default)]
    pub everything: bool,
}

impl Command for Backtest {
    type At = Reads;
    type Answer = BacktestReport;
    const NAME: &'static str = "backtest";
    const TELLS: bool = true;
    const READS: &'static [Tag] = &[Tag::Contracts, Tag::Loads, Tag::Book];

    fn answer(&self, session: &Session, by: &mut By<'_>) -> Answer<BacktestReport> {
        let tables = tables_beside(session.bench(), &self.contract)?;
        let at_hand = tables.clone().unwrap_or_else(|| session.bench().library.tables.clone());
        let (folder, contract) = candidate(&at_hand, &self.contract)?;
        let ask = Ask { since: day(&self.since)?, everything: self.everything, tables };
        answer(backtest(session.bench(), &folder, &contract, ask, &mut by.tick("rating")))
    }

    fn left(report: &BacktestReport) -> bool {
        report.partial
    }
}

impl Spoken for Backtest {
    const WORDS: &'static str = "rules backtest";
}

/// Bring a contract into force: it must read, its cases pass, its properties hold, its effect be within the limits.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Publish {
    /// The contract, in a folder named like the customer's contract.
    pub file: PathBuf,
    /// Why.
    #[arg(long, default_value = "published")]
    pub reason: String,
}

impl Command for Publish {
    type At = Decides;
    type Answer = PublishReport;
    const NAME: &'static str = "publish";
    const TELLS: bool = true;
    const CHANGES: &'static [Tag] = PUBLICATION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<PublishReport> {
        answer(publish::publish(session.bench_mut(), &self.file, by.user, &self.reason, &mut by.tick("rating")))
    }

    fn left(report: &PublishReport) -> bool {
        !report.in_force
    }
}

impl Spoken for Publish {
    const WORDS: &'static str = "rules publish";
}

/// Agree, as a second person, to a contract that moves much.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Agree {
    /// The book's entry of the proposal.
    pub entry: u64,
}

impl Command for Agree {
    type At = Decides;
    type Answer = Agreed;
    const NAME: &'static str = "agree";
    const CHANGES: &'static [Tag] = PUBLICATION;

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Agreed> {
        Ok(Agreed { file: publish::agree(session.bench_mut(), self.entry, by.user)?, in_force: true })
    }
}

impl Spoken for Agree {
    const WORDS: &'static str = "rules agree";
}

/// Publish the text of an earlier publication again.
#[derive(Debug, Deserialize, TS, Args)]
pub struct RollBack {
    /// The book's entry of the publication.
    pub entry: u64,
    /// Why.
    #[arg(long)]
    pub reason: String,
}

impl Command for RollBack {
    type At = Decides;
    type Answer = PublishReport;
    const NAME: &'static str = "roll_back";
    const CHANGES: &'static [Tag] = PUBLICATION;

    fn logged(&self) -> &'static str {
        "roll back"
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<PublishReport> {
        // Whoever goes back to what was in force wants it there: it does not stop on its way.
        answer(publish::roll_back(session.bench_mut(), self.entry, by.user, &self.reason, &mut |_, _| true))
    }

    fn left(report: &PublishReport) -> bool {
        !report.in_force
    }
}

impl Spoken for RollBack {
    const WORDS: &'static str = "rules rollback";
}

/// Everything published, newest first.
#[derive(Debug, Deserialize, TS, Args)]
pub struct History {}

impl Command for History {
    type At = Reads;
    type Answer = wire::History;
    const NAME: &'static str = "history";
    const READS: &'static [Tag] = &[Tag::Contracts, Tag::Book];

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<wire::History> {
        let entries = drafts::history(session.bench())?;
        Ok(wire::History {
            entries: entries.iter().filter_map(history_line).collect(),
            drafts: drafts::drafts(session.bench())?,
        })
    }
}

impl Spoken for History {
    const WORDS: &'static str = "rules history";
}

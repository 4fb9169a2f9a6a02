//! What was billed before the company used Linehaul.

use std::path::{Path, PathBuf};

use clap::Args;
use linehaul_workbench::decisions::cutover::{self, CutAt, Said, read_list};
use linehaul_workbench::decisions::cutover_erp::list_at_erp;
use linehaul_workbench::decisions::cutover_look;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::decide::DECISION;
use crate::command::declare::{By, Command, Decides, Reads, Spoken, Tag};
use crate::command::pricing::day;
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::cutover::CutOverReport;
use crate::wire::review::Decisions;

/// Where the cut-over stands: what was billed elsewhere, what is asked, what of the list fits no load.
#[derive(Debug, Default, Deserialize, TS)]
pub struct CutOver {}

impl Command for CutOver {
    type At = Reads;
    type Answer = CutOverReport;
    const NAME: &'static str = "cut_over";
    const READS: &'static [Tag] = &[Tag::Loads, Tag::Book];

    fn logged(&self) -> &'static str {
        "cutover"
    }

    fn answer(&self, session: &Session, _: &mut By<'_>) -> Answer<CutOverReport> {
        answer(cutover_look::look(session.bench()))
    }

    fn left(report: &CutOverReport) -> bool {
        report.set.is_none() || report.asks
    }
}

/// Where a list is, as a screen says it: it names no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ListOf {
    /// The file that somebody picked.
    Picked,
    /// The ERP lists what was invoiced.
    Erp,
}

/// A list, as the command line or a screen says it.
type Told<'a> = (Option<&'a Path>, Option<ListOf>);

fn cut_at(session: &Session, text: &str, (billed, list): Told<'_>, by: &mut By<'_>) -> Answer<CutAt> {
    let day = if text == NONE { None } else { day(&Some(text.to_owned()))? };
    let at_erp = list == Some(ListOf::Erp) || billed.is_some_and(|file| file.as_os_str() == AT_ERP);
    let billed = match (billed, list) {
        _ if at_erp => Some(list_at_erp(session.bench(), &mut by.named())?),
        (None, None) => None,
        (billed, _) => Some(read_list(&by.file(billed)?)?),
    };
    Ok(CutAt { day, billed })
}

/// In place of a file: what the ERP lists. A file of that name is `./erp`.
const AT_ERP: &str = "erp";

/// Of a company without a history.
const NONE: &str = "none";

/// What a cut-over would make of the loads on hand. Nothing is decided.
#[derive(Debug, Deserialize, TS)]
pub struct CutOverTry {
    /// The first day that is billed here, or `none`.
    pub day: String,
    /// The list of what is invoiced already; `erp` for what the ERP lists.
    #[serde(skip)]
    #[ts(skip)]
    pub billed: Option<PathBuf>,
    /// Where the list of what is invoiced already is: the file that was picked, or the ERP.
    #[serde(default)]
    pub list: Option<ListOf>,
}

impl Command for CutOverTry {
    type At = Reads;
    type Answer = CutOverReport;
    const NAME: &'static str = "cut_over_try";
    const READS: &'static [Tag] = &[Tag::Loads, Tag::Book];

    fn logged(&self) -> &'static str {
        "cutover --dry-run"
    }

    fn answer(&self, session: &Session, by: &mut By<'_>) -> Answer<CutOverReport> {
        answer(cutover::try_it(session.bench(), &cut_at(session, &self.day, (self.billed.as_deref(), self.list), by)?))
    }

    fn left(report: &CutOverReport) -> bool {
        report.asks
    }
}

/// Say from which day on this company bills here, and what is invoiced already.
#[derive(Debug, Deserialize, TS)]
pub struct CutOverSet {
    /// The first day that is billed here, or `none`.
    pub day: String,
    /// The list of what is invoiced already; `erp` for what the ERP lists.
    #[serde(skip)]
    #[ts(skip)]
    pub billed: Option<PathBuf>,
    /// Where the list of what is invoiced already is: the file that was picked, or the ERP.
    #[serde(default)]
    pub list: Option<ListOf>,
    /// Why.
    pub reason: Option<String>,
}

impl Command for CutOverSet {
    type At = Decides;
    type Answer = CutOverReport;
    const NAME: &'static str = "cut_over_set";
    const TELLS: bool = true;
    const CHANGES: &'static [Tag] = DECISION;

    fn logged(&self) -> &'static str {
        "cutover"
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<CutOverReport> {
        let at = cut_at(session, &self.day, (self.billed.as_deref(), self.list), by)?;
        answer(cutover::set(session.bench_mut(), at, by.user, self.reason.as_deref(), &mut by.tick("assessing")))
    }

    fn left(report: &CutOverReport) -> bool {
        report.asks
    }
}

/// Bill a load here that the cut-over leaves to others, or asks about.
#[derive(Debug, Deserialize, TS, Args)]
pub struct CutOverBill {
    /// Its number.
    pub load: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
}

impl Command for CutOverBill {
    type At = Decides;
    type Answer = Decisions;
    const NAME: &'static str = "cut_over_bill";
    const CHANGES: &'static [Tag] = DECISION;

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Decisions> {
        answer(cutover::bill(session.bench_mut(), &self.load.as_str().into(), by.user, &self.reason))
    }

    fn left(done: &Decisions) -> bool {
        !done.refused.is_empty()
    }
}

impl Spoken for CutOverBill {
    const WORDS: &'static str = "cutover bill";
}

/// Say that a load was billed elsewhere: it is never billed here.
#[derive(Debug, Deserialize, TS, Args)]
pub struct CutOverElsewhere {
    /// Its number.
    pub load: String,
    /// The number of the invoice that billed it.
    #[arg(long, value_name = "NUMBER")]
    pub invoice: Option<String>,
    /// What that invoice billed, in the load's currency where none is named.
    #[arg(long, allow_hyphen_values = true)]
    pub amount: Option<String>,
    /// Why.
    #[arg(long)]
    pub reason: String,
}

impl Command for CutOverElsewhere {
    type At = Decides;
    type Answer = Decisions;
    const NAME: &'static str = "cut_over_elsewhere";
    const CHANGES: &'static [Tag] = DECISION;

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Decisions> {
        let said = Said { invoice: self.invoice.as_deref(), amount: self.amount.as_deref() };
        answer(cutover::elsewhere(session.bench_mut(), &self.load.as_str().into(), said, by.user, &self.reason))
    }

    fn left(done: &Decisions) -> bool {
        !done.refused.is_empty()
    }
}

impl Spoken for CutOverElsewhere {
    const WORDS: &'static str = "cutover elsewhere";
}

/// After a book was put back: say that its cut-over is the last one, and that what was said since of single loads was said again.
#[derive(Debug, Deserialize, TS, Args)]
pub struct CutOverKeep {
    /// Why.
    #[arg(long)]
    pub reason: String,
}

impl Command for CutOverKeep {
    type At = Decides;
    type Answer = CutOverReport;
    const NAME: &'static str = "cut_over_keep";
    const CHANGES: &'static [Tag] = DECISION;

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<CutOverReport> {
        answer(cutover::keep(session.bench_mut(), by.user, &self.reason))
    }
}

impl Spoken for CutOverKeep {
    const WORDS: &'static str = "cutover keep";
}

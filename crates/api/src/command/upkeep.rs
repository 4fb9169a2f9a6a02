//! Upkeep: a new workspace, everything derived made again, and whether all is there.

use std::path::PathBuf;

use clap::Args;
use linehaul_workbench::intake::rebuild;
use linehaul_workbench::upkeep::doctor;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{Apart, By, Command, Host, Mends, Spoken, Tag, Works};
use crate::command::session::{Answers, Question, Session, init_company, init_workspace};
use crate::error::{Answer, answer};
use crate::wire::upkeep::{DoctorReport, RebuildReport, Workspace};

/// Make a workspace. On a terminal it asks what no word answers; elsewhere what nobody said is left as it is usual, and told.
#[derive(Debug, Clone, Deserialize, TS, Args)]
pub struct Init {
    /// Its folder: new or empty.
    pub dir: PathBuf,
    /// The sample company.
    #[arg(long, conflicts_with_all = ["name", "prefix", "desk", "currency", "zone", "approvers", "exports"])]
    #[serde(default)]
    pub sample: bool,
    /// The company's name.
    #[arg(long)]
    pub name: Option<String>,
    /// First part of its invoice numbers; by default the initials of its name.
    #[arg(long, value_name = "LETTERS")]
    pub prefix: Option<String>,
    /// Second part of its invoice numbers, another one for each desk of one ERP. Made up where none is named.
    #[arg(long, value_name = "LETTERS")]
    pub desk: Option<String>,
    /// The home currency, like USD.
    #[arg(long, value_name = "CODE")]
    pub currency: Option<String>,
    /// The home time zone, like America/Chicago.
    #[arg(long)]
    pub zone: Option<String>,
    /// How many people approve what is billed: with 1 whoever adjusts a charge also approves it.
    #[arg(long, value_name = "NUMBER")]
    pub approvers: Option<String>,
    /// The folder in which dispatch's exports lie; a bare name is one inside the workspace.
    #[arg(long, value_name = "FOLDER")]
    pub exports: Option<String>,
}

impl Init {
    /// Where a question is answered.
    pub fn answer_to(&mut self, question: Question) -> &mut Option<String> {
        match question {
            Question::Name => &mut self.name,
            Question::Currency => &mut self.currency,
            Question::Zone => &mut self.zone,
            Question::Approvers => &mut self.approvers,
            Question::Exports => &mut self.exports,
        }
    }

    fn answers(&self) -> Answers {
        let Init { name, prefix, desk, currency, zone, approvers, exports, .. } = self.clone();
        Answers { name, prefix, desk, currency, zone, approvers, exports }
    }
}

impl Command for Init {
    type At = Apart;
    type Answer = Workspace;
    const NAME: &'static str = "init";

    fn answer(&self, _: &dyn Host, _: &mut By<'_>) -> Answer<Workspace> {
        if self.sample { init_workspace(&self.dir, true) } else { init_company(&self.dir, &self.answers()) }
    }
}

impl Spoken for Init {
    const WORDS: &'static str = "init";
}

/// Make everything derived again from archive and book.
#[derive(Debug, Default, Deserialize, TS, Args)]
pub struct Rebuild {
    /// Only compare with what is stored.
    #[arg(long)]
    #[serde(default)]
    pub check: bool,
}

impl Command for Rebuild {
    type At = Works;
    type Answer = RebuildReport;
    const NAME: &'static str = "rebuild";
    const CHANGES: &'static [Tag] = &[Tag::Loads, Tag::Invoices, Tag::Book, Tag::Deliveries];

    fn logged(&self) -> &'static str {
        if self.check { "rebuild --check" } else { "rebuild" }
    }

    fn answer(&self, session: &mut Session, _: &mut By<'_>) -> Answer<RebuildReport> {
        if self.check {
            let mut report: RebuildReport = answer(rebuild::check(session.bench_mut()))?;
            report.cache_was_missing = session.cache_was_rebuilt();
            return Ok(report);
        }
        let loads = rebuild::rebuild(session.bench_mut())?;
        Ok(RebuildReport { loads, differing: Vec::new(), cache_was_missing: false })
    }

    fn left(report: &RebuildReport) -> bool {
        !report.differing.is_empty()
    }
}

impl Spoken for Rebuild {
    const WORDS: &'static str = "rebuild";
}

/// Is everything there that the work needs?
#[derive(Debug, Deserialize, TS, Args)]
pub struct Doctor {}

impl Command for Doctor {
    type At = Mends;
    type Answer = DoctorReport;
    const NAME: &'static str = "doctor";
    const READS: &'static [Tag] =
        &[Tag::Loads, Tag::Invoices, Tag::Book, Tag::Deliveries, Tag::Contracts, Tag::Workspace];

    fn answer(&self, session: &mut Session, _: &mut By<'_>) -> Answer<DoctorReport> {
        answer(doctor::doctor(session.bench_mut()))
    }

    fn left(report: &DoctorReport) -> bool {
        report.checks.iter().any(|check| !check.ok)
    }
}

impl Spoken for Doctor {
    const WORDS: &'static str = "doctor";
}

//! What is said at the desk of a load's papers.

use std::path::PathBuf;

use clap::Args;
use linehaul_domain::desk::Exception;
use linehaul_domain::fault::Outcome;
use linehaul_workbench::decisions::desk::{self, As, Seen};
use linehaul_workbench::decisions::review::Decided;
use linehaul_workbench::workspace::home::Workbench;
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{By, Command, Decides, Spoken, Tag};
use crate::command::desk::{Statement, Told};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::review::Decisions;

/// Say who signed a POD or a bill of lading, and what is noted on it. What is not clean holds the load until somebody says that it is billed all the
/// same, unless its contract speaks of it.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Attest {
    /// The load's number.
    pub load: String,
    /// The document, by its id or its file; without it the only one.
    #[arg(long)]
    #[serde(default)]
    pub document: Option<String>,
    /// Who signed it.
    #[arg(long)]
    pub signed_by: String,
    /// Nothing is noted on it.
    #[arg(long, conflicts_with_all = ["short", "damaged", "refused", "seal_broken"])]
    #[serde(default)]
    pub clean: bool,
    /// Pieces are missing.
    #[arg(long)]
    #[serde(default)]
    pub short: bool,
    /// Some of it is damaged.
    #[arg(long)]
    #[serde(default)]
    pub damaged: bool,
    /// Some or all of it was not taken.
    #[arg(long)]
    #[serde(default)]
    pub refused: bool,
    /// The seal was broken, or is another one.
    #[arg(long)]
    #[serde(default)]
    pub seal_broken: bool,
    /// When the truck came, as it stands there: 2025-01-31 08:00, by the clock of the stop.
    #[arg(long = "in", value_name = "TIME")]
    #[serde(default)]
    pub came: Option<String>,
    /// When it left, as it stands there.
    #[arg(long = "out", value_name = "TIME")]
    #[serde(default)]
    pub left: Option<String>,
    /// Why.
    #[arg(long, default_value = "looked at it")]
    pub because: String,
    /// What was looked at, as `show --json` has it: refused where the load is not so any more.
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    pub seen: Option<String>,
}

impl Statement for Attest {
    const NAME: &'static str = "attest";
    const WORDS: &'static str = "attest";

    fn say(&self, bench: &mut Workbench, user: Option<&str>) -> Outcome<Decided> {
        let told = Told::new(&self.load, &self.because, &None, &self.seen);
        let noted = [
            (self.short, Exception::Short),
            (self.damaged, Exception::Damaged),
            (self.refused, Exception::Refused),
            (self.seal_broken, Exception::SealBroken),
        ];
        let exceptions: Vec<Exception> = noted.into_iter().filter(|(is, _)| *is).map(|(_, one)| one).collect();
        let seen = Seen {
            document: self.document.as_deref(),
            signed_by: &self.signed_by,
            exceptions: &exceptions,
            came: self.came.as_deref(),
            left: self.left.as_deref(),
        };
        desk::attest(bench, told.by(user), seen)
    }
}

/// Put files on file of a load: what they are is said, or stands in their names.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Attach {
    /// The load's number; - where the names of the files say it.
    #[arg(allow_hyphen_values = true)]
    pub load: String,
    /// The files: PDF, PNG, JPEG or TIFF.
    #[serde(skip)]
    #[ts(skip)]
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// What they are: pod, bol, lumper_receipt, ….
    #[arg(long = "type", value_name = "TYPE")]
    #[serde(default)]
    pub kind: Option<String>,
    /// Of this stop.
    #[arg(long)]
    #[serde(default)]
    pub stop: Option<u32>,
    /// Who signed it, where somebody looked.
    #[arg(long)]
    #[serde(default)]
    pub signed_by: Option<String>,
    /// The amount on a receipt, in the invoice's currency.
    #[arg(long)]
    #[serde(default)]
    pub amount: Option<String>,
    /// Why, or where it came from.
    #[arg(long, default_value = "it came")]
    pub because: String,
    /// Who sent it, and how: "driver, text message".
    #[arg(long)]
    #[serde(default)]
    pub from: Option<String>,
    /// What was looked at, as `show --json` has it: refused where the load is not so any more.
    #[arg(long, value_name = "HASH")]
    #[serde(default)]
    pub seen: Option<String>,
}

impl Command for Attach {
    type At = Decides;
    type Answer = Decisions;
    const NAME: &'static str = "attach";
    const CHANGES: &'static [Tag] = &[Tag::Loads, Tag::Invoices, Tag::Book, Tag::Deliveries];

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<Decisions> {
        let files = match self.files.as_slice() {
            [] => vec![by.file(None)?],
            some => some.to_vec(),
        };
        let told = Told::new(&self.load, &self.because, &self.from, &self.seen);
        let what = As {
            kind: self.kind.as_deref(),
            stop: self.stop,
            signed_by: self.signed_by.as_deref(),
            amount: self.amount.as_deref(),
        };
        answer(desk::attach(session.bench_mut(), told.by(by.user), &files, what))
    }

    fn left(done: &Decisions) -> bool {
        !done.refused.is_empty()
    }
}

impl Spoken for Attach {
    const WORDS: &'static str = "attach";
}

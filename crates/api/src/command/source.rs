//! Mappings of sources: trying one, proposing one.

use std::path::PathBuf;

use clap::Args;
use linehaul_workbench::intake::trial::{self, Wanted};
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{By, Command, Inspects, Mends, Spoken, Tag};
use crate::command::session::Session;
use crate::error::{Answer, answer};
use crate::wire::source::{GuessReport, TrialReport};

/// Show what the first rows of a file would become by a mapping, beside what is ignored and everything that is wrong.
#[derive(Debug, Deserialize, TS, Args)]
pub struct SourceTest {
    /// A source, or a mapping by its own name.
    pub name: String,
    /// The file; without one the last of the source that the mapping is for.
    #[serde(skip)]
    #[ts(skip)]
    pub file: Option<PathBuf>,
    /// In place of the mapping that stands under that name, tried on the file that was picked.
    #[arg(skip)]
    #[serde(default)]
    pub text: Option<String>,
    /// So many rows.
    #[arg(long, default_value_t = 20)]
    #[serde(default)]
    pub rows: usize,
}

impl Command for SourceTest {
    type At = Inspects;
    type Answer = TrialReport;
    const NAME: &'static str = "source_test";
    const READS: &'static [Tag] = &[Tag::Workspace];

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &Session, by: &mut By<'_>) -> Answer<TrialReport> {
        if let Some(text) = &self.text {
            let file = by.file(self.file.as_deref())?;
            return answer(trial::trial_of_text(session.bench(), &self.name, text, &file, self.rows));
        }
        answer(trial::trial(session.bench(), &self.name, self.file.as_deref(), self.rows))
    }

    fn left(report: &TrialReport) -> bool {
        report.bad > 0 || !report.unread.is_empty()
    }
}

impl Spoken for SourceTest {
    const WORDS: &'static str = "source test";
}

/// Propose a mapping for files like this one, with what the file does not tell as lines to be filled in.
#[derive(Debug, Deserialize, TS, Args)]
pub struct SourceGuess {
    /// The file.
    #[serde(skip)]
    #[ts(skip)]
    pub file: PathBuf,
    /// The mapping's name; by default made of the file's.
    #[arg(long)]
    #[serde(default)]
    pub name: Option<String>,
    /// Write it into mappings/.
    #[arg(long)]
    #[serde(default)]
    pub write: bool,
    /// Write it, and put it into the settings of this source: of one that is there and has none, or of a new one with a folder of that
    /// name.
    #[arg(long, value_name = "SOURCE")]
    #[serde(default)]
    #[ts(optional)]
    pub add: Option<String>,
    /// In place of what would be proposed: as somebody mended it.
    #[arg(skip)]
    #[serde(default)]
    pub text: Option<String>,
    /// So many rows are shown.
    #[arg(long, default_value_t = 5)]
    #[serde(default)]
    pub rows: usize,
}

impl Command for SourceGuess {
    type At = Mends;
    type Answer = GuessReport;
    const NAME: &'static str = "source_guess";
    const CHANGES: &'static [Tag] = &[Tag::Workspace];

    fn logged(&self) -> &'static str {
        Self::WORDS
    }

    fn answer(&self, session: &mut Session, by: &mut By<'_>) -> Answer<GuessReport> {
        let file = by.file(Some(&self.file))?;
        let (name, text, add) = (self.name.as_deref(), self.text.as_deref(), self.add.as_deref());
        let wanted = Wanted { name, text, write: self.write, add };
        answer(trial::propose(session.bench_mut(), &file, wanted, self.rows))
    }

    fn left(report: &GuessReport) -> bool {
        !report.asks.is_empty()
    }
}

impl Spoken for SourceGuess {
    const WORDS: &'static str = "source guess";
}

//! What is asked of contracts, without a workspace.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use clap::Args;
use linehaul_workbench::pricing::{cases, rules};
use serde::Deserialize;
use ts_rs::TS;

use crate::command::declare::{Apart, By, Command, Host, Spoken, Tag};
use crate::error::{Answer, ApiError, answer};
use crate::wire::charge::{RatedLoad, rated as wire_of};
use crate::wire::rules::{CheckReport, TestReport};

/// What was named, or else the workspace's rules.
pub(crate) fn or_own(path: &Option<PathBuf>, host: &dyn Host) -> Answer<PathBuf> {
    path.clone().map_or_else(|| Ok(host.folder()?.join("rules")), Ok)
}

/// Compiles and lints.
pub fn check(path: &Path) -> Answer<CheckReport> {
    answer(rules::check(path))
}

/// Runs golden cases, and says what they reach. With `update`, those that do not come out are written anew.
pub fn test(path: &Path, update: bool) -> Answer<TestReport> {
    answer(cases::test(path, update))
}

/// Compile and lint.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Check {
    /// A file or folder; by default the workspace's rules.
    pub path: Option<PathBuf>,
}

impl Command for Check {
    type At = Apart;
    type Answer = CheckReport;
    const NAME: &'static str = "check";
    const READS: &'static [Tag] = &[Tag::Contracts];

    fn answer(&self, host: &dyn Host, _: &mut By<'_>) -> Answer<CheckReport> {
        check(&or_own(&self.path, host)?)
    }

    fn left(report: &CheckReport) -> bool {
        report.problems.iter().any(|p| p.severity == "error")
    }
}

impl Spoken for Check {
    const WORDS: &'static str = "rules check";
}

/// Run golden cases, and say what of a contract they reach.
#[derive(Debug, Deserialize, TS, Args)]
pub struct Test {
    /// A file or folder; by default the workspace's rules.
    pub path: Option<PathBuf>,
    /// List every term, branch, clause and table row that no case reaches.
    #[arg(long)]
    #[serde(skip)]
    #[ts(skip)]
    pub coverage: bool,
    /// Write the cases that do not come out anew, as they came out. The difference is shown.
    #[arg(long)]
    pub update: bool,
}

impl Test {
    /// Where the contracts are.
    pub fn place(&self, host: &dyn Host) -> Answer<PathBuf> {
        or_own(&self.path, host)
    }
}

impl Command for Test {
    type At = Apart;
    type Answer = TestReport;
    const NAME: &'static str = "test";
    const READS: &'static [Tag] = &[Tag::Contracts];

    fn answer(&self, host: &dyn Host, _: &mut By<'_>) -> Answer<TestReport> {
        test(&self.place(host)?, self.update)
    }

    fn left(report: &TestReport) -> bool {
        report.failed.iter().any(|failed| !failed.updated)
    }
}

impl Spoken for Test {
    const WORDS: &'static str = "rules test";
}

/// Rates loads (JSON, one document or one a line) by a contract's versions. Each result goes out as soon as it is there,
/// so memory stays bounded; a load that cannot be rated is told as an error and the rest goes on. It answers a stream, and
/// so is no command: a shell that has one calls it.
pub fn rate(
    contracts: &[PathBuf],
    tables: Option<&Path>,
    loads: &mut dyn BufRead,
    each: &mut dyn FnMut(Result<RatedLoad, ApiError>) -> bool,
) -> Answer<()> {
    let rater = rules::Rater::new(contracts, tables)?;
    rater.each(loads, &mut |result| each(result.map(|rated| wire_of(&rated)).map_err(ApiError::from)))?;
    Ok(())
}

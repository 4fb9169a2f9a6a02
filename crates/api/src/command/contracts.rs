//! What is asked of contracts, without a workspace.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use linehaul_workbench::pricing::{cases, rules};

use crate::error::{Answer, ApiError, answer};
use crate::wire::charge::{RatedLoad, rated};
use crate::wire::rules::{CheckReport, TestReport};

/// Compiles and lints.
pub fn check(path: &Path) -> Answer<CheckReport> {
    answer(rules::check(path))
}

/// Runs golden cases, and says what they reach. With `update`, those that do not come out are written anew.
pub fn test(path: &Path, update: bool) -> Answer<TestReport> {
    answer(cases::test(path, update))
}

/// Rates loads (JSON, one document or one a line) by a contract's versions. Each result goes out as soon as it is there,
/// so memory stays bounded; a load that cannot be rated is told as an error and the rest goes on.
pub fn rate(
    contracts: &[PathBuf],
    tables: Option<&Path>,
    loads: &mut dyn BufRead,
    each: &mut dyn FnMut(Result<RatedLoad, ApiError>) -> bool,
) -> Answer<()> {
    let rater = rules::Rater::new(contracts, tables)?;
    rater
        .each(loads, &mut |result| each(result.map(|(load, rating)| rated(&load, &rating)).map_err(ApiError::from)))?;
    Ok(())
}

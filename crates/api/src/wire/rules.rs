//! Contracts: problems, golden cases.

use linehaul_workbench::rules::{Checked, FailedCase, FileProblem, Tested};
use serde::Serialize;
use ts_rs::TS;

/// Something wrong in a file.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ProblemLine {
    /// Path.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
    /// `LH-3nn`.
    pub code: String,
    /// In words.
    pub message: String,
    /// `error` or `warning`.
    pub severity: String,
}

/// What checking found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CheckReport {
    /// Files read.
    pub files: usize,
    /// Problems.
    pub problems: Vec<ProblemLine>,
}

/// A golden case that did not come out.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FailedLine {
    /// Its file.
    pub case: String,
    /// As it says.
    pub expected: Vec<String>,
    /// As it came out.
    pub actual: Vec<String>,
}

/// What the golden cases did.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TestReport {
    /// Cases run.
    pub cases: usize,
    /// Passed.
    pub passed: usize,
    /// Failed.
    pub failed: Vec<FailedLine>,
}

impl From<FileProblem> for ProblemLine {
    fn from(problem: FileProblem) -> ProblemLine {
        let FileProblem { file, line, column, code, message, severity } = problem;
        ProblemLine { file, line, column, code, message, severity: severity.to_owned() }
    }
}

impl From<Checked> for CheckReport {
    fn from(checked: Checked) -> CheckReport {
        CheckReport { files: checked.files, problems: checked.problems.into_iter().map(ProblemLine::from).collect() }
    }
}

impl From<Tested> for TestReport {
    fn from(tested: Tested) -> TestReport {
        let failed = tested.failed.into_iter().map(|f| {
            let FailedCase { case, expected, actual } = f;
            FailedLine { case, expected, actual }
        });
        TestReport { cases: tested.cases, passed: tested.passed, failed: failed.collect() }
    }
}

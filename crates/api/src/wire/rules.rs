//! Contracts: problems, golden cases.

use linehaul_workbench::pricing::cases::{ContractCovered, FailedCase, Tested};
use linehaul_workbench::pricing::rules::{Checked, FileProblem};
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
    /// The word to write in the place of the one at that place, where that mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fix: Option<String>,
}

/// What checking found.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CheckReport {
    /// Contracts read.
    pub files: usize,
    /// Tables read, which they may name.
    pub tables: usize,
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
    /// Was the case written anew?
    pub updated: bool,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Serialize, TS)]
pub struct CountLine {
    /// Reached.
    pub reached: usize,
    /// Of so many.
    pub of: usize,
}

/// Something that no case reaches.
#[derive(Debug, Clone, Serialize, TS)]
pub struct UnreachedLine {
    /// From 1.
    pub line: u32,
    /// `term`, `branch`, `clause`.
    pub kind: String,
    /// In words.
    pub what: String,
}

/// A table's rows.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RowsLine {
    /// The table.
    pub table: String,
    /// Reached.
    pub count: CountLine,
    /// Those that no case reaches.
    pub unreached: Vec<String>,
}

/// What the cases of a contract file reach.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CoverageLine {
    /// The contract's file.
    pub contract: String,
    /// Cases that it rated.
    pub cases: usize,
    /// Terms that did something.
    pub terms: CountLine,
    /// Branches of conditions.
    pub branches: CountLine,
    /// Clauses that decided.
    pub clauses: CountLine,
    /// What no case reaches.
    pub unreached: Vec<UnreachedLine>,
    /// Rows by table.
    pub rows: Vec<RowsLine>,
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
    /// What they reach, by contract.
    pub coverage: Vec<CoverageLine>,
}

impl From<FileProblem> for ProblemLine {
    fn from(problem: FileProblem) -> ProblemLine {
        let FileProblem { file, line, column, code, message, severity, fix } = problem;
        ProblemLine { file, line, column, code: code.to_string(), message, severity: severity.to_owned(), fix }
    }
}

impl From<Checked> for CheckReport {
    fn from(checked: Checked) -> CheckReport {
        let problems = checked.problems.into_iter().map(ProblemLine::from).collect();
        CheckReport { files: checked.files, tables: checked.tables, problems }
    }
}

impl From<linehaul_workbench::Count> for CountLine {
    fn from(count: linehaul_workbench::Count) -> CountLine {
        CountLine { reached: count.reached, of: count.of }
    }
}

impl From<ContractCovered> for CoverageLine {
    fn from(line: ContractCovered) -> CoverageLine {
        let ContractCovered { contract, covered } = line;
        let unreached = covered.unreached.into_iter();
        let rows = covered.rows.into_iter();
        CoverageLine {
            contract,
            cases: covered.cases,
            terms: covered.terms.into(),
            branches: covered.branches.into(),
            clauses: covered.clauses.into(),
            unreached: unreached
                .map(|u| UnreachedLine { line: u.line, kind: u.kind.to_owned(), what: u.what })
                .collect(),
            rows: rows.map(|r| RowsLine { table: r.table, count: r.count.into(), unreached: r.rows }).collect(),
        }
    }
}

impl From<Tested> for TestReport {
    fn from(tested: Tested) -> TestReport {
        let failed = tested.failed.into_iter().map(|f| {
            let FailedCase { case, expected, actual, updated } = f;
            FailedLine { case, expected, actual, updated }
        });
        let coverage = tested.coverage.into_iter().map(CoverageLine::from).collect();
        TestReport { cases: tested.cases, passed: tested.passed, failed: failed.collect(), coverage }
    }
}

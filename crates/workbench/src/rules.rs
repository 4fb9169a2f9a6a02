//! Rules: check contracts and tables, run golden cases, rate one load without a workspace.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use linehaul_billing::assess::{Rating, rate as rate_with};
use linehaul_billing::version::pick;
use linehaul_connectors::case::{GoldenCase, read_case};
use linehaul_connectors::load_json::{read_load, read_loads};
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::load::Load;
use linehaul_domain::money::fixed;
use linehaul_domain::table::Tables;
use linehaul_rules::{Contract, Severity};

use crate::shelf::{Shelf, Versions, file_name, read_versions, sorted, unreadable};

/// Something wrong in a contract or table file.
#[derive(Debug, Clone)]
pub struct FileProblem {
    /// Path as given.
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
    pub severity: &'static str,
}

/// What checking found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Files read.
    pub files: usize,
    /// What is wrong.
    pub problems: Vec<FileProblem>,
}

/// The tables for a path inside a rules folder: `tables/` of the nearest folder above that has one.
pub fn tables_near(path: &Path) -> Outcome<Shelf> {
    let mut shelf = Shelf::default();
    let start = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let found = start.ancestors().map(|a| a.join("tables")).find(|t| t.is_dir());
    if let Some(folder) = found {
        shelf.read_tables(&folder)?;
    }
    Ok(shelf)
}

/// Tables of a named folder.
pub fn tables_of(folder: &Path) -> Outcome<Shelf> {
    let mut shelf = Shelf::default();
    if !folder.is_dir() {
        return Err(missing(folder));
    }
    shelf.read_tables(folder)?;
    Ok(shelf)
}

fn missing(path: &Path) -> Fault {
    Fault::new("LH-104", format!("{} is not there", path.display()), "Nothing was read.", "Check the path.")
}

/// Every file of these endings at or below a path, sorted.
pub fn files_below(path: &Path, ending: &str) -> Outcome<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    if !path.exists() {
        return Err(missing(path));
    }
    let mut found = Vec::new();
    for entry in sorted(path)? {
        if entry.is_dir() {
            found.extend(files_below(&entry, ending)?);
        } else if entry.extension().is_some_and(|e| e == ending) {
            found.push(entry);
        }
    }
    Ok(found)
}

/// Compiles and lints every contract at or below a path, and the tables they read.
pub fn check(path: &Path) -> Outcome<Checked> {
    let shelf = tables_near(path)?;
    let mut checked = Checked::default();
    for table in &shelf.broken_tables {
        checked.problems.extend(table.problems.iter().map(|p| FileProblem {
            file: table.file.clone(),
            line: p.line,
            column: p.column,
            code: p.code.to_owned(),
            message: p.message.clone(),
            severity: "error",
        }));
    }
    checked.files += shelf.tables.len() + shelf.broken_tables.len();
    for file in files_below(path, "rhai")? {
        checked.files += 1;
        let shown = file.display().to_string();
        let problems = match read_contract(&file, &shelf.tables)? {
            Ok(contract) => linehaul_rules::lint(&contract, &shelf.tables),
            Err(problems) => problems,
        };
        checked.problems.extend(problems.into_iter().map(|p| FileProblem {
            file: shown.clone(),
            line: p.line,
            column: p.column,
            code: p.code.to_owned(),
            message: p.message,
            severity: if p.severity == Severity::Error { "error" } else { "warning" },
        }));
    }
    Ok(checked)
}

/// Reads one contract file. Its name gives the day from which it is in force; LH-301 when it does not.
pub fn read_contract(path: &Path, tables: &Tables) -> Outcome<Result<Contract, Vec<linehaul_rules::Problem>>> {
    let name = file_name(path);
    let effective = name.trim_end_matches(".rhai").parse().map_err(|_| {
        Fault::new(
            "LH-301",
            format!("{} does not say from which day it is in force", path.display()),
            "It is not used for any invoice.",
            "Name it by its first day, like 2025-01-01.rhai.",
        )
    })?;
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
    let folder = path.parent().map(file_name).unwrap_or_default();
    let shown = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
    Ok(linehaul_rules::read(&shown, effective, &text, tables))
}

/// A golden case that did not come out.
#[derive(Debug, Clone)]
pub struct FailedCase {
    /// The case's file.
    pub case: String,
    /// Line by line, as the case says.
    pub expected: Vec<String>,
    /// Line by line, as it came out.
    pub actual: Vec<String>,
}

/// What the golden cases did.
#[derive(Debug, Clone, Default)]
pub struct Tested {
    /// Cases run.
    pub cases: usize,
    /// Cases that came out.
    pub passed: usize,
    /// Those that did not.
    pub failed: Vec<FailedCase>,
}

/// Runs every golden case at or below a path against the contract whose folder it stands in.
pub fn test(path: &Path) -> Outcome<Tested> {
    let shelf = tables_near(path)?;
    let mut tested = Tested::default();
    for file in files_below(path, "toml")?.into_iter().filter(|f| f.parent().is_some_and(|p| file_name(p) == "cases")) {
        tested.cases += 1;
        let (expected, actual) = match run_case(&file, &shelf.tables) {
            Ok(pair) => pair,
            Err(fault) => (vec!["the case can be run".to_owned()], vec![format!("{fault}. {}", fault.next)]),
        };
        if expected == actual {
            tested.passed += 1;
        } else {
            tested.failed.push(FailedCase { case: file.display().to_string(), expected, actual });
        }
    }
    Ok(tested)
}

/// Runs the golden cases of a folder with a contract beside those that stand there; answers those that fail.
pub fn test_with(cases: &Path, contract: &Contract, tables: &Tables) -> Outcome<Vec<FailedCase>> {
    let mut failed = Vec::new();
    for file in sorted(cases)?.into_iter().filter(|f| f.extension().is_some_and(|e| e == "toml")) {
        let text = std::fs::read_to_string(&file).map_err(|e| unreadable(&file, &e))?;
        let case: GoldenCase = read_case(&text)?;
        let load_path = cases.join(&case.load);
        let load = read_load(&std::fs::read_to_string(&load_path).map_err(|e| unreadable(&load_path, &e))?)?;
        let speaks = pick([contract], &load).is_ok_and(|picked| picked.is_some());
        let (expected, actual) = (case.lines(), lines_of(&rate_with(contract, None, &load, tables, false)));
        if speaks && expected != actual {
            failed.push(FailedCase { case: file.display().to_string(), expected, actual });
        }
    }
    Ok(failed)
}

fn run_case(file: &Path, tables: &Tables) -> Outcome<(Vec<String>, Vec<String>)> {
    let text = std::fs::read_to_string(file).map_err(|e| unreadable(file, &e))?;
    let case: GoldenCase = read_case(&text)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let load_path = folder.join(&case.load);
    let json = std::fs::read_to_string(&load_path).map_err(|e| unreadable(&load_path, &e))?;
    let load = read_load(&json)?;
    let contract_folder = folder.parent().unwrap_or(folder);
    let versions = read_versions(contract_folder, &file_name(contract_folder), tables)?;
    let rating = rate(&versions, &load, tables)?;
    Ok((case.lines(), lines_of(&rating)))
}

/// A rating as the lines that a golden case states.
pub fn lines_of(rating: &Rating) -> Vec<String> {
    let mut lines = Vec::new();
    for charge in &rating.charges {
        lines.push(format!("{} {} {}", charge.code, charge.x12(), fixed(charge.amount, rating.currency)));
    }
    lines.push(format!("total {} {}", fixed(rating.total, rating.currency), rating.currency));
    for hold in &rating.holds {
        let stop = hold.stop.map(|s| format!(" stop {s}")).unwrap_or_default();
        lines.push(format!("hold {}{stop}", hold.code));
    }
    for warning in &rating.warnings {
        lines.push(format!("warning {}", warning.code));
    }
    lines.push(format!("ready {}", rating.holds.is_empty()));
    lines
}

/// Rates a load by the version in force among these; LH-302 when none reads, LH-303 when none is in force.
pub fn rate(versions: &Versions, load: &Load, tables: &Tables) -> Outcome<Rating> {
    if let Some(broken) = versions.broken.first() {
        let first = broken.problems.first();
        let why = first.map_or_else(String::new, |p| format!(":{}:{}: {}", p.line, p.column, p.message));
        return Err(Fault::new(
            "LH-302",
            format!("{}{why}", broken.file),
            "No load is rated by a contract that does not read.",
            "Mend the line; `linehaul rules check` names all of them.",
        ));
    }
    let refuse = |what: String| {
        Fault::new("LH-303", what, "The load was not rated.", "Check the dates of the load and of the contract files.")
    };
    let picked = pick(&versions.good, load).map_err(|why| refuse(why.to_string()))?;
    let contract = picked.ok_or_else(|| refuse(format!("no version is in force for {}", load.number)))?;
    Ok(rate_with(contract, None, load, tables, true))
}

/// Rates loads one after another by the versions of one contract.
pub struct Rater {
    versions: Versions,
    tables: Tables,
}

impl Rater {
    /// Reads contract files (versions of one contract) with the tables of a folder, or of the nearest `tables/` above them.
    pub fn new(contracts: &[PathBuf], tables: Option<&Path>) -> Outcome<Rater> {
        let first = contracts.first().map_or(Path::new("."), PathBuf::as_path);
        let shelf = match tables {
            Some(folder) => tables_of(folder)?,
            None => tables_near(first)?,
        };
        let mut versions = Versions::default();
        for path in contracts {
            match read_contract(path, &shelf.tables)? {
                Ok(contract) => versions.good.push(contract),
                Err(problems) => {
                    let file = path.display().to_string();
                    let effective = Default::default();
                    versions.broken.push(crate::shelf::Broken { file, effective, problems });
                }
            }
        }
        Ok(Rater { versions, tables: shelf.tables })
    }

    /// Rates each load of a stream. `each` answers whether to go on.
    pub fn each(&self, loads: &mut dyn BufRead, each: &mut dyn FnMut(Outcome<(Load, Rating)>) -> bool) -> Outcome<()> {
        for load in read_loads(loads) {
            let rating = load.and_then(|load| rate(&self.versions, &load, &self.tables).map(|r| (load, r)));
            if !each(rating) {
                break;
            }
        }
        Ok(())
    }
}

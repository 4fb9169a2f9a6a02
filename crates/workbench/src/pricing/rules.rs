//! Rules: check contracts and tables, rate loads without a workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::path::{Path, PathBuf};

use linehaul_billing::assess::{Rating, rate as rate_with, split};
use linehaul_billing::reads::Reads;
use linehaul_billing::version::pick;
use linehaul_connectors::load_json::{Field, read_load, read_loads_told};
use linehaul_connectors::table::TableProblem;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::TableName;
use linehaul_domain::load::Load;
use linehaul_domain::lost::Column;
use linehaul_domain::table::Tables;
use linehaul_domain::time::NaiveDate;
use linehaul_rules::{Contract, Severity};

use crate::contracts::library::{ContractLibrary, Versions, two_of_a_day};
use crate::machine::disk::{file_name, sorted, unreadable};

/// Something wrong in a contract or table file.
#[derive(Debug, Clone)]
pub struct FileProblem {
    /// Path as given.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
    /// Which.
    pub code: Code,
    /// In words.
    pub message: String,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// The word to write in the place of the one at that place, where that mends it.
    pub fix: Option<String>,
}

impl FileProblem {
    fn of(file: &str, problem: linehaul_rules::Problem) -> FileProblem {
        let linehaul_rules::Problem { line, column, code, message, fix, severity, .. } = problem;
        let severity = if severity == Severity::Error { "error" } else { "warning" };
        FileProblem { file: file.to_owned(), line, column, code, message, severity, fix }
    }

    fn of_table(
        file: &str,
        line: u32,
        column: u32,
        code: Code,
        message: String,
        severity: &'static str,
    ) -> FileProblem {
        FileProblem { file: file.to_owned(), line, column, code, message, severity, fix: None }
    }

    fn of_fault(file: &str, fault: &Fault) -> FileProblem {
        let message = format!("{}. {} {}", fault.what, fault.means, fault.next);
        FileProblem::of_table(file, 1, 1, fault.code, message, "error")
    }
}

/// What checking found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Contracts read.
    pub files: usize,
    /// Tables read, which they may name.
    pub tables: usize,
    /// What is wrong.
    pub problems: Vec<FileProblem>,
}

/// The tables for a path: `tables/` or `rules/tables/` of the nearest folder above that has one, so that a draft beside a
/// workspace's rules finds them too.
pub fn tables_near(path: &Path) -> Outcome<ContractLibrary> {
    let mut library = ContractLibrary::default();
    let start = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let found = start.ancestors().flat_map(|a| [a.join("tables"), a.join("rules/tables")]).find(|t| t.is_dir());
    if let Some(folder) = found {
        library.read_tables(&folder)?;
    }
    Ok(library)
}

/// Tables of a named folder.
pub fn tables_of(folder: &Path) -> Outcome<ContractLibrary> {
    let mut library = ContractLibrary::default();
    if !folder.is_dir() {
        return Err(missing(folder));
    }
    library.read_tables(folder)?;
    Ok(library)
}

fn missing(path: &Path) -> Fault {
    Fault::new(Code::FileUnreadable, format!("{} is not there", path.display()), "Nothing was read.", "Check the path.")
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
        // A folder that is a link may lead back to where it lies.
        if entry.is_dir() && !entry.is_symlink() {
            found.extend(files_below(&entry, ending)?);
        } else if entry.extension().is_some_and(|e| e == ending) {
            found.push(entry);
        }
    }
    Ok(found)
}

/// Compiles and lints every contract at or below a path, and the tables they read. A file that does not read is told, and
/// the others are checked all the same. Of a folder that holds the tables, tables that no contract reads are told too.
pub fn check(path: &Path) -> Outcome<Checked> {
    let library = tables_near(path)?;
    let mut checked = Checked::default();
    for table in &library.broken_tables {
        let of =
            |p: &TableProblem| FileProblem::of_table(&table.file, p.line, p.column, p.code, p.message.clone(), "error");
        checked.problems.extend(table.problems.iter().map(of));
    }
    checked.tables = library.tables.len() + library.broken_tables.len();
    let mut read: BTreeSet<TableName> = BTreeSet::new();
    let mut days: BTreeMap<(PathBuf, NaiveDate), String> = BTreeMap::new();
    let mut whole = true;
    for file in files_below(path, "rhai")? {
        checked.files += 1;
        let shown = file.display().to_string();
        let read_anyway = match dated(&file) {
            Err(undated) => {
                checked.problems.push(FileProblem::of_fault(&shown, &undated));
                read_as_of(&file, NaiveDate::default(), &library.tables)
            }
            Ok(effective) => read_as_of(&file, effective, &library.tables),
        };
        let problems = match read_anyway {
            Err(fault) => {
                checked.problems.push(FileProblem::of_fault(&shown, &fault));
                whole = false;
                continue;
            }
            Ok(Ok(contract)) => {
                read.extend(contract.terms().terms.iter().flat_map(|t| t.verb.tables()).cloned());
                let mut remarks = linehaul_rules::lint(&contract);
                if linehaul_rules::reads_extras(&contract) {
                    remarks.extend(linehaul_rules::extras(&contract, &extras_of_cases(&file)));
                }
                remarks
            }
            Ok(Err(problems)) => {
                whole = false;
                problems
            }
        };
        checked.problems.extend(problems.into_iter().map(|p| FileProblem::of(&shown, p)));
        let day = file_name(&file).trim_end_matches(".rhai").parse::<NaiveDate>().unwrap_or_default();
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        if let Some(other) = days.insert((folder, day), shown.clone()) {
            let message = two_of_a_day(day, &other, &shown);
            checked.problems.push(FileProblem::of_table(&shown, 1, 1, Code::VersionsOfOneDay, message, "error"));
        }
    }
    if whole && path.join("tables").is_dir() {
        for name in library.tables.keys().filter(|name| !read.contains(*name)) {
            let file = path.join("tables").join(format!("{name}.csv")).display().to_string();
            let message = "no contract reads this table".to_owned();
            checked.problems.push(FileProblem::of_table(&file, 1, 1, Code::TableUnread, message, "warning"));
        }
    }
    Ok(checked)
}

/// The names beyond the canonical fields that loads of the golden cases beside a contract have.
fn extras_of_cases(contract: &Path) -> BTreeSet<String> {
    let cases = contract.parent().unwrap_or(Path::new(".")).join("cases");
    let loads = sorted(&cases).unwrap_or_default().into_iter().filter(|f| f.extension().is_some_and(|e| e == "json"));
    let read = |file: PathBuf| std::fs::read_to_string(file).ok().and_then(|text| read_load(&text).ok());
    loads.filter_map(read).flat_map(|load| load.extras.into_keys()).collect()
}

/// Reads one contract file. Its name gives the day from which it is in force; LH-301 when it does not.
pub fn read_contract(path: &Path, tables: &Tables) -> Outcome<Result<Contract, Vec<linehaul_rules::Problem>>> {
    read_as_of(path, dated(path)?, tables)
}

fn dated(path: &Path) -> Outcome<NaiveDate> {
    file_name(path).trim_end_matches(".rhai").parse().map_err(|_| {
        Fault::new(
            Code::ContractUndated,
            format!("{} does not say from which day it is in force", path.display()),
            "It is not used for any invoice.",
            "Name it by its first day, like 2025-01-01.rhai.",
        )
    })
}

fn read_as_of(
    path: &Path,
    effective: NaiveDate,
    tables: &Tables,
) -> Outcome<Result<Contract, Vec<linehaul_rules::Problem>>> {
    let name = file_name(path);
    let text = std::fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
    let folder = path.parent().map(file_name).unwrap_or_default();
    let shown = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
    Ok(linehaul_rules::read(&shown, effective, &text, tables))
}

/// The version in force among these; LH-302 when one does not read, LH-303 when none is in force.
fn in_force<'v>(versions: &'v Versions, load: &Load) -> Outcome<&'v Contract> {
    if let Some(broken) = versions.broken.first() {
        let first = broken.problems.first();
        let why = first.map_or_else(String::new, |p| format!(":{}:{}: {}", p.line, p.column, p.message));
        return Err(Fault::new(
            Code::ContractUnreadable,
            format!("{}{why}", broken.file),
            "No load is rated by a contract that does not read.",
            "Mend the line; `linehaul rules check` names all of them.",
        ));
    }
    let refuse = |what: String, next: &str| Fault::new(Code::NoVersionInForce, what, "The load was not rated.", next);
    let undated = "Have dispatch send it, or pick the version by a date that every load has: a truck that was not used may have \
                   no actual pickup, but it has a `pickup appointment`.";
    let picked = pick(&versions.good, load).map_err(|why| refuse(why.to_string(), undated))?;
    let none = "Check the dates of the load and of the contract files.";
    picked.ok_or_else(|| refuse(format!("no version is in force for {}", load.number), none))
}

/// A load as it is rated, and the fields of its text that nothing looked at.
#[derive(Debug)]
pub struct Rated {
    /// The load.
    pub load: Load,
    /// What comes of it.
    pub rating: Rating,
    /// The fields, by their paths.
    pub not_read: Vec<String>,
}

/// Rates a load by the version in force among these.
pub fn rate(versions: &Versions, load: &Load, tables: &Tables) -> Outcome<Rating> {
    Ok(rate_by(in_force(versions, load)?, load, tables))
}

fn rate_by(contract: &Contract, load: &Load, tables: &Tables) -> Rating {
    let mut rating = rate_with(contract, None, load, tables, true);
    if load.status.is_judged() {
        split(load, &mut rating);
    }
    rating
}

/// The same, with what of the load's fields nothing looked at.
fn rate_told(versions: &Versions, (load, fields): (Load, Vec<Field>), tables: &Tables) -> Outcome<Rated> {
    let contract = in_force(versions, &load)?;
    let rating = rate_by(contract, &load, tables);
    let reads = Reads { load: &load, contracts: vec![contract], posting: None };
    // In which currency its amounts are, reading alone looks at.
    let is_read = |column: &Column| column.ours == "currency" || reads.column(column);
    let unread = fields.into_iter().filter(|field| !field.column.as_ref().is_some_and(is_read));
    let not_read = unread.map(|field| field.path).collect();
    Ok(Rated { load, rating, not_read })
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
        let library = match tables {
            Some(folder) => tables_of(folder)?,
            None => tables_near(first)?,
        };
        let mut versions = Versions::default();
        for path in contracts {
            match read_contract(path, &library.tables)? {
                Ok(contract) => versions.good.push(contract),
                Err(problems) => {
                    let file = path.display().to_string();
                    let effective = Default::default();
                    versions.broken.push(crate::contracts::library::Broken { file, effective, problems });
                }
            }
        }
        versions.break_doubled();
        Ok(Rater { versions, tables: (*library.tables).clone() })
    }

    /// Rates each load of a stream. `each` answers whether to go on.
    pub fn each(&self, loads: &mut dyn BufRead, each: &mut dyn FnMut(Outcome<Rated>) -> bool) -> Outcome<()> {
        for load in read_loads_told(loads) {
            let rated = load.and_then(|told| rate_told(&self.versions, told, &self.tables));
            if !each(rated) {
                break;
            }
        }
        Ok(())
    }
}

//! Golden cases: loads with what a contract must make of them, run, measured for what they reach, and written anew when
//! asked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use linehaul_billing::assess::{Rating, rate as rate_with};
use linehaul_billing::coverage::{Coverage, Covered};
use linehaul_billing::version::pick;
use linehaul_connectors::case::{Expected, ExpectedCharge, ExpectedHold, GoldenCase, begun, read_case, with_expected};
use linehaul_connectors::load_json::read_load;
use linehaul_domain::fault::Outcome;
use linehaul_domain::load::Load;
use linehaul_domain::money::fixed;
use linehaul_domain::table::Tables;
use linehaul_rules::Contract;
use linehaul_store::whole;

use crate::contracts::library::{Versions, read_versions};
use crate::machine::disk::{file_name, sorted, unreadable, unwritable, write_new};
use crate::pricing::rules::{files_below, rate, tables_near};

/// A golden case that did not come out.
#[derive(Debug, Clone)]
pub struct FailedCase {
    /// The case's file.
    pub case: String,
    /// Line by line, as the case says.
    pub expected: Vec<String>,
    /// Line by line, as it came out.
    pub actual: Vec<String>,
    /// Was the case written anew?
    pub updated: bool,
}

/// What the cases of a contract file reach.
#[derive(Debug, Clone)]
pub struct ContractCovered {
    /// The contract's file.
    pub contract: String,
    /// What they reach.
    pub covered: Covered,
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
    /// What they reach, by contract file.
    pub coverage: Vec<ContractCovered>,
}

/// A case with its load.
struct Case {
    file: PathBuf,
    text: String,
    stated: GoldenCase,
    load: Load,
}

fn open(file: &Path) -> Outcome<Case> {
    let read = |path: &Path| std::fs::read_to_string(path).map_err(|e| unreadable(path, &e));
    let text = read(file)?;
    let stated = read_case(&text)?;
    let load = read_load(&read(&file.parent().unwrap_or(Path::new(".")).join(&stated.load))?)?;
    Ok(Case { file: file.to_owned(), text, stated, load })
}

/// Runs every golden case at or below a path against the contract whose folder it stands in. With `update`, a case that
/// does not come out is written anew as it came out.
pub fn test(path: &Path, update: bool) -> Outcome<Tested> {
    let tables = tables_near(path)?.tables;
    let mut tested = Tested::default();
    let mut folders: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    let in_cases = |f: &PathBuf| f.parent().is_some_and(|p| file_name(p) == "cases");
    for file in files_below(path, "toml")?.into_iter().filter(in_cases) {
        let folder = file.parent().and_then(Path::parent).unwrap_or(Path::new(".")).to_owned();
        folders.entry(folder).or_default().push(file);
    }
    for load in files_below(path, "json")?.into_iter().filter(in_cases) {
        let folder = load.parent().and_then(Path::parent).unwrap_or(Path::new(".")).to_owned();
        let files = folders.entry(folder).or_default();
        if let Some(case) = without_case(&load, files) {
            begin(&load, &case, files, update, &mut tested)?;
        }
    }
    for (folder, files) in folders {
        let versions = read_versions(&folder, &file_name(&folder), &tables)?;
        let mut coverage: Vec<Coverage<'_, Contract>> = versions.good.iter().map(Coverage::new).collect();
        for file in files {
            tested.cases += 1;
            match run(&file, &versions, &tables, &mut coverage, update) {
                Ok(None) => tested.passed += 1,
                Ok(Some(failed)) => tested.failed.push(failed),
                Err(fault) => tested.failed.push(FailedCase {
                    case: file.display().to_string(),
                    expected: vec!["the case can be run".to_owned()],
                    actual: vec![format!("{fault}. {}", fault.next)],
                    updated: false,
                }),
            }
        }
        for (contract, coverage) in versions.good.iter().zip(&coverage) {
            let contract = contract.terms().file.clone();
            tested.coverage.push(ContractCovered { contract, covered: coverage.covered(&tables) });
        }
    }
    Ok(tested)
}

fn run(
    file: &Path,
    versions: &Versions,
    tables: &Tables,
    coverage: &mut [Coverage<'_, Contract>],
    update: bool,
) -> Outcome<Option<FailedCase>> {
    let case = open(file)?;
    let rating = rate(versions, &case.load, tables)?;
    let rated_by = pick(&versions.good, &case.load).ok().flatten();
    let at = rated_by.and_then(|c| versions.good.iter().position(|v| std::ptr::eq(v, c)));
    if let Some(coverage) = at.and_then(|at| coverage.get_mut(at)) {
        coverage.add(&case.load, &rating);
    }
    let (expected, actual) = compared(&case.stated, &rating);
    if expected == actual {
        return Ok(None);
    }
    if update {
        let text = with_expected(&case.text, &came_out(&rating))?;
        whole::write_bytes(&case.file, text.as_bytes()).map_err(|e| unwritable(&case.file, &e))?;
    }
    Ok(Some(FailedCase { case: file.display().to_string(), expected, actual, updated: update }))
}

/// The file of the case that a load beside it lacks, if none of these cases reads it.
fn without_case(load: &Path, cases: &[PathBuf]) -> Option<PathBuf> {
    let name = file_name(load);
    let reads = |case: &PathBuf| {
        let text = std::fs::read_to_string(case).unwrap_or_default();
        read_case(&text).map_or(text.contains(&name), |case| case.load == name)
    };
    if cases.iter().any(reads) {
        return None;
    }
    let stem = name.trim_end_matches(".json").trim_end_matches(".load");
    Some(load.with_file_name(format!("{stem}.toml")))
}

/// A load that no case reads: told, or with `update` a case begun for it.
fn begin(load: &Path, case: &Path, files: &mut Vec<PathBuf>, update: bool, tested: &mut Tested) -> Outcome<()> {
    if update && !case.exists() {
        let title = file_name(case).trim_end_matches(".toml").replace(['-', '_'], " ");
        write_new(case, begun(&title, &file_name(load)).as_bytes())?;
        files.push(case.to_owned());
        return Ok(());
    }
    tested.cases += 1;
    tested.failed.push(FailedCase {
        case: load.display().to_string(),
        expected: vec!["a case beside it reads this load".to_owned()],
        actual: vec![format!("none does: with --update, {} is written", file_name(case))],
        updated: false,
    });
    Ok(())
}

/// What a case expects and what came out, line by line.
fn compared(stated: &GoldenCase, rating: &Rating) -> (Vec<String>, Vec<String>) {
    match &stated.expected {
        Some(expected) => (expected.lines(), as_stated(rating, expected).lines()),
        None => (vec!["`[expected]` is stated; --update writes it".to_owned()], came_out(rating).lines()),
    }
}

/// Runs the golden cases of a folder with a contract beside those that stand there; answers those that fail.
pub fn test_with(cases: &Path, contract: &Contract, tables: &Tables) -> Outcome<Vec<FailedCase>> {
    let mut failed = Vec::new();
    for file in sorted(cases)?.into_iter().filter(|f| f.extension().is_some_and(|e| e == "toml")) {
        let case = open(&file)?;
        if !pick([contract], &case.load).is_ok_and(|picked| picked.is_some()) {
            continue;
        }
        let rating = rate_with(contract, None, &case.load, tables, false);
        let (expected, actual) = compared(&case.stated, &rating);
        if expected != actual {
            failed.push(FailedCase { case: file.display().to_string(), expected, actual, updated: false });
        }
    }
    Ok(failed)
}

/// A rating as a case states it.
fn came_out(rating: &Rating) -> Expected {
    let charge = |c: &linehaul_domain::charge::Charge| ExpectedCharge {
        code: c.code.to_string(),
        x12: Some(c.x12().to_owned()),
        amount: fixed(c.amount, rating.currency),
    };
    let hold = |h: &linehaul_domain::hold::Hold| ExpectedHold {
        code: h.code.to_string(),
        stop: h.stop,
        document: h.document.clone(),
        reference: h.reference.clone(),
        charge: h.charge.as_ref().map(ToString::to_string),
    };
    Expected {
        currency: rating.currency.to_string(),
        total: fixed(rating.total, rating.currency),
        ready: rating.is_ready(),
        charges: rating.charges.iter().map(charge).collect(),
        holds: rating.holds.iter().map(hold).collect(),
        warnings: rating.warnings.iter().map(|w| w.code.to_string()).collect(),
    }
}

/// A rating as a case states it, without the details of a line or hold that the case leaves open.
fn as_stated(rating: &Rating, stated: &Expected) -> Expected {
    let mut actual = came_out(rating);
    for (charge, stated) in actual.charges.iter_mut().zip(&stated.charges) {
        charge.x12 = charge.x12.take().filter(|_| stated.x12.is_some());
    }
    for (hold, stated) in actual.holds.iter_mut().zip(&stated.holds) {
        hold.document = hold.document.take().filter(|_| stated.document.is_some());
        hold.reference = hold.reference.take().filter(|_| stated.reference.is_some());
        hold.charge = hold.charge.take().filter(|_| stated.charge.is_some());
    }
    actual
}

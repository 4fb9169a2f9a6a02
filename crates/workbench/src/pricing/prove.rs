//! Prove: tables and contracts looked at without any real load.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use linehaul_billing::prove::contract::{Trial, prove as prove_contract};
use linehaul_billing::prove::tables::{Finding, findings};
use linehaul_connectors::load_json::write_load;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::TableName;
use linehaul_domain::load::Load;
use linehaul_domain::table::Tables;

use crate::machine::disk::{unwritable, write_new};
use crate::pricing::rules::{files_below, read_contract, tables_near};

/// The seed where none is named.
pub const SEED: u64 = 20_250_307;
/// Loads a contract is tried with where no number is named.
pub const LOADS: usize = 400;

/// The properties of one contract.
#[derive(Debug, Clone)]
pub struct ProvenContract {
    /// Its file.
    pub file: String,
    /// What came of it.
    pub trial: Trial,
}

/// A load as `linehaul rate` reads it: a counter-example to keep as a case.
pub fn as_json(load: &Load) -> String {
    write_load(load)
}

/// Writes each counter-example into `cases/` beside its contract, as a load whose case is still to be written; answers the
/// files.
pub fn keep(proven: &Proven) -> Outcome<Vec<PathBuf>> {
    let mut kept = Vec::new();
    for contract in &proven.contracts {
        let cases = Path::new(&contract.file).parent().unwrap_or(Path::new(".")).join("cases");
        for property in &contract.trial.properties {
            let Some((load, _)) = &property.counter_example else { continue };
            std::fs::create_dir_all(&cases).map_err(|e| unwritable(&cases, &e))?;
            let words: String = property.name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
            let name = words.split_whitespace().collect::<Vec<_>>().join("-");
            let numbered = |n: usize| cases.join(format!("{name}-{n}.load.json"));
            let free = (1..).map(numbered).find(|file| !file.exists());
            let Some(file) = free else { continue };
            write_new(&file, as_json(load).as_bytes())?;
            kept.push(file);
        }
    }
    Ok(kept)
}

/// What proving found.
#[derive(Debug, Clone, Default)]
pub struct Proven {
    /// Tables looked at.
    pub tables: usize,
    /// What is wrong in them.
    pub findings: Vec<Finding>,
    /// Contracts, those that read.
    pub contracts: Vec<ProvenContract>,
    /// Contracts and tables that do not: file and why.
    pub unread: Vec<(String, String)>,
    /// The seed of the made-up loads.
    pub seed: u64,
    /// Was it stopped before its end?
    pub partial: bool,
}

/// The tables that contracts at or below a path read; nothing where tables lie there themselves, which then all count.
fn named_below(path: &Path, tables: &Tables) -> Outcome<Option<BTreeSet<TableName>>> {
    if !files_below(path, "csv")?.is_empty() {
        return Ok(None);
    }
    let mut named = BTreeSet::new();
    for file in files_below(path, "rhai")? {
        match read_contract(&file, tables) {
            Ok(Ok(contract)) => {
                named.extend(contract.terms().terms.iter().flat_map(|term| term.verb.tables()).cloned());
            }
            // Which tables it would read is not known: all are looked at.
            _ => return Ok(None),
        }
    }
    Ok(Some(named))
}

/// Looks at every table at or near a path and every contract at or below it. `on_progress` is told (done, all) in loads.
pub fn prove(
    path: &Path,
    seed: u64,
    loads: usize,
    on_progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Outcome<Proven> {
    let library = tables_near(path)?;
    let named = named_below(path, &library.tables)?;
    let tables = named.as_ref().map_or(library.tables.len(), BTreeSet::len);
    let mut proven = Proven { tables, seed, ..Proven::default() };
    let only = path
        .extension()
        .is_some_and(|e| e == "csv")
        .then(|| path.file_stem().map(|s| s.to_string_lossy().into_owned()));
    for table in &library.broken_tables {
        let first =
            table.problems.first().map_or_else(String::new, |p| format!("{}:{} {}", p.line, p.column, p.message));
        proven.unread.push((table.file.clone(), first));
    }
    for table in library.tables.values() {
        if named.as_ref().is_some_and(|named| !named.contains(&table.name)) {
            continue;
        }
        if only.as_ref().is_none_or(|only| only.as_deref() == Some(table.name.as_str())) {
            proven.findings.extend(findings(table));
        }
    }
    if only.is_some() {
        return Ok(proven);
    }
    let files = files_below(path, "rhai")?;
    let all = files.len() * loads;
    for (at, file) in files.iter().enumerate() {
        let shown = file.display().to_string();
        match read_contract(file, &library.tables) {
            Err(fault) => proven.unread.push((shown, fault.what)),
            Ok(Err(problems)) => {
                let first =
                    problems.first().map_or_else(String::new, |p| format!("{}:{} {}", p.line, p.column, p.message));
                proven.unread.push((shown, first));
            }
            Ok(Ok(contract)) => {
                let mut go = true;
                let trial = prove_contract(&contract, &library.tables, seed, loads, &mut |done, _| {
                    go = on_progress(at * loads + done, all);
                    go
                });
                proven.contracts.push(ProvenContract { file: shown, trial });
                if !go {
                    proven.partial = true;
                    break;
                }
            }
        }
    }
    Ok(proven)
}

//! The contract library: every contract and table at hand, read once, with what is wrong with those that do not read.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use linehaul_billing::assess::Found;
use linehaul_billing::version::{date_of, pick};
use linehaul_connectors::table::{TableProblem, read_table};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{Hash, TableName};
use linehaul_domain::load::Load;
use linehaul_domain::table::Tables;
use linehaul_domain::terms::DateBasis;
use linehaul_domain::time::NaiveDate;
use linehaul_rules::{Contract, Problem, Severity};

use crate::machine::disk::{bytes_of, file_name, sorted, text_of};

/// The folder of the house tariff.
pub const HOUSE: &str = "house";

/// A contract file that does not read.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The file as shown to people.
    pub file: String,
    /// In force from this day, had it been readable; none where its name is no day.
    pub effective: Option<NaiveDate>,
    /// Why.
    pub problems: Vec<Problem>,
}

/// All versions of one contract.
#[derive(Default)]
pub struct Versions {
    /// Those that read.
    pub good: Vec<Contract>,
    /// Those that do not.
    pub broken: Vec<Broken>,
}

/// The contract's text and the house tariff's, by hash.
type ByText = (Option<Hash>, Option<Hash>);

/// A table file that does not read.
#[derive(Debug, Clone)]
pub struct BrokenTable {
    /// The file as shown to people.
    pub file: String,
    /// Why.
    pub problems: Vec<TableProblem>,
}

/// Contracts and tables of a workspace.
#[derive(Default)]
pub struct ContractLibrary {
    /// Tables by name.
    pub tables: Arc<Tables>,
    /// Text of each table, by name.
    pub table_texts: BTreeMap<TableName, Vec<u8>>,
    /// Tables that do not read.
    pub broken_tables: Vec<BrokenTable>,
    /// Published tables that stand otherwise on the disk, or not at all: drafts there, and not in force.
    pub table_drafts: Vec<TableName>,
    /// Contracts by folder.
    pub contracts: BTreeMap<String, Versions>,
    /// The house tariff.
    pub house: Versions,
    named: RefCell<BTreeMap<ByText, Hash>>,
}

/// Names and hashes of some tables: what `tables_hash` covers, and what the book keeps beside the texts.
pub type Manifest = BTreeMap<TableName, Hash>;

/// Contracts and tables as texts, to be read again by another thread: a contract that is read stays with its reader.
#[derive(Clone)]
pub struct LibraryTexts {
    tables: Arc<Tables>,
    folders: Vec<(String, bool, Texts)>,
}

/// The versions of one contract as texts: file, first day, text; and those that do not read.
#[derive(Clone)]
struct Texts {
    good: Vec<(String, NaiveDate, String)>,
    broken: Vec<Broken>,
}

impl LibraryTexts {
    /// Reads them.
    pub fn read(&self) -> ContractLibrary {
        let mut library = ContractLibrary { tables: self.tables.clone(), ..ContractLibrary::default() };
        for (folder, house, texts) in &self.folders {
            let mut versions = Versions { good: Vec::new(), broken: texts.broken.clone() };
            for (file, effective, text) in &texts.good {
                match linehaul_rules::read(file, *effective, text, &self.tables) {
                    Ok(contract) => versions.good.push(contract),
                    // What was read once with these tables reads again.
                    Err(problems) => {
                        let (file, effective) = (file.clone(), Some(*effective));
                        versions.broken.push(Broken { file, effective, problems });
                    }
                }
            }
            if *house {
                library.house = versions;
            } else {
                library.contracts.insert(folder.clone(), versions);
            }
        }
        library
    }
}

impl Versions {
    fn texts(&self) -> Texts {
        let good = self.good.iter().map(|c| (c.terms().file.clone(), c.terms().effective, c.text().to_owned()));
        Texts { good: good.collect(), broken: self.broken.clone() }
    }

    /// A digest of everything that decides how a load is priced by it: each version, read or not, and the tables that any of
    /// them names.
    fn digest(&self, tables: &Tables) -> Hash {
        let mut good: Vec<_> =
            self.good.iter().map(|c| (&c.terms().file, c.terms().effective, &c.terms().hash)).collect();
        good.sort();
        let mut broken: Vec<_> = self.broken.iter().map(|b| (&b.file, b.effective, b.says())).collect();
        broken.sort();
        let named: Manifest = manifest_of(tables, self.good.iter().map(Contract::text));
        canonical::hash(&(good, broken, named))
    }

    /// `2025-01-01.rhai` and `2025-1-1.rhai` are of one day: which of them speaks is not for us to say.
    pub fn break_doubled(&mut self) {
        let days: Vec<NaiveDate> = self.good.iter().map(|c| c.terms().effective).collect();
        let doubled = |day: &NaiveDate| days.iter().filter(|d| *d == day).count() > 1;
        let (twice, once): (Vec<_>, Vec<_>) = self.good.drain(..).partition(|c| doubled(&c.terms().effective));
        self.good = once;
        for contract in &twice {
            let (file, effective) = (contract.terms().file.clone(), contract.terms().effective);
            let other = twice.iter().find(|c| c.terms().effective == effective && c.terms().file != file);
            let message = two_of_a_day(effective, &file, other.map_or("", |c| &c.terms().file));
            let problems = vec![at_its_head(&file, Code::VersionsOfOneDay, message)];
            self.broken.push(Broken { file, effective: Some(effective), problems });
        }
    }

    /// The first day on which a version is in force, read or not.
    fn first_day(&self) -> Option<NaiveDate> {
        self.good.iter().map(|c| c.terms().effective).chain(self.broken.iter().filter_map(|b| b.effective)).min()
    }

    /// The version in force for a load.
    pub fn in_force(&self, load: &Load) -> Found<'_, Contract> {
        self.in_force_with(None, load)
    }

    /// The version that would be in force for a load if this one were there as well: it replaces one of the same day.
    pub fn in_force_with<'a>(&'a self, candidate: Option<&'a Contract>, load: &Load) -> Found<'a, Contract> {
        let replaced = candidate.map(|c| c.terms().effective);
        let others = self.good.iter().filter(|c| Some(c.terms().effective) != replaced);
        let picked = match pick(others.chain(candidate), load) {
            Ok(picked) => picked,
            Err(why) => return Found::Undated { input: why.input },
        };
        let basis = picked.map_or(DateBasis::ActualPickup, |c| c.terms().version_by.clone());
        let newer = |b: &&Broken| {
            let from = picked.map(|c| c.terms().effective);
            let day = date_of(&basis, load).ok();
            b.effective.is_some() && b.effective <= day && from.is_none_or(|f| b.effective >= Some(f))
        };
        let broken = self.broken.iter().filter(|b| replaced.is_none() || b.effective != replaced);
        if let Some(broken) = broken.filter(newer).max_by_key(|b| b.effective) {
            return Found::Broken { message: broken.says() };
        }
        let first = self.first_day().into_iter().chain(replaced).min();
        match (picked, first, date_of(&basis, load)) {
            (Some(contract), ..) => Found::Contract(contract),
            (None, Some(first), Ok(_)) => Found::NotYet { first, looked: None },
            (None, Some(_), Err(why)) => Found::Undated { input: why.input },
            // Files are there, and none of them says from when it is in force: somebody meant one to be.
            (None, None, _) => match self.broken.first() {
                Some(broken) => Found::Broken { message: broken.says() },
                None => Found::Missing { looked: None },
            },
        }
    }
}

impl Broken {
    fn says(&self) -> String {
        let first = self.problems.first();
        let why = first.map_or_else(String::new, |p| format!("{}:{}:{} {}", p.file, p.line, p.column, p.message));
        format!("the contract in force does not read: {why}")
    }
}

impl ContractLibrary {
    /// Reads `rules/` of a workspace, with the texts of published tables. A file that does not read is kept as broken; the rest
    /// goes on.
    pub fn read(rules: &Path, published: &BTreeMap<TableName, Vec<u8>>) -> Outcome<ContractLibrary> {
        let mut library = ContractLibrary::default();
        library.read_tables(&rules.join("tables"))?;
        library.keep_published(published);
        for folder in sorted(&rules.join("customers"))?.into_iter().filter(|p| p.is_dir()) {
            let name = file_name(&folder);
            let versions = read_versions(&folder, &name, &library.tables)?;
            library.contracts.insert(name, versions);
        }
        library.house = read_versions(&rules.join("house"), "house", &library.tables)?;
        Ok(library)
    }

    /// Puts these texts in the place of a folder's versions.
    pub fn replace(&mut self, folder: &str, house: bool, texts: Vec<(String, String)>) {
        let mut versions = Versions::default();
        for (file, text) in texts {
            let name = file.rsplit('/').next().unwrap_or_default();
            let Ok(effective) = name.trim_end_matches(".rhai").parse::<NaiveDate>() else { continue };
            match linehaul_rules::read(&file, effective, &text, &self.tables) {
                Ok(contract) => versions.good.push(contract),
                Err(problems) => versions.broken.push(Broken { file, effective: Some(effective), problems }),
            }
        }
        if house {
            self.house = versions;
        } else {
            self.contracts.insert(folder.to_owned(), versions);
        }
    }

    /// Puts published tables in the place of those of the disk, unless these only add later rows.
    fn keep_published(&mut self, published: &BTreeMap<TableName, Vec<u8>>) {
        let mut tables = (*self.tables).clone();
        for (name, text) in published {
            let table = match read_table(name.as_str(), text) {
                Ok(table) => table,
                // What was published read then: what stands on the disk does not take its place.
                Err(problems) => {
                    tables.remove(name);
                    self.broken_tables
                        .push(BrokenTable { file: format!("tables/{name}.csv (as published)"), problems });
                    continue;
                }
            };
            let disk = tables.get(name);
            if disk.is_some_and(|disk| disk.hash == table.hash || disk.extends(&table)) {
                continue;
            }
            self.table_drafts.push(name.clone());
            self.table_texts.insert(name.clone(), text.clone());
            tables.insert(name.clone(), table);
        }
        self.tables = Arc::new(tables);
    }

    /// Reads only the tables of a folder, beside those that were read before.
    pub fn read_tables(&mut self, folder: &Path) -> Outcome<()> {
        let mut tables = Tables::clone(&self.tables);
        for path in sorted(folder)?.into_iter().filter(|p| p.extension().is_some_and(|e| e == "csv")) {
            let name = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
            let file = format!("tables/{name}.csv");
            let bytes = match bytes_of(&path) {
                Ok(bytes) => bytes,
                Err(message) => {
                    let problems = vec![TableProblem { line: 1, column: 1, code: Code::TableUnreadable, message }];
                    self.broken_tables.push(BrokenTable { file, problems });
                    continue;
                }
            };
            match read_table(&name, &bytes) {
                Ok(table) => {
                    self.table_texts.insert(table.name.clone(), bytes);
                    tables.insert(table.name.clone(), table);
                }
                Err(problems) => {
                    self.broken_tables.push(BrokenTable { file, problems });
                }
            }
        }
        self.tables = Arc::new(tables);
        Ok(())
    }

    /// The tables that these contracts name, with their hashes.
    pub fn manifest(&self, contract: Option<&Contract>, house: Option<&Contract>) -> Manifest {
        manifest_of(&self.tables, [contract, house].into_iter().flatten().map(Contract::text))
    }

    /// Hash over the tables that these contracts name: what a load that they price depends on.
    pub fn tables_hash(&self, contract: Option<&Contract>, house: Option<&Contract>) -> Hash {
        let hash = |c: Option<&Contract>| c.map(|c| c.terms().hash.clone());
        let key = (hash(contract), hash(house));
        if let Some(known) = self.named.borrow().get(&key) {
            return known.clone();
        }
        let made = canonical::hash(&self.manifest(contract, house));
        self.named.borrow_mut().insert(key, made.clone());
        made
    }

    /// Everything that decides how loads are priced, by name and digest.
    pub fn world(&self) -> BTreeMap<String, Hash> {
        let of = |(folder, versions): (&String, &Versions)| (format!("folder/{folder}"), versions.digest(&self.tables));
        let mut world: BTreeMap<String, Hash> = self.contracts.iter().map(of).collect();
        world.insert(HOUSE.to_owned(), self.house.digest(&self.tables));
        world
    }

    /// The same as texts, for another thread.
    pub fn texts(&self) -> LibraryTexts {
        let folders = self.contracts.iter().map(|(folder, versions)| (folder.clone(), false, versions.texts()));
        let house = std::iter::once((HOUSE.to_owned(), true, self.house.texts()));
        LibraryTexts { tables: self.tables.clone(), folders: folders.chain(house).collect() }
    }

    /// The contract in force for a load of the customer whose contract folder this is, and the house tariff if the customer
    /// may have it; of the folder that is named beside the candidate, as if the candidate were in it.
    pub fn speaks<'a>(
        &'a self,
        (folder, house_allowed): (&str, bool),
        candidate: Option<(&str, &'a Contract)>,
        load: &Load,
    ) -> (Found<'a, Contract>, Option<&'a Contract>) {
        let candidate_of = |folder: &str| candidate.filter(|(of, _)| *of == folder).map(|(_, contract)| contract);
        let found = match (self.contracts.get(folder), candidate_of(folder)) {
            (Some(versions), candidate) => versions.in_force_with(candidate, load),
            (None, Some(candidate)) => alone(candidate, load),
            (None, None) => Found::Missing { looked: None },
        }
        .looked_for(folder, house_allowed);
        if !house_allowed {
            return (found, None);
        }
        match (found, self.house.in_force_with(candidate_of(HOUSE), load)) {
            (found, Found::Contract(house)) => (found, Some(house)),
            (Found::Missing { .. }, house @ (Found::Broken { .. } | Found::Undated { .. })) => (house, None),
            (found, _) => (found, None),
        }
    }
}

/// The tables that stand with their names in these texts. A name within a longer one counts too: one table too many makes a
/// load look again, one too few would leave it as it is.
fn manifest_of<'a>(tables: &Tables, texts: impl Iterator<Item = &'a str> + Clone) -> Manifest {
    let named = tables.iter().filter(|(name, _)| texts.clone().any(|text| text.contains(name.as_str())));
    named.map(|(name, table)| (name.clone(), table.hash.clone())).collect()
}

/// A contract that is the only version of its folder.
fn alone<'a>(candidate: &'a Contract, load: &Load) -> Found<'a, Contract> {
    match pick([candidate], load) {
        Ok(Some(contract)) => Found::Contract(contract),
        Ok(None) => Found::NotYet { first: candidate.terms().effective, looked: None },
        Err(why) => Found::Undated { input: why.input },
    }
}

/// Reads every `YYYY-MM-DD.rhai` of a folder; none when the folder is not there.
pub fn read_versions(folder: &Path, shown: &str, tables: &Tables) -> Outcome<Versions> {
    let mut versions = Versions::default();
    let named =
        |p: &PathBuf| p.extension().is_some_and(|e| e.eq_ignore_ascii_case("rhai")) && !file_name(p).starts_with('.');
    for path in sorted(folder)?.into_iter().filter(named) {
        let name = file_name(&path);
        let file = format!("{shown}/{name}");
        let Some(effective) = name.strip_suffix(".rhai").and_then(|day| day.parse::<NaiveDate>().ok()) else {
            let message = "its name is no day, so it is never in force: name it by its first day, like 2025-01-01.rhai";
            let problems = vec![at_its_head(&file, Code::ContractUndated, message.to_owned())];
            versions.broken.push(Broken { file, effective: None, problems });
            continue;
        };
        let broken = |problems: Vec<Problem>| Broken { file: file.clone(), effective: Some(effective), problems };
        match text_of(&path) {
            Ok(text) => match linehaul_rules::read(&file, effective, &text, tables) {
                Ok(contract) => versions.good.push(contract),
                Err(problems) => versions.broken.push(broken(problems)),
            },
            Err(message) => versions.broken.push(broken(vec![at_its_head(&file, Code::ContractUnreadable, message)])),
        }
    }
    versions.break_doubled();
    Ok(versions)
}

fn at_its_head(file: &str, code: Code, message: String) -> Problem {
    Problem { file: file.to_owned(), line: 1, column: 1, code, message, fix: None, severity: Severity::Error }
}

/// Two files of one contract that would be in force from the same day: neither is.
pub fn two_of_a_day(day: NaiveDate, one: &str, other: &str) -> String {
    format!("{one} and {other} are both in force from {day}, so neither is; take one of them away")
}

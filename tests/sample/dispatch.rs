//! What the drop folder comes to: its files read, folded and assessed as a sync would, in memory.
//!
//! Absent: the stores and the clock of the workbench.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use linehaul_billing::assess::{Found, Inputs, assess};
use linehaul_connectors::drop;
use linehaul_connectors::mapping::{ColumnMap, Kind};
use linehaul_domain::assessment::Assessment;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::Outcome;
use linehaul_domain::fold::{fold, latest};
use linehaul_domain::ids::{CustomerId, LoadNumber, SourceName};
use linehaul_domain::load::Load;
use linehaul_domain::party::Customer;
use linehaul_domain::time::Instant;
use linehaul_domain::vanished::Vanished;
use linehaul_workbench::contracts::library::{ContractLibrary, read_versions};
use linehaul_workbench::machine::disk::sorted;
use linehaul_workbench::settings::config::{self, Config};

/// Files of the drop folder: path in it, bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Contracts, tables and settings of the company.
pub struct Company {
    config: Config,
    library: ContractLibrary,
}

/// What a drop folder came to.
pub struct Read {
    /// By load number.
    pub assessments: BTreeMap<String, Assessment>,
    /// `file:line code message` of each row in quarantine.
    pub quarantined: Vec<String>,
}

impl Company {
    /// Reads what is written by hand under `samples/company`, and the public tables.
    pub fn read(root: &Path) -> Outcome<Company> {
        let home = root.join("samples/company");
        let mut library = ContractLibrary::default();
        library.read_tables(&home.join("rules/tables"))?;
        library.read_tables(&root.join("rules/tables"))?;
        for folder in sorted(&home.join("rules/customers"))? {
            let name = folder.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let versions = read_versions(&folder, &name, &library.tables)?;
            library.contracts.insert(name, versions);
        }
        library.house = read_versions(&home.join("rules/house"), "house", &library.tables)?;
        Ok(Company { config: config::read(&home)?, library })
    }

    /// What is wrong with contracts and tables, `file:line:column message`.
    pub fn problems(&self) -> Vec<String> {
        let contracts = self.library.contracts.values().chain([&self.library.house]).flat_map(|v| &v.broken);
        let of_contracts = contracts.flat_map(|b| &b.problems);
        let said = of_contracts.map(|p| format!("{}:{}:{} {}", p.file, p.line, p.column, p.message));
        said.chain(self.library.broken_tables.iter().map(|t| format!("{} does not read", t.file))).collect()
    }

    /// Reads, folds and assesses a drop folder.
    pub fn assess(&self, files: &Files) -> Read {
        let (facts, gone, quarantined) = self.facts(files);
        let numbers: BTreeSet<&LoadNumber> = facts.iter().filter_map(Fact::load).collect();
        let (newest, _) = latest(facts.iter().filter(|f| f.load().is_none()));
        let customers: BTreeMap<&CustomerId, &Customer> = newest.values().filter_map(|f| customer(f)).collect();
        let loads = numbers.into_iter().filter_map(|number| {
            let mut load = fold(number, facts.iter().filter(|f| f.load() == Some(number)))?;
            load.vanished = gone.get(number).cloned().into_iter().collect();
            let billed = load.bill_to.as_ref().or(load.customer.as_ref());
            let result = self.assess_one(&load, billed.and_then(|id| customers.get(id).copied()));
            Some((number.0.clone(), result))
        });
        Read { assessments: loads.collect(), quarantined }
    }

    /// Facts; which loads a complete file lacks that the one before it listed; rows in quarantine.
    fn facts(&self, files: &Files) -> (Vec<Fact>, BTreeMap<LoadNumber, Vanished>, Vec<String>) {
        let source = &self.config.sources[0];
        let open = |name: &str| files.get(&format!("documents/{name}")).cloned();
        let (mut facts, mut quarantined) = (Vec::new(), Vec::new());
        let (mut gone, mut listed) = (BTreeMap::new(), None::<(String, BTreeSet<LoadNumber>)>);
        for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".csv")) {
            let Some(kind) = Kind::from_file_name(name) else { continue };
            let map = ColumnMap::new(source.columns.get(kind.name()).cloned().unwrap_or_default());
            let reading = drop::read(&SourceName(source.name.clone()), kind, name, bytes, &map, &open);
            if let Some(complete) = source.of_columns().complete_of(name) {
                let now: BTreeSet<LoadNumber> = reading.facts.iter().filter_map(|f| f.load().cloned()).collect();
                for (file, load) in
                    listed.iter().flat_map(|(file, before)| before.difference(&now).map(move |l| (file, l)))
                {
                    let (source, listed, file) = (source.name.clone(), file.clone(), name.clone());
                    let (sort, at) = (String::new(), noticed());
                    gone.insert(load.clone(), Vanished { source, sort, listed, file, at, complete, ended: None });
                }
                listed = Some((name.clone(), now));
            }
            facts.extend(reading.facts);
            let bad = reading.bad.iter().map(|row| format!("{name}:{} {} {}", row.line, row.code, row.message));
            quarantined.extend(bad);
        }
        (facts, gone, quarantined)
    }

    fn assess_one(&self, load: &Load, customer: Option<&Customer>) -> Assessment {
        let billed = load.bill_to.as_ref().or(load.customer.as_ref());
        let (contract, house) = billed.map_or((Found::Missing { looked: None }, None), |id| {
            let folder = self.config.contract_folder(id, None);
            self.library.speaks((&folder, self.config.house_tariff(id)), None, load)
        });
        let found = match &contract {
            Found::Contract(contract) => Some(*contract),
            _ => None,
        };
        assess(&Inputs {
            load,
            contract,
            house,
            tables: &self.library.tables,
            tables_hash: &self.library.tables_hash(found, house),
            customer,
            settings: &self.config.settings(billed),
            adjustments: &[],
            explain: false,
        })
    }
}

fn customer(fact: &Fact) -> Option<(&CustomerId, &Customer)> {
    match &fact.body {
        FactBody::Customer(stated) => Some((&stated.customer.id, &stated.customer)),
        _ => None,
    }
}

/// When the sample's lists were received.
fn noticed() -> Instant {
    "2025-03-07T13:00:00Z".parse().expect("an instant")
}

//! Assess: one load with the contracts, tables and settings at hand, and what an approval keeps of them.
//!
//! Absent here: the book and the cache. Which loads are assessed, and what comes of it, is said by [`crate::assessment::drain`].

use std::collections::BTreeMap;

use linehaul_billing::assess::{Adjustment, Found, Inputs};
use linehaul_domain::assessment::{ApprovedContext, Assessment, Settings};
use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{CustomerId, Hash};
use linehaul_domain::load::Load;
use linehaul_domain::party::Customer;
use linehaul_rules::Contract;
use linehaul_store::PricedBy;

use crate::contracts::library::ContractLibrary;
use crate::settings::config::Config;
use crate::workspace::home::Workbench;

/// What is in force at hand. Each thread that prices has its own, since a contract stays with the thread that read it.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// Contracts and tables.
    pub library: &'a ContractLibrary,
    /// What the business set.
    pub config: &'a Config,
}

/// Who is billed: the bill-to, else the customer.
pub fn billed(load: &Load) -> Option<&CustomerId> {
    load.bill_to.as_ref().or(load.customer.as_ref())
}

/// The customer that is billed for a load.
pub fn customer_of(bench: &Workbench, load: &Load) -> Outcome<Option<Customer>> {
    match billed(load) {
        Some(id) => bench.cache.customer(id),
        None => Ok(None),
    }
}

/// The rules at hand in an open workspace.
pub fn rules(bench: &Workbench) -> Rules<'_> {
    Rules { library: &bench.library, config: &bench.config }
}

impl<'a> Rules<'a> {
    /// The contract in force for a load, and the house tariff where the customer may have it.
    pub fn contracts_for(&self, load: &Load, known: Option<&Customer>) -> (Found<'a, Contract>, Option<&'a Contract>) {
        let Some(customer) = billed(load) else { return (Found::Missing { looked: None }, None) };
        let folder = self.config.contract_folder(customer, known);
        self.library.speaks((&folder, self.config.house_tariff(customer)), None, load)
    }

    /// Assesses with what is in force.
    pub fn assess(&self, load: &Load, customer: Option<&Customer>, adjustments: &[Adjustment]) -> Assessment {
        let settings: Settings = self.config.settings(billed(load));
        let (contract, house) = self.contracts_for(load, customer);
        let found = match &contract {
            Found::Contract(contract) => Some(*contract),
            _ => None,
        };
        linehaul_billing::assess::assess(&Inputs {
            load,
            contract,
            house,
            tables: &self.library.tables,
            tables_hash: &self.library.tables_hash(found, house),
            customer,
            settings: &settings,
            adjustments,
            explain: true,
        })
    }

    /// What decides which change of rules touches a load.
    pub fn priced_by(&self, load: &Load, known: Option<&Customer>, open: bool) -> PricedBy {
        let folder = billed(load).map(|customer| self.config.contract_folder(customer, known)).unwrap_or_default();
        let house = billed(load).is_some_and(|customer| self.config.house_tariff(customer));
        PricedBy { folder, house, open }
    }

    /// Adds the bodies that an approval keeps, so that the invoice can be made again: load, assessment, customer and settings,
    /// contract, house tariff, and the tables that these name with the manifest that the tables' hash covers. What is among
    /// the bodies for another load is not hashed again.
    pub fn keep_inputs(
        &self,
        load: &Load,
        assessment: &Assessment,
        customer: Option<&Customer>,
        bodies: &mut BTreeMap<Hash, Vec<u8>>,
    ) -> Saw {
        let terms = customer.and_then(|customer| customer.payment_terms.as_deref());
        let context = ApprovedContext {
            customer: customer.cloned(),
            settings: self.config.settings(billed(load)),
            erp_terms: terms.and_then(|ours| self.config.erp.terms_there(ours)),
        };
        let mut keep = |bytes: Vec<u8>| {
            let hash = canonical::hash_bytes(&bytes);
            bodies.insert(hash.clone(), bytes);
            hash
        };
        let saw = Saw {
            facts: keep(canonical::encode(load)),
            assessment: keep(canonical::encode(assessment)),
            context: keep(canonical::encode(&context)),
        };
        let (found, house) = self.contracts_for(load, customer);
        let contract = match found {
            Found::Contract(contract) => Some(contract),
            _ => None,
        };
        for read in contract.into_iter().chain(house) {
            bodies.entry(read.terms().hash.clone()).or_insert_with(|| read.text().as_bytes().to_vec());
        }
        if bodies.contains_key(&assessment.pins.tables_hash) {
            return saw;
        }
        let manifest = self.library.manifest(contract, house);
        for (name, hash) in &manifest {
            if let Some(text) = self.library.table_texts.get(name) {
                bodies.entry(hash.clone()).or_insert_with(|| text.clone());
            }
        }
        let manifest = canonical::encode(&manifest);
        bodies.insert(canonical::hash_bytes(&manifest), manifest);
        saw
    }
}

/// What an approval saw, by the hashes under which it is kept.
pub struct Saw {
    /// The load.
    pub facts: Hash,
    /// The assessment.
    pub assessment: Hash,
    /// Customer and settings.
    pub context: Hash,
}

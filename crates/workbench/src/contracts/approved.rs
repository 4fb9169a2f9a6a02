//! Approved: the contract, tables, customer and settings that an approval saw, read back from the book.

use std::collections::BTreeMap;
use std::rc::Rc;

use linehaul_billing::assess::{Adjustment, Found, Inputs};
use linehaul_connectors::table::read_table;
use linehaul_domain::assessment::{ApprovedContext, Assessment, Pins, readable_engine};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::Hash;
use linehaul_domain::load::Load;
use linehaul_domain::party::Customer;
use linehaul_domain::table::Tables;
use linehaul_domain::time::NaiveDate;
use linehaul_rules::Contract;
use linehaul_store::Book;

use crate::book::load_state::Approval;
use crate::contracts::library::Manifest;

/// Where bodies are kept by their hash: the book, or a proof.
pub trait Bodies {
    /// The bytes of a hash.
    fn body(&self, hash: &Hash) -> Outcome<Option<Vec<u8>>>;
}

impl Bodies for Book {
    fn body(&self, hash: &Hash) -> Outcome<Option<Vec<u8>>> {
        Book::body(self, hash)
    }
}

impl Bodies for BTreeMap<Hash, Vec<u8>> {
    fn body(&self, hash: &Hash) -> Outcome<Option<Vec<u8>>> {
        Ok(self.get(hash).cloned())
    }
}

/// Contracts and tables of the past, each read once.
#[derive(Default)]
pub struct ApprovedLibrary {
    instead: Option<Rc<Tables>>,
    tables: BTreeMap<Hash, Rc<Tables>>,
    contracts: BTreeMap<(Hash, String), Rc<Contract>>,
}

/// Everything that one approval saw.
pub struct ApprovedInputs {
    /// The assessment that was approved.
    pub assessment: Assessment,
    /// The load as it was.
    pub load: Load,
    /// Customer and settings as they were.
    pub context: ApprovedContext,
    /// Tables as they were.
    pub tables: Rc<Tables>,
    pins: Pins,
    contract: Option<Rc<Contract>>,
    house: Option<Rc<Contract>>,
}

impl ApprovedLibrary {
    /// With other tables than those that the approval saw: what would they have changed?
    pub fn with_tables(tables: Tables) -> ApprovedLibrary {
        ApprovedLibrary { instead: Some(Rc::new(tables)), ..ApprovedLibrary::default() }
    }

    /// The same; the reason where what the approval saw cannot be had. One such approval keeps no other load from its work.
    pub fn of_or_why(&mut self, book: &dyn Bodies, approval: &Approval) -> Outcome<Result<ApprovedInputs, Fault>> {
        match self.of(book, approval) {
            Ok(pinned) => Ok(Ok(pinned)),
            Err(fault) if fault.code.is_of_an_approval_lost() => Ok(Err(fault)),
            Err(fault) => Err(fault),
        }
    }

    /// Reads what an approval saw; LH-505 when the book lacks a part of it, LH-507 when this build does not
    /// know its engine.
    pub fn of(&mut self, book: &dyn Bodies, approval: &Approval) -> Outcome<ApprovedInputs> {
        let pins = approval.pins.clone();
        readable_engine(&pins.engine)?;
        let tables = self.tables(book, &pins.tables_hash)?;
        let contract = self.contract(book, pins.contract_hash.as_ref(), pins.contract_file.as_deref(), &tables)?;
        let house = self.contract(book, pins.house_hash.as_ref(), pins.house_file.as_deref(), &tables)?;
        Ok(ApprovedInputs {
            assessment: canonical::decode(&body(book, &approval.assessment)?)?,
            load: canonical::decode(&body(book, &approval.facts)?)?,
            context: canonical::decode(&body(book, &approval.context)?)?,
            tables,
            pins,
            contract,
            house,
        })
    }

    fn tables(&mut self, book: &dyn Bodies, hash: &Hash) -> Outcome<Rc<Tables>> {
        if let Some(others) = &self.instead {
            return Ok(others.clone());
        }
        if let Some(known) = self.tables.get(hash) {
            return Ok(known.clone());
        }
        let manifest: Manifest = canonical::decode(&body(book, hash)?)?;
        let mut tables = Tables::new();
        for (name, hash) in &manifest {
            let text = body(book, hash)?;
            let table = read_table(name.as_str(), &text).map_err(|_| lost(hash, "does not read any more"))?;
            tables.insert(name.clone(), table);
        }
        let tables = Rc::new(tables);
        self.tables.insert(hash.clone(), tables.clone());
        Ok(tables)
    }

    fn contract(
        &mut self,
        book: &dyn Bodies,
        hash: Option<&Hash>,
        file: Option<&str>,
        tables: &Tables,
    ) -> Outcome<Option<Rc<Contract>>> {
        let (Some(hash), Some(file)) = (hash, file) else { return Ok(None) };
        let key = (hash.clone(), file.to_owned());
        if let Some(known) = self.contracts.get(&key) {
            return Ok(Some(known.clone()));
        }
        let bytes = body(book, hash)?;
        let text = String::from_utf8(bytes).map_err(|_| lost(hash, "is not text"))?;
        let contract = linehaul_rules::read_again(file, effective(file), &text, tables)
            .map_err(|_| lost(hash, "does not read with this version's verbs"))?;
        let contract = Rc::new(contract);
        self.contracts.insert(key, contract.clone());
        Ok(Some(contract))
    }
}

impl ApprovedInputs {
    /// The contract as it was.
    pub fn contract(&self) -> Option<&Contract> {
        self.contract.as_deref()
    }

    /// Assesses with what the approval saw: the load and the customer's facts may be newer.
    pub fn assess(&self, load: &Load, customer: Option<&Customer>, adjustments: &[Adjustment]) -> Assessment {
        let mut assessment = linehaul_billing::assess::assess(&Inputs {
            load,
            contract: self.contract.as_deref().map_or(Found::Missing { looked: None }, Found::Contract),
            house: self.house.as_deref(),
            tables: &self.tables,
            tables_hash: &self.pins.tables_hash,
            customer,
            settings: &self.context.settings,
            adjustments,
            explain: true,
        });
        // Another time zone database is no difference by itself; one in what was reckoned by it is.
        assessment.pins.tzdb.clone_from(&self.pins.tzdb);
        assessment
    }
}

fn effective(file: &str) -> NaiveDate {
    let name = file.rsplit('/').next().unwrap_or_default();
    name.trim_end_matches(".rhai").parse().unwrap_or(NaiveDate::MIN)
}

fn body(book: &dyn Bodies, hash: &Hash) -> Outcome<Vec<u8>> {
    match book.body(hash) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(lost(hash, "is not in the book")),
        // One body that was changed keeps its approvals from being used, and nothing else from going on.
        Err(fault) if fault.code == Code::BookBroken => Err(lost(hash, "is not what was written")),
        Err(fault) => Err(fault),
    }
}

fn lost(hash: &Hash, why: &str) -> Fault {
    Fault::new(
        Code::ApprovedPartLost,
        format!("what an approval saw (hash {}) {why}", hash.as_str().get(..12).unwrap_or_default()),
        "The invoice cannot be made again from the book.",
        "Run `linehaul audit verify`. If the book holds, use the version of Linehaul that approved it; if it is damaged, restore the newest \
         backup.",
    )
}

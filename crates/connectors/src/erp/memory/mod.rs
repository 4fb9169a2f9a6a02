//! An ERP in memory, for tests and benches: it keeps every promise of the contract, and breaks whatever an honest ERP and a
//! bad line can break, on a clock that a test moves on. Nothing here sleeps.
//!
//! ```
//! use linehaul_connectors::erp::memory::{Clock, Fault, Faults, MemoryErp, Method, Rule, World, able};
//!
//! let world = World::new(Clock::new());
//! let late = Rule { method: Method::CreateDrafts, after: 0, times: 1, fault: Fault::Late { seconds: 30 } };
//! world.plan(Faults::script(&[late]));
//! let erp = MemoryErp::new(world.clone(), able());
//! world.clock().advance(30);
//! # let _ = erp;
//! ```

mod faults;
mod kept;
mod world;

pub use faults::{Fault, Faults, Method, Rule};
pub use world::{Clock, Request, World};

use std::collections::BTreeSet;

use linehaul_domain::fault::Code;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;

use crate::erp::bisect::bisect;
use crate::erp::memory::kept::Kept;
use crate::erp::memory::world::Change;
use crate::erp::record::whole_numbers;
use crate::erp::sound::unsound;
use crate::erp::{
    Atomicity, ByItem, Capabilities, Catalogue, Erp, ErpError, ErpParty, ErpRecord, Expected, Finding, FinishedBatch,
    Idempotency, ImportFile, RecordState, Refusal, UNDER_AT_ONCE,
};

/// A client of a world. It keeps nothing: another client over the same world goes on where this one died.
#[derive(Debug, Clone)]
pub struct MemoryErp {
    world: World,
    capabilities: Capabilities,
}

/// What it can do unless it is told otherwise: the traits of an ERP that takes invoices one by one and checks nothing.
pub fn able() -> Capabilities {
    Capabilities {
        max_batch: 50,
        atomicity: Atomicity::PerItem,
        idempotency: Idempotency::None,
        money_decimals: 3,
        price_decimals: 4,
        settle_seconds: 60,
        answer_within_seconds: 120,
        requests_per_minute: None,
        tells_open_amount: true,
    }
}

impl MemoryErp {
    /// A client that behaves as these capabilities say: undone as a whole or item by item, with unique numbers or without.
    pub fn new(world: World, capabilities: Capabilities) -> MemoryErp {
        MemoryErp { world, capabilities }
    }

    /// Its world.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Sends changes as the ERP takes them: in one request, or in halves of it where one no undoes all.
    fn send<K: Clone>(
        &self,
        method: Method,
        keys: &[K],
        change: impl Fn(&K) -> Change,
    ) -> Result<ByItem<K, String>, ErpError> {
        let able = &self.capabilities;
        let changes = |some: &[K]| some.iter().map(&change).collect::<Vec<_>>();
        if able.atomicity == Atomicity::AllOrNothing {
            // Of an answer that names only some, nobody knows whom it names.
            return bisect(keys, &mut |some: &[K]| {
                Ok(self.world.send(able, method, &changes(some))?.map(|told| told.into_iter().flatten().collect()))
            });
        }
        let told = self.world.send(able, method, &changes(keys))?.unwrap_or_else(|no| vec![Err(no)]);
        Ok(keys.iter().cloned().zip(told).collect())
    }
}

/// Why an invoice is not taken as a draft.
fn refusal(invoice: &Invoice, parties: Option<&[ErpParty]>) -> Option<Refusal> {
    let code = &invoice.erp_party;
    let unknown = |parties: &[ErpParty]| match parties.iter().find(|p| p.code == *code) {
        None => Some(format!("there is no party {code}")),
        Some(party) if party.credit_hold => Some(format!("credit of {code} is stopped")),
        Some(_) => None,
    };
    let party = || Some(Refusal { code: Code::PartyRefused, message: unknown(parties?)? });
    unsound(invoice).or_else(party)
}

/// A draft of an invoice, without an id.
fn record_of(invoice: &Invoice, able: &Capabilities) -> ErpRecord {
    ErpRecord {
        number: invoice.number.clone(),
        erp_id: String::new(),
        erp_number: None,
        state: RecordState::Draft,
        mark: Some(invoice.mark()),
        loads: invoice.loads(),
        party: invoice.erp_party.clone(),
        total: invoice.total,
        tax: invoice.tax,
        open: able.tells_open_amount.then_some(invoice.total),
        currency: invoice.currency,
        invoice_date: Some(invoice.invoice_date),
        accounting_date: Some(invoice.accounting_date),
        terms: Some(invoice.payment_terms.clone().unwrap_or_default()),
        lines: u32::try_from(invoice.lines.len()).unwrap_or(u32::MAX),
        taxes: None,
        altered: None,
    }
}

impl Erp for MemoryErp {
    fn name(&self) -> &str {
        "memory"
    }

    fn capabilities(&self) -> Capabilities {
        self.capabilities.clone()
    }

    fn find(&mut self, numbers: &[InvoiceNumber]) -> Result<Vec<ErpRecord>, ErpError> {
        let numbers: BTreeSet<&InvoiceNumber> = numbers.iter().collect();
        let all = |kept: &Kept| numbers.iter().flat_map(|number| kept.of(number)).cloned().collect();
        self.world.ask(Method::Find, numbers.len(), |kept, _| all(kept))
    }

    fn under(&mut self, prefix: &str, after: Option<&str>) -> Result<Vec<ErpRecord>, ErpError> {
        let page = |kept: &Kept| whole_numbers(kept.under(prefix, after, UNDER_AT_ONCE + 1));
        self.world.ask(Method::Under, 1, |kept, _| page(kept))
    }

    fn lacking(&mut self, invoices: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError> {
        self.world.ask(Method::Lacking, invoices.len(), |_, parties| {
            let lacks = |i: &Invoice| {
                refusal(i, parties).filter(|no| no.code == Code::PartyRefused).map(|no| (i.number.clone(), no))
            };
            invoices.iter().filter_map(lacks).collect()
        })
    }

    fn create_drafts(&mut self, invoices: &[Invoice]) -> Result<ByItem<InvoiceNumber, String>, ErpError> {
        let made = self.send(Method::CreateDrafts, invoices, |invoice| Change::Make(Box::new(invoice.clone())))?;
        Ok(made.into_iter().map(|(invoice, result)| (invoice.number, result)).collect())
    }

    fn read_back(&mut self, erp_ids: &[String]) -> Result<Vec<ErpRecord>, ErpError> {
        let erp_ids: BTreeSet<&String> = erp_ids.iter().collect();
        let all = |kept: &Kept| erp_ids.iter().filter_map(|id| kept.get(id)).cloned().collect();
        self.world.ask(Method::ReadBack, erp_ids.len(), |kept, _| all(kept))
    }

    fn post(&mut self, erp_ids: &[String]) -> Result<ByItem<String, String>, ErpError> {
        self.send(Method::Post, erp_ids, |id| Change::Post(id.clone()))
    }

    fn remove_draft(&mut self, erp_id: &str) -> Result<(), ErpError> {
        let removed = self.send(Method::RemoveDraft, &[erp_id.to_owned()], |id| Change::Remove(id.clone()))?;
        match removed.into_iter().next() {
            Some((_, Err(no))) => Err(ErpError::NotAllowed { message: no.message }),
            _ => Ok(()),
        }
    }

    fn expected(&self, invoice: &Invoice) -> Expected {
        Expected {
            lines: u32::try_from(invoice.lines.len()).unwrap_or(u32::MAX),
            terms: Some(invoice.payment_terms.clone().unwrap_or_default()),
            taxes: None,
        }
    }

    fn catalogue(&mut self) -> Result<Option<Catalogue>, ErpError> {
        let parties =
            self.world.ask(Method::Catalogue, 1, |_, parties| parties.map(<[_]>::to_vec).into_iter().collect())?;
        Ok(parties.into_iter().next().map(|parties| Catalogue { parties, ..Catalogue::default() }))
    }

    fn import_file(&mut self, _: &ImportFile<'_>) -> Result<Option<Vec<u8>>, ErpError> {
        Ok(None)
    }

    fn finish_batch(&mut self, finished: &FinishedBatch<'_>) -> Result<(), ErpError> {
        self.send(Method::FinishBatch, &[finished.words()], |words| Change::Note(words.clone())).map(|_| ())
    }

    fn check(&mut self) -> Vec<Finding> {
        vec![Finding::new("memory", true, format!("{} records", self.world.count()))]
    }
}

//! An ERP in memory, for tests and benches: it keeps every promise of the contract, and breaks whatever an honest ERP and a
//! bad line can break, on a clock that a test moves on. Nothing here sleeps.
//!
//! ```
//! use linehaul_connectors::erp::memory::{Clock, Fault, Faults, MemoryErp, Method, Rule, World, able};
//!
//! let world = World::new(Clock::new());
//! let late = Rule { method: Method::Make, after: 0, times: 1, fault: Fault::Late { seconds: 30 } };
//! world.plan(Faults::script(&[late]));
//! let erp = MemoryErp::new(world.clone(), able());
//! world.clock().advance(30);
//! # let _ = erp;
//! ```

mod able;
mod faults;
mod lists;
mod records;
mod state;
mod world;

pub use able::{Able, Failure, Numbers, able};
pub use faults::{Fault, Faults, Method, Rule};
pub use state::Request;
pub use world::{Clock, World};

use linehaul_domain::fault::Code;
use linehaul_domain::ids::{ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::Invoice;

use crate::erp::bisect::bisect;
use crate::erp::memory::records::Records;
use crate::erp::memory::state::Change;
use crate::erp::record::whole_numbers;
use crate::erp::sound::unsound;
use crate::erp::*;

/// A client of a world. It keeps nothing: another client over the same world goes on where this one died.
#[derive(Debug, Clone)]
pub struct MemoryErp {
    world: World,
    able: Able,
    place: ErpPlace,
}

impl MemoryErp {
    /// A client of an ERP that is like this, whatever it is.
    pub fn new(world: World, able: impl Into<Able>) -> MemoryErp {
        MemoryErp { world, able: able.into(), place: ErpPlace::from("memory") }
    }

    /// The same, as another ERP.
    pub fn at(self, place: &str) -> MemoryErp {
        MemoryErp { place: ErpPlace::from(place), ..self }
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
    ) -> Result<Vec<(K, Fate)>, ErpError> {
        let changes = |some: &[K]| some.iter().map(&change).collect::<Vec<_>>();
        if self.able.failure == Failure::AllOrNothing {
            let told = bisect(keys, &mut |some: &[K]| self.world.send(&self.able, method, &changes(some)))?;
            return Ok(told.into_iter().map(|(key, fate)| (key, fate.unwrap_or_else(Fate::No))).collect());
        }
        let told = self.world.send(&self.able, method, &changes(keys))?;
        Ok(keys.iter().cloned().zip(told.unwrap_or_else(|no| vec![Fate::No(no)])).collect())
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

impl Erp for MemoryErp {
    fn place(&self) -> ErpPlace {
        self.place.clone()
    }

    fn puts_off(&mut self) -> Option<u32> {
        self.world.puts_off()
    }

    fn name(&self) -> &str {
        "memory"
    }

    fn traits(&self) -> Traits {
        self.able.traits.clone()
    }

    fn find(&mut self, keys: &[Key]) -> Result<Found, ErpError> {
        let numbers = self.able.numbers;
        let found = self.world.ask(Method::Find, keys.len(), |kept, _| {
            let mut found: Vec<ErpRecord> = Vec::new();
            for key in keys {
                let by_number = |r: &&ErpRecord| numbers == Numbers::Ours || r.state == RecordState::Draft;
                let by_mark = |r: &&ErpRecord| numbers == Numbers::Theirs && r.mark.is_some() && r.mark == key.mark;
                let numbered = kept.of(&key.number).filter(by_number).cloned();
                let marked = kept.all().filter(by_mark).cloned();
                let meant = key.handle.as_deref().and_then(|id| kept.meant(id));
                for record in numbered.chain(marked).chain(meant) {
                    if !found.iter().any(|there| there.erp_id == record.erp_id) {
                        found.push(record);
                    }
                }
            }
            found
        })?;
        Ok(self.world.read(found))
    }

    fn under(&mut self, asked: &Under<'_>) -> Result<Page, ErpError> {
        let under = |kept: &Records, _: Option<&[ErpParty]>| kept.under(asked, UNDER_AT_ONCE + 1);
        let (records, next) = whole_numbers(self.world.ask(Method::Under, 1, under)?);
        Ok(Page { found: self.world.read(records), next })
    }

    fn changes(&mut self, since: Option<&str>) -> Result<Option<Changes>, ErpError> {
        let feed = self.able.traits.feed;
        if feed == Feed::No {
            return Ok(None);
        }
        let told = self.world.ask(Method::Changes, 1, |kept, _| kept.changes(since, feed).into_iter().collect())?;
        Ok(told.into_iter().next())
    }

    fn lacking(&mut self, invoices: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError> {
        self.world.ask(Method::Lacking, invoices.len(), |_, parties| {
            let lacks = |i: &Invoice| {
                refusal(i, parties).filter(|no| no.code == Code::PartyRefused).map(|no| (i.number.clone(), no))
            };
            invoices.iter().filter_map(lacks).collect()
        })
    }

    fn make(&mut self, orders: &[Order]) -> Result<Vec<(InvoiceNumber, Fate)>, ErpError> {
        let made = self.send(Method::Make, orders, |order| Change::Make(Box::new(order.clone())))?;
        Ok(made.into_iter().map(|(order, fate)| (order.invoice.number, fate)).collect())
    }

    fn post(&mut self, handles: &[Handle]) -> Result<Vec<(String, Fate)>, ErpError> {
        let posted = self.send(Method::Post, handles, |handle| Change::Post(handle.id.clone()))?;
        Ok(posted.into_iter().map(|(handle, fate)| (handle.id, fate)).collect())
    }

    fn remove_draft(&mut self, handle: &Handle) -> Result<(), ErpError> {
        let removed =
            self.send(Method::RemoveDraft, std::slice::from_ref(&handle.id), |id| Change::Remove(id.clone()))?;
        match removed.into_iter().next() {
            Some((_, Fate::No(no))) => Err(ErpError::NotAllowed { message: no.message }),
            _ => Ok(()),
        }
    }

    fn catalogue(&mut self) -> Result<Option<Catalogue>, ErpError> {
        let parties =
            self.world.ask(Method::Catalogue, 1, |_, parties| parties.map(<[_]>::to_vec).into_iter().collect())?;
        Ok(parties.into_iter().next().map(|parties| Catalogue { parties, ..Catalogue::default() }))
    }

    fn items(&mut self) -> Result<Option<Vec<ErpItem>>, ErpError> {
        self.world.lists(|lists| lists.items.clone())
    }

    fn customers(&mut self, since: Option<&str>) -> Result<Option<MasterPage>, ErpError> {
        if self.able.traits.customers.is_empty() {
            return Ok(None);
        }
        self.world.lists(|lists| lists.customers(since))
    }

    fn receivables(&mut self, from: Option<&str>) -> Result<Option<Receivables>, ErpError> {
        if !self.able.traits.receivables {
            return Ok(None);
        }
        let posted = self.world.records().into_iter().filter(|r| r.state == RecordState::Posted);
        let posted: Vec<Receivable> = posted.map(|record| lists::receivable(&record)).collect();
        self.world.lists(|lists| Some(lists.receivables(posted, from)))
    }

    fn finish_batch(&mut self, finished: &FinishedBatch<'_>) -> Result<(), ErpError> {
        self.send(Method::FinishBatch, &[finished.words()], |words| Change::Note(words.clone())).map(|_| ())
    }

    fn check(&mut self) -> Vec<Finding> {
        vec![Finding::new("memory", true, format!("{} records", self.world.count()))]
    }
}

//! Celerp over HTTP: a server of the opposite character to Tryton's. The id is made of our number and stays while finalizing
//! renumbers; a request key is kept with the digest of its body; documents go one by one; half a cent goes upwards; errors
//! come by status. See docs/connectors/celerp.md.

mod rpc;
mod value;
mod names;
mod document;
mod standing;
mod client;
mod invoice;
mod feed;
mod master;
mod settings;

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::ids::{ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::Invoice;
use serde::{Deserialize, Serialize};

pub use client::{Application, Client, Place};
pub use document::{DocumentTax, Draft, DraftLine, Kind, Making, Taxes, id_of, made_under};
pub use names::{Contact, Names, Tax, Term};
pub use rpc::No;
pub(super) use settings::KIND;
pub use standing::{Document, DocumentLine, Documents, Payment, Unread};

use crate::erp::celerp::invoice::Words;
use crate::erp::*;

/// Greatest number of invoices in a call of ours: each is a call of its own there, and Celerp makes one at a time.
pub const MAX_BATCH: u32 = 50;
/// Drafts finalized in a call of ours.
const MAX_POST: u32 = 10;
/// Numbers searched for at once: it looks at every document for each.
const SEARCH_AT_ONCE: usize = 25;

/// Where a Celerp is and what our words are called there.
pub struct CelerpSettings {
    /// Its API; the user is an email, and has the role manager.
    pub server: Server,
    /// Sign out whoever is signed in, where Celerp lets in one person at a time.
    pub signs_others_out: bool,
    /// Names of its taxes by our tax code; a tax code without any goes in one sum.
    pub taxes: BTreeMap<String, Vec<String>>,
    /// Name of its payment terms by ours, where they differ.
    pub terms: BTreeMap<String, String>,
    /// How much of its books' currency one of another currency is, by code.
    pub rates: BTreeMap<String, Decimal>,
}

/// Where a page of everything under a prefix begins.
#[derive(Default, Serialize, Deserialize)]
struct Walk {
    /// Through its feed, back to the sequence of the last record that is known; else through its list.
    back_to: Option<u64>,
    place: Place,
}

/// A Celerp.
pub struct Celerp {
    place: ErpPlace,
    client: Client,
    words: Words,
    names: Option<Names>,
    traits: Traits,
}

impl Celerp {
    /// A connector; nothing is sent yet. [`ErpError::Broken`] when the address makes no sense.
    pub fn new(settings: CelerpSettings) -> Result<Celerp, ErpError> {
        let client = Client::new(&settings)?;
        let place = settings::place(&settings.server.url, &settings.server.user);
        let CelerpSettings { server, taxes, terms, rates, .. } = settings;
        let words = Words { taxes, terms, rates };
        Ok(Celerp { place, client, words, names: None, traits: server.traits(KIND.traits) })
    }

    /// Its names, asked for at the first use.
    fn names(&mut self) -> Result<&Names, ErpError> {
        if self.names.is_none() {
            self.names = Some(self.client.names()?);
        }
        self.names.as_ref().ok_or_else(|| ErpError::Broken { message: "its names were not kept".to_owned() })
    }

    /// Documents as records, under the number that they were made under where `ours` takes that.
    fn found(&mut self, documents: Documents, ours: impl Fn(&str) -> bool) -> Result<Found, ErpError> {
        let names = self.names()?;
        let record = |document| invoice::record(document, names, &ours);
        let unreadable = |unread| invoice::unreadable(unread, &ours);
        Ok(Found {
            records: documents.read.into_iter().map(record).collect(),
            unreadable: documents.unread.into_iter().map(unreadable).collect(),
        })
    }

    /// Records by id, as far as they can be read.
    fn by_ids(&mut self, ids: &[String]) -> Result<Vec<ErpRecord>, ErpError> {
        let documents = self.client.by_ids(ids)?;
        Ok(self.found(documents, |_| false)?.records)
    }

    /// Makes one; what is only to be told by reading is told by the caller.
    fn make_one(&mut self, order: &Order) -> Result<Fate, ErpError> {
        self.names()?;
        let Some(names) = &self.names else { return Err(ErpError::Broken { message: "no names".to_owned() }) };
        let draft = match invoice::draft(order, &self.words, names) {
            Ok(draft) => draft,
            Err(refusal) => return Ok(Fate::No(refusal)),
        };
        Ok(match self.client.make(&draft)? {
            Making::Made(id) => Fate::done(id),
            Making::Refused(refusal) => Fate::No(refusal),
            Making::Taken(refusal) => {
                let id = id_of(&draft.number);
                let there = self.client.by_ids(std::slice::from_ref(&id)).map_err(bisect::left_open)?;
                // No document of the number: the key was used for another.
                if there.is_empty() { Fate::No(refusal) } else { Fate::There(Handle::of(id)) }
            }
        })
    }

    /// Does to one after the other until an answer is lost or the ERP is gone: what comes after that is not tried.
    fn each<T, K: Clone>(
        &mut self,
        items: &[T],
        key: impl Fn(&T) -> K,
        mut deed: impl FnMut(&mut Celerp, &T) -> Result<Fate, ErpError>,
    ) -> Result<Vec<(K, Fate)>, ErpError> {
        let mut fates = Vec::new();
        let mut ended: Option<String> = None;
        for (at, item) in items.iter().enumerate() {
            let fate = match &ended {
                Some(why) => Fate::NotTried(why.clone()),
                None => match deed(self, item) {
                    Ok(fate) => fate,
                    // Nothing happened at all, and it says itself when to come back.
                    Err(why @ (ErpError::Unavailable { .. } | ErpError::NotAllowed { .. })) if at == 0 => {
                        return Err(why);
                    }
                    Err(
                        ErpError::Unavailable { message, .. }
                        | ErpError::NotAllowed { message }
                        | ErpError::NotAsked { message, .. },
                    ) => {
                        ended = Some(message.clone());
                        Fate::NotTried(message)
                    }
                    Err(ErpError::Unknown { message } | ErpError::Broken { message }) => {
                        ended = Some(message.clone());
                        Fate::Unknown(message)
                    }
                },
            };
            fates.push((key(item), fate));
        }
        Ok(fates)
    }
}

impl Erp for Celerp {
    fn place(&self) -> ErpPlace {
        self.place.clone()
    }

    fn name(&self) -> &str {
        KIND.name
    }

    fn traits(&self) -> Traits {
        self.traits.clone()
    }

    /// What was made under a number is found by its id, whatever it bears; what people gave a number of ours, by searching.
    fn find(&mut self, keys: &[Key]) -> Result<Found, ErpError> {
        let ids: BTreeSet<String> =
            keys.iter().flat_map(|key| [Some(id_of(key.number.as_str())), key.handle.clone()]).flatten().collect();
        let mut documents = self.client.by_ids(&ids.iter().cloned().collect::<Vec<_>>())?;
        let numbers: BTreeSet<&str> = keys.iter().map(|key| key.number.as_str()).collect();
        let all: Vec<&str> = numbers.iter().copied().filter(|n| n.bytes().all(is_plain)).collect();
        for some in all.chunks(SEARCH_AT_ONCE) {
            // It finds whatever has one of them somewhere in a text: the rest is none of ours, read or not.
            let mut found = self.client.containing_any(some)?;
            found
                .retain(|id, number, bears| !ids.contains(id) && (numbers.contains(number) || numbers.contains(bears)));
            documents.extend(found);
        }
        let mut seen = BTreeSet::new();
        documents.retain(|id, _, _| seen.insert(id.to_owned()));
        self.found(documents, |made| numbers.contains(made))
    }

    /// Its search looks at every document there is. What was made lately stands at the top of its feed, which is asked instead
    /// where a record is known since which it is wanted.
    fn under(&mut self, asked: &Under<'_>) -> Result<Page, ErpError> {
        let strange = |_| ErpError::Broken { message: "a page of another list was asked for".to_owned() };
        let walk: Walk = match (asked.from, asked.since) {
            (Some(from), _) => serde_json::from_str(from).map_err(strange)?,
            (None, Some(id)) => Walk { back_to: self.client.made_at(id)?, ..Walk::default() },
            (None, None) => Walk::default(),
        };
        let (documents, next) = match walk.back_to {
            Some(sequence) => {
                let (ids, next) = self.client.made_after(sequence, asked.prefix, &walk.place)?;
                (self.client.by_ids(&ids)?, next)
            }
            None => self.client.containing(asked.prefix, &walk.place)?,
        };
        let mut found = self.found(documents, |made| made.starts_with(asked.prefix))?;
        found.keep_under(asked.prefix);
        let walk = |place| Walk { place, ..walk };
        let next = next.map(|place| serde_json::to_string(&walk(place))).transpose();
        let unwritten = |why: serde_json::Error| ErpError::Broken { message: why.to_string() };
        Ok(Page { found, next: next.map_err(unwritten)? })
    }

    fn changes(&mut self, since: Option<&str>) -> Result<Option<Changes>, ErpError> {
        feed::changes(self, since)
    }

    fn lacking(&mut self, invoices: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError> {
        self.names()?;
        let Some(names) = &self.names else { return Ok(Vec::new()) };
        let lacks = |i: &Invoice| {
            let refused = invoice::draft(&Order::of(i.clone(), None), &self.words, names).err();
            refused.map(|no| (i.number.clone(), no))
        };
        Ok(invoices.iter().filter_map(lacks).collect())
    }

    fn make(&mut self, orders: &[Order]) -> Result<Vec<(InvoiceNumber, Fate)>, ErpError> {
        self.names()?;
        let mut fates = self.each(orders, |order| order.invoice.number.clone(), Celerp::make_one)?;
        // A key answers for what has been changed or made void since, so what it answered is read.
        let done =
            |fate: &Fate| matches!(fate, Fate::Done { .. }).then(|| fate.handle().map(|h| h.id.clone())).flatten();
        let ids: Vec<String> = fates.iter().filter_map(|(_, fate)| done(fate)).collect();
        // Where that fails it is made all the same.
        let there = self.by_ids(&ids).unwrap_or_default();
        for (_, fate) in &mut fates {
            let Some(record) = done(fate).and_then(|id| there.iter().find(|r| r.erp_id == id)) else { continue };
            *fate = match record.state {
                RecordState::Draft => Fate::stands(record.clone()),
                _ => Fate::There(record.handle()),
            };
        }
        Ok(fates)
    }

    fn post(&mut self, handles: &[Handle]) -> Result<Vec<(String, Fate)>, ErpError> {
        let finalize = |erp: &mut Celerp, handle: &Handle| {
            let said = erp.client.finalize(&handle.id)?;
            Ok(said.map_or_else(Fate::No, |()| Fate::Done { handle: handle.clone(), record: None }))
        };
        let mut fates = self.each(handles, |handle| handle.id.clone(), finalize)?;
        let ids: Vec<String> = handles.iter().map(|handle| handle.id.clone()).collect();
        // Where that fails it is done all the same.
        let there = self.by_ids(&ids).unwrap_or_default();
        let posted = |r: &&ErpRecord| matches!(r.state, RecordState::Posted | RecordState::Credited);
        for (id, fate) in &mut fates {
            if let Some(record) = there.iter().filter(posted).find(|r| r.erp_id == *id) {
                *fate = Fate::stands(record.clone());
            }
        }
        Ok(fates)
    }

    fn remove_draft(&mut self, handle: &Handle) -> Result<(), ErpError> {
        let mut there = self.client.by_ids(std::slice::from_ref(&handle.id))?;
        if let Some(one) = there.unread.pop() {
            return Err(ErpError::Broken { message: format!("{} cannot be read and stays: {}", one.id, one.why) });
        }
        let Some(document) = there.read.pop() else { return Ok(()) };
        if document.state != RecordState::Draft {
            return Err(ErpError::Broken { message: format!("{} is {} and stays", document.id, document.status) });
        }
        self.client.delete(&handle.id)?.map_err(|no| ErpError::NotAllowed { message: no.message })
    }

    fn expected(&self, invoice: &Invoice) -> Expected {
        invoice::expected(invoice, &self.words, self.names.as_ref())
    }

    /// Its items are goods in stock, which no line of ours needs: that list is not told.
    fn catalogue(&mut self) -> Result<Option<Catalogue>, ErpError> {
        let rates: Vec<String> = self.words.rates.keys().cloned().collect();
        let names = self.names()?;
        let party = |c: &Contact| ErpParty {
            code: c.code.clone().unwrap_or_else(|| c.name.clone()),
            name: c.name.clone(),
            credit_hold: false,
            currency: c.currency,
        };
        let sales = names.taxes.iter().filter(|tax| tax.on_sales);
        Ok(Some(Catalogue {
            parties: names.contacts.iter().map(party).collect(),
            items: Vec::new(),
            taxes: sales.map(|tax| ErpTax { name: tax.name.clone(), percent: tax.percent }).collect(),
            terms: names.terms.iter().map(|term| term.name.clone()).collect(),
            currencies: rates.iter().filter_map(|code| code.parse().ok()).chain([names.base]).collect(),
        }))
    }

    fn customers(&mut self, since: Option<&str>) -> Result<Option<MasterPage>, ErpError> {
        master::customers(self, since)
    }

    fn receivables(&mut self, from: Option<&str>) -> Result<Option<Receivables>, ErpError> {
        master::receivables(self, from).map(Some)
    }

    /// A note on one of the batch's invoices bears the control totals and the head of our book.
    fn finish_batch(&mut self, finished: &FinishedBatch<'_>) -> Result<(), ErpError> {
        let Some(id) = finished.erp_ids.first() else { return Ok(()) };
        let words = finished.words();
        let key = format!("note-{}", canonical::hash(&(id, &words)).as_str());
        self.client.note(id, &words, &key)?.map_err(|no| ErpError::NotAllowed { message: no.message })
    }

    fn leave(&mut self) {
        self.client.leave();
    }

    fn check(&mut self) -> Vec<Finding> {
        let mut findings = Vec::new();
        match self.client.version() {
            Ok(version) => {
                let known = version.starts_with("2.");
                let words = if known { "answers" } else { "answers; this connector was made for 2.7" };
                findings.push(Finding::new("server", known, format!("Celerp {version} {words}")));
            }
            Err(why) => {
                let words = format!("{}; is it running, and is `url` that of its API?", words(&why));
                return vec![Finding::new("server", false, words)];
            }
        }
        findings.push(match self.names() {
            Ok(names) => {
                let lists = format!("{} taxes, {} payment terms", names.taxes.len(), names.terms.len());
                Finding::new("login", true, format!("signed in to {}: {lists}, books in {}", names.company, names.base))
            }
            Err(why) => {
                Finding::new("login", false, format!("{}; set the password: `linehaul secret set`", words(&why)))
            }
        });
        findings
    }
}

fn is_plain(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'-'
}

fn words(why: &ErpError) -> String {
    why.message().to_owned()
}

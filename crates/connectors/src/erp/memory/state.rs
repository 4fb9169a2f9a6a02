//! What an ERP in memory does with what reaches it, as its traits say.

use std::collections::BTreeMap;

use linehaul_domain::fault::Code;
use linehaul_domain::ids::InvoiceNumber;

use crate::erp::memory::lists::Lists;
use crate::erp::memory::records::Records;
use crate::erp::memory::{Able, Failure, Fault, Faults, Method};
use crate::erp::{Drafts, ErpParty, ErpRecord, Fate, Handle, Order, RecordState, Refusal, Twice};

/// A request that reached the ERP, or was lost on the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Second of the clock.
    pub at: u64,
    /// What was asked.
    pub method: Method,
    /// How many items it had.
    pub items: usize,
    /// How it went wrong.
    pub fault: Option<Fault>,
}

/// One item of a request that changes something.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// An invoice, as a draft or posted at once.
    Make(Box<Order>),
    /// What a job was taken for: its id and the invoice.
    Work(String, Box<Order>),
    /// Posting a record.
    Post(String),
    /// Removing a draft.
    Remove(String),
    /// A note.
    Note(String),
}

/// What a request came to: by item, or one no to all of it.
pub(super) type Answered = Result<Vec<Fate>, Refusal>;

/// A job is done after so many seconds.
const JOB_SECONDS: u64 = 5;

/// What it has and what is still to happen.
#[derive(Debug, Default)]
pub(super) struct State {
    pub records: Records,
    pub posted: u64,
    /// What happens late: when, under which rules, what.
    pub late: Vec<(u64, Able, Vec<Change>)>,
    /// Answers by request key: second, mark of the body, record.
    pub replays: BTreeMap<String, (u64, String, String)>,
    pub faults: Faults,
    pub requests: Vec<Request>,
    pub refusals: BTreeMap<(Method, InvoiceNumber), Refusal>,
    pub notes: Vec<String>,
    pub parties: Option<Vec<ErpParty>>,
    pub lists: Lists,
    /// Records that cannot be read any more, with what of them.
    pub spoilt: BTreeMap<String, String>,
}

fn no(code: Code, message: String) -> Fate {
    Fate::No(Refusal { code, message })
}

fn failed(fate: &Fate) -> Option<Refusal> {
    match fate {
        Fate::No(no) => Some(no.clone()),
        Fate::There(handle) => {
            let message = format!("the record {} has this number already", handle.id);
            Some(Refusal { code: Code::ErpRulesRefuse, message })
        }
        _ => None,
    }
}

/// What comes after the first that failed is not tried.
pub(super) fn after_first(fates: impl Iterator<Item = Fate>) -> Vec<Fate> {
    let mut stopped = false;
    fates
        .map(|fate| {
            let before = stopped;
            stopped |= failed(&fate).is_some();
            if before { Fate::NotTried("an invoice before it was refused".to_owned()) } else { fate }
        })
        .collect()
}

impl State {
    /// Notes a request; answers how it goes wrong.
    pub fn request(&mut self, at: u64, method: Method, items: usize) -> Option<Fault> {
        let fault = self.faults.next(method);
        self.requests.push(Request { at, method, items, fault: fault.clone() });
        fault
    }

    /// Does what a request asks for, as the traits say.
    pub fn apply(&mut self, now: u64, able: &Able, changes: &[Change]) -> Answered {
        match able.failure {
            Failure::PerItem => Ok(changes.iter().map(|change| self.change(now, able, change)).collect()),
            Failure::AllOrNothing => self.all_or_nothing(now, able, changes),
            Failure::Job => Ok(changes.iter().map(|change| self.job(now, able, change)).collect()),
            Failure::StopsAtFirst => {
                let tried = changes.iter().map(|change| self.change(now, able, change));
                let mut done: Vec<Fate> = Vec::new();
                for fate in tried {
                    let stops = failed(&fate).is_some();
                    done.push(fate);
                    if stops {
                        break;
                    }
                }
                let why = || Fate::NotTried("an invoice before it was refused".to_owned());
                done.resize_with(changes.len(), why);
                Ok(done)
            }
        }
    }

    fn job(&mut self, now: u64, able: &Able, change: &Change) -> Fate {
        let Change::Make(order) = change else { return self.change(now, able, change) };
        let job = self.records.take(order);
        self.late.push((now + JOB_SECONDS, able.clone(), vec![Change::Work(job.clone(), order.clone())]));
        Fate::Pending(Handle::of(job))
    }

    fn all_or_nothing(&mut self, now: u64, able: &Able, changes: &[Change]) -> Answered {
        let named = changes.iter().filter_map(|change| match change {
            Change::Post(id) | Change::Remove(id) => self.records.get(id).cloned(),
            Change::Make(_) | Change::Work(..) | Change::Note(_) => None,
        });
        let (before, posted, replays) = (named.collect::<Vec<_>>(), self.posted, self.replays.clone());
        let there = |fate: &Fate| changes.len() == 1 && matches!(fate, Fate::There(_));
        let mut done: Vec<Fate> = Vec::new();
        for change in changes {
            let fate = self.change(now, able, change);
            let Some(no) = failed(&fate).filter(|_| !there(&fate)) else {
                done.push(fate);
                continue;
            };
            let made = changes.iter().zip(&done).filter(|(change, _)| matches!(change, Change::Make(_)));
            made.filter_map(|(_, fate)| fate.handle()).for_each(|handle| drop(self.records.remove(&handle.id)));
            before.into_iter().for_each(|record| self.records.put_back(record));
            (self.posted, self.replays) = (posted, replays);
            return Err(no);
        }
        Ok(done)
    }

    fn change(&mut self, now: u64, able: &Able, change: &Change) -> Fate {
        match change {
            Change::Make(order) => self.make(now, able, order),
            Change::Work(job, order) => {
                let fate = self.make(now, able, order);
                self.records.end(job, fate.handle().map(|handle| handle.id.clone()));
                fate
            }
            Change::Post(erp_id) => {
                let number = self.records.get(erp_id).map(|r| r.number.clone());
                let refused = number.and_then(|n| self.refusals.get(&(Method::Post, n)).cloned());
                refused.map_or_else(|| self.post(erp_id), Fate::No)
            }
            Change::Remove(erp_id) => self.remove(erp_id),
            Change::Note(words) => {
                if !self.notes.contains(words) {
                    self.notes.push(words.clone());
                }
                Fate::done(String::new())
            }
        }
    }

    fn make(&mut self, now: u64, able: &Able, order: &Order) -> Fate {
        let invoice = &order.invoice;
        if let Some(no) = self.refusals.get(&(Method::Make, invoice.number.clone())) {
            return Fate::No(no.clone());
        }
        if !able.traits.credits && invoice.original.is_some() {
            return no(Code::ErpRulesRefuse, "it takes nothing that belongs to another invoice".to_owned());
        }
        if let Some(no) = super::refusal(invoice, self.parties.as_deref()) {
            return Fate::No(no);
        }
        let live = self.records.of(&invoice.number).find(|r| r.state != RecordState::Cancelled);
        match (able.traits.twice, live) {
            (Twice::Refused, Some(there)) => return Fate::There(there.handle()),
            (Twice::Replayed { seconds }, _) => {
                let told = self.replays.get(&order.request_key);
                match told.filter(|(at, ..)| seconds.is_none_or(|s| now - at <= u64::from(s))) {
                    Some((_, mark, id)) if *mark == invoice.mark() => return Fate::done(id.clone()),
                    Some(_) => {
                        return no(Code::ErpRulesRefuse, "the request key was used with another body".to_owned());
                    }
                    None => {}
                }
            }
            _ => {}
        }
        let draft = ErpRecord::draft_of(invoice, String::new());
        let open = able.traits.tells_open_amount.then_some(invoice.total);
        let linked = |original: &Handle| self.records.get(&original.id).map(|record| record.number.clone());
        let original = order.original.as_ref().and_then(linked);
        let id = self.records.put(ErpRecord { open, original, ..draft });
        self.replays.insert(order.request_key.clone(), (now, invoice.mark(), id.clone()));
        match able.traits.drafts {
            Drafts::First => Fate::done(id),
            Drafts::AtOnce => self.post(&id),
        }
    }

    /// Posts, and answers the record as it then stands.
    pub fn post(&mut self, erp_id: &str) -> Fate {
        let next = self.posted + 1;
        let post = |record: &mut ErpRecord| match record.state {
            RecordState::Posted => Fate::stands(record.clone()),
            RecordState::Cancelled | RecordState::Credited | RecordState::Waiting => {
                no(Code::ErpRulesRefuse, format!("the record {erp_id} is {:?}", record.state))
            }
            RecordState::Draft => {
                record.state = RecordState::Posted;
                record.erp_number = Some(format!("M-{next:06}"));
                Fate::stands(record.clone())
            }
        };
        let was_draft = self.records.get(erp_id).is_some_and(|r| r.state == RecordState::Draft);
        let none = || no(Code::ErpRecordUnknown, format!("there is no record {erp_id}"));
        let fate = self.records.edit(erp_id, post).unwrap_or_else(none);
        self.posted += u64::from(was_draft);
        fate
    }

    fn remove(&mut self, erp_id: &str) -> Fate {
        let Some(record) = self.records.get(erp_id) else { return Fate::done(String::new()) };
        if record.state != RecordState::Draft {
            return no(Code::ErpRulesRefuse, format!("the record {erp_id} is {:?} and stays", record.state));
        }
        if let Some(no) = self.refusals.get(&(Method::RemoveDraft, record.number.clone())) {
            return Fate::No(no.clone());
        }
        self.records.remove(erp_id);
        Fate::done(String::new())
    }
}

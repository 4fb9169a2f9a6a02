//! The world of an ERP in memory: its records, its clock, what is still to happen, and what people do there. A handle: a new
//! client over it finds everything that an earlier one left.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::Invoice;

use crate::erp::memory::kept::Kept;
use crate::erp::memory::{Fault, Faults, Method};
use crate::erp::{Atomicity, Capabilities, ErpError, ErpParty, ErpRecord, Idempotency, RecordState, Refusal};

/// A clock that stands still until somebody moves it on. Its clones show the same time.
#[derive(Debug, Clone, Default)]
pub struct Clock(Arc<AtomicU64>);

impl Clock {
    /// At second 0.
    pub fn new() -> Clock {
        Clock::default()
    }

    /// Seconds since it was made.
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// Moves it on.
    pub fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

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
    /// A draft of an invoice.
    Make(Box<Invoice>),
    /// Posting a record.
    Post(String),
    /// Removing a draft.
    Remove(String),
    /// A note.
    Note(String),
}

/// What a request came to: by item, or one no to all of it.
pub(super) type Answered = Result<Vec<Result<String, Refusal>>, Refusal>;

#[derive(Debug, Default)]
struct State {
    records: Kept,
    posted: u64,
    /// What happens late: when, under which rules, what.
    late: Vec<(u64, Capabilities, Vec<Change>)>,
    faults: Faults,
    requests: Vec<Request>,
    refusals: BTreeMap<(Method, InvoiceNumber), Refusal>,
    notes: Vec<String>,
    parties: Option<Vec<ErpParty>>,
}

/// A handle to the world of an ERP.
#[derive(Debug, Clone)]
pub struct World {
    clock: Clock,
    state: Arc<Mutex<State>>,
}

impl World {
    /// An empty one, on a clock.
    pub fn new(clock: Clock) -> World {
        World { clock, state: Arc::default() }
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// From now on these faults, and no earlier ones.
    pub fn plan(&self, faults: Faults) {
        self.state().faults = faults;
    }

    /// From now on it knows these parties alone, and refuses others and those on credit hold.
    pub fn know_parties(&self, parties: Vec<ErpParty>) {
        self.state().parties = Some(parties);
    }

    /// From now on the ERP says no to one invoice, at one method.
    pub fn refuse(&self, method: Method, number: &InvoiceNumber, refusal: Refusal) {
        self.state().refusals.insert((method, number.clone()), refusal);
    }

    /// No invoice is refused by name any more.
    pub fn refuse_nothing(&self) {
        self.state().refusals.clear();
    }

    /// Every record, in the order in which they were made.
    pub fn records(&self) -> Vec<ErpRecord> {
        self.state().records.all().cloned().collect()
    }

    /// How many records there are.
    pub fn count(&self) -> usize {
        self.state().records.count()
    }

    /// Posted records of a number.
    pub fn posted(&self, number: &InvoiceNumber) -> Vec<ErpRecord> {
        let state = self.state();
        state.records.of(number).filter(|r| r.state == RecordState::Posted).cloned().collect()
    }

    /// Changes of lost requests that are still to happen.
    pub fn still_to_happen(&self) -> usize {
        self.state().late.iter().map(|(_, _, changes)| changes.len()).sum()
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        self.state().requests.clone()
    }

    /// Notes on finished batches.
    pub fn notes(&self) -> Vec<String> {
        self.state().notes.clone()
    }

    /// A clerk edits a record, posted or not, as real ERPs let them: reference, terms, dates, what is still open. `false` when
    /// there is no such record.
    pub fn edit(&self, erp_id: &str, edit: impl FnOnce(&mut ErpRecord)) -> bool {
        self.state().records.edit(erp_id, edit).is_some()
    }

    /// A clerk posts a draft; answers its number, `None` when there is no such record or it was cancelled.
    pub fn post(&self, erp_id: &str) -> Option<String> {
        self.state().post(erp_id).ok()
    }

    /// A clerk cancels a record, a draft or a posted one. `false` when there is no such record.
    pub fn cancel(&self, erp_id: &str) -> bool {
        let cancel = |record: &mut ErpRecord| {
            record.state = RecordState::Cancelled;
            record.open = record.open.map(|_| Decimal::ZERO);
        };
        self.edit(erp_id, cancel)
    }

    /// A clerk deletes a record. `false` when there is no such record or it is posted.
    pub fn delete(&self, erp_id: &str) -> bool {
        let mut state = self.state();
        let may = state.records.get(erp_id).is_some_and(|r| r.state != RecordState::Posted);
        may && state.records.remove(erp_id).is_some()
    }

    /// A clerk copies a record with all that it bears; answers the draft's id, `None` when there is no such record.
    pub fn duplicate(&self, erp_id: &str) -> Option<String> {
        let copy = self.state().records.get(erp_id)?.clone();
        let open = copy.open.map(|_| copy.total);
        Some(self.put(ErpRecord { state: RecordState::Draft, erp_number: None, open, ..copy }))
    }

    /// A clerk makes a record of anything; answers its id. That of `record` is not taken.
    pub fn put(&self, record: ErpRecord) -> String {
        self.state().records.put(record)
    }

    /// A customer pays a part of a posted invoice.
    pub fn pay(&self, erp_id: &str, amount: Decimal) -> bool {
        self.edit(erp_id, |record| record.open = record.open.map(|open| open - amount))
    }

    /// The state, after everything that is due has happened.
    fn state(&self) -> MutexGuard<'_, State> {
        // A test that failed while it held the state must not hide its own words behind a second panic.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        let (mut due, later): (Vec<_>, Vec<_>) = std::mem::take(&mut state.late).into_iter().partition(|l| l.0 <= now);
        state.late = later;
        due.sort_by_key(|(at, ..)| *at);
        for (_, able, changes) in due {
            // Nobody hears what comes of it.
            let _ = state.apply(&able, &changes);
        }
        state
    }

    /// A question.
    pub(super) fn ask<T>(
        &self,
        method: Method,
        items: usize,
        answer: impl FnOnce(&Kept, Option<&[ErpParty]>) -> Vec<T>,
    ) -> Result<Vec<T>, ErpError> {
        let mut state = self.state();
        let fault = state.request(self.clock.now(), method, items);
        let mut told = answer(&state.records, state.parties.as_deref());
        match fault {
            None => {}
            Some(Fault::NamesOnly { items }) => told.truncate(items),
            Some(Fault::TurnedAway { retry_after_seconds }) => return Err(turned_away(retry_after_seconds)),
            Some(Fault::Forbidden) => return Err(forbidden()),
            Some(Fault::Garbled { .. }) => return Err(garbled()),
            Some(_) => return Err(ErpError::Unavailable { message: LOST.to_owned(), retry_after_seconds: None }),
        }
        Ok(told)
    }

    /// A request that changes something.
    pub(super) fn send(&self, able: &Capabilities, method: Method, changes: &[Change]) -> Result<Answered, ErpError> {
        let mut state = self.state();
        let now = self.clock.now();
        let lost = || ErpError::Unknown { message: LOST.to_owned() };
        match state.request(now, method, changes.len()) {
            None => Ok(state.apply(able, changes)),
            Some(Fault::TurnedAway { retry_after_seconds }) => Err(turned_away(retry_after_seconds)),
            Some(Fault::Forbidden) => Err(forbidden()),
            Some(Fault::LostBefore) => Err(lost()),
            Some(Fault::LostAfter) => {
                let _ = state.apply(able, changes);
                Err(lost())
            }
            Some(Fault::Late { seconds }) => {
                state.late.push((now + seconds, able.clone(), changes.to_vec()));
                Err(lost())
            }
            Some(Fault::Half { items }) => {
                let _ = state.apply(able, &changes[..items.min(changes.len())]);
                Err(lost())
            }
            Some(Fault::Garbled { happened }) => {
                let _ = happened.then(|| state.apply(able, changes));
                Err(garbled())
            }
            Some(Fault::NamesOnly { items }) => Ok(state.apply(able, changes).map(|mut told| {
                told.truncate(items);
                told
            })),
            Some(Fault::Refused(no)) => Ok(match able.atomicity {
                Atomicity::AllOrNothing => Err(no),
                Atomicity::PerItem => Ok(changes.iter().map(|_| Err(no.clone())).collect()),
            }),
        }
    }
}

const LOST: &str = "the connection broke";

fn turned_away(retry_after_seconds: Option<u32>) -> ErpError {
    ErpError::Unavailable { message: "too many requests".to_owned(), retry_after_seconds }
}

fn forbidden() -> ErpError {
    ErpError::NotAllowed { message: "a right is missing".to_owned() }
}

fn garbled() -> ErpError {
    ErpError::Broken { message: "the answer is no answer of this ERP".to_owned() }
}

fn no<T>(code: Code, message: String) -> Result<T, Refusal> {
    Err(Refusal { code, message })
}

impl State {
    fn request(&mut self, at: u64, method: Method, items: usize) -> Option<Fault> {
        let fault = self.faults.next(method);
        self.requests.push(Request { at, method, items, fault: fault.clone() });
        fault
    }

    /// Does what a request asks for: item by item, or all of it or nothing.
    fn apply(&mut self, able: &Capabilities, changes: &[Change]) -> Answered {
        if able.atomicity == Atomicity::PerItem {
            return Ok(changes.iter().map(|change| self.change(able, change)).collect());
        }
        let named = changes.iter().filter_map(|change| match change {
            Change::Post(id) | Change::Remove(id) => self.records.get(id).cloned(),
            Change::Make(_) | Change::Note(_) => None,
        });
        let (before, posted) = (named.collect::<Vec<_>>(), self.posted);
        let mut done = Vec::new();
        for change in changes {
            match self.change(able, change) {
                Ok(answer) => done.push(answer),
                Err(no) => {
                    let made = changes.iter().zip(&done).filter(|(change, _)| matches!(change, Change::Make(_)));
                    made.for_each(|(_, id)| drop(self.records.remove(id)));
                    before.into_iter().for_each(|record| self.records.put_back(record));
                    self.posted = posted;
                    return Err(no);
                }
            }
        }
        Ok(done.into_iter().map(Ok).collect())
    }

    fn change(&mut self, able: &Capabilities, change: &Change) -> Result<String, Refusal> {
        match change {
            Change::Make(invoice) => self.make(able, invoice),
            Change::Post(erp_id) => {
                let number = self.records.get(erp_id).map(|r| r.number.clone());
                let refused = number.and_then(|n| self.refusals.get(&(Method::Post, n)).cloned());
                refused.map_or_else(|| self.post(erp_id), Err)
            }
            Change::Remove(erp_id) => self.remove(erp_id),
            Change::Note(words) => {
                if !self.notes.contains(words) {
                    self.notes.push(words.clone());
                }
                Ok(String::new())
            }
        }
    }

    fn make(&mut self, able: &Capabilities, invoice: &Invoice) -> Result<String, Refusal> {
        if let Some(no) = self.refusals.get(&(Method::CreateDrafts, invoice.number.clone())) {
            return Err(no.clone());
        }
        super::refusal(invoice, self.parties.as_deref()).map_or(Ok(()), Err)?;
        let live = self.records.of(&invoice.number).find(|r| r.state != RecordState::Cancelled);
        match (able.idempotency, live) {
            (Idempotency::UniqueNumber, Some(_)) => {
                return no(Code::ErpRulesRefuse, format!("the number {} is used already", invoice.number));
            }
            (Idempotency::RequestKey, Some(known)) if known.mark == Some(invoice.mark()) => {
                return Ok(known.erp_id.clone());
            }
            _ => {}
        }
        Ok(self.records.put(super::record_of(invoice, able)))
    }

    fn post(&mut self, erp_id: &str) -> Result<String, Refusal> {
        let next = self.posted + 1;
        let post = |record: &mut ErpRecord| match record.state {
            RecordState::Posted => Ok(record.erp_number.clone().unwrap_or_default()),
            RecordState::Cancelled => no(Code::ErpRulesRefuse, format!("the record {erp_id} was cancelled")),
            RecordState::Draft => {
                let number = format!("M-{next:06}");
                record.state = RecordState::Posted;
                record.erp_number = Some(number.clone());
                Ok(number)
            }
        };
        let was_draft = self.records.get(erp_id).is_some_and(|r| r.state == RecordState::Draft);
        let none = || no(Code::ErpRecordUnknown, format!("there is no record {erp_id}"));
        let number = self.records.edit(erp_id, post).unwrap_or_else(none)?;
        self.posted += u64::from(was_draft);
        Ok(number)
    }

    fn remove(&mut self, erp_id: &str) -> Result<String, Refusal> {
        let Some(record) = self.records.get(erp_id) else { return Ok(String::new()) };
        if record.state != RecordState::Draft {
            return no(Code::ErpRulesRefuse, format!("the record {erp_id} is {:?} and stays", record.state));
        }
        if let Some(no) = self.refusals.get(&(Method::RemoveDraft, record.number.clone())) {
            return Err(no.clone());
        }
        self.records.remove(erp_id);
        Ok(String::new())
    }
}

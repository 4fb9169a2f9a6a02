//! The world of an ERP in memory: its records, its clock, what is still to happen, and what people do there. A handle: a new
//! client over it finds everything that an earlier one left.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linehaul_domain::Decimal;
use linehaul_domain::ids::InvoiceNumber;

use crate::erp::memory::lists::Lists;
use crate::erp::memory::records::Records;
use crate::erp::memory::state::{Answered, Change, Request, State, after_first};
use crate::erp::memory::{Able, Failure, Fault, Faults, Method};
use crate::erp::{
    ErpError, ErpItem, ErpParty, ErpRecord, Fate, Found, MasterCustomer, Receivable, RecordState, Refusal, Unreadable,
};

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

    /// Somebody enters a customer there, or writes one over that has its code.
    pub fn enter(&self, customer: MasterCustomer) {
        self.state().lists.enter(customer);
    }

    /// What another system billed stands there.
    pub fn bill_elsewhere(&self, item: Receivable) {
        self.state().lists.billed.push(item);
    }

    /// It keeps these items, by code and name.
    pub fn keep_items(&self, items: &[(&str, &str)]) {
        let item = |(code, name): &(&str, &str)| ErpItem { code: (*code).to_owned(), name: (*name).to_owned() };
        self.state().lists.items = Some(items.iter().map(item).collect());
    }

    /// A question for its lists.
    pub(super) fn lists<T>(&self, answer: impl FnOnce(&Lists) -> Option<T>) -> Result<Option<T>, ErpError> {
        let lists = self.state().lists.clone();
        let told = self.ask(Method::Catalogue, 1, |_, _| answer(&lists).into_iter().collect())?;
        Ok(told.into_iter().next())
    }

    /// From now on the ERP says no to one invoice, at one method.
    pub fn refuse(&self, method: Method, number: &InvoiceNumber, refusal: Refusal) {
        self.state().refusals.insert((method, number.clone()), refusal);
    }

    /// From now on its feed goes on behind the second of a cursor, and so leaves out what happened later in that: a flaw, for what
    /// must find it.
    pub fn skip_the_instant(&self) {
        self.state().records.skips_the_instant = true;
    }

    /// From now on its feed tells again what it told of so many seconds before its cursor.
    pub fn look_back(&self, seconds: u64) {
        self.state().records.looks_back = seconds;
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
        match self.state().post(erp_id) {
            Fate::Done { record: Some(record), .. } => record.erp_number,
            _ => None,
        }
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

    /// A clerk leaves a record in a state in which it cannot be read: an empty amount, say. `false` when there is none.
    pub fn spoil(&self, erp_id: &str, why: &str) -> bool {
        let mut state = self.state();
        let there = state.records.edit(erp_id, |_| ()).is_some();
        if there {
            state.spoilt.insert(erp_id.to_owned(), why.to_owned());
        }
        there
    }

    /// What was spoilt can be read again.
    pub fn mend(&self) {
        self.state().spoilt.clear();
    }

    /// As [`crate::erp::Erp::puts_off`].
    pub(super) fn puts_off(&self) -> Option<u32> {
        self.state().put_off.take()
    }

    /// Records as they can be read.
    pub(super) fn read(&self, records: Vec<ErpRecord>) -> Found {
        let state = self.state();
        let (spoilt, records) = records.into_iter().partition::<Vec<_>, _>(|r| state.spoilt.contains_key(&r.erp_id));
        let unreadable = spoilt.into_iter().map(|record| Unreadable {
            why: state.spoilt.get(&record.erp_id).cloned().unwrap_or_default(),
            number: record.number,
            erp_id: record.erp_id,
            mark: record.mark,
            state: Some(record.state),
        });
        Found { records, unreadable: unreadable.collect() }
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
        state.records.now = now;
        let (mut due, later): (Vec<_>, Vec<_>) = std::mem::take(&mut state.late).into_iter().partition(|l| l.0 <= now);
        state.late = later;
        due.sort_by_key(|(at, ..)| *at);
        for (at, able, changes) in due {
            // Nobody hears what comes of it.
            let _ = state.apply(at, &able, &changes);
        }
        state
    }

    /// A question.
    pub(super) fn ask<T>(
        &self,
        method: Method,
        items: usize,
        answer: impl FnOnce(&Records, Option<&[ErpParty]>) -> Vec<T>,
    ) -> Result<Vec<T>, ErpError> {
        let mut state = self.state();
        let fault = state.request(self.clock.now(), method, items);
        let mut told = answer(&state.records, state.parties.as_deref());
        match fault {
            None => {}
            Some(Fault::NamesOnly { items }) => told.truncate(items),
            Some(Fault::TurnedAway { retry_after_seconds } | Fault::NotReady { retry_after_seconds }) => {
                return Err(state.turn_away(retry_after_seconds));
            }
            Some(Fault::Forbidden) => return Err(forbidden()),
            Some(Fault::Garbled { .. }) => return Err(garbled()),
            Some(_) => return Err(ErpError::Unavailable { message: LOST.to_owned(), retry_after_seconds: None }),
        }
        Ok(told)
    }

    /// A request that changes something.
    pub(super) fn send(&self, able: &Able, method: Method, changes: &[Change]) -> Result<Answered, ErpError> {
        let mut state = self.state();
        let now = self.clock.now();
        let lost = || ErpError::Unknown { message: LOST.to_owned() };
        match state.request(now, method, changes.len()) {
            None => Ok(state.apply(now, able, changes)),
            Some(Fault::TurnedAway { retry_after_seconds }) => {
                let ErpError::Unavailable { message, .. } = state.turn_away(retry_after_seconds) else {
                    return Err(lost());
                };
                Err(ErpError::Unknown { message })
            }
            Some(Fault::NotReady { retry_after_seconds }) => Err(state.turn_away(retry_after_seconds)),
            Some(Fault::FalselyTurnedAway) => {
                let _ = state.apply(now, able, changes);
                Err(state.turn_away(None))
            }
            Some(Fault::Forbidden) => Err(forbidden()),
            Some(Fault::LostBefore) => Err(lost()),
            Some(Fault::LostAfter) => {
                let _ = state.apply(now, able, changes);
                Err(lost())
            }
            Some(Fault::Late { seconds }) => {
                state.late.push((now + seconds, able.clone(), changes.to_vec()));
                Err(lost())
            }
            Some(Fault::Half { items }) => {
                let _ = state.apply(now, able, &changes[..items.min(changes.len())]);
                Err(lost())
            }
            Some(Fault::Garbled { happened }) => {
                let _ = happened.then(|| state.apply(now, able, changes));
                Err(garbled())
            }
            Some(Fault::NamesOnly { items }) => Ok(state.apply(now, able, changes).map(|mut told| {
                told.truncate(items);
                told
            })),
            Some(Fault::Refused(no)) => Ok(match able.failure {
                Failure::AllOrNothing => Err(no),
                Failure::StopsAtFirst => Ok(after_first(changes.iter().map(|_| Fate::No(no.clone())))),
                Failure::PerItem | Failure::Job => Ok(changes.iter().map(|_| Fate::No(no.clone())).collect()),
            }),
        }
    }
}

const LOST: &str = "the connection broke";

fn forbidden() -> ErpError {
    ErpError::NotAllowed { message: "a right is missing".to_owned() }
}

fn garbled() -> ErpError {
    ErpError::Broken { message: "the answer is no answer of this ERP".to_owned() }
}

//! The records of an ERP in memory, found by id and by number without looking at all of them: benches keep many.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::ids::InvoiceNumber;

use crate::erp::{Changed, Changes, ErpRecord, Feed, Order, RecordState, Under};

/// Changes that one answer tells, at most: few, so that a feed of several pages is tried everywhere.
const CHANGES_AT_ONCE: usize = 7;

/// Records by id, `m1`, `m2`, …, with their numbers, which are not unique and change.
#[derive(Debug, Default)]
pub(super) struct Records {
    records: BTreeMap<u64, ErpRecord>,
    numbers: BTreeMap<InvoiceNumber, BTreeSet<u64>>,
    made: u64,
    /// What changed when, in order: second, record, the number that it had.
    changed: Vec<(u64, u64, InvoiceNumber)>,
    /// The second in which things happen.
    pub now: u64,
    /// So many seconds before its cursor its feed looks back, as one does whose rows appear later than they were written.
    pub looks_back: u64,
    /// The one flaw of its feed: it goes on behind the second of the cursor, and leaves out what happened later in that.
    pub skips_the_instant: bool,
    /// Jobs, `j1`, `j2`, …: what they are to make, or what they made; nothing where it was refused.
    jobs: BTreeMap<String, Job>,
}

/// A call that was taken and is answered later.
#[derive(Debug)]
pub(super) enum Job {
    /// It runs.
    Runs(Box<Order>),
    /// It is done: the record that it made, if any.
    Done(Option<String>),
}

fn key(erp_id: &str) -> Option<u64> {
    erp_id.strip_prefix('m')?.parse().ok()
}

impl Records {
    /// Every record, in the order in which they were made.
    pub fn all(&self) -> impl Iterator<Item = &ErpRecord> {
        self.records.values()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.records.len()
    }

    /// A record.
    pub fn get(&self, erp_id: &str) -> Option<&ErpRecord> {
        self.records.get(&key(erp_id)?)
    }

    /// Takes a job; answers its id.
    pub fn take(&mut self, order: &Order) -> String {
        let id = format!("j{}", self.jobs.len() + 1);
        self.jobs.insert(id.clone(), Job::Runs(Box::new(order.clone())));
        id
    }

    /// A job has come to its end.
    pub fn end(&mut self, job: &str, made: Option<String>) {
        self.jobs.insert(job.to_owned(), Job::Done(made));
    }

    /// The record of an id, or what a job of that id makes of it.
    pub fn meant(&self, id: &str) -> Option<ErpRecord> {
        match self.jobs.get(id) {
            None => self.get(id).cloned(),
            Some(Job::Done(made)) => made.as_deref().and_then(|id| self.get(id)).cloned(),
            Some(Job::Runs(order)) => {
                Some(ErpRecord { state: RecordState::Waiting, ..ErpRecord::draft_of(&order.invoice, id) })
            }
        }
    }

    /// What changed since a cursor: a second, or where a page ended that began with one. `None` for what is no cursor of its own.
    pub fn changes(&self, since: Option<&str>, feed: Feed) -> Option<Changes> {
        let now = self.now.to_string();
        let Some(since) = since else { return Some(Changes { changed: Vec::new(), cursor: now, more: false }) };
        let (since, page) = since.split_once('+').map_or((since, None), |(since, page)| (since, Some(page)));
        let second: u64 = since.parse().ok()?;
        let second = second.saturating_sub(self.looks_back);
        let from = match page {
            Some(page) => page.parse::<usize>().ok().filter(|from| *from <= self.changed.len())?,
            None => self
                .changed
                .partition_point(|(at, ..)| if self.skips_the_instant { *at <= second } else { *at < second }),
        };
        let page = self.changed.iter().enumerate().skip(from).take(CHANGES_AT_ONCE);
        let stays = |key: &u64| feed == Feed::OfAll || self.records.contains_key(key);
        let told = page.filter(|(_, (_, key, _))| stays(key));
        let change = |(at, (_, key, n)): (usize, &(u64, u64, InvoiceNumber))| Changed {
            id: format!("m{key}"),
            number: Some(n.clone()),
            stamp: Some(at.to_string()),
        };
        let changed = told.map(change).collect();
        let end = from + CHANGES_AT_ONCE;
        let more = end < self.changed.len();
        Some(Changes { changed, cursor: if more { format!("{since}+{end}") } else { now }, more })
    }

    /// The records of a number, in the order in which they were made.
    pub fn of(&self, number: &InvoiceNumber) -> impl Iterator<Item = &ErpRecord> {
        self.numbers.get(number).into_iter().flatten().filter_map(|key| self.records.get(key))
    }

    /// At most `most` records whose number begins with a prefix, in order of the numbers' text.
    pub fn under(&self, asked: &Under<'_>, most: usize) -> Vec<ErpRecord> {
        let Under { prefix, since, from: after } = *asked;
        let since = since.and_then(key).filter(|key| self.records.contains_key(key)).unwrap_or(0);
        let from = InvoiceNumber(after.unwrap_or_default().max(prefix).to_owned());
        let numbers = self.numbers.range(from..).take_while(|(n, _)| n.as_str().starts_with(prefix));
        let later = numbers.filter(|(n, _)| after.is_none_or(|after| n.as_str() > after));
        let keys = later.flat_map(|(_, keys)| keys).filter(|key| **key > since);
        keys.filter_map(|key| self.records.get(key)).take(most).cloned().collect()
    }

    /// Keeps a record under an id of its own; answers it.
    pub fn put(&mut self, record: ErpRecord) -> String {
        self.made += 1;
        let erp_id = format!("m{}", self.made);
        self.put_back(ErpRecord { erp_id: erp_id.clone(), ..record });
        erp_id
    }

    /// Keeps a record as it was, under the id that it has.
    pub fn put_back(&mut self, record: ErpRecord) {
        let Some(key) = key(&record.erp_id) else { return };
        self.remove(&record.erp_id);
        self.changed.push((self.now, key, record.number.clone()));
        self.numbers.entry(record.number.clone()).or_default().insert(key);
        self.records.insert(key, record);
    }

    /// Changes a record; `None` when it is not there. Its id stays.
    pub fn edit<T>(&mut self, erp_id: &str, edit: impl FnOnce(&mut ErpRecord) -> T) -> Option<T> {
        let mut record = self.remove(erp_id)?;
        let answer = edit(&mut record);
        self.put_back(ErpRecord { erp_id: erp_id.to_owned(), ..record });
        Some(answer)
    }

    /// Takes a record away.
    pub fn remove(&mut self, erp_id: &str) -> Option<ErpRecord> {
        let key = key(erp_id)?;
        let record = self.records.remove(&key)?;
        self.changed.push((self.now, key, record.number.clone()));
        if let Some(keys) = self.numbers.get_mut(&record.number) {
            keys.remove(&key);
            if keys.is_empty() {
                self.numbers.remove(&record.number);
            }
        }
        Some(record)
    }
}

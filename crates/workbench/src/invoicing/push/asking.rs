//! Asking: how a lost answer is ended. The ERP is asked again and again over its settle time; only when every question
//! found nothing, and the last came after that time, is the invoice taken as not there.

use std::collections::BTreeMap;
use std::time::Duration;

use linehaul_connectors::erp::{ErpError, Found, Key};
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::InvoiceNumber;
use linehaul_domain::invoice::{InvoiceState, PersonReason};
use linehaul_domain::time;
use linehaul_store::InvoiceRow;

use crate::invoicing::push::{BLINK, MAX_DOUBT_HOURS, OnProgress, PushProgress, Run, Signal};
use crate::invoicing::settle::*;
use crate::machine::clock::Clock;

/// Questions that must find nothing before an invoice is sent again.
const ASKED_IN_VAIN: u32 = 2;
/// Tries in one run to make or post an invoice whose answers are lost.
const TRIES: u32 = 4;
/// Looks in one run at what the ERP has taken and works on.
const LOOKS_AT_WORK: u32 = 12;
const SHORTEST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// How often this run may still try, look and ask, how often it has asked in vain, and until when a commit may still appear.
/// Measured by a clock that nobody sets.
#[derive(Default)]
pub(super) struct RunLimits {
    by_number: BTreeMap<InvoiceNumber, (u32, Duration)>,
    tried: BTreeMap<InvoiceNumber, u32>,
    waited: BTreeMap<InvoiceNumber, u32>,
}

impl RunLimits {
    /// Counts a step that the ERP sees. `false` when this run has tried often enough: the next one goes on.
    pub fn may_try(&mut self, number: &InvoiceNumber) -> bool {
        let tried = self.tried.entry(number.clone()).or_default();
        *tried += 1;
        *tried <= TRIES
    }

    /// Counts a look at what the ERP still works on. `false` when this run has looked often enough.
    pub fn may_wait(&mut self, number: &InvoiceNumber) -> bool {
        let waited = self.waited.entry(number.clone()).or_default();
        *waited += 1;
        *waited <= LOOKS_AT_WORK
    }

    /// Remembers until when a commit of this invoice may still appear: as the book has it, and never longer than the settle
    /// time from when this run first saw it, since no other process can be sending.
    fn expect(&mut self, row: &InvoiceRow, clock: &Clock, at_most: Duration) {
        let left = row.next_attempt_at.map_or(Duration::ZERO, |at| (at - clock.now()).to_std().unwrap_or_default());
        let until = clock.monotonic() + left.min(at_most);
        self.by_number.entry(row.number.clone()).or_insert((0, until));
    }

    /// Forgets a doubt that has ended.
    pub fn forget(&mut self, number: &InvoiceNumber) {
        self.by_number.remove(number);
    }

    /// Counts a question that found nothing. Is that enough?
    pub fn in_vain(&mut self, row: &InvoiceRow, clock: &Clock, settle_seconds: u32) -> bool {
        let now = clock.monotonic();
        let entry = self.by_number.entry(row.number.clone()).or_insert((0, now));
        entry.0 += 1;
        let enough = if settle_seconds == 0 { 1 } else { ASKED_IN_VAIN };
        entry.0 >= enough && now >= entry.1
    }

    /// When to ask about these next: soon after the settle time, and some times before it.
    fn pause(&self, clock: &Clock, settle_seconds: u32) -> Duration {
        let step = Duration::from_secs(u64::from(settle_seconds)) / 4;
        let step = step.clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        let now = clock.monotonic();
        let ahead = self.by_number.values().map(|(_, until)| until.saturating_sub(now));
        let next = ahead.filter(|left| !left.is_zero()).min();
        next.map_or(SHORTEST_PAUSE, |left| left.min(step).max(SHORTEST_PAUSE))
    }
}

/// Waits, looking up now and then; `false` when it was told to stop.
fn wait(clock: &Clock, pause: Duration, progress: PushProgress, on_progress: OnProgress<'_>) -> bool {
    let until = clock.monotonic() + pause;
    while clock.monotonic() < until {
        if on_progress(progress) == Signal::Stop {
            return false;
        }
        clock.sleep(BLINK.min(until.saturating_sub(clock.monotonic())));
    }
    on_progress(progress) != Signal::Stop
}

impl Run<'_> {
    /// Remembers for rows that are in doubt until when they may still appear.
    pub(super) fn expect(&mut self, rows: &[InvoiceRow]) {
        let at_most = Duration::from_secs(u64::from(self.traits.settle_seconds));
        for row in rows.iter().filter(|r| !matches!(r.state, InvoiceState::Queued | InvoiceState::Voiding)) {
            self.limits.expect(row, &self.bench.clock, at_most);
        }
    }

    /// What the ERP has of these rows, by number and by the record that the book knows.
    pub(super) fn find(&mut self, rows: &[InvoiceRow]) -> Result<BTreeMap<InvoiceNumber, Found>, ErpError> {
        let keys: Vec<Key> = rows.iter().map(key_of).collect();
        let found = self.erp.find(&keys)?;
        Ok(rows
            .iter()
            .map(|row| (row.number.clone(), of_row(row, &found)))
            .filter(|(_, all)| !all.is_empty())
            .collect())
    }

    /// Asks about everything in doubt that this run has seen, until no doubt is left, the ERP cannot be reached, or
    /// somebody says stop. What then is still in doubt waits for the next push or reconcile.
    pub(super) fn ask_until_settled(&mut self, on_progress: OnProgress<'_>) -> Outcome<()> {
        let settle_seconds = self.traits.settle_seconds;
        loop {
            let seen: Vec<InvoiceNumber> = self.limits.by_number.keys().cloned().collect();
            let mut rows = Vec::new();
            for number in seen {
                let row = self.bench.book.invoice(&number)?;
                let doubtful = |r: &InvoiceRow| matches!(r.state, InvoiceState::InDoubt | InvoiceState::Sending);
                match row.filter(doubtful) {
                    Some(row) => rows.push(row),
                    None => self.limits.forget(&number),
                }
            }
            let clock = &self.bench.clock;
            let pause = self.limits.pause(clock, settle_seconds);
            if rows.is_empty() || !wait(clock, pause, self.progress(rows.len()), on_progress) {
                return Ok(());
            }
            if !self.may_go_on(on_progress)? {
                return Ok(());
            }
            self.pushed.forget(&rows);
            let size = self.traits.max_batch.max(1) as usize;
            for chunk in rows.chunks(size) {
                if self.chunk(chunk, on_progress)?.is_some() {
                    return Ok(());
                }
            }
        }
    }

    /// The limit in hours, when a row has been in doubt for longer than that.
    pub(super) fn doubt_too_long(&self, row: &InvoiceRow) -> Outcome<Option<i64>> {
        if matches!(row.state, InvoiceState::Queued | InvoiceState::Voiding) {
            return Ok(None);
        }
        let since = self.bench.book.entry(row.updated_seq)?.map(|e| e.entry.at);
        let limit = time::Duration::hours(MAX_DOUBT_HOURS);
        Ok(since.is_some_and(|at| self.bench.clock.now() - at > limit).then_some(MAX_DOUBT_HOURS))
    }

    /// The ERP could not be asked about these. What has been in doubt for a day goes to a person.
    pub(super) fn not_asked(&mut self, rows: &[InvoiceRow], code: Code, words: &str) -> Outcome<()> {
        for row in rows {
            if row.state == InvoiceState::Voiding {
                let words = format!("it was taken back and may be at the ERP: {words}");
                self.pushed.in_doubt.push(left(row, Code::InDoubt, &words));
                continue;
            }
            if row.state == InvoiceState::Queued {
                self.pushed.skipped.push(left(row, code, words));
                continue;
            }
            // That somebody stopped says nothing of the ERP.
            let hours = if code == Code::Stopped { None } else { self.doubt_too_long(row)? };
            if let Some(hours) = hours {
                let why = format!("in doubt for more than {hours} hours, and {words}");
                settle_person(self.bench, row, (PersonReason::TooLong, &why), &mut self.pushed)?;
            } else {
                self.pushed.in_doubt.push(left(row, Code::InDoubt, &format!("still in doubt: {words}")));
            }
        }
        Ok(())
    }
}

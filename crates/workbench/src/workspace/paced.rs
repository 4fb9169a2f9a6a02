//! An ERP that is asked in its time, whoever asks: no more often in a minute than it takes, not before the time that it said, in
//! this run or the next, and again after a pause where it could not be reached. The only ERP that the workbench gets to see.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linehaul_connectors::erp::*;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::{ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::Invoice;
use tracing::info;

use crate::machine::backoff;
use crate::machine::chance::Chance;
use crate::machine::clock::Clock;
use crate::workspace::asked::{Kept, WORTH_WAITING};
use crate::workspace::progress::Signal;

/// Tries of one question, where the ERP cannot be reached.
const TRIES: u32 = 4;
const MINUTE: Duration = Duration::from_secs(60);
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Desks that lost the same ERP should not come back in the same instant: up to so much more is left to chance.
const APART: Duration = Duration::from_millis(100);
/// How long a wait lasts before it looks up: somebody who stops it is heard within that.
const BLINK: Duration = Duration::from_millis(100);

/// Answers what whoever watches wants.
pub(crate) type Watched<'a> = &'a dyn Fn() -> Signal;
/// It is waited for, and nobody can stop that but with the process.
pub(crate) const UNWATCHED: Watched<'static> = &|| Signal::Continue;

/// When each ERP was called in the last minute, by the clock that nobody sets: of one workspace, whoever calls.
#[derive(Debug, Clone, Default)]
pub(crate) struct Minute(Arc<Mutex<BTreeMap<ErpPlace, VecDeque<Duration>>>>);

impl Minute {
    fn all(&self) -> MutexGuard<'_, BTreeMap<ErpPlace, VecDeque<Duration>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long a call at this moment must wait, so that no more of them fall into a minute than the ERP takes.
    fn early(&self, place: &ErpPlace, now: Duration, per_minute: u32) -> Duration {
        let mut all = self.all();
        let Some(called) = all.get_mut(place) else { return Duration::ZERO };
        while called.front().is_some_and(|at| now.saturating_sub(*at) >= MINUTE) {
            called.pop_front();
        }
        if called.len() < per_minute.max(1) as usize {
            return Duration::ZERO;
        }
        called.front().map_or(Duration::ZERO, |first| (*first + MINUTE).saturating_sub(now))
    }

    fn call(&self, place: &ErpPlace, at: Duration) {
        self.all().entry(place.clone()).or_default().push_back(at);
    }
}

/// The ERP itself.
pub(crate) enum Held<'a> {
    /// Made here.
    Own(Box<dyn Erp>),
    /// Handed in.
    Lent(&'a mut dyn Erp),
}

/// An ERP in its time.
pub(crate) struct PacedErp<'a> {
    held: Held<'a>,
    pace: Pace,
    clock: Clock,
    kept: Kept,
    /// Nobody waits where nobody watches: a doctor tells how things are now.
    watched: Option<Watched<'a>>,
    minute: Minute,
    place: ErpPlace,
    /// A question was given up since it could not be reached, and nothing was answered since: the next ones are asked once.
    gone: bool,
    questions: u64,
}

impl<'a> PacedErp<'a> {
    /// Takes an ERP, the workspace that keeps what it said, and whoever watches.
    pub fn new(
        held: Held<'a>,
        (clock, minute): (Clock, Minute),
        dir: &Path,
        watched: Option<Watched<'a>>,
    ) -> PacedErp<'a> {
        let (pace, place) = match &held {
            Held::Own(erp) => (erp.traits().pace, erp.place()),
            Held::Lent(erp) => (erp.traits().pace, erp.place()),
        };
        let kept = Kept::of_erp(dir, &place);
        PacedErp { held, pace, clock, kept, watched, minute, place, gone: false, questions: 0 }
    }

    fn erp(&self) -> &dyn Erp {
        match &self.held {
            Held::Own(erp) => erp.as_ref(),
            Held::Lent(erp) => &**erp,
        }
    }

    fn erp_mut(&mut self) -> &mut dyn Erp {
        match &mut self.held {
            Held::Own(erp) => erp.as_mut(),
            Held::Lent(erp) => &mut **erp,
        }
    }

    /// Waits; an error when somebody stopped it meanwhile.
    fn wait(&self, pause: Duration) -> Result<(), ErpError> {
        let until = self.clock.monotonic() + pause;
        while self.clock.monotonic() < until {
            if self.watched.is_some_and(|wish| wish() == Signal::Stop) {
                let message = "stopped while it waited until the ERP may be asked".to_owned();
                return Err(ErpError::NotAsked { code: Code::Stopped, message });
            }
            self.clock.sleep(BLINK.min(until.saturating_sub(self.clock.monotonic())));
        }
        Ok(())
    }

    /// Waits until the ERP may be called, and takes that call's place in the minute.
    fn turn(&mut self) -> Result<(), ErpError> {
        let now = self.clock.real_now();
        if let Some(until) = self.kept.until(now) {
            let left = (until - now).to_std().unwrap_or_default();
            if left > WORTH_WAITING || self.watched.is_none() {
                let message = format!("the ERP asked to be left alone until {}", until.format("%Y-%m-%d %H:%M:%S UTC"));
                return Err(ErpError::NotAsked { code: Code::ErpNotYet, message });
            }
            self.wait(left)?;
        }
        if let Some(per_minute) = self.pace.per_minute {
            let early = self.minute.early(&self.place, self.clock.monotonic(), per_minute);
            self.wait(early)?;
            self.minute.call(&self.place, self.clock.monotonic());
        }
        Ok(())
    }

    /// Keeps that it is there where it is, and the time before which it asks not to be called; answers that, in seconds.
    fn heed<T>(&mut self, answer: &Result<T, ErpError>) -> u32 {
        self.gone &= matches!(answer, Err(ErpError::Unavailable { .. }));
        let said = match answer {
            Err(ErpError::Unavailable { retry_after_seconds, .. }) => *retry_after_seconds,
            _ => None,
        };
        self.put_off(said)
    }

    /// The same of any call, whatever came of it: by what its answers said, and by what it says itself.
    fn put_off(&mut self, said: Option<u32>) -> u32 {
        let seconds = self.erp_mut().puts_off().max(said).unwrap_or(0);
        if seconds > 0 {
            let now = self.clock.real_now();
            self.kept.put_off(now, seconds);
        }
        seconds
    }

    /// Asks something that changes nothing. One that cannot be reached is asked again, after growing pauses or the time that it
    /// asks for: no more than a few times, and not once its silence and these waits came to a minute. An ERP that hangs costs
    /// each question the whole time that an answer is waited for, so the questions behind one that was given up are asked once.
    fn ask<T>(&mut self, mut question: impl FnMut(&mut dyn Erp) -> Result<T, ErpError>) -> Result<T, ErpError> {
        let mut waited = Duration::ZERO;
        for tried in 1.. {
            self.turn()?;
            self.questions += 1;
            let asked = self.clock.monotonic();
            let answer = question(self.erp_mut());
            let seconds = self.heed(&answer);
            let Err(ErpError::Unavailable { .. }) = &answer else { return answer };
            waited += self.clock.monotonic().saturating_sub(asked);
            waited += Duration::from_secs(u64::from(seconds));
            if tried >= TRIES || waited > WORTH_WAITING || self.gone || self.watched.is_none() {
                self.gone = true;
                return answer;
            }
            let pause = backoff::doubled(FIRST_PAUSE, tried - 1, WORTH_WAITING);
            if self.wait(pause + Chance::of_process().part(APART)).is_err() {
                return answer;
            }
        }
        Err(ErpError::Broken { message: "it was not asked".to_owned() })
    }

    /// Asks for something that changes it, once: whoever wants it knows whether it may be tried again.
    fn change<T>(&mut self, change: impl FnOnce(&mut dyn Erp) -> Result<T, ErpError>) -> Result<T, ErpError> {
        self.turn()?;
        let answer = change(self.erp_mut());
        self.heed(&answer);
        answer
    }
}

impl Drop for PacedErp<'_> {
    fn drop(&mut self) {
        if self.pace.metered && self.questions > 0 {
            let now = self.clock.real_now();
            let (month, all) = self.kept.count(now, self.questions);
            info!(questions = self.questions, month, all, "asked the ERP questions that are paid for");
        }
    }
}

// A method with a body of its own that stood not here would be answered without the ERP.
#[deny(clippy::missing_trait_methods)]
impl Erp for PacedErp<'_> {
    fn place(&self) -> ErpPlace {
        self.erp().place()
    }

    /// It is kept here, and whoever asks further up has nothing to keep.
    fn puts_off(&mut self) -> Option<u32> {
        None
    }

    fn name(&self) -> &str {
        self.erp().name()
    }

    fn traits(&self) -> Traits {
        self.erp().traits()
    }

    fn find(&mut self, keys: &[Key]) -> Result<Found, ErpError> {
        self.ask(|erp| erp.find(keys))
    }

    fn under(&mut self, asked: &Under<'_>) -> Result<Page, ErpError> {
        self.ask(|erp| erp.under(asked))
    }

    fn changes(&mut self, since: Option<&str>) -> Result<Option<Changes>, ErpError> {
        self.ask(|erp| erp.changes(since))
    }

    fn lacking(&mut self, invoices: &[Invoice]) -> Result<Vec<(InvoiceNumber, Refusal)>, ErpError> {
        self.ask(|erp| erp.lacking(invoices))
    }

    fn make(&mut self, orders: &[Order]) -> Result<Vec<(InvoiceNumber, Fate)>, ErpError> {
        self.change(|erp| erp.make(orders))
    }

    fn post(&mut self, handles: &[Handle]) -> Result<Vec<(String, Fate)>, ErpError> {
        self.change(|erp| erp.post(handles))
    }

    fn remove_draft(&mut self, handle: &Handle) -> Result<(), ErpError> {
        self.change(|erp| erp.remove_draft(handle))
    }

    fn expected(&self, invoice: &Invoice) -> Expected {
        self.erp().expected(invoice)
    }

    fn customers(&mut self, since: Option<&str>) -> Result<Option<MasterPage>, ErpError> {
        self.ask(|erp| erp.customers(since))
    }

    fn receivables(&mut self, from: Option<&str>) -> Result<Option<Receivables>, ErpError> {
        self.ask(|erp| erp.receivables(from))
    }

    fn items(&mut self) -> Result<Option<Vec<ErpItem>>, ErpError> {
        self.ask(|erp| erp.items())
    }

    fn catalogue(&mut self) -> Result<Option<Catalogue>, ErpError> {
        self.ask(|erp| erp.catalogue())
    }

    fn whole(&mut self, handle: &Handle) -> Result<Option<Invoice>, ErpError> {
        self.ask(|erp| erp.whole(handle))
    }

    /// It is made here: nothing is asked.
    fn import_file(&mut self, file: &ImportFile<'_>) -> Result<Option<Vec<u8>>, ErpError> {
        self.erp_mut().import_file(file)
    }

    fn finish_batch(&mut self, finished: &FinishedBatch<'_>) -> Result<(), ErpError> {
        self.change(|erp| erp.finish_batch(finished))
    }

    /// A courtesy that nobody waits for.
    fn leave(&mut self) {
        self.erp_mut().leave();
        self.put_off(None);
    }

    fn check(&mut self) -> Vec<Finding> {
        if let Err(why) = self.turn() {
            return vec![Finding::new("pace", false, format!("{}; it was not asked", why.message()))];
        }
        self.questions += 1;
        let mut findings = self.erp_mut().check();
        self.put_off(None);
        if self.pace.metered {
            let now = self.clock.real_now();
            let (month, all) = self.kept.count(now, 0);
            let words = format!("{all} questions that are paid for in {month}, before these");
            findings.push(Finding::new("pace", true, words));
        }
        findings
    }
}

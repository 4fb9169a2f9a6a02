//! The log: what happened in a workspace and when, a line of JSON each, for whoever looks after it. The book is what counts; the log
//! says how it came about, so that one load can be followed from its delivery to the ERP's number:
//!
//! - a delivery has source, name and hash, and the loads it speaks of;
//! - an entry of the book has its sequence, and load, invoice, batch, and the ERP's record and number, as far as it is about them;
//! - a verb has a run: every line of it bears that.
//!
//! Absent here: amounts of its own, secrets, and what a verb does. A text from outside is cleaned and cut before it gets into a line.

mod entries;
mod files;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::spelt;
use tracing::{Dispatch, Level, dispatcher, info, info_span, warn};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::layer::SubscriberExt;

use crate::machine::clock::Clock;
use crate::settings::actor;
pub(crate) use entries::log_entries;
pub use files::{FOLDER, trouble};
use files::{Files, Lines};

/// The most characters of a name: a number, a file, a user.
const NAME: usize = 80;
/// The most characters of words: an ERP's, a fault's.
const WORDS: usize = 400;
/// The most loads that one line names; of more it has the number alone.
pub(crate) const LOADS: usize = 200;

/// The log of an open workspace. What runs within one of its verbs is written by whatever `tracing` event says it.
#[derive(Clone)]
pub struct Log {
    dispatch: Dispatch,
    clock: Clock,
    folder: PathBuf,
    /// When an invoice's last step at the ERP was written down.
    steps: Arc<Mutex<BTreeMap<InvoiceNumber, Duration>>>,
}

/// The workbench's clock on every line: the time of the machine, whatever day a sample is fixed to.
struct Stamp(Clock);

impl FormatTime for Stamp {
    fn format_time(&self, line: &mut Writer<'_>) -> fmt::Result {
        write!(line, "{}", self.0.real_now().format("%Y-%m-%dT%H:%M:%S%.3fZ"))
    }
}

impl Log {
    /// The log of a workspace. It is written to from the first line on, and that it cannot be fails nothing: see [`trouble`].
    pub fn of(dir: &Path, clock: &Clock, has_lock: bool) -> Log {
        let lines = tracing_subscriber::fmt::layer()
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .with_target(false)
            .with_timer(Stamp(clock.clone()))
            .with_writer(Lines(Files::of(dir, has_lock)));
        // Ours alone: libraries tell what they send, and nobody knows all that they tell.
        let ours = Targets::new().with_target("linehaul_workbench", Level::INFO);
        let dispatch = Dispatch::new(tracing_subscriber::registry().with(lines).with(ours));
        Log { dispatch, clock: clock.clone(), folder: dir.join(FOLDER), steps: Arc::default() }
    }

    /// Where its files are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Does a verb: that it began, who asked, how it ended and how long it took. Every line in between bears its run.
    pub fn verb<T>(&self, verb: &'static str, as_user: Option<&str>, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        self.within(verb, as_user, || {
            info!("began");
            let begun = self.clock.monotonic();
            let result = work();
            let ms = millis(self.clock.monotonic().saturating_sub(begun));
            match &result {
                Ok(_) => info!(ms, "ended"),
                Err(fault) => refused(fault, ms),
            }
            result
        })
    }

    /// The same for what only looks: a window looks all the time, and only that it could not is worth a line.
    pub fn look<T>(&self, verb: &'static str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        let begun = self.clock.monotonic();
        work().inspect_err(|fault| {
            let ms = millis(self.clock.monotonic().saturating_sub(begun));
            self.within(verb, None, || refused(fault, ms));
        })
    }

    fn within<T>(&self, verb: &'static str, as_user: Option<&str>, work: impl FnOnce() -> T) -> T {
        static RUNS: AtomicU64 = AtomicU64::new(1);
        dispatcher::with_default(&self.dispatch, || {
            let run = format!("{}-{}", std::process::id(), RUNS.fetch_add(1, Ordering::Relaxed));
            let who = as_user.map(name);
            let account = actor::account();
            info_span!("verb", verb, run, who = who.as_deref(), account = &*name(&account)).in_scope(work)
        })
    }

    /// Milliseconds since the last step of this invoice at the ERP, which is over now or goes on with this one.
    fn step(&self, invoice: &InvoiceNumber, goes_on: bool) -> Option<u64> {
        let now = self.clock.monotonic();
        let mut steps = self.steps.lock().ok()?;
        let last = if goes_on { steps.insert(invoice.clone(), now) } else { steps.remove(invoice) };
        last.map(|last| millis(now.saturating_sub(last)))
    }
}

fn refused(fault: &Fault, ms: u64) {
    warn!(code = %fault.code, why = &*words(&fault.what), ms, "refused");
}

/// A workspace that did not open: who has it open may be writing its log, so that nothing of it is moved.
pub fn not_opened(dir: &Path, fault: &Fault) {
    if dir.join(crate::settings::config::FILE).is_file() {
        // Its settings may be what does not read: the day of a sample is not asked here.
        Log::of(dir, &Clock::new(None), false).within("open", None, || refused(fault, 0));
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A name from outside as a line takes it.
pub(crate) fn name(text: &str) -> Cow<'_, str> {
    spelt::within(text, NAME)
}

/// Words from outside as a line takes them.
pub(crate) fn words(text: &str) -> Cow<'_, str> {
    spelt::within(text, WORDS)
}

/// Loads as a line names them, between spaces; nothing where there are none, or too many.
pub(crate) fn loads<'a>(all: impl ExactSizeIterator<Item = &'a LoadNumber>) -> Option<String> {
    if all.len() == 0 || all.len() > LOADS {
        return None;
    }
    let names: Vec<Cow<'_, str>> = all.map(|load| name(load.as_str())).collect();
    Some(names.join(" "))
}

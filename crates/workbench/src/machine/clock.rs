//! The clock: the only place that asks what time it is, and the only one that waits.
//!
//! A sample workspace has a fixed `today`; there the date is that day and the time of day is the machine's.

use std::fmt::Debug;
use std::sync::{Arc, OnceLock};
use std::time;

use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::time::{Duration, Instant, NaiveDate, Tz, local_date};
use linehaul_store::Book;

/// How far a clock may be set back, as daylight saving or a correction does.
const BACK_HOURS: i64 = 26;
/// A book that rested for longer is opened on a machine whose clock is wrong, until a person says that it is right.
const AHEAD_DAYS: i64 = 190;

/// What moves a clock: the machine, or a test in which a minute takes no time.
pub trait Hands: Debug + Send + Sync {
    /// Now, UTC.
    fn now(&self) -> Instant;
    /// How long it is since some moment that stays the same, by a clock that nobody sets.
    fn monotonic(&self) -> time::Duration;
    /// Waits.
    fn sleep(&self, pause: time::Duration);
}

#[derive(Debug)]
struct Machine;

impl Hands for Machine {
    #[allow(clippy::disallowed_methods)]
    fn now(&self) -> Instant {
        // Not `Utc::now`, which ends the process where the machine's clock stands before 1970; here that is LH-118.
        Instant::from(time::SystemTime::now())
    }

    fn monotonic(&self) -> time::Duration {
        static BEGUN: OnceLock<time::Instant> = OnceLock::new();
        BEGUN.get_or_init(time::Instant::now).elapsed()
    }

    fn sleep(&self, pause: time::Duration) {
        std::thread::sleep(pause);
    }
}

/// Tells the time for a workspace.
#[derive(Debug, Clone)]
pub struct Clock {
    fixed: Option<NaiveDate>,
    hands: Arc<dyn Hands>,
}

impl Clock {
    /// The machine's clock, or one fixed to a day (UTC).
    pub fn new(fixed: Option<NaiveDate>) -> Clock {
        Clock { fixed, hands: Arc::new(Machine) }
    }

    /// A clock that is moved by somebody else than the machine.
    pub fn driven(hands: Arc<dyn Hands>) -> Clock {
        Clock { fixed: None, hands }
    }

    /// Now, UTC, whatever day is fixed: for comparing with the times of files.
    pub fn real_now(&self) -> Instant {
        self.hands.now()
    }

    /// How long it is since some moment that stays the same: for measuring, whatever the clock is set to meanwhile.
    pub fn monotonic(&self) -> time::Duration {
        self.hands.monotonic()
    }

    /// Waits.
    pub fn sleep(&self, pause: time::Duration) {
        self.hands.sleep(pause);
    }

    /// Now, UTC.
    pub fn now(&self) -> Instant {
        let now = self.hands.now();
        match self.fixed {
            Some(day) => day.and_time(now.time()).and_utc(),
            None => now,
        }
    }

    /// Is the machine's time one that can be, given the last entry of the book? A wrong clock dates invoices. A sample
    /// workspace, whose day is fixed, is not asked. LH-118 when it is not; a person who says that it is right all the same makes
    /// an entry of this time ([`crate::invoicing::recover`]), from which it is one that can be.
    pub fn must_be_plausible(&self, book: &Book) -> Outcome<()> {
        let (None, Some(last)) = (self.fixed, last_decided(book)?) else { return Ok(()) };
        let (now, then) = (self.now(), last.entry.at);
        if now >= then - Duration::hours(BACK_HOURS) && now <= then + Duration::days(AHEAD_DAYS) {
            return Ok(());
        }
        let day = |at: Instant| at.format("%Y-%m-%d %H:%M UTC");
        Err(Fault::new(
            Code::ClockImplausible,
            format!("this machine's clock says {}, and the last entry of the book is of {}", day(now), day(then)),
            "Nothing was decided and nothing was sent: invoices would bear a wrong date.",
            "Set the clock of this machine, then do it again. Where it is right and the entry is not, \
             `linehaul recover --confirm --reason …` goes on from now.",
        ))
    }

    /// Today's local date in a zone; the fixed day itself in a sample workspace.
    pub fn today(&self, zone: Tz) -> NaiveDate {
        self.fixed.unwrap_or_else(|| local_date(self.now(), zone))
    }
}

/// The last entry that was made only after the clock had been looked at: what opening a workspace or backing it up writes is none.
fn last_decided(book: &Book) -> Outcome<Option<Entry>> {
    let mut seq = book.head()?.seq;
    while let Some(entry) = book.entry(seq)? {
        let unasked = matches!(entry.entry.decision, Decision::ControlsSet { .. } | Decision::BackedUp { .. });
        if !unasked {
            return Ok(Some(entry));
        }
        seq -= 1;
    }
    Ok(None)
}

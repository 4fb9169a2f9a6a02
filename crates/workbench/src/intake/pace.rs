//! Pace: how often a source is asked what it has, and how long one that puts us off is left alone. Whoever lists a source's pages
//! asks here, so that no kind of source has to keep to it by itself; what it said is kept the moment it is known, and outlives the sync.

use std::path::{Path, PathBuf};
use std::time::Duration;

use linehaul_connectors::source::{self, Had, Item, Listed, Listing, Source};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::SourceName;
use linehaul_domain::time::Instant;

use crate::machine::backoff;
use crate::machine::chance::Chance;
use crate::machine::clock::Clock;
use crate::workspace::asked::{Kept, WORTH_WAITING};
use crate::workspace::home::Workbench;

/// Told (what, done, all); answers whether to go on.
pub type OnProgress<'a> = &'a mut dyn FnMut(&str, usize, usize) -> bool;

/// So many times it is asked again within a sync.
const AGAIN: u32 = 4;
/// The first pause where it does not say how long; each one behind it is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// Somebody who stops a sync is heard within this.
const STEP: Duration = Duration::from_millis(500);

/// How one source is asked in one poll.
pub(crate) struct Pace {
    /// Beside what is kept of when it may be asked.
    dir: PathBuf,
    /// When it was asked last, by the clock that nobody sets.
    last: Option<Duration>,
    /// Pauses in which nothing was had.
    pauses: u32,
    /// How long it was waited for because it put us off.
    waited: Duration,
}

/// What asking in its time comes to.
pub(crate) enum Paced {
    /// This.
    Items(Listing),
    /// The source knows no more where that cursor stood.
    Expired,
    /// Somebody stopped it while it waited.
    Stopped,
}

impl Pace {
    /// The pace of a source. LH-232 while it is to be left alone.
    pub fn of(bench: &Workbench, source: &SourceName) -> Outcome<Pace> {
        left_alone((&bench.dir, &bench.clock), source)?;
        Ok(Pace { dir: bench.dir.clone(), last: None, pauses: 0, waited: Duration::ZERO })
    }

    /// Lists what is behind a cursor, in the time that the source is to be given. LH-232 when it asked to be left alone for longer than a sync waits, or does not come to itself.
    pub fn list(
        &mut self,
        clock: &Clock,
        of: (&SourceName, &dyn Source),
        cursor: Option<&str>,
        on_progress: OnProgress<'_>,
    ) -> Outcome<Paced> {
        let (source, port) = of;
        left_alone((&self.dir, clock), source)?;
        let Some(a_minute) = port.traits().requests_a_minute else {
            return match port.list(cursor, clock.real_now())? {
                Listed::Items(listing) => Ok(Paced::Items(listing)),
                Listed::Expired => Ok(Paced::Expired),
                Listed::NotNow { fault, .. } => Err(fault),
            };
        };
        let gap = Duration::from_secs(60) / a_minute.max(1);
        loop {
            let due = self.last.map(|last| last + gap).unwrap_or_default();
            if !wait(clock, due.saturating_sub(clock.monotonic()), source, on_progress) {
                return Ok(Paced::Stopped);
            }
            self.last = Some(clock.monotonic());
            let listed = port.list(cursor, clock.real_now());
            heed((&self.dir, clock), of);
            let (fault, after) = match listed? {
                Listed::Items(listing) => {
                    self.pauses = 0;
                    return Ok(Paced::Items(listing));
                }
                Listed::Expired => return Ok(Paced::Expired),
                Listed::NotNow { fault, after_seconds } => (fault, after_seconds),
            };
            let after = after.map(|seconds| Duration::from_secs(u64::from(seconds)));
            let pause = after.unwrap_or_else(|| backoff::doubled(FIRST_PAUSE, self.pauses, WORTH_WAITING));
            let pause = pause + Chance::of_process().part(pause / 2);
            if self.waited + pause > WORTH_WAITING || self.pauses >= AGAIN {
                return Err(fault);
            }
            self.pauses += 1;
            self.waited += pause;
            if !wait(clock, pause, source, on_progress) {
                return Ok(Paced::Stopped);
            }
        }
    }

    /// An item, in the time that its source is to be given: one that is to be left alone has none now.
    pub fn fetch(&self, clock: &Clock, of: (&SourceName, &dyn Source), item: &Item) -> Outcome<Had> {
        if let Err(fault) = left_alone((&self.dir, clock), of.0) {
            return Ok(Had::Unavailable(fault.what));
        }
        let had = source::fetch(of.1, item);
        heed((&self.dir, clock), of);
        had
    }
}

/// Asks a source how it is, unless it is to be left alone.
pub(crate) fn health(bench: &Workbench, of: (&SourceName, &dyn Source)) -> Outcome<String> {
    left_alone((&bench.dir, &bench.clock), of.0)?;
    let said = of.1.health();
    heed((&bench.dir, &bench.clock), of);
    said
}

/// Keeps the time before which a source asks not to be asked, whatever else it answered.
fn heed((dir, clock): (&Path, &Clock), (source, port): (&SourceName, &dyn Source)) {
    if let Some(seconds) = port.puts_off() {
        Kept::of_source(dir, source).put_off(clock.real_now(), seconds);
    }
}

/// LH-232 while a source is to be left alone.
fn left_alone((dir, clock): (&Path, &Clock), source: &SourceName) -> Outcome<()> {
    let Some(until) = Kept::of_source(dir, source).until(clock.real_now()) else { return Ok(()) };
    let what = format!("the source `{source}` asked to be left alone until {}", until.format("%Y-%m-%d %H:%M:%S UTC"));
    let means = "It was not asked. Nothing new is known of its loads; what was known stays.";
    Err(Fault::new(Code::SourceBusy, what, means, "Sync again after that."))
}

/// Until when a source is to be left alone; nothing once that has come.
pub(crate) fn not_before(bench: &Workbench, source: &SourceName) -> Option<Instant> {
    Kept::of_source(&bench.dir, source).until(bench.clock.real_now())
}

/// Waits; `false` when it was stopped.
fn wait(clock: &Clock, mut left: Duration, source: &SourceName, on_progress: OnProgress<'_>) -> bool {
    while !left.is_zero() {
        if !on_progress(&format!("waiting for {source}"), 0, 0) {
            return false;
        }
        let step = left.min(STEP);
        clock.sleep(step);
        left -= step;
    }
    true
}

//! Pace: how often a source is asked what it has, and how long one that puts us off is left alone. Whoever lists a source's pages
//! asks here, so that no kind of source has to keep to it by itself; what it said outlives the sync.

use std::time::Duration;

use linehaul_connectors::source::{Listed, Listing, Source};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::SourceName;
use linehaul_domain::time::{self, Instant};

use crate::machine::clock::Clock;
use crate::workspace::home::Workbench;

/// Told (what, done, all); answers whether to go on.
pub type OnProgress<'a> = &'a mut dyn FnMut(&str, usize, usize) -> bool;

/// So many times it is asked again within a sync.
const AGAIN: u32 = 4;
/// The first pause where it does not say how long; each one behind it is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// A sync waits no longer than this, in all, for a source that puts it off; a later one asks again.
const WORTH_WAITING: Duration = Duration::from_secs(60);
/// Whatever it says, it is asked again after a day: a wrong date must not silence a source for ever.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// Somebody who stops a sync is heard within this.
const STEP: Duration = Duration::from_millis(500);

/// How one source is asked in one poll.
#[derive(Default)]
pub(crate) struct Pace {
    /// When it was asked last, by the clock that nobody sets.
    last: Option<Duration>,
    /// Pauses in which nothing was had.
    pauses: u32,
    /// How long it was waited for because it put us off.
    waited: Duration,
    /// Was it to be left alone until a time that is past? That is forgotten once it was asked.
    past: bool,
    /// Until when it is to be left alone, as it said now.
    until: Option<Instant>,
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

fn key(source: &SourceName) -> String {
    format!("source {source} not before")
}

impl Pace {
    /// The pace of a source. LH-232 while it is to be left alone.
    pub fn of(bench: &Workbench, source: &SourceName) -> Outcome<Pace> {
        left_alone(bench, source)?;
        Ok(Pace { past: bench.cache.remembered(&key(source))?.is_some(), ..Pace::default() })
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
            let (fault, after) = match port.list(cursor, clock.real_now())? {
                Listed::Items(listing) => {
                    self.pauses = 0;
                    return Ok(Paced::Items(listing));
                }
                Listed::Expired => return Ok(Paced::Expired),
                Listed::NotNow { fault, after_seconds } => (fault, after_seconds),
            };
            let after = after.map(|seconds| Duration::from_secs(u64::from(seconds)).min(LONGEST));
            let pause = after.unwrap_or(FIRST_PAUSE * (1 << self.pauses.min(AGAIN)));
            let pause = pause + spread(source, pause, clock.monotonic());
            if self.waited + pause > WORTH_WAITING || self.pauses >= AGAIN {
                self.until = after.map(|after| clock.real_now() + time::Duration::from_std(after).unwrap_or_default());
                return Err(fault);
            }
            self.pauses += 1;
            self.waited += pause;
            if !wait(clock, pause, source, on_progress) {
                return Ok(Paced::Stopped);
            }
        }
    }

    /// Keeps what the source said of when it may be asked, for the next poll too.
    pub fn keep(&mut self, bench: &mut Workbench, source: &SourceName) -> Outcome<()> {
        if let Some(until) = self.until.take() {
            self.past = false;
            return bench.cache.remember(&key(source), &until.to_rfc3339());
        }
        match std::mem::take(&mut self.past) {
            true => bench.cache.forget(&key(source)),
            false => Ok(()),
        }
    }
}

/// LH-232 while a source is to be left alone.
pub(crate) fn left_alone(bench: &Workbench, source: &SourceName) -> Outcome<()> {
    let Some(until) = not_before(bench, source)? else { return Ok(()) };
    let what = format!("the source `{source}` asked to be left alone until {}", until.format("%Y-%m-%d %H:%M:%S UTC"));
    let means = "It was not asked. Nothing new is known of its loads; what was known stays.";
    Err(Fault::new(Code::SourceBusy, what, means, "Sync again after that."))
}

/// Until when a source is to be left alone; nothing once that has come.
pub(crate) fn not_before(bench: &Workbench, source: &SourceName) -> Outcome<Option<Instant>> {
    let Some(text) = bench.cache.remembered(&key(source))? else { return Ok(None) };
    let (now, until) = (bench.clock.real_now(), text.parse::<Instant>().unwrap_or(Instant::UNIX_EPOCH));
    let longest = time::Duration::from_std(LONGEST).unwrap_or_default();
    // A clock that was set back since makes it look further ahead than it can have been.
    Ok((until > now && until <= now + longest).then_some(until))
}

/// Up to half of a pause more, another one each time: those who were put off together do not come back together.
fn spread(source: &SourceName, pause: Duration, moment: Duration) -> Duration {
    let hash = canonical::hash(&(source, moment.as_nanos().to_string()));
    let part = u32::from_str_radix(hash.as_str().get(..4).unwrap_or("0"), 16).unwrap_or_default();
    pause / 2 * part / 0x1_0000
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

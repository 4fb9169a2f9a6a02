//! Pace: how often a source is asked what it has, and how long one that puts us off is left alone. Whoever lists a source's pages
//! asks here, so that no kind of source has to keep to it by itself; what it said outlives the sync.

use std::time::Duration;

use linehaul_connectors::source::{Listed, Listing, Source};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::SourceName;
use linehaul_domain::time::{self, Instant};

use crate::workspace::home::Workbench;

/// Told (what, done, all); answers whether to go on.
pub type OnProgress<'a> = &'a mut dyn FnMut(&str, usize, usize) -> bool;

/// So many times it is asked again within a sync.
const AGAIN: u32 = 4;
/// The first pause where it does not say how long; each one behind it is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
/// A sync waits no longer than this, in all, for a source that puts it off: nobody decides anything in the workspace meanwhile.
const WORTH_WAITING: Duration = Duration::from_secs(60);
/// Whatever it says, it is asked again after a day: a wrong date must not silence a source for ever.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// Somebody who stops a sync is heard within this.
const STEP: Duration = Duration::from_millis(500);

/// How one source is asked in one sync.
#[derive(Default)]
pub(crate) struct Pace {
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

fn key(source: &SourceName) -> String {
    format!("source {source} not before")
}

impl Pace {
    /// Lists what is behind a cursor, in the time that the source is to be given. LH-232 when it asked to be left alone for longer than a sync waits, or does not come to itself.
    pub fn list(
        &mut self,
        bench: &mut Workbench,
        of: (&SourceName, &dyn Source),
        cursor: Option<&str>,
        on_progress: OnProgress<'_>,
    ) -> Outcome<Paced> {
        let (source, port) = of;
        let Some(a_minute) = port.traits().requests_a_minute else {
            return match port.list(cursor, bench.clock.real_now())? {
                Listed::Items(listing) => Ok(Paced::Items(listing)),
                Listed::Expired => Ok(Paced::Expired),
                Listed::NotNow { fault, .. } => Err(fault),
            };
        };
        not_before(bench, source)?;
        let gap = Duration::from_secs(60) / a_minute.max(1);
        loop {
            let due = self.last.map(|last| last + gap).unwrap_or_default();
            if !wait(bench, due.saturating_sub(bench.clock.monotonic()), source, on_progress) {
                return Ok(Paced::Stopped);
            }
            self.last = Some(bench.clock.monotonic());
            let (fault, after) = match port.list(cursor, bench.clock.real_now())? {
                Listed::Items(listing) => {
                    self.pauses = 0;
                    return Ok(Paced::Items(listing));
                }
                Listed::Expired => return Ok(Paced::Expired),
                Listed::NotNow { fault, after_seconds } => (fault, after_seconds),
            };
            let after = after.map(|seconds| Duration::from_secs(u64::from(seconds)).min(LONGEST));
            let pause = after.unwrap_or(FIRST_PAUSE * (1 << self.pauses.min(AGAIN)));
            let pause = pause + spread(source, pause, bench.clock.monotonic());
            if self.waited + pause > WORTH_WAITING || self.pauses >= AGAIN {
                if let Some(after) = after {
                    let until = bench.clock.real_now() + time::Duration::from_std(after).unwrap_or_default();
                    bench.cache.remember(&key(source), &until.to_rfc3339())?;
                }
                return Err(fault);
            }
            self.pauses += 1;
            self.waited += pause;
            if !wait(bench, pause, source, on_progress) {
                return Ok(Paced::Stopped);
            }
        }
    }
}

/// LH-232 while a source is to be left alone.
fn not_before(bench: &mut Workbench, source: &SourceName) -> Outcome<()> {
    left_alone(bench, source)?;
    match bench.cache.remembered(&key(source))? {
        Some(_) => bench.cache.forget(&key(source)),
        None => Ok(()),
    }
}

/// The same for whoever only looks.
pub(crate) fn left_alone(bench: &Workbench, source: &SourceName) -> Outcome<()> {
    let Some(text) = bench.cache.remembered(&key(source))? else { return Ok(()) };
    let (now, until) = (bench.clock.real_now(), text.parse::<Instant>().unwrap_or(Instant::UNIX_EPOCH));
    let longest = time::Duration::from_std(LONGEST).unwrap_or_default();
    // A clock that was set back since makes it look further ahead than it can have been.
    if until <= now || until > now + longest {
        return Ok(());
    }
    let what = format!("the source `{source}` asked to be left alone until {}", until.format("%Y-%m-%d %H:%M:%S UTC"));
    let means = "It was not asked. Nothing new is known of its loads; what was known stays.";
    Err(Fault::new(Code::SourceBusy, what, means, "Sync again after that."))
}

/// Up to half of a pause more, another one each time: those who were put off together do not come back together.
fn spread(source: &SourceName, pause: Duration, moment: Duration) -> Duration {
    let hash = canonical::hash(&(source, moment.as_nanos().to_string()));
    let part = u32::from_str_radix(hash.as_str().get(..4).unwrap_or("0"), 16).unwrap_or_default();
    pause / 2 * part / 0x1_0000
}

/// Waits; `false` when it was stopped.
fn wait(bench: &Workbench, mut left: Duration, source: &SourceName, on_progress: OnProgress<'_>) -> bool {
    while !left.is_zero() {
        if !on_progress(&format!("waiting for {source}"), 0, 0) {
            return false;
        }
        let step = left.min(STEP);
        bench.clock.sleep(step);
        left -= step;
    }
    true
}

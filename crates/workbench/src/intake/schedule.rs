//! Schedule: when a source is read next while nobody asks for it. A function of times alone: who reads the clock is elsewhere.

use std::time::Duration;

use linehaul_domain::time::{self, Instant};

use crate::machine::backoff;
use crate::machine::chance::Chance;
use crate::settings::config::Every;

/// A folder that is watched is looked through this often all the same: no system promises to tell of every change.
const SWEEP: Duration = Duration::from_secs(60);
/// One that fails is asked less and less often, down to this.
const RARELY: Duration = Duration::from_secs(15 * 60);
/// No source is read less often, and none asks for longer: a time that lies further ahead is of a clock that was set back since.
const FURTHEST: Duration = Duration::from_secs(50 * 60 * 60);
/// A source that brought nothing for so many of its times is late; the shortest time that counts so.
const LATE_TIMES: u32 = 3;
const LATE: Duration = Duration::from_secs(10 * 60);

/// A time of the clock that somebody can set.
pub(crate) fn span(duration: Duration) -> time::Duration {
    time::Duration::from_std(duration).unwrap_or_default()
}

/// How long there is between two readings, where all is well.
pub(crate) fn usual(every: Every) -> Duration {
    match every {
        Every::Watched => SWEEP,
        Every::Time(time) => time,
    }
}

/// When a source is read next that was asked last at a time, after so many failures in a row, and not before what it said. Up to a tenth more is
/// left to chance, so that sources that began together do not stay together.
pub fn next(every: Every, asked: Instant, failed: u32, not_before: Option<Instant>, chance: &mut Chance) -> Instant {
    let usual = usual(every);
    let wait = backoff::doubled(usual, failed, RARELY.max(usual));
    let at = asked + span(wait + chance.part(wait / 10));
    not_before.map_or(at, |not_before| at.max(not_before))
}

/// Is it time?
pub fn is_due(next: Option<Instant>, now: Instant) -> bool {
    next.is_none_or(|next| next <= now || next > now + span(FURTHEST))
}

/// Is it long since it was read well, for how often it is to be?
pub fn is_late(every: Every, read: Option<Instant>, now: Instant) -> bool {
    let most = (usual(every) * LATE_TIMES).max(LATE);
    read.is_some_and(|read| now - read > span(most))
}

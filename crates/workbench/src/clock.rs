//! The clock: the only place that asks what time it is.
//!
//! A sample workspace has a fixed `today`; there the date is that day and the time of day is the machine's.

use linehaul_domain::time::{Instant, NaiveDate, Tz, local_date};

/// Tells the time for a workspace.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    fixed: Option<NaiveDate>,
}

impl Clock {
    /// The machine's clock, or one fixed to a day (UTC).
    pub fn new(fixed: Option<NaiveDate>) -> Clock {
        Clock { fixed }
    }

    /// Now, UTC.
    #[allow(clippy::disallowed_methods)]
    pub fn now(&self) -> Instant {
        let now = linehaul_domain::chrono::Utc::now();
        match self.fixed {
            Some(day) => day.and_time(now.time()).and_utc(),
            None => now,
        }
    }

    /// Today's local date in a zone; the fixed day itself in a sample workspace.
    pub fn today(&self, zone: Tz) -> NaiveDate {
        self.fixed.unwrap_or_else(|| local_date(self.now(), zone))
    }
}

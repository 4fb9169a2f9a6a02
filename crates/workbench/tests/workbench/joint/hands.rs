//! A clock that a test drives: waiting takes no time, and moves the ERP's own clock on with it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use linehaul_connectors::erp::memory;
use linehaul_domain::time::{Duration as Span, Instant, NaiveDate};
use linehaul_workbench::machine::clock::Hands;

/// The day on which every test begins.
pub fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 3, 7).expect("a day")
}

/// Hands over the clock of an ERP in memory.
#[derive(Debug)]
pub struct Driven {
    erp: memory::Clock,
    millis: AtomicU64,
}

impl Driven {
    /// Noon of the first day, at the ERP's second 0.
    pub fn new(erp: memory::Clock) -> Driven {
        Driven { erp, millis: AtomicU64::new(0) }
    }

    /// Time goes by.
    pub fn advance(&self, pause: Duration) {
        let step = u64::try_from(pause.as_millis()).expect("a pause");
        let before = self.millis.fetch_add(step, Ordering::SeqCst);
        self.erp.advance((before + step) / 1_000 - before / 1_000);
    }
}

impl Hands for Driven {
    fn now(&self) -> Instant {
        let millis = i64::try_from(self.millis.load(Ordering::SeqCst)).expect("a time");
        first_day().and_hms_opt(18, 0, 0).expect("noon").and_utc() + Span::milliseconds(millis)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.millis.load(Ordering::SeqCst))
    }

    fn sleep(&self, pause: Duration) {
        self.advance(pause.max(Duration::from_millis(1)));
    }
}

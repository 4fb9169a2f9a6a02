//! Crash points: named places at which a test can kill the process, to show that nothing is lost and nothing twice.
//!
//! `LINEHAUL_CRASH_AT=push.after_send:3` aborts the process at the third time it passes that place. Without the variable
//! a point costs one atomic read. Kills from outside land anywhere; these land exactly.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

static PLAN: OnceLock<Option<(String, u32)>> = OnceLock::new();
static PASSED: Mutex<BTreeMap<String, u32>> = Mutex::new(BTreeMap::new());

/// Every place there is.
pub const POINTS: &[&str] = &[
    "sync.after_archive",
    "sync.after_facts",
    "sync.after_assess",
    "approve.before_append",
    "approve.after_append",
    "batch.after_append",
    "push.before_send",
    "push.after_send",
    "push.after_post",
];

fn plan() -> Option<(String, u32)> {
    let text = std::env::var("LINEHAUL_CRASH_AT").ok()?;
    let (place, times) = text.split_once(':').unwrap_or((&text, "1"));
    Some((place.to_owned(), times.parse().unwrap_or(1)))
}

/// Dies here if this is the planned time and place.
pub fn point(place: &str) {
    let Some((planned, times)) = PLAN.get_or_init(plan) else { return };
    if planned != place {
        return;
    }
    let mut passed = PASSED.lock().unwrap_or_else(|e| e.into_inner());
    let count = passed.entry(place.to_owned()).or_default();
    *count += 1;
    if *count == *times {
        std::process::abort();
    }
}

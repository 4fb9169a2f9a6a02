//! Crash points: named places at which a test can kill the process, to show that nothing is lost and nothing twice.
//!
//! `LINEHAUL_CRASH_AT=push.after_send:3` aborts the process at the third time it passes that place. Without the variable
//! a point costs two reads. Kills from outside land anywhere; these land exactly.
//!
//! A test inside the process cannot abort it: [`plan_for_test`] unwinds its own thread instead, and what is opened from the
//! disk afterwards is what a process that died would have left.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

static PLAN: OnceLock<Option<(String, u32)>> = OnceLock::new();
static PASSED: Mutex<BTreeMap<String, u32>> = Mutex::new(BTreeMap::new());

thread_local! {
    /// The place at which this thread unwinds, and how often it still passes it.
    static OF_TEST: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
}

/// Every place there is.
pub const POINTS: &[&str] = &[
    "sync.after_archive",
    "sync.after_facts",
    "sync.after_assess",
    "assess.before_keep",
    "assess.after_record",
    "rebuild.after_delivery",
    "approve.before_append",
    "approve.after_append",
    "batch.after_append",
    "push.before_send",
    "push.after_send",
    "push.after_post",
    "reconcile.after_verdict",
    "reconcile.after_looked",
    "recover.after_append",
    "recover.after_drafts",
    "effect.after_prepare",
    "effect.after_stage",
    "effect.after_begin",
    "effect.after_perform",
    "book.after_append",
];

/// What a planned crash of a test unwinds with: the place.
#[doc(hidden)]
#[derive(Debug)]
pub struct Crashed(pub String);

/// This thread unwinds with [`Crashed`] at the `nth` time from now that it passes a place, once. For tests.
#[doc(hidden)]
pub fn plan_for_test(place: &str, nth: u32) {
    OF_TEST.set(Some((place.to_owned(), nth.max(1))));
}

/// Forgets what [`plan_for_test`] planned; answers whether that was still to come.
#[doc(hidden)]
pub fn forget_for_test() -> bool {
    OF_TEST.take().is_some()
}

fn plan() -> Option<(String, u32)> {
    let text = std::env::var("LINEHAUL_CRASH_AT").ok()?;
    let (place, times) = text.split_once(':').unwrap_or((&text, "1"));
    Some((place.to_owned(), times.parse().unwrap_or(1)))
}

/// Dies here if this is the planned time and place.
pub fn point(place: &str) {
    unwind_if_planned(place);
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

fn unwind_if_planned(place: &str) {
    let now = OF_TEST.with_borrow_mut(|planned| {
        let Some((_, left)) = planned.as_mut().filter(|(at, _)| at == place) else { return false };
        *left -= 1;
        *left == 0
    });
    if now {
        OF_TEST.take();
        std::panic::resume_unwind(Box::new(Crashed(place.to_owned())));
    }
}

//! How often a source is asked: what it allows in a minute, longer where it puts us off, and not at all before the time that it said, in
//! this sync or the next.
//!
//! Planted once and seen red: no gap between two pages; the time that was said forgotten with the sync; a pause of always the same
//! length; a pause that nobody can stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::memory::PagedSource;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::time::{Duration as Span, Instant};
use linehaul_workbench::intake::poll::sync_from;
use linehaul_workbench::intake::take::SourceReport;
use linehaul_workbench::machine::clock::{Clock, Hands};
use linehaul_workbench::upkeep::doctor::doctor;
use linehaul_workbench::workspace::home::Workbench;

use super::source::{opened, page, workspace};

/// A clock that moves only while somebody waits.
#[derive(Debug, Default)]
struct Waits(AtomicU64);

impl Hands for Waits {
    fn now(&self) -> Instant {
        let begun: Instant = "2025-03-07T12:00:00Z".parse().expect("an instant");
        begun + Span::milliseconds(i64::try_from(self.0.load(Ordering::SeqCst)).expect("a time"))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }

    fn sleep(&self, pause: Duration) {
        self.0.fetch_add(u64::try_from(pause.as_millis()).expect("a pause").max(1), Ordering::SeqCst);
    }
}

fn waiting(bench: &mut Workbench) -> Arc<Waits> {
    let hands = Arc::new(Waits::default());
    bench.clock = Clock::driven(hands.clone());
    hands
}

fn sync(bench: &mut Workbench, port: &PagedSource) -> Outcome<SourceReport> {
    let (source, mut report) = (bench.config.sources[0].clone(), SourceReport::default());
    sync_from(bench, &source, port, &mut report, &mut |_, _, _| true).map(|()| report)
}

#[test]
fn pages_are_asked_for_no_more_often_than_is_allowed() {
    let (folder, port) = (workspace(), PagedSource::new(1).paced(20));
    (1..=5).for_each(|number| port.page(Kind::Loads, &page(number)));
    let mut bench = opened(folder.path());
    let clock = waiting(&mut bench);
    assert_eq!(sync(&mut bench, &port).expect("synced").new, 5);
    assert_eq!(
        (port.listed(), clock.monotonic()),
        (5, Duration::from_secs(12)),
        "three seconds before each but the first"
    );
}

#[test]
fn one_that_puts_off_is_asked_again_after_longer_and_longer() {
    let (folder, port) = (workspace(), PagedSource::new(9).paced(6_000));
    port.page(Kind::Loads, &page(1));
    let mut bench = opened(folder.path());
    let clock = waiting(&mut bench);
    (0..3).for_each(|_| port.put_off(None));
    assert_eq!(sync(&mut bench, &port).expect("synced").new, 1);
    // 2, 4 and 8 seconds, each with up to half of it more.
    let waited = clock.monotonic();
    assert!(waited > Duration::from_secs(14) && waited < Duration::from_secs(21), "{waited:?}");
    let before = port.listed();
    (0..9).for_each(|_| port.put_off(None));
    assert_eq!(sync(&mut bench, &port).expect_err("given up").code, Code::SourceBusy);
    assert_eq!(port.listed() - before, 5, "and not for ever");
}

#[test]
fn what_it_said_is_kept_to_by_the_next_sync_too() {
    let (folder, port) = (workspace(), PagedSource::new(9).paced(6_000));
    port.page(Kind::Loads, &page(1));
    let mut bench = opened(folder.path());
    let clock = waiting(&mut bench);
    port.put_off(Some(30));
    assert_eq!(sync(&mut bench, &port).expect("synced").new, 1, "so long it waits");
    assert!(clock.monotonic() >= Duration::from_secs(30));
    port.put_off(Some(600));
    assert_eq!(sync(&mut bench, &port).expect_err("put off").code, Code::SourceBusy);
    let asked = port.listed();
    drop(bench);
    let mut bench = opened(folder.path());
    bench.clock = Clock::driven(clock.clone());
    let why = sync(&mut bench, &port).expect_err("not yet");
    assert!(why.code == Code::SourceBusy && why.what.contains("until 2025-03-07 12:1"), "{why}");
    assert_eq!(port.listed(), asked, "it was not asked");
    clock.sleep(Duration::from_secs(601));
    sync(&mut bench, &port).expect("synced");
    assert_eq!(port.listed(), asked + 1);
}

#[test]
fn a_source_that_puts_off_again_and_again_is_left_after_a_minute_in_all() {
    let (folder, port) = (workspace(), PagedSource::new(1).paced(6_000));
    (1..=2).for_each(|number| port.page(Kind::Loads, &page(number)));
    let mut bench = opened(folder.path());
    let clock = waiting(&mut bench);
    (0..3).for_each(|_| port.put_off(Some(25)));
    assert_eq!(sync(&mut bench, &port).expect_err("left").code, Code::SourceBusy);
    let waited = clock.monotonic();
    assert!(waited >= Duration::from_secs(25) && waited <= Duration::from_secs(61), "{waited:?}");
    let asked = port.listed();
    assert_eq!(sync(&mut bench, &port).expect_err("not yet").code, Code::SourceBusy);
    assert_eq!(port.listed(), asked, "what it said last is kept to");
}

#[test]
fn somebody_who_stops_is_heard_while_it_waits() {
    let (folder, port) = (workspace(), PagedSource::new(9).paced(1));
    port.page(Kind::Loads, &page(1));
    let mut bench = opened(folder.path());
    let clock = waiting(&mut bench);
    port.put_off(Some(30));
    let (source, mut report) = (bench.config.sources[0].clone(), SourceReport::default());
    let mut until = |what: &str, _: usize, _: usize| !what.starts_with("waiting") || clock.monotonic().as_secs() < 3;
    sync_from(&mut bench, &source, &port, &mut report, &mut until).expect("stopped");
    assert!(clock.monotonic() < Duration::from_secs(4), "{:?}", clock.monotonic());
    assert!(report.notes.iter().any(|note| note.contains("stopped")), "{:?}", report.notes);
}

#[test]
fn a_doctor_does_not_ask_one_that_is_to_be_left_alone() {
    let folder = workspace();
    let mut bench = opened(folder.path());
    waiting(&mut bench);
    let name = bench.config.sources[0].name.clone();
    let said = |bench: &mut Workbench| {
        let checks = doctor(bench).expect("looked").into_iter();
        checks.filter(|check| check.name == format!("source {name}")).map(|check| check.message).collect::<String>()
    };
    assert!(!said(&mut bench).contains("LH-232"));
    bench.cache.remember(&format!("source {name} not before"), "2025-03-07T13:00:00Z").expect("kept");
    let message = said(&mut bench);
    assert!(message.contains("LH-232") && message.contains("13:00:00"), "{message}");
}

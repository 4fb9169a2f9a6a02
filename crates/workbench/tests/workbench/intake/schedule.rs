//! When a source is read next, and what of a trouble is told: by times alone, and by a generator whose seed is printed.
//!
//! Planted once and seen red: no chance in it; a failing source asked as often as one that is well; the time that it said passed over; a
//! clock that was set back; a trouble told in each round; one that came back told at once; one that stays told never.

use std::collections::BTreeSet;
use std::time::Duration;

use linehaul_domain::fault::{Code, Fault};
use linehaul_domain::time::{Duration as Span, Instant};
use linehaul_workbench::intake::schedule::{is_due, is_late, next};
use linehaul_workbench::intake::trouble::Troubles;
use linehaul_workbench::machine::chance::Chance;
use linehaul_workbench::settings::config::Every;

const NOTHING: [Code; 0] = [];
const TWO_MINUTES: Every = Every::Time(Duration::from_secs(120));

fn noon() -> Instant {
    "2025-03-07T12:00:00Z".parse().expect("an instant")
}

fn after(seconds: i64) -> Instant {
    noon() + Span::seconds(seconds)
}

/// Each test has its own; whoever sees it fail has the seed.
fn chance(seed: u64) -> Chance {
    eprintln!("seed {seed:#x}");
    Chance::seeded(seed)
}

#[test]
fn it_is_read_after_its_time_with_up_to_a_tenth_more_and_never_sooner() {
    let mut chance = chance(0x5eed_0001);
    let times: BTreeSet<Instant> = (0..200).map(|_| next(TWO_MINUTES, noon(), 0, None, &mut chance)).collect();
    assert!(times.iter().all(|at| *at >= after(120) && *at < after(132)), "{times:?}");
    assert!(times.len() > 150, "and they do not come together: {}", times.len());
}

#[test]
fn one_that_fails_is_asked_less_and_less_often_down_to_a_bound() {
    let mut chance = chance(0x5eed_0002);
    let mut wait = |every, failed| (next(every, noon(), failed, None, &mut chance) - noon()).num_seconds();
    let waits: Vec<i64> = (0..6).map(|failed| wait(TWO_MINUTES, failed)).collect();
    for (waited, least) in waits.iter().zip([120, 240, 480, 900, 900, 900]) {
        assert!((least..=least + least / 10).contains(waited), "{waits:?}");
    }
    let hours = Every::Time(Duration::from_secs(7_200));
    assert!((7_200..=7_920).contains(&wait(hours, 9)), "and one that is seldom read no less often than that");
    assert!((900..=990).contains(&wait(TWO_MINUTES, u32::MAX)));
}

#[test]
fn it_is_not_read_before_the_time_that_it_said() {
    let mut chance = chance(0x5eed_0003);
    assert_eq!(next(TWO_MINUTES, noon(), 0, Some(after(3_600)), &mut chance), after(3_600));
    assert!(next(TWO_MINUTES, noon(), 0, Some(after(1)), &mut chance) >= after(120));
}

#[test]
fn what_is_due_is_due_whatever_became_of_the_clock() {
    assert!(is_due(None, noon()) && is_due(Some(noon()), noon()) && !is_due(Some(after(1)), noon()));
    // It was set back by a year.
    assert!(is_due(Some(noon() + Span::days(365)), noon()));
    assert!(!is_due(Some(noon() + Span::hours(24)), noon()), "so long a source may ask for");
}

#[test]
fn late_is_what_was_not_read_for_several_of_its_times() {
    assert!(!is_late(TWO_MINUTES, Some(noon()), after(599)) && is_late(TWO_MINUTES, Some(noon()), after(601)));
    let hours = Every::Time(Duration::from_secs(7_200));
    assert!(!is_late(hours, Some(noon()), after(21_000)) && is_late(hours, Some(noon()), after(22_000)));
    assert!(!is_late(TWO_MINUTES, None, after(9_999)), "one that was never read is new");
}

fn fault(code: Code) -> Fault {
    Fault::new(code, "what", "means", "next")
}

/// What is told of a source that is looked at so many seconds after noon.
fn told(troubles: &mut Troubles, code: Option<Code>, seconds: i64) -> Vec<Code> {
    let of = "source tms".to_owned();
    let found = code.map(|code| (of.clone(), fault(code))).into_iter().collect();
    troubles.look(&BTreeSet::from([of]), found, after(seconds));
    let new = troubles.to_tell(after(seconds));
    assert_eq!(troubles.to_tell(after(seconds)), new, "until somebody was told");
    troubles.were_told(&new.iter().map(|(of, _)| of.clone()).collect::<Vec<_>>(), after(seconds));
    new.into_iter().map(|(_, trouble)| trouble.code).collect()
}

#[test]
fn a_trouble_is_told_once_however_it_shows() {
    let mut troubles = Troubles::default();
    let (away, busy) = (Code::SourceUnreachable, Code::SourceBusy);
    assert_eq!(told(&mut troubles, Some(away), 0), [away]);
    for (at, code) in [(60, away), (3_600, busy), (86_400, away), (900_000, busy)] {
        assert_eq!(told(&mut troubles, Some(code), at), NOTHING, "it lasts");
        assert_eq!(troubles.lasting().len(), 1);
    }
    let other = Code::SourceAccessRefused;
    assert_eq!(told(&mut troubles, Some(other), 900_060), [other], "another one is news");
    assert_eq!(told(&mut troubles, None, 900_120), NOTHING);
    assert!(troubles.lasting().is_empty(), "it is over");
}

#[test]
fn one_that_comes_and_goes_is_no_news_each_time_and_one_that_stays_is() {
    let (mut troubles, away) = (Troubles::default(), Code::SourceUnreachable);
    assert_eq!(told(&mut troubles, Some(away), 0), [away]);
    for minute in 1..=40 {
        let now = (minute % 2 == 0).then_some(away);
        assert_eq!(told(&mut troubles, now, minute * 60), NOTHING, "minute {minute}");
    }
    assert_eq!(told(&mut troubles, Some(away), 2_460), NOTHING, "it came back");
    assert_eq!(told(&mut troubles, Some(away), 6_400), [away], "and stays");
    assert_eq!(told(&mut troubles, None, 6_460), NOTHING);
    assert_eq!(told(&mut troubles, Some(away), 11_000), [away], "long after it is another one");
}

#[test]
fn one_that_asks_for_patience_is_given_it_and_not_for_ever() {
    let (mut troubles, busy) = (Troubles::default(), Code::SourceBusy);
    assert_eq!(told(&mut troubles, Some(busy), 0), NOTHING);
    assert_eq!(told(&mut troubles, Some(busy), 600), NOTHING);
    assert_eq!(told(&mut troubles, Some(busy), 960), [busy]);
    assert_eq!(told(&mut troubles, Some(busy), 9_600), NOTHING);
}

#[test]
fn what_was_not_looked_at_stays_as_it_was() {
    let (mut troubles, away) = (Troubles::default(), Code::SourceUnreachable);
    assert_eq!(told(&mut troubles, Some(away), 0), [away]);
    troubles.look(&BTreeSet::from(["source other".to_owned()]), Vec::new(), after(60));
    assert_eq!((troubles.lasting().len(), troubles.to_tell(after(60)).len()), (1, 0));
}

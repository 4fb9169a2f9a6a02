//! What could not be taken waits until a later word on the same thing is, or a person says so.
//!
//! Planted once and seen red: a word that was received before closes too; an older version closes a newer one; the first of several
//! things closes the row; what comes again after it was mended stays closed.

use linehaul_domain::fact::Fact;
use linehaul_domain::said::{Said, Thing};
use linehaul_store::{BadItem, Cache, Head, ReadingRow};

use crate::support::*;

fn cache() -> (tempfile::TempDir, Cache) {
    let folder = tempfile::tempdir().expect("folder");
    let cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    (folder, cache)
}

/// A reading of a file of its own, at a place in the archive's order.
fn read(cache: &mut Cache, place: u64, facts: &[Fact], bad: &[BadItem]) {
    let name = format!("loads-{place}.csv");
    let minute = i64::try_from(place).expect("a minute");
    let reading = ReadingRow { delivery: delivery(&name, "loads", name.as_bytes(), minute), rows: 1, quarantined: 1 };
    let facts: Vec<Fact> = facts.iter().map(|fact| Fact { receipt: place, ..fact.clone() }).collect();
    let bad: Vec<BadItem> = bad.iter().map(|bad| BadItem { receipt: place, ..bad.clone() }).collect();
    cache.take_reading(&reading, &facts, &bad, &[]).expect("keeps");
}

fn open(cache: &Cache) -> Vec<String> {
    cache.quarantine().expect("lists").into_iter().map(|item| item.content).collect()
}

fn on(cache: &Cache, load: &str) -> usize {
    cache.unheard(&load.into()).expect("asks").len()
}

#[test]
fn the_same_bad_row_is_one_item_however_often_it_comes() {
    let (_folder, mut cache) = cache();
    let row = bad_row(3, "L-1,x", &[("load/L-1", None)]);
    read(&mut cache, 1, &[], std::slice::from_ref(&row));
    read(&mut cache, 2, &[], &[BadItem { line: 4, ..row.clone() }]);
    let items = cache.quarantine().expect("lists");
    assert_eq!((items.len(), items[0].seen, items[0].line, items[0].file.as_str()), (1, 2, 4, "loads-2.csv"));
    assert_eq!((items[0].first, items[0].received), (at(1), at(2)));
    assert_eq!((items[0].column(), items[0].faults.len(), items[0].header.len()), (Some("miles"), 1, 2));
    assert_eq!(cache.quarantined(&items[0].id).expect("asks").as_ref(), Some(&items[0]));
    assert_eq!(cache.quarantined("Q-none"), Ok(None));
    read(&mut cache, 3, &[], &[bad_row(3, "L-1,y", &[("load/L-1", None)])]);
    assert_eq!((open(&cache).len(), on(&cache, "L-1"), cache.quarantined_rows()), (2, 2, Ok(2)));
}

#[test]
fn a_later_word_on_the_same_thing_closes_it_and_an_earlier_one_does_not() {
    let (_folder, mut cache) = cache();
    read(&mut cache, 1, &[load_fact("L-1", 600, 1)], &[]);
    read(&mut cache, 5, &[], &[bad_row(3, "L-1,x", &[("load/L-1", None)])]);
    read(&mut cache, 4, &[load_fact("L-1", 610, 2)], &[]);
    assert_eq!(on(&cache, "L-1"), 1, "it was received before");
    read(&mut cache, 6, &[load_fact("L-2", 600, 3), stop_fact("L-1", 1, 3)], &[]);
    assert_eq!(on(&cache, "L-1"), 1, "it speaks of something else");
    let id = cache.quarantine().expect("lists")[0].id.clone();
    read(&mut cache, 7, &[load_fact("L-1", 600, 1)], &[]);
    assert_eq!(on(&cache, "L-1"), 1, "an old word that is said again is no later one");
    let partial = Fact { said: Said::of_columns(Thing::Load, ["load_number", "status"]), ..load_fact("L-1", 600, 4) };
    read(&mut cache, 7, &[partial], &[]);
    assert_eq!(on(&cache, "L-1"), 1, "it does not speak of what the row spoke of");
    read(&mut cache, 7, &[load_fact("L-1", 605, 5)], &[]);
    assert_eq!((open(&cache).len(), on(&cache, "L-1")), (0, 0));
    let item = cache.quarantined(&id).expect("asks").expect("it is kept");
    assert_eq!((item.mended, item.cleared), (Some(("loads-7.csv".to_owned(), 7)), None));
    assert_eq!((cache.quarantined_rows(), cache.quarantine_ever().map(|all| all.len())), (Ok(0), Ok(1)));
}

#[test]
fn what_says_that_it_is_of_a_later_version_is_not_closed_by_an_older_one() {
    let (_folder, mut cache) = cache();
    let row = bad_row(3, "L-1,x", &[("load/L-1", Some(5))]);
    read(&mut cache, 1, &[], std::slice::from_ref(&row));
    read(&mut cache, 2, &[load_fact("L-1", 600, 4)], &[]);
    assert_eq!(on(&cache, "L-1"), 1);
    read(&mut cache, 3, &[load_fact("L-1", 600, 5)], &[]);
    assert_eq!(on(&cache, "L-1"), 0);
    // Of one version the later word is the newer.
    read(&mut cache, 4, &[], std::slice::from_ref(&row));
    assert_eq!((open(&cache).len(), on(&cache, "L-1")), (1, 1));
    read(&mut cache, 5, &[load_fact("L-1", 600, 6)], &[]);
    assert_eq!(on(&cache, "L-1"), 0);
    // Its version says that it is the older, whenever it comes again.
    read(&mut cache, 6, &[], std::slice::from_ref(&row));
    let ever = cache.quarantine_ever().expect("lists");
    assert_eq!((open(&cache).len(), ever.iter().map(|item| item.seen).collect::<Vec<_>>()), (0, vec![1, 2]));
}

#[test]
fn what_comes_again_after_it_was_mended_waits_again() {
    let (_folder, mut cache) = cache();
    let row = bad_row(3, "L-1,x", &[("load/L-1", None)]);
    read(&mut cache, 1, &[], std::slice::from_ref(&row));
    read(&mut cache, 2, &[load_fact("L-1", 600, 1)], &[]);
    read(&mut cache, 3, &[], std::slice::from_ref(&row));
    let ids: Vec<String> = cache.quarantine_ever().expect("lists").into_iter().map(|item| item.id).collect();
    assert_eq!((ids.len(), on(&cache, "L-1")), (2, 1));
    assert!(ids.iter().any(|id| id.ends_with("-2")), "{ids:?}");
}

#[test]
fn a_row_that_speaks_of_several_things_waits_for_all_of_them() {
    let (_folder, mut cache) = cache();
    read(&mut cache, 1, &[], &[bad_row(3, "L-1,x", &[("load/L-1", None), ("stop/L-1/1", None)])]);
    read(&mut cache, 2, &[load_fact("L-1", 600, 1)], &[]);
    assert_eq!((open(&cache).len(), on(&cache, "L-1")), (1, 1));
    read(&mut cache, 3, &[stop_fact("L-1", 1, 1)], &[]);
    assert_eq!((open(&cache).len(), on(&cache, "L-1")), (0, 0));
}

#[test]
fn a_later_line_of_the_same_file_mends_a_row() {
    let (_folder, mut cache) = cache();
    let reading = ReadingRow { delivery: delivery("loads.csv", "loads", b"x", 1), rows: 2, quarantined: 1 };
    let good = Fact { receipt: 4, ..load_fact("L-1", 600, 1) };
    cache.take_reading(&reading, &[good], &[bad_row(3, "L-1,x", &[("load/L-1", None)])], &[]).expect("keeps");
    assert_eq!((open(&cache).len(), on(&cache, "L-1")), (0, 0));
    let item = cache.quarantine_ever().expect("lists").remove(0);
    assert_eq!(item.mended, Some(("loads.csv".to_owned(), 4)));
}

#[test]
fn what_a_person_cleared_waits_no_longer_whenever_it_came() {
    let (_folder, mut cache) = cache();
    let row = bad_row(3, "L-1,x", &[("load/L-1", None)]);
    read(&mut cache, 1, &[], std::slice::from_ref(&row));
    let id = cache.quarantine().expect("lists")[0].id.clone();
    let head = |seq| Head { seq, hash: linehaul_domain::canonical::hash(&seq) };
    cache.follow_entries(&[], &[(id.clone(), Some(7))], false, &head(7)).expect("follows");
    assert_eq!((open(&cache).len(), on(&cache, "L-1"), cache.quarantined_rows()), (0, 0, Ok(0)));
    read(&mut cache, 2, &[], std::slice::from_ref(&row));
    assert_eq!(cache.quarantined(&id).expect("asks").map(|item| (item.seen, item.cleared)), Some((2, Some(7))));
    cache.follow_entries(&[], &[(id, None)], false, &head(8)).expect("follows");
    assert_eq!((open(&cache).len(), on(&cache, "L-1")), (1, 1));
}

#[test]
fn a_load_that_the_quarantine_alone_knows_is_not_said_to_wait_for_its_row() {
    let (_folder, mut cache) = cache();
    read(&mut cache, 1, &[], &[bad_row(3, "L-1,x", &[("load/L-1", None)])]);
    assert_eq!(cache.stale_count(), Ok(1));
    cache.keep(&[linehaul_store::AssessmentResult::Rowless("L-1".into())]).expect("keeps");
    assert_eq!((cache.rowless(), cache.stale_count()), (Ok(vec![]), Ok(0)));
    read(&mut cache, 2, &[stop_fact("L-1", 1, 1)], &[]);
    cache.keep(&[linehaul_store::AssessmentResult::Rowless("L-1".into())]).expect("keeps");
    assert_eq!(cache.rowless(), Ok(vec!["L-1".into()]));
}

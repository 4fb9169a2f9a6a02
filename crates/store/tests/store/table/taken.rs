//! A line of the archive's list is taken with all that it said or not at all, and none is left out.
//!
//! Planted once and seen red: a step that begins elsewhere; a step in a transaction of its own.

use linehaul_domain::canonical;
use linehaul_store::{Cache, Delivery, Part, Position, ReadingEnd, ReadingRow, Statement, Step};

use crate::support::*;

fn position(seq: u64) -> Position {
    let at = seq * 100;
    Position { seq, from: at, to: at + 99, hash: canonical::hash(&seq) }
}

fn step(from: u64, to: u64) -> Step {
    let of = |seq| if seq == 0 { Position::nothing() } else { position(seq) };
    Step { from: of(from), to: of(to) }
}

fn parts(step: Step) -> Vec<Part> {
    let reading = ReadingRow { delivery: delivery("a.csv", "loads", b"one", 1), rows: 1, quarantined: 0 };
    let end =
        ReadingEnd { reading, quarantined: None, documents: vec![], not_had: vec![], listing: None, place: None, step };
    vec![Part::Facts(vec![Statement::of(&load_fact("L-1", 600, 1))]), Part::End(Box::new(end))]
}

#[test]
fn a_line_is_taken_behind_the_one_that_was_taken_last() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("cache.sqlite");
    let mut cache = Cache::open(&path).expect("opens");
    assert_eq!(cache.taken(), Ok(Position::nothing()));
    cache.pass(&step(0, 3), None).expect("a step");
    for wrong in [step(0, 4), step(2, 4), step(4, 5), step(3, 2)] {
        assert_eq!(cache.take_parts(&mut parts(wrong.clone()).into_iter()).expect_err("left out").code, "LH-950");
        assert_eq!(cache.pass(&wrong, None).expect_err("left out").code, "LH-950");
        assert_eq!((cache.taken(), cache.stale_count()), (Ok(position(3)), Ok(0)), "nothing of it counts");
    }
    cache.take_parts(&mut parts(step(3, 4)).into_iter()).expect("a step");
    drop(cache);
    let mut cache = Cache::open(&path).expect("opens again");
    assert_eq!((cache.taken(), cache.stale_count()), (Ok(position(4)), Ok(1)));
    cache.clear().expect("empties");
    assert_eq!(cache.taken(), Ok(Position::nothing()));
}

#[test]
fn a_source_goes_on_from_the_last_line_that_was_taken() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    let (here, there) = (canonical::hash_bytes(b"here"), canonical::hash_bytes(b"there"));
    let page = |cursor: &str, scope: &_| {
        let (cursor, scope) = (Some(cursor.to_owned()), Some(Clone::clone(scope)));
        Delivery { cursor, scope, ..delivery("page", "loads", b"one", 1) }
    };
    for (seq, page) in [page("1", &here), page("7", &there), page("2", &here)].iter().enumerate() {
        cache.pass(&step(seq as u64, seq as u64 + 1), Some(page)).expect("a step");
    }
    cache.pass(&step(3, 4), None).expect("a step");
    let of = |cache: &Cache, scope| cache.cursor(&"dispatch".into(), scope).expect("asks");
    assert_eq!((of(&cache, &here).as_deref(), of(&cache, &there).as_deref()), (Some("2"), Some("7")));
    assert_eq!(cache.cursor(&"other".into(), &here), Ok(None));
    cache.clear().expect("empties");
    assert_eq!(of(&cache, &here), None);
}

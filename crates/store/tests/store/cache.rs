//! The cache can be thrown away: what is made again is the same, whatever the order in which facts came.
//!
//! Planted once and seen red: a duplicate counted as a change; the customer that came last standing; a reading in two
//! transactions; a newer file kept.

use crate::support::*;
use linehaul_domain::canonical;
use linehaul_domain::fact::Fact;
use linehaul_domain::fold::fold;
use linehaul_domain::state::LoadState;
use linehaul_store::{AssessmentResult, Cache, Encoded, Head, ReadingRow, World};

fn facts() -> Vec<Fact> {
    let mut facts = vec![customer_fact("ACME", "Acme", 1), customer_fact("ACME", "Acme Foods", 5)];
    for number in ["L-1", "L-2", "L-3"] {
        facts.extend([load_fact(number, 600, 1), load_fact(number, 612, 7), load_fact(number, 613, 7)]);
        facts.extend([stop_fact(number, 1, 3), stop_fact(number, 2, 4), stop_fact(number, 2, 9)]);
    }
    facts
}

/// Folds what the cache knows and keeps it, as the workbench does.
fn derive(cache: &mut Cache) {
    let mut kept = Vec::new();
    for number in cache.stale_after("", 1000).expect("numbers") {
        let facts = cache.facts_of_load(&number).expect("facts");
        kept.push(match fold(&number, &facts) {
            Some(load) => {
                let stored = stored_of(&load, "held");
                AssessmentResult::Assessed(Box::new(Encoded::of(&load, &stored)))
            }
            None => AssessmentResult::Rowless(number),
        });
    }
    cache.keep(&kept).expect("keeps");
}

fn shuffled(mut facts: Vec<Fact>, mut seed: u64) -> Vec<Fact> {
    for at in (1..facts.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        facts.swap(at, (seed >> 33) as usize % (at + 1));
    }
    facts
}

#[test]
fn any_order_of_facts_derives_the_same() {
    let folder = tempfile::tempdir().expect("folder");
    let mut digests = Vec::new();
    for seed in 0..12u64 {
        let mut cache = Cache::open(&folder.path().join(format!("cache-{seed}.sqlite"))).expect("opens");
        let told = shuffled(facts(), seed);
        let (mut new, mut changed, mut duplicate) = (0, 0, 0);
        for part in told.chunks(1 + seed as usize).chain(told.chunks(5)) {
            let added = take(&mut cache, part);
            assert_eq!(added.new + added.changed + added.duplicate, part.len() as u64);
            (new, changed, duplicate) = (new + added.new, changed + added.changed, duplicate + added.duplicate);
        }
        assert_eq!((new, changed, duplicate), (10, 10, 20));
        derive(&mut cache);
        assert_eq!(cache.customer(&"ACME".into()).expect("reads").expect("a customer").name, "Acme Foods");
        let mut digest = cache.digest().expect("digest");
        // The facts came in other readings each time.
        digest.remove("table readings");
        digests.push(digest);
    }
    assert!(digests.iter().all(|d| *d == digests[0]));
    assert_eq!(
        digests[0].keys().collect::<Vec<_>>(),
        [
            "customer/ACME",
            "facts of customers",
            "load/L-1",
            "load/L-2",
            "load/L-3",
            "table names",
            "table state_tallies",
            "table steps",
            "table tallies"
        ]
    );
}

#[test]
fn the_digest_sees_what_differs() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("cache.sqlite");
    let mut cache = Cache::open(&path).expect("opens");
    take(&mut cache, &facts());
    derive(&mut cache);
    let before = cache.digest().expect("digest");
    let edits = [
        ("load/L-1", "UPDATE loads SET body = x'00' WHERE number = 'L-1'"),
        ("load/L-2", "UPDATE assessments SET state = 'ready' WHERE load = 'L-2'"),
        ("load/L-3", "UPDATE assessments SET variance = '1' WHERE load = 'L-3'"),
        ("customer/ACME", "UPDATE customers SET body = x'00'"),
    ];
    for (key, sql) in edits {
        let connection = raw(&path);
        assert_eq!(connection.execute(sql, []).expect("edits"), 1);
        let after = cache.digest().expect("digest");
        let differing: Vec<_> = before.keys().filter(|k| before.get(*k) != after.get(*k)).collect();
        assert!(differing.contains(&&key.to_owned()), "{key}: {differing:?}");
    }
}

#[test]
fn a_reading_is_kept_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("cache.sqlite");
    let mut cache = Cache::open(&path).expect("opens");
    let delivery = delivery("loads.csv", "loads", b"rows", 1);
    let bad = bad_row(3, ",,", &[]);
    let reading = ReadingRow { delivery: delivery.clone(), rows: 21, quarantined: 1 };
    raw(&path)
        .execute_batch("CREATE TRIGGER stop BEFORE INSERT ON readings BEGIN SELECT RAISE(ABORT, 'x'); END")
        .expect("a fault");
    assert!(cache.take_reading(&reading, &facts(), std::slice::from_ref(&bad), &[]).is_err());
    assert_eq!((cache.stale_count(), cache.quarantine()), (Ok(0), Ok(Vec::new())));
    assert_eq!(cache.facts_of_load(&"L-1".into()), Ok(Vec::new()));
    raw(&path).execute_batch("DROP TRIGGER stop").expect("mended");
    let added = cache.take_reading(&reading, &facts(), std::slice::from_ref(&bad), &[]).expect("keeps");
    assert_eq!(added.new + added.changed + added.duplicate + reading.quarantined, reading.rows);
    let kept = cache.quarantine().expect("lists");
    assert_eq!((kept.len(), kept[0].line, kept[0].content.as_str()), (1, 3, ",,"));
    assert_eq!(cache.seen(&delivery.source, "loads.csv", &delivery.hash), Ok(true));
}

#[test]
fn clearing_leaves_an_empty_cache_that_can_be_made_again() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    take(&mut cache, &facts());
    derive(&mut cache);
    let before = cache.digest().expect("digest");
    let head = Head { seq: 7, hash: canonical::hash(&7) };
    cache.follow_book(&loads(&["L-1"]), false, &head).expect("follows");
    cache.follow_world(&World::from([("engine".to_owned(), canonical::hash(&1))]), &|_| Vec::new()).expect("follows");
    cache.clear().expect("clears");
    assert_eq!((cache.applied(), cache.stale_count()), (Ok(None), Ok(0)));
    assert_eq!((cache.world(), cache.held_totals()), (Ok(World::new()), Ok(Vec::new())));
    assert!(cache.digest().expect("digest").is_empty());
    assert_eq!(cache.counts_by_state(), Ok(Vec::new()));
    take(&mut cache, &facts());
    derive(&mut cache);
    assert_eq!(cache.digest().expect("digest"), before);
    assert_eq!(cache.counts_by_state(), Ok(vec![(LoadState::Held, 3)]));
}

#[test]
fn a_damaged_newer_or_foreign_file_is_set_aside() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("cache.sqlite");
    let aside = |n: u32| folder.path().join(format!("cache.sqlite.damaged-{n}"));
    std::fs::write(&path, b"this is no database, it is a text of some length".repeat(50)).expect("writes");
    drop(Cache::open(&path).expect("opens"));
    assert!(aside(1).exists());
    drop(Cache::open(&path).expect("opens"));
    assert!(!aside(2).exists(), "a sound one stays");
    raw(&path).execute_batch("PRAGMA user_version = 42").expect("newer");
    drop(Cache::open(&path).expect("opens"));
    assert!(aside(2).exists());
    raw(&path).execute_batch("DROP TABLE facts").expect("drops");
    let mut cache = Cache::open(&path).expect("opens");
    assert!(aside(3).exists());
    take(&mut cache, &facts());
    drop(cache);
    let bytes = std::fs::read(&path).expect("reads");
    std::fs::write(&path, &bytes[..bytes.len() / 2 + 100]).expect("cuts");
    match Cache::open(&path) {
        Ok(cut) => {
            if !aside(4).exists() {
                assert_eq!(cut.digest().expect_err("it is not whole").code, "LH-512");
            }
        }
        Err(fault) => assert_eq!(fault.code, "LH-512"),
    }
}

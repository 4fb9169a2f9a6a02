//! Planted once and seen red: `keep` that empties the table; approved loads marked with open ones; a world remembered without
//! its marks; a customer that is said again marking its loads; posted loads marked by their customer; no trigger at the count.

use linehaul_domain::canonical;
use linehaul_store::{AssessmentResult, Cache, Cause, Encoded, Head, Mark, World};
use proptest::prelude::*;

use crate::support::*;

fn cache(folder: &tempfile::TempDir) -> Cache {
    Cache::open(&folder.path().join("cache.sqlite")).expect("opens")
}

#[test]
fn loads_are_known_by_any_fact_and_miss_their_own() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    let known = |cache: &Cache| cache.stale_after("", 100).expect("lists");
    assert_eq!(known(&cache), []);
    let facts = [stop_fact("L-2", 1, 1), load_fact("L-1", 5, 1), stop_fact("L-10", 1, 1), customer_fact("A", "A", 1)];
    take(&mut cache, &facts);
    assert_eq!(known(&cache), loads(&["L-1", "L-10", "L-2"]));
    assert_eq!(cache.rowless(), Ok(Vec::new()), "nobody looked yet");
    let kept =
        AssessmentResult::Assessed(Box::new(Encoded::of(&load("L-1", "ACME", 1), &stored("L-1", "ACME", "held", 1))));
    cache
        .keep(&[kept, AssessmentResult::Rowless("L-2".into()), AssessmentResult::Rowless("L-10".into())])
        .expect("keeps");
    assert_eq!((cache.rowless(), cache.stale_count()), (Ok(loads(&["L-10", "L-2"])), Ok(0)));
    take(&mut cache, &[load_fact("L-2", 7, 3)]);
    assert_eq!(cache.rowless(), Ok(loads(&["L-10", "L-2"])), "its row came, and waits to be assessed");
    keep(&mut cache, &[stored("L-2", "ACME", "held", 1)]);
    assert_eq!(cache.rowless(), Ok(loads(&["L-10"])));
}

fn marks_of(cache: &Cache) -> Vec<String> {
    cache.stale_after("", 100).expect("lists").into_iter().map(|load| load.0).collect()
}

#[test]
fn what_was_kept_is_taken_off_and_nothing_else() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    let facts = ["L-1", "L-2", "L-3", "L-4"].map(|number| load_fact(number, 5, 1));
    take(&mut cache, &facts);
    keep(&mut cache, &[stored("L-3", "ACME", "held", 1)]);
    cache.keep(&[AssessmentResult::Rowless("L-1".into())]).expect("keeps");
    assert_eq!(marks_of(&cache), ["L-2", "L-4"]);
    keep(&mut cache, &[stored("L-9", "ACME", "held", 1)]);
    assert_eq!((marks_of(&cache).len(), cache.stale_count()), (2, Ok(2)), "one that was not stale");
    take(&mut cache, &[load_fact("L-3", 6, 2)]);
    assert_eq!((cache.is_stale(&"L-3".into()), cache.is_stale(&"L-1".into())), (Ok(true), Ok(false)));
    assert_eq!(cache.stale_after("L-2", 1), Ok(loads(&["L-3"])), "behind one, at most so many");
}

#[test]
fn a_load_is_stale_for_the_reason_that_came_first() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    let head = Head { seq: 3, hash: canonical::hash(&3) };
    cache.follow_book(&loads(&["L-1"]), false, &head).expect("follows");
    take(&mut cache, &[load_fact("L-1", 5, 1)]);
    let path = folder.path().join("cache.sqlite");
    assert_eq!(number_of(&path, "SELECT count(*) FROM stale WHERE load = 'L-1' AND cause = 'book'"), 1);
    assert_eq!((cache.stale_count(), cache.applied()), (Ok(1), Ok(Some(head))));
}

/// Loads of two customers, one of whom is asked of the house tariff: open, and approved or posted.
fn priced(folder: &tempfile::TempDir) -> Cache {
    let mut cache = cache(folder);
    let of_house = |number: &str, state: &str| {
        let mut row = stored(number, "BETA", state, 1);
        row.priced_by.house = true;
        row
    };
    keep(
        &mut cache,
        &[
            stored("L-1", "ACME", "held", 1),
            stored("L-2", "ACME", "approved", 1),
            stored("L-3", "ACME", "posted", 1),
            of_house("L-4", "ready"),
            of_house("L-5", "posted"),
            stored("L-6", "BETA", "in_transit", 1),
        ],
    );
    cache
}

fn world(text: &str) -> World {
    World::from([("engine".to_owned(), canonical::hash(&text))])
}

#[test]
fn a_changed_world_marks_the_open_loads_that_it_touches() {
    let cases = [
        (Mark::Folder("acme".into()), &["L-1"][..]),
        (Mark::Folder("nobody".into()), &[]),
        (Mark::House, &["L-4"]),
        (Mark::Customer("BETA".into()), &["L-4", "L-6"]),
        (Mark::All, &["L-1", "L-4", "L-6"]),
    ];
    for (mark, touched) in cases {
        let folder = tempfile::tempdir().expect("folder");
        let mut cache = priced(&folder);
        cache
            .follow_world(&world("one"), &|before| {
                assert!(before.is_empty());
                vec![(mark.clone(), Cause::Rules)]
            })
            .expect("follows");
        assert_eq!(marks_of(&cache), touched, "{mark:?}");
        assert_eq!(cache.world(), Ok(world("one")));
    }
}

#[test]
fn an_unchanged_world_marks_nothing() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = priced(&folder);
    cache.follow_world(&world("one"), &|_| Vec::new()).expect("follows");
    cache.follow_world(&world("one"), &|_| panic!("nothing is asked")).expect("follows");
    assert_eq!(marks_of(&cache), [""; 0]);
    let told = |before: &World| {
        assert_eq!(*before, world("one"));
        vec![(Mark::Folder("acme".into()), Cause::Rules), (Mark::Folder("beta".into()), Cause::Rules)]
    };
    cache.follow_world(&world("two"), &told).expect("follows");
    assert_eq!(marks_of(&cache), ["L-1", "L-4", "L-6"]);
}

#[test]
fn a_world_that_is_not_marked_is_not_remembered() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = priced(&folder);
    let connection = raw(&folder.path().join("cache.sqlite"));
    let stop = "CREATE TRIGGER stop BEFORE INSERT ON world BEGIN SELECT RAISE(ABORT, 'x'); END";
    connection.execute_batch(stop).expect("a fault");
    assert!(cache.follow_world(&world("one"), &|_| vec![(Mark::All, Cause::Settings)]).is_err());
    assert_eq!((marks_of(&cache), cache.world()), (Vec::new(), Ok(World::new())));
}

#[test]
fn what_changed_of_a_customer_marks_its_loads_that_are_not_posted() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = priced(&folder);
    take(&mut cache, &[customer_fact("ACME", "Acme", 2)]);
    assert_eq!(marks_of(&cache), ["L-1", "L-2"], "whether an approval holds depends on who pays");
    keep(&mut cache, &[stored("L-1", "ACME", "held", 1), stored("L-2", "ACME", "approved", 1)]);
    take(&mut cache, &[customer_fact("ACME", "Acme", 2), customer_fact("ACME", "Older", 1)]);
    assert_eq!(marks_of(&cache), [""; 0], "what stands is the same");
    take(&mut cache, &[customer_fact("ACME", "Acme", 3)]);
    assert_eq!(marks_of(&cache), [""; 0], "said again, later");
    take(&mut cache, &[customer_fact("ACME", "Acme Foods", 4)]);
    assert_eq!(marks_of(&cache), ["L-1", "L-2"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_count_is_that_of_the_rows(work in prop::collection::vec((0..5u8, 0..12u8), 1..40)) {
        let folder = tempfile::tempdir().expect("folder");
        let mut cache = cache(&folder);
        for (version, (what, load)) in work.into_iter().enumerate() {
            let number = format!("L-{load}");
            match what {
                0 => drop(take(&mut cache, &[load_fact(&number, load.into(), version as i64)])),
                1 => keep(&mut cache, &[stored(&number, "ACME", "held", 1)]),
                2 => cache.keep(&[AssessmentResult::Rowless(number.as_str().into())]).expect("keeps"),
                3 => cache.follow_world(&world(&format!("{version}")), &|_| vec![(Mark::All, Cause::Rules)]).expect("follows"),
                _ => drop(take(&mut cache, &[customer_fact("ACME", &number, version as i64)])),
            }
            let rows = number_of(&folder.path().join("cache.sqlite"), "SELECT count(*) FROM stale");
            prop_assert_eq!(cache.stale_count().expect("a count"), rows as u64);
        }
        cache.clear().expect("clears");
        prop_assert_eq!(cache.stale_count(), Ok(0));
    }
}

use linehaul_domain::canonical;
use linehaul_store::Cache;

use crate::support::*;

fn cache(folder: &tempfile::TempDir) -> Cache {
    Cache::open(&folder.path().join("cache.sqlite")).expect("opens")
}

#[test]
fn each_statement_is_kept_once() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    let first = cache.add_facts(&[load_fact("L-1", 600, 1), load_fact("L-1", 600, 1), stop_fact("L-1", 1, 2)]);
    let first = first.expect("adds");
    assert_eq!((first.new, first.changed, first.duplicate), (2, 0, 1));
    assert_eq!(first.touched.into_iter().collect::<Vec<_>>(), loads(&["L-1"]));
    let again = cache.add_facts(&[load_fact("L-1", 600, 1), load_fact("L-1", 612, 3)]).expect("adds");
    assert_eq!((again.new, again.changed, again.duplicate), (0, 1, 1));
    let same = cache.add_facts(&[load_fact("L-1", 612, 3)]).expect("adds");
    assert_eq!((same.duplicate, same.touched.len()), (1, 0));
    assert_eq!(cache.fact_count(), Ok(3));
}

#[test]
fn they_come_back_the_same_in_an_order_of_their_own() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    let facts = [stop_fact("L-1", 2, 2), load_fact("L-1", 600, 1), stop_fact("L-1", 1, 2), load_fact("L-2", 5, 1)];
    cache.add_facts(&facts).expect("adds");
    let back = cache.facts_of_load(&"L-1".into()).expect("facts");
    let expected = [facts[1].clone(), facts[2].clone(), facts[0].clone()];
    assert_eq!(canonical::encode(&back), canonical::encode(&expected));
}

#[test]
fn loads_are_known_by_any_fact_and_miss_their_own() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    assert_eq!(cache.known_loads(), Ok(Vec::new()));
    let facts = [stop_fact("L-2", 1, 1), load_fact("L-1", 5, 1), stop_fact("L-10", 1, 1), customer_fact("A", "A", 1)];
    cache.add_facts(&facts).expect("adds");
    assert_eq!(cache.known_loads(), Ok(loads(&["L-1", "L-10", "L-2"])));
    assert_eq!(cache.loads_without_row(), Ok(loads(&["L-10", "L-2"])));
}

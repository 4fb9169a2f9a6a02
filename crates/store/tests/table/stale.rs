use linehaul_store::{Cache, Kept};

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
    let kept = Kept::Assessed(Box::new((load("L-1", "ACME", 1), stored("L-1", "ACME", "held", 1))));
    cache.keep(&[kept, Kept::Rowless("L-2".into()), Kept::Rowless("L-10".into())]).expect("keeps");
    assert_eq!((cache.rowless(), cache.stale_count()), (Ok(loads(&["L-10", "L-2"])), Ok(0)));
    take(&mut cache, &[load_fact("L-2", 7, 3)]);
    assert_eq!(cache.rowless(), Ok(loads(&["L-10", "L-2"])), "its row came, and waits to be assessed");
    keep(&mut cache, &[stored("L-2", "ACME", "held", 1)]);
    assert_eq!(cache.rowless(), Ok(loads(&["L-10"])));
}

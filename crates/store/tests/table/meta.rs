use linehaul_store::Cache;

use crate::support::raw;

#[test]
fn the_cache_remembers_how_far_it_is() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("cache.sqlite");
    let mut cache = Cache::open(&path).expect("opens");
    assert_eq!(cache.applied(), Ok(0));
    cache.set_applied(7).expect("sets");
    cache.set_applied(9).expect("sets");
    drop(cache);
    assert_eq!(Cache::open(&path).expect("opens").applied(), Ok(9));
    raw(&path).execute("UPDATE meta SET value = 'soon'", []).expect("edits");
    assert_eq!(Cache::open(&path).expect("opens").applied().expect_err("refuses").code, "LH-512");
}

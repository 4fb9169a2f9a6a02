use linehaul_domain::ids::Hash;
use linehaul_store::{Cache, Head};

use crate::support::raw;

#[test]
fn the_cache_remembers_how_far_it_is() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("cache.sqlite");
    let mut cache = Cache::open(&path).expect("opens");
    assert_eq!(cache.applied(), Ok(None));
    let head = |seq| Head { seq, hash: Hash(format!("{seq:064}")) };
    cache.follow_book(&[], false, &head(7)).expect("follows");
    cache.follow_book(&[], false, &head(9)).expect("follows");
    drop(cache);
    assert_eq!(Cache::open(&path).expect("opens").applied(), Ok(Some(head(9))));
    raw(&path).execute("UPDATE meta SET value = 'soon'", []).expect("edits");
    assert_eq!(Cache::open(&path).expect("opens").applied().expect_err("refuses").code, "LH-512");
}

#[test]
fn the_cache_remembers_by_name() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    assert_eq!(cache.remembered("whole"), Ok(None));
    cache.remember("whole", "no").expect("remembers");
    cache.remember("whole", "yes").expect("remembers");
    assert_eq!((cache.remembered("whole"), cache.remembered("other")), (Ok(Some("yes".into())), Ok(None)));
}

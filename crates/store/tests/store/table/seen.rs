use linehaul_domain::canonical;
use linehaul_store::{Cache, KnownFile};

#[test]
fn a_file_is_known_as_it_was_last() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("cache.sqlite");
    let mut cache = Cache::open(&path).expect("opens");
    let known = |stamp: &str| KnownFile { stamp: stamp.into(), hash: canonical::hash(&stamp) };
    assert_eq!(cache.known_file(&"dispatch".into(), "a.csv"), Ok(None));
    for stamp in ["12 bytes", "13 bytes"] {
        cache.know_file(&"dispatch".into(), "a.csv", &known(stamp)).expect("keeps");
    }
    drop(cache);
    let cache = Cache::open(&path).expect("opens");
    assert_eq!(cache.known_file(&"dispatch".into(), "a.csv"), Ok(Some(known("13 bytes"))));
    assert_eq!(cache.known_file(&"other".into(), "a.csv"), Ok(None));
}

use linehaul_store::{Cache, ReadingRow};

use crate::support::*;

#[test]
fn a_content_is_seen_per_source_and_file() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    let reading = |file: &str, bytes: &[u8], minute, rows| ReadingRow {
        delivery: delivery(file, "loads", bytes, minute),
        rows,
        quarantined: 0,
    };
    let later = reading("b.csv", b"one", 2, 1);
    for row in [&later, &reading("a.csv", b"one", 1, 1), &reading("a.csv", b"one", 5, 3)] {
        cache.take_reading(row, &[], &[], &[]).expect("keeps");
    }
    let hash = &later.delivery.hash;
    assert_eq!(cache.seen(&"dispatch".into(), "a.csv", hash), Ok(true));
    assert_eq!(cache.seen(&"dispatch".into(), "c.csv", hash), Ok(false));
    assert_eq!(cache.seen(&"other".into(), "a.csv", hash), Ok(false));
    assert_eq!(cache.readings(), Ok(vec![later, reading("a.csv", b"one", 5, 3)]));
}

use linehaul_store::{Cache, QuarantineItem, ReadingRow};

use crate::support::*;

fn bad(minute: i64, line: u64, content: &str) -> QuarantineItem {
    let delivery = delivery("loads.csv", "loads", b"x", minute);
    QuarantineItem::new(&delivery, line, Some("miles".into()), "LH-211", "not a number".into(), content.into())
}

#[test]
fn the_same_bad_row_is_one_item_however_often_it_is_read() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    assert_eq!(cache.put_quarantine(&bad(1, 3, "L-1,x")), Ok(true));
    assert_eq!(cache.put_quarantine(&bad(9, 3, "L-1,x")), Ok(false));
    assert_eq!(cache.put_quarantine(&bad(9, 4, "L-1,x")), Ok(true));
    assert_eq!(cache.put_quarantine(&bad(9, 3, "L-1,y")), Ok(true));
    let items = cache.quarantine().expect("lists");
    assert_eq!(items.iter().map(|i| i.line).collect::<Vec<_>>(), [3, 3, 4]);
    assert_eq!(cache.quarantined(&bad(1, 3, "L-1,x").id), Ok(Some(bad(1, 3, "L-1,x"))));
}

#[test]
fn a_settled_item_leaves_the_list_and_comes_back_with_its_row() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    let item = bad(1, 3, "L-1,x");
    let reading = ReadingRow { delivery: delivery("loads.csv", "loads", b"x", 1), rows: 1, quarantined: 1 };
    cache.take_reading(&reading, &[], std::slice::from_ref(&item)).expect("keeps");
    let digest = cache.digest().expect("digest");
    assert_eq!(cache.resolve_quarantine(&item.id, at(7)), Ok(true));
    assert_eq!(cache.resolve_quarantine(&item.id, at(8)), Ok(false));
    assert_eq!(cache.resolve_quarantine("Q-none", at(8)), Ok(false));
    assert_eq!(cache.quarantine(), Ok(Vec::new()));
    assert_eq!(cache.quarantine_history().expect("lists")[0].resolved, Some(at(7)));
    assert_eq!(cache.digest().expect("digest"), digest, "settling is not derived from the archive");
    cache.take_reading(&reading, &[], std::slice::from_ref(&item)).expect("keeps");
    assert_eq!(cache.quarantine(), Ok(vec![item]));
}

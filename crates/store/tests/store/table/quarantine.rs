use linehaul_store::{Cache, QuarantineItem, ReadingRow};

use crate::support::*;

fn bad(minute: i64, line: u64, content: &str) -> QuarantineItem {
    let delivery = delivery("loads.csv", "loads", b"x", minute);
    QuarantineItem::new(
        &delivery,
        line,
        Some("miles".into()),
        linehaul_domain::fault::Code::FileNoText,
        "not a number".into(),
        content.into(),
    )
}

fn take_bad(cache: &mut Cache, items: &[QuarantineItem]) {
    let reading = ReadingRow { delivery: delivery("loads.csv", "loads", b"x", 1), rows: 1, quarantined: 1 };
    cache.take_reading(&reading, &[], items, &[]).expect("keeps");
}

#[test]
fn the_same_bad_row_is_one_item_however_often_it_is_read() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = Cache::open(&folder.path().join("cache.sqlite")).expect("opens");
    take_bad(&mut cache, &[bad(1, 3, "L-1,x")]);
    let digest = cache.digest().expect("digest");
    take_bad(&mut cache, &[bad(9, 3, "L-1,x")]);
    assert_eq!(cache.digest().expect("digest"), digest);
    assert_eq!(cache.quarantine(), Ok(vec![bad(1, 3, "L-1,x")]), "as it came first");
    take_bad(&mut cache, &[bad(9, 4, "L-1,x"), bad(9, 3, "L-1,y")]);
    let items = cache.quarantine().expect("lists");
    assert_eq!(items.iter().map(|i| i.line).collect::<Vec<_>>(), [3, 3, 4]);
    assert_eq!(cache.quarantined(&bad(1, 3, "L-1,x").id), Ok(Some(bad(1, 3, "L-1,x"))));
    assert_eq!(cache.quarantined("Q-none"), Ok(None));
}

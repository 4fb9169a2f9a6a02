//! Columns of the queue that are a row of the store's table of orders: shown and sorted by, in words and on the wire.
//!
//! Planted once and seen red: the day of delivery in the place of the pickup's.

use linehaul_api::wire::queue::{QueueAsk, SortKey};
use linehaul_store::{QueueColumn, QueueSort};
use linehaul_tests::harness::Asks;

use crate::workspace::{TestWorkspace, sync};

#[test]
fn the_day_of_pickup_is_shown_and_sorted_by() {
    let workspace = TestWorkspace::tiny();
    // T-2 was picked up a day before T-1 and delivered with it; T-3 has no pickup yet.
    workspace.another("T-2", |text| text.replace("2025-03-01 0", "2025-02-28 0"));
    workspace.another("T-3", |text| text.replace("2025-03-01 08:00,2025-03-01 09:00", ","));
    let mut session = workspace.open();
    sync(&mut session);
    let key = SortKey(QueueSort::By(QueueColumn::PickedUp));
    let by = |descending| {
        let ask = QueueAsk { sort: Some(key), descending, ..QueueAsk::default() };
        let rows = session.queue(&ask).expect("a page").loads;
        rows.into_iter().map(|row| (row.load, row.more.get(&key).cloned())).collect::<Vec<_>>()
    };
    let day = |load: &str, day: Option<&str>| (load.to_owned(), day.map(str::to_owned));
    let all = [day("T-2", Some("2025-02-28")), day("T-1", Some("2025-03-01")), day("T-3", None)];
    assert_eq!(by(false), all);
    assert_eq!(by(true), all.iter().rev().cloned().collect::<Vec<_>>());
}

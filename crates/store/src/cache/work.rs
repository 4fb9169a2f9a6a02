//! What the cache's answers cost does not grow with the cache: no page is sorted, none reads rows that it does not show, and
//! marking reads what it marks.
//!
//! Planted once and seen red: a page by total read from another index; one of all states without the merge; a customer's loads
//! by the state alone; counts by a scan; a hold sorted; a search in the middle of a number; `mark_where` by the whole table;
//! posted loads read to mark a customer's others;
//! a page far down reached through all rows before it; a step of amounts that was not left when a row moved.

use linehaul_domain::Decimal;
use linehaul_domain::hold::{Hold, HoldCode};

use super::*;
use crate::counters::{self, Work};
use crate::support;
use crate::table::assessments::{Difference, PricedBy};
use crate::table::order::{Key, QueueColumn, QueueSort};

const STATES: [&str; 8] = ["held", "posted", "ready", "posted", "held", "in_transit", "posted", "approved"];

fn row(n: u32) -> StoredAssessment {
    let customer = match n {
        7 | 407 | 807 => "RARE".to_owned(),
        n if n.is_multiple_of(2) => "LARGE".to_owned(),
        n => format!("C-{:03}", n % 40),
    };
    let state = if n < 900 || !n.is_multiple_of(8) { STATES[(n % 8) as usize] } else { "posted" };
    let mut row = support::stored(&format!("PS-{n:06}"), &customer, state, 1 + n % 28);
    row.total = Decimal::from(n * 7919 % 10_007);
    row.variance = Some(Decimal::from(n * 104_729 % 1_009) - Decimal::from(500));
    for key in row.told.values_mut() {
        *key = match key {
            Key::Text(_) => Key::Text(format!("2025-02-{:02}", 1 + n % 27)),
            Key::Number(_) => Key::Number(i64::from(n % 10_007) * 10_000),
        };
    }
    row.priced_by = PricedBy { folder: customer.clone(), house: n == 20, open: state != "posted" && n < 40 };
    if state == "held" || state == "in_transit" {
        let code = if n.is_multiple_of(3) { HoldCode::PodMissing } else { HoldCode::Variance };
        row.assessment.holds.push(Hold::new(code, "so", "billing", "Do it."));
    }
    if n < 5 {
        row.difference = Some(Difference { amount: Decimal::from(1), words: "1.00 more".into() });
    }
    row
}

fn seeded(folder: &Path, rows: u32) -> Cache {
    let mut cache = Cache::open(&folder.join("cache.sqlite")).expect("opens");
    for part in (0..rows).collect::<Vec<_>>().chunks(500) {
        support::keep(&mut cache, &part.iter().map(|n| row(*n)).collect::<Vec<_>>());
    }
    cache
}

/// Two caches, one of twice the other's size.
struct Two {
    one: Cache,
    two: Cache,
    _folders: [tempfile::TempDir; 2],
}

impl Two {
    fn new() -> Two {
        let folders = [tempfile::tempdir().expect("folder"), tempfile::tempdir().expect("folder")];
        Two { one: seeded(folders[0].path(), 1_600), two: seeded(folders[1].path(), 3_200), _folders: folders }
    }

    /// The same question to both: neither sorts, none scans more than `rows`, and the larger does no more work.
    fn ask<T>(&self, name: &str, rows: i32, question: &dyn Fn(&Cache) -> T) {
        let of = |cache: &Cache| -> Work { counters::of(&cache.connection, || question(cache)).1 };
        let (one, two) = (of(&self.one), of(&self.two));
        assert_eq!(two.sorting(), [""; 0], "{name}");
        assert!(two.scanned() <= rows, "{name} scans {} rows: {two:#?}", two.scanned());
        let (few, many) = (one.steps(), two.steps());
        assert!(many <= few * 11 / 10 + 100, "{name}: {few} steps, then {many}: {two:#?}");
    }
}

#[test]
fn a_page_of_the_queue_costs_the_same_in_a_larger_one() {
    let two = Two::new();
    for state in [None, Some("held"), Some("posted")] {
        for customer in [None, Some("LARGE"), Some("RARE")] {
            for sort in QueueSort::all() {
                for (descending, offset) in [(false, 0), (true, 0), (false, 30), (true, 30)] {
                    let filter = support::filter(state, customer, Some(20), offset);
                    let filter = QueueFilter { sort, descending, ..filter };
                    // Tallies of customers are stepped over to the first that is shown.
                    two.ask(&format!("{filter:?}"), 400, &|cache| cache.queue(&filter).expect("a page"));
                }
            }
        }
    }
}

#[test]
fn a_page_far_down_is_the_same_rows_and_reads_few_of_those_before() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = seeded(folder.path(), 900);
    // Some rows move to other amounts.
    let moved = (0..200).map(|n| StoredAssessment { total: Decimal::from(n * 53), ..row(n * 2 + 1) });
    support::keep(&mut cache, &moved.collect::<Vec<_>>());
    for (sort, state) in QueueSort::all().flat_map(|sort| [None, Some("posted")].map(|state| (sort, state))) {
        for descending in [false, true] {
            let filter = QueueFilter { descending, sort, ..support::filter(state, None, None, 0) };
            let (total, all) = cache.queue(&filter).expect("all");
            assert_eq!(total as usize, all.len());
            let page = |offset| QueueFilter { limit: Some(20), offset, ..filter.clone() };
            for offset in [0, 150, 200, 280, 457, 890, 900, 5_000] {
                let (_, found) = cache.queue(&page(offset)).expect("a page");
                let expected: Vec<_> = all.iter().skip(offset as usize).take(20).collect();
                assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{state:?} {sort:?} {descending} {offset}");
            }
            // In other orders rows are gone through.
            if matches!(sort, QueueSort::By(column) if column.has_steps()) {
                let work = counters::of(&cache.connection, || cache.queue(&page(total / 2)).expect("a page")).1;
                assert!(work.steps() < 6_000, "{state:?} {sort:?} {descending}: {work:#?}");
            }
        }
    }
}

#[test]
fn steps_count_what_is_there() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = seeded(folder.path(), 600);
    let moved = (0..300).map(|n| {
        let state = if n % 3 == 0 { LoadState::Approved } else { row(n + 200).state };
        StoredAssessment { total: Decimal::from(n) - Decimal::from(150), state, ..row(n + 200) }
    });
    support::keep(&mut cache, &moved.collect::<Vec<_>>());
    cache.connection.execute("DELETE FROM assessments WHERE load > 'PS-000550'", []).expect("removes");
    for column in QueueColumn::ALL.iter().filter(|column| column.has_steps()) {
        let (sort, key) = (column.name(), column.key());
        let step = format!("CASE typeof({key}) WHEN 'integer' THEN {key} / 1000000 ELSE {key} END");
        let sql = format!(
            "SELECT count(*) FROM (SELECT step, state, loads FROM steps WHERE sort = '{sort}' AND loads > 0 EXCEPT
               SELECT {step}, state, count(*) FROM assessments GROUP BY 1, 2)"
        );
        let wrong: i64 = cache.connection.query_row(&sql, [], |row| row.get(0)).expect("a count");
        let of = |sql: &str| -> i64 { cache.connection.query_row(sql, [], |row| row.get(0)).expect("a sum") };
        let kept = of(&format!("SELECT sum(loads) FROM steps WHERE sort = '{sort}'"));
        assert_eq!((wrong, kept), (0, of("SELECT count(*) FROM assessments")), "{sort}");
    }
}

#[test]
fn a_page_of_a_hold_costs_the_same_in_a_larger_queue() {
    let two = Two::new();
    for sort in QueueSort::all() {
        for (descending, offset) in [(false, 0), (true, 0), (false, 30), (true, 30)] {
            let filter = support::filter(None, None, Some(20), offset);
            let filter = QueueFilter { sort, descending, hold: Some(HoldCode::PodMissing), ..filter };
            two.ask(&format!("{filter:?}"), 0, &|cache| assert_eq!(cache.queue(&filter).expect("a page").1.len(), 20));
        }
    }
}

#[test]
fn what_is_found_is_found_by_an_index() {
    let two = Two::new();
    let found = |change: &dyn Fn(&mut QueueFilter), rows: usize| {
        for sort in QueueSort::all() {
            let mut filter = QueueFilter { sort, limit: Some(20), ..QueueFilter::default() };
            change(&mut filter);
            let page = |cache: &Cache| assert_eq!(cache.queue(&filter).expect("a page").1.len(), rows, "{filter:?}");
            two.ask(&format!("{filter:?}"), 0, &page);
        }
    };
    found(&|f| f.search = Some("ps-00012".into()), 10);
    found(&|f| f.search = Some("000123".into()), 1);
    found(&|f| f.search = Some("rar".into()), 3);
    found(&|f| f.differing = true, 5);
    found(&|f| (f.hold, f.customer) = (Some(HoldCode::Variance), Some("RARE".into())), 0);
}

#[test]
fn counts_and_lists_read_no_more_than_they_tell() {
    let two = Two::new();
    two.ask("counts_by_state", 9, &|cache| cache.counts_by_state().expect("counts").len());
    two.ask("held_totals", 9, &|cache| cache.held_totals().expect("totals").len());
    two.ask("held_example", 0, &|cache| cache.held_example(HoldCode::PodMissing).expect("one").is_some());
    two.ask("stale_count", 1, &|cache| cache.stale_count().expect("a count"));
    two.ask("rowless", 0, &|cache| cache.rowless().expect("lists"));
    two.ask("sharing", 0, &|cache| cache.sharing("bol 1", 5).expect("lists"));
    two.ask("shared_traits", 0, &|cache| cache.shared_traits(&"PS-000100".into()).expect("lists"));
    for cache in [&two.one, &two.two] {
        cache.connection.execute_batch("INSERT INTO stale SELECT load, 'facts' FROM assessments").expect("marks");
    }
    two.ask("stale_after", 0, &|cache| assert_eq!(cache.stale_after("PS-000100", 256).expect("lists").len(), 256));
    let in_state =
        |cache: &Cache| counters::of(&cache.connection, || cache.loads_in_state(LoadState::Ready).expect("lists")).1;
    let work = in_state(&two.two);
    assert!(work.sorting().is_empty() && work.scanned() == 0, "{work:#?}");
}

#[test]
fn marking_reads_what_it_marks() {
    let two = Two::new();
    let marks = [Mark::Folder("LARGE".into()), Mark::House, Mark::Customer("RARE".into()), Mark::All];
    for mark in marks {
        two.ask(&format!("{mark:?}"), 0, &|cache| {
            cache.connection.execute_batch("BEGIN").expect("begins");
            stale::mark_where(&cache.connection, &mark, Cause::Rules).expect("marks");
            let marked = stale::total(&cache.connection).expect("a count");
            cache.connection.execute_batch("ROLLBACK").expect("goes back");
            marked
        });
    }
    for cache in [&two.one, &two.two] {
        cache
            .connection
            .execute_batch("UPDATE assessments SET state = 'posted' WHERE load > 'PS-000100'")
            .expect("posts");
    }
    let customer = |cache: &Cache| {
        cache.connection.execute_batch("BEGIN").expect("begins");
        stale::mark_customer(&cache.connection, &"LARGE".into()).expect("marks");
        cache.connection.execute_batch("ROLLBACK").expect("goes back");
    };
    two.ask("mark_customer", 0, &customer);
}

use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::load::LoadStatus;
use linehaul_domain::money::{Currency, Money};
use linehaul_store::{Cache, QueueFilter, QueueSort};

use crate::support::*;

fn cache(folder: &tempfile::TempDir) -> Cache {
    Cache::open(&folder.path().join("cache.sqlite")).expect("opens")
}

fn filled(folder: &tempfile::TempDir) -> Cache {
    let mut cache = cache(folder);
    let mut never = stored("L-7", "ACME", "held", 1);
    never.delivered = None;
    let rows = [
        stored("L-1", "ACME", "posted", 1),
        stored("L-2", "ACME", "ready", 2),
        stored("L-3", "BETA", "held", 9),
        stored("L-4", "ACME", "held", 5),
        stored("L-5", "BETA", "ready", 1),
        stored("L-6", "ACME", "held", 5),
        never,
    ];
    keep(&mut cache, &rows);
    cache
}

fn page(cache: &Cache, filter: QueueFilter) -> (u64, Vec<String>) {
    let (total, rows) = cache.queue(&filter).expect("a page");
    (total, rows.into_iter().map(|r| r.assessment.load.0).collect())
}

#[test]
fn held_and_ready_come_first_and_the_oldest_delivery_first() {
    let folder = tempfile::tempdir().expect("folder");
    let cache = filled(&folder);
    let all = ["L-4", "L-6", "L-3", "L-7", "L-5", "L-2", "L-1"].map(str::to_owned);
    assert_eq!(page(&cache, QueueFilter::default()), (7, all.to_vec()));
    for offset in 0..8u64 {
        for limit in 0..8u64 {
            let rows: Vec<String> = all.iter().skip(offset as usize).take(limit as usize).cloned().collect();
            assert_eq!(page(&cache, filter(None, None, Some(limit), offset)), (7, rows), "{limit} from {offset}");
        }
    }
}

#[test]
fn a_page_can_be_of_a_state_and_of_a_customer() {
    let folder = tempfile::tempdir().expect("folder");
    let cache = filled(&folder);
    let of = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    assert_eq!(page(&cache, filter(Some("ready"), None, None, 0)), (2, of(&["L-5", "L-2"])));
    assert_eq!(page(&cache, filter(None, Some("ACME"), Some(2), 1)), (5, of(&["L-6", "L-7"])));
    assert_eq!(page(&cache, filter(Some("held"), Some("BETA"), None, 0)), (1, of(&["L-3"])));
    assert_eq!(page(&cache, filter(Some("approved"), None, None, 0)), (0, Vec::new()));
    assert_eq!(cache.loads_in_state("held"), Ok(loads(&["L-3", "L-4", "L-6", "L-7"])));
}

#[test]
fn a_page_can_be_searched_ordered_and_narrowed_by_a_reason() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    let row = |number: &str, customer: &str, total: &str, held: bool| {
        let mut row = stored(number, customer, if held { "held" } else { "ready" }, 1);
        row.total = dec(total);
        if held {
            row.assessment.holds.push(Hold::new(HoldCode::PodMissing, "no POD", "billing", "Get it."));
        }
        row
    };
    let rows = [
        row("L-1", "ACME", "100.50", true),
        row("L-20", "BETA", "9.99", false),
        row("L-3", "ACME", "-5.00", false),
        row("L-21", "GAMMA", "1000.00", true),
    ];
    keep(&mut cache, &rows);
    let named = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let ask = |change: &dyn Fn(&mut QueueFilter)| {
        let mut filter = QueueFilter::default();
        change(&mut filter);
        page(&cache, filter)
    };
    let by_total = |f: &mut QueueFilter| f.sort = QueueSort::Total;
    assert_eq!(ask(&by_total), (4, named(&["L-3", "L-20", "L-1", "L-21"])));
    let largest = |f: &mut QueueFilter| (f.sort, f.descending, f.limit) = (QueueSort::Total, true, Some(1));
    assert_eq!(ask(&largest), (4, named(&["L-21"])));
    let second = |f: &mut QueueFilter| (f.sort, f.offset, f.limit) = (QueueSort::Load, 1, Some(2));
    assert_eq!(ask(&second), (4, named(&["L-20", "L-21"])));
    assert_eq!(ask(&|f| f.search = Some("l-2".into())), (2, named(&["L-20", "L-21"])));
    assert_eq!(ask(&|f| f.search = Some("acm".into())), (2, named(&["L-1", "L-3"])));
    assert_eq!(ask(&|f| f.search = Some("%".into())), (0, Vec::new()));
    assert_eq!(ask(&|f| f.hold = Some("POD_MISSING".into())), (2, named(&["L-1", "L-21"])));
    assert_eq!(ask(&|f| f.hold = Some("POD".into())), (0, Vec::new()));
}

#[test]
fn the_tallies_follow_every_move() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = filled(&folder);
    let counts = |cache: &Cache| cache.counts_by_state().expect("counts");
    let expected = |rows: &[(&str, u64)]| rows.iter().map(|(s, n)| ((*s).to_owned(), *n)).collect::<Vec<_>>();
    assert_eq!(counts(&cache), expected(&[("held", 4), ("ready", 2), ("posted", 1)]));
    keep(&mut cache, &[stored("L-4", "ACME", "ready", 5), stored("L-3", "ACME", "held", 9)]);
    keep(&mut cache, &[stored("L-4", "ACME", "ready", 6)]);
    assert_eq!(counts(&cache), expected(&[("held", 3), ("ready", 3), ("posted", 1)]));
    assert_eq!(page(&cache, filter(Some("held"), Some("BETA"), None, 0)).0, 0);
    assert_eq!(page(&cache, filter(Some("held"), Some("ACME"), None, 0)).0, 3);
    let new = stored("L-9", "ACME", "a state of tomorrow", 1);
    keep(&mut cache, std::slice::from_ref(&new));
    assert_eq!(counts(&cache).last(), Some(&("a state of tomorrow".to_owned(), 1)));
    assert_eq!(cache.assessment(&"L-9".into()), Ok(Some(new)));
}

#[test]
fn expected_total_counts_only_in_the_same_currency() {
    let same = stored("L-1", "ACME", "held", 1);
    assert_eq!((same.expected_total, same.variance), (Some(dec("95")), Some(dec("5"))));
    let mut other = load("L-1", "ACME", 1);
    other.expected_total = Some(Money::new(dec("95"), Currency::CAD));
    let other = stored_of(&other, "held");
    assert_eq!((other.expected_total, other.variance), (None, None));
}

#[test]
fn a_truck_not_used_is_as_old_as_its_pickup() {
    let mut unused = load("L-1", "ACME", 4);
    unused.stops[0].kind = linehaul_domain::stop::StopKind::Pickup;
    assert_eq!(stored_of(&unused, "held").delivered, None);
    unused.status = LoadStatus::Tonu;
    let stored = stored_of(&unused, "held");
    assert_eq!(stored.delivered.map(|d| d.to_string()).as_deref(), Some("2025-03-04"));
}

#[test]
fn a_page_does_not_read_the_whole_table() {
    let folder = tempfile::tempdir().expect("folder");
    drop(filled(&folder));
    let connection = raw(&folder.path().join("cache.sqlite"));
    let queries = [
        "SELECT load FROM assessments WHERE state = 'held' ORDER BY day, load LIMIT 5",
        "SELECT load FROM assessments WHERE state = 'held' AND customer = 'A'
         ORDER BY day, load LIMIT 5",
    ];
    for sql in queries {
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("plans");
        let steps: rusqlite::Result<Vec<String>> = statement.query_map([], |r| r.get(3)).and_then(Iterator::collect);
        let plan = steps.expect("steps").join("; ");
        assert!(plan.contains("USING") && !plan.contains("SCAN") && !plan.contains("B-TREE"), "{plan}");
    }
}

//! Planted once and seen red: another order under one day; a page that begins a row too late in its second state; the source
//! before a number not left out; a hold of a load that is not held; a search that is cut where there is no limit; a total that
//! is not told to be cut; the order of work not turned round.

use std::cmp::Ordering;

use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::ids::normal;
use linehaul_domain::state::LoadState;
use linehaul_store::{Cache, Difference, Key, MANY, QueueColumn, QueueFilter, QueueSort, StoredAssessment};
use proptest::prelude::*;

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
    assert_eq!(cache.loads_in_state(LoadState::Held), Ok(loads(&["L-3", "L-4", "L-6", "L-7"])));
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
    let by_total = |f: &mut QueueFilter| f.sort = QueueSort::By(QueueColumn::Total);
    assert_eq!(ask(&by_total), (4, named(&["L-3", "L-20", "L-1", "L-21"])));
    let largest =
        |f: &mut QueueFilter| (f.sort, f.descending, f.limit) = (QueueSort::By(QueueColumn::Total), true, Some(1));
    assert_eq!(ask(&largest), (4, named(&["L-21"])));
    let second = |f: &mut QueueFilter| (f.sort, f.offset, f.limit) = (QueueSort::Load, 1, Some(2));
    assert_eq!(ask(&second), (4, named(&["L-20", "L-21"])));
    assert_eq!(ask(&|f| f.search = Some("l-2".into())), (2, named(&["L-21", "L-20"])), "held before ready");
    assert_eq!(ask(&|f| f.search = Some("acm".into())), (2, named(&["L-1", "L-3"])));
    assert_eq!(ask(&|f| f.search = Some("%".into())), (0, Vec::new()));
    assert_eq!(ask(&|f| f.hold = Some(HoldCode::PodMissing)), (2, named(&["L-1", "L-21"])));
    assert_eq!(ask(&|f| f.hold = Some(HoldCode::PodUnsigned)), (0, Vec::new()));
}

const STATES: [&str; 5] = ["held", "ready", "posted", "in_transit", "not_billable"];
const CUSTOMERS: [&str; 4] = ["ACME", "Acorn", "BETA", ""];

fn place(state: LoadState) -> usize {
    ["held", "ready", "in_transit", "posted"].iter().position(|s| *s == state.name()).unwrap_or(9)
}

fn day(row: &StoredAssessment) -> String {
    row.delivered.map_or_else(|| "9999".into(), |day| day.to_string())
}

fn by_column(column: QueueColumn, a: &StoredAssessment, b: &StoredAssessment) -> Ordering {
    if column == QueueColumn::Delivered {
        day(a).cmp(&day(b))
    } else if column == QueueColumn::Total {
        a.total.cmp(&b.total)
    } else if column == QueueColumn::Variance {
        a.variance.unwrap_or_default().cmp(&b.variance.unwrap_or_default())
    } else {
        a.told.get(&column).cmp(&b.told.get(&column))
    }
}

/// What a filter means, by looking at every row.
fn scanned(rows: &[StoredAssessment], filter: &QueueFilter) -> (u64, Vec<String>) {
    let customer = |row: &StoredAssessment| row.customer.as_ref().map_or("", |c| c.as_str()).to_owned();
    let finds = |row: &StoredAssessment, typed: &String| {
        let (load, text) = (row.assessment.load.as_str(), normal(typed));
        let bare = load.split_once('/').map_or(load, |(_, number)| number);
        let starts = normal(bare).starts_with(&text) || normal(load).ends_with(&text);
        let of_source = |(source, number): (&str, &str)| load.starts_with(&format!("{source}/{}", normal(number)));
        starts || typed.split_once('/').is_some_and(of_source) || normal(&customer(row)).starts_with(&text)
    };
    let held_by = |row: &StoredAssessment, code: HoldCode| {
        row.state == LoadState::Held && row.assessment.holds.iter().any(|hold| hold.code == code)
    };
    let mut found: Vec<&StoredAssessment> = rows
        .iter()
        .filter(|row| filter.state.is_none_or(|state| state == row.state))
        .filter(|row| filter.customer.as_ref().is_none_or(|c| c.0 == customer(row)))
        .filter(|row| filter.hold.as_ref().is_none_or(|code| held_by(row, *code)))
        .filter(|row| filter.search.as_ref().is_none_or(|text| finds(row, text)))
        .filter(|row| !filter.differing || row.difference.is_some())
        .collect();
    let by = |a: &&StoredAssessment, b: &&StoredAssessment| {
        let order = match filter.sort {
            QueueSort::Work => (place(a.state), day(a)).cmp(&(place(b.state), day(b))),
            QueueSort::Load => Ordering::Equal,
            QueueSort::Customer => customer(a).cmp(&customer(b)),
            QueueSort::By(column) => by_column(column, a, b),
        };
        order.then(a.assessment.load.cmp(&b.assessment.load))
    };
    found.sort_by(by);
    if filter.descending {
        found.reverse();
    }
    let page = found.iter().skip(filter.offset as usize).take(filter.limit.unwrap_or(u64::MAX) as usize);
    (found.len() as u64, page.map(|row| row.assessment.load.0.clone()).collect())
}

/// A load with what the queue knows of it.
fn any_row() -> impl Strategy<Value = StoredAssessment> {
    let number = (0..24u8, prop::bool::ANY).prop_map(|(n, west)| format!("{}PS-{n}", if west { "west/" } else { "" }));
    let amounts = (-300..300i64, prop::option::of(-90..90i64));
    let marks = (prop::option::of(1..5u32), prop::collection::vec(0..2usize, 0..3), 0..6u8);
    (number, 0..STATES.len(), 0..CUSTOMERS.len(), amounts, marks).prop_map(
        |(number, state, customer, amounts, marks)| {
            let (day, holds, differs) = marks;
            let mut row = stored(&number, CUSTOMERS[customer], STATES[state], day.unwrap_or(1));
            row.customer = row.customer.filter(|customer| !customer.as_str().is_empty());
            row.delivered = row.delivered.filter(|_| day.is_some());
            (row.total, row.variance) = (amounts.0.into(), amounts.1.map(Into::into));
            let hold =
                |at: &usize| Hold::new([HoldCode::PodMissing, HoldCode::Variance][*at], "so", "billing", "Do it.");
            row.assessment.holds = holds.iter().map(hold).collect();
            for key in row.told.values_mut() {
                *key = match key {
                    Key::Text(_) => Key::Text(format!("2025-02-0{}", 1 + differs)),
                    Key::Number(_) => Key::Number(amounts.0 % 7),
                };
            }
            row.difference = (differs == 0).then(|| Difference { amount: dec("1"), words: "1.00 more".into() });
            row
        },
    )
}

fn any_filter() -> impl Strategy<Value = QueueFilter> {
    let text = ["ps-1", "PS\u{2011}2", "3", "west/ps-1", "ac", "Beta", "x", " "].map(str::to_owned);
    let search = prop::option::weighted(0.3, prop::sample::select(text.to_vec()));
    let of = (
        prop::option::of(0..STATES.len()),
        prop::option::weighted(0.4, 0..3usize),
        prop::option::weighted(0.3, 0..2usize),
    );
    let page = (
        0..QueueSort::all().count(),
        prop::bool::ANY,
        prop::option::weighted(0.8, 0..7u64),
        0..7u64,
        prop::bool::weighted(0.2),
    );
    (search, of, page).prop_map(|(search, (state, customer, hold), (sort, descending, limit, offset, differing))| {
        QueueFilter {
            printed: Vec::new(),
            search: search.filter(|text| !text.trim().is_empty()),
            hold: hold.map(|at| [HoldCode::PodMissing, HoldCode::Variance][at]),
            sort: QueueSort::all().nth(sort).expect("an order"),
            descending,
            state: state.and_then(|at| LoadState::of(STATES[at])),
            customer: customer.map(|at| CUSTOMERS[at].into()),
            limit,
            offset,
            differing,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_page_is_what_a_look_at_every_row_says(
        puts in prop::collection::vec(any_row(), 1..50),
        filters in prop::collection::vec(any_filter(), 30),
    ) {
        let folder = tempfile::tempdir().expect("folder");
        let mut cache = cache(&folder);
        let mut rows = std::collections::BTreeMap::new();
        for put in puts {
            keep(&mut cache, std::slice::from_ref(&put));
            rows.insert(put.assessment.load.clone(), put);
        }
        let rows: Vec<StoredAssessment> = rows.into_values().collect();
        for filter in filters {
            prop_assert_eq!(page(&cache, filter.clone()), scanned(&rows, &filter), "{:?}", filter);
        }
        let all = cache.queue(&QueueFilter { sort: QueueSort::Load, ..QueueFilter::default() }).expect("a page").1;
        prop_assert_eq!(all, rows);
    }
}

#[test]
fn a_search_finds_how_a_number_begins_and_ends_and_how_a_customer_begins() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    let rows = [
        stored("PS-24267", "ACME", "held", 1),
        stored("west/PS-24999", "BETA", "held", 1),
        stored("X-1", "Müller Söhne", "held", 1),
    ];
    keep(&mut cache, &rows);
    let found = |text: &str| page(&cache, QueueFilter { search: Some(text.into()), ..QueueFilter::default() }).1;
    for text in ["ps-24", "PS\u{2011}24", " ps-24 "] {
        assert_eq!(found(text), ["PS-24267", "west/PS-24999"], "{text}");
    }
    assert_eq!((found("267"), found("4999")), (vec!["PS-24267".to_owned()], vec!["west/PS-24999".to_owned()]));
    assert_eq!((found("west/ps-2"), found("ps-24999")), (vec!["west/PS-24999".into()], vec!["west/PS-24999".into()]));
    assert_eq!((found("müll"), found("acme")), (vec!["X-1".to_owned()], vec!["PS-24267".to_owned()]));
    assert_eq!(found("4"), [""; 0], "not in the middle");
    assert_eq!(found("\u{200b}").len(), 3, "nothing is asked");
}

#[test]
fn a_search_that_finds_too_many_says_so() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    keep(&mut cache, &[stored("PS-X", "ACME", "posted", 1), stored("ZZ-1", "ZEBRA", "held", 1)]);
    let path = folder.path().join("cache.sqlite");
    let columns: String = raw(&path)
        .query_row("SELECT group_concat(name) FROM pragma_table_info('assessments')", [], |row| row.get(0))
        .expect("columns");
    let other = columns
        .replace("load,", "printf('PS-%06d', i),")
        .replace("by_total", "i")
        .replace("backwards", "backwards || i");
    let many = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10400)
         INSERT INTO assessments ({columns}) SELECT {other} FROM n, assessments WHERE load = 'PS-X'"
    );
    assert_eq!(raw(&path).execute(&many, []), Ok(10_400));
    let ask = |search: &str, limit| {
        let (sort, descending) = (QueueSort::By(QueueColumn::Total), true);
        let filter = QueueFilter { search: Some(search.into()), sort, descending, limit, ..QueueFilter::default() };
        cache.queue(&filter).expect("a page")
    };
    let (total, rows) = ask("ps", Some(2));
    assert_eq!((total, rows.len()), (MANY + 1, 2), "more than so many");
    let (total, rows) = ask("ps", None);
    assert_eq!((total, rows.len()), (10_401, 10_401), "who asks for all gets all");
    assert_eq!(ask("ps-0001", Some(2)).0, 100);
    assert_eq!(ask("zeb", Some(2)).0, 1);
    let plain = QueueFilter { limit: Some(2), ..QueueFilter::default() };
    assert_eq!(cache.queue(&plain).expect("a page").0, 10_402, "a total that is kept is whole");
}

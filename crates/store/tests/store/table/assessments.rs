use linehaul_domain::load::LoadStatus;
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::state::LoadState;
use linehaul_store::{Cache, QueueFilter};

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
fn the_tallies_follow_every_move() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = filled(&folder);
    let counts = |cache: &Cache| cache.counts_by_state().expect("counts");
    let state = |name: &str| LoadState::of(name).expect("a state");
    let expected = |rows: &[(&str, u64)]| rows.iter().map(|(name, n)| (state(name), *n)).collect::<Vec<_>>();
    assert_eq!(counts(&cache), expected(&[("held", 4), ("ready", 2), ("posted", 1)]));
    keep(&mut cache, &[stored("L-4", "ACME", "ready", 5), stored("L-3", "ACME", "held", 9)]);
    keep(&mut cache, &[stored("L-4", "ACME", "ready", 6)]);
    assert_eq!(counts(&cache), expected(&[("held", 3), ("ready", 3), ("posted", 1)]));
    assert_eq!(page(&cache, filter(Some("held"), Some("BETA"), None, 0)).0, 0);
    assert_eq!(page(&cache, filter(Some("held"), Some("ACME"), None, 0)).0, 3);
}

#[test]
fn a_state_or_a_hold_that_there_is_not_is_damage() {
    let folder = tempfile::tempdir().expect("folder");
    let cache = filled(&folder);
    let edit = |sql: &str| raw(&folder.path().join("cache.sqlite")).execute(sql, []).expect("edits");
    edit("INSERT INTO held_totals VALUES ('A_HOLD_OF_TOMORROW', 'billing', 'USD', 1, '1')");
    assert_eq!(cache.held_totals().expect_err("it does not read").code, "LH-512");
    edit("UPDATE assessments SET state = 'a state of tomorrow' WHERE load = 'L-1'");
    assert_eq!(cache.counts_by_state().expect_err("it does not read").code, "LH-512");
    assert_eq!(cache.assessment(&"L-1".into()).expect_err("it does not read").code, "LH-512");
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

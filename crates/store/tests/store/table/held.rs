//! Planted once and seen red: a load that is not held any more still counted; another total added without the first taken off;
//! an owner's row that does not go with its last load; an owner that changed and nothing else.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::money::Currency;
use linehaul_domain::state::LoadState;
use linehaul_store::{Cache, HeldTotal, StoredAssessment};
use proptest::prelude::*;

use crate::support::*;

fn cache(folder: &tempfile::TempDir) -> Cache {
    Cache::open(&folder.path().join("cache.sqlite")).expect("opens")
}

fn held_row(number: &str, day: u32, total: &str, holds: &[(HoldCode, &str)]) -> StoredAssessment {
    let mut row = stored(number, "ACME", if holds.is_empty() { "ready" } else { "held" }, day);
    row.total = dec(total);
    row.assessment.holds = holds.iter().map(|(code, owner)| Hold::new(*code, "so", *owner, "Do it.")).collect();
    row
}

/// What a scan over all rows says.
fn scanned(rows: &BTreeMap<String, StoredAssessment>) -> Vec<HeldTotal> {
    let mut sums: BTreeMap<(String, String, &str), (Currency, u64, Decimal)> = BTreeMap::new();
    for row in rows.values().filter(|row| row.state == LoadState::Held) {
        let mut first = BTreeMap::new();
        for hold in &row.assessment.holds {
            first.entry(hold.code.to_string()).or_insert_with(|| hold.owner.clone());
        }
        for (code, owner) in first {
            let sum = sums.entry((code, owner, row.currency.code())).or_insert((row.currency, 0, Decimal::ZERO));
            (sum.1, sum.2) = (sum.1 + 1, sum.2 + row.total);
        }
    }
    type Sum<'c> = ((String, String, &'c str), (Currency, u64, Decimal));
    let total = |((code, owner, _), (currency, loads, total)): Sum<'_>| HeldTotal {
        code: HoldCode::of(&code).expect("a code"),
        owner,
        currency,
        loads,
        total: total.normalize(),
    };
    sums.into_iter().map(total).collect()
}

const CODES: [HoldCode; 3] = [HoldCode::PodMissing, HoldCode::Variance, HoldCode::OnHold];
const OWNERS: [&str; 3] = ["billing", "pricing", "dispatch"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_totals_are_those_of_a_scan(
        puts in prop::collection::vec(
            (0..6u8, -500..90_000i64, prop::collection::vec((0..3usize, 0..3usize), 0..4), 0..4u8), 1..40),
    ) {
        let folder = tempfile::tempdir().expect("folder");
        let mut cache = cache(&folder);
        let mut rows = BTreeMap::new();
        for (load, cents, holds, odd) in puts {
            let holds: Vec<_> = holds.into_iter().map(|(code, owner)| (CODES[code], OWNERS[owner])).collect();
            let number = format!("L-{load}");
            let mut row = held_row(&number, 1 + u32::from(load), &Decimal::new(cents, 2).to_string(), &holds);
            match odd {
                // What is held can be posted with its holds still there, or be of another currency.
                0 => row.state = LoadState::Posted,
                1 => row.currency = Currency::CAD,
                _ => {}
            }
            keep(&mut cache, std::slice::from_ref(&row));
            rows.insert(number, row);
            prop_assert_eq!(cache.held_totals().expect("totals"), scanned(&rows));
        }
    }
}

#[test]
fn the_example_is_the_oldest_load_of_a_code() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    let [pod, variance, _] = CODES.map(|code| (code, "billing"));
    assert_eq!(cache.held_example(HoldCode::PodMissing), Ok(None));
    keep(
        &mut cache,
        &[
            held_row("L-1", 9, "1", &[pod]),
            held_row("L-3", 5, "1", &[pod, variance]),
            held_row("L-2", 5, "1", &[variance, pod, pod]),
        ],
    );
    assert_eq!(cache.held_example(HoldCode::PodMissing), Ok(Some("L-2".into())));
    keep(&mut cache, &[held_row("L-2", 5, "1", &[variance])]);
    assert_eq!(cache.held_example(HoldCode::PodMissing), Ok(Some("L-3".into())));
    keep(&mut cache, &[held_row("L-3", 5, "1", &[]), held_row("L-1", 9, "1", &[])]);
    assert_eq!(cache.held_example(HoldCode::PodMissing), Ok(None));
    assert_eq!(cache.held_totals().expect("totals").len(), 1);
}

#[test]
fn another_owner_alone_moves_a_load() {
    let folder = tempfile::tempdir().expect("folder");
    let mut cache = cache(&folder);
    for owner in ["billing", "pricing"] {
        keep(&mut cache, &[held_row("L-1", 1, "100.00", &[(HoldCode::PodMissing, owner)])]);
        let totals = cache.held_totals().expect("totals");
        assert_eq!(totals.iter().map(|t| (t.owner.as_str(), t.loads)).collect::<Vec<_>>(), [(owner, 1)]);
    }
}

//! `./dev bench rules`: the rating path on the sample's loads, against the same terms written out by hand.
//!
//! One run, variants interleaved, medians of rounds. Every total is compared before anything is timed.
#![allow(clippy::print_stdout)]

mod native;

use std::time::Instant;

use linehaul_billing::assess::rate;
use linehaul_domain::Decimal;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_rules::Contract;
use linehaul_workbench::open::open;
use linehaul_workbench::shelf::Shelf;

const ROUNDS: usize = 11;
const REPEATS: usize = 200;

fn loads(shelf: &Shelf, dir: &std::path::Path) -> Vec<Load> {
    let mut bench = open(dir).expect("the sample opens");
    linehaul_workbench::sync::sync(&mut bench, &[], &mut |_, _, _| true).expect("synced");
    let contract = contract(shelf);
    let mine = |load: &Load| {
        load.customer.as_ref().is_some_and(|c| c.as_str() == "ACME")
            && load.status == LoadStatus::Delivered
            && load.pickup_date().is_some_and(|d| d.to_string().as_str() < "2025-02-01")
            && native::rate(load, shelf) == Some(rate(contract, None, load, &shelf.tables, false).total)
    };
    let numbers = bench.cache.loads().expect("loads");
    let all = numbers.iter().filter_map(|n| bench.cache.load(n).expect("a load")).map(|(load, _)| load);
    all.filter(mine).collect()
}

fn contract(shelf: &Shelf) -> &Contract {
    let versions = &shelf.contracts["acme-foods"].good;
    versions.iter().find(|c| c.terms().effective.to_string() == "2024-10-01").expect("the version")
}

/// A way to rate one load.
type Rate<'a> = Box<dyn Fn(&Load) -> Decimal + 'a>;

/// Nanoseconds a load.
fn timed(loads: &[Load], one: &dyn Fn(&Load) -> Decimal) -> u128 {
    let mut sum = Decimal::ZERO;
    let begun = Instant::now();
    for _ in 0..REPEATS {
        for load in loads {
            sum += one(load);
        }
    }
    let took = begun.elapsed().as_nanos();
    assert!(!sum.is_zero());
    took / (REPEATS * loads.len()) as u128
}

fn median(mut values: Vec<u128>) -> u128 {
    values.sort_unstable();
    values[values.len() / 2]
}

/// Two decimals, without a float.
fn ratio(a: u128, b: u128) -> String {
    format!("{}.{:02}", a / b.max(1), a * 100 / b.max(1) % 100)
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("sample");
    linehaul_workbench::init::init(&dir, true).expect("the sample is made");
    let shelf = Shelf::read(&dir.join("rules")).expect("rules read");
    let loads = loads(&shelf, &dir);
    assert!(loads.len() > 20, "only {} loads agree with the rating by hand", loads.len());
    let contract = contract(&shelf);
    let variants: [(&str, Rate<'_>); 3] = [
        ("native by hand", Box::new(|load| native::rate(load, &shelf).unwrap_or_default())),
        ("contract, unexplained", Box::new(|load| rate(contract, None, load, &shelf.tables, false).total)),
        ("contract, explained", Box::new(|load| rate(contract, None, load, &shelf.tables, true).total)),
    ];
    let mut times: Vec<Vec<u128>> = vec![Vec::new(); variants.len()];
    for _ in 0..ROUNDS {
        for (at, (_, one)) in variants.iter().enumerate() {
            times[at].push(timed(&loads, one.as_ref()));
        }
    }
    let medians: Vec<u128> = times.into_iter().map(median).collect();
    println!("{} loads of one contract, totals equal, medians of {ROUNDS} rounds", loads.len());
    for ((name, _), nanos) in variants.iter().zip(&medians) {
        println!("{name:24} {nanos:>8} ns a load  {:>6} x native", ratio(*nanos, medians[0]));
    }
    let rows: Vec<String> = variants
        .iter()
        .zip(&medians)
        .map(|((name, _), nanos)| format!("{{\"name\":\"{name}\",\"value\":{nanos},\"unit\":\"ns a load\"}}"))
        .collect();
    println!(
        "{{\"bench\":\"rules\",\"machine\":\"{}\",\"ratios\":{{\"vs_native\":{},\"vs_native_unexplained\":{}}},\"rows\":[{}]}}",
        std::env::consts::ARCH,
        ratio(medians[2], medians[0]),
        ratio(medians[1], medians[0]),
        rows.join(",")
    );
}

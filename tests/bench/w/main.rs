//! `./dev bench rules`: workload W rated by hand, by a contract with and without explanations, and by the peers.
//!
//! Our variants are interleaved, medians of rounds; the peers run beside them in the same run, each by itself. Hashes of all
//! totals and holds are compared before anything is told. `--zen` builds the zen peer first, which takes minutes; without it
//! that peer runs where it was built before. `--profile` only rates by the contract, for a profiler.
#![allow(clippy::print_stdout)]

mod loads;
mod native;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use linehaul_billing::assess::{Rating, rate};
use linehaul_connectors::table::read_table;
use linehaul_domain::Decimal;
use linehaul_domain::canonical::hash_bytes;
use linehaul_domain::load::Load;
use linehaul_domain::money::{Currency, fixed};
use linehaul_domain::table::{TableBody, Tables};
use linehaul_domain::time::NaiveDate;
use linehaul_rules::Contract;
use native::Rated;
use serde_json::{Value, json};

/// As in the programs that are shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const LOADS: usize = 2_000;
const ROUNDS: usize = 11;
/// Passes over the loads within one round.
const REPEATS: usize = 10;

type Prices = BTreeMap<NaiveDate, Decimal>;

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/w")
}

fn tables() -> Tables {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/tables/eia_us.csv");
    let bytes = std::fs::read(file).expect("the index is there");
    let table = read_table("eia_us", &bytes).expect("the index reads");
    Tables::from([(table.name.clone(), table)])
}

fn prices(tables: &Tables) -> &Prices {
    let TableBody::Index { prices } = &tables[&"eia_us".into()].body else { panic!("eia_us is an index") };
    prices
}

/// `load total holds`, a line each.
fn lines(loads: &[Load], rated: &[Rated]) -> String {
    let mut text = String::new();
    for (load, Rated { total, holds }) in loads.iter().zip(rated) {
        writeln!(text, "{} {} {holds}", load.number, fixed(*total, Currency::USD)).expect("a text grows");
    }
    text
}

/// A way to rate one load.
type Rate<'a> = Box<dyn Fn(&Load) -> Rated + 'a>;

/// Times each variant in turn, round after round: medians in nanoseconds a load, and the lines of each.
fn timed(loads: &[Load], variants: &[(&str, Rate<'_>)]) -> Vec<(u128, String)> {
    let mut times: Vec<Vec<u128>> = vec![Vec::new(); variants.len()];
    for _ in 0..ROUNDS {
        for (at, (_, rate)) in variants.iter().enumerate() {
            let begun = Instant::now();
            let mut sum = Decimal::ZERO;
            for _ in 0..REPEATS {
                sum += loads.iter().map(|load| rate(load).total).sum::<Decimal>();
            }
            assert!(!sum.is_zero());
            times[at].push(begun.elapsed().as_nanos() / (REPEATS * loads.len()) as u128);
        }
    }
    let told = |(_, rate): &(&str, Rate<'_>)| lines(loads, &loads.iter().map(rate).collect::<Vec<_>>());
    let median = |mut all: Vec<u128>| {
        all.sort_unstable();
        all[all.len() / 2]
    };
    times.into_iter().map(median).zip(variants.iter().map(told)).collect()
}

fn contract(tables: &Tables) -> Contract {
    let text = std::fs::read_to_string(here().join("2024-01-01.rhai")).expect("the contract is there");
    let effective = "2024-01-01".parse().expect("a day");
    linehaul_rules::read("w/2024-01-01.rhai", effective, &text, tables).unwrap_or_else(|p| panic!("{p:?}"))
}

fn rated(rating: &Rating) -> Rated {
    Rated { total: rating.total, holds: rating.holds.len() }
}

/// Writes the loads and the index as the peers read them.
fn write_inputs(folder: &Path, loads: &[Load], prices: &Prices) {
    let text: String = loads.iter().map(|load| format!("{}\n", loads::json(load))).collect();
    std::fs::write(folder.join("loads.jsonl"), text).expect("the loads are written");
    let index: BTreeMap<String, String> = prices.iter().map(|(day, p)| (day.to_string(), p.to_string())).collect();
    let index = serde_json::to_string(&index).expect("an index encodes");
    std::fs::write(folder.join("index.json"), index).expect("the index is written");
}

fn build_zen() {
    let folder = here().join("peer-zen");
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--locked", "--quiet"]).arg("--target-dir").arg(folder.join("target"));
    let status = cargo.arg("--manifest-path").arg(folder.join("Cargo.toml")).status();
    assert!(status.is_ok_and(|s| s.success()), "the zen peer does not build");
}

/// The peers with what is missing for them, if anything.
fn peers() -> [(Command, Option<&'static str>); 3] {
    let found = |program: &str| Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success());
    let (mut python, mut node) = (Command::new("python3"), Command::new("node"));
    python.arg(here().join("peer.py"));
    node.arg(here().join("peer.mjs"));
    let engine = here().join("node_modules/json-rules-engine").exists();
    let zen = here().join("peer-zen/target/release/peer-zen");
    let no_python = (!found("python3")).then_some("python: python3 is not installed");
    let no_node = (!engine || !found("node")).then_some("json-rules-engine: run `npm ci` in tests/bench/w, with node");
    let no_zen = (!zen.exists()).then_some("zen: not built; `--zen` builds it");
    [(python, no_python), (node, no_node), (Command::new(zen), no_zen)]
}

/// Runs a peer: its one line of JSON.
fn run(mut peer: Command, folder: &Path) -> Value {
    let peer = peer.arg(folder.join("loads.jsonl")).arg(folder.join("index.json")).arg(ROUNDS.to_string());
    let output = peer.output().expect("the peer starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("the peer prints one line of JSON")
}

/// Two decimals, without a float.
fn ratio(a: u128, b: u128) -> String {
    format!("{}.{:02}", a / b.max(1), a * 100 / b.max(1) % 100)
}

fn main() -> ExitCode {
    let asked = |word: &str| std::env::args().any(|a| a == word);
    if asked("--zen") {
        build_zen();
    }
    let (loads, tables) = (loads::loads(LOADS), tables());
    let (contract, prices) = (contract(&tables), prices(&tables));
    let unexplained: Rate<'_> = Box::new(|load| rated(&rate(&contract, None, load, &tables, false)));
    let explained: Rate<'_> = Box::new(|load| rated(&rate(&contract, None, load, &tables, true)));
    if asked("--profile") {
        let variants = [("contract", if asked("--explained") { explained } else { unexplained })];
        println!("{} ns a load", timed(&loads, &variants)[0].0);
        return ExitCode::SUCCESS;
    }
    let variants = [
        ("native", Box::new(|load: &Load| native::rate(load, prices)) as Rate<'_>),
        ("unexplained", unexplained),
        ("explained", explained),
    ];
    let ours = timed(&loads, &variants);
    let (nanos, expected) = (ours[0].0, hash_bytes(ours[0].1.as_bytes()));
    println!(
        "workload W: {LOADS} loads of seed {:#x}, medians of {ROUNDS} rounds, totals and holds compared",
        loads::SEED
    );
    let mut agree = true;
    let mut rows: Vec<(String, u128, bool)> = Vec::new();
    for ((name, _), (took, lines)) in variants.iter().zip(&ours) {
        rows.push(((*name).to_owned(), *took, hash_bytes(lines.as_bytes()) == expected));
    }
    let folder = tempfile::tempdir().expect("a folder");
    write_inputs(folder.path(), &loads, prices);
    for (peer, missing) in peers() {
        if let Some(missing) = missing {
            println!("{missing}");
            continue;
        }
        let said = run(peer, folder.path());
        let took = said["ns_per_load"].as_u64().map_or(0, u128::from);
        let name = said["name"].as_str().unwrap_or("?").to_owned();
        rows.push((name, took, said["totals_sha256"].as_str() == Some(expected.as_str())));
    }
    for (name, took, same) in &rows {
        agree &= same;
        let verdict = if *same { "same totals" } else { "DIFFERENT TOTALS" };
        println!("{name:20} {took:>9} ns a load {:>8} x native  {verdict}", ratio(*took, nanos));
    }
    println!("{}", summary(&rows));
    if agree { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The one line of JSON at the end.
fn summary(rows: &[(String, u128, bool)]) -> Value {
    let took = |part: &str| rows.iter().find(|(name, _, _)| name.contains(part)).map(|(_, took, _)| *took);
    let (native, explained) = (took("native").unwrap_or(1), took("explained").unwrap_or(1));
    let explained = rows.iter().find(|(name, _, _)| name == "explained").map_or(explained, |(_, took, _)| *took);
    let unexplained = took("unexplained").unwrap_or(1);
    let mut ratios = serde_json::Map::new();
    let mut put = |name: &str, a: Option<u128>, b: u128| {
        if let Some(number) = a.and_then(|a| ratio(a, b).parse::<serde_json::Number>().ok()) {
            ratios.insert(name.to_owned(), Value::Number(number));
        }
    };
    put("vs_native", Some(explained), native);
    put("vs_native_unexplained", took("unexplained"), native);
    put("times_faster_than_python", took("python"), explained);
    put("times_faster_than_json_rules", took("json-rules"), explained);
    put("times_faster_than_json_rules_unexplained", took("json-rules"), unexplained);
    put("times_faster_than_zen", took("zen"), explained);
    let rows: Vec<Value> =
        rows.iter().map(|(name, took, _)| json!({"name": name, "value": u64::try_from(*took).unwrap_or(u64::MAX), "unit": "ns a load"})).collect();
    json!({"bench": "rules", "machine": std::env::consts::ARCH, "ratios": ratios, "rows": rows})
}

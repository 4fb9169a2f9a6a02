//! Workload W as a JDM decision of zen-engine: a switch, a node looped over the stops, a decision table and a node of
//! sums (`decision.json`), compiled once. `peer-zen LOADS.jsonl INDEX.json ROUNDS`

use std::collections::BTreeMap;
use std::time::Instant;

use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zen_engine::model::GraphContent;
use zen_engine::{Decision, Variable};

const INSTANTS: [&str; 5] = ["appointment", "arrived", "departed", "told_to_return", "returned"];

fn decimal(value: &Value) -> Variable {
    let text = value.as_str();
    text.map_or(Variable::Null, |text| Variable::Number(text.parse().expect("a decimal")))
}

/// Minutes since 1970.
fn minute(value: &Value) -> Variable {
    let at = value.as_str().map(|text| DateTime::parse_from_rfc3339(text).expect("an instant"));
    at.map_or(Variable::Null, |at| Variable::Number(Decimal::from(at.timestamp() / 60)))
}

/// Days since 1970.
fn day(text: &str) -> i64 {
    let date = text.parse::<NaiveDate>().expect("a date");
    (date - NaiveDate::default()).num_days()
}

fn plain(value: Value) -> Variable {
    Variable::try_from_value(value).expect("a value")
}

fn set(object: &Variable, key: &str, value: Variable) {
    object.dot_insert(key, value);
}

/// A load as the decision reads it: instants as minutes, dates as days, amounts as numbers.
fn parsed(line: &str, index: &Variable) -> (String, Variable) {
    let mut load: Value = serde_json::from_str(line).expect("a load");
    let number = load["number"].as_str().expect("a number").to_owned();
    let stops: Vec<Value> = load["stops"].as_array().expect("stops").clone();
    let events: Vec<Value> = load["events"].as_array().expect("events").clone();
    let (miles, cost) = (decimal(&load["miles"]), decimal(&load["lumper_cost"]));
    load["pickup_day"] = load["pickup_date"].as_str().map_or(Value::Null, |date| json!(day(date)));
    let context = plain(load);
    set(&context, "miles", miles);
    set(&context, "lumper_cost", cost);
    set(&context, "index", index.clone());
    let stops = stops.into_iter().map(|stop| {
        let times = INSTANTS.map(|key| (key, minute(&stop[key])));
        let stop = plain(stop);
        times.into_iter().for_each(|(key, at)| set(&stop, key, at));
        stop
    });
    set(&context, "stops", Variable::from_array(stops.collect()));
    let events = events.into_iter().map(|event| {
        let amount = decimal(&event["amount"]);
        let event = plain(event);
        set(&event, "amount", amount);
        event
    });
    set(&context, "events", Variable::from_array(events.collect()));
    (number, context)
}

/// Prices by the day number of their Monday.
fn index(text: &str) -> Variable {
    let prices: BTreeMap<String, Value> = serde_json::from_str(text).expect("an index");
    let index = Variable::empty_object();
    for (date, price) in &prices {
        set(&index, &day(date).to_string(), decimal(price));
    }
    index
}

fn number(result: &Variable, key: &str) -> Decimal {
    match result.dot(key) {
        Some(Variable::Number(number)) => number,
        _ => panic!("the decision says no {key}"),
    }
}

async fn rated(decision: &Decision, load: &Variable) -> (Decimal, Decimal) {
    let response = decision.evaluate(load.clone()).await.expect("the decision is evaluated");
    (number(&response.result, "total"), number(&response.result, "holds"))
}

async fn run(loads: &[(String, Variable)], rounds: usize) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/decision.json");
    let text = std::fs::read_to_string(path).expect("the decision is there");
    let content: GraphContent = serde_json::from_str(&text).expect("a decision");
    let mut decision = Decision::from(content);
    decision.compile();
    let mut times = Vec::new();
    let mut all = Vec::new();
    for _ in 0..rounds {
        let begun = Instant::now();
        all.clear();
        for (_, load) in loads {
            all.push(rated(&decision, load).await);
        }
        times.push(begun.elapsed().as_nanos() / loads.len() as u128);
    }
    times.sort_unstable();
    let lines: String = loads
        .iter()
        .zip(&all)
        .map(|((load, _), (total, holds))| format!("{load} {total:.2} {}\n", holds.normalize()))
        .collect();
    let digest = format!("{:x}", Sha256::digest(lines.as_bytes()));
    let nanos = u64::try_from(times[rounds / 2]).expect("a short time");
    println!("{}", json!({"name": "zen-engine", "ns_per_load": nanos, "totals_sha256": digest}));
}

fn main() {
    let [loads, prices, rounds] =
        <[String; 3]>::try_from(std::env::args().skip(1).collect::<Vec<_>>()).expect("LOADS.jsonl INDEX.json ROUNDS");
    let read = |path: &str| std::fs::read_to_string(path).expect("an input");
    let index = index(&read(&prices));
    let loads: Vec<_> = read(&loads).lines().map(|line| parsed(line, &index)).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(run(&loads, rounds.parse().expect("a count of rounds")));
}

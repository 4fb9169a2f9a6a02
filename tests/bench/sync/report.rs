//! What was measured: said while it goes on, then as two tables for people, and in one line of JSON for programs.
#![allow(clippy::print_stdout)]

use std::fmt::Write as _;

use serde_json::{Map, Number, Value, json};

/// Most that a ratio may be; at least, where its name ends with `_speedup`.
const BOUNDS: &[(&str, f64)] = &[
    ("sync_1m_over_10k", 1.5),
    ("noop_1m_over_10k", 1.5),
    ("replay_over_change", 0.35),
    ("import_over_sqlite3", 3.0),
    ("import_mapped_over_sqlite3", 4.0),
    ("xlsx_over_calamine", 3.0),
    ("rss_mb_import", 500.0),
    ("assess_two_cores_speedup", 0.85),
    ("queue_p99_1m_over_10k", 3.0),
    ("_100k_over_10k", 1.2),
];

/// Everything that was measured so far.
#[derive(Debug, Default)]
pub struct Report {
    ratios: Vec<(String, f64)>,
    rows: Vec<(String, f64, &'static str)>,
}

impl Report {
    /// Says something on the way.
    pub fn say(&self, line: &str) {
        println!("  {line}");
    }

    /// Keeps a figure.
    pub fn row(&mut self, name: &str, value: f64, unit: &'static str) {
        self.say(&format!("{name}: {value:.3} {unit}"));
        self.rows.push((name.to_owned(), value, unit));
    }

    /// Keeps a ratio.
    pub fn ratio(&mut self, name: &str, value: f64) {
        self.say(&format!("{name} = {value:.2}"));
        self.ratios.push((name.to_owned(), value));
    }

    /// Both tables.
    pub fn tables(&self) -> String {
        let mut text = String::from("\n| | measured | |\n|---|---|---|\n");
        for (name, value, unit) in &self.rows {
            writeln!(text, "| {name} | {value:.1} | {unit} |").expect("a text grows");
        }
        text.push_str("\n| ratio | measured | wanted | |\n|---|---|---|---|\n");
        for (name, value) in &self.ratios {
            let (wanted, kept) = match BOUNDS.iter().find(|(bound, _)| name.ends_with(bound)) {
                Some((_, bound)) if name.ends_with("_speedup") => (format!("at least {bound}"), value >= bound),
                Some((_, bound)) => (format!("at most {bound}"), value <= bound),
                None => (String::new(), true),
            };
            let verdict = if kept { "" } else { "missed" };
            writeln!(text, "| {name} | {value:.2} | {wanted} | {verdict} |").expect("a text grows");
        }
        text
    }

    /// The line for programs.
    pub fn line(&self, machine: &str) -> Value {
        let number =
            |value: f64| Number::from_f64((value * 1000.0).round() / 1000.0).map_or(Value::Null, Value::Number);
        let ratios: Map<String, Value> =
            self.ratios.iter().map(|(name, value)| (name.clone(), number(*value))).collect();
        let row = |(name, value, unit): &(String, f64, &'static str)| json!({"name": name, "value": number(*value), "unit": unit});
        json!({
            "bench": "sync",
            "machine": machine,
            "ratios": ratios,
            "rows": self.rows.iter().map(row).collect::<Vec<Value>>(),
        })
    }
}

/// Processors, their kind, and memory.
pub fn machine() -> String {
    let of = |path: &str, name: &str| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let (model, memory) = (of("/proc/cpuinfo", "model name"), of("/proc/meminfo", "MemTotal"));
    format!("{} {cores} x {model}, {memory}", std::env::consts::ARCH)
}

//! A newcomer's way: a mapping is proposed from an export, tried, mended and read, by words of the command line alone.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn linehaul(dir: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    command.arg("--workspace").arg(dir).args(words).stdin(Stdio::null()).output().expect("the binary runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const EXPORT: &str = "Order #,Bill To,Status,Loaded Miles,Line Haul,Orig City,Orig ST,PU Arrived,Dest City,Dest ST,Del Arrived,Driver\n\
10421,ACME,Completed,\"1,012\",\"$2,125.00\",Green Bay,WI,3/14/2025 8:00 AM,Memphis,TN,3/15/2025 8:00 AM,Joe\n";

#[test]
fn an_export_is_proposed_for_tried_and_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    assert!(linehaul(&dir, &["init", &dir.to_string_lossy()]).status.success());
    let export = folder.path().join("orders 0314.csv");
    std::fs::write(&export, EXPORT).expect("written");
    let export = export.to_string_lossy().into_owned();

    let guessed = linehaul(&dir, &["source", "guess", &export]);
    assert_eq!(guessed.status.code(), Some(1), "it asks: {}", said(&guessed));
    assert!(said(&guessed).contains("Nothing was written") && !dir.join("mappings").exists());
    let guessed = linehaul(&dir, &["source", "guess", &export, "--name", "orders", "--write"]);
    let words = said(&guessed);
    for part in ["? Which currency", "TN has more than one zone", "Written to mappings/orders.toml"] {
        assert!(words.contains(part), "{part}\n{words}");
    }
    let again = linehaul(&dir, &["source", "guess", &export, "--name", "orders", "--write"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("LH-248"));

    let mapping = dir.join("mappings/orders.toml");
    let text = std::fs::read_to_string(&mapping).expect("a mapping");
    let text = text.replace("# currency = ", "currency = ").replace("# TN = ", "TN = ");
    std::fs::write(&mapping, &text).expect("written");
    let tried = linehaul(&dir, &["source", "test", "orders", &export, "--json"]);
    let tried: Value = serde_json::from_slice(&tried.stdout).expect("JSON");
    assert_eq!(
        (&tried["read"], &tried["bad"], &tried["unread"][0]),
        (&1.into(), &0.into(), &"Driver".into()),
        "{tried}"
    );
    let stop = &tried["rows"][0]["makes"][2]["fields"];
    let zone = stop.as_array().expect("fields").iter().find(|field| field["column"] == "zone").expect("a zone");
    assert_eq!(zone["value"], "America/Chicago");

    std::fs::write(&mapping, text.replace("ignore = []", "ignore = [\"Driver\"]")).expect("written");
    let settings = dir.join("linehaul.toml");
    let config = std::fs::read_to_string(&settings).expect("settings");
    std::fs::write(&settings, config.replace("folder = \"drop\"", "folder = \"drop\"\nmapping = \"orders\""))
        .expect("written");
    std::fs::copy(&export, dir.join("drop/orders 0314.csv")).expect("copied");
    let words = said(&linehaul(&dir, &["source", "test", "dispatch"]));
    assert!(words.contains("1 row of theirs, 0 not taken") && words.contains("ignored: Driver"), "{words}");
    let synced: Value = serde_json::from_slice(&linehaul(&dir, &["sync", "--json"]).stdout).expect("JSON");
    let source = &synced["sources"][0];
    assert_eq!(
        (&source["read"], &source["new"], &source["quarantined"]),
        (&1.into(), &1.into(), &0.into()),
        "{source}"
    );
    let shown: Value = serde_json::from_slice(&linehaul(&dir, &["show", "10421", "--json"]).stdout).expect("JSON");
    assert_eq!(shown["load"], "10421", "{shown}");
    let nobody = linehaul(&dir, &["source", "test", "nobody"]);
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("LH-247"));
}

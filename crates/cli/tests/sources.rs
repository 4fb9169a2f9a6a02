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

/// An export that tells everything.
const PLAIN: &str = "Load #,Customer,Status\n10421,ACME,Delivered\n";

#[test]
fn a_mapping_is_put_into_the_settings_and_takes_nobodys_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    assert!(linehaul(&dir, &["init", &dir.to_string_lossy()]).status.success());
    let export = folder.path().join("loads.csv");
    std::fs::write(&export, PLAIN).expect("written");
    let export = export.to_string_lossy().into_owned();
    let guess =
        |name: &str, source: &str| linehaul(&dir, &["source", "guess", &export, "--name", name, "--add", source]);
    let settings = || std::fs::read_to_string(dir.join("linehaul.toml")).expect("settings");
    let before = settings();
    let source = "dispatch";
    assert!(before.contains("name = \"dispatch\""), "{before}");

    // One that is there and has none gets it, and every other line stays as it was.
    let words = said(&guess("orders", source));
    assert!(words.contains("mapping = \"orders\""), "{words}");
    let after = settings();
    assert_eq!(after.replacen("mapping = \"orders\"\n", "", 1), before);
    // It has one now: nothing is written.
    let refused = guess("others", source);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("LH-255"), "{}", said(&refused));
    assert!(!dir.join("mappings/others.toml").exists() && settings() == after);
    // Nor where a mapping of that name is there, whatever the source.
    let refused = guess("orders", "tms");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("LH-248"), "{}", said(&refused));
    assert_eq!(settings(), after);
    // A source that is not there is made, with its folder.
    let words = said(&guess("others", "tms"));
    assert!(words.contains("[[source]]") && words.contains("folder = \"tms\""), "{words}");
    assert!(settings().starts_with(&after) && dir.join("tms").is_dir());
    std::fs::write(dir.join("tms/loads.csv"), PLAIN).expect("written");
    let synced: Value = serde_json::from_slice(&linehaul(&dir, &["sync", "tms", "--json"]).stdout).expect("JSON");
    assert_eq!(synced["sources"][0]["new"], 1, "{synced}");
    // What no source can be called leaves all as it was.
    let before = settings();
    let refused = guess("third", "no/name\"");
    assert!(!refused.status.success() && !dir.join("mappings/third.toml").exists() && settings() == before);
}

/// A workspace with a source whose folder is not there.
fn with_a_broken_source(dir: &Path) {
    assert!(linehaul(dir, &["init", &dir.to_string_lossy()]).status.success());
    let settings = dir.join("linehaul.toml");
    let config = std::fs::read_to_string(&settings).expect("settings");
    let broken = "[[source]]\nname = \"yard\"\nkind = \"csv-drop\"\nfolder = \"yard\"\n[erp]";
    std::fs::write(&settings, config.replace("[erp]", broken)).expect("written");
}

const LOADS: &str = "load_number,customer,status,updated_at\nL-1,ACME,delivered,2025-03-01T00:00:00Z\n";

#[test]
fn a_timer_fails_once_for_a_trouble_and_is_well_while_it_lasts() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    with_a_broken_source(&dir);
    std::fs::write(dir.join("drop/loads.csv"), LOADS).expect("written");
    let first = linehaul(&dir, &["run", "--once"]);
    assert_eq!(first.status.code(), Some(1), "{}", said(&first));
    assert!(said(&first).contains("dispatch: 1 rows = 1 new"), "{}", said(&first));
    assert!(String::from_utf8_lossy(&first.stderr).contains("LH-201"), "what a unit's mail has is on standard error");
    for _ in 0..3 {
        let again = linehaul(&dir, &["run", "--once"]);
        assert_eq!(again.status.code(), Some(0), "{}", said(&again));
        let words = said(&again);
        assert!(words.contains("source yard: LH-201") && words.contains("told before"), "{words}");
        assert!(words.contains("dispatch: nothing new") && again.stderr.is_empty(), "{words}");
    }
    let listed = linehaul(&dir, &["sources", "--json"]);
    assert_eq!(listed.status.code(), Some(1));
    let listed: Value = serde_json::from_slice(&listed.stdout).expect("JSON");
    let (dispatch, yard) = (&listed["sources"][0], &listed["sources"][1]);
    assert_eq!((&yard["health"]["failure"]["code"], &yard["health"]["failed"]), (&"LH-201".into(), &4.into()));
    assert_eq!((&dispatch["health"]["new"], &dispatch["every"]), (&1.into(), &"watched".into()));
    assert!(dispatch["health"]["next"].is_string() && yard["health"]["read_well"].is_null(), "{listed}");
    let told = said(&linehaul(&dir, &["sources"]));
    assert!(told.contains("yard: LH-201") && told.contains("(4 times in a row)"), "{told}");
    let doctor = said(&linehaul(&dir, &["doctor"]));
    assert!(doctor.contains("source yard: schedule: watched; read well last never"), "{doctor}");

    std::fs::create_dir(dir.join("yard")).expect("a folder");
    let well = linehaul(&dir, &["run", "--once"]);
    assert_eq!((well.status.code(), said(&well).contains("LH-201")), (Some(0), false), "{}", said(&well));
    assert_eq!(linehaul(&dir, &["sources"]).status.code(), Some(0));
    let wrong = dir.join("linehaul.toml");
    let config = std::fs::read_to_string(&wrong).expect("settings");
    std::fs::write(&wrong, config.replace("folder = \"yard\"", "folder = \"yard\"\nevery = \"often\""))
        .expect("written");
    let refused = linehaul(&dir, &["run", "--once"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("say `watched`, or a time like 30s"));
    assert_eq!(refused.status.code(), Some(2));
    let again = linehaul(&dir, &["run", "--once"]);
    assert_eq!((again.status.code(), said(&again).contains("(told before)")), (Some(0), true), "{}", said(&again));
}

#[cfg(unix)]
#[test]
fn it_goes_on_until_it_is_interrupted_and_leaves_the_workspace_in_between() {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    use std::time::{Duration, Instant};

    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    assert!(linehaul(&dir, &["init", &dir.to_string_lossy()]).status.success());
    let mut command = Command::new(env!("CARGO_BIN_EXE_linehaul"));
    command.arg("--workspace").arg(&dir).args(["run", "--json"]).stdin(Stdio::null());
    let mut running = command.stdout(Stdio::piped()).spawn().expect("the binary runs");
    // It has looked at the folder once, and watches it.
    let first = Instant::now();
    while !dir.join("marks/sources.json").exists() && first.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(50));
    }
    std::fs::write(dir.join("drop/loads.csv"), LOADS).expect("written");
    let dropped = Instant::now();
    let known = || {
        let output = linehaul(&dir, &["queue", "--json"]);
        // It may be at work in this moment.
        output.status.success() && said(&output).contains("L-1")
    };
    while !known() && dropped.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(known(), "a file that was dropped is in the queue by itself");
    kill(Pid::from_raw(i32::try_from(running.id()).expect("a process")), Signal::SIGINT).expect("interrupted");
    let ended = running.wait().expect("it ends");
    assert_eq!(ended.code(), Some(0));
}

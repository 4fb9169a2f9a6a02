//! Nobody waits for a source who does not have to: what somebody decides goes first, and what is dropped comes by itself.
//!
//! Planted once and seen red: a decision that waits until the sources are through; a folder that nobody watches.

use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use linehaul_api::command::registry::find;
use linehaul_api::command::session::{Signal, init_workspace};
use linehaul_desktop::sessions::Sessions;
use linehaul_desktop::unattended;
use serde_json::{Value, json};
use tauri::Manager;
use tauri::async_runtime::block_on;

use crate::app;

fn ask(sessions: &Sessions, name: &str, arguments: Value) -> Value {
    let entry = find(name).expect("declared");
    let command = (entry.read)(arguments).expect("arguments");
    let reply = block_on(sessions.ask(entry, command, |_| ())).unwrap_or_else(|why| panic!("{name}: {}", why.message));
    serde_json::from_str(&reply.json(false).expect("JSON")).expect("JSON")
}

/// A source that takes what is asked, and never answers.
fn silent() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            std::thread::spawn(move || client.read_to_end(&mut Vec::new()));
        }
    });
    port
}

fn with_source(dir: &Path, source: &str) {
    let settings = dir.join("linehaul.toml");
    let config = std::fs::read_to_string(&settings).expect("settings");
    let at = config.find("[erp]").expect("an [erp]");
    std::fs::write(&settings, format!("{}{source}{}", &config[..at], &config[at..])).expect("written");
}

#[test]
fn a_decision_goes_first_while_a_slow_source_is_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("sample");
    init_workspace(&dir, true).expect("the sample company");
    let source = format!(
        "[[source]]\nname = \"tms\"\nkind = \"http\"\nurl = \"http://127.0.0.1:{}/\"\naccess = \"none\"\nanswer_within_seconds = 20\n",
        silent()
    );
    with_source(&dir, &source);
    let sessions = Arc::new(Sessions::default());
    block_on(sessions.open(&dir)).expect("opens");
    let (syncing, through) = (sessions.clone(), Arc::new(AtomicBool::new(false)));
    let ended = through.clone();
    let sync = std::thread::spawn(move || {
        let report = ask(&syncing, "sync", json!({}));
        ended.store(true, Ordering::SeqCst);
        report
    });
    // What the drop brought is assessed before the other one has said anything.
    let loads = |sessions: &Sessions| ask(sessions, "queue", json!({ "ask": { "state": "ready" } }))["loads"].clone();
    let since = Instant::now();
    while loads(&sessions).as_array().is_none_or(Vec::is_empty) && since.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(100));
    }
    let load = loads(&sessions)[0]["load"].clone();
    let asked = Instant::now();
    let held = ask(&sessions, "hold", json!({ "loads": [load], "load": load, "reason": "why" }));
    assert!(held["refused"].as_array().is_none_or(Vec::is_empty), "{held}");
    assert!(!through.load(Ordering::SeqCst), "the sync still waits");
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    sessions.want(Signal::Stop);
    let report = sync.join().expect("it ends");
    let tms = &report["sources"].as_array().expect("sources").last().expect("one").clone();
    assert_eq!((&tms["name"], &tms["error"]["code"]), (&"tms".into(), &"LH-209".into()), "{tms}");
}

#[test]
fn a_file_that_is_dropped_comes_into_the_queue_by_itself() {
    let app = app();
    app.manage(Sessions::default());
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("w");
    init_workspace(&dir, false).expect("a workspace");
    let sessions = app.state::<Sessions>();
    block_on(sessions.open(&dir)).expect("opens");
    unattended::begin(app.handle().clone());
    // It is watched by now, and was looked through once.
    let known = || ask(&sessions, "queue", json!({ "ask": {} }))["total"].as_u64().unwrap_or_default();
    let since = Instant::now();
    while !dir.join("marks/sources.json").exists() && since.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(known(), 0);
    let loads = "load_number,customer,status,updated_at\nL-1,ACME,delivered,2025-03-01T00:00:00Z\n";
    std::fs::write(dir.join("drop/loads.csv"), loads).expect("written");
    let dropped = Instant::now();
    while known() == 0 && dropped.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(known(), 1, "after {:?}", dropped.elapsed());
}

//! The joint between the archive of deliveries and the cache: whatever the archive lists is taken, once and in its order, as what it
//! came as.
//!
//! Planted once and seen red: a delivery that the cache failed to keep, lost once another source delivered; the loads of a source
//! that left the settings read by another's reader; a document's file that could not be opened once, taken for absent for good.

use std::path::Path;
use std::sync::mpsc::channel;

use linehaul_domain::canonical;
use linehaul_domain::fault::Fault;
use linehaul_store::{Cache, Delivery, Part};
use linehaul_workbench::intake::open::open;
use linehaul_workbench::intake::rebuild;
use linehaul_workbench::intake::sync::{Synced, sync};
use linehaul_workbench::settings::config::Source;
use linehaul_workbench::workspace::home::Workbench;

const BUSINESS: &str = r#"
[business]
name = "Two"
zone = "America/Chicago"
today = "2025-03-07"
invoice_prefix = "TW"
desk = "A"
[erp]
kind = "file"
"#;

fn source(name: &str, more: &str) -> String {
    format!("[[source]]\nname = \"{name}\"\nkind = \"csv-drop\"\nfolder = \"{name}\"\n{more}")
}

fn settings(folder: &Path, sources: &[String]) {
    std::fs::write(folder.join("linehaul.toml"), format!("{BUSINESS}{}", sources.concat())).expect("written");
}

/// A workspace with the sources `one` and `two`.
fn workspace(of_two: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["one", "two"] {
        std::fs::create_dir_all(folder.path().join(name).join("documents")).expect("a folder");
    }
    settings(folder.path(), &[source("one", ""), source("two", of_two)]);
    folder
}

fn put(folder: &Path, file: &str, text: &str) {
    std::fs::write(folder.join(file), text).expect("written");
}

fn loads(number: &str) -> String {
    format!("load_number,customer,status,updated_at\n{number},ACME,delivered,2025-03-01T00:00:00Z\n")
}

fn read(bench: &mut Workbench, only: &[&str]) -> Synced {
    let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
    sync(bench, &only, &mut |_, _, _| true).expect("synced")
}

fn known(bench: &Workbench, load: &str) -> bool {
    bench.cache.load(&load.into()).expect("asks").is_some()
}

fn same_when_rebuilt(bench: &mut Workbench) {
    assert_eq!(rebuild::check(bench).expect("compares").differing, Vec::<String>::new());
}

/// Does something while another program holds the cache.
fn while_held<T>(folder: &Path, work: impl FnOnce() -> T) -> T {
    let path = folder.join("cache.sqlite");
    let ((began, begun), (release, wait)) = (channel::<()>(), channel::<Part>());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut parts = std::iter::from_fn(|| {
                began.send(()).expect("somebody waits");
                wait.recv().ok()
            });
            Cache::open(&path).expect("opens").take_parts(&mut parts).expect_err("it has no end")
        });
        begun.recv().expect("it has begun");
        let done = work();
        drop(release);
        done
    })
}

#[test]
fn what_the_cache_failed_to_keep_is_taken_whatever_was_delivered_after_it() {
    let folder = workspace("");
    let dir = folder.path();
    let mut bench = open(dir).expect("opens");
    put(dir, "one/loads-1.csv", &loads("L-1"));
    read(&mut bench, &[]);
    put(dir, "one/loads-2.csv", &loads("L-2"));
    let error: Option<Fault> = while_held(dir, || {
        let name = ["one".to_owned()];
        let synced = sync(&mut bench, &name, &mut |_, _, _| true);
        synced.map_or_else(Some, |synced| synced.sources.into_iter().find_map(|source| source.error))
    });
    assert_eq!(error.expect("it fails").code, "LH-514");
    // Dispatch clears its folder, and the other source delivers.
    std::fs::remove_file(dir.join("one/loads-2.csv")).expect("removed");
    let (port, source) = (bench.source(&bench.config.sources[1]).expect("a source"), bench.config.sources[1].clone());
    put(dir, "two/loads-3.csv", &loads("L-3"));
    let mut report = linehaul_workbench::intake::take::SourceReport::default();
    linehaul_workbench::intake::poll::sync_from(&mut bench, &source, port.as_ref(), &mut report, &mut |_, _, _| true)
        .expect("synced");
    assert_eq!(report.new, 1);
    read(&mut bench, &[]);
    assert!(known(&bench, "L-1") && known(&bench, "two/L-3"));
    assert!(known(&bench, "L-2"), "the archive has it, and the cache took it");
    same_when_rebuilt(&mut bench);
}

fn told(bench: &mut Workbench) -> (bool, String) {
    let checks = linehaul_workbench::upkeep::doctor::doctor(bench).expect("looks");
    let check = checks.into_iter().find(|check| check.name == "archive").expect("a check");
    (check.ok, check.message)
}

#[test]
fn doctor_compares_how_far_the_archive_goes_with_how_far_it_was_taken() {
    let folder = workspace("");
    let dir = folder.path();
    let mut bench = open(dir).expect("opens");
    put(dir, "one/loads-1.csv", &loads("L-1"));
    read(&mut bench, &[]);
    let (ok, message) = told(&mut bench);
    assert!(ok && message.contains("up to 1"), "{message}");
    let line = bench.archive.lines().expect("lists").remove(0).delivery;
    let text = loads("L-2");
    let hash = canonical::hash_bytes(text.as_bytes());
    bench.archive.put(&Delivery { file: "loads-2.csv".into(), hash, ..line }, text.as_bytes()).expect("archives");
    let (ok, message) = told(&mut bench);
    assert!(!ok && message.contains("line 2") && message.contains("line 1"), "{message}");
    assert!(!known(&bench, "L-2"));
    drop(bench);
    let mut bench = open(dir).expect("opens");
    assert!(told(&mut bench).0 && known(&bench, "L-2"), "whoever opens it takes the rest");
}

#[test]
fn an_archive_that_ends_before_the_cache_is_told_and_numbered_on() {
    let folder = workspace("");
    let dir = folder.path();
    let mut bench = open(dir).expect("opens");
    for number in 1..=3 {
        put(dir, &format!("one/loads-{number}.csv"), &loads(&format!("L-{number}")));
        read(&mut bench, &[]);
    }
    drop(bench);
    let list = dir.join("archive/deliveries.jsonl");
    let text = std::fs::read_to_string(&list).expect("reads");
    std::fs::write(&list, text.split_inclusive('\n').next().expect("a line")).expect("an older copy");
    let mut bench = open(dir).expect("opens");
    let names_them = |(ok, message): (bool, String)| {
        assert!(!ok && message.contains("loads-2.csv of one, loads-3.csv of one"), "{message}");
    };
    names_them(told(&mut bench));
    for number in 2..=3 {
        std::fs::remove_file(dir.join(format!("one/loads-{number}.csv"))).expect("its source cleans up");
    }
    put(dir, "one/loads-4.csv", &loads("L-4"));
    read(&mut bench, &[]);
    let all = |bench: &Workbench| (1..=4).all(|number| known(bench, &format!("L-{number}")));
    assert!(all(&bench));
    assert_eq!(bench.archive.end().expect("an end").seq, 4);
    // That new lines are numbered on does not make it whole: it is told until they are there again.
    names_them(told(&mut bench));
    assert_eq!(rebuild::rebuild(&mut bench).expect_err("it would lack them").code.as_str(), "LH-529");
    assert!(all(&bench));
    for number in 2..=3 {
        put(dir, &format!("one/loads-{number}.csv"), &loads(&format!("L-{number}")));
    }
    read(&mut bench, &[]);
    assert!(told(&mut bench).0, "{:?}", told(&mut bench));
    assert_eq!(rebuild::rebuild(&mut bench).expect("made again"), 4);
}

#[test]
fn a_cache_of_an_earlier_version_is_gone_through_for_what_it_lacks() {
    let folder = workspace("");
    let dir = folder.path();
    let mut bench = open(dir).expect("opens");
    put(dir, "one/loads-1.csv", &loads("L-1"));
    read(&mut bench, &[]);
    // As it was left: it says that it is whole, and a delivery is missing in it.
    let line = bench.archive.lines().expect("lists").remove(0).delivery;
    for number in ["L-2", "L-3"] {
        let text = loads(number);
        let hash = canonical::hash_bytes(text.as_bytes());
        let file = format!("{number}.csv");
        bench.archive.put(&Delivery { file, hash, ..line.clone() }, text.as_bytes()).expect("archives");
    }
    let one = |s: &Source| canonical::hash(&(&s.name, &s.joins, &s.owns, &s.columns));
    let sources = canonical::hash(&bench.config.sources.iter().map(one).collect::<Vec<_>>()).0;
    bench.cache.remember("whole", &sources).expect("remembers");
    bench.cache.forget("sources").expect("forgets");
    bench.cache.forget("taken").expect("forgets");
    drop(bench);
    let mut bench = open(dir).expect("opens");
    assert!(["L-1", "L-2", "L-3"].into_iter().all(|number| known(&bench, number)));
    assert!(told(&mut bench).0);
    same_when_rebuilt(&mut bench);
}

const MAPPED: &str = "[source.columns.loads]\n\"Load #\" = \"load_number\"\n";

fn named(head: &str, number: &str) -> String {
    loads(number).replace("load_number", head)
}

/// L-1 of `one`, L-7 of `two` under a header of its own.
fn mapped() -> (tempfile::TempDir, Workbench) {
    let folder = workspace(MAPPED);
    let dir = folder.path();
    put(dir, "one/loads-1.csv", &loads("L-1"));
    put(dir, "two/loads-7.csv", &named("Load #", "L-7"));
    let mut bench = open(dir).expect("opens");
    read(&mut bench, &[]);
    assert!(known(&bench, "L-1") && known(&bench, "two/L-7"));
    (folder, bench)
}

#[test]
fn a_source_that_left_the_settings_is_asked_for_and_a_retired_one_keeps_its_loads() {
    let (folder, bench) = mapped();
    let dir = folder.path();
    drop(bench);
    settings(dir, &[source("one", "")]);
    let refused = |dir: &Path| open(dir).err().expect("refused");
    let fault = refused(dir);
    assert_eq!(fault.code, "LH-123");
    assert!(fault.what.contains("`two`"), "{fault}");
    let cache = Cache::open(&dir.join("cache.sqlite")).expect("opens");
    assert!(cache.load(&"two/L-7".into()).expect("asks").is_some(), "and nothing was thrown away");
    drop(cache);
    std::fs::remove_file(dir.join("cache.sqlite")).expect("removed");
    assert_eq!(refused(dir).code, "LH-123", "without a cache too");
    settings(dir, &[source("one", ""), source("two", &format!("retired = true\n{MAPPED}"))]);
    let mut bench = open(dir).expect("opens");
    put(dir, "two/loads-8.csv", &named("Load #", "L-8"));
    put(dir, "one/loads-2.csv", &loads("L-2"));
    let synced = read(&mut bench, &[]);
    assert_eq!(synced.sources.len(), 1);
    assert!(read(&mut bench, &["two"]).sources[0].notes[0].contains("retired"));
    assert!(known(&bench, "two/L-7") && known(&bench, "L-2") && !known(&bench, "two/L-8"));
    assert_eq!(bench.cache.quarantine().expect("lists"), []);
    same_when_rebuilt(&mut bench);
}

#[test]
fn a_delivery_reads_with_the_header_of_its_day_or_with_the_one_that_was_mended() {
    let (folder, bench) = mapped();
    let dir = folder.path();
    drop(bench);
    // Their system calls it otherwise from now on, and an old file has yet another name for it.
    let later = "[source.columns.loads]\n\"Load No\" = \"load_number\"\n";
    settings(dir, &[source("one", ""), source("two", later)]);
    put(dir, "two/loads-8.csv", &named("Load No", "L-8"));
    put(dir, "two/loads-9.csv", &named("Ref", "L-9"));
    let mut bench = open(dir).expect("opens");
    read(&mut bench, &[]);
    assert!(known(&bench, "two/L-7") && known(&bench, "two/L-8"));
    let quarantined: Vec<_> = bench.cache.quarantine().expect("lists").into_iter().map(|item| item.file).collect();
    assert_eq!(quarantined, ["loads-9.csv"]);
    drop(bench);
    settings(dir, &[source("one", ""), source("two", &format!("{later}Ref = \"load_number\"\n"))]);
    let mut bench = open(dir).expect("opens");
    assert!(["two/L-7", "two/L-8", "two/L-9"].into_iter().all(|number| known(&bench, number)));
    assert_eq!(bench.cache.quarantine().expect("lists"), []);
    same_when_rebuilt(&mut bench);
}

#[test]
fn nothing_is_read_with_anothers_reader() {
    let (folder, bench) = mapped();
    let line = bench.archive.lines().expect("lists").remove(0).delivery;
    assert_eq!(line.reader.as_deref(), Some("csv-drop"));
    let text = loads("L-2");
    let hash = canonical::hash_bytes(text.as_bytes());
    let other = Delivery { reader: Some("dispatch-api".to_owned()), hash, file: "page-1".to_owned(), ..line };
    bench.archive.put(&other, text.as_bytes()).expect("archives");
    drop(bench);
    let fault = open(folder.path()).err().expect("refused");
    assert_eq!(fault.code, "LH-506");
    assert!(fault.what.contains("dispatch-api"), "{fault}");
}

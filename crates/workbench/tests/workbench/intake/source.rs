//! What a sync makes of a source that goes on from cursors: nothing is left out behind a page that could not be had, and nothing is
//! fetched again after the cache was lost.
//!
//! Planted once and seen red: going on behind a page that failed; the cursor kept in the cache.

use std::path::Path;

use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::memory::{Call, PagedSource};
use linehaul_domain::ids::LoadNumber;
use linehaul_workbench::intake::open::open;
use linehaul_workbench::intake::sync::sync_from;
use linehaul_workbench::intake::take::SourceReport;
use linehaul_workbench::workspace::home::Workbench;

const SETTINGS: &str = r#"
[business]
name = "Paged"
zone = "America/Chicago"
today = "2025-03-07"
invoice_prefix = "PG"
desk = "A"
[[source]]
name = "dispatch"
kind = "csv-drop"
folder = "drop"
[erp]
kind = "file"
"#;

fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("drop")).expect("a folder");
    std::fs::write(folder.path().join("linehaul.toml"), SETTINGS).expect("written");
    folder
}

fn page(number: u32) -> String {
    format!("load_number,customer,status,updated_at\nL-{number},ACME,delivered,2025-03-01T00:00:00Z\n")
}

fn sync(bench: &mut Workbench, port: &PagedSource) -> SourceReport {
    let (source, mut report) = (bench.config.sources[0].clone(), SourceReport::default());
    sync_from(bench, &source, port, &mut report, &mut |_, _, _| true).expect("synced");
    report
}

fn stale(bench: &Workbench) -> Vec<LoadNumber> {
    bench.cache.stale_after("", 100).expect("lists")
}

fn opened(folder: &Path) -> Workbench {
    open(folder).expect("opens")
}

#[test]
fn pages_are_taken_once_and_the_cursor_outlives_the_cache() {
    let (folder, port) = (workspace(), PagedSource::new(2));
    (1..=5).for_each(|number| port.page(Kind::Loads, &page(number)));
    let mut bench = opened(folder.path());
    assert_eq!(sync(&mut bench, &port).new, 5);
    assert_eq!(stale(&bench).len(), 5);
    let again = sync(&mut bench, &port);
    assert_eq!((again.read, again.unchanged_files), (0, 0), "nothing is fetched again");
    drop(bench);
    for name in ["cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm"] {
        // The log is there only while somebody has it open.
        let _ = std::fs::remove_file(folder.path().join(name));
    }
    let mut bench = opened(folder.path());
    assert_eq!(bench.cache.loads().expect("lists").len(), 5, "made again from the archive");
    port.page(Kind::Loads, &page(6));
    let report = sync(&mut bench, &port);
    assert_eq!((report.read, report.new), (1, 1), "{report:?}");
}

#[test]
fn behind_a_page_that_could_not_be_had_nothing_is_taken() {
    let (folder, port) = (workspace(), PagedSource::new(2));
    (1..=3).for_each(|number| port.page(Kind::Loads, &page(number)));
    let mut bench = opened(folder.path());
    port.fail(Call::Fetch);
    let report = sync(&mut bench, &port);
    assert_eq!(report.read, 0);
    assert!(report.notes.iter().any(|note| note.contains("LH-104")), "{:?}", report.notes);
    assert_eq!(sync(&mut bench, &port).new, 3, "all of them, in the next sync");
    port.fail(Call::List);
    let (source, mut report) = (bench.config.sources[0].clone(), SourceReport::default());
    let why = sync_from(&mut bench, &source, &port, &mut report, &mut |_, _, _| true).expect_err("refused");
    assert_eq!(why.code, "LH-104");
}

#[test]
fn a_sync_that_is_stopped_between_pages_goes_on_behind_the_last() {
    let (folder, port) = (workspace(), PagedSource::new(1));
    (1..=4).for_each(|number| port.page(Kind::Loads, &page(number)));
    let mut bench = opened(folder.path());
    let (source, mut report, mut pages) = (bench.config.sources[0].clone(), SourceReport::default(), 0);
    let mut two = |_: &str, _: usize, _: usize| {
        pages += 1;
        pages <= 2
    };
    sync_from(&mut bench, &source, &port, &mut report, &mut two).expect("synced");
    assert_eq!((report.new, stale(&bench).len()), (2, 2));
    let report = sync(&mut bench, &port);
    assert_eq!((report.new, report.duplicate), (2, 0));
}

//! What a sync makes of a source that goes on from cursors: nothing is left out behind a page that could not be had, and nothing is
//! fetched again after the cache was lost.
//!
//! Planted once and seen red: going on behind a page that failed; the cursor kept where the cache is lost with it; a document that
//! could not be opened remembered as looked at; a place that moved without a page not kept; the cursor of another address.

use std::path::Path;

use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::memory::{Call, MOST_BYTES, PagedSource};
use linehaul_domain::document::Readability;
use linehaul_domain::ids::LoadNumber;
use linehaul_workbench::assessment::drain::drain;
use linehaul_workbench::intake::open::open;
use linehaul_workbench::intake::poll::sync_from;
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

pub fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("drop")).expect("a folder");
    std::fs::write(folder.path().join("linehaul.toml"), SETTINGS).expect("written");
    folder
}

pub fn page(number: u32) -> String {
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

pub fn opened(folder: &Path) -> Workbench {
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

#[test]
fn a_source_whose_place_does_not_move_is_not_read_for_ever() {
    let (folder, port) = (workspace(), PagedSource::new(2));
    (1..=3).for_each(|number| port.page(Kind::Loads, &page(number)));
    port.stand_still();
    let mut bench = opened(folder.path());
    let (source, mut report, mut asked) = (bench.config.sources[0].clone(), SourceReport::default(), 0);
    let mut a_while = |_: &str, _: usize, _: usize| {
        asked += 1;
        asked < 100
    };
    let why = sync_from(&mut bench, &source, &port, &mut report, &mut a_while).expect_err("refused");
    assert_eq!((why.code.as_str(), report.new, port.listed()), ("LH-233", 2, 1), "{why}");
}

fn document(id: &str, file: &str) -> String {
    format!(
        "document_id,load_number,type,file,signed_by,updated_at\n{id},L-1,pod_signed,{file},Bob,2025-03-02T00:00:00Z\n"
    )
}

/// What opening the document of L-1 shows.
fn shows(bench: &mut Workbench) -> Readability {
    drain(bench, &mut |_, _| true).expect("assessed");
    let (load, _) = bench.cache.load(&"L-1".into()).expect("asks").expect("a load");
    load.documents[0].readability
}

/// After what a whole sync does besides reading a source.
fn same_when_rebuilt(bench: &mut Workbench) {
    linehaul_workbench::assessment::world::follow(bench).expect("follows");
    let checked = linehaul_workbench::intake::rebuild::check(bench).expect("compares");
    assert_eq!(checked.differing, Vec::<String>::new());
}

#[test]
fn a_document_that_cannot_be_had_now_is_had_by_the_next_sync() {
    let (folder, port) = (workspace(), PagedSource::new(9));
    port.page(Kind::Loads, &page(1));
    port.page(Kind::Documents, &document("D-1", "pod.pdf"));
    port.put_document("pod.pdf", b"%PDF-1.4 %%EOF");
    let mut bench = opened(folder.path());
    port.fail(Call::Document);
    let (first, before) = (sync(&mut bench, &port).notes, shows(&mut bench));
    let (second, after) = (sync(&mut bench, &port).notes, shows(&mut bench));
    assert_eq!((before, after), (Readability::Absent, Readability::Readable));
    assert!(first.iter().any(|note| note.contains("LH-104 pod.pdf")) && second.is_empty(), "{first:?} {second:?}");
    assert_eq!(sync(&mut bench, &port).read, 0, "it is not read a third time");
    same_when_rebuilt(&mut bench);
}

#[test]
fn a_document_that_was_away_for_a_while_is_had_when_it_is_back_as_it_was() {
    let (folder, port, later) = (workspace(), PagedSource::new(9), PagedSource::new(9));
    for port in [&port, &later] {
        port.page(Kind::Loads, &page(1));
    }
    port.put_document("pod.pdf", b"%PDF-1.4 %%EOF");
    let mut bench = opened(folder.path());
    sync(&mut bench, &port);
    // A share is gone when its row comes.
    later.page(Kind::Documents, &document("D-1", "pod.pdf"));
    sync(&mut bench, &later);
    assert_eq!(shows(&mut bench), Readability::Absent);
    later.put_document("pod.pdf", b"%PDF-1.4 %%EOF");
    sync(&mut bench, &later);
    assert_eq!(shows(&mut bench), Readability::Readable);
    // The look itself fails.
    later.put_document("pod.pdf", b"%PDF-1.4 again %%EOF");
    later.fail(Call::Documents);
    let report = sync(&mut bench, &later);
    assert!(report.notes.iter().any(|note| note.contains("LH-104")), "{:?}", report.notes);
    assert_eq!((sync(&mut bench, &later).read, sync(&mut bench, &later).read), (1, 0));
    same_when_rebuilt(&mut bench);
}

#[test]
fn a_page_that_can_never_be_had_is_told_and_the_source_goes_on_behind_it() {
    let (folder, port) = (workspace(), PagedSource::new(2));
    (1..=4).for_each(|number| port.page(Kind::Loads, &page(number)));
    port.page(Kind::Loads, &"x".repeat(MOST_BYTES as usize + 1));
    port.page(Kind::Loads, &page(6));
    port.lose("page-1");
    let mut bench = opened(folder.path());
    let report = sync(&mut bench, &port);
    assert_eq!((report.read, report.new, report.quarantined), (6, 4, 2), "{:?}", report.notes);
    let told = |bench: &Workbench| -> Vec<(String, String)> {
        let items = bench.cache.quarantine().expect("lists");
        items.into_iter().map(|item| (item.file, item.code.to_string())).collect()
    };
    let lost = ["page-1", "page-4"].map(|page| (page.to_owned(), "LH-206".to_owned()));
    assert_eq!(told(&bench), lost);
    assert_eq!((sync(&mut bench, &port).read, told(&bench).len()), (0, 2), "told once");
    same_when_rebuilt(&mut bench);
    linehaul_workbench::intake::rebuild::rebuild(&mut bench).expect("made again");
    assert_eq!(told(&bench), lost);
    assert_eq!(sync(&mut bench, &port).read, 0);
}

#[test]
fn documents_are_looked_at_though_a_page_cannot_be_had() {
    let (folder, port) = (workspace(), PagedSource::new(9));
    port.page(Kind::Loads, &page(1));
    port.page(Kind::Documents, &document("D-1", "pod.pdf"));
    let mut bench = opened(folder.path());
    sync(&mut bench, &port);
    assert_eq!(shows(&mut bench), Readability::Absent);
    port.page(Kind::Loads, &page(2));
    port.put_document("pod.pdf", b"%PDF-1.4 %%EOF");
    port.fail(Call::Fetch);
    sync(&mut bench, &port);
    assert_eq!(shows(&mut bench), Readability::Readable);
}

#[test]
fn an_expired_cursor_reads_from_the_beginning_and_counts_once() {
    let (folder, port) = (workspace(), PagedSource::new(2));
    (1..=3).for_each(|number| port.page(Kind::Loads, &page(number)));
    let mut bench = opened(folder.path());
    sync(&mut bench, &port);
    port.expire();
    port.page(Kind::Loads, &page(4));
    let report = sync(&mut bench, &port);
    assert!(report.notes.iter().any(|note| note.contains("LH-207")), "{:?}", report.notes);
    assert_eq!((report.new, report.duplicate, report.unchanged_files), (1, 0, 3));
    let report = sync(&mut bench, &port);
    assert_eq!((report.read, report.unchanged_files, report.notes.len()), (0, 0, 0), "it goes on from there");
    same_when_rebuilt(&mut bench);
}

#[test]
fn a_place_that_moves_on_without_a_page_is_kept() {
    let (folder, port) = (workspace(), PagedSource::new(2));
    port.page(Kind::Loads, &page(1));
    let mut bench = opened(folder.path());
    sync(&mut bench, &port);
    let listed = |bench: &Workbench| bench.archive.lines().expect("lists");
    assert_eq!(listed(&bench).len(), 1);
    port.move_on();
    sync(&mut bench, &port);
    sync(&mut bench, &port);
    let last = listed(&bench).pop().expect("a line").delivery;
    assert_eq!((listed(&bench).len(), last.cursor.as_deref()), (2, Some("0.1.1")));
    let scope = last.scope.expect("a scope");
    assert_eq!(bench.cache.cursor(&"dispatch".into(), &scope), Ok(Some("0.1.1".to_owned())));
    linehaul_workbench::intake::rebuild::rebuild(&mut bench).expect("made again");
    assert_eq!(bench.cache.cursor(&"dispatch".into(), &scope), Ok(Some("0.1.1".to_owned())));
}

#[test]
fn another_address_begins_at_its_own_beginning() {
    let (folder, here, there) = (workspace(), PagedSource::new(2).at("here"), PagedSource::new(2).at("there"));
    (1..=3).for_each(|number| here.page(Kind::Loads, &page(number)));
    (5..=6).for_each(|number| there.page(Kind::Loads, &page(number)));
    let mut bench = opened(folder.path());
    assert_eq!((sync(&mut bench, &here).new, sync(&mut bench, &there).new), (3, 2));
    here.page(Kind::Loads, &page(4));
    assert_eq!((sync(&mut bench, &here).new, sync(&mut bench, &there).read), (1, 0));
}

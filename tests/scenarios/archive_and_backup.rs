//! What a workspace keeps beside the book: an archive that does not read stops what would decide on half the facts and nothing
//! else, and a backup holds neither itself nor leaves anything where it is refused.
//!
//! Planted once and seen red: a cache thrown away before the archive was read; loads assessed by a sync without what a delivery said; a
//! backup made in the folder that it packs; files put back before the book was judged.

use std::path::{Path, PathBuf};

use linehaul_api::command::safety::restore;
use linehaul_api::command::session::Session;
use linehaul_domain::canonical;
use linehaul_tests::harness::Asks;

use crate::workspace::{LOADS, STOPS, TestWorkspace, approve, code, push, state, sync};

/// Where the archive has a content.
fn archived(workspace: &TestWorkspace, content: &str) -> PathBuf {
    let hash = canonical::hash_bytes(content.as_bytes());
    workspace.dir().join("archive").join(&hash.as_str()[..2]).join(format!("{hash}.gz"))
}

fn lose_cache(workspace: &TestWorkspace) {
    for name in ["cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm"] {
        // The log is there only while somebody has it open.
        let _ = std::fs::remove_file(workspace.dir().join(name));
    }
}

/// T-1 is approved; then a delivery that spoke of it is spoilt, and its file gone from the drop.
fn spoilt(name: &str, content: &str) -> TestWorkspace {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    approve(&mut session, &["T-1"]);
    drop(session);
    std::fs::write(archived(&workspace, content), "spoilt").expect("written");
    std::fs::remove_file(workspace.dir().join(format!("drop/{name}.csv"))).expect("removed");
    workspace
}

#[test]
fn a_cache_is_not_thrown_away_where_the_archive_cannot_make_it_again() {
    let workspace = spoilt("loads", LOADS);
    let mut session = workspace.open();
    assert_eq!(code(session.rebuild()), "LH-518");
    assert_eq!(state(&session, "T-1"), "approved");
    assert_eq!(push(&mut session).posted.len(), 1);
}

#[test]
fn a_lost_cache_beside_a_spoilt_delivery_is_looked_after_and_mended() {
    for (name, content) in [("loads", LOADS), ("stops", STOPS)] {
        lost_beside_spoilt(name, content);
    }
}

fn lost_beside_spoilt(name: &str, content: &str) {
    let workspace = spoilt(name, content);
    lose_cache(&workspace);
    let part = || Session::open_in_part(&workspace.dir()).expect("opens in part");
    assert_eq!(code(Session::open(&workspace.dir())), "LH-518");
    let mut session = part();
    assert!(session.audit().expect("an answer").ok);
    let checks = session.doctor().expect("an answer").checks;
    let archive = checks.iter().find(|check| check.name == "archive").expect("a check");
    assert!(!archive.ok && archive.message.contains("LH-518"), "{archive:?}");
    session.backup(&workspace.dir().join("night.bak")).expect("a backup");
    for (verb, code) in [
        ("approve", code(session.approve(&["T-1".to_owned()], false, Some("owner"), None, &mut |_, _| true))),
        ("hold", code(session.hold("T-1", Some("owner"), "why"))),
        ("batch", code(session.batch_create(Some("owner")))),
        ("sync", code(session.sync(&[], &mut |_, _, _| true))),
    ] {
        assert_eq!(code, "LH-518", "{verb}");
    }
    drop(session);
    assert_eq!(code(Session::open(&workspace.dir())), "LH-518", "it stays so");
    workspace.write(&format!("drop/{name}-again.csv"), content);
    let mut session = part();
    sync(&mut session);
    assert_eq!(state(&session, "T-1"), "approved", "nothing lapsed by what was missing");
    assert_eq!(push(&mut session).posted.len(), 1);
    assert_eq!(session.rebuild_check().expect("an answer").differing, [""; 0]);
    drop(session);
    assert_eq!(state(&workspace.open(), "T-1"), "posted");
}

#[test]
fn a_backup_is_not_made_in_what_it_holds() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    for folder in ["archive", "rules", "rules/customers", "rules/../archive"] {
        let to = workspace.dir().join(folder).join("night.bak");
        assert_eq!(code(session.backup(&to)), "LH-106", "{folder}");
        assert!(!to.exists(), "{folder}");
    }
    session.backup(&workspace.dir().join("night.bak")).expect("beside it");
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn a_refused_backup_leaves_nothing() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    let whole = workspace.dir().join("night.bak");
    session.backup(&whole).expect("a backup");
    drop(session);
    let bytes = std::fs::read(&whole).expect("its bytes");
    for cut in [bytes.len() - 9, bytes.len() / 2, 40] {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("cut.bak"), folder.path().join("empty"));
        std::fs::write(&from, &bytes[..cut]).expect("written");
        assert_eq!(code(restore(&to, &from)), "LH-525", "{cut}");
        assert_eq!(files(&to), [to.join(".lock")], "{cut}");
    }
}

#[test]
fn a_delivery_that_is_lost_is_seen_before_a_backup_is_taken_for_whole() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    std::fs::remove_file(archived(&workspace, STOPS)).expect("removed");
    assert_eq!(code(session.backup(&workspace.dir().join("night.bak"))), "LH-518");
    assert!(!workspace.dir().join("night.bak").exists());
    let checks = session.doctor().expect("an answer").checks;
    let archive = checks.iter().find(|check| check.name == "archive").expect("a check");
    assert!(!archive.ok && archive.message.contains("LH-518"), "{archive:?}");
}

#[test]
fn a_spoilt_delivery_that_comes_once_more_is_mended_where_the_cache_is_well() {
    let workspace = TestWorkspace::tiny();
    let mut session = workspace.open();
    sync(&mut session);
    std::fs::write(archived(&workspace, STOPS), "spoilt").expect("written");
    assert_eq!(code(session.rebuild()), "LH-518");
    // The same file, as its source writes it again.
    let file = workspace.dir().join("drop/stops.csv");
    let when = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_740_000_000);
    std::fs::File::options().write(true).open(&file).expect("opens").set_modified(when).expect("a time");
    sync(&mut session);
    session.backup(&workspace.dir().join("night.bak")).expect("a backup");
    session.rebuild().expect("made again");
}

#[test]
fn rules_that_are_gone_are_not_called_well() {
    let workspace = TestWorkspace::tiny();
    let well = |session: &mut Session| {
        let checks = session.doctor().expect("an answer").checks;
        checks.into_iter().find(|check| check.name == "rules").expect("a check").ok
    };
    std::fs::rename(workspace.dir().join("rules"), workspace.dir().join("away")).expect("moved");
    assert!(well(&mut workspace.open()), "there is nothing to be priced yet");
    std::fs::rename(workspace.dir().join("away"), workspace.dir().join("rules")).expect("moved");
    let mut session = workspace.open();
    sync(&mut session);
    assert!(well(&mut session));
    drop(session);
    std::fs::rename(workspace.dir().join("rules"), workspace.dir().join("away")).expect("moved");
    assert!(!well(&mut workspace.open()));
}

//! A folder that is watched tells what came into it, soon and once; one that cannot be is told all the same.
//!
//! Planted once and seen red: what reads a file taken for what writes one; a folder that came later not watched; a change told twice.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use linehaul_workbench::machine::clock::Clock;
use linehaul_workbench::machine::watch::Watch;

/// What is told within a time.
fn within(watch: &mut Watch, most: Duration) -> BTreeSet<String> {
    let since = Instant::now();
    while since.elapsed() < most {
        let changed = watch.changed();
        if !changed.is_empty() {
            return changed;
        }
        watch.wait();
    }
    BTreeSet::new()
}

fn watch(folders: &[(&str, &Path)]) -> Watch {
    let folders = folders.iter().map(|(name, folder)| ((*name).to_owned(), (*folder).to_owned())).collect();
    Watch::of(&Clock::new(None), folders)
}

const SOON: Duration = Duration::from_secs(4);

#[test]
fn a_file_that_comes_is_told_soon_and_once_and_one_that_is_read_is_not() {
    let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    std::fs::create_dir(two.path().join("documents")).expect("a folder");
    let mut watch = watch(&[("one", one.path()), ("two", two.path())]);
    assert!(watch.trouble().is_none(), "{:?}", watch.trouble());
    std::fs::write(one.path().join("loads.csv"), "load_number\n").expect("written");
    assert_eq!(within(&mut watch, SOON), BTreeSet::from(["one".to_owned()]));
    std::fs::read(one.path().join("loads.csv")).expect("read");
    assert_eq!(within(&mut watch, Duration::from_millis(900)), BTreeSet::new());
    std::fs::write(two.path().join("documents/pod.pdf"), "%PDF-").expect("written");
    assert_eq!(within(&mut watch, SOON), BTreeSet::from(["two".to_owned()]));
}

#[test]
fn a_folder_that_is_not_there_yet_is_told_now_and_then_and_watched_once_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let drop = folder.path().join("drop");
    let mut watch = watch(&[("late", &drop)]);
    assert_eq!(watch.trouble().map(|fault| fault.code.as_str()), Some("LH-125"));
    assert_eq!(within(&mut watch, Duration::from_secs(8)), BTreeSet::from(["late".to_owned()]), "as if it had changed");
    std::fs::create_dir(&drop).expect("a folder");
    assert_eq!(within(&mut watch, Duration::from_secs(8)).len(), 1);
    assert!(watch.trouble().is_none(), "{:?}", watch.trouble());
    std::fs::write(drop.join("loads.csv"), "load_number\n").expect("written");
    let since = Instant::now();
    assert_eq!(within(&mut watch, SOON).len(), 1);
    assert!(since.elapsed() < SOON);
}

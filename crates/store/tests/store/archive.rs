//! The archive keeps every delivery as it came, and a process that dies leaves no name without content.
//!
//! Planted once and seen red: a torn last line kept; the hash not looked at after reading; a spoilt
//! content left as it is.

use std::io::Write;

use crate::support::*;
use linehaul_domain::canonical;
use linehaul_store::{Archive, Delivery};

fn put(archive: &Archive, file: &str, bytes: &[u8], minute: i64) -> bool {
    archive.put(&delivery(file, "loads", bytes, minute), bytes).expect("keeps")
}

fn files(archive: &Archive) -> Vec<String> {
    archive.deliveries().expect("lists").into_iter().map(|d| d.file).collect()
}

#[test]
fn what_came_comes_back_in_order_of_receipt() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    assert!(put(&archive, "b.csv", b"two", 2));
    assert!(put(&archive, "a.csv", b"one", 1));
    assert!(put(&archive, "a.csv", b"", 3));
    assert_eq!(files(&archive), ["a.csv", "b.csv", "a.csv"]);
    let again = Archive::open(folder.path()).expect("opens again");
    assert_eq!(again.deliveries(), archive.deliveries());
    let last = again.deliveries().expect("lists").pop().expect("one");
    assert_eq!(again.get(&last.hash), Ok(Vec::new()));
    assert_eq!(last.received, at(3));
}

#[test]
fn the_same_content_of_a_file_is_one_delivery_and_of_two_files_two() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    assert!(put(&archive, "a.csv", b"one", 1));
    assert!(!put(&archive, "a.csv", b"one", 9));
    assert!(put(&archive, "copy.csv", b"one", 9));
    assert_eq!(archive.deliveries().expect("lists").len(), 2);
    assert_eq!(Archive::open(folder.path()).expect("opens").deliveries().expect("lists").len(), 2);
}

#[test]
fn the_contents_of_a_file_are_found_by_name_and_kind() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    put(&archive, "a.csv", b"one", 1);
    for bytes in [b"scan 1", b"scan 2"] {
        archive.put(&delivery("pod.pdf", "document", bytes, 2), bytes).expect("keeps");
    }
    put(&archive, "pod.pdf", b"scan 1", 3);
    let mut scans = [b"scan 1", b"scan 2"].map(|bytes| canonical::hash_bytes(bytes));
    scans.sort();
    assert_eq!(archive.contents_of(&"dispatch".into(), "pod.pdf", "document"), scans);
    let none = |source: &str, file, kind| archive.contents_of(&source.into(), file, kind).is_empty();
    assert!(none("other", "pod.pdf", "document") && none("dispatch", "pod", "document"));
    assert!(none("dispatch", "a.csv", "document") && !none("dispatch", "a.csv", "loads"));
}

#[test]
fn the_last_delivery_is_that_which_was_kept_last_whatever_it_says_of_its_receipt() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    assert_eq!(archive.last_but("document"), None);
    put(&archive, "b.csv", b"two", 9);
    put(&archive, "a.csv", b"one", 1);
    archive.put(&delivery("pod.pdf", "document", b"scan", 5), b"scan").expect("keeps");
    put(&archive, "b.csv", b"two", 12);
    let last = |archive: &Archive, kind| archive.last_but(kind).map(|d| d.file);
    for archive in [&archive, &Archive::open(folder.path()).expect("opens again")] {
        assert_eq!(last(archive, "document").as_deref(), Some("a.csv"));
        assert_eq!(last(archive, "loads").as_deref(), Some("pod.pdf"));
    }
    drop(archive);
    let only = Archive::open(&folder.path().join("other")).expect("opens");
    only.put(&delivery("pod.pdf", "document", b"scan", 5), b"scan").expect("keeps");
    assert_eq!(last(&only, "document"), None);
}

#[test]
fn a_line_that_a_dying_process_left_is_cut_off() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    put(&archive, "a.csv", b"one", 1);
    put(&archive, "b.csv", b"two", 2);
    drop(archive);
    let list = folder.path().join("deliveries.jsonl");
    let whole = std::fs::read(&list).expect("reads");
    for cut in 1..whole.len() {
        std::fs::write(&list, &whole[..cut]).expect("cuts");
        let archive = Archive::open(folder.path()).expect("opens");
        let left = archive.deliveries().expect("lists").len();
        assert_eq!(left, whole[..cut].iter().filter(|b| **b == b'\n').count());
        put(&archive, "b.csv", b"two", 2);
        put(&archive, "a.csv", b"one", 1);
        assert_eq!(files(&Archive::open(folder.path()).expect("opens")), ["a.csv", "b.csv"]);
    }
}

#[test]
fn a_spoilt_content_that_comes_once_more_is_written_again() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    put(&archive, "a.csv", b"one", 1);
    let hash = delivery("a.csv", "loads", b"one", 1).hash;
    let path = folder.path().join(&hash.as_str()[..2]).join(format!("{hash}.gz"));
    std::fs::write(path, b"no gzip").expect("writes");
    assert!(!put(&archive, "a.csv", b"one", 2), "it is known");
    assert_eq!(archive.get(&hash), Ok(b"one".to_vec()));
}

#[test]
fn damage_is_said_so() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    put(&archive, "a.csv", b"one", 1);
    let hash = delivery("a.csv", "loads", b"one", 1).hash;
    let path = folder.path().join(&hash.as_str()[..2]).join(format!("{hash}.gz"));
    let other = delivery("b.csv", "loads", b"two", 1);
    put(&archive, "b.csv", b"two", 1);
    let other = folder.path().join(&other.hash.as_str()[..2]).join(format!("{}.gz", other.hash));
    std::fs::copy(other, &path).expect("puts another in its place");
    assert_eq!(archive.get(&hash).expect_err("refuses").code, "LH-518");
    std::fs::write(&path, b"no gzip").expect("writes");
    assert_eq!(archive.get(&hash).expect_err("refuses").code, "LH-518");
    std::fs::remove_file(&path).expect("removes");
    assert_eq!(archive.get(&hash).expect_err("refuses").code, "LH-518");
    let list = folder.path().join("deliveries.jsonl");
    let mut file = std::fs::OpenOptions::new().append(true).open(list).expect("opens");
    file.write_all(b"nonsense\n").expect("writes");
    let fault = Archive::open(folder.path()).expect_err("refuses");
    assert_eq!(fault.code, "LH-519");
    assert!(fault.what.contains("line 3"), "{fault}");
}

#[test]
fn bytes_that_are_not_those_of_the_hash_are_not_kept() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    let wrong = Delivery { hash: delivery("a", "loads", b"x", 1).hash, ..delivery("a", "loads", b"one", 1) };
    assert_eq!(archive.put(&wrong, b"one").expect_err("refuses").code, "LH-950");
    assert!(archive.deliveries().expect("lists").is_empty());
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
    let folder = tempfile::tempdir().expect("folder");
    let pipe = |name: &str| {
        let path = folder.path().join(name);
        assert!(std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo runs").success());
        path
    };
    pipe("deliveries.jsonl");
    assert_eq!(Archive::open(folder.path()).expect_err("refused").code.as_str(), "LH-513");
    let book = pipe("book.sqlite");
    assert_eq!(linehaul_store::Book::open(&book, folder.path()).expect_err("refused").code.as_str(), "LH-512");
    drop(linehaul_store::Cache::open(&pipe("cache.sqlite")).expect("made anew beside it"));
}

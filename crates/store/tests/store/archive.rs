//! The archive keeps every delivery as it came, and a process that dies leaves no name without content.
//!
//! Planted once and seen red: a torn last line kept; the hash not looked at after reading; a spoilt
//! content left as it is.

use std::io::Write;

use crate::support::*;
use linehaul_domain::canonical;
use linehaul_store::{Archive, Behind, Delivery, Position};

fn put(archive: &Archive, file: &str, bytes: &[u8], minute: i64) -> bool {
    archive.put(&delivery(file, "loads", bytes, minute), bytes).expect("keeps")
}

fn files(archive: &Archive) -> Vec<String> {
    archive.lines().expect("lists").into_iter().map(|line| line.delivery.file).collect()
}

#[test]
fn what_came_comes_back_in_its_order() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    assert!(put(&archive, "b.csv", b"two", 2));
    assert!(put(&archive, "a.csv", b"one", 1));
    assert!(put(&archive, "a.csv", b"", 3));
    assert_eq!(files(&archive), ["b.csv", "a.csv", "a.csv"]);
    let again = Archive::open(folder.path()).expect("opens again");
    assert_eq!(again.lines(), archive.lines());
    let last = again.lines().expect("lists").pop().expect("one");
    assert_eq!(again.get(&last.delivery.hash), Ok(Vec::new()));
    assert_eq!((last.delivery.received, last.at.seq), (at(3), 3));
}

#[test]
fn the_same_content_of_a_file_is_one_delivery_and_of_two_files_two() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    assert!(put(&archive, "a.csv", b"one", 1));
    assert!(!put(&archive, "a.csv", b"one", 9));
    assert!(put(&archive, "copy.csv", b"one", 9));
    assert_eq!(archive.lines().expect("lists").len(), 2);
    assert_eq!(Archive::open(folder.path()).expect("opens").lines().expect("lists").len(), 2);
}

#[test]
fn the_contents_of_a_file_are_found_by_name_and_kind() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    put(&archive, "a.csv", b"one", 1);
    for bytes in [b"scan 1", b"scan 2", b"scan 1"] {
        archive.put(&delivery("pod.pdf", "document", bytes, 2), bytes).expect("keeps");
    }
    put(&archive, "pod.pdf", b"scan 1", 3);
    // One that came again is the last one.
    let scans = [(3, b"scan 2"), (4, b"scan 1")].map(|(place, bytes)| (place, canonical::hash_bytes(bytes)));
    assert_eq!(archive.contents_of(&"dispatch".into(), "pod.pdf", "document"), Ok(scans.to_vec()));
    let none = |source: &str, file, kind| archive.contents_of(&source.into(), file, kind).expect("lists").is_empty();
    assert!(none("other", "pod.pdf", "document") && none("dispatch", "pod", "document"));
    assert!(none("dispatch", "a.csv", "document") && !none("dispatch", "a.csv", "loads"));
}

fn lines(archive: &Archive, taken: &Position) -> Vec<String> {
    match archive.behind(taken).expect("reads") {
        Behind::Lines(lines) => lines.into_iter().map(|line| line.delivery.file).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_stands_behind_a_line_is_read_from_there() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    assert_eq!(archive.end(), Ok(Position::nothing()));
    assert_eq!(lines(&archive, &Position::nothing()), [""; 0]);
    let mut ends = vec![Position::nothing()];
    for (at, file) in ["a.csv", "b.csv", "c.csv"].into_iter().enumerate() {
        put(&archive, file, b"one", 9 - at as i64);
        ends.push(archive.end().expect("an end"));
        let again = Archive::open(folder.path()).expect("opens again");
        assert_eq!(again.end().as_ref(), Ok(&ends[at + 1]), "told by the last line alone");
    }
    let again = Archive::open(folder.path()).expect("opens again");
    for (at, end) in ends.iter().enumerate() {
        assert_eq!(lines(&again, end), ["a.csv", "b.csv", "c.csv"][at..]);
        assert_eq!(end.seq, at as u64);
    }
}

#[test]
fn a_list_of_before_sequences_reads_on_and_goes_on() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    for file in ["a.csv", "b.csv", "c.csv"] {
        put(&archive, file, b"one", 1);
    }
    let list = folder.path().join("deliveries.jsonl");
    let text = std::fs::read_to_string(&list).expect("reads");
    let old: String = (1..=3).fold(text, |text, seq| text.replace(&format!("\"seq\":{seq},"), ""));
    assert!(old.starts_with("1:{\"source\":\"dispatch\",\"file\":\"a.csv\""), "as it was written: {old}");
    std::fs::write(&list, old).expect("writes");
    let archive = Archive::open(folder.path()).expect("opens");
    assert_eq!(archive.end().map(|end| end.seq), Ok(3));
    let taken = archive.end().expect("an end");
    put(&archive, "d.csv", b"one", 1);
    let again = Archive::open(folder.path()).expect("opens");
    assert_eq!((again.end().map(|end| end.seq), lines(&again, &taken)), (Ok(4), vec!["d.csv".to_owned()]));
    assert_eq!(again.lines().expect("lists").iter().map(|line| line.at.seq).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn a_list_that_was_changed_by_hand_is_told_from_an_older_and_from_another_one() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    let mut ends = Vec::new();
    for file in ["a.csv", "b.csv", "c.csv"] {
        put(&archive, file, b"one", 1);
        ends.push(archive.end().expect("an end"));
    }
    let list = folder.path().join("deliveries.jsonl");
    let text = std::fs::read_to_string(&list).expect("reads");
    let of = |at: &[usize]| -> String { at.iter().filter_map(|at| text.split_inclusive('\n').nth(*at)).collect() };
    let behind = |kept: &str, taken: &Position| {
        std::fs::write(&list, kept).expect("writes");
        let archive = Archive::open(folder.path()).expect("opens");
        (archive.behind(taken).expect("reads"), archive)
    };
    let (without_a, archive) = behind(&of(&[1, 2]), &ends[1]);
    assert!(matches!(&without_a, Behind::Lines(lines) if lines.len() == 1 && lines[0].at.seq == 3), "{without_a:?}");
    assert_eq!(lines(&archive, &ends[0]), ["b.csv", "c.csv"], "the line itself was taken out");
    let (shorter, archive) = behind(&of(&[0]), &ends[2]);
    assert_eq!(shorter, Behind::Shorter);
    archive.number_behind(ends[2].seq);
    put(&archive, "d.csv", b"one", 1);
    assert_eq!((archive.end().map(|end| end.seq), lines(&archive, &ends[2])), (Ok(4), vec!["d.csv".to_owned()]));
    let other = of(&[0, 1, 2]).replace("c.csv", "x.csv");
    assert_eq!(behind(&other, &ends[2]).0, Behind::Other);
    std::fs::write(&list, of(&[1, 0])).expect("writes");
    assert_eq!(Archive::open(folder.path()).expect("opens").lines().expect_err("refuses").code, "LH-519");
}

#[test]
fn where_a_source_goes_on_is_kept_though_its_page_says_nothing_new() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    let page = |cursor: &str, scope: &[u8]| {
        let cursor = Some(cursor.to_owned());
        Delivery { cursor, scope: Some(canonical::hash_bytes(scope)), ..delivery("page", "loads", b"one", 1) }
    };
    let put = |delivery: &Delivery| archive.put(delivery, b"one").expect("keeps");
    assert!(put(&page("1", b"here")) && !put(&page("1", b"here")));
    assert!(put(&page("2", b"here")) && !put(&page("2", b"here")), "it goes on from somewhere else");
    assert!(put(&page("2", b"there")) && put(&page("1", b"here")), "and so does each by itself");
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
        let left = archive.lines().expect("lists").len();
        assert_eq!(left, whole[..cut].iter().filter(|b| **b == b'\n').count());
        put(&archive, "b.csv", b"two", 2);
        put(&archive, "a.csv", b"one", 1);
        let mut all = files(&Archive::open(folder.path()).expect("opens"));
        all.sort();
        assert_eq!(all, ["a.csv", "b.csv"]);
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
    let fault = Archive::open(folder.path()).expect("opens").lines().expect_err("refuses");
    assert_eq!(fault.code, "LH-519");
    assert!(fault.what.contains("line 3"), "{fault}");
}

#[test]
fn bytes_that_are_not_those_of_the_hash_are_not_kept() {
    let folder = tempfile::tempdir().expect("folder");
    let archive = Archive::open(folder.path()).expect("opens");
    let wrong = Delivery { hash: delivery("a", "loads", b"x", 1).hash, ..delivery("a", "loads", b"one", 1) };
    assert_eq!(archive.put(&wrong, b"one").expect_err("refuses").code, "LH-950");
    assert!(archive.lines().expect("lists").is_empty());
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
    let listed = Archive::open(folder.path()).and_then(|archive| archive.lines());
    assert_eq!(listed.expect_err("refused").code.as_str(), "LH-513");
    let book = pipe("book.sqlite");
    assert_eq!(linehaul_store::Book::open(&book, folder.path()).expect_err("refused").code.as_str(), "LH-512");
    drop(linehaul_store::Cache::open(&pipe("cache.sqlite")).expect("made anew beside it"));
}

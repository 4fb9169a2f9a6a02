//! Listing a folder, and what a document's file shows.

use std::fs;

use linehaul_connectors::drop::{list, readability};
use linehaul_connectors::mapping::Kind;
use linehaul_domain::document::Readability;
use linehaul_domain::time::{Duration, Instant};

use crate::drop::{HEAD, ROW, document_bytes};

fn listed(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let listing = list(folder.path(), Instant::UNIX_EPOCH, None).expect("listed");
    (listing.files.into_iter().map(|f| f.name).collect(), listing.notes)
}

#[test]
fn known_kinds_are_listed_in_reading_order() {
    let all: Vec<(&str, &str)> =
        ["stops-b.csv", "Loads.CSV", "stops-a.csv", "customers.csv", "events.csv", "documents.tsv"]
            .map(|n| (n, HEAD))
            .to_vec();
    let (files, notes) = listed(&all);
    assert_eq!(files, ["customers.csv", "Loads.CSV", "stops-a.csv", "stops-b.csv", "events.csv", "documents.tsv"]);
    assert!(notes.is_empty());
    assert_eq!(Kind::from_file_name("loads.xls"), None);
}

#[test]
fn what_nobody_knows_is_said_and_left_alone() {
    let (files, notes) = listed(&[("readme.md", "x"), (".hidden", "x"), ("loads.xls", "x")]);
    assert!(files.is_empty());
    assert_eq!(notes.len(), 2);
    assert!(notes.iter().all(|n| n.starts_with("LH-203")), "{notes:?}");
}

#[test]
fn a_file_still_being_written_is_left_whole() {
    let half = format!("{HEAD}L-1,ACME,boo");
    let quoted = format!("{HEAD}L-1,ACME,booked,\"2025-");
    for (name, text) in [
        ("loads.csv", half.as_str()),
        ("loads.csv", &quoted),
        ("loads.csv", ""),
        ("loads.csv.part", HEAD),
        ("loads.csv", "load_nu"),
    ] {
        let (files, notes) = listed(&[(name, text)]);
        assert!(files.is_empty() && notes.len() == 1 && notes[0].starts_with("LH-202"), "{text:?}: {notes:?}");
    }
    let (files, notes) = listed(&[("loads.csv", HEAD), ("loads.csv.part", "x"), ("stops.csv", HEAD)]);
    assert_eq!((files, notes.len()), (vec!["stops.csv".to_owned()], 2));
}

#[test]
fn a_file_that_nobody_goes_on_writing_is_read_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("loads.csv");
    fs::write(&path, format!("{HEAD}{ROW}\nL-2,ACME,boo")).expect("written");
    let written = Instant::from(path.metadata().and_then(|about| about.modified()).expect("a time"));
    let files = |minutes| list(folder.path(), written + Duration::minutes(minutes), None).expect("listed").files.len();
    assert_eq!((files(0), files(59), files(61)), (0, 0, 1), "its last row is a bad one by then");
}

#[test]
fn a_last_row_without_its_newline_is_complete_when_it_has_all_fields() {
    let (files, notes) = listed(&[("loads.csv", &format!("{HEAD}{ROW}"))]);
    assert_eq!((files.len(), notes.len()), (1, 0));
}

#[test]
fn a_quote_counts_where_the_reader_counts_it() {
    let whole = |rows: &str| listed(&[("loads.csv", &format!("{HEAD}{rows}"))]).0.len() == 1;
    let of = |cell: &str| ROW.replacen("L-1", cell, 1);
    assert!(whole(&of("L-1 53\"")), "inches in a field are no quote");
    assert!(whole(&of("\"L-1 53\"\"\"")), "nor is a doubled one an end");
    assert!(!whole(&of("\"L-1")), "one that opens a field and is never closed is");
    assert!(!whole(&format!("{}\n{ROW}", of("\"L-1"))), "also where what it swallows ends like a row");
}

#[test]
fn a_file_is_complete_whatever_its_encoding_and_its_line_ends() {
    let listed = |bytes: &[u8]| {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("loads.csv"), bytes).expect("written");
        list(folder.path(), Instant::UNIX_EPOCH, None).expect("listed").files.len() == 1
    };
    let whole = format!("{HEAD}{ROW}");
    let marked = |text: &str, mark: [u8; 2], unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect()
    };
    for (cut, complete) in [(0, true), (5, true), (ROW.len() - 8, false), (ROW.len(), true)] {
        let text = &whole[..whole.len() - cut];
        assert_eq!(listed(&marked(text, [0xff, 0xfe], u16::to_le_bytes)), complete, "{text}");
        assert_eq!(listed(&marked(text, [0xfe, 0xff], u16::to_be_bytes)), complete, "{text}");
        assert_eq!(listed(format!("\u{feff}{text}").as_bytes()), complete, "{text}");
        for end in ["\r\n", "\r", "\n\n"] {
            assert_eq!(listed(text.replace('\n', end).as_bytes()), complete, "{text} {end:?}");
        }
    }
    // Longer than is looked at together, with a quote open at the end.
    let long = format!("{HEAD}{}", format!("{ROW}\n").repeat(5_000));
    assert!(listed(long.as_bytes()) && listed(long.trim_end().as_bytes()));
    assert!(!listed(format!("{long}L-1,ACME,booked,\"2025").as_bytes()));
}

#[test]
fn a_file_that_is_no_text_is_listed_so_that_it_is_quarantined() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("loads.csv"), [0u8; 40]).expect("written");
    assert_eq!(list(folder.path(), Instant::UNIX_EPOCH, None).expect("listed").files.len(), 1);
}

#[test]
fn a_folder_that_is_gone_is_a_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(list(&folder.path().join("gone"), Instant::UNIX_EPOCH, None).expect_err("gone").code, "LH-201");
}

#[test]
fn documents_are_opened_by_plain_name_only() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("documents")).expect("made");
    fs::write(folder.path().join("secret.pdf"), "x").expect("written");
    fs::write(folder.path().join("documents/pod.pdf"), "%PDF-1.7").expect("written");
    assert_eq!(document_bytes(folder.path(), "pod.pdf").as_deref(), Some(&b"%PDF-1.7"[..]));
    for name in ["../secret.pdf", "..\\secret.pdf", "/etc/hostname", "..", ".", "", "none.pdf", "documents/pod.pdf"] {
        assert_eq!(document_bytes(folder.path(), name), None, "{name}");
    }
}

#[test]
fn a_file_shows_what_it_is() {
    let pdf: &[u8] = b"%PDF-1.7\n1 0 obj\n%%EOF";
    let saved_twice = [b"%PDF-1.7 %%EOF ".as_slice(), &[b' '; 9_000], b"%%EOF\n"].concat();
    for (file, bytes, wanted) in [
        ("a.pdf", Some(pdf), Readability::Readable),
        ("a.pdf", Some(b"%PDF-1.7 trailer << /Encrypt 5 0 R >>".as_slice()), Readability::Encrypted),
        ("a.pdf", Some(b"<html>".as_slice()), Readability::Mistyped),
        ("a.PNG", Some(pdf), Readability::Mistyped),
        ("a.png", Some(b"\x89PNG\r\n\x1a\n...IEND....".as_slice()), Readability::Readable),
        ("a.jpeg", Some(b"\xff\xd8\xff\xe0 and \xff\xd9 behind".as_slice()), Readability::Readable),
        ("a.pdf", Some(b"%PDF-1.7\n1 0 obj\n<<".as_slice()), Readability::Cut),
        ("a.pdf", Some(saved_twice.as_slice()), Readability::Readable),
        ("a.pdf", Some(&saved_twice[..8_000]), Readability::Cut),
        ("a.png", Some(b"\x89PNG\r\n\x1a\n...".as_slice()), Readability::Cut),
        ("a.jpg", Some(b"\xff\xd8\xff\xe0".as_slice()), Readability::Cut),
        ("a.txt", Some(b"in 08:00 out 10:00".as_slice()), Readability::Readable),
        ("a.pdf", Some(b"".as_slice()), Readability::Empty),
        ("a.pdf", None, Readability::Absent),
    ] {
        assert_eq!(readability(file, bytes), wanted, "{file}");
    }
}

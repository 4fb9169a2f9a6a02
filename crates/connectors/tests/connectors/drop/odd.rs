//! What is no ordinary file is never opened, waited for or followed, and it is told.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use linehaul_connectors::drop::{Listing, list};
use linehaul_connectors::plain::read_plain_file;
use linehaul_connectors::source::Had;

use crate::drop::{HEAD, document, document_bytes};

/// Whatever waits is a failure, not a test that never ends.
fn soon<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(work()));
    told.recv_timeout(Duration::from_secs(20)).expect("it waits for what never comes")
}

fn listed(folder: &Path) -> Listing {
    let folder = folder.to_owned();
    soon(move || list(&folder, linehaul_domain::time::Instant::UNIX_EPOCH, None).expect("listed"))
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
}

#[test]
fn a_pipe_a_socket_and_links_are_told_and_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("stops.csv"), HEAD).expect("written");
    pipe(&at("loads-a.csv"));
    let _socket = std::os::unix::net::UnixListener::bind(at("loads-b.csv")).expect("a socket");
    symlink("/dev/zero", at("loads-c.csv")).expect("linked");
    symlink("stops.csv", at("loads-d.csv")).expect("linked");
    symlink("nowhere", at("loads-e.csv")).expect("linked");
    symlink("/etc", at("documents")).expect("linked");
    let listing = listed(folder.path());
    assert_eq!(listing.files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["stops.csv"]);
    let names = ["documents", "loads-a.csv", "loads-b.csv", "loads-c.csv", "loads-d.csv", "loads-e.csv"];
    assert_eq!(listing.notes.len(), names.len(), "{:?}", listing.notes);
    for (note, name) in listing.notes.iter().zip(names) {
        assert!(note.starts_with(&format!("LH-204 {name} is no ordinary file")), "{note}");
    }
}

#[test]
fn a_document_is_an_ordinary_file_or_absent_and_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let documents = folder.path().join("documents");
    fs::create_dir(&documents).expect("made");
    fs::write(folder.path().join("secret.pdf"), "%PDF-1.7").expect("written");
    fs::write(documents.join("pod.pdf"), "%PDF-1.7").expect("written");
    symlink("../secret.pdf", documents.join("link.pdf")).expect("linked");
    symlink("/dev/zero", documents.join("zero.pdf")).expect("linked");
    pipe(&documents.join("pipe.pdf"));
    fs::create_dir(documents.join("folder.pdf")).expect("made");
    let bytes = |name: &'static str| {
        let folder = folder.path().to_owned();
        soon(move || document_bytes(&folder, name))
    };
    assert!(bytes("pod.pdf").is_some());
    for name in ["link.pdf", "zero.pdf", "pipe.pdf", "folder.pdf", "pod.pdf\0"] {
        assert_eq!(bytes(name), None, "{name:?}");
    }
    let notes = listed(folder.path()).notes;
    let told: Vec<&str> = notes.iter().filter_map(|n| n.strip_prefix("LH-204 documents/")?.split(' ').next()).collect();
    assert_eq!(told, ["link.pdf", "pipe.pdf", "zero.pdf"]);
}

#[test]
fn a_folder_of_documents_that_is_a_link_leads_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("pod.pdf"), "%PDF-1.7").expect("written");
    symlink(outside.path(), folder.path().join("documents")).expect("linked");
    assert_eq!(document_bytes(folder.path(), "pod.pdf"), None);
    assert!(listed(folder.path()).notes[0].starts_with("LH-204 documents "));
}

#[test]
fn what_is_beyond_its_limit_is_not_read_and_told() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("documents")).expect("made");
    let long = |name: &str| {
        let file = fs::File::create(folder.path().join(name)).expect("made");
        file.set_len(1 << 40).expect("a file with a hole");
    };
    long("loads.csv");
    long("documents/pod.pdf");
    let listing = listed(folder.path());
    assert!(listing.files.is_empty());
    assert_eq!(listing.notes.len(), 2, "{:?}", listing.notes);
    assert!(listing.notes[0].starts_with("LH-205 documents/pod.pdf is longer than 64 MiB"), "{}", listing.notes[0]);
    assert!(listing.notes[1].starts_with("LH-205 loads.csv is longer than 256 MiB"), "{}", listing.notes[1]);
    let path = folder.path().to_owned();
    assert_eq!(soon(move || document_bytes(&path, "pod.pdf")), None);
}

#[test]
fn a_file_that_was_exchanged_since_it_was_listed_does_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("loads.csv");
    fs::write(&path, HEAD).expect("written");
    let file = listed(folder.path()).files.remove(0);
    assert_eq!(file.read().expect("read"), HEAD.as_bytes());
    fs::remove_file(&path).expect("removed");
    pipe(&path);
    assert_eq!(soon(move || file.read()).expect_err("refused").kind(), std::io::ErrorKind::InvalidInput);
}

#[test]
fn a_limit_is_kept_to_the_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a");
    fs::write(&path, "12345").expect("written");
    assert_eq!(read_plain_file(&path, 5).expect("read"), b"12345");
    assert_eq!(read_plain_file(&path, 4).expect_err("refused").kind(), std::io::ErrorKind::FileTooLarge);
}

#[test]
fn what_is_not_there_is_told_from_what_is_not_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(document(folder.path(), "pod.pdf"), Had::Gone, "no folder of documents");
    let documents = folder.path().join("documents");
    fs::create_dir(&documents).expect("made");
    for name in ["pod.pdf", "..", &"x".repeat(300)] {
        assert_eq!(document(folder.path(), name), Had::Gone, "{name}");
    }
    symlink("/dev/zero", documents.join("link.pdf")).expect("linked");
    fs::File::create(documents.join("long.pdf")).expect("made").set_len(1 << 40).expect("a file with a hole");
    for name in ["link.pdf", "long.pdf"] {
        assert!(matches!(document(folder.path(), name), Had::Refused(_)), "{name}");
    }
    fs::remove_dir_all(&documents).expect("removed");
    symlink("/tmp", &documents).expect("linked");
    assert!(matches!(document(folder.path(), "pod.pdf"), Had::Refused(_)), "a link in the folder's place");
}

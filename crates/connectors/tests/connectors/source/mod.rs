//! Every kind of source keeps what the port promises, and so does the one in memory that tests read from.
//!
//! Planted once and seen red: a folder without stamps; pages listed from the beginning whatever the cursor; a document opened by
//! a path; a file that cannot be opened now taken for one that is not there.

mod http;
mod master;

use std::io::Read;
use std::path::Path;

use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::conformance::{World, check};
use linehaul_connectors::source::memory::{Call, PagedSource};
use linehaul_connectors::source::{
    Documents, Fetched, Had, Item, KINDS, Listed, Settings, Source, Traits, With, document, fetch, kind,
};
use linehaul_domain::fault::Outcome;
use linehaul_domain::time::Instant;

fn settings(text: &str) -> Settings {
    serde_json::from_str(text).expect("an object")
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("written");
}

/// When every file is complete.
fn long_after() -> Instant {
    "2100-01-01T00:00:00Z".parse().expect("an instant")
}

const LOADS: &str = "load_number,customer,status,updated_at\nL-1,ACME,delivered,2025-03-01T00:00:00Z\n";

#[test]
fn the_folder_keeps_what_the_port_promises() {
    let workspace = tempfile::tempdir().expect("a folder");
    let folder = workspace.path().join("drop");
    std::fs::create_dir_all(folder.join("documents")).expect("a folder");
    write(&folder, "loads-1.csv", LOADS);
    write(&folder, "customers.csv", "customer,name,updated_at\nACME,Acme,2025-03-01T00:00:00Z\n");
    write(&folder.join("documents"), "pod.pdf", "%PDF-1.4 %%EOF");
    write(workspace.path(), "linehaul.toml", "");
    let open = kind("csv-drop").expect("a kind").open;
    let source = open(workspace.path(), &settings(r#"{"folder": "drop"}"#), With::default()).expect("opens");
    let mut later = || {
        write(&folder, "loads-2.csv", &LOADS.replace("L-1", "L-2"));
        write(&folder.join("documents"), "pod.pdf", "%PDF-1.4 again %%EOF");
    };
    let now = long_after();
    let mut shut = |shut: bool| {
        let files = [folder.join("customers.csv"), folder.join("documents/pod.pdf")];
        files.iter().for_each(|path| may_be_read(path, !shut));
        // The superuser opens them all the same.
        std::fs::File::open(&files[0]).is_err() || !shut
    };
    let broken = check(&mut World { filled: source.as_ref(), later: &mut later, shut: &mut shut, now });
    assert_eq!(broken, []);
}

#[cfg(unix)]
fn may_be_read(path: &Path, may: bool) {
    use std::os::unix::fs::PermissionsExt;
    let mode = if may { 0o644 } else { 0o000 };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");
}

#[cfg(not(unix))]
fn may_be_read(_: &Path, _: bool) {}

/// A folder that leaves its limits to whoever reads from it.
struct Long(u64);

impl Source for Long {
    fn traits(&self) -> Traits {
        Traits { cursors: false, documents: true, most_bytes: 9, most_document_bytes: 5, requests_a_minute: None }
    }

    fn scope(&self) -> String {
        String::new()
    }

    fn puts_off(&self) -> Option<u32> {
        None
    }

    fn health(&self) -> Outcome<String> {
        Ok("well".to_owned())
    }

    fn list(&self, _: Option<&str>, _: Instant) -> Outcome<Listed> {
        Ok(Listed::Expired)
    }

    fn fetch(&self, _: &Item) -> Outcome<Fetched<'_>> {
        Ok(Fetched::There { bytes: Box::new(std::io::repeat(b'x').take(self.0)), length: None })
    }

    fn documents(&self, _: Option<&str>, _: Instant) -> Outcome<Documents> {
        Ok(Documents::default())
    }

    fn document(&self, _: &str) -> Outcome<Fetched<'_>> {
        Ok(Fetched::There { bytes: Box::new(std::io::repeat(b'x').take(self.0)), length: None })
    }
}

#[test]
fn no_more_is_read_than_a_source_says_that_there_is() {
    let item = Item { name: "a".to_owned(), kind: Kind::Loads, stamp: None, cursor: None };
    let lengths = |long: u64| {
        let length = |had: Outcome<Had>| match had.expect("an answer") {
            Had::Bytes(bytes) => Ok(bytes.len()),
            other => Err(other),
        };
        (length(fetch(&Long(long), &item)), length(document(&Long(long), "a")))
    };
    let refused = |limit: u64| Err(Had::Refused(format!("it is longer than {limit} bytes")));
    assert_eq!(lengths(5), (Ok(5), Ok(5)));
    assert_eq!(lengths(6), (Ok(6), refused(5)));
    assert_eq!(lengths(u64::MAX), (refused(9), refused(5)), "and it comes to an end");
}

#[test]
fn pages_in_memory_keep_it_too() {
    for at_once in [1, 2, 10] {
        let source = PagedSource::new(at_once);
        for number in ["L-1", "L-2", "L-3"] {
            source.page(Kind::Loads, &LOADS.replace("L-1", number));
        }
        source.put_document("pod.pdf", b"%PDF-1.4 %%EOF");
        let mut later = || {
            source.page(Kind::Loads, &LOADS.replace("L-1", "L-4"));
            source.put_document("pod.pdf", b"%PDF-1.4 again %%EOF");
        };
        let mut shut = |shut: bool| {
            // The first call of each sort fails, which is all that is asked while it is shut.
            [Call::Fetch, Call::Document].into_iter().filter(|_| shut).for_each(|call| source.fail(call));
            true
        };
        let now = long_after();
        let broken = check(&mut World { filled: &source, later: &mut later, shut: &mut shut, now });
        assert_eq!(broken, [], "{at_once} at once");
    }
}

#[test]
fn settings_that_a_kind_does_not_know_are_refused() {
    let good = [
        ("csv-drop", r#""folder": "drop""#, "drop"),
        ("http", r#""url": "https://tms.example.com/loads", "access": "none""#, "https://tms.example.com/loads"),
    ];
    assert_eq!(KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>(), good.map(|(name, ..)| name));
    for (kind, (_, words, address)) in KINDS.iter().zip(good) {
        let wrong = (kind.wrong)(&settings(&format!(r#"{{{words}, "foldr": "x"}}"#))).expect("refused");
        assert!(wrong.contains("foldr"), "{}: {wrong}", kind.name);
        assert!((kind.wrong)(&Settings::new()).is_some(), "{}", kind.name);
        assert_eq!((kind.wrong)(&settings(&format!("{{{words}}}"))), None);
        assert_eq!((kind.address)(&settings(&format!("{{{words}}}"))), address);
    }
    assert!(kind("ftp-drop").is_none());
}

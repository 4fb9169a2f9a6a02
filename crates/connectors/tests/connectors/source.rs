//! Every kind of source keeps what the port promises, and so does the one in memory that tests read from.
//!
//! Planted once and seen red: a folder without stamps; pages listed from the beginning whatever the cursor; a document opened by
//! a path.

use std::path::Path;

use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::conformance::{World, check};
use linehaul_connectors::source::memory::PagedSource;
use linehaul_connectors::source::{KINDS, Settings, kind};
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
    write(&folder.join("documents"), "pod.pdf", "%PDF-1.4");
    write(workspace.path(), "linehaul.toml", "");
    let open = kind("csv-drop").expect("a kind").open;
    let source = open(workspace.path(), &settings(r#"{"folder": "drop"}"#), None).expect("opens");
    let mut later = || {
        write(&folder, "loads-2.csv", &LOADS.replace("L-1", "L-2"));
        write(&folder.join("documents"), "pod.pdf", "%PDF-1.4 again");
    };
    let now = long_after();
    let broken = check(&mut World { filled: source.as_ref(), later: &mut later, now });
    assert_eq!(broken, []);
}

#[test]
fn pages_in_memory_keep_it_too() {
    for at_once in [1, 2, 10] {
        let source = PagedSource::new(at_once);
        for number in ["L-1", "L-2", "L-3"] {
            source.page(Kind::Loads, &LOADS.replace("L-1", number));
        }
        source.put_document("pod.pdf", b"%PDF-1.4");
        let mut later = || {
            source.page(Kind::Loads, &LOADS.replace("L-1", "L-4"));
            source.put_document("pod.pdf", b"%PDF-1.4 again");
        };
        let broken = check(&mut World { filled: &source, later: &mut later, now: long_after() });
        assert_eq!(broken, [], "{at_once} at once");
    }
}

#[test]
fn settings_that_a_kind_does_not_know_are_refused() {
    for kind in KINDS {
        let wrong = (kind.wrong)(&settings(r#"{"folder": "drop", "foldr": "x"}"#)).expect("refused");
        assert!(wrong.contains("foldr"), "{}: {wrong}", kind.name);
    }
    let folder = kind("csv-drop").expect("a kind");
    assert!((folder.wrong)(&Settings::new()).expect("refused").contains("folder"));
    assert_eq!((folder.wrong)(&settings(r#"{"folder": "drop"}"#)), None);
    assert_eq!((folder.address)(&settings(r#"{"folder": "drop"}"#)), "drop");
    assert!(kind("ftp-drop").is_none());
}

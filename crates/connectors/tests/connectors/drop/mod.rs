//! The CSV drop: what is listed, what is read, what is quarantined.

mod about;
mod bounds;
mod by_name;
mod files;
mod hostile;
mod odd;
mod rows;

use std::collections::BTreeMap;
use std::path::Path;

use linehaul_connectors::drop::{self, ParsedFile};
use linehaul_connectors::mapping::{ColumnMap, Kind};
use linehaul_connectors::source::{self, Had};

/// A header of loads, and a row.
const HEAD: &str = "load_number,customer,status,updated_at\n";
const ROW: &str = "L-1,ACME,booked,2025-03-01T00:00:00Z";

/// Reads a text as a file of a kind, with no documents.
fn read(kind: Kind, text: &str) -> ParsedFile {
    read_with(kind, text, &|_| None)
}

fn read_with(kind: Kind, text: &str, open: drop::OpenDocument<'_>) -> ParsedFile {
    let parsed = drop::read(&"dispatch".into(), kind, "file.csv", text.as_bytes(), &ColumnMap::default(), open);
    assert_eq!(parsed.rows_read, parsed.facts.len() + parsed.quarantined());
    parsed
}

/// What a drop's source hands out of a document's file.
fn document(folder: &Path, name: &str) -> Had {
    let settings = [("folder".to_owned(), ".".into())].into_iter().collect();
    let open = source::kind("csv-drop").expect("a kind").open;
    source::document(open(folder, &settings, source::With::default()).expect("opens").as_ref(), name)
        .expect("an answer")
}

fn document_bytes(folder: &Path, name: &str) -> Option<Vec<u8>> {
    match document(folder, name) {
        Had::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

fn mapped(pairs: &[(&str, &str)]) -> ColumnMap {
    ColumnMap::new(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<BTreeMap<_, _>>())
}

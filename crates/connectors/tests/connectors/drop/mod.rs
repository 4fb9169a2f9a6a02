//! The CSV drop: what is listed, what is read, what is quarantined.

mod bounds;
mod files;
mod hostile;
mod odd;
mod rows;

use std::collections::BTreeMap;

use linehaul_connectors::drop::{self, ParsedFile};
use linehaul_connectors::mapping::{ColumnMap, Kind};

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

fn mapped(pairs: &[(&str, &str)]) -> ColumnMap {
    ColumnMap::new(pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<BTreeMap<_, _>>())
}

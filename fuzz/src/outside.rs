//! What comes from outside: tables and loads, as noise and as pieces of the real thing.

use arbitrary::Unstructured;
use linehaul_connectors::drop::{self, ParsedFile};
use linehaul_connectors::load_json;
use linehaul_connectors::mapping::{Kind, Mapping, ReadBy};
use linehaul_connectors::table;

use crate::export_words::{EXPORT, MAPPING};
use crate::words::{LOAD, TABLE};

/// A text of pieces, each chosen by a byte.
fn built(bytes: &[u8], pieces: &[&str], head: &str) -> String {
    let mut u = Unstructured::new(bytes);
    let mut text = head.to_owned();
    while !u.is_empty() && text.len() < 60_000 {
        let Ok(piece) = u.choose(pieces) else { break };
        text.push_str(piece);
    }
    text
}

/// Any bytes as a table; then pieces of a table.
pub fn read_table(bytes: &[u8]) {
    table_of(bytes);
    table_of(built(bytes, TABLE, "").as_bytes());
    table_of(built(bytes, TABLE, "# source: s\n# licence: l\n").as_bytes());
}

fn table_of(bytes: &[u8]) {
    match table::read_table("t", bytes) {
        Ok(first) => assert_eq!(table::read_table("t", bytes).expect("it read before"), first),
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a word");
            let sane = |p: &table::TableProblem| p.code.as_str().starts_with("LH-33") && p.line >= 1 && p.column >= 1;
            assert!(problems.iter().all(sane), "{problems:?}");
        }
    }
}

/// Any bytes as a mapping; pieces of one on pieces of an export; any bytes by a mapping that reads.
pub fn read_mapping(bytes: &[u8]) {
    let (half, rest) = bytes.split_at(bytes.len() / 2);
    if let Err(wrong) = Mapping::read(&String::from_utf8_lossy(bytes)) {
        assert!(!wrong.is_empty(), "refused without a word");
    }
    let whole = "[[file]]\nnames=['*']\n[[file.makes]]\nkind='load'\n[file.makes.fields]\n\
                 load_number='A'\ncustomer='B'\nstatus='C'\nmiles='D'\n";
    let built_mapping = built(half, MAPPING, whole);
    for text in [whole, &built_mapping] {
        let Ok(mapping) = Mapping::read(text) else { continue };
        let by = ReadBy::Mapping(std::sync::Arc::new(mapping));
        for export in [built(rest, EXPORT, "A,B,C,D\n").as_bytes(), bytes] {
            mapped(&by, "x.csv", export);
            mapped(&by, "x.json", export);
        }
    }
}

/// Rows that state something and rows that are bad are all of them.
fn mapped(by: &ReadBy, name: &str, bytes: &[u8]) -> ParsedFile {
    let (source, mut rows) = ("fuzz".into(), 0);
    let received = "2025-03-05T00:00:00Z".parse().expect("an instant");
    let of = (&source, Kind::Mapped, name, received);
    let parsed = drop::read_by(of, bytes, by, &|_| None, &mut |part| rows += part.rows());
    assert_eq!(parsed.rows_read, rows + parsed.quarantined(), "a row was lost");
    assert!(parsed.bad.iter().all(|bad| !bad.message.is_empty() && bad.line > 0));
    parsed
}

/// Any bytes as a stream of loads; then pieces of a load, alone and as a stream.
pub fn read_load_json(bytes: &[u8]) {
    loads_of(bytes);
    for head in ["", "{\"load_number\":\"L\","] {
        let text = built(bytes, LOAD, head);
        if let Err(fault) = load_json::read_load(&text) {
            assert_eq!(fault.code, "LH-240");
        }
        loads_of(text.as_bytes());
    }
}

fn loads_of(bytes: &[u8]) {
    let mut input = bytes;
    let most = bytes.len() + 1;
    for (count, load) in load_json::read_loads(&mut input).enumerate() {
        assert!(count <= most, "more loads than bytes");
        if let Err(fault) = load {
            assert_eq!(fault.code, "LH-240");
        }
    }
}

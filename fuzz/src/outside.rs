//! What comes from outside: tables and loads, as noise and as pieces of the real thing.

use arbitrary::Unstructured;
use linehaul_connectors::load_json;
use linehaul_connectors::table;

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

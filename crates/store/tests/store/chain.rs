//! Whatever is changed in the book's file behind its back is found.
//!
//! Planted once and seen red, each a check of [`Book::verify`] left out: the columns that repeat the entry; the head; the
//! seal; the state by the last entry; a body's bytes; the links and end of the bodies; an invoice's body, and its loads;
//! the guards; the hash taken over the decoded entry instead of its bytes; approvals, what is live, what is settled, effects,
//! the sequence, and the moves.

use std::path::Path;

use crate::support::*;
use linehaul_store::{Book, ChainReport};
use rusqlite::Connection;
use rusqlite::types::Value;

/// Tamperings in a run of the tests; `LINEHAUL_TAMPERINGS` asks for more, `LINEHAUL_SEED` for others.
const TAMPERINGS: u64 = 600;
const TABLES: &[&str] = &[
    "entries",
    "bodies",
    "invoices",
    "invoice_loads",
    "outbox",
    "approvals",
    "live",
    "settled",
    "effects",
    "moves",
    "sequence",
    "head",
];
/// Tables of one row that is always there.
const SINGLE: &[&str] = &["sequence", "head"];

/// SplitMix64: a small generator whose runs can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn verify(path: &Path) -> ChainReport {
    let folder = path.parent().expect("folder");
    Book::open(path, &folder.join("backups")).expect("opens").verify().expect("a report")
}

/// Everything that means something, as text.
fn dump(connection: &Connection) -> String {
    let mut text = String::new();
    for table in TABLES {
        for row in rows(connection, table) {
            text.push_str(&format!("{table} {row:?}\n"));
        }
    }
    text
}

fn columns(connection: &Connection, table: &str) -> Vec<String> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)").expect("columns");
    statement.query_map([table], |row| row.get(0)).and_then(|rows| rows.collect()).expect("columns")
}

fn rows(connection: &Connection, table: &str) -> Vec<Vec<Value>> {
    let columns = columns(connection, table);
    let columns_in_order = columns.join(", ");
    let sql = format!("SELECT {columns_in_order} FROM {table} ORDER BY {columns_in_order}");
    let mut statement = connection.prepare(&sql).expect("rows");
    let row = |row: &rusqlite::Row<'_>| (0..columns.len()).map(|at| row.get(at)).collect();
    statement.query_map([], row).and_then(|rows| rows.collect()).expect("rows")
}

fn replace(connection: &Connection, table: &str, rows: &[Vec<Value>]) {
    connection.execute_batch(&format!("DELETE FROM {table}")).expect("empties");
    for row in rows {
        let marks: Vec<String> = (1..=row.len()).map(|n| format!("?{n}")).collect();
        let sql = format!("INSERT OR REPLACE INTO {table} VALUES ({})", marks.join(", "));
        // A row that the table itself refuses is left out, which is a tampering too.
        let _ = connection.execute(&sql, rusqlite::params_from_iter(row));
    }
}

/// Another value of the same kind.
fn altered(value: &Value, random: &mut Random) -> Value {
    let flip = |bytes: &[u8], random: &mut Random| {
        let mut bytes = bytes.to_vec();
        match (bytes.is_empty(), random.below(4)) {
            (true, _) | (_, 0) => bytes.push(b'x'),
            (_, 1) => drop(bytes.pop()),
            _ => {
                let at = random.below(bytes.len());
                bytes[at] = if bytes[at] == b'7' { b'3' } else { b'7' };
            }
        }
        bytes
    };
    match value {
        Value::Integer(n) => Value::Integer(n + if random.below(2) == 0 { 1 } else { 7 }),
        Value::Text(text) => Value::Text(String::from_utf8_lossy(&flip(text.as_bytes(), random)).into_owned()),
        Value::Blob(bytes) => Value::Blob(flip(bytes, random)),
        Value::Null => Value::Text("L-1".into()),
        Value::Real(_) => Value::Null,
    }
}

const STATES: &[&str] = &[
    "draft",
    "queued",
    "sending",
    "posted",
    "rejected",
    "in_doubt",
    "needs_person",
    "voiding",
    "voided",
    "cancelled",
    "replaced",
    "closed",
];

/// Tables of many rows.
fn many() -> &'static [&'static str] {
    &TABLES[..TABLES.len() - SINGLE.len()]
}

fn edit_a_cell(connection: &Connection, random: &mut Random) -> String {
    let table = *random.of(TABLES);
    let columns = columns(connection, table);
    let mut rows = rows(connection, table);
    let (row, mut column) = (random.below(rows.len()), random.below(columns.len()));
    if SINGLE.contains(&table) {
        column = 1 + random.below(columns.len() - 1);
    }
    rows[row][column] = match columns[column].as_str() {
        "state" => Value::Text((*random.of(STATES)).to_owned()),
        "erp_id" | "erp_number" | "reason" | "next_attempt_at" if random.below(3) == 0 && table == "outbox" => {
            Value::Null
        }
        _ => altered(&rows[row][column], random),
    };
    replace(connection, table, &rows);
    format!("edit {table}.{}", columns[column])
}

fn delete_rows(connection: &Connection, random: &mut Random) -> String {
    let table = *random.of(many());
    let mut rows = rows(connection, table);
    rows.remove(random.below(rows.len()));
    replace(connection, table, &rows);
    format!("delete from {table}")
}

fn swap_rows(connection: &Connection, random: &mut Random) -> String {
    let table = *random.of(many());
    let mut rows = rows(connection, table);
    let (a, b) = (random.below(rows.len()), random.below(rows.len()));
    // Their places stay, their content is exchanged: with the hashes, or without.
    let upto = rows[a].len() - if table == "entries" && random.below(2) == 0 { 2 } else { 0 };
    let (one, other) = (rows[a][1..upto].to_vec(), rows[b][1..upto].to_vec());
    rows[a].splice(1..upto, other);
    rows[b].splice(1..upto, one);
    replace(connection, table, &rows);
    format!("swap in {table}")
}

fn cut_the_end(connection: &Connection, random: &mut Random) -> String {
    let table = *random.of(&["entries", "bodies"]);
    let mut rows = rows(connection, table);
    rows.truncate(rows.len() - 1 - random.below(rows.len() - 1));
    replace(connection, table, &rows);
    format!("cut {table}")
}

fn forge_an_entry(connection: &Connection, random: &mut Random) -> String {
    let mut rows = rows(connection, "entries");
    let at = random.below(rows.len());
    let Value::Blob(body) = rows[at][10].clone() else { panic!("a body") };
    let body = String::from_utf8(body).expect("text").replacen("desk", "mate", 1);
    let (Value::Integer(seq), Value::Text(prev)) = (rows[at][0].clone(), rows[at][11].clone()) else { panic!("row") };
    // Somebody who knows the chain makes the entry's own hash anew.
    let whole = format!("1:[{seq},1,\"{prev}\",{}]", body.trim_start_matches("1:"));
    let hash = linehaul_domain::canonical::hash_bytes(whole.as_bytes());
    rows[at][7] = Value::Text("mate".into());
    rows[at][10] = Value::Blob(body.into_bytes());
    rows[at][12] = Value::Text(hash.0);
    replace(connection, "entries", &rows);
    "forge an entry".to_owned()
}

fn add_a_row(connection: &Connection, random: &mut Random) -> String {
    let table = *random.of(many());
    let mut rows = rows(connection, table);
    let mut row = rows[random.below(rows.len())].clone();
    row[0] = match &row[0] {
        Value::Integer(_) => Value::Integer(rows.len() as i64 + 1),
        _ => Value::Text("L-77".into()),
    };
    if table == "bodies" {
        let bytes = b"slipped in".to_vec();
        row[1] = Value::Text(linehaul_domain::canonical::hash_bytes(&bytes).0);
        row[2] = Value::Blob(bytes);
    }
    rows.push(row);
    replace(connection, table, &rows);
    format!("add to {table}")
}

/// The same entry in other bytes: a space between two fields.
fn respace_an_entry(connection: &Connection, random: &mut Random) -> String {
    let mut rows = rows(connection, "entries");
    let at = random.below(rows.len());
    let Value::Blob(body) = rows[at][10].clone() else { panic!("a body") };
    rows[at][10] = Value::Blob(String::from_utf8(body).expect("text").replacen("\",\"", "\", \"", 1).into_bytes());
    replace(connection, "entries", &rows);
    "respace an entry".to_owned()
}

/// Somebody who knows the seal says that an invoice is posted, or is another record at the ERP.
fn forge_a_state(connection: &Connection, random: &mut Random) -> String {
    let mut rows = rows(connection, "outbox");
    let at = random.below(rows.len());
    let text = |value: &Value| match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    };
    if text(&rows[at][1]).as_deref() != Some("posted") {
        rows[at][1] = Value::Text("posted".into());
    }
    rows[at][3] = Value::Text("E-forged".into());
    let row = &rows[at];
    let (Value::Integer(attempt), Value::Integer(seq)) = (&row[2], &row[7]) else { panic!("numbers") };
    let seal = (text(&row[0]), text(&row[1]), attempt, text(&row[3]), text(&row[4]), text(&row[5]), text(&row[6]), seq);
    rows[at][8] = Value::Text(linehaul_domain::canonical::hash(&seal).0);
    replace(connection, "outbox", &rows);
    "forge a state".to_owned()
}

/// Somebody changes an invoice and makes its hash anew.
fn forge_an_invoice(connection: &Connection, random: &mut Random) -> String {
    let mut rows = rows(connection, "invoices");
    let at = random.below(rows.len());
    let Value::Blob(body) = rows[at][4].clone() else { panic!("a body") };
    let body = String::from_utf8(body).expect("text").replacen("C-1", "C-2", 1).into_bytes();
    rows[at][3] = Value::Text(linehaul_domain::canonical::hash_bytes(&body).0);
    rows[at][4] = Value::Blob(body);
    replace(connection, "invoices", &rows);
    "forge an invoice".to_owned()
}

type Tampering = fn(&Connection, &mut Random) -> String;
const KINDS: &[Tampering] = &[
    edit_a_cell,
    edit_a_cell,
    edit_a_cell,
    delete_rows,
    swap_rows,
    cut_the_end,
    forge_an_entry,
    add_a_row,
    respace_an_entry,
    forge_a_state,
    forge_an_invoice,
];

#[test]
fn every_random_tampering_is_found() {
    let (seed, count) = (setting("LINEHAUL_SEED", 20_250_307), setting("LINEHAUL_TAMPERINGS", TAMPERINGS));
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    long_story(&mut book);
    assert!(book.verify().expect("report").ok);
    drop(book);
    let mut random = Random(seed);
    let (mut done, mut missed) = (0, Vec::new());
    let copy = folder.path().join("copy.sqlite");
    while done < count {
        std::fs::copy(&path, &copy).expect("copies");
        let connection = raw(&copy);
        connection.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA ignore_check_constraints = ON").expect("pragma");
        let before = dump(&connection);
        let kind = *random.of(KINDS);
        let what = without_guards(&connection, |c| kind(c, &mut random));
        let changed = dump(&connection) != before;
        drop(connection);
        if !changed {
            continue;
        }
        done += 1;
        if verify(&copy).ok {
            missed.push(format!("{done}: {what}"));
        }
    }
    assert!(missed.is_empty(), "seed {seed}: {} of {count} not found: {missed:?}", missed.len());
    eprintln!("{count} tamperings found, seed {seed}");
}

#[test]
fn a_sound_book_says_so() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    let empty = book.verify().expect("report");
    assert_eq!((empty.ok, empty.entries, empty.head), (true, 0, book.head().expect("head").hash));
    story(&mut book);
    let (report, head) = (book.verify().expect("report"), book.head().expect("head"));
    assert_eq!(report, ChainReport { entries: head.seq, head: head.hash, ok: true, first_bad: None, why: None });
}

#[test]
fn the_first_bad_entry_is_named() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    story(&mut book);
    drop(book);
    let connection = raw(&path);
    without_guards(&connection, |c| c.execute("UPDATE entries SET account = 'mate' WHERE seq IN (4, 6)", []))
        .expect("edits");
    drop(connection);
    let report = verify(&path);
    assert_eq!((report.ok, report.first_bad), (false, Some(4)));
    assert!(report.why.expect("why").contains("entry 4"));
}

#[test]
fn a_removed_guard_is_found() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    story(&mut book);
    raw(&path).execute_batch("DROP TRIGGER entries_are_not_edited").expect("drops");
    let report = book.verify().expect("report");
    assert!(!report.ok);
    assert!(report.why.expect("why").contains("entries_are_not_edited"));
}

#[test]
fn a_whole_chain_made_anew_does_not_run_through_an_exported_head() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, _) = book(folder.path());
    story(&mut book);
    let exported = book.head().expect("head");
    append(&mut book, &decisions([held("L-1", "later")]));
    assert_eq!(book.runs_through(&exported), Ok(true));
    let other = tempfile::tempdir().expect("folder");
    let (mut forged, _) = crate::support::book(other.path());
    append(&mut forged, &decisions([held("L-1", "another story")]));
    story(&mut forged);
    assert!(forged.verify().expect("report").ok, "it is sound in itself");
    assert_eq!(forged.runs_through(&exported), Ok(false));
}

#[test]
fn an_entry_of_a_newer_program_is_no_damage() {
    // A kind that this build does not know, and one that it knows in an older version.
    for (name, version) in [("noted", 1), ("held", 2)] {
        let folder = tempfile::tempdir().expect("folder");
        let (mut book, path) = book(folder.path());
        story(&mut book);
        append(&mut book, &decisions([held("L-1", "waits")]));
        drop(book);
        let connection = raw(&path);
        let mut row = rows(&connection, "entries").pop().expect("an entry");
        let (Value::Integer(seq), Value::Blob(body), prev) = (row[0].clone(), row[10].clone(), row[12].clone()) else {
            panic!("a row")
        };
        let body = String::from_utf8(body).expect("text").replace("\"held\"", &format!("\"{name}\""));
        let Value::Text(before) = &prev else { panic!("a hash") };
        let whole = format!("1:[{},{version},\"{before}\",{}]", seq + 1, body.trim_start_matches("1:"));
        let hash = linehaul_domain::canonical::hash_bytes(whole.as_bytes()).0;
        row[0] = Value::Integer(seq + 1);
        (row[1], row[2]) = (Value::Integer(version), Value::Text(name.into()));
        (row[10], row[11], row[12]) = (Value::Blob(body.into_bytes()), prev, Value::Text(hash.clone()));
        let marks = vec!["?"; row.len()].join(", ");
        let sql = format!("INSERT INTO entries VALUES ({marks})");
        connection.execute(&sql, rusqlite::params_from_iter(&row)).expect("adds");
        connection.execute("UPDATE head SET seq = ?1, hash = ?2", (seq + 1, &hash)).expect("goes on");
        let verified = |path: &Path| Book::open(path, folder.path()).expect("opens").verify();
        let fault = verified(&path).expect_err("cannot tell");
        assert_eq!(fault.code, "LH-511", "{fault}");
        assert!(!fault.to_string().contains("restore") && fault.what.contains(name), "{fault}");
        let book = Book::open(&path, folder.path()).expect("opens");
        assert_eq!(book.entries_of_load(&"L-1".into()).expect_err("does not read").code, "LH-511");
        drop(book);
        // Where the chain does not hold it is damage, whatever the entry says.
        let spoil = "UPDATE entries SET hash = prev WHERE seq = ?1";
        without_guards(&connection, |c| c.execute(spoil, [seq + 1])).expect("spoils");
        let report = verified(&path).expect("report");
        assert_eq!((report.ok, report.first_bad), (false, u64::try_from(seq + 1).ok()));
    }
}

#[test]
fn damaged_pages_are_reported_and_never_panic() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut book, path) = book(folder.path());
    long_story(&mut book);
    drop(book);
    let sound = std::fs::read(&path).expect("reads");
    let mut random = Random(setting("LINEHAUL_SEED", 4));
    for round in 0..120 {
        let mut bytes = sound.clone();
        for _ in 0..1 + random.below(40) {
            let at = random.below(bytes.len());
            bytes[at] = random.next() as u8;
        }
        let copy = folder.path().join(format!("damaged-{round}.sqlite"));
        std::fs::write(&copy, bytes).expect("writes");
        match Book::open(&copy, folder.path()) {
            Ok(book) => {
                drop(book.verify().map_err(|fault| assert!(fault.code.as_str().starts_with("LH-5"), "{fault}")))
            }
            Err(fault) => assert!(fault.code.as_str().starts_with("LH-5"), "{fault}"),
        }
    }
}

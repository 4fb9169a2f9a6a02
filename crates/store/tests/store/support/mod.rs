//! What the tests of the store build with: small nouns, a book with a whole story in it, raw access to its file.
#![allow(dead_code)]

mod booked;
mod cached;

use std::collections::BTreeMap;
use std::path::Path;

pub use booked::*;
pub use cached::*;
use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::decision::{Actor, Decision, NewEntry, Role};
use linehaul_domain::ids::{BatchId, InvoiceNumber, LoadNumber};
use linehaul_domain::reason::Reason;
use linehaul_domain::time::Instant;
use linehaul_store::BookWrite;
use rusqlite::Connection;

/// Minutes after a fixed morning.
pub fn at(minute: i64) -> Instant {
    Instant::from_timestamp(1_741_337_600 + minute * 60, 123_456_789).expect("instant")
}

/// An exact decimal.
pub fn dec(text: &str) -> Decimal {
    canonical::exact(text).expect("decimal")
}

/// An entry of a biller.
pub fn entry(decision: Decision) -> NewEntry {
    let actor = Actor { account: "desk".into(), name: "biller".into(), role: Role::Biller };
    NewEntry { at: at(0), actor, decision }
}

/// A write of these decisions and nothing else.
pub fn decisions(decisions: impl IntoIterator<Item = Decision>) -> BookWrite {
    BookWrite { entries: decisions.into_iter().map(entry).collect(), ..BookWrite::default() }
}

/// A reason.
pub fn why(text: &str) -> Reason {
    Reason::given(text).expect("a reason")
}

/// A raw connection to a file, as somebody with a SQLite shell would have.
pub fn raw(path: &Path) -> Connection {
    let connection = Connection::open(path).expect("opens");
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;").expect("pragmas");
    connection
}

/// What a query for a number answers.
pub fn number_of(path: &Path, sql: &str) -> i64 {
    raw(path).query_row(sql, [], |row| row.get(0)).expect("a number")
}

/// Does something to a file with its triggers out of the way, and puts them back.
pub fn without_guards<T>(connection: &Connection, work: impl FnOnce(&Connection) -> T) -> T {
    let sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'";
    let triggers: BTreeMap<String, String> = connection
        .prepare(sql)
        .and_then(|mut s| s.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("triggers");
    connection.execute_batch("BEGIN").expect("begins");
    for name in triggers.keys() {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).expect("drops");
    }
    let result = work(connection);
    for sql in triggers.values() {
        connection.execute_batch(sql).expect("puts back");
    }
    connection.execute_batch("COMMIT").expect("commits");
    result
}

/// Names of things, from text.
pub fn loads(numbers: &[&str]) -> Vec<LoadNumber> {
    numbers.iter().map(|n| LoadNumber::from(*n)).collect()
}

/// An invoice's number.
pub fn number(text: &str) -> InvoiceNumber {
    text.into()
}

/// A batch's name.
pub fn batch_id(text: &str) -> BatchId {
    text.into()
}

//! The sequence of invoice numbers: the next free value.

use linehaul_domain::fault::Outcome;
use rusqlite::Connection;

use crate::column::{count, signed};
use crate::fault::{InFile, contradiction};
use crate::table::BOOK;

/// Version 1.
pub(crate) const V1: &str = "
CREATE TABLE sequence (id INTEGER PRIMARY KEY CHECK (id = 1), next INTEGER NOT NULL) STRICT;
INSERT INTO sequence VALUES (1, 1);
CREATE TRIGGER sequence_only_grows BEFORE UPDATE ON sequence WHEN NEW.next < OLD.next
  BEGIN SELECT RAISE(ABORT, 'a number is used once'); END;
CREATE TRIGGER sequence_stays BEFORE DELETE ON sequence
  BEGIN SELECT RAISE(ABORT, 'a number is used once'); END;
";

/// The next free value, from 1.
pub(crate) fn next(connection: &Connection) -> Outcome<u64> {
    let mut statement = connection.prepare_cached("SELECT next FROM sequence WHERE id = 1").in_file(BOOK)?;
    statement.query_row([], |row| count(row, 0)).in_file(BOOK)
}

/// Sets the next free value; LH-950 when it would go back.
pub(crate) fn advance(connection: &Connection, to: u64) -> Outcome<()> {
    let now = next(connection)?;
    if to < now {
        return Err(contradiction(format!("the sequence of invoice numbers would go back from {now} to {to}")));
    }
    let mut statement = connection.prepare_cached("UPDATE sequence SET next = ?1 WHERE id = 1").in_file(BOOK)?;
    statement.execute([signed(to)]).in_file(BOOK).map(|_| ())
}

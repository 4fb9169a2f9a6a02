//! The head: where the chain of entries and that of bodies end. It makes a cut-off end visible.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::Hash;
use rusqlite::{Connection, params};

use crate::column::{count, hash, signed};
use crate::fault::InFile;
use crate::table::BOOK;

/// Version 1.
pub(crate) const V1: &str = "
CREATE TABLE head (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  seq    INTEGER NOT NULL,
  hash   TEXT    NOT NULL,
  bodies INTEGER NOT NULL,
  link   TEXT    NOT NULL
) STRICT;
INSERT INTO head VALUES (1, 0,
  '0000000000000000000000000000000000000000000000000000000000000000', 0,
  '0000000000000000000000000000000000000000000000000000000000000000');
CREATE TRIGGER head_stays BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'the head stays'); END;
";

/// The hash before the first entry: 64 zeros.
pub(crate) fn genesis() -> Hash {
    Hash("0".repeat(64))
}

/// The end of the book's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Sequence of the last entry; 0 in an empty book.
    pub seq: u64,
    /// Its hash; 64 zeros in an empty book.
    pub hash: Hash,
}

/// Ends of both chains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ends {
    pub head: Head,
    pub bodies: u64,
    pub link: Hash,
}

pub(crate) fn read(connection: &Connection) -> Outcome<Ends> {
    let mut statement =
        connection.prepare_cached("SELECT seq, hash, bodies, link FROM head WHERE id = 1").in_file(BOOK)?;
    let row = statement.query_row([], |row| {
        let head = Head { seq: count(row, 0)?, hash: hash(row, 1)? };
        Ok(Ends { head, bodies: count(row, 2)?, link: hash(row, 3)? })
    });
    row.in_file(BOOK)
}

pub(crate) fn write(connection: &Connection, ends: &Ends) -> Outcome<()> {
    let mut statement = connection
        .prepare_cached("UPDATE head SET seq = ?1, hash = ?2, bodies = ?3, link = ?4 WHERE id = 1")
        .in_file(BOOK)?;
    let values = params![signed(ends.head.seq), ends.head.hash.as_str(), signed(ends.bodies), ends.link.as_str()];
    statement.execute(values).in_file(BOOK).map(|_| ())
}

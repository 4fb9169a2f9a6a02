//! Bodies: bytes by their hash, as decisions saw them: loads, assessments, contracts, tables. Chained in the order in
//! which they came, so that a removed one is missed.

use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::Hash;
use rusqlite::{Connection, OptionalExtension, params};

use crate::column::signed;
use crate::fault::{InFile, contradiction};
use crate::table::BOOK;
use crate::table::head::Ends;

/// Version 1.
pub(crate) const V1: &str = "
CREATE TABLE bodies (
  position INTEGER PRIMARY KEY,
  hash     TEXT NOT NULL UNIQUE,
  bytes    BLOB NOT NULL,
  link     TEXT NOT NULL
) STRICT;
CREATE TRIGGER bodies_only_grow BEFORE INSERT ON bodies
  WHEN NEW.position <> (SELECT ifnull(max(position), 0) + 1 FROM bodies)
    OR EXISTS (SELECT 1 FROM bodies WHERE hash = NEW.hash)
  BEGIN SELECT RAISE(ABORT, 'a body is kept once'); END;
CREATE TRIGGER bodies_are_not_edited BEFORE UPDATE ON bodies
  BEGIN SELECT RAISE(ABORT, 'the book is not edited'); END;
CREATE TRIGGER bodies_are_not_deleted BEFORE DELETE ON bodies
  BEGIN SELECT RAISE(ABORT, 'the book is not edited'); END;
";

/// The link of a body behind another: SHA-256 over the link before and the body's hash.
pub(crate) fn link_of(before: &Hash, hash: &str) -> Hash {
    canonical::hash_bytes(format!("{before}{hash}").as_bytes())
}

/// Keeps a body unless it is kept already; moves the end of the chain. LH-950 when hash and bytes are not of each other.
pub(crate) fn keep(connection: &Connection, ends: &mut Ends, hash: &Hash, bytes: &[u8]) -> Outcome<()> {
    if canonical::hash_bytes(bytes) != *hash {
        return Err(contradiction(format!("a body does not have the hash {hash} that it is kept under")));
    }
    if has(connection, hash)? {
        return Ok(());
    }
    ends.bodies += 1;
    ends.link = link_of(&ends.link, hash.as_str());
    let mut statement = connection.prepare_cached("INSERT INTO bodies VALUES (?1, ?2, ?3, ?4)").in_file(BOOK)?;
    let values = params![signed(ends.bodies), hash.as_str(), bytes, ends.link.as_str()];
    statement.execute(values).in_file(BOOK).map(|_| ())
}

/// Is it kept?
pub(crate) fn has(connection: &Connection, hash: &Hash) -> Outcome<bool> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM bodies WHERE hash = ?1").in_file(BOOK)?;
    statement.exists([hash.as_str()]).in_file(BOOK)
}

/// The bytes of a hash.
pub(crate) fn get(connection: &Connection, hash: &Hash) -> Outcome<Option<Vec<u8>>> {
    let mut statement = connection.prepare_cached("SELECT bytes FROM bodies WHERE hash = ?1").in_file(BOOK)?;
    statement.query_row([hash.as_str()], |row| row.get(0)).optional().in_file(BOOK)
}

/// A body as it stands, for the check of the chain.
pub(crate) struct StoredBody<'a> {
    pub position: i64,
    pub hash: String,
    pub bytes: &'a [u8],
    pub link: String,
}

/// Hands over the bodies in order, until one is answered with what is wrong about it.
pub(crate) fn each(
    connection: &Connection,
    take: &mut dyn FnMut(StoredBody<'_>) -> Option<String>,
) -> Outcome<Option<String>> {
    let mut statement =
        connection.prepare("SELECT position, hash, bytes, link FROM bodies ORDER BY position").in_file(BOOK)?;
    let mut rows = statement.query([]).in_file(BOOK)?;
    while let Some(row) = rows.next().in_file(BOOK)? {
        let (position, hash, link) = (row.get(0).in_file(BOOK)?, row.get(1).in_file(BOOK)?, row.get(3).in_file(BOOK)?);
        let bytes = row.get_ref(2).in_file(BOOK)?.as_blob().unwrap_or_default();
        if let Some(why) = take(StoredBody { position, hash, bytes, link }) {
            return Ok(Some(why));
        }
    }
    Ok(None)
}

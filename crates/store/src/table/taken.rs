//! Taken: up to which line of the archive's list the cache has what was delivered, and from where each source goes on behind
//! that. Written in the transaction of the reading, so that a line is either taken with all that it said or not at all.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, SourceName};
use rusqlite::{Connection, OptionalExtension, params};

use crate::archive::{Delivery, Position};
use crate::fault::{InFile, contradiction, damaged};
use crate::table::{CACHE, meta};

/// Its table.
pub(crate) const TABLE: &str = "
CREATE TABLE cursors (
  source TEXT NOT NULL,
  scope  TEXT NOT NULL,
  cursor TEXT NOT NULL,
  PRIMARY KEY (source, scope)
) STRICT, WITHOUT ROWID;
";

const TAKEN: &str = "taken";

/// From one line of the list to another, with all between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Up to where the cache must have taken the list.
    pub from: Position,
    /// Up to where it has then.
    pub to: Position,
}

/// Up to where the list was taken.
pub(crate) fn read(connection: &Connection) -> Outcome<Position> {
    let Some(text) = meta::get(connection, TAKEN)? else { return Ok(Position::nothing()) };
    let parts: Vec<&str> = text.split(' ').collect();
    let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u64>().ok());
    match (number(0), number(1), number(2), parts.get(3)) {
        (Some(seq), Some(from), Some(to), Some(hash)) => Ok(Position { seq, from, to, hash: Hash((*hash).to_owned()) }),
        _ => Err(damaged(CACHE, &format!("`{text}` is no line of the archive's list"))),
    }
}

/// Takes a step, with the cursor of the delivery that it ends with. LH-950 when the cache is not where the step begins: a line
/// would be left out.
pub(crate) fn step(connection: &Connection, step: &Step, delivery: Option<&Delivery>) -> Outcome<()> {
    let now = read(connection)?;
    if now.seq != step.from.seq || now.hash != step.from.hash || step.to.seq < step.from.seq {
        return Err(contradiction(format!(
            "line {} of the archive's list would be taken behind line {}, and line {} was taken last",
            step.to.seq, step.from.seq, now.seq
        )));
    }
    let Position { seq, from, to, hash } = &step.to;
    meta::put(connection, TAKEN, &format!("{seq} {from} {to} {hash}"))?;
    let Some(Delivery { source, scope: Some(scope), cursor: Some(cursor), .. }) = delivery else { return Ok(()) };
    let sql = "INSERT OR REPLACE INTO cursors VALUES (?1, ?2, ?3)";
    let values = params![source.as_str(), scope.as_str(), cursor];
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE).map(|_| ())
}

/// From where a source goes on: behind the last line of it that was taken.
pub(crate) fn cursor(connection: &Connection, source: &SourceName, scope: &Hash) -> Outcome<Option<String>> {
    let sql = "SELECT cursor FROM cursors WHERE source = ?1 AND scope = ?2";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    statement.query_row([source.as_str(), scope.as_str()], |row| row.get(0)).optional().in_file(CACHE)
}

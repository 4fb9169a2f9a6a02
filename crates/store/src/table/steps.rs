//! Steps: how many loads there are by each day, and by each hundred of an amount, kept as rows come and go. From these the queue
//! finds where a page far down begins, without going through the rows before it. Most loads have no variance at all, and a step of
//! all loads finds nothing: for such an order there is an index over all states, which is gone through faster than one for each.

use linehaul_domain::fault::Outcome;
use linehaul_domain::state::LoadState;
use rusqlite::types::Value;
use rusqlite::{Connection, params};

use crate::column::count;
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::order::QueueSort;

/// Width of a step of amounts, in ten-thousandths: a hundred of the currency, by which the triggers of the orders divide. Integer division makes the step of
/// zero reach to both sides.
const WIDTH: i64 = 1_000_000;

/// Its table. The triggers that count are made of the orders.
pub(crate) const TABLE: &str = "
CREATE TABLE steps (
  sort  TEXT NOT NULL,
  step  ANY NOT NULL,
  state TEXT NOT NULL,
  loads INTEGER NOT NULL,
  PRIMARY KEY (sort, step, state)
) STRICT, WITHOUT ROWID;
";

/// Where a page begins.
pub(crate) struct Start {
    /// The first value of the order that a row of it may have.
    pub from: Value,
    /// How many rows from there on are still left out.
    pub skip: u64,
}

/// Where, in an order over the loads of a state or all, the page behind so many rows begins; nothing for an order that has no
/// steps, or where so many rows are not there.
pub(crate) fn start(
    connection: &Connection,
    state: Option<LoadState>,
    (sort, descending): (QueueSort, bool),
    skip: u64,
) -> Outcome<Option<Start>> {
    let Some(column) = sort.column().filter(|column| column.has_steps()) else { return Ok(None) };
    let way = if descending { "DESC" } else { "ASC" };
    let of = if state.is_some() { "state = ?2" } else { "?2 IS NULL" };
    let sql = format!("SELECT step, loads FROM steps WHERE sort = ?1 AND {of} AND loads > 0 ORDER BY step {way}");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let mut rows = statement.query(params![column.name(), state.map(LoadState::name)]).in_file(CACHE)?;
    // Of a step there is a row for each state: the page begins at the first of them.
    let (mut left, mut at): (u64, Option<(Value, u64)>) = (skip, None);
    while let Some(row) = rows.next().in_file(CACHE)? {
        let (step, loads): (Value, u64) = (row.get(0).in_file(CACHE)?, count(row, 1).in_file(CACHE)?);
        let before = match at.take() {
            Some((known, before)) if known == step => before,
            _ => left,
        };
        if left < loads {
            return Ok(Some(Start { from: edge(step, descending), skip: before }));
        }
        left -= loads;
        at = Some((step, before));
    }
    Ok(None)
}

/// The value at which a step begins in this direction.
fn edge(step: Value, descending: bool) -> Value {
    let Value::Integer(step) = step else { return step };
    let (low, high) = match step {
        0 => (1 - WIDTH, WIDTH - 1),
        1.. => (step.saturating_mul(WIDTH), step.saturating_mul(WIDTH).saturating_add(WIDTH - 1)),
        _ => (step.saturating_mul(WIDTH).saturating_sub(WIDTH - 1), step.saturating_mul(WIDTH)),
    };
    Value::Integer(if descending { high } else { low })
}

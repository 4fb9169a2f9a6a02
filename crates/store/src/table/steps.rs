//! Steps: how many loads there are by day, and by each hundred of total, kept as rows come and go. From these the queue finds
//! where a page far down begins, without going through the rows before it. Most loads have no variance at all, and a step of all
//! loads finds nothing: for that order there is an index over all states, which is gone through faster than one for each.

use linehaul_domain::fault::Outcome;
use linehaul_domain::state::LoadState;
use rusqlite::types::Value;
use rusqlite::{Connection, params};

use crate::column::count;
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::filter::QueueSort;

/// Width of a step of amounts, in their ranks of ten-thousandths: a hundred of the currency. Integer division makes the step of
/// zero reach to both sides.
const WIDTH: i64 = 1_000_000;

/// Its table, behind that of assessments.
pub(crate) const TABLE: &str = "
CREATE TABLE steps (
  sort  TEXT NOT NULL,
  step  ANY NOT NULL,
  state TEXT NOT NULL,
  loads INTEGER NOT NULL,
  PRIMARY KEY (sort, step, state)
) STRICT, WITHOUT ROWID;
CREATE INDEX assessments_all_by_variance ON assessments (variance_rank, load);
CREATE TRIGGER steps_come AFTER INSERT ON assessments BEGIN
  INSERT INTO steps VALUES ('day', NEW.day, NEW.state, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
  INSERT INTO steps VALUES ('total', NEW.total_rank / 1000000, NEW.state, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
END;
CREATE TRIGGER steps_go AFTER DELETE ON assessments BEGIN
  UPDATE steps SET loads = loads - 1 WHERE sort = 'day' AND step = OLD.day AND state = OLD.state;
  UPDATE steps SET loads = loads - 1 WHERE sort = 'total' AND step = OLD.total_rank / 1000000 AND state = OLD.state;
END;
CREATE TRIGGER steps_of_days AFTER UPDATE OF day, state ON assessments
WHEN OLD.day <> NEW.day OR OLD.state <> NEW.state BEGIN
  UPDATE steps SET loads = loads - 1 WHERE sort = 'day' AND step = OLD.day AND state = OLD.state;
  INSERT INTO steps VALUES ('day', NEW.day, NEW.state, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
END;
CREATE TRIGGER steps_of_totals AFTER UPDATE OF total_rank, state ON assessments
WHEN OLD.total_rank / 1000000 <> NEW.total_rank / 1000000 OR OLD.state <> NEW.state BEGIN
  UPDATE steps SET loads = loads - 1 WHERE sort = 'total' AND step = OLD.total_rank / 1000000 AND state = OLD.state;
  INSERT INTO steps VALUES ('total', NEW.total_rank / 1000000, NEW.state, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
END;
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
    let name = match sort {
        QueueSort::Delivered | QueueSort::Work => "day",
        QueueSort::Total => "total",
        QueueSort::Load | QueueSort::Customer | QueueSort::Variance => return Ok(None),
    };
    let way = if descending { "DESC" } else { "ASC" };
    let of = if state.is_some() { "state = ?2" } else { "?2 IS NULL" };
    let sql = format!("SELECT step, loads FROM steps WHERE sort = ?1 AND {of} AND loads > 0 ORDER BY step {way}");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let mut rows = statement.query(params![name, state.map(LoadState::name)]).in_file(CACHE)?;
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

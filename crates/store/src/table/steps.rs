//! Steps: how many loads there are by day, and by each hundred of total, kept as rows come and go. From these the queue finds
//! where a page far down begins, without going through the rows before it. Most loads have no variance at all, and a step of all
//! loads finds nothing: for that order there is an index over all states, which is gone through faster than one for each.

use linehaul_domain::fault::Outcome;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::column::count;
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::filter::QueueSort;

/// Width of a step of amounts, in their ranks of ten-thousandths: a hundred of the currency. Integer division makes the step of
/// zero reach to both sides.
const WIDTH: i64 = 1_000_000;

/// Version 5, behind the table of assessments: what is there is counted.
pub(crate) const V5: &str = "
CREATE TABLE steps (
  sort  TEXT NOT NULL,
  step  ANY NOT NULL,
  loads INTEGER NOT NULL,
  PRIMARY KEY (sort, step)
) STRICT, WITHOUT ROWID;
INSERT INTO steps SELECT 'day', day, count(*) FROM assessments GROUP BY 2;
INSERT INTO steps SELECT 'total', total_rank / 1000000, count(*) FROM assessments GROUP BY 2;
CREATE INDEX assessments_all_by_variance ON assessments (variance_rank, load);
CREATE TRIGGER steps_come AFTER INSERT ON assessments BEGIN
  INSERT INTO steps VALUES ('day', NEW.day, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
  INSERT INTO steps VALUES ('total', NEW.total_rank / 1000000, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
END;
CREATE TRIGGER steps_go AFTER DELETE ON assessments BEGIN
  UPDATE steps SET loads = loads - 1 WHERE sort = 'day' AND step = OLD.day;
  UPDATE steps SET loads = loads - 1 WHERE sort = 'total' AND step = OLD.total_rank / 1000000;
END;
CREATE TRIGGER steps_of_days AFTER UPDATE OF day ON assessments WHEN OLD.day <> NEW.day BEGIN
  UPDATE steps SET loads = loads - 1 WHERE sort = 'day' AND step = OLD.day;
  INSERT INTO steps VALUES ('day', NEW.day, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
END;
CREATE TRIGGER steps_of_totals AFTER UPDATE OF total_rank ON assessments
WHEN OLD.total_rank / 1000000 <> NEW.total_rank / 1000000 BEGIN
  UPDATE steps SET loads = loads - 1 WHERE sort = 'total' AND step = OLD.total_rank / 1000000;
  INSERT INTO steps VALUES ('total', NEW.total_rank / 1000000, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
END;
";

/// Where a page begins.
pub(crate) struct Start {
    /// The first value of the order that a row of it may have.
    pub from: Value,
    /// How many rows from there on are still left out.
    pub skip: u64,
}

/// Where, in an order over all loads, the page behind so many rows begins; nothing for an order that has no steps, or where so
/// many rows are not there.
pub(crate) fn start(connection: &Connection, sort: QueueSort, descending: bool, skip: u64) -> Outcome<Option<Start>> {
    let name = match sort {
        QueueSort::Delivered => "day",
        QueueSort::Total => "total",
        QueueSort::Work | QueueSort::Load | QueueSort::Customer | QueueSort::Variance => return Ok(None),
    };
    let way = if descending { "DESC" } else { "ASC" };
    let sql = format!("SELECT step, loads FROM steps WHERE sort = ?1 AND loads > 0 ORDER BY step {way}");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let mut rows = statement.query([name]).in_file(CACHE)?;
    let mut left = skip;
    while let Some(row) = rows.next().in_file(CACHE)? {
        let loads = count(row, 1).in_file(CACHE)?;
        if left < loads {
            let from = edge(row.get(0).in_file(CACHE)?, descending);
            return Ok(Some(Start { from, skip: left }));
        }
        left -= loads;
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

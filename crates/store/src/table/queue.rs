//! The queue: pages of assessments by filter and order.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{CustomerId, LoadNumber};
use rusqlite::{Connection, params_from_iter};

use crate::column::{count, signed};
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::assessments::{COLUMNS, StoredAssessment, beside, stored};

/// States in the order in which the queue shows them: what a biller can act on first. Others follow by name.
const ORDER: &[&str] =
    &["held", "ready", "rejected", "in_doubt", "approved", "queued", "in_transit", "posted", "not_billable"];

/// What the queue is ordered by. Amounts of several currencies are ordered by number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QueueSort {
    /// By state, then the oldest delivery first: what a biller can act on first.
    #[default]
    Work,
    /// By load number.
    Load,
    /// By customer.
    Customer,
    /// By day of delivery.
    Delivered,
    /// By computed total.
    Total,
    /// By total less expected total.
    Variance,
}

/// Which loads of the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// With this in the load number or the customer.
    pub search: Option<String>,
    /// With a hold of this code.
    pub hold: Option<String>,
    /// In this order.
    pub sort: QueueSort,
    /// The other way round.
    pub descending: bool,
    /// Of this state only.
    pub state: Option<String>,
    /// Of this customer only.
    pub customer: Option<CustomerId>,
    /// At most so many.
    pub limit: Option<u64>,
    /// So many left out before.
    pub offset: u64,
    /// Only those whose charges changed after they were posted.
    pub differing: bool,
}

/// Loads in a state, in order of number.
pub(crate) fn in_state(connection: &Connection, state: &str) -> Outcome<Vec<LoadNumber>> {
    let sql = "SELECT load FROM assessments WHERE state = ?1 ORDER BY load";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([state], |row| row.get(0).map(LoadNumber)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// Loads by state, in the queue's order of states; of one customer or all.
pub(crate) fn tallies(connection: &Connection, customer: Option<&CustomerId>) -> Outcome<Vec<(String, u64)>> {
    let sql = "SELECT state, sum(loads) FROM tallies WHERE ?1 IS NULL OR customer = ?1
               GROUP BY state HAVING sum(loads) > 0 ORDER BY state";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([customer.map(CustomerId::as_str)], |row| Ok((row.get(0)?, count(row, 1)?)));
    let mut found: Vec<(String, u64)> = rows.in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)?;
    found.sort_by_key(|(state, _)| ORDER.iter().position(|s| s == state).unwrap_or(ORDER.len()));
    Ok(found)
}

/// A page of the queue: how many match in all, and the rows: by state, then the oldest delivery first, then by number.
pub(crate) fn page(connection: &Connection, filter: &QueueFilter) -> Outcome<(u64, Vec<StoredAssessment>)> {
    let plain = filter.search.is_none() && filter.hold.is_none() && !filter.differing;
    if !plain || filter.sort != QueueSort::Work || filter.descending {
        return searched(connection, filter);
    }
    let mut states = tallies(connection, filter.customer.as_ref())?;
    states.retain(|(state, _)| filter.state.as_ref().is_none_or(|s| s == state));
    let total = states.iter().map(|(_, loads)| loads).sum();
    let (mut skip, mut left) = (filter.offset, filter.limit.unwrap_or(u64::MAX));
    let mut rows = Vec::new();
    for (state, loads) in states {
        if left == 0 {
            break;
        }
        if skip >= loads {
            skip -= loads;
            continue;
        }
        let found = of_state(connection, &state, filter.customer.as_ref(), left, skip)?;
        (skip, left) = (0, left - found.len() as u64);
        rows.extend(found);
    }
    Ok((total, rows))
}

/// A page by search, hold or another order: the keys are looked up in an index that has no bodies, then the page is read.
fn searched(connection: &Connection, filter: &QueueFilter) -> Outcome<(u64, Vec<StoredAssessment>)> {
    let condition = "(?1 IS NULL OR state = ?1) AND (?2 IS NULL OR customer = ?2)
                     AND (?3 IS NULL OR instr(holds, ?3) > 0)
                     AND (?4 IS NULL OR instr(upper(load), ?4) > 0 OR instr(upper(customer), ?4) > 0)";
    let condition =
        if filter.differing { format!("difference IS NOT NULL AND {condition}") } else { condition.to_owned() };
    let text = |value: &Option<String>| value.clone();
    let values = (
        text(&filter.state),
        filter.customer.as_ref().map(|c| c.0.clone()),
        filter.hold.as_ref().map(|code| format!(" {code} ")),
        filter.search.as_ref().map(|s| s.to_uppercase()),
    );
    let sql = format!("SELECT count(*) FROM assessments WHERE {condition}");
    let total = connection.prepare_cached(&sql).in_file(CACHE)?.query_row(values.clone(), |row| count(row, 0));
    let key = match filter.sort {
        QueueSort::Work | QueueSort::Delivered => "day",
        QueueSort::Load => "load",
        QueueSort::Customer => "customer",
        QueueSort::Total => "total_rank",
        QueueSort::Variance => "variance_rank",
    };
    let way = if filter.descending { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT {COLUMNS} FROM assessments WHERE load IN
           (SELECT load FROM assessments WHERE {condition} ORDER BY {key} {way}, load {way} LIMIT ?5 OFFSET ?6)
         ORDER BY {key} {way}, load {way}"
    );
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let (state, customer, hold, search) = values;
    let limits = (signed(filter.limit.unwrap_or(u64::from(u32::MAX))), signed(filter.offset));
    let rows = statement.query_map((state, customer, hold, search, limits.0, limits.1), beside).in_file(CACHE)?;
    let rows: Outcome<Vec<StoredAssessment>> = rows.map(|row| row.in_file(CACHE).and_then(stored)).collect();
    Ok((total.in_file(CACHE)?, rows?))
}

fn of_state(
    connection: &Connection,
    state: &str,
    customer: Option<&CustomerId>,
    limit: u64,
    offset: u64,
) -> Outcome<Vec<StoredAssessment>> {
    let (mut condition, mut values) = ("state = ?3", vec![signed(limit).into(), signed(offset).into()]);
    values.push(rusqlite::types::Value::from(state.to_owned()));
    if let Some(customer) = customer {
        condition = "state = ?3 AND customer = ?4";
        values.push(customer.0.clone().into());
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM assessments WHERE {condition}
         ORDER BY day, load LIMIT ?1 OFFSET ?2"
    );
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let rows = statement.query_map(params_from_iter(values), beside).in_file(CACHE)?;
    rows.map(|row| row.in_file(CACHE).and_then(stored)).collect()
}

//! The queue: pages of assessments by filter and order. A page without a search is read by an index that has its order, and
//! its total is one that is kept: what it costs does not depend on how many loads there are.

use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::{CustomerId, LoadNumber};
use linehaul_domain::state::LoadState;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::column::signed;
use crate::table::assessments::{self, StoredAssessment};
use crate::table::filter::{QueueFilter, listed};
use crate::table::order::{QueueColumn, QueueSort};
use crate::table::{held, search, steps, tallies};

/// Which rows of a page are still to come.
struct Window {
    skip: u64,
    left: u64,
}

impl Window {
    /// How many of the next rows are left out, and how many are read.
    fn over(&mut self, rows: u64) -> (u64, u64) {
        let skip = self.skip.min(rows);
        let read = self.left.min(rows - skip);
        (self.skip, self.left) = (self.skip - skip, self.left - read);
        (skip, read)
    }
}

/// From so many rows on the beginning of a page is looked for instead of going through what stands before it.
const FAR: u64 = 200;

/// Loads in a state, in order of number.
pub(crate) fn in_state(connection: &Connection, state: LoadState) -> Outcome<Vec<LoadNumber>> {
    let sql = "SELECT load FROM assessments INDEXED BY assessments_by_load WHERE state = ?1 ORDER BY load";
    listed(connection, sql, [Value::from(state.name().to_owned())])
}

/// A page of the queue: how many match in all, and the rows. A total above [`search::MANY`] says of a search, of what differs
/// and of a hold of one customer that more than so many match: of these only the first in order of number are looked at.
pub(crate) fn page(connection: &Connection, filter: &QueueFilter) -> Outcome<(u64, Vec<StoredAssessment>)> {
    let (total, loads) = match filter.hold {
        _ if search::is_one(filter) => search::page(connection, filter)?,
        Some(_) if filter.state.is_some_and(|state| state != LoadState::Held) => (0, Vec::new()),
        Some(code) => (held::count_of(connection, code)?, of_hold(connection, code, filter)?),
        None => walked(connection, filter)?,
    };
    let mut rows = Vec::with_capacity(loads.len());
    for load in &loads {
        rows.extend(assessments::get(connection, load)?);
    }
    Ok((total, rows))
}

/// A page of a state and a customer, or all.
fn walked(connection: &Connection, filter: &QueueFilter) -> Outcome<(u64, Vec<LoadNumber>)> {
    let states = match (filter.state, &filter.customer) {
        (Some(state), Some(customer)) => vec![(state, tallies::of(connection, state, customer)?)],
        (state, customer) => {
            let mut states = tallies::by_state(connection, customer.as_ref())?;
            states.retain(|(known, _)| state.is_none_or(|state| state == *known));
            states
        }
    };
    let total = states.iter().map(|(_, loads)| loads).sum();
    let names: Vec<LoadState> = states.iter().map(|(state, _)| *state).collect();
    let mut window = Window { skip: filter.offset, left: filter.limit.unwrap_or(u64::MAX) };
    let mut loads = Vec::new();
    match filter.sort {
        QueueSort::Work => {
            let order: Vec<&(LoadState, u64)> =
                if filter.descending { states.iter().rev().collect() } else { states.iter().collect() };
            for (state, rows) in order {
                let rows = window.over(*rows);
                loads.extend(keys(connection, filter, &[*state], filter.customer.as_ref(), rows)?);
            }
        }
        QueueSort::Customer if filter.customer.is_none() => {
            let mut parts = Vec::new();
            tallies::by_customer(connection, filter.state, filter.descending, &mut |customer, rows| {
                let rows = window.over(rows);
                parts.push((customer, rows));
                window.left > 0
            })?;
            for (customer, rows) in parts {
                loads.extend(keys(connection, filter, &names, Some(&customer), rows)?);
            }
        }
        // No step of these finds where a page begins: one index over all states is gone through faster than one for each.
        sort if filter.state.is_none()
            && filter.customer.is_none()
            && !sort.column().is_some_and(QueueColumn::has_steps) =>
        {
            let way = if filter.descending { "DESC" } else { "ASC" };
            let of = match sort.column() {
                Some(column) => {
                    let (name, key) = (column.name(), column.key());
                    format!("INDEXED BY assessments_all_by_{name} ORDER BY {key} {way}, load {way}")
                }
                None => format!("ORDER BY load {way}"),
            };
            let sql = format!("SELECT load FROM assessments {of} LIMIT ?1 OFFSET ?2");
            loads = listed(connection, &sql, [window.left, window.skip].map(|rows| Value::from(signed(rows))))?;
        }
        _ => loads = keys(connection, filter, &names, filter.customer.as_ref(), (window.skip, window.left))?,
    }
    Ok((total, loads))
}

/// The loads of some states and of a customer, or all, in the order of a filter: rows that are merged from one index for each
/// state, each in that order.
fn keys(
    connection: &Connection,
    filter: &QueueFilter,
    states: &[LoadState],
    customer: Option<&CustomerId>,
    (skip, read): (u64, u64),
) -> Outcome<Vec<LoadNumber>> {
    if read == 0 || states.is_empty() {
        return Ok(Vec::new());
    }
    let (name, column) = filter.sort.index();
    // Over all customers steps say where a page far down begins.
    let start = match (customer, states) {
        _ if skip < FAR => None,
        (Some(_), _) => None,
        (None, [state]) => steps::start(connection, Some(*state), (filter.sort, filter.descending), skip)?,
        (None, _) if filter.state.is_none() => steps::start(connection, None, (filter.sort, filter.descending), skip)?,
        (None, _) => None,
    };
    let skip = start.as_ref().map_or(skip, |start| start.skip);
    let way = if filter.descending { "DESC" } else { "ASC" };
    let order = if column == "load" { format!("load {way}") } else { format!("{column} {way}, load {way}") };
    let columns = if column == "load" { "load".to_owned() } else { format!("load, {column}") };
    let (index, of) = match customer {
        Some(_) => ("assessments_of_customer_by", "customer = ?3 AND "),
        None => ("assessments_by", ""),
    };
    let first = if customer.is_some() { 4 } else { 3 };
    let from = match (&start, filter.descending) {
        (Some(_), false) => format!(" AND {column} >= ?{}", first + states.len()),
        (Some(_), true) => format!(" AND {column} <= ?{}", first + states.len()),
        (None, _) => String::new(),
    };
    let part =
        |at| format!("SELECT {columns} FROM assessments INDEXED BY {index}_{name} WHERE {of}state = ?{at}{from}");
    let parts: Vec<String> = (first..first + states.len()).map(part).collect();
    let sql = format!("{} ORDER BY {order} LIMIT ?1 OFFSET ?2", parts.join(" UNION ALL "));
    let mut values = vec![Value::from(signed(read)), Value::from(signed(skip))];
    values.extend(customer.map(|c| Value::from(c.0.clone())));
    values.extend(states.iter().map(|state| Value::from(state.name().to_owned())));
    values.extend(start.map(|start| start.from));
    listed(connection, &sql, values)
}

/// The loads that are held by a code, in the order of a filter.
fn of_hold(connection: &Connection, code: HoldCode, filter: &QueueFilter) -> Outcome<Vec<LoadNumber>> {
    let way = if filter.descending { "DESC" } else { "ASC" };
    let sql = match filter.sort {
        QueueSort::Load => format!("SELECT load FROM holds WHERE code = ?1 ORDER BY load {way}"),
        sort => {
            let (name, column) = if sort == QueueSort::Customer { ("customer", "customer") } else { sort.index() };
            format!("SELECT load FROM holds_by_{name} WHERE code = ?1 ORDER BY {column} {way}, load {way}")
        }
    };
    let window = [signed(filter.limit.unwrap_or(u64::MAX)), signed(filter.offset)].map(Value::from);
    let values = std::iter::once(Value::from(code.code().to_owned())).chain(window);
    listed(connection, &format!("{sql} LIMIT ?2 OFFSET ?3"), values)
}

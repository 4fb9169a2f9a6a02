//! Search: pages of the queue that no index has in their order. What may match is gathered by an index, up to a bound; the rest
//! of the filter and the order are of what was gathered.

use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::{LoadNumber, normal};
use linehaul_domain::state::LoadState;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use crate::column::{load_state, signed};
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::filter::{QueueFilter, listed};
use crate::table::order::{Key, QueueSort};

/// Loads that are looked at for one page. Of a search that finds more it is said that it does.
pub const MANY: u64 = 10_000;

/// Is a page one that no index has in its order?
pub(crate) fn is_one(filter: &QueueFilter) -> bool {
    text(filter).is_some() || filter.differing || filter.hold.is_some() && filter.customer.is_some()
}

fn text(filter: &QueueFilter) -> Option<String> {
    filter.search.as_deref().map(normal).filter(|text| !text.is_empty())
}

/// What a load is filtered and ordered by.
struct Found {
    load: LoadNumber,
    state: LoadState,
    customer: String,
    /// Of the column that is sorted by; the number again, where that is none.
    key: Key,
    differs: bool,
    holds: String,
}

/// A page: how many match, [`MANY`] and one more where that is not known, and the loads.
pub(crate) fn page(connection: &Connection, filter: &QueueFilter) -> Outcome<(u64, Vec<LoadNumber>)> {
    // Who asks for everything gets everything.
    let bound = if filter.limit.is_some() { MANY } else { u64::MAX };
    let gathered = gather(connection, filter, bound.saturating_add(1))?;
    let more = gathered.len() as u64 > bound;
    let mut found = Vec::new();
    for load in gathered.into_iter().take(usize::try_from(bound).unwrap_or(usize::MAX)) {
        found.extend(look(connection, load, filter.sort)?.filter(|found| matches(filter, found)));
    }
    found.sort_by(|a, b| {
        let order = order(filter.sort, a, b).then_with(|| a.load.cmp(&b.load));
        if filter.descending { order.reverse() } else { order }
    });
    let total = if more { bound + 1 } else { found.len() as u64 };
    let skip = usize::try_from(filter.offset).unwrap_or(usize::MAX);
    let most = filter.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    Ok((total, found.into_iter().skip(skip).take(most).map(|found| found.load).collect()))
}

/// Loads that may match, each once, at most so many.
fn gather(connection: &Connection, filter: &QueueFilter, most: u64) -> Outcome<Vec<LoadNumber>> {
    let most = Value::from(signed(most));
    let Some(text) = text(filter) else {
        return match (&filter.hold, &filter.customer) {
            (Some(code), Some(customer)) if !filter.differing => {
                let sql = "SELECT load FROM holds_by_customer WHERE code = ?1 AND customer = ?2
                           ORDER BY load LIMIT ?3";
                listed(connection, sql, [Value::from(code.code().to_owned()), Value::from(customer.0.clone()), most])
            }
            _ => {
                let sql = "SELECT load FROM assessments INDEXED BY assessments_differing WHERE differs = 1
                           ORDER BY load LIMIT ?1";
                listed(connection, sql, [most])
            }
        };
    };
    let mut loads = Vec::new();
    let mut range = |sql: &str, from: String| -> Outcome<()> {
        let values = [Value::from(from.clone()), Value::from(format!("{from}\u{10ffff}")), most.clone()];
        loads.extend(listed(connection, sql, values)?);
        Ok(())
    };
    let by_load = "SELECT load FROM assessments WHERE load >= ?1 AND load < ?2 ORDER BY load LIMIT ?3";
    range(by_load, text.clone())?;
    // A source's name is no number and stays as it is.
    if let Some((source, number)) = filter.search.as_deref().and_then(|typed| typed.trim().split_once('/')) {
        range(by_load, format!("{source}/{}", normal(number)))?;
    }
    for column in ["number", "backwards"] {
        let from = if column == "number" { text.clone() } else { text.chars().rev().collect() };
        let sql = format!(
            "SELECT load FROM assessments INDEXED BY assessments_{column}
             WHERE {column} >= ?1 AND {column} < ?2 ORDER BY {column} LIMIT ?3"
        );
        range(&sql, from)?;
    }
    let sql = "SELECT a.load FROM names n CROSS JOIN assessments a INDEXED BY assessments_of_customer_by_load
               ON a.customer = n.customer WHERE n.name >= ?1 AND n.name < ?2 LIMIT ?3";
    range(sql, text)?;
    loads.extend(filter.printed.iter().cloned());
    loads.sort();
    loads.dedup();
    Ok(loads)
}

fn look(connection: &Connection, load: LoadNumber, sort: QueueSort) -> Outcome<Option<Found>> {
    let (_, key) = sort.index();
    let sql = format!("SELECT state, customer, {key}, differs, holds FROM assessments WHERE load = ?1");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let found = statement.query_row([load.as_str()], |row| {
        Ok(Found {
            load: load.clone(),
            state: load_state(row, 0)?,
            customer: row.get(1)?,
            key: row.get(2)?,
            differs: row.get(3)?,
            holds: row.get(4)?,
        })
    });
    found.optional().in_file(CACHE)
}

fn matches(filter: &QueueFilter, found: &Found) -> bool {
    let held_by = |code: &HoldCode| found.state == LoadState::Held && found.holds.contains(&format!(" {code} "));
    filter.state.is_none_or(|state| state == found.state)
        && filter.customer.as_ref().is_none_or(|customer| customer.0 == found.customer)
        && (!filter.differing || found.differs)
        && filter.hold.as_ref().is_none_or(held_by)
}

fn order(sort: QueueSort, a: &Found, b: &Found) -> std::cmp::Ordering {
    match sort {
        QueueSort::Work => (a.state, &a.key).cmp(&(b.state, &b.key)),
        QueueSort::Load | QueueSort::By(_) => a.key.cmp(&b.key),
        QueueSort::Customer => a.customer.cmp(&b.customer),
    }
}

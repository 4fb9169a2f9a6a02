//! How an assessment is written: encoded by whoever assessed, and no more of its row than changed, as each index costs.

use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{CustomerId, Hash, LoadNumber};
use linehaul_domain::load::Load;
use linehaul_domain::state::LoadState;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use crate::fault::InFile;
use crate::table::assessments::StoredAssessment;
use crate::table::assessments::column::{self, Column};
use crate::table::held::{self, Held};
use crate::table::{CACHE, tallies};

/// A load and its assessment as they are written. Encoding is most of the work of keeping them, and can be done beside the thread
/// that writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoded {
    /// The load's number.
    pub(crate) number: LoadNumber,
    /// Hash of its bytes.
    pub(crate) revision: Hash,
    /// Its bytes.
    pub(crate) body: Vec<u8>,
    row: Vec<Value>,
    held: Held,
    is_held: bool,
}

impl Encoded {
    /// Of a load and what was made of it.
    pub fn of(load: &Load, stored: &StoredAssessment) -> Encoded {
        let held = Held {
            customer: stored.customer.as_ref().map_or("", CustomerId::as_str).to_owned(),
            keys: stored.keys(),
            currency: stored.currency,
            total: stored.total.normalize(),
            codes: held::codes(&stored.assessment.holds),
        };
        let body = canonical::encode(load);
        Encoded {
            number: load.number.clone(),
            revision: canonical::hash_bytes(&body),
            body,
            row: column::row(stored, &held),
            held,
            is_held: stored.state == LoadState::Held,
        }
    }
}

/// Keeps an assessment with everything that is counted and looked up by it.
pub(crate) fn put(connection: &Connection, encoded: &Encoded) -> Outcome<()> {
    let Encoded { number: load, row, held, is_held, .. } = encoded;
    let before = whole(connection, load)?;
    match &before {
        Some(before) if before == row => return Ok(()),
        Some(before) => update(connection, load, before, row)?,
        None => {
            let names = column::names();
            let marks = vec!["?"; names.len()].join(", ");
            let sql = format!("INSERT INTO assessments ({}) VALUES ({marks})", names.join(", "));
            connection.prepare_cached(&sql).in_file(CACHE)?.execute(params_from_iter(row)).in_file(CACHE)?;
        }
    }
    let customer = Column::Customer.at();
    if before.as_ref().and_then(|row| row.get(customer)) != row.get(customer) {
        tallies::name(connection, &held.customer)?;
    }
    let same = |before: &Vec<Value>| column::of_holds().all(|at| before.get(at) == row.get(at));
    if before.as_ref().is_some_and(same) {
        return Ok(());
    }
    let codes = before.as_deref().and_then(codes_if_held).unwrap_or_default();
    held::put(connection, load, codes, is_held.then_some(held))
}

/// By which codes a row was held.
fn codes_if_held(row: &[Value]) -> Option<&str> {
    match (row.get(Column::State.at()), row.get(Column::Holds.at())) {
        (Some(Value::Text(state)), Some(Value::Text(codes))) if state == LoadState::Held.name() => Some(codes),
        _ => None,
    }
}

fn whole(connection: &Connection, load: &LoadNumber) -> Outcome<Option<Vec<Value>>> {
    let names = column::names();
    let sql = format!("SELECT {} FROM assessments WHERE load = ?1", names.join(", "));
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let row = statement.query_row([load.as_str()], |row| (0..names.len()).map(|at| row.get(at)).collect());
    row.optional().in_file(CACHE)
}

fn update(connection: &Connection, load: &LoadNumber, before: &[Value], row: &[Value]) -> Outcome<()> {
    let (mut set, mut values) = (Vec::new(), vec![Value::Text(load.0.clone())]);
    for ((name, old), new) in column::names().into_iter().zip(before).zip(row) {
        if old != new {
            values.push(new.clone());
            set.push(format!("{name} = ?{}", values.len()));
        }
    }
    let sql = format!("UPDATE assessments SET {} WHERE load = ?1", set.join(", "));
    connection.prepare_cached(&sql).in_file(CACHE)?.execute(params_from_iter(values)).in_file(CACHE).map(|_| ())
}

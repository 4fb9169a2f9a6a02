//! How an assessment is written: encoded by whoever assessed, and no more of its row than changed, as each index costs.

use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{CustomerId, Hash, LoadNumber};
use linehaul_domain::load::Load;
use linehaul_domain::state::LoadState;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use crate::fault::InFile;
use crate::table::assessments::column::Column;
use crate::table::assessments::{NO_DAY, StoredAssessment};
use crate::table::held::{self, Held};
use crate::table::{CACHE, tallies};

/// An amount as a number to sort by: ten-thousandths.
fn rank(amount: Decimal) -> i64 {
    let edge = if amount.is_sign_negative() { i64::MIN } else { i64::MAX };
    i64::try_from(amount.saturating_mul(Decimal::from(10_000)).trunc()).unwrap_or(edge)
}

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
            day: stored.delivered.map_or_else(|| NO_DAY.to_owned(), |d| d.to_string()),
            total_rank: rank(stored.total),
            variance_rank: rank(stored.variance.unwrap_or_default()),
            currency: stored.currency,
            total: stored.total.normalize(),
            codes: held::codes(&stored.assessment.holds),
        };
        let body = canonical::encode(load);
        Encoded {
            number: load.number.clone(),
            revision: canonical::hash_bytes(&body),
            body,
            row: Column::ALL.iter().map(|column| column.value(stored, &held)).collect(),
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
            let marks = vec!["?"; Column::ALL.len()].join(", ");
            let sql = format!("INSERT INTO assessments ({}) VALUES ({marks})", Column::names());
            connection.prepare_cached(&sql).in_file(CACHE)?.execute(params_from_iter(row)).in_file(CACHE)?;
        }
    }
    let customer = Column::Customer.at();
    if before.as_ref().and_then(|row| row.get(customer)) != row.get(customer) {
        tallies::name(connection, &held.customer)?;
    }
    let same = |before: &Vec<Value>| {
        let of_holds = Column::ALL.iter().filter(|column| column.is_of_holds());
        of_holds.map(|column| column.at()).all(|at| before.get(at) == row.get(at))
    };
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
    let sql = format!("SELECT {} FROM assessments WHERE load = ?1", Column::names());
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let row =
        statement.query_row([load.as_str()], |row| Column::ALL.iter().map(|column| row.get(column.at())).collect());
    row.optional().in_file(CACHE)
}

fn update(connection: &Connection, load: &LoadNumber, before: &[Value], row: &[Value]) -> Outcome<()> {
    let (mut set, mut values) = (Vec::new(), vec![Value::Text(load.0.clone())]);
    for ((column, old), new) in Column::ALL.iter().zip(before).zip(row) {
        if old != new {
            values.push(new.clone());
            set.push(format!("{} = ?{}", column.name(), values.len()));
        }
    }
    let sql = format!("UPDATE assessments SET {} WHERE load = ?1", set.join(", "));
    connection.prepare_cached(&sql).in_file(CACHE)?.execute(params_from_iter(values)).in_file(CACHE).map(|_| ())
}

//! How an assessment is written: encoded by whoever assessed, and no more of its row than changed, as each index costs.

use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::load::Load;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use crate::fault::InFile;
use crate::table::assessments::StoredAssessment;
use crate::table::assessments::column::{self, Column};
use crate::table::held;
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
}

impl Encoded {
    /// Of a load and what was made of it.
    pub fn of(load: &Load, stored: &StoredAssessment) -> Encoded {
        let body = canonical::encode(load);
        Encoded { number: load.number.clone(), revision: canonical::hash_bytes(&body), body, row: column::row(stored) }
    }
}

/// Keeps an assessment with everything that is counted and looked up by it.
pub(crate) fn put(connection: &Connection, encoded: &Encoded) -> Outcome<()> {
    let Encoded { number: load, row, .. } = encoded;
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
    if let Some(Value::Text(known)) = row.get(customer)
        && before.as_ref().and_then(|row| row.get(customer)) != row.get(customer)
    {
        tallies::name(connection, known)?;
    }
    let same = |before: &Vec<Value>| column::of_holds().all(|at| before.get(at) == row.get(at));
    if before.as_ref().is_some_and(same) {
        return Ok(());
    }
    let (was, is) = (before.as_deref().and_then(column::held), column::held(row));
    held::put(connection, load, was.as_ref(), is.as_ref())
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

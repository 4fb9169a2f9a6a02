//! Which rows of the queue.

use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::{CustomerId, LoadNumber};
use linehaul_domain::state::LoadState;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::order::QueueSort;

/// Which loads of the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Whose load number begins or ends with this, or whose customer begins with it: in the form in which numbers are compared
    /// ([`linehaul_domain::ids::normal`]), with or without the source before the number.
    pub search: Option<String>,
    /// What a search finds too: the loads of invoices whose printed number begins with it.
    pub printed: Vec<LoadNumber>,
    /// Held by this code.
    pub hold: Option<HoldCode>,
    /// In this order.
    pub sort: QueueSort,
    /// The other way round.
    pub descending: bool,
    /// Of this state only.
    pub state: Option<LoadState>,
    /// Of this customer only.
    pub customer: Option<CustomerId>,
    /// At most so many.
    pub limit: Option<u64>,
    /// So many left out before.
    pub offset: u64,
    /// Only those whose charges changed after they were posted.
    pub differing: bool,
}

/// The loads that a query answers.
pub(crate) fn listed(
    connection: &Connection,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Outcome<Vec<LoadNumber>> {
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map(params_from_iter(values), |row| row.get(0).map(LoadNumber)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

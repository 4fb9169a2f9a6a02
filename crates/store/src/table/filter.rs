//! Which rows of the queue, and in what order.

use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::{CustomerId, LoadNumber};
use linehaul_domain::state::LoadState;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::fault::InFile;
use crate::table::CACHE;

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

impl QueueSort {
    /// The end of the names of the indexes in this order, and the column that they have before the load.
    pub(crate) fn index(self) -> (&'static str, &'static str) {
        match self {
            QueueSort::Load | QueueSort::Customer => ("load", "load"),
            QueueSort::Work | QueueSort::Delivered => ("day", "day"),
            QueueSort::Total => ("total", "total_rank"),
            QueueSort::Variance => ("variance", "variance_rank"),
        }
    }
}

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

//! Tallies: how many loads there are by state and customer, kept as rows come and go, so that a page of the queue and its total
//! cost the same however many loads there are.

use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::CustomerId;
use linehaul_domain::state::LoadState;
use rusqlite::{Connection, OptionalExtension, params};

use crate::column::{count, load_state};
use crate::fault::InFile;
use crate::table::CACHE;

/// Its tables, behind that of assessments. A customer's name is kept once, in the form that is searched.
pub(crate) const TABLE: &str = "
CREATE TABLE tallies (
  state    TEXT NOT NULL,
  customer TEXT NOT NULL,
  loads    INTEGER NOT NULL,
  PRIMARY KEY (state, customer)
) STRICT, WITHOUT ROWID;
CREATE INDEX tallies_by_customer ON tallies (customer, state);
CREATE TABLE state_tallies (state TEXT PRIMARY KEY, loads INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE names (customer TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX names_by_name ON names (name, customer);
CREATE TRIGGER assessments_come AFTER INSERT ON assessments BEGIN
  INSERT INTO tallies VALUES (NEW.state, NEW.customer, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
  INSERT INTO state_tallies VALUES (NEW.state, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
END;
CREATE TRIGGER assessments_go AFTER DELETE ON assessments BEGIN
  UPDATE tallies SET loads = loads - 1 WHERE state = OLD.state AND customer = OLD.customer;
  UPDATE state_tallies SET loads = loads - 1 WHERE state = OLD.state;
END;
CREATE TRIGGER assessments_move AFTER UPDATE OF state, customer ON assessments
WHEN OLD.state <> NEW.state OR OLD.customer <> NEW.customer BEGIN
  UPDATE tallies SET loads = loads - 1 WHERE state = OLD.state AND customer = OLD.customer;
  UPDATE state_tallies SET loads = loads - 1 WHERE state = OLD.state;
  INSERT INTO tallies VALUES (NEW.state, NEW.customer, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
  INSERT INTO state_tallies VALUES (NEW.state, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
END;
";

/// Loads by state, in the queue's order of states; of one customer or all.
pub(crate) fn by_state(connection: &Connection, customer: Option<&CustomerId>) -> Outcome<Vec<(LoadState, u64)>> {
    let sql = match customer {
        None => "SELECT state, loads FROM state_tallies WHERE loads > 0 AND ?1 IS NULL",
        Some(_) => "SELECT state, loads FROM tallies WHERE customer = ?1 AND loads > 0",
    };
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([customer.map(CustomerId::as_str)], |row| Ok((load_state(row, 0)?, count(row, 1)?)));
    let mut found: Vec<(LoadState, u64)> = rows.in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)?;
    found.sort();
    Ok(found)
}

/// Hands over the customers, of a state or all, in order and with their loads, until it is answered `false`.
pub(crate) fn by_customer(
    connection: &Connection,
    state: Option<LoadState>,
    descending: bool,
    take: &mut dyn FnMut(CustomerId, u64) -> bool,
) -> Outcome<()> {
    let way = if descending { "DESC" } else { "ASC" };
    let sql = match state {
        None => format!(
            "SELECT customer, sum(loads) FROM tallies INDEXED BY tallies_by_customer WHERE ?1 IS NULL
             GROUP BY customer ORDER BY customer {way}"
        ),
        Some(_) => format!("SELECT customer, loads FROM tallies WHERE state = ?1 ORDER BY customer {way}"),
    };
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let mut rows = statement.query([state.map(LoadState::name)]).in_file(CACHE)?;
    while let Some(row) = rows.next().in_file(CACHE)? {
        if !take(CustomerId(row.get(0).in_file(CACHE)?), count(row, 1).in_file(CACHE)?) {
            break;
        }
    }
    Ok(())
}

/// How many loads a customer has in a state.
pub(crate) fn of(connection: &Connection, state: LoadState, customer: &CustomerId) -> Outcome<u64> {
    let sql = "SELECT loads FROM tallies WHERE state = ?1 AND customer = ?2";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let found = statement.query_row(params![state.name(), customer.as_str()], |row| count(row, 0)).optional();
    Ok(found.in_file(CACHE)?.unwrap_or_default())
}

/// Keeps under what name a customer is searched.
pub(crate) fn name(connection: &Connection, customer: &str) -> Outcome<()> {
    let mut statement = connection.prepare_cached("INSERT OR IGNORE INTO names VALUES (?1, ?2)").in_file(CACHE)?;
    statement.execute([customer, &linehaul_domain::ids::normal(customer)]).in_file(CACHE).map(|_| ())
}

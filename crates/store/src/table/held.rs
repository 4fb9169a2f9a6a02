//! Held: which hold codes a load has, and how many loads and how much money stand behind each code. Kept as assessments come
//! and go, so that the summary costs the same however many loads are held.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::Decimal;
use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::money::Currency;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use crate::column::{count, currency, decimal, hold_code};
use crate::fault::InFile;
use crate::table::CACHE;

/// Its tables. Of each code a load is counted with the owner of its first such hold. Each order of the queue has its index.
pub(crate) const TABLE: &str = "
CREATE TABLE holds (
  code          TEXT NOT NULL,
  load          TEXT NOT NULL,
  customer      TEXT NOT NULL,
  day           TEXT NOT NULL,
  total_rank    INTEGER NOT NULL,
  variance_rank INTEGER NOT NULL,
  owner         TEXT NOT NULL,
  currency      TEXT NOT NULL,
  total         TEXT NOT NULL,
  PRIMARY KEY (code, load)
) STRICT, WITHOUT ROWID;
CREATE INDEX holds_by_customer ON holds (code, customer, load);
CREATE INDEX holds_by_day ON holds (code, day, load);
CREATE INDEX holds_by_total ON holds (code, total_rank, load);
CREATE INDEX holds_by_variance ON holds (code, variance_rank, load);
CREATE TABLE held_totals (
  code     TEXT NOT NULL,
  owner    TEXT NOT NULL,
  currency TEXT NOT NULL,
  loads    INTEGER NOT NULL,
  total    TEXT NOT NULL,
  PRIMARY KEY (code, owner, currency)
) STRICT, WITHOUT ROWID;
";

/// What stands behind one code, owner and currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldTotal {
    /// The hold's code.
    pub code: HoldCode,
    /// Who acts.
    pub owner: String,
    /// Currency.
    pub currency: Currency,
    /// Loads.
    pub loads: u64,
    /// What they are worth as computed so far, `currency`.
    pub total: Decimal,
}

/// A held load as it is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    /// Who is billed; empty for nobody.
    pub customer: String,
    /// Day that it is sorted by.
    pub day: String,
    /// Total to sort by.
    pub total_rank: i64,
    /// Variance to sort by.
    pub variance_rank: i64,
    /// Currency.
    pub currency: Currency,
    /// Total, `currency`.
    pub total: Decimal,
    /// Codes, each with the owner.
    pub codes: BTreeMap<String, String>,
}

fn add(connection: &Connection, code: &str, owner: &str, held: (Currency, Decimal), sign: i64) -> Outcome<()> {
    let (currency, amount) = held;
    let key = params![code, owner, currency.code()];
    let sql = "SELECT loads, total FROM held_totals WHERE code = ?1 AND owner = ?2 AND currency = ?3";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let known: Option<(i64, Decimal)> =
        statement.query_row(key, |row| Ok((row.get(0)?, decimal(row, 1)?))).optional().in_file(CACHE)?;
    let (loads, total) = known.unwrap_or_default();
    let loads = loads + sign;
    let total = if sign > 0 { total.saturating_add(amount) } else { total.saturating_sub(amount) };
    if loads <= 0 {
        let sql = "DELETE FROM held_totals WHERE code = ?1 AND owner = ?2 AND currency = ?3";
        return connection.prepare_cached(sql).in_file(CACHE)?.execute(key).in_file(CACHE).map(|_| ());
    }
    let sql = "INSERT OR REPLACE INTO held_totals VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![code, owner, currency.code(), loads, total.normalize().to_string()];
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE).map(|_| ())
}

/// What is counted of a row, and what it is sorted by.
#[derive(PartialEq, Eq)]
struct Known {
    counted: (String, Currency, Decimal),
    sorted: (String, String, i64, i64),
}

fn known(connection: &Connection, code: &str, load: &LoadNumber) -> Outcome<Option<Known>> {
    let sql = "SELECT owner, currency, total, customer, day, total_rank, variance_rank FROM holds
               WHERE code = ?1 AND load = ?2";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let row = statement.query_row([code, load.as_str()], |row| {
        let counted = (row.get(0)?, currency(row, 1)?, decimal(row, 2)?);
        Ok(Known { counted, sorted: (row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?) })
    });
    row.optional().in_file(CACHE)
}

/// Puts how a load is held in the place of how it was; `before` are its codes so far, `None`: it is not held.
pub(crate) fn put(connection: &Connection, load: &LoadNumber, before: &str, held: Option<&Held>) -> Outcome<()> {
    let now = |code: &str| {
        let (held, owner) = held.and_then(|held| Some((held, held.codes.get(code)?)))?;
        let sorted = (held.customer.clone(), held.day.clone(), held.total_rank, held.variance_rank);
        Some(Known { counted: (owner.clone(), held.currency, held.total), sorted })
    };
    let mut codes: BTreeSet<&str> = before.split_whitespace().collect();
    codes.extend(held.iter().flat_map(|held| held.codes.keys()).map(String::as_str));
    for code in codes {
        let was = before.split_whitespace().any(|known| known == code);
        let (before, now) = (if was { known(connection, code, load)? } else { None }, now(code));
        if before == now {
            continue;
        }
        if let Some(Known { counted: (owner, currency, total), .. }) = &before {
            add(connection, code, owner, (*currency, *total), -1)?;
        }
        let Some(Known { counted: (owner, currency, total), sorted: (customer, day, total_rank, variance_rank) }) = now
        else {
            let sql = "DELETE FROM holds WHERE code = ?1 AND load = ?2";
            connection.prepare_cached(sql).in_file(CACHE)?.execute([code, load.as_str()]).in_file(CACHE)?;
            continue;
        };
        add(connection, code, &owner, (currency, total), 1)?;
        let now = Known { counted: (owner, currency, total), sorted: (customer, day, total_rank, variance_rank) };
        write(connection, code, load, before.as_ref(), &now)?;
    }
    Ok(())
}

impl Known {
    /// Its columns, with what stands in them.
    fn columns(&self) -> [(&'static str, Value); 7] {
        let Known { counted: (owner, currency, total), sorted: (customer, day, total_rank, variance_rank) } = self;
        [
            ("customer", Value::Text(customer.clone())),
            ("day", Value::Text(day.clone())),
            ("total_rank", Value::Integer(*total_rank)),
            ("variance_rank", Value::Integer(*variance_rank)),
            ("owner", Value::Text(owner.clone())),
            ("currency", Value::Text(currency.code().to_owned())),
            ("total", Value::Text(total.to_string())),
        ]
    }
}

/// No more of a row than changed, as each index costs a page.
fn write(connection: &Connection, code: &str, load: &LoadNumber, before: Option<&Known>, now: &Known) -> Outcome<()> {
    let mut values = vec![Value::Text(code.to_owned()), Value::Text(load.0.clone())];
    let sql = match before {
        None => {
            values.extend(now.columns().map(|(_, value)| value));
            "INSERT INTO holds VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)".to_owned()
        }
        Some(before) => {
            let mut set = Vec::new();
            for ((name, old), (_, new)) in before.columns().into_iter().zip(now.columns()) {
                if old != new {
                    values.push(new);
                    set.push(format!("{name} = ?{}", values.len()));
                }
            }
            format!("UPDATE holds SET {} WHERE code = ?1 AND load = ?2", set.join(", "))
        }
    };
    connection.prepare_cached(&sql).in_file(CACHE)?.execute(params_from_iter(values)).in_file(CACHE).map(|_| ())
}

/// How many loads are held by a code.
pub(crate) fn count_of(connection: &Connection, code: HoldCode) -> Outcome<u64> {
    let sql = "SELECT ifnull(sum(loads), 0) FROM held_totals WHERE code = ?1";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    statement.query_row([code.code()], |row| count(row, 0)).in_file(CACHE)
}

/// What stands behind each code, owner and currency.
pub(crate) fn totals(connection: &Connection) -> Outcome<Vec<HeldTotal>> {
    let sql = "SELECT code, owner, currency, loads, total FROM held_totals ORDER BY code, owner, currency";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([], |row| {
        let (code, owner, currency) = (hold_code(row, 0)?, row.get(1)?, currency(row, 2)?);
        Ok(HeldTotal { code, owner, currency, loads: count(row, 3)?, total: decimal(row, 4)? })
    });
    rows.in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// The oldest load that is held by a code.
pub(crate) fn example(connection: &Connection, code: HoldCode) -> Outcome<Option<LoadNumber>> {
    let sql = "SELECT load FROM holds INDEXED BY holds_by_day WHERE code = ?1 ORDER BY day, load LIMIT 1";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    statement.query_row([code.code()], |row| row.get(0).map(LoadNumber)).optional().in_file(CACHE)
}

/// The codes of some holds, each with the owner of its first.
pub(crate) fn codes(holds: &[linehaul_domain::hold::Hold]) -> BTreeMap<String, String> {
    let mut codes = BTreeMap::new();
    for hold in holds {
        codes.entry(hold.code.to_string()).or_insert_with(|| hold.owner.clone());
    }
    codes
}

/// ` POD_MISSING VARIANCE `: each once, between spaces.
pub(crate) fn text(codes: &BTreeMap<String, String>) -> String {
    codes.keys().collect::<BTreeSet<_>>().into_iter().fold(String::from(" "), |text, code| text + code + " ")
}

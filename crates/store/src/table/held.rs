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
use crate::table::order::{Key, QueueColumn, QueueSort};

/// Its tables. Of each code a load is counted with the owner of its first such hold. What the queue is sorted by
/// beside the customer comes to them from [`crate::table::order::TABLE`].
pub(crate) const TABLE: &str = "
CREATE TABLE holds (
  code          TEXT NOT NULL,
  load          TEXT NOT NULL,
  customer      TEXT NOT NULL,
  owner         TEXT NOT NULL,
  currency      TEXT NOT NULL,
  total         TEXT NOT NULL,
  PRIMARY KEY (code, load)
) STRICT, WITHOUT ROWID;
CREATE INDEX holds_by_customer ON holds (code, customer, load);
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
    /// What it is sorted by, for each column in the order of their table.
    pub keys: Vec<Option<Key>>,
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
    customer: String,
    keys: Vec<Option<Key>>,
}

fn known(connection: &Connection, code: &str, load: &LoadNumber) -> Outcome<Option<Known>> {
    let keys: String = QueueColumn::ALL.iter().map(|column| format!(", {}", column.key())).collect();
    let sql = format!("SELECT owner, currency, total, customer{keys} FROM holds WHERE code = ?1 AND load = ?2");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let row = statement.query_row([code, load.as_str()], |row| {
        let counted = (row.get(0)?, currency(row, 1)?, decimal(row, 2)?);
        let keys = (4..4 + QueueColumn::ALL.len()).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
        Ok(Known { counted, customer: row.get(3)?, keys })
    });
    row.optional().in_file(CACHE)
}

/// Puts how a load is held in the place of how it was; `before` are its codes so far, `None`: it is not held.
pub(crate) fn put(connection: &Connection, load: &LoadNumber, before: &str, held: Option<&Held>) -> Outcome<()> {
    let now = |code: &str| {
        let (held, owner) = held.and_then(|held| Some((held, held.codes.get(code)?)))?;
        let counted = (owner.clone(), held.currency, held.total);
        Some(Known { counted, customer: held.customer.clone(), keys: held.keys.clone() })
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
        let Some(now) = now else {
            let sql = "DELETE FROM holds WHERE code = ?1 AND load = ?2";
            connection.prepare_cached(sql).in_file(CACHE)?.execute([code, load.as_str()]).in_file(CACHE)?;
            continue;
        };
        let (owner, currency, total) = &now.counted;
        add(connection, code, owner, (*currency, *total), 1)?;
        write(connection, code, load, before.as_ref(), &now)?;
    }
    Ok(())
}

impl Known {
    /// Its columns, with what stands in them.
    fn columns(&self) -> Vec<(&'static str, Value)> {
        let Known { counted: (owner, currency, total), customer, keys } = self;
        let fixed = [
            ("customer", Value::Text(customer.clone())),
            ("owner", Value::Text(owner.clone())),
            ("currency", Value::Text(currency.code().to_owned())),
            ("total", Value::Text(total.to_string())),
        ];
        let keys = QueueColumn::ALL.iter().zip(keys).map(|(column, key)| (column.key(), Value::from(key.clone())));
        fixed.into_iter().chain(keys).collect()
    }
}

/// No more of a row than changed, as each index costs a page.
fn write(connection: &Connection, code: &str, load: &LoadNumber, before: Option<&Known>, now: &Known) -> Outcome<()> {
    let mut values = vec![Value::Text(code.to_owned()), Value::Text(load.0.clone())];
    let sql = match before {
        None => {
            let (names, more): (Vec<_>, Vec<_>) = now.columns().into_iter().unzip();
            values.extend(more);
            let marks = vec!["?"; values.len()].join(", ");
            format!("INSERT INTO holds (code, load, {}) VALUES ({marks})", names.join(", "))
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
    let (name, key) = QueueSort::Work.index();
    let sql = format!("SELECT load FROM holds INDEXED BY holds_by_{name} WHERE code = ?1 ORDER BY {key}, load LIMIT 1");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
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

//! Held: which hold codes a load has, and how many loads and how much money stand behind each code. Kept as assessments come
//! and go, so that the summary costs the same however many loads are held.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::Decimal;
use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::money::Currency;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Params, params};

use crate::column::{count, currency, decimal, hold_code};
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::order::{QueueColumn, QueueSort};

/// Its tables. Of each code a load is counted with the owner of its first such hold. A load stands under each of its codes once by
/// its number, once by its customer, and once by each column that the queue is sorted by ([`crate::table::order::TABLE`]). Each is a table of
/// its own: in one table with indexes, a total that changes would change the table's row beside its index too, a page more for each load.
pub(crate) const TABLE: &str = "
CREATE TABLE holds (
  code TEXT NOT NULL,
  load TEXT NOT NULL,
  PRIMARY KEY (code, load)
) STRICT, WITHOUT ROWID;
CREATE TABLE holds_by_customer (
  code     TEXT NOT NULL,
  customer TEXT NOT NULL,
  load     TEXT NOT NULL,
  PRIMARY KEY (code, customer, load)
) STRICT, WITHOUT ROWID;
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

/// What an assessment's row of a held load says of its holds.
pub(crate) struct Held<'r> {
    /// Who is billed; empty for nobody.
    pub customer: &'r Value,
    /// What it is sorted by, for each column in the order of their table.
    pub keys: Vec<&'r Value>,
    /// Currency.
    pub currency: &'r str,
    /// Total, `currency`.
    pub total: Decimal,
    /// Codes, each with the owner.
    pub codes: BTreeMap<&'r str, &'r str>,
}

impl<'r> Held<'r> {
    /// By what it stands in which table, and in which column there.
    fn places(&self) -> impl Iterator<Item = (&'static str, &'static str, &'r Value)> {
        let by_column = QueueColumn::ALL.iter().zip(self.keys.clone());
        let keys = by_column.map(|(column, value)| (column.name(), column.key(), value));
        std::iter::once(("customer", "customer", self.customer)).chain(keys)
    }
}

fn add(connection: &Connection, (code, owner): (&str, &str), held: &Held<'_>, sign: i64) -> Outcome<()> {
    let amount = held.total;
    let key = params![code, owner, held.currency];
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
    let values = params![code, owner, held.currency, loads, total.normalize().to_string()];
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE).map(|_| ())
}

/// Puts how a load is held in the place of how it was; `None`: it is not held.
pub(crate) fn put(
    connection: &Connection,
    load: &LoadNumber,
    before: Option<&Held<'_>>,
    now: Option<&Held<'_>>,
) -> Outcome<()> {
    let codes_before = before.map(|held| held.codes.clone()).unwrap_or_default();
    let codes_now = now.map(|held| held.codes.clone()).unwrap_or_default();
    let counted = |held: Option<&Held<'_>>| held.map(|held| (held.currency.to_owned(), held.total));
    let same = counted(before) == counted(now);
    for code in codes_before.keys().chain(codes_now.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (codes_before.get(code), codes_now.get(code));
        if was != is || !same {
            for (held, owner, sign) in [(before, was, -1), (now, is, 1)] {
                if let (Some(held), Some(owner)) = (held, owner) {
                    add(connection, (code, owner), held, sign)?;
                }
            }
        }
        let (was, is) = (before.filter(|_| was.is_some()), now.filter(|_| is.is_some()));
        match (was, is) {
            (None, Some(_)) => run(connection, "INSERT INTO holds VALUES (?1, ?2)", params![code, load.as_str()])?,
            (Some(_), None) => {
                run(connection, "DELETE FROM holds WHERE code = ?1 AND load = ?2", params![code, load.as_str()])?;
            }
            _ => {}
        }
        sort(connection, (code, load), was, is)?;
    }
    Ok(())
}

/// Puts one of its codes where it belongs now, in those tables alone in which that is another place.
fn sort(
    connection: &Connection,
    (code, load): (&str, &LoadNumber),
    was: Option<&Held<'_>>,
    is: Option<&Held<'_>>,
) -> Outcome<()> {
    let before: Vec<_> = was.into_iter().flat_map(Held::places).collect();
    let now: Vec<_> = is.into_iter().flat_map(Held::places).collect();
    for (name, column, value) in before.iter().filter(|place| !now.contains(place)) {
        let sql = format!("DELETE FROM holds_by_{name} WHERE code = ?1 AND {column} = ?2 AND load = ?3");
        run(connection, &sql, params![code, value, load.as_str()])?;
    }
    for (name, _, value) in now.iter().filter(|place| !before.contains(place)) {
        run(
            connection,
            &format!("INSERT INTO holds_by_{name} VALUES (?1, ?2, ?3)"),
            params![code, value, load.as_str()],
        )?;
    }
    Ok(())
}

fn run(connection: &Connection, sql: &str, values: impl Params) -> Outcome<()> {
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE).map(|_| ())
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
    let sql = format!("SELECT load FROM holds_by_{name} WHERE code = ?1 ORDER BY {key}, load LIMIT 1");
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

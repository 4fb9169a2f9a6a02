//! Assessments with the columns that the queue sorts and counts by.

use linehaul_domain::Decimal;
use linehaul_domain::assessment::Assessment;
use linehaul_domain::canonical;
use linehaul_domain::document::Readability;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{CustomerId, Hash, LoadNumber};
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::Currency;
use linehaul_domain::time::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use crate::column::{count, currency, decimal, hash, maybe_date, maybe_decimal, signed};
use crate::fault::InFile;
use crate::table::CACHE;

/// Version 1. What was never delivered sorts behind everything that was. The tallies count by state and customer as rows
/// come and go, so that a page of the queue costs the same however many loads there are.
pub(crate) const V1: &str = "
CREATE TABLE assessments (
  load           TEXT PRIMARY KEY,
  state          TEXT NOT NULL,
  customer       TEXT NOT NULL,
  delivered      TEXT,
  total          TEXT NOT NULL,
  currency       TEXT NOT NULL,
  expected_total TEXT,
  variance       TEXT,
  body           BLOB NOT NULL
) STRICT;
CREATE INDEX assessments_queue ON assessments (state, ifnull(delivered, '9999-12-31'), load);
CREATE INDEX assessments_queue_of_customer
  ON assessments (customer, state, ifnull(delivered, '9999-12-31'), load);
CREATE TABLE tallies (
  state    TEXT NOT NULL,
  customer TEXT NOT NULL,
  loads    INTEGER NOT NULL,
  PRIMARY KEY (state, customer)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER assessments_come AFTER INSERT ON assessments BEGIN
  INSERT INTO tallies VALUES (NEW.state, NEW.customer, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
END;
CREATE TRIGGER assessments_go AFTER DELETE ON assessments BEGIN
  UPDATE tallies SET loads = loads - 1 WHERE state = OLD.state AND customer = OLD.customer;
END;
CREATE TRIGGER assessments_move AFTER UPDATE ON assessments
WHEN OLD.state <> NEW.state OR OLD.customer <> NEW.customer BEGIN
  UPDATE tallies SET loads = loads - 1 WHERE state = OLD.state AND customer = OLD.customer;
  INSERT INTO tallies VALUES (NEW.state, NEW.customer, 1) ON CONFLICT DO UPDATE SET loads = loads + 1;
END;
";

/// Version 2: the hold codes as a text to filter by, between spaces. Everything derived is emptied: it is made again from
/// archive and book.
pub(crate) const V2: &str = "
ALTER TABLE assessments ADD COLUMN holds TEXT NOT NULL DEFAULT '';
CREATE INDEX assessments_search ON assessments (load, customer, state, holds, delivered, total, variance);
DELETE FROM meta; DELETE FROM facts; DELETE FROM customers; DELETE FROM loads;
DELETE FROM assessments; DELETE FROM tallies; DELETE FROM readings; DELETE FROM quarantine;
";

/// Version 3: the types of the documents on file, between spaces. Everything derived is emptied: it is made again.
pub(crate) const V3: &str = "
ALTER TABLE assessments ADD COLUMN documents TEXT NOT NULL DEFAULT '';
DELETE FROM meta; DELETE FROM facts; DELETE FROM customers; DELETE FROM loads;
DELETE FROM assessments; DELETE FROM tallies; DELETE FROM readings; DELETE FROM quarantine;
";

/// States in the order in which the queue shows them: what a biller can act on first. Others follow by name.
const ORDER: &[&str] =
    &["held", "ready", "rejected", "in_doubt", "approved", "queued", "in_transit", "posted", "not_billable"];

/// An assessment as the queue needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAssessment {
    /// The assessment.
    pub assessment: Assessment,
    /// The load's one state, e.g. `held`.
    pub state: String,
    /// Who is billed.
    pub customer: Option<CustomerId>,
    /// Local date of delivery; of pickup for a truck that was not used.
    pub delivered: Option<NaiveDate>,
    /// Sum of the charges, `currency`.
    pub total: Decimal,
    /// Invoice currency.
    pub currency: Currency,
    /// Dispatch's expected total, when it is in the same currency.
    pub expected_total: Option<Decimal>,
    /// Total less expected total, when both are in the same currency.
    pub variance: Option<Decimal>,
    /// Types of the documents on file that can be opened, each once, in order of name.
    pub documents: Vec<String>,
}

impl StoredAssessment {
    /// An assessment of this load in this state.
    pub fn new(load: &Load, assessment: Assessment, state: String) -> StoredAssessment {
        let delivered = match load.status {
            LoadStatus::Tonu => load.delivery_date().or_else(|| load.pickup_date()),
            _ => load.delivery_date(),
        };
        let expected_total =
            load.expected_total.filter(|m| m.currency == assessment.currency).map(|m| m.amount.normalize());
        StoredAssessment {
            state,
            customer: assessment.bill_to.clone(),
            delivered,
            total: assessment.total,
            currency: assessment.currency,
            expected_total,
            variance: expected_total.and_then(|e| assessment.total.checked_sub(e)).map(|v| v.normalize()),
            documents: on_file(load),
            assessment,
        }
    }
}

fn on_file(load: &Load) -> Vec<String> {
    let readable = load.documents.iter().filter(|d| d.readability == Readability::Readable);
    let kinds: std::collections::BTreeSet<&String> = readable.map(|d| &d.kind).collect();
    kinds.into_iter().cloned().collect()
}

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

/// Which loads of the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// With this in the load number or the customer.
    pub search: Option<String>,
    /// With a hold of this code.
    pub hold: Option<String>,
    /// In this order.
    pub sort: QueueSort,
    /// The other way round.
    pub descending: bool,
    /// Of this state only.
    pub state: Option<String>,
    /// Of this customer only.
    pub customer: Option<CustomerId>,
    /// At most so many.
    pub limit: Option<u64>,
    /// So many left out before.
    pub offset: u64,
}

pub(crate) fn put(connection: &Connection, stored: &StoredAssessment) -> Outcome<()> {
    let sql =
        "INSERT INTO assessments VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (load) DO UPDATE SET
                 state = excluded.state, customer = excluded.customer, delivered = excluded.delivered,
                 total = excluded.total, currency = excluded.currency, expected_total = excluded.expected_total,
                 variance = excluded.variance, body = excluded.body, holds = excluded.holds,
                 documents = excluded.documents";
    let text = |amount: &Decimal| amount.to_string();
    let values = params![
        stored.assessment.load.as_str(),
        stored.state,
        stored.customer.as_ref().map_or("", CustomerId::as_str),
        stored.delivered.map(|d| d.to_string()),
        text(&stored.total),
        stored.currency.code(),
        stored.expected_total.as_ref().map(text),
        stored.variance.as_ref().map(text),
        canonical::encode(&stored.assessment),
        hold_codes(&stored.assessment),
        stored.documents.join(" "),
    ];
    connection.prepare_cached(sql).in_file(CACHE)?.execute(values).in_file(CACHE).map(|_| ())
}

/// ` POD_MISSING VARIANCE `: each once, between spaces.
fn hold_codes(assessment: &Assessment) -> String {
    let codes: std::collections::BTreeSet<String> = assessment.holds.iter().map(|h| h.code.to_string()).collect();
    codes.into_iter().fold(String::from(" "), |text, code| text + &code + " ")
}

const COLUMNS: &str = "state, customer, delivered, total, currency, expected_total, variance, body, documents";

type Beside = (String, String, Option<NaiveDate>, Decimal, Currency, Option<Decimal>, Option<Decimal>, Vec<u8>, String);

fn beside(row: &Row<'_>) -> rusqlite::Result<Beside> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        maybe_date(row, 2)?,
        decimal(row, 3)?,
        currency(row, 4)?,
        maybe_decimal(row, 5)?,
        maybe_decimal(row, 6)?,
        row.get(7)?,
        row.get(8)?,
    ))
}

fn stored(
    (state, customer, delivered, total, currency, expected_total, variance, body, documents): Beside,
) -> Outcome<StoredAssessment> {
    let customer = (!customer.is_empty()).then_some(CustomerId(customer));
    let assessment = canonical::decode(&body)?;
    let documents = documents.split_whitespace().map(str::to_owned).collect();
    Ok(StoredAssessment {
        assessment,
        state,
        customer,
        delivered,
        total,
        currency,
        expected_total,
        variance,
        documents,
    })
}

pub(crate) fn get(connection: &Connection, load: &LoadNumber) -> Outcome<Option<StoredAssessment>> {
    let sql = format!("SELECT {COLUMNS} FROM assessments WHERE load = ?1");
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    statement.query_row([load.as_str()], beside).optional().in_file(CACHE)?.map(stored).transpose()
}

/// Hands over every assessment in order of load.
pub(crate) fn each(connection: &Connection, take: &mut dyn FnMut(StoredAssessment) -> Outcome<()>) -> Outcome<()> {
    let mut statement =
        connection.prepare(&format!("SELECT {COLUMNS} FROM assessments ORDER BY load")).in_file(CACHE)?;
    for row in statement.query_map([], beside).in_file(CACHE)? {
        take(stored(row.in_file(CACHE)?)?)?;
    }
    Ok(())
}

/// Which load, who is billed, the local day of delivery.
pub type IndexRow = (LoadNumber, Option<CustomerId>, Option<NaiveDate>);

/// Every assessed load, in order.
pub(crate) fn index(connection: &Connection) -> Outcome<Vec<IndexRow>> {
    let sql = "SELECT load, customer, delivered FROM assessments ORDER BY load";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([], |row| {
        let customer: String = row.get(1)?;
        Ok((LoadNumber(row.get(0)?), (!customer.is_empty()).then_some(CustomerId(customer)), maybe_date(row, 2)?))
    });
    rows.in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// Loads in a state, in order of number.
pub(crate) fn in_state(connection: &Connection, state: &str) -> Outcome<Vec<LoadNumber>> {
    let sql = "SELECT load FROM assessments WHERE state = ?1 ORDER BY load";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([state], |row| row.get(0).map(LoadNumber)).in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

/// Loads by state, in the queue's order of states; of one customer or all.
pub(crate) fn tallies(connection: &Connection, customer: Option<&CustomerId>) -> Outcome<Vec<(String, u64)>> {
    let sql = "SELECT state, sum(loads) FROM tallies WHERE ?1 IS NULL OR customer = ?1
               GROUP BY state HAVING sum(loads) > 0 ORDER BY state";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([customer.map(CustomerId::as_str)], |row| Ok((row.get(0)?, count(row, 1)?)));
    let mut found: Vec<(String, u64)> = rows.in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)?;
    found.sort_by_key(|(state, _)| ORDER.iter().position(|s| s == state).unwrap_or(ORDER.len()));
    Ok(found)
}

/// A page of the queue: how many match in all, and the rows: by state, then the oldest delivery first, then by number.
pub(crate) fn page(connection: &Connection, filter: &QueueFilter) -> Outcome<(u64, Vec<StoredAssessment>)> {
    if filter.search.is_some() || filter.hold.is_some() || filter.sort != QueueSort::Work || filter.descending {
        return searched(connection, filter);
    }
    let mut states = tallies(connection, filter.customer.as_ref())?;
    states.retain(|(state, _)| filter.state.as_ref().is_none_or(|s| s == state));
    let total = states.iter().map(|(_, loads)| loads).sum();
    let (mut skip, mut left) = (filter.offset, filter.limit.unwrap_or(u64::MAX));
    let mut rows = Vec::new();
    for (state, loads) in states {
        if left == 0 {
            break;
        }
        if skip >= loads {
            skip -= loads;
            continue;
        }
        let found = of_state(connection, &state, filter.customer.as_ref(), left, skip)?;
        (skip, left) = (0, left - found.len() as u64);
        rows.extend(found);
    }
    Ok((total, rows))
}

/// A page by search, hold or another order: the keys are looked up in an index that has no bodies, then the page is read.
fn searched(connection: &Connection, filter: &QueueFilter) -> Outcome<(u64, Vec<StoredAssessment>)> {
    let condition = "(?1 IS NULL OR state = ?1) AND (?2 IS NULL OR customer = ?2)
                     AND (?3 IS NULL OR instr(holds, ?3) > 0)
                     AND (?4 IS NULL OR instr(upper(load), ?4) > 0 OR instr(upper(customer), ?4) > 0)";
    let text = |value: &Option<String>| value.clone();
    let values = (
        text(&filter.state),
        filter.customer.as_ref().map(|c| c.0.clone()),
        filter.hold.as_ref().map(|code| format!(" {code} ")),
        filter.search.as_ref().map(|s| s.to_uppercase()),
    );
    let sql = format!("SELECT count(*) FROM assessments WHERE {condition}");
    let total = connection.prepare_cached(&sql).in_file(CACHE)?.query_row(values.clone(), |row| count(row, 0));
    let key = match filter.sort {
        QueueSort::Work | QueueSort::Delivered => "ifnull(delivered, '9999-12-31')",
        QueueSort::Load => "load",
        QueueSort::Customer => "customer",
        QueueSort::Total => "CAST(total AS NUMERIC)",
        QueueSort::Variance => "CAST(ifnull(variance, '0') AS NUMERIC)",
    };
    let way = if filter.descending { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT {COLUMNS} FROM assessments WHERE load IN
           (SELECT load FROM assessments WHERE {condition} ORDER BY {key} {way}, load {way} LIMIT ?5 OFFSET ?6)
         ORDER BY {key} {way}, load {way}"
    );
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let (state, customer, hold, search) = values;
    let limits = (signed(filter.limit.unwrap_or(u64::from(u32::MAX))), signed(filter.offset));
    let rows = statement.query_map((state, customer, hold, search, limits.0, limits.1), beside).in_file(CACHE)?;
    let rows: Outcome<Vec<StoredAssessment>> = rows.map(|row| row.in_file(CACHE).and_then(stored)).collect();
    Ok((total.in_file(CACHE)?, rows?))
}

fn of_state(
    connection: &Connection,
    state: &str,
    customer: Option<&CustomerId>,
    limit: u64,
    offset: u64,
) -> Outcome<Vec<StoredAssessment>> {
    let (mut condition, mut values) = ("state = ?3", vec![signed(limit).into(), signed(offset).into()]);
    values.push(rusqlite::types::Value::from(state.to_owned()));
    if let Some(customer) = customer {
        condition = "state = ?3 AND customer = ?4";
        values.push(customer.0.clone().into());
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM assessments WHERE {condition}
         ORDER BY ifnull(delivered, '9999-12-31'), load LIMIT ?1 OFFSET ?2"
    );
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let rows = statement.query_map(params_from_iter(values), beside).in_file(CACHE)?;
    rows.map(|row| row.in_file(CACHE).and_then(stored)).collect()
}

/// (load, hash over everything that stands of it), in order.
pub(crate) fn digests(connection: &Connection) -> Outcome<Vec<(String, Hash)>> {
    let sql = "SELECT load, state || '/' || customer || '/' || ifnull(delivered, '') || '/' || total || '/' || currency
                 || '/' || ifnull(expected_total, '') || '/' || ifnull(variance, '') || '/' || documents, body
               FROM assessments ORDER BY load";
    let mut statement = connection.prepare(sql).in_file(CACHE)?;
    let rows = statement
        .query_map([], |row| {
            let body: Vec<u8> = row.get(2)?;
            Ok((row.get(0)?, canonical::hash(&(hash(row, 1)?, canonical::hash_bytes(&body)))))
        })
        .in_file(CACHE)?;
    rows.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

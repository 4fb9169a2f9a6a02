//! Assessments with the columns that the queue sorts and counts by.

use linehaul_domain::Decimal;
use linehaul_domain::assessment::Assessment;
use linehaul_domain::canonical;
use linehaul_domain::document::Readability;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{CustomerId, LoadNumber};
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::Currency;
use linehaul_domain::state::LoadState;
use linehaul_domain::time::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::column::{currency, decimal, load_state, maybe_date, maybe_decimal};
use crate::fault::InFile;
use crate::table::CACHE;

pub(crate) mod column;
mod put;
pub use put::Encoded;
pub(crate) use put::put;

use column::Column;

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

/// Version 4: everything derived is emptied once more; what decides which change of rules touches a load stands in columns
/// (`folder`, `house`, `open`), what the queue is filtered, searched and sorted by as well. Amounts are ranked in
/// ten-thousandths; `number` is that behind a source, where there is one; `backwards` is searched by how a number ends.
///
/// Each order of the queue has an index under a state, and one under a customer and a state: other pages are merged from these.
pub(crate) const V4: &str = "
DROP TABLE assessments;
DROP TABLE tallies;
CREATE TABLE assessments (
  load           TEXT PRIMARY KEY,
  state          TEXT NOT NULL,
  customer       TEXT NOT NULL,
  day            TEXT NOT NULL,
  total          TEXT NOT NULL,
  currency       TEXT NOT NULL,
  expected_total TEXT,
  variance       TEXT,
  total_rank     INTEGER NOT NULL,
  variance_rank  INTEGER NOT NULL,
  holds          TEXT NOT NULL,
  documents      TEXT NOT NULL,
  difference     TEXT,
  difference_in_words TEXT,
  differs        INTEGER NOT NULL,
  folder         TEXT NOT NULL,
  house          INTEGER NOT NULL,
  open           INTEGER NOT NULL,
  stated         TEXT,
  number         TEXT,
  backwards      TEXT NOT NULL,
  body           BLOB NOT NULL
) STRICT;
CREATE INDEX assessments_by_load ON assessments (state, load);
CREATE INDEX assessments_by_day ON assessments (state, day, load);
CREATE INDEX assessments_by_total ON assessments (state, total_rank, load);
CREATE INDEX assessments_by_variance ON assessments (state, variance_rank, load);
CREATE INDEX assessments_of_customer_by_load ON assessments (customer, state, load);
CREATE INDEX assessments_of_customer_by_day ON assessments (customer, state, day, load);
CREATE INDEX assessments_of_customer_by_total ON assessments (customer, state, total_rank, load);
CREATE INDEX assessments_of_customer_by_variance ON assessments (customer, state, variance_rank, load);
CREATE INDEX assessments_backwards ON assessments (backwards, load);
CREATE INDEX assessments_number ON assessments (number, load) WHERE number IS NOT NULL;
CREATE INDEX assessments_open ON assessments (open, folder, load) WHERE open = 1;
CREATE INDEX assessments_of_house ON assessments (house, load) WHERE house = 1 AND open = 1;
CREATE INDEX assessments_differing ON assessments (differs, load) WHERE differs = 1;
DELETE FROM meta; DELETE FROM facts; DELETE FROM customers; DELETE FROM loads; DELETE FROM readings;
DELETE FROM quarantine;
";

/// Version 5: who acts on each hold, so that the rows of holds are left alone where nothing of them changed.
pub(crate) const V5: &str = "
ALTER TABLE assessments ADD COLUMN owners TEXT NOT NULL DEFAULT '';
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

/// An assessment as the queue needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAssessment {
    /// The assessment.
    pub assessment: Assessment,
    /// The load's one state.
    pub state: LoadState,
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
    /// What changed in its charges after it was posted and is not settled; where it was billed elsewhere, what it would come to here.
    pub difference: Option<Difference>,
    /// By what rules it is priced.
    pub priced_by: PricedBy,
    /// The load's number as it is shown, where that is not its identity.
    pub stated: Option<String>,
}

/// What changed in the charges of a posted load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What is due now less what was billed, in the invoice's currency; negative where too much was billed.
    pub amount: Decimal,
    /// In words.
    pub words: String,
}

/// What decides which change of rules touches a load.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PricedBy {
    /// The folder of the customer's contract; empty where nobody is billed.
    pub folder: String,
    /// May the house tariff be asked?
    pub house: bool,
    /// Is it priced by the rules at hand, and not by what an approval saw?
    pub open: bool,
}

impl StoredAssessment {
    /// An assessment of this load in this state.
    pub fn new(load: &Load, assessment: Assessment, state: LoadState, priced_by: PricedBy) -> StoredAssessment {
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
            difference: None,
            priced_by,
            stated: load.stated_number.clone(),
            assessment,
        }
    }
}

fn on_file(load: &Load) -> Vec<String> {
    let readable = load.documents.iter().filter(|d| d.readability == Readability::Readable);
    let kinds: std::collections::BTreeSet<&String> = readable.map(|d| &d.kind).collect();
    kinds.into_iter().cloned().collect()
}

/// The day that sorts behind all others: that of what was not delivered.
pub(crate) const NO_DAY: &str = "9999-12-31";

/// A row as it stands; the body is decoded outside of SQLite's hands.
struct Beside {
    state: LoadState,
    customer: String,
    delivered: Option<NaiveDate>,
    total: Decimal,
    currency: Currency,
    expected_total: Option<Decimal>,
    variance: Option<Decimal>,
    documents: String,
    difference: Option<Difference>,
    priced_by: PricedBy,
    stated: Option<String>,
    body: Vec<u8>,
}

/// Reads a row that has [`Column::ALL`].
fn beside(row: &Row<'_>) -> rusqlite::Result<Beside> {
    let day: String = row.get(Column::Day.at())?;
    let words: Option<String> = row.get(Column::DifferenceInWords.at())?;
    let difference = maybe_decimal(row, Column::Difference.at())?.zip(words);
    Ok(Beside {
        state: load_state(row, Column::State.at())?,
        customer: row.get(Column::Customer.at())?,
        delivered: if day == NO_DAY { None } else { maybe_date(row, Column::Day.at())? },
        total: decimal(row, Column::Total.at())?,
        currency: currency(row, Column::Currency.at())?,
        expected_total: maybe_decimal(row, Column::ExpectedTotal.at())?,
        variance: maybe_decimal(row, Column::Variance.at())?,
        documents: row.get(Column::Documents.at())?,
        difference: difference.map(|(amount, words)| Difference { amount, words }),
        priced_by: PricedBy {
            folder: row.get(Column::Folder.at())?,
            house: row.get(Column::House.at())?,
            open: row.get(Column::Open.at())?,
        },
        stated: row.get(Column::Stated.at())?,
        body: row.get(Column::Body.at())?,
    })
}

fn stored(row: Beside) -> Outcome<StoredAssessment> {
    Ok(StoredAssessment {
        assessment: canonical::decode(&row.body)?,
        state: row.state,
        customer: (!row.customer.is_empty()).then_some(CustomerId(row.customer)),
        delivered: row.delivered,
        total: row.total,
        currency: row.currency,
        expected_total: row.expected_total,
        variance: row.variance,
        documents: row.documents.split_whitespace().map(str::to_owned).collect(),
        difference: row.difference,
        priced_by: row.priced_by,
        stated: row.stated,
    })
}

pub(crate) fn get(connection: &Connection, load: &LoadNumber) -> Outcome<Option<StoredAssessment>> {
    let sql = format!("SELECT {} FROM assessments WHERE load = ?1", Column::names());
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    statement.query_row([load.as_str()], beside).optional().in_file(CACHE)?.map(stored).transpose()
}

/// Which load, who is billed, the local day of delivery.
pub type IndexRow = (LoadNumber, Option<CustomerId>, Option<NaiveDate>);

/// Every assessed load, in order.
pub(crate) fn index(connection: &Connection) -> Outcome<Vec<IndexRow>> {
    let sql = "SELECT load, customer, day FROM assessments ORDER BY load";
    let mut statement = connection.prepare_cached(sql).in_file(CACHE)?;
    let rows = statement.query_map([], |row| {
        let customer: String = row.get(1)?;
        let day: String = row.get(2)?;
        let delivered = if day == NO_DAY { None } else { maybe_date(row, 2)? };
        Ok((LoadNumber(row.get(0)?), (!customer.is_empty()).then_some(CustomerId(customer)), delivered))
    });
    rows.in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

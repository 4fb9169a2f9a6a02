//! Assessments with the columns that the queue counts by.

use std::collections::BTreeMap;

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

use crate::column::{currency, decimal, load_state, maybe_decimal};
use crate::fault::InFile;
use crate::table::CACHE;
use crate::table::order::{Fields, Key, QueueColumn, day};

pub(crate) mod column;
mod put;
pub use put::Encoded;
pub(crate) use put::put;

use column::Column;

/// Its table. What decides which change of rules touches a load stands in columns (`folder`, `house`, `open`), and so does what
/// the queue is filtered and searched by: `number` is that behind a source, where there is one; `backwards` is searched by how a
/// number ends. What the queue is sorted by beside the load comes to it from [`crate::table::order::TABLE`].
pub(crate) const TABLE: &str = "
CREATE TABLE assessments (
  load           TEXT PRIMARY KEY,
  state          TEXT NOT NULL,
  customer       TEXT NOT NULL,
  total          TEXT NOT NULL,
  currency       TEXT NOT NULL,
  expected_total TEXT,
  variance       TEXT,
  holds          TEXT NOT NULL,
  owners         TEXT NOT NULL,
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
CREATE INDEX assessments_of_customer_by_load ON assessments (customer, state, load);
CREATE INDEX assessments_backwards ON assessments (backwards, load);
CREATE INDEX assessments_number ON assessments (number, load) WHERE number IS NOT NULL;
CREATE INDEX assessments_open ON assessments (open, folder, load) WHERE open = 1;
CREATE INDEX assessments_of_house ON assessments (house, load) WHERE house = 1 AND open = 1;
CREATE INDEX assessments_differing ON assessments (differs, load) WHERE differs = 1;
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
    /// What the load alone says, for each column of the queue that shows it.
    pub told: BTreeMap<QueueColumn, Key>,
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
            told: QueueColumn::told(load),
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

    /// What it is sorted by, for each column in the order of their table.
    fn keys(&self) -> Vec<Option<Key>> {
        let row = Fields { delivered: self.delivered, total: self.total, variance: self.variance };
        let key = |column: &QueueColumn| column.of_row(&row).or_else(|| self.told.get(column).cloned());
        QueueColumn::ALL.iter().map(key).collect()
    }

    /// What a column shows that the load alone says.
    pub fn shown(&self) -> impl Iterator<Item = (QueueColumn, String)> {
        self.told.iter().filter_map(|(column, key)| Some((*column, key.shown()?)))
    }
}

fn on_file(load: &Load) -> Vec<String> {
    let readable = load.documents.iter().filter(|d| d.readability == Readability::Readable);
    let kinds: std::collections::BTreeSet<&String> = readable.map(|d| &d.kind).collect();
    kinds.into_iter().cloned().collect()
}

/// A row as it stands; the body is decoded outside of SQLite's hands.
struct Beside {
    state: LoadState,
    customer: String,
    delivered: Option<NaiveDate>,
    told: BTreeMap<QueueColumn, Key>,
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

/// Reads a row that has [`column::names`].
fn beside(row: &Row<'_>) -> rusqlite::Result<Beside> {
    let words: Option<String> = row.get(Column::DifferenceInWords.at())?;
    let difference = maybe_decimal(row, Column::Difference.at())?.zip(words);
    let told = QueueColumn::ALL.iter().filter(|column| column.is_told());
    Ok(Beside {
        state: load_state(row, Column::State.at())?,
        customer: row.get(Column::Customer.at())?,
        delivered: day(row, column::key_at(QueueColumn::Delivered))?,
        told: told.map(|column| Ok((*column, row.get(column::key_at(*column))?))).collect::<rusqlite::Result<_>>()?,
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
        told: row.told,
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
    let sql = format!("SELECT {} FROM assessments WHERE load = ?1", column::names().join(", "));
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    statement.query_row([load.as_str()], beside).optional().in_file(CACHE)?.map(stored).transpose()
}

/// Which load, who is billed, the local day of delivery.
pub type IndexRow = (LoadNumber, Option<CustomerId>, Option<NaiveDate>);

/// Every assessed load, in order.
pub(crate) fn index(connection: &Connection) -> Outcome<Vec<IndexRow>> {
    let sql = format!("SELECT load, customer, {} FROM assessments ORDER BY load", QueueColumn::Delivered.key());
    let mut statement = connection.prepare_cached(&sql).in_file(CACHE)?;
    let rows = statement.query_map([], |row| {
        let customer: String = row.get(1)?;
        Ok((LoadNumber(row.get(0)?), (!customer.is_empty()).then_some(CustomerId(customer)), day(row, 2)?))
    });
    rows.in_file(CACHE)?.collect::<rusqlite::Result<_>>().in_file(CACHE)
}

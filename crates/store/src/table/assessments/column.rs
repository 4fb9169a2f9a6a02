//! The columns of an assessment's row: name, what stands in it, whether the rows of holds are made of it; and behind these the
//! ones that the queue is sorted by. Rows are written and read by their names, so that a column may stand wherever it reads well.

use linehaul_domain::canonical;
use linehaul_domain::ids::{CustomerId, normal};
use linehaul_domain::state::LoadState;
use rusqlite::types::Value;

use crate::table::assessments::StoredAssessment;
use crate::table::held::{self, Held};
use crate::table::order::QueueColumn;

/// Makes the enumeration of columns from one row for each.
macro_rules! columns {
    ($($column:ident = $name:literal $(of $holds:ident)?: |$stored:ident| $value:expr;)*) => {
        /// A column.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Column { $(#[doc = $name] $column),* }

        impl Column {
            /// Every column, in the order of their numbers.
            pub(crate) const ALL: &[Column] = &[$(Column::$column),*];

            /// Its name.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Column::$column => $name),* }
            }

            /// Are the rows of holds made of it?
            const fn is_of_holds(self) -> bool {
                match self { $(Column::$column => columns!(holds $($holds)?)),* }
            }

            /// What stands in it of an assessment.
            fn value(self, stored: &StoredAssessment) -> Value {
                match self { $(Column::$column => { let $stored = stored; $value }),* }
            }
        }
    };
    (holds) => { false };
    (holds holds) => { true };
}

columns! {
    Load = "load": |stored| text(&stored.assessment.load);
    State = "state" of holds: |stored| text(stored.state);
    Customer = "customer" of holds: |stored| text(stored.customer.as_ref().map_or("", CustomerId::as_str));
    Total = "total" of holds: |stored| text(stored.total);
    Currency = "currency" of holds: |stored| text(stored.currency.code());
    ExpectedTotal = "expected_total": |stored| maybe(stored.expected_total);
    Variance = "variance": |stored| maybe(stored.variance);
    Holds = "holds" of holds: |stored| text(held::text(&held::codes(&stored.assessment.holds)));
    Owners = "owners" of holds: |stored| {
        text(held::codes(&stored.assessment.holds).into_values().collect::<Vec<_>>().join("\n"))
    };
    Documents = "documents": |stored| text(stored.documents.join(" "));
    Difference = "difference": |stored| maybe(stored.difference.as_ref().map(|d| d.amount));
    DifferenceInWords = "difference_in_words": |stored| maybe(stored.difference.as_ref().map(|d| &d.words));
    Differs = "differs": |stored| Value::Integer(is_to_be_settled(stored).into());
    Folder = "folder": |stored| text(&stored.priced_by.folder);
    House = "house": |stored| Value::Integer(stored.priced_by.house.into());
    Open = "open": |stored| Value::Integer(stored.priced_by.open.into());
    Stated = "stated": |stored| maybe(stored.stated.as_ref());
    Number = "number": |stored| {
        maybe(stored.assessment.load.as_str().split_once('/').map(|(_, number)| normal(number)))
    };
    Backwards = "backwards": |stored| {
        text(normal(stored.assessment.load.as_str()).chars().rev().collect::<String>())
    };
    Body = "body": |stored| Value::Blob(canonical::encode(&stored.assessment));
}

impl Column {
    /// Where it stands in a row that has [`names`].
    pub(crate) const fn at(self) -> usize {
        self as usize
    }
}

/// Where a column that is sorted by stands in such a row.
pub(crate) const fn key_at(column: QueueColumn) -> usize {
    Column::ALL.len() + column as usize
}

/// The names of all columns, in the order in which a row is written and read.
pub(crate) fn names() -> Vec<&'static str> {
    Column::ALL.iter().map(|column| column.name()).chain(QueueColumn::ALL.iter().map(|column| column.key())).collect()
}

/// A row.
pub(super) fn row(stored: &StoredAssessment) -> Vec<Value> {
    let keys = stored.keys().into_iter().map(Value::from);
    Column::ALL.iter().map(|column| column.value(stored)).chain(keys).collect()
}

/// Where the columns stand of which the rows of holds are made.
pub(super) fn of_holds() -> impl Iterator<Item = usize> {
    let fixed = Column::ALL.iter().filter(|column| column.is_of_holds()).map(|column| column.at());
    fixed.chain(QueueColumn::ALL.iter().map(|column| key_at(*column)))
}

/// What a row says of the holds of its load; `None` where it is not held.
pub(super) fn held(row: &[Value]) -> Option<Held<'_>> {
    let text = |column: Column| match row.get(column.at()) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    text(Column::State).filter(|state| *state == LoadState::Held.name())?;
    let owners = text(Column::Owners)?.split('\n');
    Some(Held {
        customer: row.get(Column::Customer.at())?,
        keys: QueueColumn::ALL.iter().map(|key| row.get(key_at(*key))).collect::<Option<_>>()?,
        currency: text(Column::Currency)?,
        total: text(Column::Total)?.parse().ok()?,
        codes: text(Column::Holds)?.split_whitespace().zip(owners).collect(),
    })
}

fn text(text: impl ToString) -> Value {
    Value::Text(text.to_string())
}

fn maybe(value: Option<impl ToString>) -> Value {
    value.map_or(Value::Null, text)
}

/// Does it differ from what this book billed? What was billed elsewhere is told with what it would come to, and nothing is due.
fn is_to_be_settled(stored: &StoredAssessment) -> bool {
    stored.difference.is_some() && stored.state != LoadState::BilledElsewhere
}

//! The columns of an assessment's row: name, what stands in it, whether the rows of holds are made of it; and behind these the
//! ones that the queue is sorted by. Rows are written and read by their names, so that a column may stand wherever it reads well.

use linehaul_domain::canonical;
use linehaul_domain::ids::normal;
use linehaul_domain::state::LoadState;
use rusqlite::types::Value;

use crate::table::assessments::StoredAssessment;
use crate::table::held::{self, Held};
use crate::table::order::QueueColumn;

/// Makes the enumeration of columns from one row for each.
macro_rules! columns {
    ($($column:ident = $name:literal $(of $holds:ident)?: |$stored:pat_param, $held:pat_param| $value:expr;)*) => {
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
            fn value(self, stored: &StoredAssessment, held: &Held) -> Value {
                match self { $(Column::$column => { let ($stored, $held) = (stored, held); $value }),* }
            }
        }
    };
    (holds) => { false };
    (holds holds) => { true };
}

columns! {
    Load = "load": |stored, _| text(&stored.assessment.load);
    State = "state" of holds: |stored, _| text(stored.state);
    Customer = "customer" of holds: |_, held| text(&held.customer);
    Total = "total" of holds: |stored, _| text(stored.total);
    Currency = "currency" of holds: |stored, _| text(stored.currency.code());
    ExpectedTotal = "expected_total": |stored, _| maybe(stored.expected_total);
    Variance = "variance": |stored, _| maybe(stored.variance);
    Holds = "holds" of holds: |_, held| text(held::text(&held.codes));
    Owners = "owners" of holds: |_, held| text(held.codes.values().cloned().collect::<Vec<_>>().join("\n"));
    Documents = "documents": |stored, _| text(stored.documents.join(" "));
    Difference = "difference": |stored, _| maybe(stored.difference.as_ref().map(|d| d.amount));
    DifferenceInWords = "difference_in_words": |stored, _| maybe(stored.difference.as_ref().map(|d| &d.words));
    Differs = "differs": |stored, _| Value::Integer(is_to_be_settled(stored).into());
    Folder = "folder": |stored, _| text(&stored.priced_by.folder);
    House = "house": |stored, _| Value::Integer(stored.priced_by.house.into());
    Open = "open": |stored, _| Value::Integer(stored.priced_by.open.into());
    Stated = "stated": |stored, _| maybe(stored.stated.as_ref());
    Number = "number": |stored, _| {
        maybe(stored.assessment.load.as_str().split_once('/').map(|(_, number)| normal(number)))
    };
    Backwards = "backwards": |stored, _| {
        text(normal(stored.assessment.load.as_str()).chars().rev().collect::<String>())
    };
    Body = "body": |stored, _| Value::Blob(canonical::encode(&stored.assessment));
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
pub(super) fn row(stored: &StoredAssessment, held: &Held) -> Vec<Value> {
    let keys = held.keys.iter().cloned().map(Value::from);
    Column::ALL.iter().map(|column| column.value(stored, held)).chain(keys).collect()
}

/// Where the columns stand of which the rows of holds are made.
pub(super) fn of_holds() -> impl Iterator<Item = usize> {
    let fixed = Column::ALL.iter().filter(|column| column.is_of_holds()).map(|column| column.at());
    fixed.chain(QueueColumn::ALL.iter().map(|column| key_at(*column)))
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

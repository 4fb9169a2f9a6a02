//! Orders of the queue: one row of a table for each column that it can be sorted by. Of a row are made the column that is sorted
//! by, beside assessments, with its indexes, and the table of held loads in its order; how a page far down is found; the word by which the command line and the
//! window ask for it; and, of what only the load says, what is shown. A new column is a row here and a line of the screen
//! (`ui/src/features/queue/parts/columns.tsx`).

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::load::Load;
use linehaul_domain::time::NaiveDate;
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlResult, Value, ValueRef};

use crate::column::maybe_date;

/// The day that sorts behind all others: that of what did not happen yet.
const NO_DAY: &str = "9999-12-31";

/// What a row is sorted by in one order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// An amount in ten-thousandths.
    Number(i64),
    /// A day, or a word.
    Text(String),
}

impl From<Option<NaiveDate>> for Key {
    fn from(day: Option<NaiveDate>) -> Key {
        Key::Text(day.map_or_else(|| NO_DAY.to_owned(), |day| day.to_string()))
    }
}

impl From<Decimal> for Key {
    fn from(amount: Decimal) -> Key {
        let edge = if amount.is_sign_negative() { i64::MIN } else { i64::MAX };
        Key::Number(i64::try_from(amount.saturating_mul(Decimal::from(10_000)).trunc()).unwrap_or(edge))
    }
}

impl Key {
    /// For people; nothing of a day that there is not.
    pub fn shown(&self) -> Option<String> {
        match self {
            Key::Number(rank) => Some(Decimal::new(*rank, 4).normalize().to_string()),
            Key::Text(text) => Some(text.clone()).filter(|text| text != NO_DAY),
        }
    }
}

impl From<Key> for Value {
    fn from(key: Key) -> Value {
        match key {
            Key::Number(rank) => Value::Integer(rank),
            Key::Text(text) => Value::Text(text),
        }
    }
}

impl FromSql for Key {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Key> {
        value.as_i64().map(Key::Number).or_else(|_| String::column_result(value).map(Key::Text))
    }
}

/// A day of a column that is sorted by, where there is one.
pub(crate) fn day(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<NaiveDate>> {
    let text: String = row.get(at)?;
    if text == NO_DAY { Ok(None) } else { maybe_date(row, at) }
}

/// What of a row has a field of its own.
pub(crate) struct Fields {
    /// Local date of delivery.
    pub delivered: Option<NaiveDate>,
    /// Computed total.
    pub total: Decimal,
    /// Computed less expected.
    pub variance: Option<Decimal>,
}

/// SQL of a column: how it stands in a table, with what is in it where nothing was said, and the step that a value belongs to.
macro_rules! sql {
    (day of $name:literal) => { concat!("by_", $name, " TEXT NOT NULL DEFAULT '9999-12-31'") };
    (amount of $name:literal) => { concat!("by_", $name, " INTEGER NOT NULL DEFAULT 0") };
    (day step of $row:literal $name:literal) => { concat!($row, ".by_", $name) };
    (amount step of $row:literal $name:literal) => { concat!($row, ".by_", $name, " / 1000000") };
    ($shape:ident by index of $name:literal) => {
        concat!("CREATE INDEX assessments_all_by_", $name, " ON assessments (by_", $name, ", load);\n")
    };
    ($shape:ident by steps of $name:literal) => {
        concat!(
            "CREATE TRIGGER steps_come_by_", $name, " AFTER INSERT ON assessments BEGIN ", sql!($shape comes $name),
            "END;\nCREATE TRIGGER steps_go_by_", $name, " AFTER DELETE ON assessments BEGIN ", sql!($shape goes $name),
            "END;\nCREATE TRIGGER steps_move_by_", $name, " AFTER UPDATE OF by_", $name, ", state ON assessments WHEN ",
            sql!($shape step of "OLD" $name), " <> ", sql!($shape step of "NEW" $name), " OR OLD.state <> NEW.state BEGIN ",
            sql!($shape goes $name), sql!($shape comes $name), "END;\n"
        )
    };
    ($shape:ident comes $name:literal) => {
        concat!(
            "INSERT INTO steps VALUES ('", $name, "', ", sql!($shape step of "NEW" $name), ", NEW.state, 1) ",
            "ON CONFLICT DO UPDATE SET loads = loads + 1; "
        )
    };
    ($shape:ident goes $name:literal) => {
        concat!(
            "UPDATE steps SET loads = loads - 1 WHERE sort = '", $name, "' AND step = ",
            sql!($shape step of "OLD" $name), " AND state = OLD.state; "
        )
    };
}

/// Makes the columns from one row for each: its word, whether it is a day or an amount, how what lies far down is found (by
/// steps, or by one index over all states, where steps would find nothing), and whether the row or only the load says it.
macro_rules! columns {
    ($($(#[$doc:meta])* $column:ident = $name:literal: $shape:ident by $far:ident, of $of:ident |$from:ident| $value:expr;)*) => {
        /// A column of the queue that has an order of its own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum QueueColumn { $($(#[$doc])* $column),* }

        impl QueueColumn {
            /// Every column, in the order of the table.
            pub const ALL: &[QueueColumn] = &[$(QueueColumn::$column),*];

            /// The word by which it is asked for.
            pub const fn name(self) -> &'static str { match self { $(QueueColumn::$column => $name),* } }

            /// The column of the database that is sorted by.
            pub(crate) const fn key(self) -> &'static str {
                match self { $(QueueColumn::$column => concat!("by_", $name)),* }
            }

            /// Is it kept beside the assessment, because only the load says it?
            pub(crate) const fn is_told(self) -> bool {
                match self { $(QueueColumn::$column => columns!(told $of)),* }
            }

            /// Has it steps?
            pub(crate) const fn has_steps(self) -> bool {
                match self { $(QueueColumn::$column => columns!(has $far)),* }
            }

            /// What a row is sorted by, where it says that itself.
            pub(crate) fn of_row(self, row: &Fields) -> Option<Key> {
                match self { $(QueueColumn::$column => columns!(row $of row |$from| $value)),* }
            }

            /// The same where only the load says it.
            pub(crate) fn of_load(self, load: &Load) -> Option<Key> {
                match self { $(QueueColumn::$column => columns!(load $of load |$from| $value)),* }
            }
        }

        /// The columns that are sorted by, with their indexes and steps, behind the tables that they belong to. Each has an index
        /// under a state, one under a customer and a state, and one under a hold: other pages are merged from these.
        pub(crate) const TABLE: &str = concat!($(
            "ALTER TABLE assessments ADD COLUMN ", sql!($shape of $name), ";\n",
            "CREATE INDEX assessments_by_", $name, " ON assessments (state, by_", $name, ", load);\n",
            "CREATE INDEX assessments_of_customer_by_", $name, " ON assessments (customer, state, by_", $name, ", load);\n",
            "CREATE TABLE holds_by_", $name, " (code TEXT NOT NULL, ", sql!($shape of $name), ", load TEXT NOT NULL, ",
            "PRIMARY KEY (code, by_", $name, ", load)) STRICT, WITHOUT ROWID;\n",
            sql!($shape by $far of $name)
        ),*);
    };
    (told row) => { false };
    (told load) => { true };
    (has index) => { false };
    (has steps) => { true };
    (row row $arg:ident |$from:ident| $value:expr) => {{ let $from = $arg; Some(Key::from($value)) }};
    (load load $arg:ident |$from:ident| $value:expr) => {{ let $from = $arg; Some(Key::from($value)) }};
    ($asked:ident $of:ident $arg:ident |$from:ident| $value:expr) => {{ let _ = $arg; None }};
}

columns! {
    /// By day of delivery.
    Delivered = "delivered": day by steps, of row |row| row.delivered;
    /// By computed total. Amounts of several currencies are ordered by number.
    Total = "total": amount by steps, of row |row| row.total;
    /// By total less expected total. Most loads have none.
    Variance = "variance": amount by index, of row |row| row.variance.unwrap_or_default();
    /// By day of the first pickup: by it contracts pick their version, and fuel its week.
    PickedUp = "picked_up": day by steps, of load |load| load.pickup_date();
}

impl QueueColumn {
    /// What only the load says, for each such column.
    pub(crate) fn told(load: &Load) -> BTreeMap<QueueColumn, Key> {
        QueueColumn::ALL.iter().filter_map(|column| Some((*column, column.of_load(load)?))).collect()
    }
}

/// What the queue is ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum QueueSort {
    /// By state, then the oldest delivery first: what a biller can act on first.
    #[default]
    Work,
    /// By load number.
    Load,
    /// By customer.
    Customer,
    /// By a column.
    By(QueueColumn),
}

impl QueueSort {
    /// Every order.
    pub fn all() -> impl Iterator<Item = QueueSort> {
        let columns = QueueColumn::ALL.iter().map(|column| QueueSort::By(*column));
        [QueueSort::Work, QueueSort::Load, QueueSort::Customer].into_iter().chain(columns)
    }

    /// The word by which it is asked for.
    pub const fn name(self) -> &'static str {
        match self {
            QueueSort::Work => "work",
            QueueSort::Load => "load",
            QueueSort::Customer => "customer",
            QueueSort::By(column) => column.name(),
        }
    }

    /// The column that rows of one state and customer are sorted by; none where that is their number.
    pub(crate) const fn column(self) -> Option<QueueColumn> {
        match self {
            QueueSort::Work => Some(QueueColumn::Delivered),
            QueueSort::Load | QueueSort::Customer => None,
            QueueSort::By(column) => Some(column),
        }
    }

    /// The end of the names of the indexes in this order, and the column that they have before the load.
    pub(crate) const fn index(self) -> (&'static str, &'static str) {
        match self.column() {
            Some(column) => (column.name(), column.key()),
            None => ("load", "load"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_orders_have_one_word() {
        let words: std::collections::BTreeSet<&str> = QueueSort::all().map(QueueSort::name).collect();
        assert_eq!(words.len(), QueueSort::all().count());
    }

    #[test]
    fn a_key_sorts_as_what_it_is_of_and_shows_it() {
        let day = |text: &str| Key::from(text.parse::<NaiveDate>().ok());
        assert!(day("2025-03-01") < day("2025-11-30") && day("2025-11-30") < day("never"));
        assert_eq!((day("2025-03-01").shown().as_deref(), day("never").shown()), (Some("2025-03-01"), None));
        let amount = |text: &str| Key::from(text.parse::<Decimal>().expect("an amount"));
        assert!(amount("-5.00") < amount("0.0001") && amount("9.99") < amount("100"));
        assert_eq!(amount("-5.00").shown().as_deref(), Some("-5"));
    }
}

//! Fuel terms.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::code::ChargeCode;
use crate::ids::TableName;
use crate::money::Rounding;
use crate::terms::DateBasis;
use crate::time::Weekday;

/// What a percent applies to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// Gross linehaul.
    GrossLinehaul,
    /// Linehaul after discount and minimum.
    NetLinehaul,
    /// Net linehaul and these charges, which stand earlier in the contract.
    NetLinehaulAnd(Vec<ChargeCode>),
}

/// How a fuel value applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FuelUnit {
    /// Amount per loaded mile.
    PerMile,
    /// Percent of a base.
    PercentOf(Base),
}

/// Which weekly price speaks for a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexUse {
    /// The index: the authority.
    pub table: TableName,
    /// A Monday's price is in force from this day of its week.
    pub effective_from: Weekday,
    /// Only the first Monday of a month counts, until the first Monday of the next.
    pub first_of_month: bool,
    /// A second publication of the same price; a difference beyond `within` warns.
    pub second_source: Option<SecondSource>,
}

/// A second publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondSource {
    /// Its index table.
    pub table: TableName,
    /// Greatest difference without a warning.
    pub within: Decimal,
}

/// Fuel surcharge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fuel {
    /// Shape.
    pub shape: FuelShape,
    /// The date that picks the week, row or month. Fixed shapes ignore it.
    pub by: Option<DateBasis>,
    /// The question to the customer, where the paper contract does not say which date picks: then every date is tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
}

/// The shape of a fuel surcharge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FuelShape {
    /// Fuel is in the rate: no line.
    Included,
    /// A fixed percent.
    Percent {
        /// Percent.
        percent: Decimal,
        /// Of what.
        of: Base,
    },
    /// A fixed amount per mile.
    PerMile {
        /// Per mile, in the contract's currency.
        rate: Decimal,
    },
    /// Bands of an index.
    Bands {
        /// Bands table.
        table: TableName,
        /// Its column.
        column: String,
        /// Per mile or percent.
        unit: FuelUnit,
        /// Which price.
        index: IndexUse,
        /// How the table goes on beyond its first and last band; without it a price there holds the load.
        beyond: Option<Beyond>,
    },
    /// (price - base) / miles per gallon, rounded, per mile. Below the base price the surcharge is zero.
    Formula {
        /// Base price.
        base_price: Decimal,
        /// Miles per gallon.
        miles_per_gallon: Decimal,
        /// Decimal places of the rate per mile.
        rate_places: u32,
        /// How the rate is rounded.
        rate_rounding: Rounding,
        /// Which price.
        index: IndexUse,
    },
    /// (price - base) x a factor by weight, per mile, unrounded.
    Factor {
        /// Base price.
        base_price: Decimal,
        /// (below pounds, factor), ascending.
        below_lb: Vec<(Decimal, Decimal)>,
        /// Beyond.
        otherwise: Decimal,
        /// Below the base price, is there a credit? Otherwise the surcharge is zero.
        credit: bool,
        /// Which price.
        index: IndexUse,
    },
    /// So much for each started (or each full) step of the price above a base.
    Steps {
        /// Added for each step: amount per mile, or percent.
        rate: Decimal,
        /// Size of a step.
        each: Decimal,
        /// Does only a full step count? Otherwise a started one does.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        full: bool,
        /// The base price: at or below it there is none.
        above: Decimal,
        /// Per mile or percent.
        unit: FuelUnit,
        /// Which price.
        index: IndexUse,
    },
    /// A published value in force from a date.
    Dated {
        /// Dated table.
        table: TableName,
        /// Its column.
        column: String,
        /// Per mile or percent.
        unit: FuelUnit,
    },
    /// A published value for a calendar month, checked against the mean of an index some months earlier.
    Monthly {
        /// Monthly table.
        table: TableName,
        /// Its column.
        column: String,
        /// Per mile or percent.
        unit: FuelUnit,
        /// Index, months of lag and the column with the printed mean.
        checked_against: Option<MonthlyCheck>,
    },
}

/// How a table of bands goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beyond {
    /// Added above, taken off below, for each started step.
    pub add: Decimal,
    /// Size of a step.
    pub each: Decimal,
}

/// A check of a monthly row against an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthlyCheck {
    /// The index.
    pub index: TableName,
    /// Months between the mean's month and the month it applies to.
    pub lag_months: u32,
    /// The column that prints the mean.
    pub column: String,
    /// Greatest difference without a warning.
    pub within: Decimal,
}

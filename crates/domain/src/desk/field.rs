//! Fields that the desk may set, and what can stand in them.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::extra::Extra;
use crate::near::{meaning, nearest};
use crate::time::{Instant, Tz, wall_clock_dated};

/// A field of a load or of one of its stops, by the name of its column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Field {
    /// The stop, by sequence; none for a field of the load itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<u32>,
    /// The column: `miles`, `departed_at`, `ref:customer_po`, `extra:pallets`.
    pub column: String,
}

/// What can stand in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Any text.
    Text,
    /// A customer.
    Customer,
    /// An exact decimal, not below zero: miles, pounds.
    Number,
    /// A whole number.
    Whole,
    /// A point in time, said in the stop's zone.
    Time,
    /// Yes or no.
    Flag,
    /// A reference.
    Reference,
    /// An extra.
    Extra,
}

/// The fields of a load that the desk may set. What dispatch expects, books and says of a load's status is dispatch's own: a variance is
/// accepted, a charge adjusted.
pub const OF_LOAD: &[(&str, Sort)] = &[
    ("order", Sort::Text),
    ("customer", Sort::Customer),
    ("bill_to", Sort::Customer),
    ("legal_entity", Sort::Text),
    ("mode", Sort::Text),
    ("equipment", Sort::Text),
    ("miles", Sort::Number),
    ("deadhead_miles", Sort::Number),
    ("weight_lb", Sort::Number),
    ("driver_count", Sort::Whole),
    ("item_class", Sort::Text),
    ("pieces", Sort::Whole),
    ("hazmat", Sort::Flag),
];

/// Those of a stop.
pub const OF_STOP: &[(&str, Sort)] = &[
    ("city", Sort::Text),
    ("region", Sort::Text),
    ("postal_code", Sort::Text),
    ("arrived_at", Sort::Time),
    ("notified_at", Sort::Time),
    ("departed_at", Sort::Time),
    ("told_to_return_at", Sort::Time),
    ("returned_at", Sort::Time),
    ("cancelled", Sort::Flag),
];

impl Field {
    /// What can stand in it; `None` for one that the desk may not set.
    pub fn sort(&self) -> Option<Sort> {
        let of = |table: &[(&str, Sort)]| table.iter().find(|(name, _)| *name == self.column).map(|(_, sort)| *sort);
        match (self.stop, self.column.split_once(':')) {
            (None, Some(("ref", name))) => (!name.trim().is_empty()).then_some(Sort::Reference),
            (None, Some(("extra", name))) => (!name.trim().is_empty()).then_some(Sort::Extra),
            (None, None) => of(OF_LOAD),
            (Some(_), None) => of(OF_STOP),
            (_, Some(_)) => None,
        }
    }

    /// `departed_at of stop 2`.
    pub fn words(&self) -> String {
        match self.stop {
            Some(stop) => format!("{} of stop {stop}", self.column),
            None => self.column.clone(),
        }
    }

    /// The name of a field that was probably meant, of these of the load beside those that every load may have.
    pub fn near<'a>(name: &str, of_stop: bool, own: impl IntoIterator<Item = &'a str>) -> Option<String> {
        let table = if of_stop { OF_STOP } else { OF_LOAD };
        let known: Vec<&str> = table.iter().map(|(name, _)| *name).chain(own).collect();
        nearest(name, known.iter().copied()).or_else(|| meaning(name, known.iter().copied())).map(str::to_owned)
    }
}

/// What stands in a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "value")]
pub enum Value {
    /// Nothing.
    Nothing,
    /// A text, which is not empty.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A whole number.
    Whole(u32),
    /// A point in time, UTC, with the zone in which it is told.
    Time(Instant, Tz),
    /// Yes or no.
    Flag(bool),
    /// An extra.
    Extra(Extra),
}

impl Value {
    /// Of a text, of which an empty one is nothing.
    pub fn text(text: Option<&str>) -> Value {
        text.filter(|text| !text.trim().is_empty()).map_or(Value::Nothing, |text| Value::Text(text.to_owned()))
    }

    /// Do two say the same, however they are written?
    pub fn is_same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Time(one, _), Value::Time(other, _)) => one == other,
            (Value::Extra(one), Value::Extra(other)) => one == other || one.show() == other.show(),
            (Value::Flag(false), Value::Nothing) | (Value::Nothing, Value::Flag(false)) => true,
            _ => self == other,
        }
    }

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Value::Nothing => "nothing".to_owned(),
            Value::Text(text) => text.clone(),
            Value::Number(number) => number.normalize().to_string(),
            Value::Whole(number) => number.to_string(),
            Value::Time(at, zone) => format!("{} ({zone})", wall_clock_dated(*at, *zone)),
            Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Value::Extra(extra) => extra.show(),
        }
    }
}

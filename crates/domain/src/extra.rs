//! Typed fields beyond the canonical ones, carried from the source as they were mapped.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::time::{Instant, NaiveDate};

/// One extra field. A plain decimal text also reads as a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "value")]
pub enum Extra {
    /// Any text.
    Text(String),
    /// An exact decimal.
    Number(Decimal),
    /// An amount with its currency.
    Money(Money),
    /// A local date.
    Date(NaiveDate),
    /// A point in time, UTC.
    Instant(Instant),
    /// Yes or no.
    Flag(bool),
    /// A list or an object, as much of its text as is told. Nothing is read from it: what asks for it lacks it.
    Nested(String),
}

impl Extra {
    /// The type's name, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Extra::Text(_) => "text",
            Extra::Number(_) => "number",
            Extra::Money(_) => "money",
            Extra::Date(_) => "date",
            Extra::Instant(_) => "instant",
            Extra::Flag(_) => "flag",
            Extra::Nested(_) => "a list or an object",
        }
    }

    /// The number, from a number or a plain decimal text.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Extra::Number(n) => Some(*n),
            Extra::Text(t) => t.trim().parse().ok(),
            _ => None,
        }
    }

    /// The amount: of money, or a bare number or decimal text (in the contract's currency).
    pub fn amount(&self) -> Option<Decimal> {
        match self {
            Extra::Money(m) => Some(m.amount),
            other => other.number(),
        }
    }

    /// The date, from a date or an ISO date text.
    pub fn date(&self) -> Option<NaiveDate> {
        match self {
            Extra::Date(d) => Some(*d),
            Extra::Text(t) => t.trim().parse().ok(),
            _ => None,
        }
    }

    /// For display.
    pub fn show(&self) -> String {
        match self {
            Extra::Text(t) | Extra::Nested(t) => t.clone(),
            Extra::Number(n) => n.normalize().to_string(),
            Extra::Money(m) => m.to_string(),
            Extra::Date(d) => d.to_string(),
            Extra::Instant(i) => i.to_rfc3339(),
            Extra::Flag(f) => f.to_string(),
        }
    }
}

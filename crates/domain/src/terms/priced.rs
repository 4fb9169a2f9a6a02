//! Terms of priced accessorials: so much a unit, so much a day, trailers left behind.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::code::ChargeCode;
use crate::ids::TableName;
use crate::money::Rounding;
use crate::terms::{Base, DateBasis, StopSelection};

/// What a price is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Once.
    Flat,
    /// Loaded mile.
    Mile,
    /// Hundredweight.
    Cwt,
    /// Piece of the freight items.
    Piece,
    /// Stop beyond the first pickup and the last delivery.
    ExtraStop,
    /// Delivery.
    Delivery,
    /// Pickup.
    Pickup,
    /// What dispatch counts under a name: hours, pallets, miles out of route. Without it nothing was done, and nothing is
    /// charged.
    Extra(String),
    /// Percent of a base.
    PercentOf(Base),
    /// What dispatch counts under a name, in miles, each at what a loaded mile brings: a base divided by the loaded miles, rounded.
    RevenueMile {
        /// What is divided.
        of: Base,
        /// How the rate is rounded.
        rounding: Rounding,
        /// To so many places.
        places: u32,
        /// The name.
        name: String,
    },
}

/// One price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Amount, contract's currency; or percent; or one, where the rate is reckoned from the load.
    pub amount: Decimal,
    /// For what.
    pub per: Per,
}

/// An accessorial by prices: their sum, or the greater of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priced {
    /// The code billed.
    pub code: ChargeCode,
    /// Its prices.
    pub prices: Vec<Price>,
    /// The greatest of them instead of their sum?
    pub greatest: bool,
    /// Once any is due, at least this.
    pub minimum: Option<Decimal>,
    /// At most.
    pub maximum: Option<Decimal>,
}

/// Which days count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    /// Every day.
    Calendar,
    /// Every day but those of a table, e.g. on which a gate was closed.
    CalendarBut(TableName),
    /// Every day but Saturday, Sunday and the holidays of a table.
    Working(TableName),
}

/// How many days are free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FreeDays {
    /// So many.
    Fixed(u32),
    /// As many as dispatch says under a name, e.g. `transit_days`.
    Extra(String),
}

/// A charge by the day between two dates of the load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daily {
    /// The code billed.
    pub code: ChargeCode,
    /// The first day; without it nothing happened, and nothing is charged.
    pub from: DateBasis,
    /// The last day, counted.
    pub to: DateBasis,
    /// Does the first day count?
    pub first_counted: bool,
    /// Free at the beginning.
    pub free: FreeDays,
    /// Which days are used up as free ones.
    pub free_days: Days,
    /// Which days behind them are charged.
    pub charged_days: Days,
    /// For so many charged days each, then the next.
    pub tiers: Vec<(u32, Decimal)>,
    /// A day behind the tiers.
    pub then: Decimal,
    /// Times what dispatch counts under a name, e.g. `pallets`.
    pub times: Option<String>,
    /// Once any is due, at least this.
    pub minimum: Option<Decimal>,
    /// At most.
    pub maximum: Option<Decimal>,
}

/// Detention without power: a trailer that was dropped and is picked up again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailerDetention {
    /// Where.
    pub at: StopSelection,
    /// Free hours.
    pub free_hours: u32,
    /// Length of a period in hours.
    pub hours: u32,
    /// For so many started periods each, then the next.
    pub tiers: Vec<(u32, Decimal)>,
    /// A started period behind the tiers.
    pub then: Decimal,
    /// The stop must be notified so many hours before charging starts (the drop and the free hours), or nothing is due.
    pub notice_hours: Option<u32>,
}

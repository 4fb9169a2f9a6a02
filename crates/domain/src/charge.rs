//! Charges: lines with their derivation, and the near misses beside them.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Word;
use crate::code::ChargeCode;
use crate::ids::CustomerId;
use crate::step::Step;
use crate::terms::Location;

/// One charge of a load, rounded to the currency's places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Our code.
    pub code: ChargeCode,
    /// The stop, where it belongs to one.
    pub stop: Option<u32>,
    /// Quantity in `unit`, e.g. 612.
    pub quantity: Decimal,
    /// `mi`, `step`, `day`, `flat`, `%`, ….
    pub unit: Word,
    /// Rate per unit, contract's currency.
    pub rate: Decimal,
    /// Rounded amount, contract's currency.
    pub amount: Decimal,
    /// Did a minimum or a limit win over the product of quantity and rate?
    pub bound: Option<Bound>,
    /// Why a person adjusted, where one did.
    pub reason: Option<String>,
    /// How it came about.
    pub derivation: Vec<Step>,
    /// The phrase that made it.
    pub rule: Location,
    /// The clause of the paper contract.
    pub clause: Option<Word>,
    /// The verb with its version, e.g. `detention@1`.
    pub verb: Word,
}

/// What won over the product of quantity and rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// A minimum.
    Minimum,
    /// A limit.
    Limit,
}

impl Charge {
    /// X12 element 150 code.
    pub fn x12(&self) -> &'static str {
        self.code.x12()
    }

    /// What the invoice line says, with the arithmetic: `Fuel surcharge, 612 mi x 0.460`.
    pub fn description(&self) -> String {
        let title = self.code.title();
        if let Some(reason) = &self.reason {
            return format!("{title}, adjusted: {reason}");
        }
        let at = self.stop.map(|s| format!(", stop {s}")).unwrap_or_default();
        let (quantity, rate) = (self.quantity, self.rate);
        let bound = match self.bound {
            None => "",
            Some(Bound::Minimum) => ", minimum applies",
            Some(Bound::Limit) => ", limit applies",
        };
        match self.unit.as_str() {
            "flat" => format!("{title}{at}"),
            "%" => format!("{title}{at}, {}% of {quantity}", rate.normalize()),
            unit => format!("{title}{at}, {} {unit} x {rate}{bound}", quantity.normalize()),
        }
    }
}

/// What one payor of a load pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The payor.
    pub customer: CustomerId,
    /// Its share, percent; of weights, to four places, for people to read.
    pub percent: Decimal,
    /// Pounds of its freight, where these decide: the parts are reckoned from them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_lb: Option<Decimal>,
    /// Its part of each line, in their order, contract's currency.
    pub lines: Vec<Decimal>,
    /// Their sum.
    pub total: Decimal,
}

/// Something that almost was billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearMiss {
    /// The charge that it would have been.
    pub code: ChargeCode,
    /// The stop.
    pub stop: Option<u32>,
    /// Why not.
    pub why: Miss,
    /// What it would be worth, contract's currency.
    pub worth: Option<Decimal>,
}

/// Why something was not billed, with the smallest change that would turn it. Text is made when somebody reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "miss")]
pub enum Miss {
    /// Waiting within free time.
    Short {
        /// Minutes lacking to the first step.
        minutes: i64,
    },
    /// Waiting forfeited by a late truck.
    Forfeited {
        /// Minutes late.
        late: i64,
        /// Minutes allowed.
        allowed: u32,
    },
    /// Cancelled early enough to be free.
    CancelledAhead {
        /// Minutes before the pickup was due.
        minutes: i64,
        /// Hours from which on it is free.
        hours: u32,
    },
    /// Anything else worth saying.
    Said {
        /// Words.
        text: Word,
    },
}

impl Miss {
    /// In words.
    pub fn text(&self) -> String {
        match self {
            Miss::Short { minutes } => format!("{minutes} min short of the first step"),
            Miss::Forfeited { late, allowed } => {
                format!("forfeited: the truck was {late} min late, {allowed} are allowed")
            }
            Miss::CancelledAhead { minutes, hours } => {
                format!("cancelled {minutes} min before the pickup was due; {hours} h are free")
            }
            Miss::Said { text } => text.to_string(),
        }
    }
}

impl From<&str> for Miss {
    fn from(text: &str) -> Miss {
        Miss::Said { text: text.into() }
    }
}

impl From<String> for Miss {
    fn from(text: String) -> Miss {
        Miss::Said { text: text.into() }
    }
}

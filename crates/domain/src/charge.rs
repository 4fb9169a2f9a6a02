//! Charges: lines with their derivation, and the near misses beside them.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Word;
use crate::code::ChargeCode;
use crate::step::Step;
use crate::terms::Place;

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
    pub rule: Place,
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

/// Something that almost was billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearMiss {
    /// The charge that it would have been.
    pub code: ChargeCode,
    /// The stop.
    pub stop: Option<u32>,
    /// Why not, with the smallest change that would turn it: `46 min short of the first step`.
    pub message: String,
    /// What it would be worth, contract's currency.
    pub worth: Option<Decimal>,
}

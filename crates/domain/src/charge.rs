//! Charges: lines with their derivation, and the near misses beside them.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::code::ChargeCode;
use crate::step::Step;
use crate::terms::Place;

/// One charge of a load, rounded to the currency's places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Our code.
    pub code: ChargeCode,
    /// X12 element 150 code.
    pub x12: String,
    /// What the invoice line says, with the arithmetic: `Fuel surcharge, 612 mi x 0.460`.
    pub description: String,
    /// The stop, where it belongs to one.
    pub stop: Option<u32>,
    /// Quantity in `unit`, e.g. 612.
    pub quantity: Decimal,
    /// `mi`, `step`, `day`, `flat`, `%`, ….
    pub unit: String,
    /// Rate per unit, contract's currency.
    pub rate: Decimal,
    /// Rounded amount, contract's currency.
    pub amount: Decimal,
    /// How it came about.
    pub derivation: Vec<Step>,
    /// The phrase that made it.
    pub rule: Place,
    /// The clause of the paper contract.
    pub clause: Option<String>,
    /// The verb with its version, e.g. `detention@1`.
    pub verb: String,
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

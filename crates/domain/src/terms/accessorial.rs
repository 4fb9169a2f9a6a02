//! Terms of accessorials and taxes.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use crate::code::AccessorialKind;

use crate::code::ChargeCode;
use crate::ids::TableName;
use crate::terms::DateBasis;

/// Truck ordered, not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tonu {
    /// One amount.
    Flat(Decimal),
    /// Per deadhead mile with a minimum.
    PerDeadheadMile {
        /// Rate.
        rate: Decimal,
        /// At least.
        minimum: Decimal,
    },
    /// One of these, but another amount when the order was cancelled on the day of its appointment at the first pickup, local
    /// there, or later.
    SameDay {
        /// What is due when it was cancelled before that day.
        otherwise: Box<Tonu>,
        /// What is due on the day.
        amount: Decimal,
    },
    /// One of these, but nothing when the order was cancelled so many hours before the appointment or later start of pickup.
    UnlessCancelledAhead {
        /// What is due otherwise.
        otherwise: Box<Tonu>,
        /// Hours.
        hours: u32,
    },
}

/// The extra in which dispatch states what an accessorial at cost has cost: `escort_cost` for ESCORT, in the contract's currency.
/// Without it there is no charge, unless a receipt is on file, which then is a missing input.
pub fn cost_stated_in(code: &ChargeCode) -> String {
    format!("{}{COST}", code.as_str().to_lowercase())
}

const COST: &str = "_cost";

/// Is an extra of this name a cost, as [`cost_stated_in`] names them?
pub fn is_cost(name: &str) -> bool {
    name.strip_suffix(COST).is_some_and(|code| !code.is_empty())
}

/// The extra in which dispatch states the miles of a second attempt to deliver.
pub const REDELIVERY_MILES: &str = "redelivery_miles";

/// How a simple accessorial is computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SimpleBasis {
    /// One amount.
    Flat(Decimal),
    /// Per loaded mile.
    PerMile(Decimal),
}

/// On top of a cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Markup {
    /// Nothing.
    None,
    /// An amount.
    Flat(Decimal),
    /// A percent of the cost.
    Percent(Decimal),
}

/// Canadian sales taxes on freight. Place of supply is the destination; export and inbound freight is zero-rated and keeps
/// a 0.00 line. Source: CRA memorandum 28-2; Revenu Québec, freight transportation services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CanadianTax {
    /// Tax rate table.
    pub rates: TableName,
    /// The date that picks the rate.
    pub by: DateBasis,
    /// The document that proves zero-rating.
    pub zero_evidence: String,
}

/// For which stops a document is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentScope {
    /// One for the load.
    Load,
    /// One for each delivery.
    EachDelivery,
    /// One for each pickup.
    EachPickup,
}

/// How a load's lines are prorated over its payors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prorate {
    /// By what.
    pub by: ProrateBy,
    /// To whom the cents go that are left over.
    pub leftover: Leftover,
}

/// What payors are prorated by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProrateBy {
    /// The percents that dispatch states; they sum to 100.
    Share,
    /// The pounds of each payor's freight. Source: Hercules and Target FMI, item 500.
    Weight,
}

/// Who bears the cents that are left over when a line is prorated over payors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leftover {
    /// The first payor.
    First,
    /// The payor with the largest share; of equals the first.
    Largest,
}

/// From when a claim's days run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimFrom {
    /// The date of the original invoice.
    Invoice,
    /// The local day of delivery.
    Delivery,
}

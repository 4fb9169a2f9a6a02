//! Terms: what a contract declares, once, when it is read. Loads are rated from these by native code.
//!
//! Amounts are in the contract's currency; minutes are elapsed minutes; dates are local dates of the stop concerned.
//! What contracts dispute about (clock start, lateness, which day a cap counts, which date picks the fuel week, what fuel
//! applies to, rounding) is never an `Option` that means "the usual": it is a field that the contract must state.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Word;
use crate::code::ChargeCode;
use crate::ids::{ContractName, Hash, TableName};
use crate::money::{Currency, Money, Rounding};
use crate::time::NaiveDate;

mod accessorial;
mod fuel;
mod priced;
mod waiting;
mod names;
mod reads;

pub use accessorial::*;
pub use fuel::*;
pub use priced::*;
pub use reads::*;
pub use waiting::*;

/// Where in a contract something stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Location {
    /// The file as shown to people, e.g. `lr-dryvan/2024-11-15.rhai`.
    pub file: Word,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
}

/// A Rhai expression kept for evaluation per load, by its position in the contract's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExpressionId(pub usize);

/// A condition around terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The kept expression.
    pub expression: ExpressionId,
    /// Its source text, for explanations.
    pub text: Word,
    /// True in an `otherwise` block.
    pub negated: bool,
}

/// A date of the load, in the zone of the stop it is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateBasis {
    /// `actual pickup`: arrival at the first pickup.
    ActualPickup,
    /// `pickup departure`: departure from the first pickup.
    PickupDeparture,
    /// `pickup appointment`: appointment (or start of window) at the first pickup.
    PickupAppointment,
    /// `actual delivery`: arrival at the last delivery.
    ActualDelivery,
    /// `date "waybill_date"`: a date among the load's extras.
    Extra(String),
}

/// A contract: one file, in force from one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// `contract for "LR-DRYVAN"`.
    pub name: ContractName,
    /// The file as shown to people.
    pub file: String,
    /// In force from this day: the file's name, `2024-11-15.rhai`.
    pub effective: NaiveDate,
    /// Invoice currency; every bare amount is in it.
    pub currency: Currency,
    /// The date of the load that picks the version.
    pub version_by: DateBasis,
    /// How each line is rounded to the currency's places.
    pub rounding: Rounding,
    /// Where the contract has no linehaul for a load, does the house tariff apply?
    pub otherwise_house_tariff: bool,
    /// In the order of the file, which is the order of the invoice's lines.
    pub terms: Vec<Term>,
    /// Hash of the file's text.
    pub hash: Hash,
}

/// One phrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// What it says.
    pub verb: Verb,
    /// All of these must hold.
    pub when: Vec<Condition>,
    /// Bill under another of our codes.
    pub code: Option<ChargeCode>,
    /// The clause of the paper contract.
    pub clause: Option<Word>,
    /// Above this amount the customer's approval must be on file: an `accessorial_approved` event naming the charge and
    /// at least the amount, or a document `accessorial_approval`.
    pub approval_above: Option<Decimal>,
    /// Documents without which the charge may not be billed.
    pub evidence: Vec<String>,
    /// Where it stands.
    #[serde(rename = "place")]
    pub location: Location,
}

/// What a phrase says. The number in [`Verb::name`] changes when the meaning does, so that an old invoice can be made
/// again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// The freight itself.
    Linehaul(Linehaul),
    /// Raises net linehaul (after discount) to at least this, as a line of its own.
    Minimum {
        /// At least.
        amount: Decimal,
    },
    /// A discount on gross linehaul.
    Discount {
        /// Percent.
        percent: Decimal,
    },
    /// Fuel surcharge.
    Fuel(Fuel),
    /// Waiting beyond free time.
    Detention(Detention),
    /// Stops beyond the first pickup and the last delivery.
    StopOff {
        /// First extra stop, second, …
        tiers: Vec<Decimal>,
        /// Each beyond them; without it a further stop is a question.
        further: Option<Decimal>,
    },
    /// Told to come back on another day.
    Layover {
        /// Per started period.
        rate: Decimal,
        /// Length of a period in hours.
        hours: u32,
        /// Per period that begins on a Saturday or Sunday, local at the stop, where it is another.
        weekend: Option<Decimal>,
    },
    /// Truck ordered, not used: instead of everything else.
    Tonu(Tonu),
    /// A second attempt to deliver.
    Redelivery {
        /// Per redelivery mile ([`REDELIVERY_MILES`]).
        per_mile: Decimal,
        /// At least.
        minimum: Decimal,
    },
    /// A simple accessorial.
    Accessorial {
        /// Which.
        kind: AccessorialKind,
        /// How much.
        basis: SimpleBasis,
    },
    /// A cost passed through; dispatch states it in [`cost_stated_in`].
    AtCost {
        /// What it bills, unless the phrase says another code.
        code: ChargeCode,
        /// On top.
        plus: Markup,
        /// The receipt that must stand behind it.
        receipt: String,
    },
    /// A chassis by calendar day, from the day of departure from the first pickup to the day of arrival at the empty
    /// return (or the last stop), both counted.
    Chassis {
        /// Per day.
        per_day: Decimal,
        /// At least so many days.
        minimum_days: u32,
    },
    /// A border fee in its own currency, exchanged by a dated table.
    BorderFee {
        /// The fee.
        fee: Money,
        /// Exchange table.
        exchange: TableName,
        /// The date that picks the rate.
        by: DateBasis,
    },
    /// GST, HST, QST by place of supply.
    CanadianTax(CanadianTax),
    /// An accessorial by prices.
    Priced(Priced),
    /// A charge by the day.
    Daily(Daily),
    /// Detention without power.
    TrailerDetention(TrailerDetention),
    /// Raises the sum of all lines before taxes to at least this, as a line of its own.
    InvoiceMinimum {
        /// At least.
        amount: Decimal,
    },
    /// A free amount.
    Charge {
        /// The code billed.
        code: ChargeCode,
        /// The kept expression of the amount.
        amount: ExpressionId,
        /// Its source text.
        text: String,
    },
    /// The paper contract is silent or ambiguous: loads that this concerns are held with the question.
    Ask {
        /// The question.
        question: String,
    },
    /// A document that must be on file before billing.
    NeedDocument {
        /// Type.
        kind: String,
        /// For the load or per stop.
        at: DocumentScope,
        /// Who gets it.
        owner: Option<String>,
    },
    /// A reference that must be there.
    NeedReference {
        /// Name.
        name: String,
        /// Pattern: `#` a digit, `@` a letter, `*` anything, else itself.
        like: Option<String>,
        /// Who gets it.
        owner: Option<String>,
    },
    /// Within how many days something that was earned may still be claimed.
    Claim {
        /// Days.
        days: u32,
        /// From when.
        from: ClaimFrom,
    },
    /// Each line is prorated over the load's payors, rounded down; what is left over goes to one of them.
    Prorate(Prorate),
    /// Stops that must be complete.
    NeedStops {
        /// Which.
        at: StopSelection,
    },
}

/// How linehaul is computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linehaul {
    /// Basis.
    pub basis: LinehaulBasis,
    /// The line itself is at least this.
    pub minimum: Option<Decimal>,
}

/// The basis of linehaul.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinehaulBasis {
    /// One amount.
    Flat(Decimal),
    /// Times loaded miles.
    PerMile(Decimal),
    /// Times hundredweight.
    PerCwt(Decimal),
    /// A weight scale.
    Scale {
        /// The table.
        table: TableName,
        /// May the next break's least weight at its rate be charged when that is less (deficit weight)?
        deficit_weight: bool,
    },
    /// A lane table.
    Lanes {
        /// The table.
        table: TableName,
        /// The date that picks the row.
        by: DateBasis,
    },
    /// Less than truckload: rates by class, zone and weight break.
    Classes(Classes),
    /// As dispatch booked it.
    AsBooked,
}

/// Freight by class. The break is that of the whole shipment's weight; each class pays its own rate there. Source: the usual
/// form of less-than-truckload tariffs (class rates per hundredweight, deficit weight at the lowest class).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classes {
    /// Rates.
    pub table: TableName,
    /// Places to zones; without it the table names places itself.
    pub zones: Option<TableName>,
    /// The date that picks the rows.
    pub by: DateBasis,
    /// May the next break's least weight be charged when that is less?
    pub deficit_weight: bool,
    /// All freight as one class (FAK), whatever its items say.
    pub all_as: Option<String>,
}

impl Verb {
    /// The verb with the version of its meaning, e.g. `detention@1`.
    pub fn name(&self) -> &'static str {
        match self {
            Verb::Linehaul(_) => "linehaul@1",
            Verb::Minimum { .. } => "minimum@1",
            Verb::Discount { .. } => "discount@1",
            Verb::Fuel(_) => "fuel@1",
            Verb::Detention(_) => "detention@1",
            Verb::StopOff { .. } => "stop_off@1",
            Verb::Layover { .. } => "layover@1",
            Verb::Tonu(_) => "tonu@1",
            Verb::Redelivery { .. } => "redelivery@1",
            Verb::Accessorial { kind, .. } => kind.verb(),
            Verb::AtCost { .. } => "at_cost@1",
            Verb::Chassis { .. } => "chassis@1",
            Verb::BorderFee { .. } => "border_fee@1",
            Verb::CanadianTax(_) => "canadian_tax@1",
            Verb::Priced(_) => "accessorial@1",
            Verb::Daily(_) => "daily@1",
            Verb::TrailerDetention(_) => "trailer_detention@1",
            Verb::InvoiceMinimum { .. } => "minimum_invoice@1",
            Verb::Charge { .. } => "charge@1",
            Verb::Ask { .. } => "ask@1",
            Verb::NeedDocument { .. } => "need_document@1",
            Verb::NeedReference { .. } => "need_reference@1",
            Verb::NeedStops { .. } => "need_stops@1",
            Verb::Claim { .. } => "claim@1",
            Verb::Prorate(_) => "prorate@1",
        }
    }
}

//! Charges with their derivation, holds, warnings, near misses; a load as rated without a workspace.

use linehaul_domain::charge::{Charge, NearMiss, Share};
use linehaul_domain::hold::{Hold, Warning};
use linehaul_domain::money::{Currency, fixed};
use linehaul_workbench::Difference;
use linehaul_workbench::decisions::desk::is_waived;
use linehaul_workbench::pricing::rules::Rated;
use serde::Serialize;
use ts_rs::TS;

/// One step of a derivation.
#[derive(Debug, Clone, Serialize, TS)]
pub struct StepLine {
    /// Its kind.
    pub step: String,
    /// As a person reads it.
    pub value: String,
}

/// The phrase that made a charge.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RuleRef {
    /// The contract's file.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// The day from which that file is in force.
    pub version: String,
    /// The verb with the version of its meaning.
    pub verb: String,
    /// The clause of the paper contract.
    pub clause: Option<String>,
}

/// One charge.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ChargeLine {
    /// Our code.
    pub code: String,
    /// X12 element 150.
    pub x12: String,
    /// Invoice text.
    pub description: String,
    /// The stop, where it belongs to one.
    pub stop: Option<u32>,
    /// Quantity in `unit`.
    pub quantity: String,
    /// Unit.
    pub unit: String,
    /// Rate per unit.
    pub rate: String,
    /// Amount.
    pub amount: String,
    /// Currency.
    pub currency: String,
    /// How it came about.
    pub derivation: Vec<StepLine>,
    /// The phrase that made it.
    pub rule: RuleRef,
    /// May it be waived? What is not is adjusted.
    pub waivable: bool,
}

/// What changed in the charges of a posted load, or what one that was billed elsewhere would come to here.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DifferenceLine {
    /// What is due now less what was billed; negative where too much was billed.
    pub amount: String,
    /// In words.
    pub words: String,
}

impl DifferenceLine {
    /// In a currency.
    pub fn of(difference: Difference, currency: Currency) -> DifferenceLine {
        DifferenceLine { amount: fixed(difference.amount, currency), words: difference.words }
    }
}

/// One hold.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HoldLine {
    /// Code, upper case.
    pub code: String,
    /// In words.
    pub message: String,
    /// Who acts.
    pub owner: String,
    /// What to do.
    pub next_step: String,
    /// Does releasing the load end it?
    pub released: bool,
    /// The stop.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<u32>,
    /// The document type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The charge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<String>,
}

/// One warning.
#[derive(Debug, Clone, Serialize, TS)]
pub struct WarningLine {
    /// Code, upper case.
    pub code: String,
    /// In words.
    pub message: String,
}

/// Something that almost was billed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NearMissLine {
    /// The charge that it would have been.
    pub code: String,
    /// The stop.
    pub stop: Option<u32>,
    /// Why not.
    pub message: String,
    /// What it would be worth.
    pub worth: Option<String>,
}

/// What one payor pays.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ShareLine {
    /// The payor.
    pub customer: String,
    /// Percent; of weights, to four places.
    pub percent: String,
    /// Pounds of its freight, where the contract prorates by weight.
    pub weight_lb: Option<String>,
    /// Its part of each charge, in their order.
    pub lines: Vec<String>,
    /// Their sum.
    pub total: String,
}

/// A load as rated, without a workspace.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RatedLoad {
    /// Number.
    pub load: String,
    /// Currency.
    pub currency: String,
    /// Charges.
    pub charges: Vec<ChargeLine>,
    /// Sum.
    pub total: String,
    /// Holds.
    pub holds: Vec<HoldLine>,
    /// Warnings.
    pub warnings: Vec<WarningLine>,
    /// Delivered (or not used) and nothing blocks.
    pub ready: bool,
    /// What dispatch says of it: `in_transit`, `delivered`, `tonu`, `cancelled`, `booked`.
    pub status: String,
    /// Near misses.
    pub near_misses: Vec<NearMissLine>,
    /// What each payor pays, where there are several.
    pub shares: Vec<ShareLine>,
    /// Fields of the load that neither reading nor rating looked at, by their paths.
    pub not_read: Vec<String>,
}

/// The steps of a charge, in words.
pub fn steps_of(charge: &Charge) -> Vec<StepLine> {
    charge.derivation.iter().map(|s| StepLine { step: s.name().to_owned(), value: s.text() }).collect()
}

/// A charge in its currency.
pub fn charge_line(charge: &Charge, currency: Currency) -> ChargeLine {
    let Charge { code, stop, quantity, unit, rate, amount, bound: _, reason: _, derivation: _, rule, clause, verb } =
        charge;
    let file_name = rule.file.rsplit('/').next().unwrap_or_default();
    ChargeLine {
        code: code.to_string(),
        x12: charge.x12().to_owned(),
        description: charge.description(),
        stop: *stop,
        quantity: quantity.normalize().to_string(),
        unit: unit.to_string(),
        rate: rate.to_string(),
        amount: fixed(*amount, currency),
        currency: currency.to_string(),
        derivation: steps_of(charge),
        rule: RuleRef {
            file: rule.file.to_string(),
            line: rule.line,
            version: file_name.trim_end_matches(".rhai").to_owned(),
            verb: verb.to_string(),
            clause: clause.as_ref().map(ToString::to_string),
        },
        waivable: is_waived(charge),
    }
}

impl From<&Hold> for HoldLine {
    fn from(hold: &Hold) -> HoldLine {
        let Hold { code, message, owner, next_step, stop, document, reference, charge } = hold.clone();
        let (code, charge) = (code.to_string(), charge.map(|c| c.to_string()));
        let released = hold.code.ended_by().is_release();
        HoldLine { code, message, owner, next_step, released, stop, document, reference, charge }
    }
}

impl From<&Warning> for WarningLine {
    fn from(warning: &Warning) -> WarningLine {
        WarningLine { code: warning.code.to_string(), message: warning.message.clone() }
    }
}

/// A near miss in its currency.
pub fn near_miss(miss: &NearMiss, currency: Currency) -> NearMissLine {
    let NearMiss { code, stop, why, worth } = miss;
    let worth = worth.map(|w| fixed(w, currency));
    NearMissLine { code: code.to_string(), stop: *stop, message: why.text(), worth }
}

/// A payor's share in its currency.
pub fn share(share: &Share, currency: Currency) -> ShareLine {
    ShareLine {
        customer: share.customer.to_string(),
        percent: share.percent.normalize().to_string(),
        weight_lb: share.weight_lb.map(|lb| lb.normalize().to_string()),
        lines: share.lines.iter().map(|amount| fixed(*amount, currency)).collect(),
        total: fixed(share.total, currency),
    }
}

/// A rating as a wire object.
pub fn rated(Rated { load, rating, not_read }: &Rated) -> RatedLoad {
    let currency = rating.currency;
    RatedLoad {
        load: load.number.to_string(),
        currency: currency.to_string(),
        charges: rating.charges.iter().map(|c| charge_line(c, currency)).collect(),
        total: fixed(rating.total, currency),
        holds: rating.holds.iter().map(HoldLine::from).collect(),
        warnings: rating.warnings.iter().map(WarningLine::from).collect(),
        ready: rating.is_ready(),
        status: load.status.name().to_owned(),
        near_misses: rating.near_misses.iter().map(|m| near_miss(m, currency)).collect(),
        shares: rating.shares.iter().map(|s| share(s, currency)).collect(),
        not_read: not_read.clone(),
    }
}

//! Charge codes: ours, and the X12 element 150 code of each.
//!
//! Partners and ERPs have their own codes by mapping; a code without one is a hold before sending. Source of the X12
//! list: the public element 150 code table (X12 004010).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Word;

/// One of our charge codes, e.g. `DETENTION_LOADING`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChargeCode(pub Word);

impl ChargeCode {
    /// A code of ours, without a copy of its text.
    pub const fn of(text: &'static str) -> ChargeCode {
        ChargeCode(Word::new_static(text))
    }

    /// The code's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Is this one of [`KNOWN`]?
    pub fn is_known(&self) -> bool {
        KNOWN.iter().any(|(code, _, _)| *code == self.0)
    }

    /// The X12 element 150 code; `ZZZ` (mutually defined) for a code of the pricing team's own.
    pub fn x12(&self) -> &'static str {
        KNOWN.iter().find(|(code, _, _)| *code == self.0).map_or("ZZZ", |(_, x12, _)| x12)
    }

    /// What an invoice line calls it.
    pub fn title(&self) -> String {
        let known = KNOWN.iter().find(|(code, _, _)| *code == self.0);
        known.map_or_else(|| self.0.replace('_', " ").to_lowercase(), |(_, _, title)| (*title).to_owned())
    }

    /// Is this a tax line?
    pub fn is_tax(&self) -> bool {
        self.0.starts_with("TAX_")
    }
}

impl fmt::Display for ChargeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for ChargeCode {
    fn from(text: &str) -> Self {
        ChargeCode(text.into())
    }
}

/// Our codes with X12 element 150 code and title.
pub const KNOWN: &[(&str, &str, &str)] = &[
    ("LINEHAUL", "400", "Linehaul"),
    ("LINEHAUL_GROSS", "400", "Linehaul, gross"),
    ("DISCOUNT", "DSC", "Discount"),
    ("MINIMUM", "AMC", "Absolute minimum charge"),
    ("MINIMUM_INVOICE", "MIC", "Minimum charge"),
    ("FSC", "405", "Fuel surcharge"),
    ("DETENTION_LOADING", "DTL", "Detention, loading"),
    ("DETENTION_UNLOADING", "DTU", "Detention, unloading"),
    ("STOP_OFF", "SOC", "Stop-off"),
    ("LAYOVER", "LAY", "Layover"),
    ("TONU", "VOR", "Truck ordered, not used"),
    ("REDELIVERY", "RCL", "Redelivery"),
    ("TEAM", "EXD", "Team service"),
    ("HAZMAT", "HAZ", "Hazardous materials"),
    ("TARP", "TAR", "Tarping"),
    ("PERMIT", "PER", "Permit"),
    ("CHASSIS", "FCS", "Chassis"),
    ("LUMPER", "UNL", "Lumper (unloading labour)"),
    ("TEMPERATURE_CONTROL", "REF", "Temperature control"),
    ("BORDER_FEE", "BCF", "Border crossing fee"),
    ("PALLET_SORT", "SEG", "Sorting and segregating"),
    ("DRIVER_ASSIST", "LAB", "Driver assist"),
    ("LIFTGATE", "LFT", "Liftgate"),
    ("SCALE", "SCL", "Scale"),
    ("STORAGE", "SRG", "Storage"),
    ("TRAILER_DETENTION", "DEW", "Detention without power"),
    ("DEMURRAGE", "DEM", "Demurrage"),
    ("HOLDING", "HDG", "Holding"),
    ("RECONSIGNMENT", "RCC", "Reconsignment"),
    ("OUT_OF_ROUTE", "ORM", "Out of route miles"),
    ("EXCESS_WEIGHT", "EXW", "Excess weight"),
    ("EXPEDITED", "EXP", "Expedited service"),
    ("EXCLUSIVE_USE", "EXC", "Exclusive use"),
    ("PROTECTIVE_COLD", "PSC", "Protection from freezing"),
    ("INSIDE_DELIVERY", "IDL", "Inside delivery"),
    ("RESIDENTIAL", "RES", "Residential delivery"),
    ("APPOINTMENT", "APT", "Appointment"),
    ("CLEANING", "CLN", "Cleaning"),
    ("PALLETS", "PLT", "Pallets"),
    ("POD_COPY", "POD", "Copy of the proof of delivery"),
    ("IN_BOND", "CUS", "In-bond freight"),
    ("DRY_RUN", "VFN", "Dry run"),
    ("PREPULL", "DRC", "Prepull"),
    ("CHASSIS_SPLIT", "CTF", "Chassis split"),
    ("ADJUSTMENT", "ZZZ", "Adjustment"),
    ("TAX_GST", "GST", "GST"),
    ("TAX_HST", "TAX", "HST"),
    ("TAX_QST", "TAX", "QST"),
    ("TAX_GST_ZERO", "GST", "GST, zero-rated"),
];

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

    fn known(&self) -> Option<&'static Known> {
        KNOWN.iter().find(|known| known.code == self.0)
    }

    /// Is this one of [`KNOWN`]?
    pub fn is_known(&self) -> bool {
        self.known().is_some()
    }

    /// The X12 element 150 code; `ZZZ` (mutually defined) for a code of the pricing team's own.
    pub fn x12(&self) -> &'static str {
        self.known().map_or("ZZZ", |known| known.x12)
    }

    /// What an invoice line calls it.
    pub fn title(&self) -> String {
        self.known().map_or_else(|| self.0.replace('_', " ").to_lowercase(), |known| known.title.to_owned())
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

/// One of the charges that the program knows by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Our code.
    pub code: &'static str,
    /// Its X12 element 150 code.
    pub x12: &'static str,
    /// What an invoice line calls it.
    pub title: &'static str,
}

/// The loads that a simple accessorial is for, where its condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppliesTo {
    /// Of two or more drivers.
    Teams,
    /// With a hazardous item.
    Hazardous,
    /// Any.
    Any,
}

/// A cost that is passed on as it was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassedOn {
    /// Our code.
    pub code: &'static str,
    /// The receipt that stands behind it.
    pub receipt: &'static str,
    /// The word of its own phrase; without one it is `at_cost "CODE"`.
    pub word: Option<&'static str>,
}

/// Makes of one row for each charge all that is known of it: its code, its X12 code and its title; of a simple accessorial
/// the word of its phrase and the loads that it is for; of a cost passed on its receipt and the word, if it has its own.
macro_rules! charges {
    (
        other { $($code:literal $x12:literal $title:literal;)* }
        simple { $($kind:ident $word:literal $s_code:literal $s_x12:literal $s_title:literal for $loads:ident;)* }
        at_cost { $($c_code:literal $c_x12:literal $c_title:literal by $receipt:literal $(as $c_word:literal)?;)* }
    ) => {
        /// Every charge that the program knows by name.
        pub const KNOWN: &[Known] = &[
            $(Known { code: $code, x12: $x12, title: $title },)*
            $(Known { code: $s_code, x12: $s_x12, title: $s_title },)*
            $(Known { code: $c_code, x12: $c_x12, title: $c_title },)*
        ];

        /// Simple accessorials.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum AccessorialKind { $(#[doc = $s_title] $kind),* }

        impl AccessorialKind {
            /// Every kind.
            pub const ALL: &[AccessorialKind] = &[$(AccessorialKind::$kind),*];

            /// The word of its phrase.
            pub const fn word(self) -> &'static str { match self { $(AccessorialKind::$kind => $word),* } }

            /// Its verb, with the version of its meaning.
            pub const fn verb(self) -> &'static str { match self { $(AccessorialKind::$kind => concat!($word, "@1")),* } }

            /// What it bills, unless its phrase says another code.
            pub const fn bills(self) -> &'static str { match self { $(AccessorialKind::$kind => $s_code),* } }

            /// The loads that it is for.
            pub const fn applies_to(self) -> AppliesTo { match self { $(AccessorialKind::$kind => AppliesTo::$loads),* } }
        }

        /// Costs that are passed on, each with its receipt.
        pub const PASSED_ON: &[PassedOn] = &[
            $(PassedOn { code: $c_code, receipt: $receipt, word: charges!(word $($c_word)?) }),*
        ];
    };
    (word) => { None };
    (word $word:literal) => { Some($word) };
}

// `ZZZ` stands where the public list has no code that surely means the same.
charges! {
    other {
        "LINEHAUL" "400" "Linehaul";
        "LINEHAUL_GROSS" "400" "Linehaul, gross";
        "DISCOUNT" "DSC" "Discount";
        "MINIMUM" "AMC" "Absolute minimum charge";
        "MINIMUM_INVOICE" "MIC" "Minimum charge";
        "FSC" "405" "Fuel surcharge";
        "DETENTION_LOADING" "DTL" "Detention, loading";
        "DETENTION_UNLOADING" "DTU" "Detention, unloading";
        "STOP_OFF" "SOC" "Stop-off";
        "LAYOVER" "LAY" "Layover";
        "TONU" "VOR" "Truck ordered, not used";
        "REDELIVERY" "RCL" "Redelivery";
        "CHASSIS" "FCS" "Chassis";
        "BORDER_FEE" "BCF" "Border crossing fee";
        "PALLET_SORT" "SEG" "Sorting and segregating";
        "DRIVER_ASSIST" "LAB" "Driver assist";
        "LIFTGATE" "LFT" "Liftgate";
        "SCALE" "SCL" "Scale";
        "STORAGE" "SRG" "Storage";
        "TRAILER_DETENTION" "DEW" "Detention without power";
        "DEMURRAGE" "DEM" "Demurrage";
        "HOLDING" "HDG" "Holding";
        "RECONSIGNMENT" "RCC" "Reconsignment";
        "OUT_OF_ROUTE" "ORM" "Out of route miles";
        "EXCESS_WEIGHT" "EXW" "Excess weight";
        "EXPEDITED" "EXP" "Expedited service";
        "EXCLUSIVE_USE" "EXC" "Exclusive use";
        "PROTECTIVE_COLD" "PSC" "Protection from freezing";
        "INSIDE_DELIVERY" "IDL" "Inside delivery";
        "RESIDENTIAL" "RES" "Residential delivery";
        "APPOINTMENT" "APT" "Appointment";
        "CLEANING" "CLN" "Cleaning";
        "PALLETS" "PLT" "Pallets";
        "POD_COPY" "POD" "Copy of the proof of delivery";
        "IN_BOND" "CUS" "In-bond freight";
        "DRY_RUN" "VFN" "Dry run";
        "PREPULL" "DRC" "Prepull";
        "CHASSIS_SPLIT" "CTF" "Chassis split";
        "ADJUSTMENT" "ZZZ" "Adjustment";
        "TAX_GST" "GST" "GST";
        "TAX_HST" "TAX" "HST";
        "TAX_QST" "TAX" "QST";
        "TAX_GST_ZERO" "GST" "GST, zero-rated";
    }
    simple {
        Team "team_service" "TEAM" "EXD" "Team service" for Teams;
        Hazmat "hazmat" "HAZMAT" "HAZ" "Hazardous materials" for Hazardous;
        Tarp "tarp" "TARP" "TAR" "Tarping" for Any;
        TemperatureControl "temperature_control" "TEMPERATURE_CONTROL" "REF" "Temperature control" for Any;
    }
    at_cost {
        "LUMPER" "UNL" "Lumper (unloading labour)" by "lumper_receipt" as "lumper";
        "PERMIT" "PER" "Permit" by "permit_receipt" as "permit";
        "ESCORT" "ZZZ" "Escort" by "escort_receipt";
        "TOLL" "ZZZ" "Tolls" by "toll_receipt";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_no_receipt_and_no_word_stands_twice() {
        let codes = KNOWN.iter().map(|known| known.code);
        let receipts = PASSED_ON.iter().map(|passed| passed.receipt);
        let words = AccessorialKind::ALL.iter().map(|kind| kind.word()).chain(PASSED_ON.iter().filter_map(|p| p.word));
        for names in [codes.collect::<Vec<_>>(), receipts.collect(), words.collect()] {
            let mut once = names.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), names.len(), "{names:?}");
        }
    }
}

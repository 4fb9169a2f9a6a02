//! Words: the vocabulary, and the nearest word to a misspelt one.

/// Makes the enumeration of the words that begin a phrase, so that whoever tells them apart must tell all of them.
macro_rules! verbs {
    ($($word:ident = $text:literal),* $(,)?) => {
        /// A word that begins a phrase.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Word { $(#[doc = $text] $word),* }

        impl Word {
            /// The word of a text.
            pub fn of(text: &str) -> Option<Word> {
                match text {
                    $($text => Some(Word::$word),)*
                    _ => None,
                }
            }
        }

        /// Every word that begins a phrase, as it is written.
        pub const VERBS: &[&str] = &[$($text),*];
    };
}

verbs! {
    Contract = "contract",
    Linehaul = "linehaul",
    Minimum = "minimum",
    Discount = "discount",
    Fuel = "fuel",
    Detention = "detention",
    StopOff = "stop_off",
    Layover = "layover",
    Tonu = "tonu",
    Redelivery = "redelivery",
    TeamService = "team_service",
    Hazmat = "hazmat",
    Tarp = "tarp",
    TemperatureControl = "temperature_control",
    AtCost = "at_cost",
    Permit = "permit",
    Lumper = "lumper",
    Chassis = "chassis",
    BorderFee = "border_fee",
    CanadianTax = "canadian_tax",
    Accessorial = "accessorial",
    Daily = "daily",
    TrailerDetention = "trailer_detention",
    Charge = "charge",
    Ask = "ask",
    Claim = "claim",
    Prorate = "prorate",
    Need = "need",
}

/// The condition word.
pub const WHEN: &str = "when";

/// What stands after `load.` without brackets. Disjoint from the verbs.
pub const FIELDS: &[&str] = &[
    "mode",
    "equipment",
    "status",
    "team",
    "hazardous",
    "miles",
    "deadhead_miles",
    "weight_lb",
    "driver_count",
    "stops",
    "extra_stops",
    "origin_region",
    "destination_region",
    "origin_country",
    "destination_country",
];

/// What stands after `load.` with one text in brackets.
pub const METHODS: &[&str] =
    &["number", "money", "text", "flag", "has_extra", "has_document", "has_reference", "reference", "happened"];

/// Functions that an expression may call.
pub const FUNCTIONS: &[&str] = &["least", "greatest", "round_half_up", "round_up", "round_down"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_and_fields_are_disjoint() {
        assert!(VERBS.iter().all(|v| !FIELDS.contains(v) && !METHODS.contains(v)));
    }
}

//! Words: the vocabulary, and the nearest word to a misspelt one.

/// Words that begin a phrase.
pub const VERBS: &[&str] = &[
    "contract",
    "linehaul",
    "minimum",
    "discount",
    "fuel",
    "detention",
    "stop_off",
    "layover",
    "tonu",
    "redelivery",
    "team_service",
    "hazmat",
    "tarp",
    "temperature_control",
    "permit",
    "lumper",
    "chassis",
    "border_fee",
    "canadian_tax",
    "accessorial",
    "daily",
    "trailer_detention",
    "charge",
    "ask",
    "claim",
    "prorate",
    "need",
];

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

//! Words: the vocabulary, and the nearest word to a misspelt one.

use linehaul_domain::code::{ChargeCode, PASSED_ON};
use linehaul_domain::terms::AccessorialKind;

/// Makes the enumeration of the words that begin a phrase, so that whoever tells them apart must tell all of them.
macro_rules! verbs {
    ($($word:ident = $text:literal),* $(,)?) => {
        /// A word that begins a phrase.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Word {
            $(#[doc = $text] $word,)*
            /// That of a simple accessorial.
            Simple(AccessorialKind),
            /// That of a cost passed on which has its own; it bills this.
            PassedOn(ChargeCode),
        }

        impl Word {
            /// The word of a text.
            pub fn of(text: &str) -> Option<Word> {
                match text {
                    $($text => Some(Word::$word),)*
                    _ => Word::of_accessorial(text),
                }
            }
        }

        const PHRASES: &[&str] = &[$($text),*];
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
    AtCost = "at_cost",
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

impl Word {
    fn of_accessorial(text: &str) -> Option<Word> {
        let simple = AccessorialKind::ALL.iter().find(|kind| kind.word() == text);
        let passed_on = || PASSED_ON.iter().find(|passed| passed.word == Some(text));
        simple
            .map(|kind| Word::Simple(*kind))
            .or_else(|| passed_on().map(|passed| Word::PassedOn(ChargeCode::of(passed.code))))
    }
}

/// Every word that begins a phrase, as it is written.
pub fn verbs() -> impl Iterator<Item = &'static str> {
    let simple = AccessorialKind::ALL.iter().map(|kind| kind.word());
    PHRASES.iter().copied().chain(simple).chain(PASSED_ON.iter().filter_map(|passed| passed.word))
}

/// Does such a word begin a phrase?
pub fn is_verb(word: &str) -> bool {
    Word::of(word).is_some()
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
        assert!(verbs().all(|v| !FIELDS.contains(&v) && !METHODS.contains(&v)));
    }

    #[test]
    fn every_verb_is_a_word_and_none_is_two() {
        let all: Vec<&str> = verbs().collect();
        let words: Vec<Word> = all.iter().filter_map(|verb| Word::of(verb)).collect();
        assert_eq!(words.len(), all.len());
        assert!(words.iter().enumerate().all(|(at, word)| !words[..at].contains(word)), "{words:?}");
    }
}

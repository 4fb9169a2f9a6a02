//! Names of things, each its own type so that one is never passed for another.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Word;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The text of the name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $name(text.to_owned())
            }
        }
    };
}

impl LoadNumber {
    /// Its source and its number there, where it is not one of the primary source. No number in its normal form has a small letter, and
    /// every other source's name has one.
    pub fn source_and_number(&self) -> Option<(&str, &str)> {
        self.0.split_once('/').filter(|(source, _)| source.chars().any(char::is_lowercase))
    }
}

id! {
    /// A load's number in its dispatch system.
    LoadNumber
}
id! {
    /// A customer (the bill-to's key in our settings and in dispatch).
    CustomerId
}
id! {
    /// A legal entity of ours that issues invoices.
    LegalEntityId
}
id! {
    /// A carrier that we pay. The payable side keeps its place in names and ids; nothing is built on it yet.
    CarrierId
}
id! {
    /// Our external invoice number, `PREFIX-DESK-SEQ-Gn`, at most 21 characters; the idempotency key at the ERP.
    InvoiceNumber
}
id! {
    /// A batch's name.
    BatchId
}
id! {
    /// A kind of effect: the name of its folder.
    EffectKind
}
id! {
    /// What effects go out together in: a file's name, say. One of each name in a kind.
    PacketName
}
id! {
    /// Which ERP: its kind, where it is, and which company there; of the embedded one, which ledger. Two that have one kind are two.
    ErpPlace
}
id! {
    /// A contract's name, as its `contract for "…"` says.
    ContractName
}
id! {
    /// A source's name in `linehaul.toml`.
    SourceName
}
id! {
    /// SHA-256 of some bytes, 64 lower-case hexadecimal digits.
    Hash
}

/// A table's name: its file name without `.csv`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TableName(pub Word);

impl TableName {
    /// The text of the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for TableName {
    fn from(text: &str) -> Self {
        TableName(text.into())
    }
}

/// The form in which numbers are compared: what looks alike is the same. Compatibility forms of Unicode (NFKC) are folded,
/// every hyphen and dash is `-`, invisible marks and control characters are left out, runs of spaces are one, letters are
/// capital. Leading zeros count: `0042` and `42` are two numbers in many systems.
pub fn normal(text: &str) -> String {
    let composed = icu_normalizer::ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    let mut normal = String::with_capacity(composed.len());
    for c in composed.chars() {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{2e3a}' | '\u{2e3b}' => normal.push('-'),
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => {}
            '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => {}
            '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}' => {}
            c if c.is_whitespace() => {
                if !normal.ends_with(' ') {
                    normal.push(' ');
                }
            }
            c if c.is_control() => {}
            c => normal.extend(c.to_uppercase()),
        }
    }
    normal.trim().to_owned()
}

impl InvoiceNumber {
    /// Longest number every known ERP keeps whole (QuickBooks' limit).
    pub const MAX_LENGTH: usize = 21;

    /// `PREFIX-DESK-SEQ-Gn`; `None` when it would be longer than [`Self::MAX_LENGTH`].
    pub fn compose(prefix: &str, desk: &str, sequence: u64, generation: u32) -> Option<InvoiceNumber> {
        let text = format!("{prefix}-{desk}-{sequence:06}-G{generation}");
        (text.len() <= Self::MAX_LENGTH).then_some(InvoiceNumber(text))
    }

    /// The number of the next generation: `PSL-A-000077-G2` of `PSL-A-000077-G1`, with that generation.
    pub fn next_generation(&self) -> Option<(InvoiceNumber, u32)> {
        let (before, generation) = self.0.rsplit_once("-G")?;
        let next = generation.parse::<u32>().ok()?.checked_add(1)?;
        let text = format!("{before}-G{next}");
        (text.len() <= Self::MAX_LENGTH).then_some((InvoiceNumber(text), next))
    }

    /// The value of the sequence in it.
    pub fn sequence(&self) -> Option<u64> {
        self.0.rsplit_once("-G")?.0.rsplit_once('-')?.1.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_is_the_same_number() {
        let plain = "PS-24267";
        for other in [
            "ps-24267",
            "PS-24267\u{200b}",
            "\u{feff}PS-24267",
            "PS\u{2011}24267",
            "PS\u{2010}24267",
            "ＰＳ－２４２６７",
            " PS-24267\u{a0}",
        ] {
            assert_eq!(normal(other), plain, "{other:?}");
        }
        assert_ne!(normal("PS-024267"), plain, "leading zeros count");
        assert_eq!(normal("A  B"), "A B");
    }
}

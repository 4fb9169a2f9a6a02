//! Documents: what stands behind a load, and who attested a signature on it.

use serde::{Deserialize, Serialize};

use crate::code::PASSED_ON;
use crate::ids::Hash;
use crate::money::Money;

/// Who says that a document bears a signature. Never guessed from the picture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by", content = "name")]
pub enum Attestation {
    /// The source that delivered it says so.
    Source(String),
    /// A person looked and said so.
    Person(String),
}

/// What opening the file showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Readability {
    /// It opens and is what its type says (a file, or a mere mention by the source).
    Readable,
    /// The file has no content.
    Empty,
    /// The file needs a password.
    Encrypted,
    /// The content is not of the kind its name says.
    Mistyped,
    /// The content ends before its end.
    Cut,
    /// The source names a file that is not there.
    Absent,
}

/// A document of a load, of one of [`TYPES`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The source's id.
    pub id: String,
    /// One of [`TYPES`]; a POD whose signature is attested is `pod_signed`, else `pod`.
    pub kind: String,
    /// The stop it belongs to, by sequence.
    pub stop: Option<u32>,
    /// File name as delivered.
    pub file: Option<String>,
    /// Content hash, when we have the file.
    pub hash: Option<Hash>,
    /// What opening it showed.
    pub readability: Readability,
    /// Who attested the signature.
    pub signed: Option<Attestation>,
    /// The amount on a receipt.
    pub amount: Option<Money>,
    /// Where its file came in several forms, what the last one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked: Option<Looked>,
}

/// What a file was last that came several times. It is no part of what was said of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Looked {
    /// Where the last one stands in the archive's list.
    pub place: u64,
    /// What opening that one showed, where an earlier one counts since it shows more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lately: Option<Readability>,
}

impl Readability {
    /// What is wrong with such a file, in words; nothing where it opens.
    pub fn wrong(self) -> Option<&'static str> {
        match self {
            Readability::Readable => None,
            Readability::Empty => Some("is empty"),
            Readability::Encrypted => Some("asks for a password"),
            Readability::Mistyped => Some("is not the kind of file that its name says"),
            Readability::Cut => Some("is cut short"),
            Readability::Absent => Some("was announced, and its file has not come"),
        }
    }
}

/// Every document type a contract may name; a misspelt one is an error, never "not there". The receipts of [`PASSED_ON`] stand
/// at the end.
pub const TYPES: &[&str] = &types();

const fn types() -> [&'static str; PAPERS.len() + PASSED_ON.len()] {
    let mut all = [""; PAPERS.len() + PASSED_ON.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < PAPERS.len() { PAPERS[at] } else { PASSED_ON[at - PAPERS.len()].receipt };
        at += 1;
    }
    all
}

/// Documents that are no receipt of a cost passed on.
const PAPERS: &[&str] = &[
    "rate_confirmation",
    "bol",
    "bol_signed",
    "pod",
    "pod_signed",
    "in_out_times_on_bol",
    "detention_approval",
    "detention_log",
    "layover_approval",
    "accessorial_approval",
    "cancellation_notice",
    "scale_ticket",
    "tarp_ordered_on_rate_con",
    "customs_release",
    "interchange_receipt_out",
    "interchange_receipt_in",
    "temperature_log",
    "redelivery_approval",
    "hazmat_papers",
    "claim_photo",
    "invoice_copy",
];

/// Every reference a contract may name.
pub const REFERENCES: &[&str] = &[
    "customer_po",
    "bol",
    "pro",
    "shipment_id",
    "order_number",
    "booking",
    "container",
    "seal",
    "appointment_number",
    "release_number",
    "cost_center",
    "gl_code",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::ChargeCode;

    #[test]
    fn what_is_passed_on_is_known_by_code_title_and_receipt() {
        for passed in PASSED_ON {
            let code = ChargeCode::of(passed.code);
            assert!(code.is_known(), "{code} is refused in an adjustment");
            assert!(TYPES.contains(&passed.receipt), "{} is no document", passed.receipt);
        }
        assert_eq!(ChargeCode::of("ESCORT").title(), "Escort");
    }

    #[test]
    fn no_type_stands_twice() {
        let mut types = TYPES.to_vec();
        types.sort_unstable();
        types.dedup();
        assert_eq!(types.len(), TYPES.len());
    }
}

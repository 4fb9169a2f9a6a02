//! Says: the kinds of statements.

use serde::{Deserialize, Serialize};

use crate::code::ChargeCode;
use crate::desk::field::{Field, Value};
use crate::ids::{Hash, LoadNumber};
use crate::money::Money;
use crate::time::{Instant, NaiveDate, Tz, wall_clock_dated};

/// What is said of a load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// What stands in a field.
    Set(FieldSet),
    /// What a person saw on a document: who signed it, and how the freight was received.
    Attested(Attested),
    /// A document of it.
    Attached(Attached),
    /// A charge is not billed.
    Waived(Waived),
    /// That ours and dispatch's total differ is right.
    VarianceAccepted(VarianceAccepted),
    /// The customer approved a charge.
    CustomerApproved(CustomerApproved),
    /// What its contract leaves open, for this load alone.
    Answered(QuestionAnswered),
    /// It is not billed: it is no load of its own, or none of ours.
    Dismissed(Dismissed),
    /// What an earlier entry said is taken back.
    TakenBack {
        /// That entry's sequence.
        entry: u64,
    },
}

/// What stands in a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldSet {
    /// Which.
    pub field: Field,
    /// What.
    pub value: Value,
    /// What the sources had there when it was said.
    pub replaced: Value,
}

/// How freight was received, where it was not received clean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exception {
    /// Pieces are missing.
    Short,
    /// Some of it is damaged.
    Damaged,
    /// Some or all of it was not taken.
    Refused,
    /// The seal was broken, or is another one.
    SealBroken,
}

impl Exception {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Exception::Short => "short",
            Exception::Damaged => "damaged",
            Exception::Refused => "refused",
            Exception::SealBroken => "seal broken",
        }
    }
}

/// What a person saw on a document. It counts for that content alone: another scan under the same id is to be looked at too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attested {
    /// The document's id.
    pub document: String,
    /// The content that was looked at; none where the source only mentions the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<Hash>,
    /// Its stop, where it is of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<u32>,
    /// Who signed it.
    pub signed_by: String,
    /// What is noted on it; nothing where it is clean.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// When the truck came, as it stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came: Option<Instant>,
    /// When it left, as it stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Instant>,
    /// The zone in which these times are told.
    pub zone: Tz,
}

impl Attested {
    /// `short and damaged on D-1 of stop 2`.
    pub fn exceptions_in_words(&self) -> String {
        let words: Vec<&str> = self.exceptions.iter().map(|one| one.words()).collect();
        let stop = self.stop.map(|stop| format!(" of stop {stop}")).unwrap_or_default();
        format!("{} on {}{stop}", words.join(" and "), self.document)
    }

    fn words(&self) -> String {
        let Attested { document, signed_by, exceptions, came, left, zone, .. } = self;
        let time = |word: &str, at: &Option<Instant>| {
            at.map(|at| format!(", {word} {}", wall_clock_dated(at, *zone))).unwrap_or_default()
        };
        let how = match exceptions.is_empty() {
            true => "clean".to_owned(),
            false => exceptions.iter().map(|one| one.words()).collect::<Vec<_>>().join(" and "),
        };
        format!("{document} is signed by {signed_by}, {how}{}{}", time("in", came), time("out", left))
    }
}

/// A document that somebody put on file. Its content is in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Its type, one of [`crate::document::TYPES`].
    pub kind: String,
    /// Its stop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<u32>,
    /// Its file's name.
    pub file: String,
    /// Its content.
    pub hash: Hash,
    /// Who signed it, where somebody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
    /// The amount on a receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The load that it was a document of, where that was dismissed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_from: Option<LoadNumber>,
}

/// A charge that is not billed, as long as it comes to no more than was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waived {
    /// The charge.
    pub charge: ChargeCode,
    /// The stop; without one, wherever it arises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<u32>,
    /// What the greatest line of it came to; none where it could not be computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worth: Option<Money>,
    /// What all of its lines came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<Money>,
}

/// A difference between ours and dispatch's total that is right, as long as neither of them changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VarianceAccepted {
    /// Ours.
    pub ours: Money,
    /// What dispatch expects.
    pub theirs: Money,
}

/// A charge that the customer approved, up to an amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerApproved {
    /// The charge.
    pub charge: ChargeCode,
    /// Up to this amount.
    pub amount: Money,
    /// Who approved it, at the customer.
    pub name: String,
    /// How: `mail`, `phone`, `portal`.
    pub channel: String,
    /// The local day on which it was approved.
    pub date: NaiveDate,
    /// The same as an instant: the end of that day in the business's zone.
    pub at: Instant,
    /// The document that shows it, by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// An answer to a question of the contract, for this load alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionAnswered {
    /// The question, as the contract has it.
    pub question: String,
    /// The answer: of an open clause one of those that it tries.
    pub answer: String,
}

/// Why a load is not billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dismissal {
    /// It is another load once more.
    Duplicate,
    /// It was entered to try something.
    Test,
    /// Somebody else hauls and bills it.
    NotOurs,
}

impl Dismissal {
    /// Every one, with its name.
    pub const ALL: &[(&str, Dismissal)] =
        &[("duplicate", Dismissal::Duplicate), ("test", Dismissal::Test), ("not-ours", Dismissal::NotOurs)];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("test", |(name, _)| name)
    }
}

/// A load that is not billed. It leaves the queue, and stays in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dismissed {
    /// Why.
    pub kind: Dismissal,
    /// The load that it is once more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<LoadNumber>,
}

impl Says {
    /// The kind of its entry, as it stands beside the body.
    pub fn entry_kind(&self) -> &'static str {
        match self {
            Says::Set(_) => "field_set",
            Says::Attested(_) => "attested",
            Says::Attached(_) => "attached",
            Says::Waived(_) => "waived",
            Says::VarianceAccepted(_) => "variance_accepted",
            Says::CustomerApproved(_) => "customer_approved",
            Says::Answered(_) => "question_answered",
            Says::Dismissed(_) => "dismissed",
            Says::TakenBack { .. } => "taken_back",
        }
    }

    /// What it is about: of two statements about the same the later one stands alone.
    pub fn about(&self) -> String {
        let stop = |stop: &Option<u32>| stop.map(|stop| format!(" of stop {stop}")).unwrap_or_default();
        match self {
            Says::Set(set) => format!("field {}", set.field.words()),
            Says::Attested(attested) => format!("signature {}", attested.document),
            Says::Attached(Attached { kind, stop: at, hash, .. }) => format!("document {kind}{} {hash}", stop(at)),
            Says::Waived(Waived { charge, stop: at, .. }) => format!("waiver {charge}{}", stop(at)),
            Says::VarianceAccepted(_) => "variance".to_owned(),
            Says::CustomerApproved(approved) => format!("approval {}", approved.charge),
            Says::Answered(answered) => format!("question {}", answered.question),
            Says::Dismissed(_) => "dismissal".to_owned(),
            Says::TakenBack { entry } => format!("entry {entry}"),
        }
    }

    /// In words.
    pub fn words(&self) -> String {
        let stop = |stop: &Option<u32>| stop.map(|stop| format!(" of stop {stop}")).unwrap_or_default();
        match self {
            Says::Set(FieldSet { field, value, replaced }) => {
                format!("{} is {}, in place of {}", field.words(), value.words(), replaced.words())
            }
            Says::Attested(attested) => attested.words(),
            Says::Attached(Attached { kind, stop: at, file, carried_from, .. }) => {
                let from = carried_from.as_ref().map(|from| format!(", carried over from {from}")).unwrap_or_default();
                format!("{file} is its {kind}{}{from}", stop(at))
            }
            Says::Waived(Waived { charge, stop: at, sum, .. }) => {
                let worth = sum.map_or_else(|| "whatever it comes to".to_owned(), |worth| worth.to_string());
                format!("{charge}{} is waived, {worth}", stop(at))
            }
            Says::VarianceAccepted(VarianceAccepted { ours, theirs }) => {
                format!("{ours} is right, though dispatch expects {theirs}")
            }
            Says::CustomerApproved(CustomerApproved { charge, amount, name, channel, date, document, .. }) => {
                let shown = document.as_ref().map(|id| format!(", as {id} shows")).unwrap_or_default();
                format!("{charge} is approved up to {amount} by {name} ({channel}, {date}){shown}")
            }
            Says::Answered(QuestionAnswered { question, answer }) => format!("{question} {answer}, for this load"),
            Says::Dismissed(Dismissed { kind: Dismissal::Duplicate, of: Some(of) }) => format!("it is {of} once more"),
            Says::Dismissed(Dismissed { kind, .. }) => format!("it is not billed: {}", kind.name().replace('-', " ")),
            Says::TakenBack { entry } => format!("what entry {entry} says is taken back"),
        }
    }
}

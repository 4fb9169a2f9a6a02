//! The desk: what a person says of a load beside its sources. Each statement is an entry of the book and says one thing: a correction names
//! its field, and touches no other.
//!
//! A correction keeps the value that it took the place of, as the sources had it. So it can be told whether what a source says later is
//! still that, or has come to say the same, or is a third thing, of which somebody has to be asked.

mod field;
mod says;

pub use field::{Field, OF_LOAD, OF_STOP, Sort, Value};
pub use says::{
    Attached, Attested, CustomerApproved, Dismissal, Dismissed, Exception, FieldSet, QuestionAnswered, Says,
    VarianceAccepted, Waived,
};

use serde::{Deserialize, Serialize};

use crate::ids::{Hash, LoadNumber};
use crate::reason::Reason;
use crate::time::Instant;

/// What a person says of a load, as the book keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The load.
    pub load: LoadNumber,
    /// What is said.
    pub says: Says,
    /// Why.
    pub reason: Reason,
    /// Who told it, and how: `J. Smith, phone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// How the load looked to whoever said it: its assessment as it is seen.
    pub seen: Hash,
}

/// A statement that stands, as a load has it: with its place in the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    /// The entry.
    pub seq: u64,
    /// Who said it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// What is said.
    pub says: Says,
    /// Why.
    pub reason: Reason,
    /// Who told it, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Did a person say that the load is billed all the same, where it asks?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answered: bool,
}

impl Entered {
    /// What it asks of whoever bills the load, as an answer names it: an exception at delivery is looked at by somebody once.
    pub fn question(&self) -> Option<String> {
        match &self.says {
            Says::Attested(attested) if !attested.exceptions.is_empty() => {
                Some(format!("entry {}: {}", self.seq, attested.exceptions_in_words()))
            }
            _ => None,
        }
    }
}

/// The statements that stand of those that were made, in the book's order.
pub fn standing(made: impl IntoIterator<Item = Entered>) -> Vec<Entered> {
    let mut standing: Vec<Entered> = Vec::new();
    for one in made {
        if let Says::TakenBack { entry } = one.says {
            standing.retain(|other| other.seq != entry);
            continue;
        }
        let about = one.says.about();
        standing.retain(|other| other.says.about() != about);
        standing.push(one);
    }
    standing
}

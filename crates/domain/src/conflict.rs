//! Conflicts: two statements say different things of one field. One of them stands, by a rule; both are told with where they stand, and
//! where no rule decides, that is a question.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::thing::Thing;
use crate::time::Instant;
use crate::vanished::moment;

/// What is said of a field, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// What, in words.
    pub value: String,
    /// Whose word it is.
    pub source: String,
    /// Its version, where it has one of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Instant>,
    /// Where it was said first, as far as that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came: Option<Came>,
}

/// Where a statement was said, and when that was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Came {
    /// The file.
    pub file: String,
    /// The line, or the number of the record.
    pub line: u64,
    /// When it was received.
    pub received: Instant,
}

/// By what one of two statements stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Its source owns the field.
    Owner,
    /// It is of a later version.
    Version,
    /// It was received last.
    ReceivedLast,
    /// It was said at the desk.
    Desk,
}

/// Why the rule decides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Both are of one version.
    OneVersion,
    /// Neither says when it is of, and they came together.
    OneSync,
    /// Two rows of one file, of which neither says when it is of.
    OneFile,
    /// What was said before comes again under another name, and may be an old file.
    TurnedBack,
    /// It was corrected at the desk, and its sources say something else since.
    SaidSince,
    /// It is not the time that stands on a paper.
    OnPaper,
}

/// Two statements that differ on one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Of which thing, by its key.
    pub key: String,
    /// What that is.
    pub thing: Thing,
    /// The field, by the name of its column.
    pub field: String,
    /// What stands.
    pub stands: Stated,
    /// What else is said.
    pub says: Stated,
    /// By what it stands.
    pub rule: Rule,
    /// Why that decides nothing, where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Doubt>,
    /// Did a person say that it stands?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answered: bool,
}

impl Stated {
    fn words(&self) -> String {
        let mut words = format!("{} by {}", self.value, self.source);
        if let Some(Came { file, line, received }) = &self.came {
            let _ = write!(words, " ({file} line {line}, received {})", moment(*received));
        }
        words
    }
}

impl Conflict {
    /// Does it ask somebody?
    pub fn asks(&self) -> bool {
        self.doubt.is_some() && !self.answered
    }

    /// The field with its thing: `departed_at of stop 2`.
    pub fn what(&self) -> String {
        let part = self.key.rsplit('/').next().unwrap_or_default();
        match self.thing {
            Thing::Load => self.field.clone(),
            thing => format!("{} of {} {part}", self.field, thing.name()),
        }
    }

    /// In words: both, and by what one of them stands.
    pub fn words(&self) -> String {
        let both = format!("{}: {} stands, {} differs", self.what(), self.stands.words(), self.says.words());
        let version = |stated: &Stated| stated.version.map(moment).unwrap_or_default();
        let why = match (self.doubt, self.rule) {
            (Some(Doubt::OneVersion), _) => {
                format!("both are of {}, and the one that was received last is taken", version(&self.stands))
            }
            (Some(Doubt::OneSync), _) => {
                "they came together and neither says of when it is, and the one that was read last is taken".to_owned()
            }
            (Some(Doubt::OneFile), _) => {
                "two rows of one file, of which neither says of when it is, and the last one is taken".to_owned()
            }
            (Some(Doubt::TurnedBack), _) => {
                "it was said before, and comes again under another name: it may be an old file".to_owned()
            }
            (Some(Doubt::OnPaper), _) => "the paper says otherwise than what stands".to_owned(),
            (Some(Doubt::SaidSince), _) | (None, Rule::Desk) => {
                "it was corrected, and this is neither what was corrected nor what it was corrected to".to_owned()
            }
            (None, Rule::Owner) => format!("{} owns the field", self.stands.source),
            (None, Rule::Version) => {
                format!("it is of {}, the other of {}", version(&self.stands), version(&self.says))
            }
            (None, Rule::ReceivedLast) => "it was received last".to_owned(),
        };
        let answered = if self.answered { "; a person said that it stands" } else { "" };
        format!("{both}: {why}{answered}")
    }

    /// By what an answer names it: other words on the field are another question.
    pub fn question(&self) -> String {
        format!("{}: {} stands, {} differs", self.what(), self.stands.words(), self.says.words())
    }
}

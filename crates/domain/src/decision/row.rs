//! What a decision says of what a source sent: rows of the quarantine, and questions that facts leave open; what a book that was put back
//! leaves open; and what was set in the settings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{Hash, LoadNumber};
use crate::reason::Reason;

/// What a person said of a row of the quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowDecision {
    /// The item.
    pub item: String,
    /// The load that it speaks of; an entry for each where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<LoadNumber>,
    /// What becomes of it.
    pub said: RowSaid,
    /// Why.
    pub reason: Reason,
}

/// What becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowSaid {
    /// What it says does not count, and it holds its load no longer.
    Cleared,
    /// That is taken back.
    Reopened,
    /// It was mended: as it is then it is a delivery of its source, in the archive.
    Mended {
        /// The file and the line in which it stood.
        place: String,
        /// What was replaced, by the column's name: what stood there, and what stands there now.
        replaced: BTreeMap<String, (String, String)>,
        /// Hash of the delivery.
        delivery: Hash,
    },
}

/// What a person answered of a load: it is billed as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The load.
    pub load: LoadNumber,
    /// What was asked, as [`crate::load::Load::questions`] has it: what is asked anew is another question.
    pub questions: Vec<String>,
    /// Why.
    pub reason: Reason,
}

/// A load of which nobody knows whether it was billed since the book that was put back was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsaid {
    /// The load.
    pub load: LoadNumber,
    /// Why that is not known.
    pub reason: Reason,
}

/// What a person set in the settings, which are text: the book has what stood there, what stands there, who and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingSaid {
    /// Where in the text: `erp.items.LUMPER`.
    pub key: String,
    /// What stood there; none where nothing did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What stands there.
    pub value: String,
    /// Why.
    pub reason: Reason,
}

impl SettingSaid {
    /// In words.
    pub fn words(&self) -> String {
        let SettingSaid { key, before, value, .. } = self;
        let before = before.as_ref().map(|before| format!(", in place of `{before}`")).unwrap_or_default();
        format!("{key} is `{value}`{before}")
    }
}

impl RowDecision {
    /// The kind of its entry, as it stands beside the body.
    pub(crate) fn entry_kind(&self) -> &'static str {
        match self.said {
            RowSaid::Cleared => "row_cleared",
            RowSaid::Reopened => "row_reopened",
            RowSaid::Mended { .. } => "row_mended",
        }
    }
}

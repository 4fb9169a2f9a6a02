//! Rows of the quarantine, as a decision speaks of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{Hash, LoadNumber};
use crate::reason::Reason;

/// A row of the quarantine of which something is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantinedRow {
    /// The item.
    pub item: String,
    /// The load that it speaks of; an entry for each where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<LoadNumber>,
    /// Why.
    pub reason: Reason,
}

/// A row of the quarantine that was mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MendedRow {
    /// The item.
    pub item: String,
    /// The load that it speaks of; an entry for each where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<LoadNumber>,
    /// The file and the line in which it stood.
    pub place: String,
    /// What was replaced, by the column's name: what stood there, and what stands there now.
    pub replaced: BTreeMap<String, (String, String)>,
    /// Hash of the delivery that it is in the archive.
    pub delivery: Hash,
    /// Why.
    pub reason: Reason,
}

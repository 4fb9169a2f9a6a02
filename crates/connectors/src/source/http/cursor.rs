//! A cursor of the kind `http`: which page was read, as which content, and what comes behind it. It stands in the archive's list, so
//! that a cache that was lost costs no page.

use linehaul_domain::ids::Hash;
use linehaul_domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::marks::Marks;

/// Behind a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    /// Its place among the pages, from 1.
    pub page: u64,
    /// Its address below the host.
    pub at: String,
    /// The marks that its server gave it.
    #[serde(flatten)]
    pub marks: Marks,
    /// By which settings it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Hash>,
    /// When all of it was had last, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole_at: Option<Instant>,
    /// Of its loads.
    pub hash: Hash,
    /// The address of the page behind it; where there was none, it is asked whether it is still as it was.
    pub next: Option<String>,
}

impl Cursor {
    /// As it is kept.
    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// `None` where it is none of this kind.
    pub fn read(text: &str) -> Option<Cursor> {
        serde_json::from_str(text).ok()
    }
}

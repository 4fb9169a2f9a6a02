//! What was known of the book outside of it.

use serde::{Deserialize, Serialize};

use crate::ids::Hash;

/// An entry that was known outside of the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownEntry {
    /// Its sequence.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

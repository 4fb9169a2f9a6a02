//! Entries: a decision with who made it and when, and the place that the book gives it.

use serde::{Deserialize, Serialize};

use crate::decision::{Actor, Decision};
use crate::ids::{Hash, InvoiceNumber};
use crate::time::Instant;

/// An entry before the book gives it its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEntry {
    /// When, by the workbench's clock.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// What.
    pub decision: Decision,
}

/// One entry of the book. `hash` covers sequence, version, `prev` and the canonical bytes of the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// From 1, without gaps.
    pub seq: u64,
    /// Version of the encoding.
    pub version: u16,
    /// The entry.
    pub entry: NewEntry,
    /// Hash of the entry before.
    pub prev: Hash,
    /// Hash of this one.
    pub hash: Hash,
}

/// A draft at the ERP beside a posted invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stray {
    /// Number of the invoice.
    pub invoice: InvoiceNumber,
    /// The draft's record.
    pub erp_id: String,
}

/// An entry that was known outside of the book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownEntry {
    /// Its sequence.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

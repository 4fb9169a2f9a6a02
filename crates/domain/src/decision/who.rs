//! Who decides.

use serde::{Deserialize, Serialize};

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works the queue: hold, release, adjust, batch, push.
    Biller,
    /// Approves.
    Approver,
    /// Writes rules.
    Pricing,
    /// Everything else.
    Admin,
    /// The program itself (the pusher, a lapse).
    System,
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Operating-system account.
    pub account: String,
    /// User's name in the configuration.
    pub name: String,
    /// The role used.
    pub role: Role,
}

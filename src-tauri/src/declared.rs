//! This file is made of the declarations in crates/api. Do not edit it.

/// Commands that the window's page may ask.
pub const DECLARED: &[&str] = &[
    "sync",
    "queue",
    "summary",
    "show",
    "document",
    "approve",
    "hold",
    "withdraw",
    "release",
    "adjust",
    "batch_create",
    "batch_list",
    "batch_show",
    "push",
    "reconcile",
    "retry",
    "cancelled",
    "owed",
    "quarantine",
    "sources",
    "doctor",
    "about",
    "activity",
];

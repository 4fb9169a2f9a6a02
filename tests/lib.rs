//! Tests that span rooms, and what they start.

pub mod harness;

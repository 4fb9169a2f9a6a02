//! Tests that span rooms.

//! What the business set, who acts under it, and what that person may do.

pub mod erp_settings;
pub mod mappings;
pub mod sources;
pub mod config;
pub mod actor;
pub mod controls;
pub mod limits;

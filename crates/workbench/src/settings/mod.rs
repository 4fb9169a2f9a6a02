//! What the business set, who acts under it, and what that person may do.

pub mod mappings;
pub mod sources;
pub mod tables;
pub mod master_data;
pub mod erp_settings;
pub mod config;
pub mod actor;
pub mod controls;
pub mod limits;
pub mod add_source;
pub mod written;

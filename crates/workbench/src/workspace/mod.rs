//! An open workspace, with the ERP it bills into and the loads it speaks of.

pub mod erp_words;
pub mod ledger;
pub mod redacted;
pub mod progress;
pub(crate) mod asked;
pub(crate) mod paced;
pub mod items;
pub mod home;
pub(crate) mod reach;
pub mod identity;

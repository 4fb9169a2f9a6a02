//! Wire types, by screen. Conversions destructure, so that a new field is a compile error here.

pub mod charge;
pub mod party;
pub mod entry;
pub mod desk;
pub mod load;
pub mod queue;
pub mod about;
pub mod sync;
pub mod unattended;
pub mod quarantine;
pub mod source;
pub mod review;
pub mod cutover;
pub mod batch;
pub mod reconcile;
pub mod rules;
pub mod backtest;
pub mod again;
pub mod upkeep;
pub mod recover;

//! Commands: one declaration for each thing that can be asked. Each opens nothing by itself, converts and calls.
//!
//! A new one is a struct with its doc comment and its body in one of these files, and its line in [`registry`].

pub mod session;
pub mod declare;
pub mod queue;
pub mod load;
pub mod decide;
pub mod desk;
pub mod desk_papers;
pub mod desk_money;
pub mod desk_load;
pub mod map;
pub mod approve;
pub mod batch;
pub mod erp;
pub mod sync;
pub mod quarantine;
pub mod split;
pub mod source;
pub mod about;
pub mod contracts;
pub mod pricing;
pub mod cutover;
pub mod again;
pub mod safety;
pub mod upkeep;
pub mod registry;

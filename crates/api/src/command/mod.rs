//! Commands: one body per thing that can be asked. Each opens nothing by itself but a workspace, converts and calls.

pub mod desk;
pub mod contracts;
pub mod pricing;
pub mod safety;

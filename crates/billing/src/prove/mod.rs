//! Prove: what is wrong in tables and contracts that read well, found without any real load.

pub mod tables;
mod rows;
pub mod loads;
pub mod contract;

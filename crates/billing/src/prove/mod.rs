//! Prove: what is wrong in tables and contracts that read well, found without any real load.

pub mod tables;
pub mod loads;
mod rows;
pub mod contract;

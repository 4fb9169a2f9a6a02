//! What the pricing team does with its contracts: check, try, prove and publish them.

pub mod rules;
pub mod cases;
pub mod backtest;
pub mod prove;
pub mod drafts;
pub mod publish;

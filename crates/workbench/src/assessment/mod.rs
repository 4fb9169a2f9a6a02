//! From stale to assessed: what a load is priced with, what other loads say of it, and what late facts do to approvals.

pub mod assess;
pub mod world;
pub mod alike;
pub mod elsewhere;
pub mod unheard;
pub mod known;
pub mod changes;
mod pool;
pub mod drain;

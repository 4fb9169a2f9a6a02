//! From a delivery to facts: reading sources, keeping what came, and making the cache again from it.

pub(crate) mod in_force;
pub mod read_as;
pub(crate) mod mended;
pub mod documents;
mod unread;
mod quarantined;
pub mod listed;
pub mod take;
pub mod follow;
pub mod refused;
mod by_name;
pub mod rebuild;
pub mod pace;
pub mod schedule;
pub mod trouble;
pub mod health;
pub mod port;
pub mod poll;
mod polls;
pub mod place;
pub mod master;
pub mod sync;
pub mod sources;
pub mod trial;
pub mod open;

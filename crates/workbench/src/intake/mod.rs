//! From a delivery to facts: reading sources, keeping what came, and making the cache again from it.

pub mod read_as;
pub(crate) mod mended;
pub mod documents;
mod unread;
mod quarantined;
pub mod take;
pub mod follow;
pub mod rebuild;
pub mod pace;
mod by_name;
pub mod port;
pub mod master;
pub mod sync;
pub mod sources;
pub mod trial;
pub mod open;

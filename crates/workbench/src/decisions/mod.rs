//! What a person looks at and decides: the queue, one load, and each decision on it.

mod hands;
mod looked;
mod answered;
pub mod ways;
pub mod review;
pub mod desk;
pub mod map;
pub mod approve;
pub mod cancelled;
pub mod cutover_look;
pub mod cutover;
pub mod cutover_erp;
pub mod queue;
pub mod show;
pub mod quarantine;
mod preview;
pub mod mend;
pub mod split;

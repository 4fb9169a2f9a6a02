//! What a person looks at and decides: the queue, one load, and each decision on it.

pub mod review;
pub mod approve;
pub mod cancelled;
pub mod queue;
pub mod show;

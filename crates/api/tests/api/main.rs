//! What is made of the declarations, and whether they are true.

mod commands;
mod stale;
mod types;

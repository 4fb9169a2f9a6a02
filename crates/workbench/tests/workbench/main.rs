//! The workbench, room by room, and everything at a desk in any order.

mod contracts;
mod intake;
mod joint;
mod machine;

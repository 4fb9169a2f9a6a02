//! The workbench, room by room, and everything in a billing office in any order.

mod contracts;
mod decisions;
mod intake;
mod joint;
mod machine;

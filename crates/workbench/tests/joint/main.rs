//! The joint between facts, book and cache, and between the book and an ERP on a bad line: a small company with a real store
//! on the disk, an ERP in memory, and a clock that a test drives.
#![allow(clippy::unwrap_used)]

mod auditor;
mod company;
mod crashes;
mod desk;
mod ends;
mod faults;
mod filing;
mod freight;
mod hands;
mod interleaved;
mod operations;
mod world;

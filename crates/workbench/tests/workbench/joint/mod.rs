//! The joint between facts, book and cache, and between the book and an ERP on a bad line: a small company with a real store
//! on the disk, an ERP in memory, and a clock that a test drives.
//!
//! Planted once and seen red, the old faults of this joint and some new ones, each with what found it:
//!
//! - what is stale is remembered beside the facts and not with them: `crashes`, `interleaved`;
//! - an invoice that is voided does not free the others on it: `ends`, `interleaved`;
//! - a posted load shows what the rules at hand make of it: `interleaved`;
//! - a batch asks the cache what is approved: `crashes`;
//! - what the ERP may have is voided without asking: `ends`, `interleaved`;
//! - a second source shares the numbers of the first: `ends`, `interleaved`, and every set-up;
//! - what was never sent is taken as ours, by a push, or by a retry: `ends`;
//! - the mark of another invoice is not compared: `ends`;
//! - an import file is written again after the importer took it: `interleaved`;
//! - what was posted when the process died comes into no file: `crashes`;
//! - an invoice is sent as it stands, whatever its entry says: `ends`;
//! - numbers are compared as they are written: `ends`, `interleaved`, and every set-up;
//! - one question ends a doubt: `faults`;
//! - entries of a process that died are not followed: `interleaved`;
//! - an ERP's records are looked for by number alone: `ends`;
//! - what cannot be read at the ERP counts as not there: `unreadable`.
//!
//! That work grows with the square of the loads shows in the benches, not here.
#![allow(clippy::unwrap_used)]

mod auditor;
mod company;
mod crashes;
mod office;
mod ends;
mod elsewhere;
mod unreadable;
mod faults;
mod feed;
mod filing;
mod freight;
mod scripted;
mod terms;
mod effects;
mod handed_out;
mod hands;
mod interleaved;
mod listed;
mod operations;
mod pace;
mod reprinted;
mod world;

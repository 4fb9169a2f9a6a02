//! Contracts: what reads, what is refused, what is remarked on.

mod compiled;
mod hostile;
mod lint;
mod traps;

//! The wire to a real Celerp.

mod clerk;
mod documents;
mod session;

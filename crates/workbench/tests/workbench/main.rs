//! The desk: everything in any order, what an approval froze, secrets, sources.

mod frozen;
mod joint;
mod secret;
mod source;

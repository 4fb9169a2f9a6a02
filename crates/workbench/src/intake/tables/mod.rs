//! Tables that are fetched: from where they are published to rows of `rules/tables`, which are in force by the ways of any table there.

mod text;
pub mod merge;
pub(crate) mod marked;
pub(crate) mod take;
pub(crate) mod fetches;
pub mod ends;

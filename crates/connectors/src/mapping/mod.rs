//! Mapping: how what a source delivers becomes rows of ours. Where only the names of columns differ, [`ColumnMap`] has them; a
//! [`Mapping`] is a text of its own that makes rows of loads, stops, events, documents and customers of one of theirs, with
//! their forms of dates and numbers, their words and their keys.
//!
//! It is a layer from text to text: what comes out is read as a file of ours is, by the same rules. Absent here: files, facts.

use std::sync::Arc;

mod kind;
mod headers;
pub mod text;
mod dates;
mod numbers;
mod zones;
mod record;
mod fixed;
mod field;
mod makes;
mod read;
mod present;

pub use fixed::Fixed;
pub use headers::{ColumnMap, OfSource};
pub use kind::{Content, Kind};
pub(crate) use kind::{is_open, open_name};
pub use makes::{BadMade, MadeRow};
pub use numbers::Style;
pub(crate) use present::Present;
pub use read::{Column, FileMapping, Mapping};
pub use record::Record;
pub use zones::zones_of_state;

/// By what a delivery is read.
#[derive(Debug, Clone)]
pub enum ReadBy {
    /// Its columns are ours, by these names.
    Columns(ColumnMap),
    /// A mapping makes rows of it.
    Mapping(Arc<Mapping>),
}

impl Default for ReadBy {
    fn default() -> ReadBy {
        ReadBy::Columns(ColumnMap::default())
    }
}

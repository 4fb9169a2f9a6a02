//! Mapping: how what a source delivers becomes rows of ours. Where only the names of columns differ, [`ColumnMap`] has them; a
//! [`Mapping`] is a text of its own that makes rows of loads, stops, events, documents and customers of one of theirs, with
//! their forms of dates and numbers, their words and their keys.
//!
//! It is a layer from text to text: what comes out is read as a file of ours is, by the same rules. Absent here: files, facts.

use std::sync::Arc;

mod kind;
pub mod text;
mod dates;
mod numbers;
mod zones;
mod record;
mod headers;
mod fixed;
mod field;
mod makes;
mod numbered;
mod read;
mod stop_zones;
mod present;

pub use fixed::Fixed;
pub use headers::{ColumnMap, OfSource};
pub use kind::{Content, Kind, field_of};
pub(crate) use kind::{is_open, open_name};
pub use makes::{BadMade, MadeRow};
pub use numbered::Column;
pub use numbers::Style;
pub(crate) use present::Present;
pub use read::{FileMapping, Mapping};
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

impl ReadBy {
    /// The same with what its source says of all of its columns.
    pub fn of_source(self, of_source: &OfSource) -> ReadBy {
        match self {
            ReadBy::Columns(map) => ReadBy::Columns(map.of_source(of_source.clone())),
            ReadBy::Mapping(mapping) if *of_source == OfSource::default() => ReadBy::Mapping(mapping),
            ReadBy::Mapping(mapping) => ReadBy::Mapping(Arc::new(mapping.of_source(of_source))),
        }
    }

    /// The same for a file whose last row may be cut, since it has no end of line.
    pub fn may_be_cut(&self) -> ReadBy {
        match self {
            ReadBy::Columns(map) => {
                let of_source = OfSource { may_be_cut: true, ..map.of_source.clone() };
                ReadBy::Columns(map.clone().of_source(of_source))
            }
            ReadBy::Mapping(mapping) => ReadBy::Mapping(Arc::new(mapping.may_be_cut())),
        }
    }
}

impl Default for ReadBy {
    fn default() -> ReadBy {
        ReadBy::Columns(ColumnMap::default())
    }
}

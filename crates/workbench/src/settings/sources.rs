//! Sources, as `linehaul.toml` has them.

use std::collections::BTreeMap;

use linehaul_connectors::mapping::OfSource;
use linehaul_connectors::source;
use serde::Deserialize;

use crate::settings::mappings::{self, MappedBy};

/// A source of facts. A word that is none of these is its kind's to know, or refused.
#[derive(Debug, Clone, Deserialize)]
pub struct Source {
    /// Name.
    pub name: String,
    /// A kind of [`linehaul_connectors::source::KINDS`].
    pub kind: String,
    /// The source of whose loads it speaks too, by their numbers. Without it the loads of each source are their own.
    #[serde(default)]
    pub joins: Option<String>,
    /// What it says of another's loads: `stops`, `events`, `documents`, `loads`, `customers`. Each has one owner.
    #[serde(default)]
    pub owns: Vec<String>,
    /// Is nothing read of it any more? What it delivered stays, and stays its own.
    #[serde(default)]
    pub retired: bool,
    /// Their header = our column, by kind of file (`loads`, `stops`, …).
    #[serde(default)]
    pub columns: BTreeMap<String, BTreeMap<String, String>>,
    /// Columns that nobody wants, by their names or ours: they are not told where nobody reads them, nor where they are there no more.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Does it send whole records, so that a column or field that is not there says that there is nothing?
    #[serde(default)]
    pub whole_records: bool,
    /// The mapping by which files are read that are not ours: a name in `mappings/`.
    #[serde(default)]
    pub mapping: Option<String>,
    /// What stands there.
    #[serde(skip)]
    pub mapped: MappedBy,
    /// What its kind wants to know: a folder, an address.
    #[serde(flatten)]
    pub settings: source::Settings,
}

impl Source {
    /// What it says of the columns of all of its files.
    pub fn of_columns(&self) -> OfSource {
        OfSource::new(&self.ignore, self.whole_records)
    }
}

/// The name of its mapping, where no mapping can have it.
pub(super) fn wrong_mapping(source: &Source) -> Option<String> {
    let name = source.mapping.as_deref().filter(|name| !mappings::is_name(name))?;
    Some(format!("mapping `{name}`: a name has letters, digits, `-` and `_`; its file is mappings/NAME.toml"))
}

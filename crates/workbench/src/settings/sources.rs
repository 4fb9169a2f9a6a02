//! Sources, as `linehaul.toml` has them.

use std::collections::BTreeMap;

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

/// The name of its mapping, where no mapping can have it.
pub(super) fn wrong_mapping(source: &Source) -> Option<String> {
    let name = source.mapping.as_deref().filter(|name| !mappings::is_name(name))?;
    Some(format!("mapping `{name}`: a name has letters, digits, `-` and `_`; its file is mappings/NAME.toml"))
}

/// What its kind says of a source's settings.
pub(super) fn wrong_settings(source: &Source) -> Option<String> {
    let Some(kind) = source::kind(&source.kind) else {
        let known: Vec<&str> = source::KINDS.iter().map(|kind| kind.name).collect();
        return Some(format!("kind `{}` is not known; known is {}", source.kind, known.join(", ")));
    };
    (kind.wrong)(&source.settings)
}

/// The rows of loads themselves.
pub(crate) const LOADS: &str = "loads";
/// What a source may own.
pub(crate) const OWNED: &[&str] = &[LOADS, "stops", "events", "documents", "customers"];

/// A source that joins another must name one that joins none, and own something that no other joining source owns.
pub(super) fn wrong_joins(sources: &[Source]) -> Option<String> {
    let mut owners: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for source in sources {
        let name = &source.name;
        let Some(joins) = &source.joins else {
            if !source.owns.is_empty() {
                return Some(format!("source `{name}` owns something without `joins`"));
            }
            continue;
        };
        if !sources.iter().any(|s| s.name == *joins && s.joins.is_none()) {
            return Some(format!("source `{name}` joins `{joins}`, which is no source of loads of its own"));
        }
        for owned in &source.owns {
            if !OWNED.contains(&owned.as_str()) {
                return Some(format!("source `{name}` owns `{owned}`; there are {}", OWNED.join(", ")));
            }
            if let Some(other) = owners.insert((joins, owned), name) {
                return Some(format!("the {owned} of `{joins}` are owned by `{other}` and by `{name}`"));
            }
        }
    }
    None
}

//! Headers: their columns' names to ours, where nothing else differs.

use std::collections::BTreeMap;

/// A source's headers to our columns; a header that is not mapped is taken as it is.
#[derive(Debug, Clone, Default)]
pub struct ColumnMap {
    theirs: BTreeMap<String, String>,
}

impl ColumnMap {
    /// From `their header = our column`.
    pub fn new(theirs: BTreeMap<String, String>) -> ColumnMap {
        let theirs = theirs.into_iter().map(|(theirs, ours)| (theirs.trim().to_lowercase(), ours.trim().to_owned()));
        ColumnMap { theirs: theirs.collect() }
    }

    /// Our columns that have another name there.
    pub fn ours(&self) -> impl Iterator<Item = &str> {
        self.theirs.values().map(String::as_str)
    }

    /// Our column of a header: mapped or as it is, trimmed; plain columns in lower case.
    pub fn column(&self, header: &str) -> String {
        let header = header.trim();
        if let Some(ours) = self.theirs.get(&header.to_lowercase()) {
            return ours.clone();
        }
        if header.contains(':') { header.to_owned() } else { header.to_lowercase() }
    }
}

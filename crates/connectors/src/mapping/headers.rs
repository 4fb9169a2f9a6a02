//! Headers: their columns' names to ours, where nothing else differs.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::vanished::Complete;

use super::record::Pattern;

/// A source's headers to our columns; a header that is not mapped is taken as it is.
#[derive(Debug, Clone, Default)]
pub struct ColumnMap {
    theirs: BTreeMap<String, String>,
    /// What else its source says of its columns.
    pub of_source: OfSource,
}

/// What a source says of the columns of all of its files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfSource {
    /// Names of columns that nobody wants, in lower case.
    pub ignored: BTreeSet<String>,
    /// Does a column that is not there say that there is nothing?
    pub whole_records: bool,
    /// Files of loads that list all of something, by patterns of their names.
    pub complete: BTreeMap<String, Complete>,
    /// Of one file: may its last row be cut, where it has no end of line?
    pub may_be_cut: bool,
}

impl OfSource {
    /// Of its settings.
    pub fn new(ignored: &[String], whole_records: bool, complete: BTreeMap<String, Complete>) -> OfSource {
        let ignored = ignored.iter().map(|name| name.trim().to_lowercase()).collect();
        OfSource { ignored, whole_records, complete, may_be_cut: false }
    }

    /// What a file of loads of that name lists all of.
    pub fn complete_of(&self, file: &str) -> Option<Complete> {
        let mut of = self.complete.iter();
        of.find(|(pattern, _)| Pattern::new(pattern).fits(file)).map(|(_, complete)| *complete)
    }

    /// Does nobody want a column of this name?
    pub fn ignores(&self, name: &str) -> bool {
        self.ignored.contains(&name.trim().to_lowercase())
    }
}

impl ColumnMap {
    /// From `their header = our column`.
    pub fn new(theirs: BTreeMap<String, String>) -> ColumnMap {
        let theirs = theirs.into_iter().map(|(theirs, ours)| (theirs.trim().to_lowercase(), ours.trim().to_owned()));
        ColumnMap { theirs: theirs.collect(), of_source: OfSource::default() }
    }

    /// The same with what its source says.
    pub fn of_source(self, of_source: OfSource) -> ColumnMap {
        ColumnMap { of_source, ..self }
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

//! Lost: columns that a source had and a delivery of it has not, under their name. A column that is renamed says nothing any more,
//! and what it said would be missing from the price without a word.
//!
//! What a delivery lost is a function of what its source's deliveries had before it, in the archive's order.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::near::{meaning, resembling};
use crate::thing::Thing;
use crate::vanished::Complete;

/// A column, by our name and theirs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Column {
    /// Of what it tells.
    pub thing: Thing,
    /// Our name; of an extra without its type: `extra:pallets`.
    pub ours: String,
    /// Theirs.
    pub theirs: String,
}

impl Column {
    /// Our name without what stands before an open one: `pallets` of `extra:pallets`.
    pub fn name(&self) -> &str {
        self.ours.split_once(':').map_or(&self.ours, |(_, name)| name)
    }
}

/// Which columns a delivery has, told before any of its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// Of which kind and sort of files it is: those that are expected to have the same columns.
    pub kind: String,
    /// Of these the sort.
    pub sort: String,
    /// Is each of its sort alone, since a mapping says what it has, and does each row say for itself which of its columns it has?
    pub mapped: bool,
    /// Are its rows records, which may leave out what says nothing?
    pub records: bool,
    /// Columns that it has.
    pub columns: BTreeSet<Column>,
    /// Of these the ones that not each of its records has.
    pub sometimes: BTreeSet<Column>,
    /// Columns that are known and that it has not.
    pub lacking: BTreeSet<Column>,
    /// Columns that nobody reads.
    pub unread: Vec<String>,
    /// Names of columns that nobody wants, in lower case.
    pub ignored: BTreeSet<String>,
    /// Does a column that is not there say that there is nothing?
    pub whole: bool,
    /// Does it list all of something, so that a load that is not in it any more is gone?
    pub complete: Option<Complete>,
}

/// What is known of a column of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Of which sort of files.
    pub sort: String,
    /// The column.
    pub column: Column,
    /// Had a record not have it, in a delivery of which others had it?
    pub sometimes: bool,
    /// The first file that has it not any more; nothing while the last one has it.
    pub since: Option<String>,
}

/// A column that a source lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lost {
    /// Which.
    #[serde(flatten)]
    pub column: Column,
    /// The column that nobody reads and that may be it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<String>,
    /// The first file without it.
    pub since: String,
    /// Whose.
    pub source: String,
}

/// A column that nobody reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unread {
    /// Its name.
    pub name: String,
    /// The sort of files that have it.
    pub sort: String,
    /// Whose.
    pub source: String,
}

/// What the deliveries that spoke of one thing last lost of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Columns that are not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<Lost>,
    /// Columns that are there and that nobody reads; only those of the load's own row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
}

/// Most columns that nobody reads that are kept of a delivery.
const MOST_UNREAD: usize = 50;

impl Told {
    /// Is there nothing to tell?
    pub fn is_empty(&self) -> bool {
        self.lost.is_empty() && self.unread.is_empty()
    }

    /// What a delivery of a source lost, given what is known of the columns of that source: those that its own sort of files had; where it has
    /// columns that nobody reads, those that other sorts of its kind had, any of which may be one of these; and those that one of these is
    /// nearly called.
    pub fn of(header: &Header, known: &[Known], (source, file): (&str, &str)) -> Told {
        let wanted: Vec<&str> = header.unread.iter().map(String::as_str).filter(|name| !header.ignores(name)).collect();
        let near = |column: &Column| {
            let found = resembling(column.name(), &wanted).or_else(|| resembling(&column.theirs, &wanted));
            found.map(str::to_owned)
        };
        let gone =
            |column: &Column| !header.has(column) && !header.ignores(&column.ours) && !header.ignores(&column.theirs);
        let mut lost: Vec<Lost> = Vec::new();
        let mut add = |column: &Column, near: Option<String>, since: Option<&String>| {
            if lost.iter().all(|one| one.column != *column) {
                let since = since.cloned().unwrap_or_else(|| file.to_owned());
                lost.push(Lost { column: column.clone(), near, since, source: source.to_owned() });
            }
        };
        let own = |one: &&Known| one.sort == header.sort;
        let formerly = known.iter().filter(|one| !header.whole && !one.sometimes && gone(&one.column));
        for one in formerly.clone().filter(own) {
            add(&one.column, near(&one.column), one.since.as_ref());
        }
        if !header.mapped && !wanted.is_empty() {
            for one in formerly.filter(|one| !own(one)) {
                add(&one.column, near(&one.column), None);
            }
        }
        for column in header.lacking.iter().filter(|column| gone(column)) {
            let meant = meaning(column.name(), wanted.iter().copied());
            if let Some(near) = meant.or_else(|| meaning(&column.theirs, wanted.iter().copied())) {
                add(column, Some(near.to_owned()), None);
            }
        }
        lost.sort();
        let unread =
            |name: &&str| Unread { name: (*name).to_owned(), sort: header.sort.clone(), source: source.to_owned() };
        Told { lost, unread: wanted.iter().take(MOST_UNREAD).map(unread).collect() }
    }

    /// The part of it that is of one thing's rows.
    pub fn of_thing(&self, thing: Thing) -> Told {
        let lost = self.lost.iter().filter(|lost| lost.column.thing == thing).cloned().collect();
        Told { lost, unread: if thing == Thing::Load { self.unread.clone() } else { Vec::new() } }
    }

    /// What is told of a thing once a row of a delivery spoke of it: what it says is not lost any more, whoever lost it; what it lost is
    /// told since the first file that lost it; what else was told stands.
    pub fn then(&self, now: &Told, (source, sort): (&str, &str), says: &dyn Fn(&str) -> bool) -> Told {
        let mut lost: Vec<Lost> = self.lost.iter().filter(|lost| !says(&lost.column.ours)).cloned().collect();
        for one in now.lost.iter().filter(|one| !says(&one.column.ours)) {
            let same = |known: &&mut Lost| (&known.column, &known.source) == (&one.column, &one.source);
            match lost.iter_mut().find(same) {
                Some(known) => known.near.clone_from(&one.near),
                None => lost.push(one.clone()),
            }
        }
        lost.sort();
        let others = self.unread.iter().filter(|unread| (&*unread.source, &*unread.sort) != (source, sort));
        let mut unread: Vec<Unread> = others.chain(&now.unread).cloned().collect();
        unread.sort();
        Told { lost, unread }
    }
}

impl Header {
    /// Has it this column?
    pub fn has(&self, column: &Column) -> bool {
        self.columns.contains(column)
    }

    /// Has it a column of ours, whatever theirs is called?
    pub fn has_ours(&self, thing: Thing, ours: &str) -> bool {
        self.columns.iter().any(|column| column.thing == thing && column.ours == ours)
    }

    fn ignores(&self, name: &str) -> bool {
        self.ignored.contains(&name.trim().to_lowercase())
    }
}

/// A column that a load, or a thing of it, lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LostOfLoad {
    /// Which, and since when.
    #[serde(flatten)]
    pub lost: Lost,
    /// The stop of which it tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<u32>,
}

/// The same of all things of a load, each by its key.
pub fn of_load<'t>(told: impl IntoIterator<Item = (&'t str, &'t Told)>) -> (Vec<LostOfLoad>, Vec<String>) {
    let (mut lost, mut unread) = (BTreeSet::new(), BTreeSet::new());
    for (key, told) in told {
        let stop = key.strip_prefix("stop/").and_then(|rest| rest.rsplit('/').next()?.parse().ok());
        lost.extend(told.lost.iter().map(|lost| LostOfLoad { lost: lost.clone(), stop }));
        unread.extend(told.unread.iter().map(|unread| unread.name.clone()));
    }
    (lost.into_iter().collect(), unread.into_iter().collect())
}

//! Sources, as `linehaul.toml` has them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use linehaul_connectors::mapping::OfSource;
use linehaul_connectors::mapping::text::CompleteText;
use linehaul_connectors::source;
use linehaul_domain::declared;
use serde::Deserialize;

use crate::settings::mappings::{self, MappedBy};

declared! {
    /// A source of facts. A word that is none of these is its kind's to know, or refused.
    #[derive(Debug, Clone, Deserialize)]
    pub struct Source {
        /// Its name, by which its loads are known where it is not the first.
        pub name: String,
        /// How it is read.
        pub kind: String,
        /// The source of whose loads it speaks too, by their numbers. Without it the loads of each source are their own.
        /// Default: none
        #[serde(default)]
        pub joins: Option<String>,
        /// What it says of another's loads: `stops`, `events`, `documents`, `loads`, `customers`, or a field of its loads, `loads.miles`. Each has one
        /// owner.
        #[serde(default)]
        pub owns: Vec<String>,
        /// Is nothing read of it any more? What it delivered stays, and stays its own.
        /// Default: `false`
        #[serde(default)]
        pub retired: bool,
        /// Which of our columns each of their headers is, by kind of file (`loads`, `stops`, …).
        #[serde(default)]
        pub columns: BTreeMap<String, BTreeMap<String, String>>,
        /// Columns that nobody wants, by their names or ours: they are not told where nobody reads them, nor where they are there no more.
        #[serde(default)]
        pub ignore: Vec<String>,
        /// Does it send whole records, so that a column or field that is not there says that there is nothing?
        /// Default: `false`
        #[serde(default)]
        pub whole_records: bool,
        /// Files of loads that list all of something, by patterns of their names: `"loads*.csv" = true`. Of every other file what is not in it
        /// says nothing.
        #[serde(default)]
        pub complete: BTreeMap<String, CompleteText>,
        /// The mapping by which files are read that are not ours: a name in `mappings/`.
        /// Default: none: files are as ours
        #[serde(default)]
        pub mapping: Option<String>,
        /// What stands there.
        #[serde(skip)]
        pub mapped: MappedBy,
        /// How often it is read while nobody asks for it: `watched`, or a time like `30s`, `2m`, `1h`, from 10 s to 24 h.
        /// Default: `"watched"` where there is a folder to watch, else `"2m"`
        #[serde(default)]
        pub every: Option<String>,
        /// What its kind wants to know: a folder, an address.
        #[serde(flatten)]
        pub settings: source::Settings,
    }
}

/// How often a source is read while nobody asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// As soon as something changes in its folder, and now and then all the same.
    Watched,
    /// So long after it was read last.
    Time(Duration),
}

/// Of a source that has to be asked, where nothing is said.
const USUAL: Every = Every::Time(Duration::from_secs(2 * 60));
const SHORTEST: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

impl Every {
    /// Reads `watched`, `30s`, `2m`, `1h`; in words why it is none.
    pub(super) fn read(text: &str) -> Result<Every, String> {
        if text == "watched" {
            return Ok(Every::Watched);
        }
        let unread = || format!("every `{text}`: say `watched`, or a time like 30s, 2m, 1h");
        let unit = text.chars().last().ok_or_else(unread)?;
        let seconds: u64 = match unit {
            's' => 1,
            'm' => 60,
            'h' => 60 * 60,
            _ => return Err(unread()),
        };
        let number: u64 = text[..text.len() - 1].trim().parse().map_err(|_| unread())?;
        let time = Duration::from_secs(number.saturating_mul(seconds));
        match (SHORTEST..=LONGEST).contains(&time) {
            true => Ok(Every::Time(time)),
            false => Err(format!("every `{text}`: from 10s to 24h")),
        }
    }
}

impl Every {
    /// For people: `watched`, `every 2 min`.
    pub fn words(self) -> String {
        let Every::Time(time) = self else { return "watched".to_owned() };
        match time.as_secs() {
            seconds if seconds % 3_600 == 0 => format!("every {} h", seconds / 3_600),
            seconds if seconds % 60 == 0 => format!("every {} min", seconds / 60),
            seconds => format!("every {seconds} s"),
        }
    }
}

impl Source {
    /// The folder in which what it delivers appears, for one that can be watched.
    pub fn watched(&self, dir: &Path) -> Option<PathBuf> {
        source::kind(&self.kind).and_then(|kind| (kind.watched)(dir, &self.settings))
    }

    /// How often it is read while nobody asks for it.
    pub fn every(&self) -> Every {
        let said = self.every.as_deref().and_then(|text| Every::read(text).ok());
        let usual = || if self.watched(Path::new("")).is_some() { Every::Watched } else { USUAL };
        said.unwrap_or_else(usual)
    }
}

/// What is wrong with how often it is to be read.
pub(super) fn wrong_every(source: &Source) -> Option<String> {
    match Every::read(source.every.as_deref()?) {
        Err(why) => Some(why),
        Ok(Every::Watched) if source.watched(Path::new("")).is_none() => {
            Some(format!("every `watched`: the kind `{}` has no folder to watch; say a time like 2m", source.kind))
        }
        Ok(_) => None,
    }
}

impl Source {
    /// What it says of the columns of all of its files.
    pub fn of_columns(&self) -> OfSource {
        // What makes no sense was refused with the settings.
        let complete = self.complete.iter().filter_map(|(files, text)| Some((files.clone(), text.read().ok()?)));
        OfSource::new(&self.ignore, self.whole_records, complete.collect())
    }
}

/// What is wrong with what its files are said to list all of.
pub(super) fn wrong_complete(source: &Source) -> Option<String> {
    let why = source.complete.values().find_map(|text| text.read().err());
    let pages = !source.complete.is_empty() && source.watched(Path::new("")).is_none();
    why.or_else(|| pages.then(|| format!("complete: the kind `{}` hands out what changed, not lists", source.kind)))
}

/// The name of its mapping, where no mapping can have it.
pub(super) fn wrong_mapping(source: &Source) -> Option<String> {
    let name = source.mapping.as_deref().filter(|name| !mappings::is_name(name))?;
    Some(format!("mapping `{name}`: a name has letters, digits, `-` and `_`; its file is mappings/NAME.toml"))
}

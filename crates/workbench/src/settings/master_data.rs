//! `[erp.master_data]`: whether customers come from the ERP, how often they are read, which of its fields is which column of ours,
//! and which fields of a customer it has the last word on.

use std::collections::BTreeMap;
use std::fmt;

use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::master::{CODE, ERP};
use linehaul_domain::declared;
use linehaul_domain::near::nearest;
use linehaul_domain::said::Thing;
use linehaul_domain::time::Duration;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::settings::mappings::MappedBy;
use crate::settings::sources::Source;

/// How often customers are read by a sync that names no source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadEvery {
    /// By each one.
    Sync,
    /// By the first one of an hour.
    Hourly,
    /// By the first one of a day.
    #[default]
    Daily,
    /// Only by a sync that names the ERP as its source.
    Asked,
}

impl ReadEvery {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            ReadEvery::Sync => "with each sync",
            ReadEvery::Hourly => "with the first sync of an hour",
            ReadEvery::Daily => "with the first sync of a day",
            ReadEvery::Asked => "only where it is named",
        }
    }

    /// So long after a reading the next one is due; `None` where nothing is due by itself.
    pub fn period(self) -> Option<Duration> {
        match self {
            ReadEvery::Sync => Some(Duration::zero()),
            ReadEvery::Hourly => Some(Duration::hours(1)),
            // A sync that runs each day at one time must not find it a minute early.
            ReadEvery::Daily => Some(Duration::hours(20)),
            ReadEvery::Asked => None,
        }
    }

    /// What was read longer ago than this is old; `None` where nobody said how often it is to be read.
    pub fn old_after(self) -> Option<Duration> {
        match self {
            ReadEvery::Hourly => Some(Duration::hours(3)),
            ReadEvery::Sync | ReadEvery::Daily => Some(Duration::hours(48)),
            ReadEvery::Asked => None,
        }
    }
}

declared! {
    /// What is set of it.
    #[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    pub struct MasterData {
        /// How often customers are read: with each `sync`, `hourly`, `daily`, or only when `asked`.
        /// Default: `"daily"`
        pub read: ReadEvery,
        /// Its field = our column of customers, where it is another one than usual.
        pub columns: BTreeMap<String, String>,
        /// Our columns of customers that it owns; others say nothing against it.
        /// Default: all that it tells, and what `columns` names
        pub owns: Option<Vec<String>>,
    }
}

/// `true`, `false`, or a table.
pub(super) fn set<'de, D: Deserializer<'de>>(from: D) -> Result<Option<MasterData>, D::Error> {
    struct Said;
    impl<'de> Visitor<'de> for Said {
        type Value = Option<MasterData>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("true, false, or a table with `read`, `columns` and `owns`")
        }

        fn visit_bool<E>(self, yes: bool) -> Result<Self::Value, E> {
            Ok(yes.then(MasterData::default))
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            MasterData::deserialize(MapAccessDeserializer::new(map)).map(Some)
        }
    }
    from.deserialize_any(Said)
}

impl MasterData {
    /// The fields that the ERP owns, of those that it tells and those that it is mapped to.
    pub fn owned(&self, tells: &[&str]) -> Vec<String> {
        let told = || tells.iter().map(|told| (*told).to_owned());
        let mapped = || self.columns.values().map(|ours| ours.trim().to_owned()).filter(|ours| ours != "customer");
        self.owns.clone().unwrap_or_else(|| told().chain(mapped()).collect())
    }

    /// What makes no sense of it at an ERP of this kind that tells these fields.
    pub fn wrong(&self, kind: &str, tells: &[&str]) -> Option<String> {
        if tells.is_empty() {
            return Some(format!("master_data: kind {kind} tells nothing of customers"));
        }
        let meant = |word: &str, known: &[&str]| {
            let near = nearest(word, known.iter().copied());
            near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
        };
        let known = Kind::Customers.known();
        if let Some(unknown) = self.columns.values().map(|ours| ours.trim()).find(|ours| !known.contains(ours)) {
            return Some(format!(
                "master_data.columns: `{unknown}` is no column of customers{}",
                meant(unknown, &known)
            ));
        }
        let fields = Thing::Customer.names();
        let unknown = self.owns.iter().flatten().find(|field| !fields.contains(&field.as_str()))?;
        Some(format!("master_data.owns: `{unknown}` is no field of a customer{}", meant(unknown, &fields)))
    }
}

/// The ERP as a source: retired where no customers are read from it, since what it told once stays its own.
pub(super) fn source_of(set: Option<&MasterData>) -> Source {
    let mut columns: BTreeMap<String, String> = set.map(|set| set.columns.clone()).unwrap_or_default();
    if !columns.values().any(|ours| ours.trim() == "customer") {
        columns.insert(CODE.to_owned(), "customer".to_owned());
    }
    Source {
        ignore: Default::default(),
        whole_records: false,
        complete: Default::default(),
        every: None,
        name: ERP.to_owned(),
        kind: ERP.to_owned(),
        joins: None,
        owns: Vec::new(),
        retired: set.is_none(),
        columns: [(Kind::Customers.name().to_owned(), columns)].into(),
        mapping: None,
        mapped: MappedBy::default(),
        settings: Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Table {
        #[serde(default, deserialize_with = "set")]
        master_data: Option<MasterData>,
    }

    fn read(text: &str) -> Result<Option<MasterData>, String> {
        toml::from_str::<Table>(text).map(|table| table.master_data).map_err(|why| why.to_string())
    }

    const TELLS: &[&str] = &["name", "payment_terms"];

    #[test]
    fn it_is_a_word_or_a_table() {
        assert_eq!((read(""), read("master_data = false")), (Ok(None), Ok(None)));
        assert_eq!(read("master_data = true"), Ok(Some(MasterData::default())));
        let table =
            read("[master_data]\nread = \"hourly\"\ncolumns = { \"identifier:tms\" = \"customer\" }").unwrap().unwrap();
        assert_eq!(
            (table.read, table.owned(TELLS)),
            (ReadEvery::Hourly, vec!["name".to_owned(), "payment_terms".into()])
        );
        assert!(read("[master_data]\nreed = \"hourly\"").is_err_and(|why| why.contains("reed")));
        assert!(read("master_data = 3").is_err());
    }

    #[test]
    fn the_erp_owns_what_it_tells_unless_something_else_is_said() {
        let said = |text: &str| read(text).unwrap().unwrap();
        let mapped = said("[master_data]\ncolumns = { \"attribute:contract\" = \"contract\" }");
        assert_eq!(mapped.owned(TELLS), ["name", "payment_terms", "contract"]);
        assert_eq!(said("[master_data]\nowns = [\"credit_hold\"]").owned(TELLS), ["credit_hold"]);
        let source = source_of(Some(&mapped));
        assert_eq!(source.columns["customers"]["code"], "customer");
        let other = source_of(Some(&said("[master_data]\ncolumns = { \"identifier\" = \"customer\" }")));
        assert!(!other.columns["customers"].contains_key("code") && !other.retired && source_of(None).retired);
    }

    #[test]
    fn what_there_is_not_is_refused() {
        let wrong = |text: &str, tells: &[&str]| read(text).unwrap().unwrap().wrong("file", tells);
        assert_eq!(wrong("master_data = true", TELLS), None);
        assert_eq!(
            wrong("master_data = true", &[]).as_deref(),
            Some("master_data: kind file tells nothing of customers")
        );
        let words = wrong("[master_data]\ncolumns = { x = \"contrat\" }", TELLS).unwrap();
        assert_eq!(words, "master_data.columns: `contrat` is no column of customers; did you mean `contract`?");
        let words = wrong("[master_data]\nowns = [\"city\"]", TELLS).unwrap();
        assert!(words.starts_with("master_data.owns: `city` is no field of a customer"), "{words}");
    }
}

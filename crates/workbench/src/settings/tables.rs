//! Tables that are fetched, as `linehaul.toml` has them.

use std::collections::BTreeMap;
use std::time::Duration;

use linehaul_connectors::cell;
use linehaul_connectors::figures::{self, Key, Layout, Wanted};
use linehaul_domain::money::Currency;
use linehaul_domain::{Decimal, canonical, declared};
use serde::Deserialize;

use crate::settings::sources::Every;

declared! {
    /// A table of `rules/tables` that is fetched from where it is published.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct TableSource {
        /// The table's name: `eia_us` is `rules/tables/eia_us.csv`.
        pub name: String,
        /// Where it is published, and how.
        #[serde(flatten)]
        pub first: Publication,
        /// Another publication of the same, with which the first is compared.
        #[serde(default)]
        pub second: Option<Publication>,
        /// How often it is asked: a time like `1h`. A file is looked at by every sync.
        /// Default: `"6h"` over a network; a file at each sync
        #[serde(default)]
        pub every: Option<String>,
        /// A figure that differs from the one before it by more than so many percent cannot be right.
        /// Default: `"30"`
        #[serde(default = "jump_percent")]
        pub jump_percent: String,
        /// So many days a figure waits for the second publication.
        /// Default: `2`
        #[serde(default = "wait_days")]
        pub wait_days: u32,
        /// So many days before a load would be held for it, a table that is not fetched is told.
        /// Default: `3`
        #[serde(default = "warn_days")]
        pub warn_days: u32,
        /// What stands, by its day (`2025-03-03`, `2025-03-03 USD CAD`), where publications differ or cannot be right.
        #[serde(default)]
        pub choose: BTreeMap<String, String>,
    }
}

declared! {
    /// Where figures are published, and how.
    #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct Publication {
        /// An address, or a file of the workspace.
        pub from: String,
        /// A layout of those of [tables](connectors/tables.md).
        pub layout: String,
        /// The series, column or calendar of that name.
        #[serde(default)]
        pub series: Option<String>,
        /// The pairs of currencies, like `USD CAD`; all, where none is named.
        #[serde(default)]
        pub pairs: Vec<String>,
        /// The parameter of the address that takes the secret, where it wants one.
        #[serde(default)]
        pub secret_parameter: Option<String>,
    }
}

fn jump_percent() -> String {
    "30".to_owned()
}

fn wait_days() -> u32 {
    2
}

fn warn_days() -> u32 {
    3
}

/// Where nothing is said.
const USUAL: Duration = Duration::from_secs(6 * 60 * 60);
const MOST_DAYS: u32 = 60;

impl Publication {
    /// How it is told: `eia-csv at https://…`.
    pub fn shown(&self) -> String {
        format!("{} at {}", self.layout, figures::shown(&self.from))
    }

    /// Its layout, once the settings were checked.
    pub fn layout(&self) -> Option<&'static Layout> {
        figures::layout(&self.layout)
    }

    /// Which of what it has is wanted.
    pub fn wanted(&self) -> Wanted {
        Wanted { series: self.series.clone(), pairs: self.pairs.iter().filter_map(|pair| pair_of(pair)).collect() }
    }

    /// For whom at which address its secret is; `None` where it wants none.
    pub fn account(&self) -> Option<String> {
        self.secret_parameter.as_ref().map(|name| format!("{name} at {}", figures::shown(&self.from)))
    }

    fn wrong(&self) -> Option<String> {
        if let Some(why) = figures::wrong(&self.from) {
            return Some(format!("from: {why}"));
        }
        if self.layout().is_none() {
            let known: Vec<&str> = figures::LAYOUTS.iter().map(|layout| layout.name).collect();
            return Some(format!("layout `{}` is not known; known is {}", self.layout, known.join(", ")));
        }
        if let Some(pair) = self.pairs.iter().find(|pair| pair_of(pair).is_none()) {
            return Some(format!("pairs: `{pair}` is no pair like `USD CAD`"));
        }
        (self.secret_parameter.is_some() && !figures::is_address(&self.from))
            .then(|| "secret_parameter: a file wants no secret".to_owned())
    }
}

fn pair_of(text: &str) -> Option<(Currency, Currency)> {
    let (from, to) = text.split_once(' ')?;
    Some((cell::currency(from).ok()?, cell::currency(to.trim()).ok()?))
}

impl TableSource {
    /// How often it is asked.
    pub fn every(&self) -> Every {
        let said = self.every.as_deref().and_then(|text| Every::read(text).ok());
        said.filter(|every| *every != Every::Watched).unwrap_or(Every::Time(USUAL))
    }

    /// Its publications: the first, and the one that it is compared with.
    pub fn publications(&self) -> impl Iterator<Item = &Publication> {
        std::iter::once(&self.first).chain(&self.second)
    }

    /// Above how many percent a jump cannot be right.
    pub fn jump(&self) -> Decimal {
        canonical::exact(&self.jump_percent).unwrap_or(Decimal::ONE_HUNDRED)
    }

    /// What a person chose for a row.
    pub fn chosen(&self, key: &Key) -> Option<&str> {
        self.choose.iter().find(|(day, _)| key_of(day).as_ref() == Some(key)).map(|(_, value)| value.as_str())
    }

    /// What is wrong with it, in words.
    pub(super) fn wrong(&self) -> Option<String> {
        let name = &self.name;
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            return Some("a name has small letters, digits and `_`; its file is rules/tables/NAME.csv".to_owned());
        }
        if let Some(what) = self.publications().find_map(Publication::wrong) {
            return Some(what);
        }
        if self.second.as_ref().is_some_and(|second| second.secret_parameter.is_some()) {
            return Some("secret_parameter: only the first publication may want a secret".to_owned());
        }
        match self.every.as_deref().map(Every::read) {
            Some(Err(why)) => return Some(why),
            Some(Ok(Every::Watched)) => return Some("every `watched`: say a time like 1h".to_owned()),
            _ => {}
        }
        if canonical::exact(&self.jump_percent).is_none_or(|jump| jump <= Decimal::ZERO) {
            return Some(format!("jump_percent `{}` is no percentage above 0", self.jump_percent));
        }
        if self.wait_days > MOST_DAYS || self.warn_days > MOST_DAYS {
            return Some(format!("wait_days, warn_days: at most {MOST_DAYS}"));
        }
        if let Some(day) = self.choose.keys().find(|day| key_of(day).is_none()) {
            return Some(format!(
                "choose `{day}`: a day like 2025-03-03, for a rate with its pair: `2025-03-03 USD CAD`"
            ));
        }
        let number = |text: &&String| canonical::exact(text).is_none_or(|number| number <= Decimal::ZERO);
        let wrong = self.choose.values().find(number)?;
        Some(format!("choose: `{wrong}` is no figure"))
    }
}

/// The row of a day in settings.
fn key_of(text: &str) -> Option<Key> {
    let (day, pair) = match text.split_once(' ') {
        Some((day, pair)) => (day, Some(pair_of(pair)?)),
        None => (text, None),
    };
    Some((cell::date(day).ok()?, pair))
}

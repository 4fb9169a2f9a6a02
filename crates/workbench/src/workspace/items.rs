//! Items of the ERP as it told them last: what a line of an invoice can be posted as. They stand in the archive, a list as a whole in each
//! delivery, and no fact is made of them. A charge that would be posted as one that is not there holds its load before anything is sent.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{ErpPlace, Hash};
use linehaul_domain::near::{nearest, plain};
use linehaul_domain::time::Instant;
use linehaul_store::{Archive, Cache};
use serde::{Deserialize, Serialize};

use crate::settings::config::Config;

/// The archive's kind of such a list.
pub(crate) const ITEMS: &str = "items";

/// The cache remembers under this name which list was told last, and when.
const READ: &str = "items of the ERP read";

/// A list as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listed {
    /// Whose it is: another ERP's says nothing.
    pub place: String,
    /// Names by code.
    pub items: BTreeMap<String, String>,
}

/// Which list was told last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Last {
    hash: Hash,
    at: Instant,
}

/// What is known of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Items {
    /// When they were told, UTC.
    pub at: Instant,
    /// Names by code.
    pub items: BTreeMap<String, String>,
}

/// What the configured ERP told of its items last; nothing where it never did, or keeps no such list.
pub fn known(archive: &Archive, cache: &Cache, place: &ErpPlace) -> Outcome<Option<Items>> {
    let last: Option<Last> = match cache.remembered(READ)? {
        Some(text) => canonical::decode(text.as_bytes()).ok(),
        // A cache that was made anew: the archive has the last one.
        None => {
            let of_items = archive.lines()?.into_iter().rfind(|line| line.delivery.kind == ITEMS);
            of_items.map(|line| Last { hash: line.delivery.hash, at: line.delivery.received })
        }
    };
    // One that is spoilt is told again by the next reading.
    let bytes = last.as_ref().and_then(|last| archive.get(&last.hash).ok());
    let listed = bytes.and_then(|bytes| canonical::decode::<Listed>(&bytes).ok());
    let own = last.zip(listed).filter(|(_, listed)| listed.place == place.as_str() && !listed.items.is_empty());
    Ok(own.map(|(last, listed)| Items { at: last.at, items: listed.items }))
}

/// Remembers that this list was told then.
pub(crate) fn remember(cache: &mut Cache, hash: Hash, at: Instant) -> Outcome<()> {
    cache.remember(READ, &String::from_utf8_lossy(&canonical::encode(&Last { hash, at })))
}

/// The items under which a charge may be posted by the settings and that are not among those, each with what was probably meant. What the
/// ERP reckons as a tax is posted as none.
pub(crate) fn absent(config: &Config, there: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let taxes = config.erp.mapped().taxes;
    let posted = config.erp.posted_as().items.into_iter().filter(|(code, _)| !taxes.contains_key(code));
    let used: BTreeSet<String> = posted.flat_map(|(_, items)| items).collect();
    let absent = used.into_iter().filter(|item| !there.contains_key(item));
    absent.map(|item| (item.clone(), meant(&item, there))).collect()
}

/// The one that is written almost so, or is named so; in words, with a blank before them.
fn meant(item: &str, there: &BTreeMap<String, String>) -> String {
    let own = plain(item);
    let named = there.iter().find(|(code, name)| plain(name) == own || plain(code) == own).map(|(code, _)| code);
    let near = named.map(String::as_str).or_else(|| nearest(item, there.keys().map(String::as_str)));
    let shown = |code: &str| match there.get(code).filter(|name| !name.is_empty()) {
        Some(name) => format!(" (did you mean `{code}`, {name}?)"),
        None => format!(" (did you mean `{code}`?)"),
    };
    near.map(shown).unwrap_or_default()
}

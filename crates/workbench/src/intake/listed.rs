//! Listed: what a complete delivery lists, and what is told of it at its source. A row in quarantine lists its load too.

use std::collections::BTreeSet;

use linehaul_connectors::drop::ParsedFile;
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{LoadNumber, SourceName};
use linehaul_domain::lost::Header;
use linehaul_domain::said::Thing;
use linehaul_domain::vanished::{Listed, Listing, Short, ShortList, moment};
use linehaul_store::Cache;

use crate::settings::config::Config;
use crate::workspace::identity;

/// Loads of one delivery that are named.
const MOST_NAMED: usize = 20;

/// Of a delivery, as its header says; nothing where it is not complete.
pub(crate) fn begin(header: &Header) -> Option<Listing> {
    let complete = header.complete?;
    Some(Listing { sort: header.sort.clone(), complete, loads: BTreeSet::new(), is_sure: true })
}

/// Whoever owns what a row says, it lists its load.
pub(crate) fn add(listing: Option<&mut Listing>, config: &Config, fact: &Fact) {
    if let (Some(listing), Some(load)) = (listing, fact.load()) {
        listing.loads.insert(identity::of(config, fact.source.as_str(), load));
    }
}

/// With the loads of its bad rows; nothing where nothing of it could be read.
pub(crate) fn whole((config, source): (&Config, &str), mut listing: Listing, parsed: &ParsedFile) -> Option<Listing> {
    if parsed.refused {
        return None;
    }
    for bad in &parsed.bad {
        let of_load = bad.about.iter().filter(|about| about.thing != Thing::Customer);
        let loads: Vec<LoadNumber> = of_load.map(|about| LoadNumber(about.whose.clone())).collect();
        // Of the rows that one item counts each has to say its load.
        listing.is_sure &= loads.len() >= bad.rows;
        listing.loads.extend(loads.iter().map(|load| identity::of(config, source, load)));
    }
    Some(listing)
}

/// What is told of a delivery in the notes of its sync.
pub(crate) fn words(file: &str, listed: &Listed) -> Vec<String> {
    let named = |loads: &[LoadNumber]| {
        let some: Vec<&str> = loads.iter().take(MOST_NAMED).map(|load| load.as_str()).collect();
        let more = loads.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{}{more}", some.join(", "))
    };
    let of =
        |loads: &[LoadNumber], what: &str| (!loads.is_empty()).then(|| format!("{file}: {what}: {}", named(loads)));
    let gone = of(&listed.gone, "it lists no more what the one before it listed; these loads say so");
    let back = of(&listed.back, "it lists again what was missing");
    let short = listed.short.as_ref().map(|short| format!("{} {}", Code::ListShort, short_words(short)));
    [gone, back, short].into_iter().flatten().collect()
}

fn short_words(ShortList { file, at, why }: &ShortList) -> String {
    let why = match why {
        Short::TooFew(still, former) => format!("it has {still} of the {former} loads that the one before it listed"),
        Short::Unsure => "a row of it does not read, and nobody can tell of which load it is".to_owned(),
    };
    format!("{file}, received {}, is to list all loads, and takes none away: {why}", moment(*at))
}

/// What is amiss with the lists of a source. LH-256.
pub fn amiss(cache: &Cache, source: &str) -> Outcome<Option<Fault>> {
    let short = cache.short_lists(&SourceName::from(source))?;
    let words: Vec<String> = short.iter().map(short_words).collect();
    Ok((!words.is_empty()).then(|| {
        Fault::new(
            Code::ListShort,
            words.join("; "),
            "The loads that it lacks stay as they are: none of them counts as gone.",
            "Have the whole list delivered, or what is gone told as cancelled. Where such files do not list all, take `complete` off them.",
        )
    }))
}

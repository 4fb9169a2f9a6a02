//! Conformance: what every source must do, tried on a real one. That nothing is lost and nothing read twice rests on these.

use linehaul_domain::time::{Duration, Instant};

use crate::source::{self, Documents, Had, Item, Listed, Listing, Source};

/// What a source is tried with: each makes the next state of the world at its other end, and answers the source.
pub struct World<'a> {
    /// A source that has deliveries, complete ones, of every kind, `pod.pdf` among its documents, and no `absent.pdf`.
    pub filled: &'a dyn Source,
    /// The same one, after one more delivery came and one document's file was written over.
    pub later: &'a mut dyn FnMut(),
    /// Keeps its first item and `pod.pdf` from being had while it is `true`; answers whether that could be done here.
    pub shut: &'a mut dyn FnMut(bool) -> bool,
    /// The time, UTC, at which all of that is complete.
    pub now: Instant,
}

/// A promise, and what tries it.
type Check = (&'static str, fn(&mut World<'_>) -> Result<(), String>);

/// In this order: the last change the world.
const CHECKS: &[Check] = &[
    ("it says that it is well", well),
    ("listing twice lists the same", same_twice),
    ("every item can be fetched, twice to the same bytes, within its limit", fetched),
    ("names are its own, and name no path", plain_names),
    ("a source without cursors tells each item by a stamp, one with cursors gives each a cursor", told_apart),
    ("behind a cursor stands what comes after it, and nothing before", behind_a_cursor),
    ("a document's file is there by its name, and one that is not is not", documents),
    ("no name leads out of its documents", no_way_out),
    ("what cannot be had now is not taken for what is not there, and is had once it can be", not_now),
    ("behind a cursor that it does not know it lists from the beginning or says so", unknown_cursor),
    ("what came is listed, and tells that it is new", news),
];

/// Tries every promise; answers those that were not kept, each with what happened instead.
pub fn check(world: &mut World<'_>) -> Vec<(&'static str, String)> {
    let tried = CHECKS.iter().map(|(promise, run)| (*promise, run(world)));
    tried.filter_map(|(promise, result)| result.err().map(|why| (promise, why))).collect()
}

/// Everything that is listed from a cursor on.
fn all(source: &dyn Source, cursor: Option<&str>, now: Instant) -> Result<Vec<Item>, String> {
    let (mut items, mut cursor) = (Vec::new(), cursor.map(str::to_owned));
    for _ in 0..10_000 {
        let listed = source.list(cursor.as_deref(), now).map_err(|e| e.to_string())?;
        let Listing { items: some, more, cursor: behind, .. } = match listed {
            Listed::Items(listing) => listing,
            Listed::Expired => return Err(format!("it does not know the cursor {cursor:?} any more")),
            Listed::NotNow { fault, .. } => return Err(fault.to_string()),
        };
        let before = cursor.clone();
        cursor = behind.or(some.last().and_then(|item| item.cursor.clone())).or(cursor);
        let none = some.is_empty() && cursor == before;
        items.extend(some);
        if !more {
            return Ok(items);
        }
        if none {
            return Err("it says that there is more, and lists nothing".to_owned());
        }
    }
    Err("it never comes to its end".to_owned())
}

fn must(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

fn well(world: &mut World<'_>) -> Result<(), String> {
    let words = world.filled.health().map_err(|e| e.to_string())?;
    must(!words.is_empty(), || "it has no words for it".to_owned())
}

fn same_twice(world: &mut World<'_>) -> Result<(), String> {
    let (first, second) = (all(world.filled, None, world.now)?, all(world.filled, None, world.now)?);
    must(first == second && !first.is_empty(), || format!("{first:?}, then {second:?}"))
}

fn fetched(world: &mut World<'_>) -> Result<(), String> {
    for item in all(world.filled, None, world.now)? {
        let had = source::fetch(world.filled, &item).map_err(|e| e.to_string())?;
        must(matches!(had, Had::Bytes(_)), || format!("{}: {had:?}", item.name))?;
        must(source::fetch(world.filled, &item).as_ref() == Ok(&had), || format!("{} differs", item.name))?;
    }
    Ok(())
}

fn files(source: &dyn Source, known: Option<&str>, now: Instant) -> Result<Documents, String> {
    source.documents(known, now).map_err(|e| e.to_string())
}

fn document(source: &dyn Source, name: &str) -> Result<Had, String> {
    source::document(source, name).map_err(|e| e.to_string())
}

fn plain_names(world: &mut World<'_>) -> Result<(), String> {
    let items = all(world.filled, None, world.now)?;
    let mut names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
    names.sort_unstable();
    let twice = names.windows(2).any(|pair| pair[0] == pair[1]);
    let odd = names.iter().any(|name| name.is_empty() || name.contains(['/', '\\', '\0', '\n']));
    must(!twice && !odd, || format!("{names:?}"))
}

fn told_apart(world: &mut World<'_>) -> Result<(), String> {
    let cursors = world.filled.traits().cursors;
    let bare =
        |item: &&Item| if cursors { item.cursor.is_none() } else { item.stamp.is_none() || item.cursor.is_some() };
    match all(world.filled, None, world.now)?.iter().find(bare) {
        Some(item) => Err(format!("{item:?}")),
        None => Ok(()),
    }
}

fn behind_a_cursor(world: &mut World<'_>) -> Result<(), String> {
    if !world.filled.traits().cursors {
        return Ok(());
    }
    let whole = all(world.filled, None, world.now)?;
    for (at, item) in whole.iter().enumerate() {
        let rest = all(world.filled, item.cursor.as_deref(), world.now)?;
        must(rest == whole[at + 1..], || format!("behind {}: {rest:?}", item.name))?;
    }
    Ok(())
}

fn documents(world: &mut World<'_>) -> Result<(), String> {
    if !world.filled.traits().documents {
        return Ok(());
    }
    let listed = files(world.filled, None, world.now)?.files.unwrap_or_default();
    must(listed.iter().any(|file| file.name == "pod.pdf" && file.stamp.is_some()), || format!("{listed:?}"))?;
    let (there, absent) = (document(world.filled, "pod.pdf")?, document(world.filled, "absent.pdf")?);
    must(matches!(&there, Had::Bytes(bytes) if !bytes.is_empty()), || format!("pod.pdf: {there:?}"))?;
    must(absent == Had::Gone, || format!("absent.pdf: {absent:?}"))
}

fn no_way_out(world: &mut World<'_>) -> Result<(), String> {
    let names = ["", ".", "..", "../loads.csv", "../../linehaul.toml", "/etc/hostname", "documents/pod.pdf", "a\0b"];
    match names.iter().find(|name| matches!(source::document(world.filled, name), Ok(Had::Bytes(_)))) {
        Some(name) => Err(format!("`{name}` is opened")),
        None => Ok(()),
    }
}

fn not_now(world: &mut World<'_>) -> Result<(), String> {
    let first = all(world.filled, None, world.now)?.into_iter().next().ok_or("it lists nothing")?;
    let has_documents = world.filled.traits().documents;
    if !(world.shut)(true) {
        return Ok(());
    }
    let item = source::fetch(world.filled, &first).map_err(|e| e.to_string());
    let file = if has_documents { Some(document(world.filled, "pod.pdf")) } else { None };
    (world.shut)(false);
    must(matches!(item, Ok(Had::Unavailable(_))), || format!("{}: {item:?}", first.name))?;
    must(file.as_ref().is_none_or(|file| matches!(file, Ok(Had::Unavailable(_)))), || format!("pod.pdf: {file:?}"))?;
    let again = source::fetch(world.filled, &first).map_err(|e| e.to_string())?;
    must(matches!(again, Had::Bytes(_)), || format!("{}, later: {again:?}", first.name))?;
    documents(world)
}

fn unknown_cursor(world: &mut World<'_>) -> Result<(), String> {
    if !world.filled.traits().cursors {
        return Ok(());
    }
    let from_the_beginning = all(world.filled, None, world.now)?;
    match world.filled.list(Some("no cursor of anybody"), world.now).map_err(|e| e.to_string())? {
        Listed::Expired => Ok(()),
        Listed::NotNow { fault, .. } => Err(fault.to_string()),
        Listed::Items(Listing { items, .. }) => {
            must(from_the_beginning.starts_with(&items) && !items.is_empty(), || format!("{items:?}"))
        }
    }
}

fn news(world: &mut World<'_>) -> Result<(), String> {
    let (items, before) = (all(world.filled, None, world.now)?, files(world.filled, None, world.now)?);
    let cursor = items.last().and_then(|item| item.cursor.clone());
    (world.later)();
    let later = world.now + Duration::hours(2);
    let new: Vec<Item> =
        all(world.filled, cursor.as_deref(), later)?.into_iter().filter(|item| !items.contains(item)).collect();
    must(new.len() == 1, || format!("{} items are new: {new:?}", new.len()))?;
    if !world.filled.traits().documents {
        return Ok(());
    }
    let now = files(world.filled, before.stamp.as_deref(), later)?.files;
    must(now.is_some_and(|now| Some(now) != before.files), || "no document's file is told as changed".to_owned())
}

//! Conformance: what every source must do, tried on a real one. That nothing is lost and nothing read twice rests on these.

use linehaul_domain::time::{Duration, Instant};

use crate::source::{Item, Listing, Source};

/// What a source is tried with: each makes the next state of the world at its other end, and answers the source.
pub struct World<'a> {
    /// A source that has deliveries, complete ones, of every kind, `pod.pdf` among its documents, and no `absent.pdf`.
    pub filled: &'a dyn Source,
    /// The same one, after one more delivery came and one document's file was written over.
    pub later: &'a mut dyn FnMut(),
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
        let Listing { items: some, more, .. } = source.list(cursor.as_deref(), now).map_err(|e| e.to_string())?;
        cursor = some.last().and_then(|item| item.cursor.clone()).or(cursor);
        let none = some.is_empty();
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
        let bytes = world.filled.fetch(&item).map_err(|e| e.to_string())?;
        must(world.filled.fetch(&item).is_ok_and(|again| again == bytes), || format!("{} differs", item.name))?;
        must(bytes.len() as u64 <= world.filled.traits().most_bytes, || format!("{} is too long", item.name))?;
    }
    Ok(())
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
    let listed = world.filled.documents(None, world.now).files.unwrap_or_default();
    must(listed.iter().any(|file| file.name == "pod.pdf" && file.stamp.is_some()), || format!("{listed:?}"))?;
    must(world.filled.document("pod.pdf").is_some_and(|bytes| !bytes.is_empty()), || {
        "pod.pdf is not there".to_owned()
    })?;
    must(world.filled.document("absent.pdf").is_none(), || "absent.pdf is there".to_owned())
}

fn no_way_out(world: &mut World<'_>) -> Result<(), String> {
    let names = ["", ".", "..", "../loads.csv", "../../linehaul.toml", "/etc/hostname", "documents/pod.pdf", "a\0b"];
    match names.iter().find(|name| world.filled.document(name).is_some()) {
        Some(name) => Err(format!("`{name}` is opened")),
        None => Ok(()),
    }
}

fn news(world: &mut World<'_>) -> Result<(), String> {
    let (items, files) = (all(world.filled, None, world.now)?, world.filled.documents(None, world.now));
    let cursor = items.last().and_then(|item| item.cursor.clone());
    (world.later)();
    let later = world.now + Duration::hours(2);
    let new: Vec<Item> =
        all(world.filled, cursor.as_deref(), later)?.into_iter().filter(|item| !items.contains(item)).collect();
    must(new.len() == 1, || format!("{} items are new: {new:?}", new.len()))?;
    if !world.filled.traits().documents {
        return Ok(());
    }
    let now = world.filled.documents(files.stamp.as_deref(), later).files;
    must(now.is_some_and(|now| Some(now) != files.files), || "no document's file is told as changed".to_owned())
}

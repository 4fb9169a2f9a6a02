//! Checked: up to which entry the chain of the book was checked, and whether a check of the whole found it broken. Kept in the
//! cache, apart from how far that has followed: to follow an entry is not to check it.

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::Hash;
use linehaul_store::{Book, Cache, Head};

const CHECKED: &str = "checked";
const BROKEN: &str = "broken";

/// Before the first entry.
pub fn nothing() -> Head {
    Head { seq: 0, hash: Hash("0".repeat(64)) }
}

/// Up to where the chain was checked.
pub fn read(cache: &Cache) -> Outcome<Option<Head>> {
    let known = cache.remembered(CHECKED)?;
    Ok(known
        .as_deref()
        .and_then(|text| text.split_once(' '))
        .and_then(|(seq, hash)| Some(Head { seq: seq.parse().ok()?, hash: Hash(hash.to_owned()) })))
}

/// Remembers up to where it was checked.
pub fn write(cache: &mut Cache, head: &Head) -> Outcome<()> {
    cache.remember(CHECKED, &format!("{} {}", head.seq, head.hash))
}

/// Did the last check of the whole find it broken?
pub fn is_broken(cache: &Cache) -> Outcome<bool> {
    Ok(cache.remembered(BROKEN)?.is_some_and(|why| !why.is_empty()))
}

/// Checks the whole book, and remembers what came of it: a broken one decides nothing until it holds again. LH-520.
pub fn whole(book: &Book, cache: &mut Cache) -> Outcome<()> {
    let why = book.verify()?.why.unwrap_or_default();
    cache.remember(BROKEN, &why)?;
    if why.is_empty() {
        return Ok(());
    }
    Err(Fault::new(
        Code::BookBroken,
        format!("the book does not hold: {why}"),
        "Nothing is decided and nothing is sent on a book that was changed behind its back.",
        "Run `linehaul audit verify`, find out who changed the file, and put the newest backup back with `linehaul restore`.",
    ))
}

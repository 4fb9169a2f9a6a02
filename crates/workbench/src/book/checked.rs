//! Checked: up to which entry the chain of the book was checked, and whether a check of the whole found it broken. How far is kept in
//! the cache, apart from how far that has followed: to follow an entry is not to check it. That it is broken is a mark, which
//! outlives the cache.

use std::path::Path;

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::Hash;
use linehaul_store::{Book, Cache, ChainReport, Head};

use crate::book::marks::{self, Anchor, Mark};

const CHECKED: &str = "checked";

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

/// Checks the whole book, whoever asks: a broken one is marked, and decides nothing until a check finds that it holds again. LH-107
/// the mark cannot be written.
pub fn report(book: &Book, dir: &Path) -> Outcome<ChainReport> {
    let report = book.verify()?;
    match &report.why {
        None => marks::end(dir, Mark::Broken),
        Some(_) => marks::set(dir, Mark::Broken, &Anchor::of(&book.head()?, None))?,
    }
    Ok(report)
}

/// The same where a broken one is a fault. LH-520.
pub fn whole(book: &Book, dir: &Path) -> Outcome<()> {
    let Some(why) = report(book, dir)?.why else { return Ok(()) };
    Err(Fault::new(
        Code::BookBroken,
        format!("the book does not hold: {why}"),
        "Nothing is decided and nothing is sent on a book that was changed behind its back.",
        "Run `linehaul audit verify`, find out who changed the file, and put the newest backup back with `linehaul restore`.",
    ))
}

//! Behind: does this book go as far as was known elsewhere? A backup put back, a file lost, a log cut off: each leaves a book
//! that is sound in itself and lacks what was posted since. Its head is kept where such a restore does not bring it along: in
//! the cache, in the folder of marks, in the import files that were handed out. The farthest of them is compared with the
//! book whenever it is opened.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::Hash;
use linehaul_store::{Book, Cache, Head};

use crate::book::checked::nothing;
use crate::book::marks::{self, Anchor, Mark};

const IN_FILE: &str = "by an import file";
const BY_MARK: &str = "by an earlier look";
const BY_RESTORE: &str = "by a restore";
const AT_ERP: &str = "at the ERP";

/// A book that is not the latest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Where this book ends.
    pub ends: u64,
    /// What was known.
    pub known: Anchor,
    /// Where that stands, in words.
    pub found_in: String,
    /// Can nobody tell how far it went? A restored book may lack more than is known here: on a new disk nothing is.
    pub may_lack_more: bool,
}

impl Behind {
    /// LH-524: nothing is decided on it until a person has looked.
    pub fn fault(&self) -> Fault {
        let Behind { ends, known, found_in, .. } = self;
        let when = known.at.map(|at| format!(" on {}", at.format("%Y-%m-%d %H:%M UTC"))).unwrap_or_default();
        let what = match known.seq > *ends {
            _ if found_in == BY_RESTORE => {
                format!(
                    "this book was restored from a backup and ends at entry {ends}: was anything posted after it was made?"
                )
            }
            _ if found_in == AT_ERP => format!(
                "the ERP has invoices with our mark that this book, which ends at entry {ends}, never sent: was a backup \
                 restored, or does another desk use this letter?"
            ),
            _ if found_in == BY_MARK && known.seq == 0 => {
                format!(
                    "that this book, which ends at entry {ends}, is not the latest was marked, and the mark does not read"
                )
            }
            true => format!(
                "this book ends at entry {ends}; {} were known{when} ({found_in}): was a backup restored?",
                known.seq
            ),
            false => format!(
                "entry {} of this book is not the one that was known{when} ({found_in}): is it another book?",
                known.seq
            ),
        };
        Fault::new(
            Code::BookBehind,
            what,
            "Nothing is decided and nothing is sent: what was posted since could be billed a second time.",
            "Put the latest book back if you have it. If it is lost, `linehaul recover` lists what stands at the ERP and is not \
             in this book, and goes on from there.",
        )
    }
}

/// Says that a book was restored, which nothing in a restored book itself can say. LH-107.
pub fn restored(dir: &Path, head: &Head) -> Outcome<()> {
    marks::set(dir, Mark::Restored, &Anchor::of(head, None))
}

/// Says that the ERP has what this book never sent, so that the next verb knows it without asking. LH-107.
pub fn seen_at_erp(dir: &Path, head: &Head) -> Outcome<()> {
    marks::set(dir, Mark::SeenAtErp, &Anchor::of(head, None))
}

/// A person looked at what this book lacks.
pub fn looked_at(dir: &Path) {
    [Mark::Behind, Mark::Restored, Mark::SeenAtErp].into_iter().for_each(|mark| marks::end(dir, mark));
}

/// The farthest head in the last line of any import file: `book,BATCH,…,SEQ HASH,…`. Every one is asked: when a file was written says nothing,
/// since whoever copies or saves an old one makes it the newest.
fn in_import_files(dir: &Path) -> Option<Anchor> {
    let entries = std::fs::read_dir(dir.join("erp/batches")).ok()?;
    let of = |path: PathBuf| -> Option<Anchor> {
        let text = end_of(&path).ok()?;
        let line = text.lines().rev().find(|line| line.starts_with("book,"))?;
        let cell = line.split(',').find(|cell| cell.len() > 65 && cell.contains(' '))?;
        let (seq, hash) = cell.split_once(' ')?;
        Some(Anchor { seq: seq.parse().ok()?, hash: Hash(hash.to_owned()), at: None })
    };
    let csv = |path: &PathBuf| path.extension().is_some_and(|end| end == "csv");
    let files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(csv);
    files.filter_map(of).max_by_key(|anchor| anchor.seq)
}

/// So many bytes at the end of an import file have its last line, and what a spreadsheet leaves behind it.
const END: u64 = 4_096;

/// The end of a file: a company has thousands of them, and this is asked at each open.
fn end_of(path: &Path) -> std::io::Result<String> {
    if !path.metadata()?.is_file() {
        return Err(std::io::Error::other("it is no plain file"));
    }
    let mut file = std::fs::File::open(path)?;
    let begins = file.metadata()?.len().saturating_sub(END);
    file.seek(SeekFrom::Start(begins))?;
    let mut bytes = Vec::new();
    file.take(END).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Compares a book with what was known of it elsewhere. A person who looked and went on is not asked again. What is found is marked,
/// since the cache that knows it can be made again.
pub fn compare(dir: &Path, book: &Book, cache: &Cache) -> Outcome<Option<Behind>> {
    let ends = book.head()?.seq;
    let behind = |known: Anchor, found_in: &str| {
        // What the workspace itself knew of the book tells, where it is there: it moved on with each entry.
        let whole = found_in == BY_RESTORE && marks::anchor(dir, Mark::Head).is_some_and(|head| head.seq == ends);
        let may_lack_more = !whole && [BY_RESTORE, AT_ERP, BY_MARK].contains(&found_in);
        Behind { ends, known, found_in: found_in.to_owned(), may_lack_more }
    };
    if let Some((known, found_in)) = farthest(dir, book, cache)? {
        if marks::anchor(dir, Mark::Behind).as_ref() != Some(&known) {
            // Where it cannot be written the cache is not made again either.
            let _ = marks::set(dir, Mark::Behind, &known);
        }
        return Ok(Some(behind(known, found_in)));
    }
    // Nothing that reads is ahead of the book: it was put back, or the mark is spoilt, and then nobody knows what it said.
    if marks::stands(dir, Mark::Behind) {
        match marks::anchor(dir, Mark::Behind) {
            Some(_) => marks::end(dir, Mark::Behind),
            None => return Ok(Some(behind(Anchor::of(&nothing(), None), BY_MARK))),
        }
    }
    for (mark, found_in) in [(Mark::Restored, BY_RESTORE), (Mark::SeenAtErp, AT_ERP)] {
        if marks::stands(dir, mark) {
            let known = marks::anchor(dir, mark).unwrap_or(Anchor::of(&nothing(), None));
            return Ok(Some(behind(known, found_in)));
        }
    }
    Ok(None)
}

/// The farthest head that is known elsewhere and that the book does not run through.
fn farthest(dir: &Path, book: &Book, cache: &Cache) -> Outcome<Option<(Anchor, &'static str)>> {
    let accepted = match book.last_of_kinds(&["book_continues"])?.map(|e| e.entry.decision) {
        Some(Decision::BookContinues { known, .. }) => known.map(|known| known.seq),
        _ => None,
    };
    let cached = cache.applied()?.map(|head| Anchor::of(&head, None));
    let places = [
        (cached, "by the cache"),
        (marks::anchor(dir, Mark::Head), "by the workspace"),
        (marks::anchor(dir, Mark::Behind), BY_MARK),
        (in_import_files(dir), IN_FILE),
    ];
    let mut farthest: Option<(Anchor, &str)> = None;
    for (anchor, place) in places {
        let Some(anchor) = anchor else { continue };
        // What is kept elsewhere is written anew when a person goes on; an import file of the lost part stays as it is.
        let looked_at = place == IN_FILE && accepted.is_some_and(|seq| anchor.seq <= seq);
        if looked_at || book.runs_through(&anchor.head())? {
            continue;
        }
        if farthest.as_ref().is_none_or(|(known, _)| anchor.seq > known.seq) {
            farthest = Some((anchor, place));
        }
    }
    Ok(farthest)
}

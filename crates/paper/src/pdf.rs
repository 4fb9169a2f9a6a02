//! A PDF: how many pages it has, and some of them as one of its own. Whoever can drop a file may put anything into it: what it unfolds
//! to is bounded, and a slip of the library's is a damaged file.

use std::panic::{AssertUnwindSafe, catch_unwind};

use linehaul_domain::canonical;
use linehaul_domain::pages::Pages;
use lopdf::{Dictionary, Document, LoadOptions, Object, StringFormat, dictionary};

use crate::MAX_PAGES;
use crate::graph::Copying;
use crate::wrong::Uncut;

/// Most bytes that one of its streams of objects may unfold to: their text is held as long as it is read.
const MAX_UNFOLDED: usize = 16 * 1024 * 1024;

/// Most of such streams: a scan has a few, a file that is made to fill memory has thousands.
const MAX_FOLDED: usize = 64;

/// Is it one, by its first bytes?
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF-")
}

/// How many pages it has.
pub fn pages(bytes: &[u8]) -> Result<u32, Uncut> {
    let document = read(bytes)?;
    guarded(|| count(&document))
}

/// Those pages of it.
pub fn cut(bytes: &[u8], pages: &Pages) -> Result<Vec<u8>, Uncut> {
    let document = read(bytes)?;
    guarded(|| {
        let has = count(&document)?;
        if pages.last() > has {
            return Err(Uncut::Lacks { has });
        }
        let hash = canonical::hash_bytes(bytes).0;
        written(&document, pages, &hash)
    })
}

/// What a library does to a hostile file is no reason for us to stop.
fn guarded<T>(work: impl FnOnce() -> Result<T, Uncut>) -> Result<T, Uncut> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Uncut::Damaged))
}

fn read(bytes: &[u8]) -> Result<Document, Uncut> {
    let folded = bytes.windows(7).filter(|part| *part == b"/ObjStm").take(MAX_FOLDED + 1).count();
    if folded > MAX_FOLDED {
        return Err(Uncut::TooMuch);
    }
    // What opens without a password says in places that it is encrypted: elsewhere it is held as that.
    if bytes.windows(8).any(|part| part == b"/Encrypt") {
        return Err(Uncut::Encrypted);
    }
    let options = LoadOptions::with_max_decompressed_size(MAX_UNFOLDED);
    let read = guarded(|| {
        Document::load_mem_with_options(bytes, options).map_err(|why| match why {
            lopdf::Error::Decompress(_) => Uncut::TooMuch,
            _ => Uncut::Damaged,
        })
    })?;
    if read.was_encrypted() || read.is_encrypted() { Err(Uncut::Encrypted) } else { Ok(read) }
}

fn count(document: &Document) -> Result<u32, Uncut> {
    let most = MAX_PAGES as usize + 1;
    match document.page_iter().take(most).count() {
        0 => Err(Uncut::Damaged),
        many if many == most => Err(Uncut::TooMuch),
        some => u32::try_from(some).map_err(|_| Uncut::TooMuch),
    }
}

fn written(from: &Document, pages: &Pages, hash: &str) -> Result<Vec<u8>, Uncut> {
    let version: &str = if from.version.is_empty() { "1.7" } else { &from.version };
    let mut to = Document::with_version(version);
    let tree = to.new_object_id();
    let mut kids = Vec::new();
    let ids: Vec<_> = from.page_iter().collect();
    let mut copying = Copying::new(from, &mut to);
    for number in pages.numbers() {
        let page = ids.get(number as usize - 1).ok_or(Uncut::Damaged)?;
        kids.push(Object::Reference(copying.page(*page, tree)?));
    }
    let count = i64::try_from(kids.len()).map_err(|_| Uncut::TooMuch)?;
    to.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into());
    let catalog = to.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    // Where they are from, in the file itself.
    let mut info = Dictionary::new();
    info.set("CutFromSHA256", text(hash));
    info.set("CutPages", text(&pages.to_string()));
    let info = to.add_object(info);
    let id = text(&canonical::hash_bytes(format!("{hash} {pages}").as_bytes()).0);
    to.trailer.set("Root", catalog);
    to.trailer.set("Info", info);
    to.trailer.set("ID", vec![id.clone(), id]);
    let mut bytes = Vec::new();
    to.save_to(&mut bytes).map_err(|_| Uncut::Damaged)?;
    Ok(bytes)
}

fn text(text: &str) -> Object {
    Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
}

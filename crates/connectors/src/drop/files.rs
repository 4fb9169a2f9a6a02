//! Files of a drop folder: which are there, which are still being written, and what a document's file shows.

use std::path::{Path, PathBuf};

use linehaul_domain::document::Readability;
use linehaul_domain::fault::{Fault, Outcome};

use crate::mapping::Kind;

/// A file to read.
#[derive(Debug, Clone)]
pub struct DropFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// What is in a drop folder.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Files to read: customers first, then loads, stops, events, documents; by name within.
    pub files: Vec<DropFile>,
    /// Files left for the next sync or not understood, with the reason.
    pub notes: Vec<String>,
}

/// Lists a drop folder; LH-201 when it cannot be read. A file that is still being written is left whole for the next time.
pub fn list(folder: &Path) -> Outcome<Listing> {
    let gone = |e: std::io::Error| {
        Fault::new(
            "LH-201",
            format!("the drop folder {} cannot be read: {e}", folder.display()),
            "Nothing new is known; what was known stays.",
            "Check the folder of the source in linehaul.toml, and your rights in it.",
        )
    };
    let mut listing = Listing::default();
    for entry in std::fs::read_dir(folder).map_err(gone)? {
        let path = entry.map_err(gone)?.path();
        let Some(name) = path.file_name().map(|n| n.to_string_lossy().into_owned()) else { continue };
        if path.is_dir() || name.starts_with('.') {
            continue;
        }
        let writing =
            [".part", ".tmp", ".filepart", ".crdownload"].iter().any(|end| name.to_lowercase().ends_with(end));
        match Kind::from_file_name(&name) {
            _ if writing => listing.notes.push(format!("LH-202 {name} is still being written; it is read next time")),
            None => listing.notes.push(format!(
                "LH-203 {name} begins like none of loads, stops, events, documents, customers; it was left alone"
            )),
            Some(kind) => match unsettled(&path) {
                Some(why) => listing.notes.push(format!("LH-202 {name} {why}; it is read next time")),
                None => listing.files.push(DropFile { path, name, kind }),
            },
        }
    }
    listing.files.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    listing.notes.sort();
    Ok(listing)
}

/// Why a file is not complete yet: it is empty, has a partner with `.part`, or ends inside a quote or short of fields.
fn unsettled(path: &Path) -> Option<&'static str> {
    let partner = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        Path::new(&name).exists()
    };
    if [".part", ".tmp", ".filepart"].into_iter().any(partner) {
        return Some("is still being written");
    }
    // A file that cannot be opened is reported when it is read.
    let bytes = std::fs::read(path).ok()?;
    if bytes.is_empty() {
        return Some("is empty");
    }
    let (text, _) = crate::sheet::decode(&bytes).ok()?;
    if text.ends_with('\n') {
        return None;
    }
    let delimiter = crate::sheet::delimiter(&text);
    let mut quoted = false;
    let (mut fields, mut wanted) = (1usize, None);
    for c in text.bytes() {
        match c {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                wanted.get_or_insert(fields);
                fields = 1;
            }
            c if c == delimiter && !quoted => fields += 1,
            _ => {}
        }
    }
    let last_is_short = wanted.is_none_or(|wanted| fields < wanted);
    (quoted || last_is_short).then_some("ends in the middle of a row")
}

/// The bytes of a document's file; only names inside `documents/` are opened.
pub fn document_bytes(folder: &Path, file: &str) -> Option<Vec<u8>> {
    let plain = !file.is_empty() && !file.contains(['/', '\\']) && file != ".." && file != ".";
    // Whatever cannot be opened counts as absent, and is tried again at the next sync.
    plain.then(|| std::fs::read(folder.join("documents").join(file)).ok()).flatten()
}

/// What opening a file shows: `None` is a file that is not there.
pub fn readability(file: &str, bytes: Option<&[u8]>) -> Readability {
    let Some(bytes) = bytes else { return Readability::Absent };
    if bytes.is_empty() {
        return Readability::Empty;
    }
    let lower = file.to_lowercase();
    let begins = |signs: &[&[u8]]| signs.iter().any(|s| bytes.starts_with(s));
    let fits = match lower.rsplit('.').next() {
        Some("pdf") => begins(&[b"%PDF-"]),
        Some("png") => begins(&[b"\x89PNG\r\n\x1a\n"]),
        Some("jpg" | "jpeg") => begins(&[b"\xff\xd8\xff"]),
        Some("tif" | "tiff") => begins(&[b"II*\0", b"MM\0*"]),
        _ => true,
    };
    if !fits {
        return Readability::Mistyped;
    }
    let encrypted = bytes.starts_with(b"%PDF-") && bytes.windows(8).any(|w| w == b"/Encrypt");
    if encrypted { Readability::Encrypted } else { Readability::Readable }
}

//! Files of a drop folder: which are there, which are still being written, and what a document's file shows. Whoever may
//! write into the folder may put anything there: what is no ordinary file, or beyond its limit, is left alone and told.

use std::fs::File;
use std::io::{ErrorKind, Result as Done};
use std::path::{Path, PathBuf};

use linehaul_domain::document::Readability;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::pages::Pages;
use linehaul_domain::time::{Duration, Instant};

use crate::drop::complete;
use crate::mapping::{Fixed, Kind, Mapping};
use crate::plain::{self, MAX_DOCUMENT_BYTES, MAX_FILE_BYTES};

/// The folder of documents inside a drop.
pub const DOCUMENTS: &str = "documents";

/// So many files of documents are told one by one.
const MAX_TOLD: usize = 20;

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

impl DropFile {
    /// Its bytes, if it still is an ordinary file within [`MAX_FILE_BYTES`].
    pub fn read(&self) -> Done<Vec<u8>> {
        plain::read_plain_file(&self.path, MAX_FILE_BYTES)
    }
}

/// What is in a drop folder.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Files to read: customers first, then loads, stops, events, documents; by name within.
    pub files: Vec<DropFile>,
    /// Files left for the next sync or not understood, with the reason.
    pub notes: Vec<String>,
    /// Those of them that are of files which are not read as they are, however often the folder is looked at.
    pub unfit: Vec<String>,
}

/// Lists a drop folder; LH-201 when it cannot be read. A file that is still being written is left whole for the next time. `now` is
/// the machine's, UTC.
/// A file that a mapping has a name for is read by it, whatever its name begins with. Of most
/// files the head and the end tell whether they are complete; JSON, workbooks and text that ends in no line are read whole for it, one
/// at a time and up to the limit of a file.
pub fn list(folder: &Path, now: Instant, mapping: Option<&Mapping>) -> Outcome<Listing> {
    let gone = |e: std::io::Error| {
        Fault::new(
            Code::DropUnreadable,
            format!("the drop folder {} cannot be read: {e}", folder.display()),
            "Nothing new is known; what was known stays.",
            "Check the folder of the source in linehaul.toml, and your rights in it.",
        )
    };
    let mut listing = Listing::default();
    for entry in std::fs::read_dir(folder).map_err(gone)? {
        let entry = entry.map_err(gone)?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        // Of the entry itself: a link is not followed to find out.
        let about = entry.file_type().map_err(gone)?;
        if name.starts_with('.') || about.is_dir() {
            continue;
        }
        if !about.is_file() {
            listing.unfit.push(odd(&name));
            continue;
        }
        let writing =
            [".part", ".tmp", ".filepart", ".crdownload"].iter().any(|end| name.to_lowercase().ends_with(end));
        let mapped = mapping.and_then(|mapping| mapping.file(&name));
        let fixed = mapped.and_then(|file| file.fixed.as_ref());
        match if mapped.is_some() { Some(Kind::Mapped) } else { Kind::from_file_name(&name) } {
            _ if writing => listing
                .notes
                .push(format!("{} {name} is still being written; it is read next time", Code::StillWritten)),
            None => listing.unfit.push(format!("{} {name} {}", Code::FileKindUnknown, not_known(&name))),
            Some(kind) => match left_alone(&path, &name, fixed, now) {
                Some(Left::Unfit(note)) => listing.unfit.push(note),
                Some(Left::Written(note)) => listing.notes.push(note),
                None => listing.files.push(DropFile { path, name, kind }),
            },
        }
    }
    listing.files.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    listing.unfit.extend(odd_documents(&folder.join(DOCUMENTS)));
    listing.unfit.sort();
    listing.notes.extend(listing.unfit.iter().cloned());
    listing.notes.sort();
    Ok(listing)
}

/// Why a file of that name says nothing to us.
fn not_known(name: &str) -> String {
    let begins = Kind::ALL.iter().any(|kind| name.to_ascii_lowercase().starts_with(kind.name()));
    let sheet = [".xls", ".xlsm", ".ods"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    match (sheet, begins) {
        (true, _) => "is a workbook of a kind that is not read; save it as XLSX or CSV. It was left alone".to_owned(),
        (false, true) => "ends like none of .csv, .tsv, .txt, .xlsx; it was left alone".to_owned(),
        (false, false) => {
            "begins like none of loads, stops, events, documents, customers, and no mapping names it; it \
                           was left alone"
                .to_owned()
        }
    }
}

fn odd(name: &str) -> String {
    format!("{} {name} is no ordinary file (a link, a pipe, a device); it was left alone", Code::FileNotPlain)
}

fn too_long(name: &str, limit: u64) -> String {
    format!("{} {name} is longer than {} MiB; it was left alone", Code::FileTooLong, limit / 1024 / 1024)
}

/// Why a file is not read now, as a note.
enum Left {
    /// It is still being written.
    Written(String),
    /// It is none that is read.
    Unfit(String),
}

fn left_alone(path: &Path, name: &str, fixed: Option<&Fixed>, now: Instant) -> Option<Left> {
    let file = plain::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
    match file.and_then(|(length, file)| plain::within(length, MAX_FILE_BYTES).map(|()| (length, file))) {
        Ok((length, file)) => incomplete(path, (length, file), fixed, now)
            .map(|why| Left::Written(format!("{} {name} {why}; it is read next time", Code::StillWritten))),
        Err(why) if why.kind() == ErrorKind::InvalidInput => Some(Left::Unfit(odd(name))),
        Err(why) if why.kind() == ErrorKind::FileTooLarge => Some(Left::Unfit(too_long(name, MAX_FILE_BYTES))),
        // A file that cannot be opened is reported when it is read.
        Err(_) => None,
    }
}

/// For how long a file that ends in the middle of a row may still be written: nobody pauses for longer. Behind that it is read as it
/// is, and its last row is a bad one.
const STILL_WRITTEN_HOURS: i64 = 1;

/// Has nobody written into it for that long?
fn is_left(file: &File, now: Instant) -> bool {
    let changed = file.metadata().and_then(|about| about.modified());
    changed.is_ok_and(|changed| now - Instant::from(changed) > Duration::hours(STILL_WRITTEN_HOURS))
}

/// Why a file is not complete yet: it is empty, has a partner with `.part`, or ends inside a quote or short of fields.
fn incomplete(
    path: &Path,
    (length, mut file): (u64, File),
    fixed: Option<&Fixed>,
    now: Instant,
) -> Option<&'static str> {
    let partner = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        Path::new(&name).exists()
    };
    if [".part", ".tmp", ".filepart"].into_iter().any(partner) {
        return Some("is still being written");
    }
    if length == 0 {
        return Some("is empty");
    }
    if is_left(&file, now) {
        return None;
    }
    let json = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let cut = match fixed {
        Some(fixed) => complete::ends_within_a_line(&mut file, fixed),
        None => complete::ends_within_a_row(&mut file, json),
    };
    // One that cannot be gone through is reported when it is read.
    cut.unwrap_or(false).then_some("ends in the middle of a row")
}

/// Notes of files of documents that are never opened.
pub(crate) fn odd_documents(folder: &Path) -> Vec<String> {
    let Ok(about) = std::fs::symlink_metadata(folder) else { return Vec::new() };
    if !about.is_dir() {
        // Told by the listing of the drop already.
        return Vec::new();
    }
    let mut notes = Vec::new();
    // Which files are there is looked at row by row; here only what would be left alone without a word.
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = format!("{DOCUMENTS}/{}", entry.file_name().to_string_lossy());
        let Ok(about) = entry.metadata() else { continue };
        if about.is_file() && about.len() > MAX_DOCUMENT_BYTES {
            notes.push(too_long(&name, MAX_DOCUMENT_BYTES));
        } else if !about.is_file() && !about.is_dir() {
            notes.push(odd(&name));
        }
    }
    notes.sort();
    let more = notes.len().saturating_sub(MAX_TOLD);
    notes.truncate(MAX_TOLD);
    if more > 0 {
        notes.push(format!("{} {more} more files of {DOCUMENTS}/ were left alone alike", Code::FileNotPlain));
    }
    notes
}

/// Opens a document's file in a folder inside `outer`, nothing where no file can have that name. Only names inside of it are opened,
/// and only ordinary files; neither they nor the folder itself are followed when they are links.
pub fn open_document(outer: &Path, folder: &str, file: &str) -> Option<Done<File>> {
    let name = !file.is_empty() && !file.contains(['/', '\\', '\0']) && file != ".." && file != ".";
    name.then(|| plain::open_in(outer, folder, file))
}

/// What opening a file shows: `None` is a file that is not there.
pub fn readability(file: &str, bytes: Option<&[u8]>) -> Readability {
    let Some(bytes) = bytes else { return Readability::Absent };
    if bytes.is_empty() {
        return Readability::Empty;
    }
    // Pages of a file are a file of its kind.
    let file = Pages::parted(file).map_or(file, |(file, _)| file);
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
    match (encrypted, is_cut(bytes)) {
        (true, _) => Readability::Encrypted,
        (false, true) => Readability::Cut,
        (false, false) => Readability::Readable,
    }
}

/// The end of a PDF or a PNG is looked for so far before the end of its file: some programs write something behind it.
const BEHIND_THE_END: usize = 4 * 1024;

/// Does a file lack its end? A PDF that was saved in parts, or for the web, has ends before its last one as well; a JPEG may have any
/// length of data behind its own, and of one that was cut the end of a small picture in it may be left.
fn is_cut(bytes: &[u8]) -> bool {
    let last = &bytes[bytes.len().saturating_sub(BEHIND_THE_END)..];
    let has = |within: &[u8], end: &[u8]| within.windows(end.len()).any(|w| w == end);
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => !has(last, b"%%EOF"),
        [0x89, b'P', b'N', b'G', ..] => !has(last, b"IEND"),
        [0xff, 0xd8, ..] => !has(bytes, b"\xff\xd9"),
        _ => false,
    }
}

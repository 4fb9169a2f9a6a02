//! `csv-drop`: a folder into which dispatch puts files of rows, and files of documents into `documents/` inside it. Files stay
//! where they are; each is told apart from what it was by its size, its times and which file it is.

use std::path::{Path, PathBuf};

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::time::{DateTime, Duration, Instant, Utc};
use secrecy::SecretString;
use serde::Deserialize;

use crate::drop;
use crate::plain::{self, MAX_DOCUMENT_BYTES, MAX_FILE_BYTES};
use crate::source::{DocumentFile, Documents, Item, Listing, Settings, Source, SourceKind, Traits, refused};

/// The kind.
pub const KIND: SourceKind = SourceKind {
    name: "csv-drop",
    wrong: |settings| Folder::read(settings).err(),
    address: |settings| Folder::read(settings).map(|folder| folder.folder).unwrap_or_default(),
    account: |_| None,
    open,
    read: drop::read_in_parts,
};

/// A file that changed so recently may change again without a sign.
const COMPLETE_AFTER_SECONDS: i64 = 2;

/// In a folder of more files than this only those are looked at that its own time of change tells of.
const FEW: usize = 5_000;

/// Its settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Folder {
    /// Relative to the workspace.
    folder: String,
}

impl Folder {
    fn read(settings: &Settings) -> Result<Folder, String> {
        serde_json::from_value(serde_json::Value::Object(settings.clone())).map_err(|e| e.to_string())
    }
}

fn open(workspace: &Path, settings: &Settings, _: Option<SecretString>) -> Outcome<Box<dyn Source>> {
    let folder = Folder::read(settings).map_err(refused)?;
    Ok(Box::new(CsvDrop { folder: workspace.join(&folder.folder), shown: folder.folder }))
}

struct CsvDrop {
    folder: PathBuf,
    /// As it stands in the settings.
    shown: String,
}

impl Source for CsvDrop {
    fn traits(&self) -> Traits {
        Traits { cursors: false, documents: true, most_bytes: MAX_FILE_BYTES, most_document_bytes: MAX_DOCUMENT_BYTES }
    }

    fn health(&self) -> Outcome<String> {
        let listing = drop::list(&self.folder)?;
        Ok(format!("{} files in {}", listing.files.len(), self.shown))
    }

    fn list(&self, _: Option<&str>, now: Instant) -> Outcome<Listing> {
        let listing = drop::list(&self.folder)?;
        let item = |file: drop::DropFile| Item {
            stamp: stamp(&self.folder.join(&file.name), now),
            name: file.name,
            kind: file.kind,
            cursor: None,
        };
        Ok(Listing { items: listing.files.into_iter().map(item).collect(), notes: listing.notes, more: false })
    }

    fn fetch(&self, item: &Item) -> Outcome<Vec<u8>> {
        let path = self.folder.join(&item.name);
        plain::read_plain_file(&path, MAX_FILE_BYTES).map_err(|why| {
            Fault::new(
                Code::FileUnreadable,
                format!("{} cannot be read: {why}", path.display()),
                "What it holds was not taken into account; nothing was billed from it.",
                "Check that the file is there, is text in UTF-8 where it should be, and may be read by you.",
            )
        })
    }

    fn documents(&self, known: Option<&str>, now: Instant) -> Documents {
        let folder = self.folder.join(drop::DOCUMENTS);
        // A file that is written over does not change its folder: once an hour every one is looked at.
        let of_folder = stamp(&folder, now).map(|stamp| format!("{stamp} {}", now.format("%Y%m%d%H")));
        if of_folder.is_some() && of_folder.as_deref() == known {
            return Documents { stamp: of_folder, files: None };
        }
        let entries = std::fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
        let file = |entry: std::fs::DirEntry| DocumentFile {
            name: entry.file_name().to_string_lossy().into_owned(),
            stamp: stamp(&entry.path(), now),
        };
        let mut files: Vec<DocumentFile> = entries.map(file).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let all_complete = files.iter().all(|file| file.stamp.is_some());
        Documents { stamp: of_folder.filter(|_| all_complete && files.len() > FEW), files: Some(files) }
    }

    fn document(&self, name: &str) -> Option<Vec<u8>> {
        drop::document_bytes(&self.folder, name)
    }
}

/// Size, times of the last change of content and of the file itself, and where the system tells, which file it is. `None` where
/// that is not told, or where it changed so recently that a further change might not show.
fn stamp(path: &Path, now: Instant) -> Option<String> {
    let about = std::fs::symlink_metadata(path).ok()?;
    let changed: DateTime<Utc> = about.modified().ok()?.into();
    let complete = now - changed > Duration::seconds(COMPLETE_AFTER_SECONDS);
    let nanos = changed.timestamp_nanos_opt().unwrap_or_default();
    complete.then(|| format!("{} {nanos} {}", about.len(), identity_of(&about)))
}

/// The time at which the file itself was changed cannot be set back, as that of its content can.
#[cfg(unix)]
fn identity_of(about: &std::fs::Metadata) -> String {
    use std::os::unix::fs::MetadataExt;
    format!("{} {} {}", about.ino(), about.ctime(), about.ctime_nsec())
}

#[cfg(not(unix))]
fn identity_of(_: &std::fs::Metadata) -> String {
    String::new()
}

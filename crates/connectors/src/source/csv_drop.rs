//! `csv-drop`: a folder into which dispatch puts files of rows, and files of documents into `documents/` inside it or another
//! folder. Files stay where they are; each is told apart from what it was by its size, its times and which file it is.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use linehaul_domain::canonical;
use linehaul_domain::declared;
use linehaul_domain::declared::Declared;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::time::{DateTime, Duration, Instant, Utc};
use serde::Deserialize;

use crate::drop;
use crate::drop::by_name::{ByName, ByNameText};
use crate::mapping::Mapping;
use crate::plain::{self, MAX_DOCUMENT_BYTES, MAX_FILE_BYTES};
use crate::source::{
    DocumentFile, Documents, Fetched, Item, Listed, Listing, Opened, Settings, Source, SourceKind, Traits, With,
    refused,
};

/// The kind.
pub const KIND: SourceKind = SourceKind {
    name: "csv-drop",
    keys: Folder::KEYS,
    tables: &[("documents", ByNameText::KEYS)],
    wrong: |settings| Folder::read(settings).err(),
    address: |settings| Folder::read(settings).map(|folder| folder.folder).unwrap_or_default(),
    watched: |workspace, settings| Folder::read(settings).ok().map(|folder| workspace.join(folder.folder)),
    account: |_| None,
    open,
    may_be_cut: true,
    read: drop::read_by,
};

/// A file that changed so recently may change again without a sign.
const COMPLETE_AFTER_SECONDS: i64 = 2;

/// In a folder of more files than this only those are looked at that its own time of change tells of.
const FEW: usize = 5_000;

declared! {
    /// Its settings.
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Folder {
        /// The folder into which files are put, relative to the workspace or a whole path.
        folder: String,
        /// How documents are read by their names: a folder, or a table that says more (`[source.documents]`).
        /// Default: none: each document needs a row
        #[serde(default)]
        documents: Option<serde_json::Value>,
    }
}

impl Folder {
    fn read(settings: &Settings) -> Result<Folder, String> {
        let folder: Folder =
            serde_json::from_value(serde_json::Value::Object(settings.clone())).map_err(|e| e.to_string())?;
        folder.by_name()?;
        Ok(folder)
    }

    /// How documents are read by their names, and where they are said to lie.
    fn by_name(&self) -> Result<Option<(ByName, Option<PathBuf>)>, String> {
        let text = match &self.documents {
            None => return Ok(None),
            Some(serde_json::Value::String(folder)) => {
                ByNameText { folder: Some(folder.clone()), ..ByNameText::default() }
            }
            Some(table) => serde_json::from_value(table.clone()).map_err(|why| format!("documents: {why}"))?,
        };
        let by_name = ByName::new(&text)?;
        let folder = text.folder.map(PathBuf::from);
        match folder.as_ref().map(|folder| folder.file_name().is_some()) {
            Some(false) => Err("documents: the folder has no name of its own".to_owned()),
            Some(true) | None => Ok(Some((by_name, folder))),
        }
    }
}

fn open(workspace: &Path, settings: &Settings, with: With) -> Outcome<Opened> {
    let own = Folder::read(settings).map_err(refused)?;
    let (by_name, elsewhere) = own.by_name().map_err(refused)?.unzip();
    let folder = workspace.join(&own.folder);
    let elsewhere = elsewhere.flatten().map(|elsewhere| workspace.join(elsewhere));
    let is_said = elsewhere.is_some();
    let documents = elsewhere.unwrap_or_else(|| folder.join(drop::DOCUMENTS));
    let read_by = own.documents.as_ref().map(|text| {
        let hash = canonical::hash(text);
        hash.as_str().get(..8).unwrap_or_default().to_owned()
    });
    Ok(Box::new(CsvDrop { folder, shown: own.folder, documents, is_said, by_name, read_by, mapping: with.mapping }))
}

struct CsvDrop {
    folder: PathBuf,
    /// As it stands in the settings.
    shown: String,
    /// Where documents are.
    documents: PathBuf,
    /// Do the settings say where? Then it is there.
    is_said: bool,
    /// How they are read by their names.
    by_name: Option<ByName>,
    /// What stands for the settings by which they are.
    read_by: Option<String>,
    /// Which files it reads beside ours.
    mapping: Option<Arc<Mapping>>,
}

impl CsvDrop {
    /// What changes with a document's file, and with how its name is read: a name that said nothing may say something by other settings.
    fn stamped(&self, stamp: Option<String>) -> Option<String> {
        match &self.read_by {
            Some(read_by) => stamp.map(|stamp| format!("{stamp} {read_by}")),
            None => stamp,
        }
    }

    fn list(&self, now: Instant) -> Outcome<drop::Listing> {
        let mut listing = drop::list(&self.folder, now, self.mapping.as_deref())?;
        if self.is_said {
            let odd = drop::odd_documents(&self.documents);
            listing.notes.extend(odd.iter().cloned());
            listing.unfit.extend(odd);
        }
        Ok(listing)
    }
}

impl Source for CsvDrop {
    fn traits(&self) -> Traits {
        Traits {
            cursors: false,
            documents: true,
            most_bytes: MAX_FILE_BYTES,
            most_document_bytes: MAX_DOCUMENT_BYTES,
            requests_a_minute: None,
        }
    }

    fn scope(&self) -> String {
        // It has no cursors.
        String::new()
    }

    fn puts_off(&self) -> Option<u32> {
        None
    }

    fn health(&self) -> Outcome<String> {
        // Of files that may still be written nothing is to be said before they are read.
        let listing = CsvDrop::list(self, Instant::MAX_UTC)?;
        Ok(format!("{} files in {}", listing.files.len(), self.shown))
    }

    fn list(&self, _: Option<&str>, now: Instant) -> Outcome<Listed> {
        let listing = CsvDrop::list(self, now)?;
        let item = |file: drop::DropFile| Item {
            stamp: stamp(&self.folder.join(&file.name), now),
            name: file.name,
            kind: file.kind,
            cursor: None,
        };
        let items = listing.files.into_iter().map(item).collect();
        Ok(Listed::Items(Listing { items, notes: listing.notes, unfit: listing.unfit, more: false, cursor: None }))
    }

    fn fetch(&self, item: &Item) -> Outcome<Fetched<'_>> {
        Ok(fetched(plain::open(&self.folder.join(&item.name)), MAX_FILE_BYTES))
    }

    fn documents(&self, known: Option<&str>, now: Instant) -> Outcome<Documents> {
        let folder = &self.documents;
        // A file that is written over does not change its folder: once an hour every one is looked at.
        let of_folder = self.stamped(stamp(folder, now)).map(|stamp| format!("{stamp} {}", now.format("%Y%m%d%H")));
        if of_folder.is_some() && of_folder.as_deref() == known {
            return Ok(Documents { stamp: of_folder, files: None });
        }
        let entries = match std::fs::read_dir(folder) {
            // A link in its place is told by the listing, and not followed.
            Ok(entries) if !folder.is_symlink() => entries.collect::<std::io::Result<Vec<_>>>(),
            Ok(_) if self.is_said => Err(std::io::Error::new(ErrorKind::InvalidInput, "it is a link")),
            Ok(_) => Ok(Vec::new()),
            Err(why) if !self.is_said && matches!(why.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                Ok(Vec::new())
            }
            Err(why) => Err(why),
        };
        let entries = entries.map_err(|why| {
            Fault::new(
                Code::FileUnreadable,
                format!("the documents in {} cannot be looked at: {why}", folder.display()),
                "Which files of documents came or changed is not known.",
                "Check the folder, and your rights in it.",
            )
        })?;
        let file = |entry: std::fs::DirEntry| DocumentFile {
            name: entry.file_name().to_string_lossy().into_owned(),
            stamp: self.stamped(stamp(&entry.path(), now)),
        };
        // A folder in it is nobody's document.
        let is_folder = |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|about| about.is_dir());
        let mut files: Vec<DocumentFile> = entries.into_iter().filter(|entry| !is_folder(entry)).map(file).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let all_complete = files.iter().all(|file| file.stamp.is_some());
        Ok(Documents { stamp: of_folder.filter(|_| all_complete && files.len() > FEW), files: Some(files) })
    }

    fn document(&self, name: &str) -> Outcome<Fetched<'_>> {
        let (Some(outer), Some(folder)) = (self.documents.parent(), self.documents.file_name()) else {
            return Ok(Fetched::Gone);
        };
        let opened = drop::open_document(outer, &folder.to_string_lossy(), name);
        Ok(opened.map_or(Fetched::Gone, |opened| fetched(opened, MAX_DOCUMENT_BYTES)))
    }

    fn by_name(&self) -> Option<&ByName> {
        self.by_name.as_ref()
    }
}

/// What opening a file came to. Only what the system says to be missing is gone: rights, a lock, a share that does not answer
/// say nothing of whether it is there.
fn fetched(opened: std::io::Result<File>, limit: u64) -> Fetched<'static> {
    let within = |file: File| {
        let length = file.metadata()?.len();
        plain::within(length, limit).map(|()| (file, length))
    };
    match opened.and_then(within) {
        Ok((file, length)) => Fetched::There { bytes: Box::new(file), length: Some(length) },
        Err(why) => match why.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => Fetched::Gone,
            ErrorKind::InvalidInput | ErrorKind::FileTooLarge => Fetched::Refused(why.to_string()),
            _ => Fetched::Unavailable(why.to_string()),
        },
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

#[cfg(test)]
mod tests {
    use super::*;
    use linehaul_domain::declared::untrue;

    #[test]
    fn what_is_told_of_its_keys_is_so() {
        assert_eq!(untrue::<Folder>(&serde_json::json!({"folder": "drop"})), Vec::<String>::new());
        assert_eq!(untrue::<ByNameText>(&serde_json::json!({})), Vec::<String>::new());
    }
}

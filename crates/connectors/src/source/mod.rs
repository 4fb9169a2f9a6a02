//! Sources: where facts come from. A source names what it has to deliver and hands out the bytes; what the bytes say is read
//! by its kind's reader, so that an archived delivery reads the same when the source is long gone. A kind of source is a
//! folder here and a row of [`KINDS`]; [`conformance`] says what each must do.
//!
//! Absent here: the archive, the cache, what a fact means for a load. A source remembers nothing: how far it was read stands in
//! the archive's list of deliveries (its cursor) or is told by each item's stamp.

pub mod conformance;
mod csv_drop;
mod http;
pub mod master;
pub mod memory;

use std::io::Read as Bytes;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use linehaul_domain::declared::Key;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::SourceName;
use linehaul_domain::time::Instant;
use secrecy::SecretString;

use crate::drop::by_name::ByName;
use crate::drop::{OpenDocument, ParsedFile, Take};
use crate::mapping::{Kind, Mapping, ReadBy};
use crate::plain;

/// What a `[[source]]` says beside what every source has: each kind reads its own, and refuses a word that it does not know.
pub type Settings = serde_json::Map<String, serde_json::Value>;

/// Something that can be fetched and will be one delivery of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its name in the archive: of a file its name, of a page of an API what names it among the others.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// What changes with its content, where the source can tell without fetching it; compared, never read. Without one it is
    /// fetched each time that it is listed.
    pub stamp: Option<String>,
    /// From where the source goes on once this was delivered, for one that has cursors.
    pub cursor: Option<String>,
}

/// What a source has to deliver.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// In the order in which they are to be taken: a source with cursors goes on behind the last one that was.
    pub items: Vec<Item>,
    /// What is left for the next sync or not understood, with the reason.
    pub notes: Vec<String>,
    /// Those of them that stay until somebody does something: files that are none which is read.
    pub unfit: Vec<String>,
    /// Is there more behind the cursor at its end, to be listed now?
    pub more: bool,
    /// From where the source goes on behind all of it, where that is not behind the last item: its place moves on though
    /// nothing is to be delivered.
    pub cursor: Option<String>,
}

/// What asking for what there is to deliver comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    /// This.
    Items(Listing),
    /// The source knows no more where that cursor stood: it is listed from its beginning.
    Expired,
    /// It cannot say now.
    NotNow {
        /// Why, and what that means.
        fault: Fault,
        /// It is not to be asked again before so many seconds, where it said so.
        after_seconds: Option<u32>,
    },
}

/// What asking for an item, or for a document's file, comes to.
pub enum Fetched<'a> {
    /// It is there, to be read. No more of it is read than the source's limit allows.
    There {
        /// The bytes.
        bytes: Box<dyn Bytes + 'a>,
        /// How many there are, where that is known before: memory is taken for them once, and not twice as much while they come.
        length: Option<u64>,
    },
    /// There is none.
    Gone,
    /// It is there and cannot be had for as long as it stays what it is, for this reason.
    Refused(String),
    /// It cannot be had now, for this reason. Whether it is there is not known.
    Unavailable(String),
}

/// What was had of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Had {
    /// Its bytes, within the limit.
    Bytes(Vec<u8>),
    /// There is none.
    Gone,
    /// It cannot be had for as long as it stays what it is; a longer one than the limit among them.
    Refused(String),
    /// It cannot be had now: it is asked for again.
    Unavailable(String),
}

/// A file of a document, as it is told apart from what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentFile {
    /// Its name, as rows of documents give it.
    pub name: String,
    /// What changes with its content; `None` where it changed so recently that a further change might not show.
    pub stamp: Option<String>,
}

/// The files of a source's documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documents {
    /// What changes when any of them does, where the source can tell at once: worth remembering.
    pub stamp: Option<String>,
    /// All of them; `None` where they are as they were at the stamp that was asked with.
    pub files: Option<Vec<DocumentFile>>,
}

/// What a source can do, and how much of it. Whoever reads from one goes by this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traits {
    /// Does it go on from a cursor? Else everything is listed each time, told apart by stamps.
    pub cursors: bool,
    /// Has it files of documents?
    pub documents: bool,
    /// Longest item in bytes; of a longer one no more is read, and it is told.
    pub most_bytes: u64,
    /// Longest file of a document in bytes.
    pub most_document_bytes: u64,
    /// So many times in a minute it may be asked what it has, and one that cannot say now is asked again after a while; `None`
    /// where asking costs nobody anything.
    pub requests_a_minute: Option<u32>,
}

/// A place where facts come from. Every method may be called again after a failure, and none changes what the source has. It is
/// asked on a thread of its own, so that nobody waits for it who does not have to.
pub trait Source {
    /// What it can do.
    fn traits(&self) -> Traits;

    /// Which system its cursors are of, as its settings name it: its address, its account. Behind another one they mean nothing.
    fn scope(&self) -> String;

    /// For how many seconds an answer since this was asked last wanted it to be left alone, whatever else that answer said. Asked after
    /// each call, before anything waits; asks nothing.
    fn puts_off(&self) -> Option<u32>;

    /// Is it there, and in which state? In words, for people.
    fn health(&self) -> Outcome<String>;

    /// What it has to deliver, behind a cursor where it has cursors. `now` (UTC) tells what changed too recently to be trusted. It
    /// fails when the source as a whole cannot be read; one item that cannot is a note.
    fn list(&self, cursor: Option<&str>, now: Instant) -> Outcome<Listed>;

    /// An item. It fails when the source as a whole cannot be read.
    fn fetch(&self, item: &Item) -> Outcome<Fetched<'_>>;

    /// The files of its documents; `known` is the stamp of the last look. It fails when they cannot be looked at.
    fn documents(&self, known: Option<&str>, now: Instant) -> Outcome<Documents>;

    /// A document's file. It fails when the source as a whole cannot be read.
    fn document(&self, name: &str) -> Outcome<Fetched<'_>>;

    /// How files of documents are read by their names that no row names; `None` where nobody asked for it.
    fn by_name(&self) -> Option<&ByName> {
        None
    }
}

/// An item within its source's limit: whoever reads from a source asks for it here.
pub fn fetch(source: &dyn Source, item: &Item) -> Outcome<Had> {
    source.fetch(item).map(|fetched| within(fetched, source.traits().most_bytes))
}

/// A document's file within its source's limit.
pub fn document(source: &dyn Source, name: &str) -> Outcome<Had> {
    source.document(name).map(|fetched| within(fetched, source.traits().most_document_bytes))
}

fn within(fetched: Fetched<'_>, most: u64) -> Had {
    let (there, length) = match fetched {
        Fetched::There { bytes, length } => (bytes, length),
        Fetched::Gone => return Had::Gone,
        Fetched::Refused(why) => return Had::Refused(why),
        Fetched::Unavailable(why) => return Had::Unavailable(why),
    };
    let length = usize::try_from(length.unwrap_or_default().min(most)).unwrap_or_default();
    let mut bytes = Vec::with_capacity(length.saturating_add(32));
    match there.take(most.saturating_add(1)).read_to_end(&mut bytes) {
        Err(why) => Had::Unavailable(why.to_string()),
        Ok(_) if bytes.len() as u64 > most => Had::Refused(plain::too_long(most)),
        Ok(_) => Had::Bytes(bytes),
    }
}

/// A delivery as a reader is given it: by whom, what, under which name, and when it was received.
pub type Read<'a> = (&'a SourceName, Kind, &'a str, Instant);

/// Reads a delivery and hands its facts over in parts. It never fails: what cannot be read is among the bad rows.
pub type Reader = fn(Read<'_>, &[u8], &ReadBy, OpenDocument<'_>, Take<'_>) -> ParsedFile;

/// What a source is opened with.
#[derive(Debug, Clone, Default)]
pub struct With {
    /// Its secret, where it wants one.
    pub secret: Option<SecretString>,
    /// What makes rows of ours of what it delivers, where that is not ours already.
    pub mapping: Option<Arc<Mapping>>,
}

/// Opens a source of these settings in a workspace's folder.
pub type Opener = fn(&Path, &Settings, With) -> Outcome<Opened>;

/// A source that is open: it can be read beside others, in a thread of its own.
pub type Opened = Box<dyn Source + Send>;

/// A kind of source.
#[derive(Debug)]
pub struct SourceKind {
    /// As in `kind = "…"`.
    pub name: &'static str,
    /// The keys of its settings.
    pub keys: &'static [Key],
    /// Those of tables in them, by the table's key.
    pub tables: &'static [(&'static str, &'static [Key])],
    /// What is wrong with the settings, in words.
    pub wrong: fn(&Settings) -> Option<String>,
    /// Where it is, as people know it: a folder, an address.
    pub address: fn(&Settings) -> String,
    /// The folder in which what it delivers appears, for one that can be watched; `None` where it has to be asked.
    pub watched: fn(&Path, &Settings) -> Option<PathBuf>,
    /// For whom at which address it wants a secret; `None` where it wants none.
    pub account: fn(&Settings) -> Option<String>,
    /// Opens it. Nothing is reached yet.
    pub open: Opener,
    /// May what it delivers be had before it is there whole, as files of a folder may?
    pub may_be_cut: bool,
    /// Reads what it delivers.
    pub read: Reader,
}

/// Every kind.
pub const KINDS: &[&SourceKind] = &[&csv_drop::KIND, &http::KIND];

/// The kind of a name: one that settings name, or the ERP as a source of customers.
pub fn kind(name: &str) -> Option<&'static SourceKind> {
    KINDS.iter().copied().chain([&master::KIND]).find(|kind| kind.name == name)
}

/// The kind of a delivery that does not say what reads it: the one that there was before a second came.
pub fn first_kind() -> &'static SourceKind {
    &csv_drop::KIND
}

/// LH-103: settings that a kind does not take.
pub(crate) fn refused(what: String) -> Fault {
    Fault::new(Code::SettingRefused, what, "Nothing was read and nothing was billed.", "Mend it.")
}

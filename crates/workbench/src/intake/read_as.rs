//! Read as: by which reader and with which mapping of its header a delivery is read. Its line in the archive says as what it
//! came, so that it reads the same when its source is retired, or another kind of system stands behind the source's name.

use std::collections::BTreeMap;
use std::sync::Arc;

use linehaul_connectors::mapping::{ColumnMap, Kind, Mapping, OfSource, ReadBy};
use linehaul_connectors::source::{self, SourceKind};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_store::{Archive, Delivery, Line};

use crate::settings::config::{Config, Source};
use crate::settings::mappings::{self, MappedBy};

/// The archive's kind of a row of the quarantine as a person mended it.
pub(crate) const MENDED: &str = "mended";

/// Their header = our column.
type Columns = BTreeMap<String, String>;

/// What reads a delivery.
pub(crate) struct ReadAs {
    /// The kind whose reader it is.
    pub kind: &'static SourceKind,
    /// By what it reads: names of columns, or a mapping.
    pub by: ReadBy,
}

/// By what a delivery is read, as it is kept in the archive.
#[derive(PartialEq, Eq)]
enum Kept {
    Columns(Columns),
    /// The text of a mapping.
    Mapping(String),
}

impl Kept {
    /// The bytes; none where the columns are ours as they are. A text stands in a list, and columns in an object.
    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Kept::Columns(columns) if columns.is_empty() => None,
            Kept::Columns(columns) => Some(canonical::encode(columns)),
            Kept::Mapping(text) => Some(canonical::encode(&(text,))),
        }
    }

    fn hash(&self) -> Option<Hash> {
        self.bytes().map(|bytes| canonical::hash_bytes(&bytes))
    }

    /// Of the archive's bytes.
    fn of(bytes: &[u8]) -> Outcome<Kept> {
        match canonical::decode::<(String,)>(bytes) {
            Ok((text,)) => Ok(Kept::Mapping(text)),
            Err(_) => canonical::decode(bytes).map(Kept::Columns),
        }
    }

    fn by(&self, source: &Source) -> Outcome<ReadBy> {
        let name = source.mapping.as_deref().unwrap_or(&source.name);
        Ok(match self {
            Kept::Columns(columns) => of_columns(source, columns.clone()),
            Kept::Mapping(text) => of_mapping(source, &Arc::new(mappings::read(name, text)?)),
        })
    }
}

/// By names of columns, with what a source says of all of its columns.
fn of_columns(source: &Source, columns: Columns) -> ReadBy {
    ReadBy::Columns(ColumnMap::new(columns).of_source(source.of_columns()))
}

/// By a mapping, with the same.
fn of_mapping(source: &Source, mapping: &Arc<Mapping>) -> ReadBy {
    let of_source = source.of_columns();
    ReadBy::Mapping(match of_source == OfSource::default() {
        true => Arc::clone(mapping),
        false => Arc::new(mapping.of_source(&of_source)),
    })
}

/// By what the settings have a file read, with its kept form.
fn set(source: &Source, kind: Kind, file: &str) -> (Kept, ReadBy) {
    if let MappedBy::Mapping { text, mapping } = &source.mapped
        && mapping.file(file).is_some()
    {
        return (Kept::Mapping(text.clone()), of_mapping(source, mapping));
    }
    let columns = source.columns.get(kind.name()).cloned().unwrap_or_default();
    (Kept::Columns(columns.clone()), of_columns(source, columns))
}

/// How what a source delivers now is read.
pub(crate) fn now(source: &Source, kind: Kind, file: &str) -> Outcome<ReadAs> {
    Ok(ReadAs { kind: kind_of(&source.kind)?, by: set(source, kind, file).1 })
}

/// How rows of ours are read that stand for what a source has, by our own names of columns.
pub(crate) fn ours(source: &Source) -> Outcome<ReadAs> {
    Ok(ReadAs { kind: kind_of(&source.kind)?, by: ReadBy::default() })
}

/// Keeps by what a delivery is read as it comes; answers what its line says of it.
pub(crate) fn keep_mapping(archive: &Archive, source: &Source, kind: Kind, file: &str) -> Outcome<Option<Hash>> {
    let (kept, _) = set(source, kind, file);
    let (bytes, hash) = (kept.bytes(), kept.hash());
    if let (Some(hash), Some(bytes)) = (&hash, bytes) {
        archive.content_file(hash).write(&bytes)?;
    }
    Ok(hash)
}

/// How a delivery of the archive is read. The reader is that which it came for. The mapping is that of the settings, where these
/// are of the same kind of source and the header reads with it: a mapping that was mended mends what came before. A header that
/// reads with the mapping of its day alone is read with that.
///
/// LH-123 its source is not among the settings, LH-506 nothing here reads it, LH-518 its mapping is gone.
pub(crate) fn came(archive: &Archive, config: &Config, delivery: &Delivery, bytes: &[u8]) -> Outcome<ReadAs> {
    let source = config.all_sources().find(|source| source.name == delivery.source.as_str());
    let source = source.ok_or_else(|| not_named(delivery.source.as_str()))?;
    let (reader, kind) = (reader_of(delivery)?, content_of(delivery)?);
    let (kept, by) = set(source, kind, &delivery.file);
    let same_kind = source.kind == reader.name;
    if delivery.reader.is_none() || (same_kind && kept.hash() == delivery.columns) {
        return Ok(ReadAs { kind: reader, by });
    }
    let own = match &delivery.columns {
        Some(hash) => Kept::of(&archive.get(hash)?)?,
        None => Kept::Columns(Columns::new()),
    };
    let own = own.by(source)?;
    let reads = |by: &ReadBy| {
        let of = (&delivery.source, kind, delivery.file.as_str(), delivery.received);
        let reading = (reader.read)(of, bytes, by, &|_| None, &mut |_| ());
        reading.bad.iter().all(|bad| bad.code != Code::HeaderWrong)
    };
    // While its mapping does not read, what was read by it stays as it was.
    let by_settings = same_kind && !source.mapped.is_broken() && (reads(&by) || !reads(&own));
    Ok(ReadAs { kind: reader, by: if by_settings { by } else { own } })
}

/// The line of a delivery that names files of documents, whatever kind it is of.
pub(crate) fn naming_line(archive: &Archive, source: &SourceName, file: &str, hash: &Hash) -> Outcome<Option<Line>> {
    for kind in [Kind::Documents.name(), Kind::Mapped.name(), Kind::Loads.name(), MENDED] {
        if let Some(line) = archive.line_of((source, file, kind), hash)? {
            return Ok(Some(line));
        }
    }
    Ok(None)
}

/// What a delivery's line says that it holds. LH-506.
pub(crate) fn content_of(delivery: &Delivery) -> Outcome<Kind> {
    let unknown = || not_known(&format!("of the kind `{}`", delivery.kind));
    Kind::from_name(&delivery.kind).ok_or_else(unknown)
}

fn reader_of(delivery: &Delivery) -> Outcome<&'static SourceKind> {
    delivery.reader.as_deref().map_or_else(|| Ok(source::first_kind()), kind_of)
}

fn kind_of(name: &str) -> Outcome<&'static SourceKind> {
    source::kind(name).ok_or_else(|| not_known(&format!("that `{name}` reads")))
}

/// LH-123: what a source delivered stays its own, whatever became of it.
pub(crate) fn not_named(source: &str) -> Fault {
    Fault::new(
        Code::SourceRemoved,
        format!("the archive has deliveries of the source `{source}`, which linehaul.toml does not name"),
        "Nothing was read: its loads would be gone, and with them what of them is not billed yet.",
        "Put its [[source]] back with its kind, its columns and what it joins or owns. With `retired = true` in it nothing is read \
         of it any more, and its loads stay.",
    )
}

fn not_known(what: &str) -> Fault {
    Fault::new(
        Code::DeliveryKindUnknown,
        format!("the archive holds a delivery {what}, which this version does not know"),
        "Its facts are not taken into account.",
        "Use the version of Linehaul that wrote it, or a newer one.",
    )
}

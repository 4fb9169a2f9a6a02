//! Read as: by which reader and with which mapping of its header a delivery is read. Its line in the archive says as what it
//! came, so that it reads the same when its source is retired, or another kind of system stands behind the source's name.

use std::collections::BTreeMap;

use linehaul_connectors::mapping::{ColumnMap, Kind};
use linehaul_connectors::source::{self, SourceKind};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::Hash;
use linehaul_store::{Archive, Delivery};

use crate::settings::config::{Config, Source};

/// Their header = our column.
type Columns = BTreeMap<String, String>;

/// What reads a delivery.
pub(crate) struct ReadAs {
    /// The kind whose reader it is.
    pub kind: &'static SourceKind,
    /// Its header's mapping.
    pub map: ColumnMap,
}

/// The mapping that the settings have for a kind of file.
fn set(source: &Source, kind: Kind) -> Columns {
    source.columns.get(kind.name()).cloned().unwrap_or_default()
}

fn digest(columns: &Columns) -> Option<Hash> {
    (!columns.is_empty()).then(|| canonical::hash(columns))
}

/// How what a source delivers now is read.
pub(crate) fn now(source: &Source, kind: Kind) -> Outcome<ReadAs> {
    Ok(ReadAs { kind: kind_of(&source.kind)?, map: ColumnMap::new(set(source, kind)) })
}

/// Keeps the mapping with which a delivery comes; answers what its line says of it.
pub(crate) fn keep_columns(archive: &Archive, source: &Source, kind: Kind) -> Outcome<Option<Hash>> {
    let columns = set(source, kind);
    let hash = digest(&columns);
    if let Some(hash) = &hash {
        archive.content_file(hash).write(&canonical::encode(&columns))?;
    }
    Ok(hash)
}

/// How a delivery of the archive is read. The reader is that which it came for. The mapping is that of the settings, where these
/// are of the same kind of source and the header reads with it: a mapping that was mended mends what came before. A header that
/// reads with the mapping of its day alone is read with that.
///
/// LH-123 its source is not among the settings, LH-506 nothing here reads it, LH-518 its mapping is gone.
pub(crate) fn came(archive: &Archive, config: &Config, delivery: &Delivery, bytes: &[u8]) -> Outcome<ReadAs> {
    let source = config.sources.iter().find(|source| source.name == delivery.source.as_str());
    let source = source.ok_or_else(|| not_named(delivery.source.as_str()))?;
    let (reader, kind) = (reader_of(delivery)?, content_of(delivery)?);
    let set = set(source, kind);
    let same_kind = source.kind == reader.name;
    if delivery.reader.is_none() || (same_kind && digest(&set) == delivery.columns) {
        return Ok(ReadAs { kind: reader, map: ColumnMap::new(set) });
    }
    let own = match &delivery.columns {
        Some(hash) => canonical::decode::<Columns>(&archive.get(hash)?)?,
        None => Columns::new(),
    };
    let (set, own) = (ColumnMap::new(set), ColumnMap::new(own));
    let reads = |map: &ColumnMap| {
        let of = (&delivery.source, kind, delivery.file.as_str(), delivery.received);
        let reading = (reader.read)(of, bytes, map, &|_| None, &mut |_| ());
        reading.bad.iter().all(|bad| bad.code != Code::HeaderWrong)
    };
    let by_settings = same_kind && (reads(&set) || !reads(&own));
    Ok(ReadAs { kind: reader, map: if by_settings { set } else { own } })
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

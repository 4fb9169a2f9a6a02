//! Read as: by which reader and with which mapping of its header a delivery is read. Its line in the archive says as what it
//! came, so that it reads the same when its source is retired, or another kind of system stands behind the source's name.

use linehaul_connectors::drop::Shape;
use linehaul_connectors::mapping::{Kind, OfSource, ReadBy};
use linehaul_connectors::source::{self, SourceKind};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_domain::time::Instant;
use linehaul_store::{Archive, Delivery, Line};

use crate::intake::in_force::{By, History};
use crate::settings::config::{Config, Source};

/// The archive's kind of a row of the quarantine as a person mended it.
pub(crate) const MENDED: &str = "mended";

/// What reads a delivery.
pub(crate) struct ReadAs {
    /// The kind whose reader it is.
    pub kind: &'static SourceKind,
    /// By what it reads: names of columns, or a mapping.
    pub by: ReadBy,
    /// Why that is not what is in force.
    pub former: Option<Former>,
}

/// Behind what a delivery is read by what was brought into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    /// Its line of the archive's list.
    Line(u64),
    /// What was in force when that came of which it is a row.
    AsItCame,
}

/// A delivery has something that was read of it, and that what is in force leaves unread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Former {
    /// Since when that was in force by which it is read.
    pub since: Instant,
    /// Columns or paths.
    pub lacks: Vec<String>,
}

/// How what a source delivers now is read.
pub(crate) fn now(source: &Source, kind: Kind, file: &str) -> Outcome<ReadAs> {
    let by = By::of_settings(source).set(kind, file).1.of_source(&source.of_columns());
    Ok(ReadAs { kind: kind_of(&source.kind)?, by, former: None })
}

/// How rows of ours are read that stand for what a source has, by our own names of columns.
pub(crate) fn ours(source: &Source) -> Outcome<ReadAs> {
    Ok(ReadAs { kind: kind_of(&source.kind)?, by: ReadBy::default(), former: None })
}

/// Keeps by what a delivery is read as it comes; answers what its line says of it.
pub(crate) fn keep_mapping(archive: &Archive, source: &Source, kind: Kind, file: &str) -> Outcome<Option<Hash>> {
    let (kept, _) = By::of_settings(source).set(kind, file);
    let (bytes, hash) = (kept.bytes(), kept.hash());
    if let (Some(hash), Some(bytes)) = (&hash, bytes) {
        archive.content_file(hash).write(&bytes)?;
    }
    Ok(hash)
}

/// How a delivery of the archive is read. The reader is that which it came for. It is read by what was brought into force last
/// that reads all that the one before it read, or says of it that nobody wants it, beginning with that by which it came: a mapping
/// that was mended mends what came before, and takes nothing off it. What is in force for another kind of source is not asked.
///
/// LH-123 its source is not among the settings, LH-506 nothing here reads it, LH-518 its mapping is gone.
pub(crate) fn came(
    archive: &Archive,
    config: &Config,
    history: &mut History,
    (delivery, at): (&Delivery, At),
    bytes: &[u8],
) -> Outcome<ReadAs> {
    if !config.all_sources().any(|source| source.name == delivery.source.as_str()) {
        return Err(not_named(delivery.source.as_str()));
    }
    let (reader, content) = (reader_of(delivery)?, content_of(delivery)?);
    let (mut by, mut hash) = (history.own(archive, delivery)?, delivery.columns.clone());
    let (mut since, mut former, mut of_source) = (delivery.received, None, OfSource::default());
    // What came before anything was in force is before all of it.
    let mut is_behind = at == At::AsItCame && hash.is_none();
    let mut shape: Option<Shape<'_>> = None;
    for in_force in history.of(archive, &delivery.source)?.iter().filter(|one| one.reader == reader.name) {
        let (kept, next) = in_force.by.set(content, &delivery.file);
        let next_hash = kept.hash();
        of_source = in_force.by.of_source.clone();
        is_behind |= match at {
            At::Line(line) => in_force.at >= line,
            At::AsItCame => next_hash == hash,
        };
        if next_hash == hash {
            (since, former) = (in_force.since, None);
            continue;
        }
        if !is_behind {
            continue;
        }
        let shape = shape.get_or_insert_with(|| Shape::of(content, &delivery.file, bytes));
        let lacks = match (shape.reads(&by), shape.reads(&next)) {
            (true, true) => shape.lacks(&by, &next.clone().of_source(&of_source)),
            // That its header reads with the one of its day alone takes nothing off it.
            (true, false) => continue,
            (false, _) => Vec::new(),
        };
        if lacks.is_empty() {
            (by, hash, since, former) = (next, next_hash, in_force.since, None);
        } else {
            former = Some(Former { since, lacks });
        }
    }
    Ok(ReadAs { kind: reader, by: by.of_source(&of_source), former })
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

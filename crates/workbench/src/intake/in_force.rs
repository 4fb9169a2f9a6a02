//! In force: by what a source's deliveries are read, from when on. A sync brings into force what the settings have, as a line of
//! the archive's list; whoever only looks reads by what is in force, and a cache that is made again comes to the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use linehaul_connectors::mapping::{ColumnMap, Kind, Mapping, OfSource, ReadBy};
use linehaul_domain::canonical;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_domain::time::Instant;
use linehaul_domain::vanished::Complete;
use linehaul_store::{Archive, Delivery};

use crate::settings::config::Source;
use crate::settings::mappings::{self, MappedBy};

/// The archive's kind of a line that says by what its source is read from there on; its content has it.
pub(crate) const MAPPING: &str = "mapping";

/// Their header = our column.
type Columns = BTreeMap<String, String>;

/// By what a delivery is read, as it is kept in the archive.
#[derive(PartialEq, Eq)]
pub(crate) enum Kept {
    Columns(Columns),
    /// The text of a mapping.
    Mapping(String),
}

impl Kept {
    /// The bytes; none where the columns are ours as they are. A text stands in a list, and columns in an object.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Kept::Columns(columns) if columns.is_empty() => None,
            Kept::Columns(columns) => Some(canonical::encode(columns)),
            Kept::Mapping(text) => Some(canonical::encode(&(text,))),
        }
    }

    pub(crate) fn hash(&self) -> Option<Hash> {
        self.bytes().map(|bytes| canonical::hash_bytes(&bytes))
    }

    /// Of the archive's bytes.
    fn of(bytes: &[u8]) -> Outcome<Kept> {
        match canonical::decode::<(String,)>(bytes) {
            Ok((text,)) => Ok(Kept::Mapping(text)),
            Err(_) => canonical::decode(bytes).map(Kept::Columns),
        }
    }

    fn by(&self, name: &str) -> Outcome<ReadBy> {
        Ok(match self {
            Kept::Columns(columns) => ReadBy::Columns(ColumnMap::new(columns.clone())),
            Kept::Mapping(text) => ReadBy::Mapping(Arc::new(mappings::read(name, text)?)),
        })
    }
}

/// All by which a source's deliveries are read.
#[derive(Clone)]
pub(crate) struct By {
    /// By kind of file.
    columns: BTreeMap<String, Columns>,
    mapping: Option<(String, Arc<Mapping>)>,
    /// What the source says of all of its columns.
    pub of_source: OfSource,
}

/// The same as it is kept: the kind of source, the columns, the mapping's text, columns that nobody wants, whether its records
/// are whole, and which files list all of what.
type KeptBy = (String, BTreeMap<String, Columns>, Option<String>, Vec<String>, bool, BTreeMap<String, Complete>);

impl By {
    /// What the settings have.
    pub(crate) fn of_settings(source: &Source) -> By {
        let mapping = match &source.mapped {
            MappedBy::Mapping { text, mapping } => Some((text.clone(), Arc::clone(mapping))),
            MappedBy::Nothing | MappedBy::Broken { .. } => None,
        };
        let columns = source.columns.iter().filter(|(_, columns)| !columns.is_empty());
        By {
            columns: columns.map(|(kind, columns)| (kind.clone(), columns.clone())).collect(),
            mapping,
            of_source: source.of_columns(),
        }
    }

    /// By what a file is read, with its kept form.
    pub(crate) fn set(&self, kind: Kind, file: &str) -> (Kept, ReadBy) {
        if let Some((text, mapping)) = &self.mapping
            && mapping.file(file).is_some()
        {
            return (Kept::Mapping(text.clone()), ReadBy::Mapping(Arc::clone(mapping)));
        }
        let columns = self.columns.get(kind.name()).cloned().unwrap_or_default();
        (Kept::Columns(columns.clone()), ReadBy::Columns(ColumnMap::new(columns)))
    }
}

/// Behind every line of the archive's list.
const LAST: u64 = u64::MAX;

/// What the settings have of a source, as a line that brings it into force, with its content.
pub(crate) struct Proposed {
    /// The line.
    pub line: Delivery,
    /// Its content.
    pub bytes: Vec<u8>,
    by: By,
}

/// `None` where nothing is set and nothing ever was.
pub(crate) fn proposed(archive: &Archive, source: &Source, now: Instant) -> Outcome<Option<Proposed>> {
    let by = By::of_settings(source);
    let is_plain = by.columns.is_empty() && by.mapping.is_none() && by.of_source == OfSource::default();
    let name = SourceName(source.name.clone());
    if is_plain && archive.of_file((&name, "", MAPPING))?.is_empty() {
        return Ok(None);
    }
    // A delivery is doubted, no setting is.
    let OfSource { ignored, whole_records, complete, may_be_cut: _ } = by.of_source.clone();
    let (ignored, text) = (ignored.into_iter().collect(), by.mapping.clone().map(|(text, _)| text));
    let kept: KeptBy = (source.kind.clone(), by.columns.clone(), text, ignored, whole_records, complete);
    let bytes = canonical::encode(&kept);
    let line = Delivery {
        source: name,
        file: String::new(),
        kind: MAPPING.to_owned(),
        received: now,
        hash: canonical::hash_bytes(&bytes),
        cursor: None,
        scope: None,
        reader: Some(source.kind.clone()),
        columns: None,
    };
    Ok(Some(Proposed { line, bytes, by }))
}

/// What was brought into force.
pub(crate) struct InForce {
    /// The line that did.
    pub at: u64,
    /// When.
    pub since: Instant,
    /// For which kind of source.
    pub reader: String,
    /// What.
    pub by: By,
}

/// What was ever in force, each read once: deliveries without number were read by it.
#[derive(Default)]
pub(crate) struct History {
    of_source: BTreeMap<SourceName, Arc<Vec<InForce>>>,
    kept: BTreeMap<Hash, ReadBy>,
}

impl History {
    /// What was in force of a source, in its order. LH-518 its text is gone.
    pub(crate) fn of(&mut self, archive: &Archive, source: &SourceName) -> Outcome<Arc<Vec<InForce>>> {
        if let Some(known) = self.of_source.get(source) {
            return Ok(Arc::clone(known));
        }
        let one = |line: linehaul_store::Line| {
            let (reader, columns, text, ignored, whole, complete) =
                canonical::decode::<KeptBy>(&archive.get(&line.delivery.hash)?)?;
            let mapping = match text {
                Some(text) => Some((text.clone(), Arc::new(mappings::read(source.as_str(), &text)?))),
                None => None,
            };
            Ok(InForce {
                at: line.at.seq,
                since: line.delivery.received,
                reader,
                by: By { columns, mapping, of_source: OfSource::new(&ignored, whole, complete) },
            })
        };
        let all = archive.of_file((source, "", MAPPING))?.into_iter().map(one).collect::<Outcome<Vec<_>>>()?;
        Ok(Arc::clone(self.of_source.entry(source.clone()).or_insert(Arc::new(all))))
    }

    /// As it would be with what is proposed.
    pub(crate) fn with(archive: &Archive, proposed: Proposed) -> Outcome<History> {
        let mut history = History::default();
        let source = &proposed.line.source;
        history.of(archive, source)?;
        let reader = proposed.line.reader.clone().unwrap_or_default();
        let in_force = InForce { at: LAST, since: proposed.line.received, reader, by: proposed.by };
        // Nobody else has it yet.
        if let Some(known) = history.of_source.get_mut(source).and_then(Arc::get_mut) {
            known.push(in_force);
        }
        Ok(history)
    }

    /// By what a delivery came. LH-518 its text is gone.
    pub(crate) fn own(&mut self, archive: &Archive, delivery: &Delivery) -> Outcome<ReadBy> {
        let Some(hash) = &delivery.columns else { return Ok(ReadBy::default()) };
        if let Some(known) = self.kept.get(hash) {
            return Ok(known.clone());
        }
        let read = Kept::of(&archive.get(hash)?)?.by(delivery.source.as_str())?;
        self.kept.insert(hash.clone(), read.clone());
        Ok(read)
    }
}

//! Documents: the files that rows of documents name. A row may be older than its file, and a file may be replaced by a better
//! scan: what changed in the folder since the last look is read, and the rows that name it with it. A folder in which nothing
//! changed is not read.

use std::cell::RefCell;
use std::collections::BTreeSet;

use linehaul_connectors::drop::{self, ParsedFile};
use linehaul_connectors::mapping::{ColumnMap, Kind};
use linehaul_connectors::source::{DocumentFile, Documents, Source, SourceKind};
use linehaul_domain::canonical;
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_store::{Archive, Delivery, KnownFile};

use crate::workspace::home::Workbench;

/// The archive's kind of a document's file.
pub const DOCUMENT: &str = "document";

/// What a delivery holds, and how it is read.
pub(crate) struct Content<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Its header's mapping.
    pub map: &'a ColumnMap,
    /// What reads it.
    pub kind: &'static SourceKind,
    /// Where its document files are; those of the archive alone where there is none.
    pub source: Option<&'a dyn Source>,
    /// Is it not in the archive yet?
    pub is_new: bool,
}

/// Reads a delivery's rows, hands their facts over as they are read, and answers the rest of the reading with the document
/// files that the rows name. A document's file is archived on first sight; of several files of one name that ever came the one that shows most counts, so that a rebuild from the archive sees
/// what sync saw.
pub(crate) fn read_with_documents(
    archive: &Archive,
    delivery: &Delivery,
    content: &Content<'_>,
    take: &mut dyn FnMut(Vec<Fact>),
) -> Outcome<(ParsedFile, Vec<String>)> {
    let kind = Kind::from_name(&delivery.kind).ok_or_else(|| unknown_kind(&delivery.kind))?;
    let failed = RefCell::new(None);
    let named: RefCell<BTreeSet<String>> = RefCell::default();
    // Rows that name one file stand together as a rule: it is opened once for them.
    let last: RefCell<Option<(String, Option<Vec<u8>>)>> = RefCell::default();
    let open = |file: &str| -> Option<Vec<u8>> {
        if let Some((name, known)) = last.borrow().as_ref()
            && name == file
        {
            return known.clone();
        }
        named.borrow_mut().insert(file.to_owned());
        let best = best_of(archive, delivery, file, content.source).unwrap_or_else(|fault| {
            *failed.borrow_mut() = Some(fault);
            None
        });
        *last.borrow_mut() = Some((file.to_owned(), best.clone()));
        best
    };
    let of = (&delivery.source, kind, delivery.file.as_str(), delivery.received);
    let parsed = (content.kind.read)(of, content.bytes, content.map, &open, take);
    match failed.into_inner() {
        Some(fault) => Err(fault),
        None => Ok((parsed, named.into_inner().into_iter().collect())),
    }
}

/// Of everything that a file ever was, what shows most.
fn best_of(
    archive: &Archive,
    delivery: &Delivery,
    file: &str,
    source: Option<&dyn Source>,
) -> Outcome<Option<Vec<u8>>> {
    let mut best: Option<((u8, Hash), Vec<u8>)> = None;
    let mut consider = |bytes: Vec<u8>, hash: Hash| {
        let rank = (linehaul_domain::fold::visibility(drop::readability(file, Some(&bytes))), hash);
        if best.as_ref().is_none_or(|(known, _)| *known < rank) {
            best = Some((rank, bytes));
        }
    };
    let archived = archive.contents_of(&delivery.source, file, DOCUMENT);
    let mut here = None;
    if let Some(bytes) = source.and_then(|source| source.document(file)) {
        let hash = canonical::hash_bytes(&bytes);
        if !archived.contains(&hash) {
            let (file, kind) = (file.to_owned(), DOCUMENT.to_owned());
            archive.put(&Delivery { file, kind, hash: hash.clone(), cursor: None, ..delivery.clone() }, &bytes)?;
        }
        here = Some(hash.clone());
        consider(bytes, hash);
    }
    // What the folder has needs no unpacking.
    for hash in archived.into_iter().filter(|hash| Some(hash) != here.as_ref()) {
        let bytes = archive.get(&hash)?;
        consider(bytes, hash);
    }
    Ok(best.map(|(_, bytes)| bytes))
}

/// What changed among a source's documents since the last look.
#[derive(Default)]
pub(crate) struct News {
    /// The deliveries whose rows name a file that came or changed.
    pub deliveries: BTreeSet<(String, Hash)>,
    files: Vec<(String, KnownFile)>,
    stamp: Option<String>,
}

fn key(source: &SourceName) -> String {
    format!("documents of {source}")
}

/// Looks at a source's documents. Nothing is remembered yet: see [`remember`].
pub(crate) fn news(bench: &Workbench, name: &SourceName, source: &dyn Source) -> Outcome<News> {
    let known = bench.cache.remembered(&key(name))?;
    let Documents { stamp, files } = source.documents(known.as_deref(), bench.clock.real_now());
    let Some(files) = files else { return Ok(News::default()) };
    let mut news = News { stamp, ..News::default() };
    for DocumentFile { name: document, stamp } in files {
        let file = format!("documents/{document}");
        let known = bench.cache.known_file(name, &file)?.map(|known| known.stamp);
        if stamp.is_some() && known == stamp {
            continue;
        }
        news.deliveries.extend(bench.cache.mentioning(name, &document)?);
        news.files.extend(stamp.map(|stamp| (file, KnownFile { stamp, hash: Hash(String::new()) })));
    }
    Ok(news)
}

/// Remembers what was looked at, once the rows that name it were read again.
pub(crate) fn remember(bench: &mut Workbench, source: &SourceName, news: &News) -> Outcome<()> {
    for (file, known) in &news.files {
        bench.cache.know_file(source, file, known)?;
    }
    match &news.stamp {
        Some(stamp) => bench.cache.remember(&key(source), stamp),
        None => Ok(()),
    }
}

fn unknown_kind(kind: &str) -> Fault {
    Fault::new(
        Code::DeliveryKindUnknown,
        format!("the archive holds a delivery of the kind `{kind}`, which this version does not know"),
        "Its facts are not taken into account.",
        "Use the version of Linehaul that wrote it, or a newer one.",
    )
}

//! Documents: the files that rows of documents name. A row may be older than its file, and a file may be replaced by a better
//! scan: what changed in the folder since the last look is read, and the rows that name it with it. A folder in which nothing
//! changed is not read.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use linehaul_connectors::drop::{self, Reading};
use linehaul_connectors::mapping::{ColumnMap, Kind};
use linehaul_domain::canonical;
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_domain::time::{DateTime, Utc};
use linehaul_store::{Archive, Delivery, KnownFile};

use crate::home::Workbench;

/// The archive's kind of a document's file.
pub const DOCUMENT: &str = "document";

/// A file as it is told apart from what it was: size, times of the last change of content and of the file itself, and where the
/// system tells, which file it is. `None` where that is not told, or where it changed so recently that a further change might
/// not show.
pub(crate) fn stamp(path: &Path, now: DateTime<Utc>) -> Option<String> {
    let about = std::fs::symlink_metadata(path).ok()?;
    let changed: DateTime<Utc> = about.modified().ok()?.into();
    let settled = now - changed > linehaul_domain::time::Duration::seconds(2);
    let nanos = changed.timestamp_nanos_opt().unwrap_or_default();
    settled.then(|| format!("{} {nanos} {}", about.len(), identity_of(&about)))
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

/// Reads a delivery's rows, hands their facts over as they are read, and answers the rest of the reading with the document
/// files that the rows name. A document's file is archived on first sight; of several files of one name that ever came the one that shows most counts, so that a rebuild from the archive sees
/// what sync saw.
pub(crate) fn read_with_documents(
    archive: &Archive,
    delivery: &Delivery,
    (bytes, map): (&[u8], &ColumnMap),
    folder: Option<&Path>,
    take: &mut dyn FnMut(Vec<Fact>),
) -> Outcome<(Reading, Vec<String>)> {
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
        let best = best_of(archive, delivery, file, folder).unwrap_or_else(|fault| {
            *failed.borrow_mut() = Some(fault);
            None
        });
        *last.borrow_mut() = Some((file.to_owned(), best.clone()));
        best
    };
    let reading = drop::read_in_parts((&delivery.source, kind, &delivery.file), bytes, map, &open, take);
    match failed.into_inner() {
        Some(fault) => Err(fault),
        None => Ok((reading, named.into_inner().into_iter().collect())),
    }
}

/// Of everything that a file ever was, what shows most.
fn best_of(archive: &Archive, delivery: &Delivery, file: &str, folder: Option<&Path>) -> Outcome<Option<Vec<u8>>> {
    let mut best: Option<((u8, Hash), Vec<u8>)> = None;
    let mut consider = |bytes: Vec<u8>, hash: Hash| {
        let rank = (linehaul_domain::fold::visibility(drop::readability(file, Some(&bytes))), hash);
        if best.as_ref().is_none_or(|(known, _)| *known < rank) {
            best = Some((rank, bytes));
        }
    };
    let archived = archive.contents_of(&delivery.source, file, DOCUMENT);
    let mut here = None;
    if let Some(bytes) = folder.and_then(|folder| drop::document_bytes(folder, file)) {
        let hash = canonical::hash_bytes(&bytes);
        if !archived.contains(&hash) {
            let (file, kind) = (file.to_owned(), DOCUMENT.to_owned());
            archive.put(&Delivery { file, kind, hash: hash.clone(), ..delivery.clone() }, &bytes)?;
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

/// What changed in a folder of documents since the last look.
#[derive(Default)]
pub(crate) struct News {
    /// The deliveries whose rows name a file that came or changed.
    pub deliveries: BTreeSet<(String, Hash)>,
    files: Vec<(String, KnownFile)>,
    folder: Option<String>,
}

/// In a folder of more files than this only those are looked at that its own time of change tells of.
const FEW: usize = 5_000;

fn key(source: &SourceName) -> String {
    format!("documents of {source}")
}

/// Looks at a source's documents. Nothing is remembered yet: see [`remember`].
pub(crate) fn news(bench: &Workbench, source: &SourceName, folder: &Path) -> Outcome<News> {
    let documents = folder.join("documents");
    let now = bench.clock.real_now();
    let mut news = News::default();
    // A file that is written over does not change its folder: once an hour every one is looked at.
    let of_folder = stamp(&documents, now).map(|stamp| format!("{stamp} {}", now.format("%Y%m%d%H")));
    if of_folder.is_some() && bench.cache.remembered(&key(source))? == of_folder {
        return Ok(news);
    }
    let Ok(entries) = std::fs::read_dir(&documents) else { return Ok(news) };
    let names: BTreeMap<String, Option<String>> = entries
        .filter_map(|entry| entry.ok())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), stamp(&entry.path(), now)))
        .collect();
    let all_settled = names.values().all(Option::is_some);
    news.folder = of_folder.filter(|_| all_settled && names.len() > FEW);
    for (name, stamp) in names {
        let file = format!("documents/{name}");
        let known = bench.cache.known_file(source, &file)?.map(|known| known.stamp);
        if stamp.is_some() && known == stamp {
            continue;
        }
        news.deliveries.extend(bench.cache.mentioning(source, &name)?);
        news.files.extend(stamp.map(|stamp| (file, KnownFile { stamp, hash: Hash(String::new()) })));
    }
    Ok(news)
}

/// Remembers what was looked at, once the rows that name it were read again.
pub(crate) fn remember(bench: &mut Workbench, source: &SourceName, news: &News) -> Outcome<()> {
    for (file, known) in &news.files {
        bench.cache.know_file(source, file, known)?;
    }
    match &news.folder {
        Some(stamp) => bench.cache.remember(&key(source), stamp),
        None => Ok(()),
    }
}

fn unknown_kind(kind: &str) -> Fault {
    Fault::new(
        "LH-506",
        format!("the archive holds a delivery of the kind `{kind}`, which this version does not know"),
        "Its facts are not taken into account.",
        "Use the version of Linehaul that wrote it, or a newer one.",
    )
}

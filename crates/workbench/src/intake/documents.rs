//! Documents: the files that rows of documents name. A row may be older than its file, and a file may be replaced by a better
//! scan: what changed in the folder since the last look is read, and the rows that name it with it. A folder in which nothing
//! changed is not read.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use linehaul_connectors::drop::{self, ParsedFile, Stated, Take};
use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::{self, DocumentFile, Documents, Had, Source};
use linehaul_domain::canonical;
use linehaul_domain::document::Looked;
use linehaul_domain::fact::FactBody;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::fold::visibility;
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_domain::pages::Pages;
use linehaul_store::{Archive, Delivery, KnownFile};

use crate::intake::mended::As;
use crate::intake::read_as::ReadAs;
use crate::intake::whole_end;
use crate::workspace::home::Workbench;

/// The archive's kind of a document's file.
pub const DOCUMENT: &str = "document";

/// What a delivery holds, and how it is read.
pub(crate) struct Content<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// As what it is read.
    pub of: &'a As,
    /// How it is read.
    pub read_as: &'a ReadAs,
    /// Where its document files are; those of the archive alone where there is none.
    pub source: Option<&'a dyn Source>,
    /// Is it not in the archive yet?
    pub is_new: bool,
    /// The line under which it was read before, where it is only read again for the files that it names.
    pub again: Option<u64>,
}

/// What reading a delivery found of the document files that it names.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// Every one.
    pub files: BTreeSet<String>,
    /// Those that were not to be had, and may be there at the next look. With the reason, where they could not be had now.
    pub not_had: BTreeMap<String, Option<String>>,
    /// What those were last that came in several forms.
    pub looked: BTreeMap<String, Looked>,
    /// Pages that are not cut out of their scan, as it is: why.
    pub uncut: BTreeMap<String, String>,
}

/// Reads a delivery's rows, hands their facts over as they are read, and answers the rest of the reading with the document
/// files that the rows name. A document's file is archived on first sight; of several files of one name that ever came the one that shows most counts, so that a rebuild from the archive sees
/// what sync saw. It stands behind that line of the archive's list.
pub(crate) fn read_with_documents(
    archive: &Archive,
    (delivery, upto): (&Delivery, u64),
    content: &Content<'_>,
    take: Take<'_>,
) -> Outcome<(ParsedFile, Named)> {
    let As { kind, file, .. } = content.of;
    let failed = RefCell::new(None);
    let named: RefCell<Named> = RefCell::default();
    // Rows that name one file stand together as a rule: it is opened once for them.
    let last: RefCell<Option<(String, Option<Vec<u8>>)>> = RefCell::default();
    let open = |file: &str| -> Option<Vec<u8>> {
        if let Some((name, known)) = last.borrow().as_ref()
            && name == file
        {
            return known.clone();
        }
        named.borrow_mut().files.insert(file.to_owned());
        let best = part_or_whole(archive, delivery, file, content.source, &named).unwrap_or_else(|fault| {
            *failed.borrow_mut() = Some(fault);
            None
        });
        *last.borrow_mut() = Some((file.to_owned(), best.clone()));
        best
    };
    let of = (&delivery.source, *kind, file.as_str(), delivery.received);
    let mut looking = |mut stated: Stated| {
        look(&mut stated, &named.borrow().looked);
        take(stated);
    };
    let doubted = match content.read_as.kind.may_be_cut && content.of.mends.is_none() {
        true => whole_end::is_doubted(archive, (delivery, upto), content.bytes)?,
        false => false,
    };
    let doubted = doubted.then(|| content.read_as.by.may_be_cut());
    let by = doubted.as_ref().unwrap_or(&content.read_as.by);
    let parsed = (content.read_as.kind.read)(of, content.bytes, by, &open, &mut looking);
    match failed.into_inner() {
        Some(fault) => Err(fault),
        None => Ok((parsed, named.into_inner())),
    }
}

/// A file, or pages of one. The scan of which pages are asked for is archived and watched as any file is; what is cut out of it is in
/// the archive beside it, under its own name and hash, so that whoever reads the archive cuts nothing.
fn part_or_whole(
    archive: &Archive,
    delivery: &Delivery,
    file: &str,
    source: Option<&dyn Source>,
    named: &RefCell<Named>,
) -> Outcome<Option<Vec<u8>>> {
    let Some((scan, pages)) = Pages::parted(file) else { return best_of(archive, delivery, file, source, named) };
    named.borrow_mut().files.insert(scan.to_owned());
    let is_cut = !archive.contents_of(&delivery.source, file, DOCUMENT)?.is_empty();
    if source.is_some() || !is_cut {
        match best_of(archive, delivery, scan, source, named)?.map(|bytes| linehaul_paper::cut(&bytes, &pages)) {
            Some(Ok(cut)) => keep(archive, delivery, file, &cut).map(drop)?,
            Some(Err(why)) => drop(named.borrow_mut().uncut.insert(file.to_owned(), why.to_string())),
            None => {}
        }
    }
    best_archived(archive, delivery, file, None, named)
}

/// Lists a file in the archive, and answers its hash: one that is spoilt there is mended by this one; one that is there once more is listed once
/// more.
pub(crate) fn keep(archive: &Archive, delivery: &Delivery, file: &str, bytes: &[u8]) -> Outcome<Hash> {
    let hash = canonical::hash_bytes(bytes);
    let (file, kind) = (file.to_owned(), DOCUMENT.to_owned());
    let (cursor, scope, reader, columns) = (None, None, None, None);
    let (source, received) = (delivery.source.clone(), delivery.received);
    let of_file = Delivery { source, file, kind, received, hash: hash.clone(), cursor, scope, reader, columns };
    archive.put(&of_file, bytes)?;
    Ok(hash)
}

/// What shows most of what the archive has of a file, what is here among it, and of that what came last. Where it came in several forms, what the
/// last one was is named.
fn best_archived(
    archive: &Archive,
    delivery: &Delivery,
    file: &str,
    mut here: Option<(Hash, Vec<u8>)>,
    named: &RefCell<Named>,
) -> Outcome<Option<Vec<u8>>> {
    let (mut best, mut last): (Option<(u8, Vec<u8>)>, _) = (None, None);
    let all = archive.contents_of(&delivery.source, file, DOCUMENT)?;
    let several = all.len() > 1;
    for (place, hash) in all {
        // What the folder has needs no unpacking.
        let bytes = match here.take_if(|(own, _)| *own == hash) {
            Some((_, bytes)) => bytes,
            None => archive.get(&hash)?,
        };
        let shows = drop::readability(file, Some(&bytes));
        let shown = visibility(shows);
        last = Some((place, shows, shown));
        if best.as_ref().is_none_or(|(known, _)| *known <= shown) {
            best = Some((shown, bytes));
        }
    }
    if let (true, Some((place, shows, shown)), Some((known, _))) = (several, last, &best) {
        let lately = (shown < *known).then_some(shows);
        named.borrow_mut().looked.insert(file.to_owned(), Looked { place, lately });
    }
    Ok(best.map(|(_, bytes)| bytes))
}

/// Of everything that a file ever was, what shows most, and of that what came last. That there is none now, or that it cannot be had now,
/// is no word for ever: the file is looked at again.
fn best_of(
    archive: &Archive,
    delivery: &Delivery,
    file: &str,
    source: Option<&dyn Source>,
    named: &RefCell<Named>,
) -> Outcome<Option<Vec<u8>>> {
    let archived = archive.contents_of(&delivery.source, file, DOCUMENT)?;
    let had = source.map(|source| source::document(source, file)).transpose()?;
    let again = |why: Option<String>| named.borrow_mut().not_had.insert(file.to_owned(), why);
    match &had {
        Some(Had::Gone) => drop(again(None)),
        Some(Had::Unavailable(why)) => drop(again(Some(why.clone()))),
        // Nobody was asked.
        None if archived.is_empty() => drop(again(None)),
        None | Some(Had::Bytes(_) | Had::Refused(_)) => {}
    }
    let here = match had {
        Some(Had::Bytes(bytes)) => Some((keep(archive, delivery, file, &bytes)?, bytes)),
        _ => None,
    };
    best_archived(archive, delivery, file, here, named)
}

/// Has documents say what their files were last.
fn look(stated: &mut Stated, looked: &BTreeMap<String, Looked>) {
    if looked.is_empty() {
        return;
    }
    for fact in &mut stated.facts {
        if let FactBody::Document { document, .. } = &mut fact.body {
            document.looked = document.file.as_ref().and_then(|file| looked.get(file)).cloned();
        }
    }
}

/// What changed among a source's documents since the last look.
#[derive(Default)]
pub(crate) struct News {
    /// The deliveries whose rows name a file that came or changed.
    pub deliveries: BTreeSet<(String, Hash)>,
    files: Vec<(String, KnownFile)>,
    stamp: Option<String>,
    /// Those that changed just now.
    written: Vec<String>,
}

/// So many files that are still being written are told by name.
const MOST_WRITTEN: usize = 20;

impl News {
    /// What is said of files that changed just now, where they are read by their names: no row says that they are there.
    pub fn notes(&self) -> Vec<String> {
        let told = self.written.iter().take(MOST_WRITTEN);
        let mut notes: Vec<String> = told
            .map(|file| format!("{} {file} is still being written; it is read next time", Code::StillWritten))
            .collect();
        let more = self.written.len().saturating_sub(MOST_WRITTEN);
        notes.extend(
            (more > 0).then(|| format!("{} {more} more files are still being written alike", Code::StillWritten)),
        );
        notes
    }

    /// The files that came or changed, and have not changed just now.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(file, _)| file.as_str())
    }
}

/// Before a document's name, where files of rows are named as well: no file of a folder has it.
const OF_DOCUMENTS: &str = "documents/";

/// The name under which the cache knows a document's file, and the archive what its name says.
pub(crate) fn known_as(document: &str) -> String {
    format!("{OF_DOCUMENTS}{document}")
}

/// The document's file that goes by such a name.
pub(crate) fn document_of(known_as: &str) -> Option<&str> {
    known_as.strip_prefix(OF_DOCUMENTS)
}

/// Are a delivery's rows made here of a document's name? Their columns are no word on those that its source delivers.
pub(crate) fn is_by_name(delivery: &Delivery) -> bool {
    delivery.kind == Kind::Documents.name() && delivery.file.starts_with(OF_DOCUMENTS)
}

fn key(source: &SourceName) -> String {
    format!("documents of {source}")
}

/// The stamp of the last look at a source's documents.
pub(crate) fn last_look(bench: &Workbench, name: &SourceName) -> Outcome<Option<String>> {
    bench.cache.remembered(&key(name))
}

/// What a look at a source's documents found. Nothing is remembered yet: see [`remember`].
pub(crate) fn news(bench: &Workbench, name: &SourceName, looked: Documents) -> Outcome<News> {
    let Documents { stamp, files } = looked;
    let Some(files) = files else { return Ok(News::default()) };
    let mut news = News { stamp, ..News::default() };
    for DocumentFile { name: document, stamp } in files {
        let known = bench.cache.known_file(name, &known_as(&document))?.map(|known| known.stamp);
        if stamp.is_some() && known == stamp {
            continue;
        }
        news.deliveries.extend(bench.cache.mentioning(name, &document)?);
        match stamp {
            Some(stamp) => news.files.push((document, KnownFile { stamp, hash: Hash(String::new()) })),
            None => news.written.push(document),
        }
    }
    Ok(news)
}

/// Remembers what was looked at, once the rows that name it were read again; but for those files that could not be had, which
/// the next look takes for new.
pub(crate) fn remember(
    bench: &mut Workbench,
    source: &SourceName,
    news: &News,
    not_had: &BTreeSet<String>,
) -> Outcome<()> {
    for (file, known) in news.files.iter().filter(|(file, _)| !not_had.contains(file)) {
        bench.cache.know_file(source, &known_as(file), known)?;
    }
    match &news.stamp {
        Some(stamp) if not_had.is_empty() => bench.cache.remember(&key(source), stamp),
        _ => Ok(()),
    }
}

/// The next look goes through all of a source's documents.
pub(crate) fn forget_look(bench: &mut Workbench, source: &SourceName) -> Outcome<()> {
    bench.cache.forget(&key(source))
}

/// What is said of pages that are not cut out of their scan.
pub(crate) fn uncut_words(file: &str, why: &str) -> String {
    format!("{} {file}: {why}; as long as it stays so the document is absent", Code::ScanUncut)
}

/// What is said of a document's file that could not be had.
pub(crate) fn words(file: &str, why: &str) -> String {
    format!("{} {file} cannot be had now: {why}; it is tried again by the next sync", Code::FileUnreadable)
}

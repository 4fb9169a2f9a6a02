//! Sync: read the sources, keep what came, fold it and assess what changed.
//!
//! A delivery is archived before it is read, so that nothing that was seen can be lost. A bad row is quarantined and the
//! rest goes on: read = new + changed + duplicate + quarantined.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant as Stopwatch;

use linehaul_connectors::drop::{self, DropFile, Reading};
use linehaul_connectors::mapping::{ColumnMap, Kind};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::{LoadNumber, SourceName};
use linehaul_store::{Delivery, QuarantineItem, ReadingRow};

use crate::assess::{Assessed, assess};
use crate::config::Source;
use crate::home::Workbench;
use crate::shelf::unreadable;

/// The archive's kind of a document's file.
pub const DOCUMENT: &str = "document";

/// What one source brought.
#[derive(Debug, Clone, Default)]
pub struct SourceReport {
    /// Its name.
    pub name: String,
    /// Rows read.
    pub read: u64,
    /// Of them new.
    pub new: u64,
    /// Of them other than what was known.
    pub changed: u64,
    /// Of them known already.
    pub duplicate: u64,
    /// Of them unreadable.
    pub quarantined: u64,
    /// Files that were read before and have not changed.
    pub unchanged_files: u64,
    /// Files left for the next sync, and other remarks.
    pub notes: Vec<String>,
    /// Why the source could not be read at all.
    pub error: Option<Fault>,
}

/// What a sync did.
#[derive(Debug, Clone, Default)]
pub struct Synced {
    /// By source.
    pub sources: Vec<SourceReport>,
    /// What assessing did.
    pub assessed: Assessed,
    /// Facts of loads whose own row has not come yet, by number.
    pub waiting: Vec<LoadNumber>,
    /// Wall-clock milliseconds.
    pub elapsed_ms: u128,
}

/// Told (what, done, all); answers whether to go on.
pub type Progress<'a> = &'a mut dyn FnMut(&str, usize, usize) -> bool;

/// What changed while reading.
#[derive(Default)]
pub(crate) struct Touched {
    pub(crate) loads: BTreeSet<LoadNumber>,
    pub(crate) customers: BTreeSet<linehaul_domain::ids::CustomerId>,
}

/// Syncs the named sources, or all. Contracts and tables are read anew too, and what they change is assessed again.
pub fn sync(bench: &mut Workbench, only: &[String], progress: Progress<'_>) -> Outcome<Synced> {
    let started = Stopwatch::now();
    if let Some(unknown) = only.iter().find(|name| !bench.config.sources.iter().any(|s| &s.name == *name)) {
        let known: Vec<&str> = bench.config.sources.iter().map(|s| s.name.as_str()).collect();
        return Err(Fault::new(
            "LH-105",
            format!("there is no source `{unknown}`; known: {}", known.join(", ")),
            "Nothing was read.",
            "Name a [[source]] of linehaul.toml.",
        ));
    }
    bench.read_rules()?;
    let sources: Vec<Source> =
        bench.config.sources.iter().filter(|s| only.is_empty() || only.contains(&s.name)).cloned().collect();
    let mut synced = Synced::default();
    let mut touched = Touched::default();
    for source in &sources {
        let mut report = SourceReport { name: source.name.clone(), ..SourceReport::default() };
        if let Err(fault) = sync_source(bench, source, &mut report, &mut touched, progress) {
            report.error = Some(fault);
        }
        synced.sources.push(report);
    }
    crate::crash::point("sync.after_facts");
    let due = due(bench, touched)?;
    synced.assessed = assess(bench, &due, &mut |done, all| progress("assessing", done, all))?;
    crate::crash::point("sync.after_assess");
    let head = bench.book.head()?.seq;
    bench.cache.set_applied(head)?;
    synced.waiting = bench.cache.loads_without_row()?;
    synced.elapsed_ms = started.elapsed().as_millis();
    Ok(synced)
}

/// The loads whose assessment may have changed: touched by facts, or of a touched customer, or assessed with another
/// contract, table, setting or engine than those at hand, or never.
fn due(bench: &Workbench, touched: Touched) -> Outcome<BTreeSet<LoadNumber>> {
    let mut due = touched.loads;
    for number in bench.cache.known_loads()? {
        if due.contains(&number) {
            continue;
        }
        let (Some((load, revision)), Some(stored)) = (bench.cache.load(&number)?, bench.cache.assessment(&number)?)
        else {
            due.insert(number);
            continue;
        };
        let pins = &stored.assessment.pins;
        let billed = crate::assess::billed(&load);
        let same_customer = billed.is_none_or(|id| !touched.customers.contains(id));
        let frozen = crate::standing::is_frozen(&stored.state);
        let (found, house) = crate::assess::contracts_for(bench, &load);
        let current = crate::assess::same_rules(pins, &found, house, bench, billed);
        if !(same_customer && pins.load_revision == revision && (frozen || current)) {
            due.insert(number);
        }
    }
    Ok(due)
}

fn sync_source(
    bench: &mut Workbench,
    source: &Source,
    report: &mut SourceReport,
    touched: &mut Touched,
    progress: Progress<'_>,
) -> Outcome<()> {
    let folder = bench.dir.join(&source.folder);
    let listing = drop::list(&folder)?;
    report.notes.extend(listing.notes);
    let files = listing.files;
    for (done, file) in files.iter().enumerate() {
        if !progress(&format!("reading {}", file.name), done, files.len()) {
            report.notes.push("stopped; the files not read yet are left for the next sync".to_owned());
            break;
        }
        match sync_file(bench, source, &folder, file, report, touched) {
            // One file that cannot be opened does not stop the others.
            Err(fault) if fault.code == "LH-104" => report.notes.push(format!("{fault}; it is tried again next time")),
            other => other?,
        }
    }
    Ok(())
}

fn sync_file(
    bench: &mut Workbench,
    source: &Source,
    folder: &Path,
    file: &DropFile,
    report: &mut SourceReport,
    touched: &mut Touched,
) -> Outcome<()> {
    let bytes = file.read().map_err(|e| unreadable(&file.path, &e))?;
    let hash = canonical::hash_bytes(&bytes);
    let name = SourceName(source.name.clone());
    // A document's row may be older than its file, so rows of documents are looked at every time.
    if file.kind != Kind::Documents && bench.cache.seen(&name, &file.name, &hash)? {
        report.unchanged_files += 1;
        return Ok(());
    }
    let received = bench.clock.now();
    let delivery = Delivery {
        source: name.clone(),
        file: file.name.clone(),
        kind: file.kind.name().to_owned(),
        received,
        hash: hash.clone(),
    };
    bench.archive.put(&delivery, &bytes)?;
    let map = columns(source, file.kind);
    let reading = read_with_documents(bench, &delivery, &bytes, &map, Some(folder))?;
    crate::crash::point("sync.after_archive");
    take(bench, &delivery, reading, report, touched)
}

/// The header mapping of a kind of file.
pub(crate) fn columns(source: &Source, kind: Kind) -> ColumnMap {
    let own = source.columns.get(kind.name()).cloned().unwrap_or_default();
    ColumnMap::new(own)
}

/// Reads a delivery's rows. A document's file is archived on first sight; of several files of one name that ever came the
/// one that shows most counts, so that a rebuild from the archive sees what sync saw.
pub(crate) fn read_with_documents(
    bench: &Workbench,
    delivery: &Delivery,
    bytes: &[u8],
    map: &ColumnMap,
    folder: Option<&Path>,
) -> Outcome<Reading> {
    let kind = Kind::from_name(&delivery.kind).ok_or_else(|| unknown_kind(&delivery.kind))?;
    let archived = bench.archive.files_of_kind(&delivery.source, DOCUMENT)?;
    let failed = std::cell::RefCell::new(None);
    let open = |file: &str| -> Option<Vec<u8>> {
        let mut versions: Vec<Vec<u8>> = Vec::new();
        for hash in archived.get(file).into_iter().flatten() {
            match bench.archive.get(hash) {
                Ok(bytes) => versions.push(bytes),
                Err(fault) => *failed.borrow_mut() = Some(fault),
            }
        }
        if let Some(folder) = folder
            && let Some(bytes) = drop::document_bytes(folder, file)
        {
            let delivery = Delivery {
                file: file.to_owned(),
                kind: DOCUMENT.to_owned(),
                hash: canonical::hash_bytes(&bytes),
                ..delivery.clone()
            };
            if !versions.contains(&bytes) {
                if let Err(fault) = bench.archive.put(&delivery, &bytes) {
                    *failed.borrow_mut() = Some(fault);
                }
                versions.push(bytes);
            }
        }
        versions.into_iter().max_by_key(|bytes| {
            let readability = drop::readability(file, Some(bytes));
            (linehaul_domain::fold::visibility(readability), canonical::hash_bytes(bytes))
        })
    };
    let reading = drop::read(&delivery.source, kind, &delivery.file, bytes, map, &open);
    match failed.into_inner() {
        Some(fault) => Err(fault),
        None => Ok(reading),
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

/// Keeps a reading: facts, quarantine and counts, in one transaction of the cache.
pub(crate) fn take(
    bench: &mut Workbench,
    delivery: &Delivery,
    reading: Reading,
    report: &mut SourceReport,
    touched: &mut Touched,
) -> Outcome<()> {
    report.notes.extend(reading.note.iter().map(|note| format!("{}: {note}", delivery.file)));
    let bad: Vec<QuarantineItem> = reading
        .bad
        .iter()
        .map(|row| {
            QuarantineItem::new(
                delivery,
                u64::from(row.line),
                row.column.clone(),
                row.code,
                row.message.clone(),
                row.content.clone(),
            )
        })
        .collect();
    let counts = ReadingRow {
        delivery: delivery.clone(),
        rows: reading.rows_read as u64,
        quarantined: reading.quarantined() as u64,
    };
    let added = bench.cache.take_reading(&counts, &reading.facts, &bad)?;
    report.read += counts.rows;
    report.new += added.new;
    report.changed += added.changed;
    report.duplicate += added.duplicate;
    report.quarantined += counts.quarantined;
    touched.loads.extend(added.touched);
    touched.customers.extend(added.touched_customers);
    Ok(())
}

/// Sources by name, for a rebuild.
pub(crate) fn sources_by_name(bench: &Workbench) -> BTreeMap<String, Source> {
    bench.config.sources.iter().map(|s| (s.name.clone(), s.clone())).collect()
}

//! Take: what a delivery said goes into the cache, from a sync or from the archive. Facts, what they make stale, quarantine and
//! counts are one transaction, with the note that the delivery was read.

use std::collections::BTreeSet;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::ScopedJoinHandle;

use linehaul_connectors::drop::BadRow;
use linehaul_connectors::mapping::{ColumnMap, Kind};
use linehaul_connectors::source::{self, SourceKind};
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::LoadNumber;
use linehaul_store::{Archive, Delivery, Part, QuarantineItem, ReadingEnd, ReadingRow, Statement};
use tracing::info;

use crate::intake::documents::{Content, DOCUMENT, read_with_documents};
use crate::log;
use crate::settings::config::{Config, Source};
use crate::workspace::home::Workbench;
use crate::workspace::identity::{identified, owns};

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

/// The header mapping of a kind of file.
pub(crate) fn columns(source: &Source, kind: Kind) -> ColumnMap {
    let own = source.columns.get(kind.name()).cloned().unwrap_or_default();
    ColumnMap::new(own)
}

/// What reads a source's deliveries: its kind, or for one that is no longer among the settings the first that there was.
pub(crate) fn reader(source: &Source) -> &'static SourceKind {
    source::kind(&source.kind).unwrap_or_else(source::kind_of_the_gone)
}

/// Parts that may wait to be written, of some thousands of facts each.
const AHEAD: usize = 4;

/// Takes a delivery in: facts with what they make stale, quarantine and counts, in one transaction of the cache. While this
/// thread reads, one writes the facts, and one the archive. Nothing counts before the archive has all of the delivery.
pub(crate) fn take(
    bench: &mut Workbench,
    delivery: &Delivery,
    content: &Content<'_>,
    report: &mut SourceReport,
) -> Outcome<()> {
    let Workbench { archive, cache, config, .. } = bench;
    let (give, parts) = sync_channel::<Part>(AHEAD);
    let (read, added) = std::thread::scope(|scope| {
        let content_file = content.is_new.then(|| archive.content_file(&delivery.hash));
        let bytes = content.bytes;
        let archiving = content_file.map(|content_file| scope.spawn(move || content_file.write(bytes)));
        let keeping = scope.spawn(move || cache.take_parts(&mut parts.into_iter()));
        let read = read_through(archive, config, delivery, content, &give).and_then(|read| {
            if let Some(archiving) = archiving {
                ended(archiving)?;
                archive.enlist(delivery)?;
                crate::machine::crash::point("sync.after_archive");
            }
            Ok(read)
        });
        if let Ok(Through { end, .. }) = &read {
            // Whoever keeps it has stopped: its fault is told below.
            drop(give.send(Part::End(Box::new(end.clone()))));
        }
        drop(give);
        (read, ended(keeping))
    });
    let (Through { end, notes, left_out, loads }, added) = (read?, added?);
    report.notes.extend(notes);
    // What is not this source's to tell is no row of its own: every other one is new, changed, known or in quarantine.
    report.read += end.reading.rows.saturating_sub(left_out);
    report.new += added.new;
    report.changed += added.changed;
    report.duplicate += added.duplicate;
    report.quarantined += end.reading.quarantined;
    info!(
        source = &*log::name(delivery.source.as_str()),
        delivery = &*log::name(&delivery.file),
        hash = delivery.hash.as_str(),
        again = !content.is_new,
        rows = end.reading.rows,
        new = added.new,
        changed = added.changed,
        duplicate = added.duplicate,
        quarantined = end.reading.quarantined,
        loads = log::loads(loads.iter()).as_deref(),
        "taken in"
    );
    Ok(())
}

/// What reading a delivery came to.
struct Through {
    end: ReadingEnd,
    notes: Vec<String>,
    /// Rows that are not this source's to tell.
    left_out: u64,
    /// The loads it speaks of, for the log: those that are not too many to name, and one more.
    loads: BTreeSet<LoadNumber>,
}

/// What a thread answered; its panic goes on here.
fn ended<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Reads a delivery and hands its facts over as they are kept: what a source says of another's loads without owning it is left
/// out, and said.
fn read_through(
    archive: &Archive,
    config: &Config,
    delivery: &Delivery,
    content: &Content<'_>,
    give: &SyncSender<Part>,
) -> Outcome<Through> {
    let (source, mut left_out, mut loads) = (delivery.source.as_str(), 0, BTreeSet::new());
    let mut take = |facts: Vec<Fact>| {
        let all = facts.len();
        let owned = facts.into_iter().filter(|fact| owns(config, source, &fact.body));
        let mut keep = |fact: Fact| {
            let fact = identified(config, fact);
            if let Some(load) = fact.load().filter(|load| loads.len() <= log::LOADS && !loads.contains(*load)) {
                loads.insert(load.clone());
            }
            Statement::of(&fact)
        };
        let kept: Vec<Statement> = owned.map(&mut keep).collect();
        left_out += all - kept.len();
        // Whoever keeps it has stopped: its fault is told in the end.
        drop(give.send(Part::Facts(kept)));
    };
    let (parsed, documents) = read_with_documents(archive, delivery, content, &mut take)?;
    let mut notes: Vec<String> = parsed.note.iter().map(|note| format!("{}: {note}", delivery.file)).collect();
    if left_out > 0 {
        notes.push(format!(
            "{}: {left_out} rows of {} are not taken: the source does not own them ([[source]] owns = […])",
            delivery.file, delivery.kind
        ));
    }
    let item = |row: &BadRow| {
        let (column, message, content) = (row.column.clone(), row.message.clone(), row.content.clone());
        QuarantineItem::new(delivery, u64::from(row.line), column, row.code, message, content)
    };
    let bad: Vec<QuarantineItem> = parsed.bad.iter().map(item).collect();
    let (rows, quarantined) = (parsed.rows_read as u64, parsed.quarantined() as u64);
    let reading = ReadingRow { delivery: delivery.clone(), rows, quarantined };
    let end = ReadingEnd { reading, bad, documents };
    Ok(Through { end, notes, left_out: left_out as u64, loads })
}

/// Takes in a delivery of the archive that the cache has not read.
pub(crate) fn take_archived(bench: &mut Workbench, delivery: &Delivery) -> Outcome<()> {
    if bench.cache.seen(&delivery.source, &delivery.file, &delivery.hash)? {
        return Ok(());
    }
    let bytes = bench.archive.get(&delivery.hash)?;
    let source = bench.config.sources.iter().find(|s| s.name == delivery.source.as_str());
    let map = source.zip(Kind::from_name(&delivery.kind)).map(|(s, kind)| columns(s, kind)).unwrap_or_default();
    let kind = source.map_or_else(source::kind_of_the_gone, reader);
    let content = Content { bytes: &bytes, map: &map, kind, source: None, is_new: false };
    take(bench, delivery, &content, &mut SourceReport::default())
}

/// Takes in what was archived last and not read, because the process died in between: its file may be gone by now.
pub(crate) fn take_unread(bench: &mut Workbench) -> Outcome<()> {
    match bench.archive.last_but(DOCUMENT) {
        Some(delivery) => take_archived(bench, &delivery),
        None => Ok(()),
    }
}

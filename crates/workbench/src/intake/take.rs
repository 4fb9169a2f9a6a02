//! Take: what a delivery said goes into the cache, from a sync or from the archive. Facts, what they make stale, quarantine and
//! counts are one transaction, with up to where the archive's list is taken with it.

use std::collections::BTreeSet;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::ScopedJoinHandle;

use linehaul_connectors::drop::Stated;
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::lost::Lost;
use linehaul_domain::vanished::Listing;
use linehaul_store::{
    Archive, Delivery, Hand, Part, Position, Quarantined, ROWS_APART, ReadingEnd, ReadingRow, Statement, Step, load_key,
};
use tracing::info;

use crate::intake::documents::{
    Content, Named, forget_look, is_by_name, known_as, read_with_documents, uncut_words, words,
};
use crate::intake::{listed, quarantined, unread};
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
    /// Those of them that stay until somebody does something: files that are none which is read.
    pub unfit: Vec<String>,
    /// Was it left before it was through: somebody stopped it, or it was set otherwise meanwhile?
    pub left: bool,
    /// Why the source could not be read at all.
    pub error: Option<Fault>,
}

impl SourceReport {
    /// Of a source that brought nothing yet.
    pub fn of(source: &Source) -> SourceReport {
        SourceReport { name: source.name.clone(), ..SourceReport::default() }
    }
}

/// Parts that may wait to be written, of some thousands of facts each.
const AHEAD: usize = 4;

/// Takes a delivery in: facts with what they make stale, quarantine and counts, in one transaction of the cache. While this
/// thread reads, one writes the facts, and one the archive. Nothing counts before the archive has all of the delivery.
///
/// `to` is the line of a delivery that the archive lists. One that comes from its source is taken with all that the list has
/// when it was read: what stands there beyond what was taken are the document files that it names, and its own line. Answers
/// the document files that were not to be had.
pub(crate) fn take(
    bench: &mut Workbench,
    delivery: &Delivery,
    content: &Content<'_>,
    to: Option<&Position>,
    report: &mut SourceReport,
) -> Outcome<BTreeSet<String>> {
    let Workbench { archive, cache, config, .. } = bench;
    let from = cache.taken()?;
    let torn = quarantined::torn(cache, delivery)?;
    // What is read again for the files that it names was received when it came.
    let behind = content.again.map_or(from.seq, |line| line.saturating_sub(1));
    let (give, parts) = sync_channel::<Part>(AHEAD);
    let (read, added) = std::thread::scope(|scope| {
        let content_file = content.is_new.then(|| archive.content_file(&delivery.hash));
        let bytes = content.bytes;
        let archiving = content_file.map(|content_file| scope.spawn(move || content_file.write(bytes)));
        let keeping = scope.spawn(move || cache.take_parts(&mut parts.into_iter()));
        let read = read_through((archive, config, &torn), delivery, content, (behind, &give)).and_then(|read| {
            if let Some(archiving) = archiving {
                ended(archiving)?;
                archive.enlist(delivery)?;
                crate::machine::crash::point("sync.after_archive");
            }
            let to = to.map_or_else(|| archive.end(), |to| Ok(to.clone()))?;
            let to = if to.seq > from.seq { to } else { from.clone() };
            Ok((read, Step { from, to }))
        });
        let read = read.map(|((read, notes, left_out), step)| {
            let Read {
                reading,
                quarantined,
                named: Named { files, not_had, uncut, looked: _ },
                loads,
                unread,
                listing,
            } = read;
            let counts = (reading.rows, reading.quarantined, loads, unread);
            let documents = files.into_iter().collect();
            let forgotten = not_had.keys().map(|file| known_as(file)).collect();
            let place = Some(behind.saturating_add(1));
            let quarantined = Some(quarantined).filter(|_| content.again.is_none());
            let end = ReadingEnd { reading, quarantined, documents, not_had: forgotten, listing, place, step };
            // Whoever keeps it has stopped: its fault is told below.
            drop(give.send(Part::End(Box::new(end))));
            let told = uncut.iter().map(|(file, why)| uncut_words(file, why));
            (counts, notes.into_iter().chain(told).collect::<Vec<_>>(), left_out, not_had)
        });
        drop(give);
        (read, ended(keeping))
    });
    let (((rows, quarantined, loads, unread), notes, left_out, not_had), added) = (read?, added?);
    unread::remember(bench, delivery, content.read_as, &unread)?;
    if !not_had.is_empty() {
        forget_look(bench, &delivery.source)?;
    }
    report.notes.extend(notes);
    report.notes.extend(lost_words(&delivery.file, &added.lost));
    report.notes.extend(listed::words(&delivery.file, &added.listed));
    report.notes.extend(not_had.iter().filter_map(|(file, why)| why.as_ref().map(|why| words(file, why))));
    // What is not this source's to tell is no row of its own: every other one is new, changed, known or in quarantine.
    report.read += rows.saturating_sub(left_out);
    report.new += added.new;
    report.changed += added.changed;
    report.duplicate += added.duplicate;
    report.quarantined += quarantined;
    info!(
        source = &*log::name(delivery.source.as_str()),
        delivery = &*log::name(&delivery.file),
        hash = delivery.hash.as_str(),
        again = !content.is_new,
        rows,
        new = added.new,
        changed = added.changed,
        duplicate = added.duplicate,
        quarantined,
        loads = log::loads(loads.iter()).as_deref(),
        "taken in"
    );
    Ok(not_had.into_keys().collect())
}

/// Columns that are told of a file as one.
const MOST_LOST: usize = 20;

/// What is said of columns that a file has not any more.
fn lost_words(file: &str, lost: &[Lost]) -> Option<String> {
    let named = lost.iter().take(MOST_LOST).map(|one| match &one.near {
        Some(near) => format!("{} (did they mean it by `{near}`?)", one.column.theirs),
        None => one.column.theirs.clone(),
    });
    let named: Vec<String> = named.collect();
    let more = lost.len().saturating_sub(MOST_LOST);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let words = format!(
        "{file}: what it had before it has not any more: {}{more}; its loads say what comes of it",
        named.join(", ")
    );
    (!lost.is_empty()).then_some(words)
}

/// What a thread answered; its panic goes on here.
fn ended<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// What is known of a reading once it is through.
struct Read {
    reading: ReadingRow,
    quarantined: Quarantined,
    named: Named,
    /// The loads it speaks of, for the log: those that are not too many to name, and one more.
    loads: BTreeSet<LoadNumber>,
    /// Columns that its mapping neither reads nor ignores.
    unread: Vec<String>,
    /// What it lists, where it is complete.
    listing: Option<Listing>,
}

/// Reads a delivery and hands its facts over as they are kept: what a source says of another's loads without owning it is left
/// out, and said. What was received last is told by delivery, and within one by line.
fn read_through(
    (archive, config, torn): (&Archive, &Config, &[(String, String, u64)]),
    delivery: &Delivery,
    content: &Content<'_>,
    (behind, give): (u64, &SyncSender<Part>),
) -> Outcome<(Read, Vec<String>, u64)> {
    let (source, mut left_out, mut loads) = (delivery.source.as_str(), 0, BTreeSet::new());
    let base = behind.saturating_add(1).saturating_mul(ROWS_APART);
    let (mut row, mut mended, mut listing) = (0_u64, (BTreeSet::new(), base), None::<Listing>);
    let mut take = |stated: Stated| {
        let (rows, mut kept_rows) = (stated.rows(), 0);
        let is_word = content.again.is_none() && content.of.mends.is_none() && !is_by_name(delivery);
        if let Some(header) = stated.header.filter(|_| is_word) {
            listing = listed::begin(&header);
            drop(give.send(Part::Header(delivery.source.clone(), delivery.file.clone(), header)));
        }
        let mut kept = Vec::with_capacity(stated.facts.len());
        let mut of_last = None;
        for (at, fact) in stated.facts.into_iter().enumerate() {
            row += u64::from(!stated.beside.get(at).copied().unwrap_or(false));
            listed::add(listing.as_mut(), config, &fact);
            if !owns(config, source, fact.body.thing()) {
                continue;
            }
            let receipt = base + stated.lines.get(at).map_or(0, |line| u64::from(*line));
            let fact = Fact { receipt, ..identified(config, fact) };
            if content.of.mends.is_some() {
                mended.1 = receipt;
                mended.0.insert(fact.load().map_or_else(|| fact.key(), |load| load_key(load.as_str())));
            }
            if let Some(load) = fact.load().filter(|load| loads.len() <= log::LOADS && !loads.contains(*load)) {
                loads.insert(load.clone());
            }
            // Of a row of which a part is another source's the rest is a row all the same.
            let beside = of_last.replace(row) == Some(row);
            kept_rows += usize::from(!beside);
            kept.push(Statement::of(&fact).beside(beside));
        }
        left_out += rows - kept_rows;
        // Whoever keeps it has stopped: its fault is told in the end.
        drop(give.send(Part::Facts(kept)));
    };
    let (parsed, named) = read_with_documents(archive, (delivery, behind), content, &mut take)?;
    let mut notes: Vec<String> = parsed.note.iter().map(|note| format!("{}: {note}", delivery.file)).collect();
    if left_out > 0 {
        notes.push(format!(
            "{}: {left_out} rows of {} are not taken: the source does not own them ([[source]] owns = […])",
            delivery.file, delivery.kind
        ));
    }
    let mut quarantined = quarantined::of((config, delivery, base), &parsed, content.bytes, torn);
    if let Some((item, actor)) = content.of.mends.clone() {
        // What a person mended mends its item, whatever it speaks of now.
        quarantined.whole.extend(parsed.bad.is_empty().then(|| (item.clone(), 1)));
        quarantined.hand = Some(Hand { item, actor, keys: mended.0, receipt: mended.1 });
    }
    let listing = listing.and_then(|listing| listed::whole((config, source), listing, &parsed));
    let (rows, bad) = (parsed.rows_read as u64, parsed.quarantined() as u64);
    let reading = ReadingRow { delivery: delivery.clone(), rows, quarantined: bad };
    Ok((Read { reading, quarantined, named, loads, unread: parsed.unread, listing }, notes, left_out as u64))
}

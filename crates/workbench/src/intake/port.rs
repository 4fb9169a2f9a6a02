//! Port: takes what a source handed out, within its limits. What cannot be had now is asked for again; what can never be had
//! is told, and where the source goes on behind it, it is an item of the quarantine.

use std::collections::BTreeSet;

use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::{Had, Item, Source as Port};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_domain::time::Instant;
use linehaul_store::{Delivery, KnownFile};

use crate::intake::documents::{Content, News};
use crate::intake::follow::{LOST, follow};
use crate::intake::mended::{self, As, Opened};
use crate::intake::read_as;
use crate::intake::take::{SourceReport, take};
use crate::settings::config::Source;
use crate::workspace::home::Workbench;

/// What taking from one source has to do with, and what it has done.
pub(crate) struct Run {
    /// As it is set.
    pub source: Source,
    /// Its name.
    pub name: SourceName,
    /// Where its cursors mean something, for a source that has some.
    pub scope: Option<Hash>,
    /// What it has done.
    pub report: SourceReport,
    /// When it began: what a folder holds is received at once, whatever the order of its names, and of two files that say different
    /// things without saying when, neither is the later word.
    began: Instant,
    /// What was read, by file and content.
    read: BTreeSet<(String, Hash)>,
    /// Files of documents that were named, and not to be had.
    pub not_had: BTreeSet<String>,
}

impl Run {
    /// Of a source, of which nothing was taken yet.
    pub fn of(source: &Source, scope: Option<Hash>, began: Instant) -> Run {
        let (name, report) = (SourceName(source.name.clone()), SourceReport::of(source));
        Run { source: source.clone(), name, scope, report, began, read: BTreeSet::new(), not_had: BTreeSet::new() }
    }
}

/// What became of an item.
pub(crate) enum Done {
    /// It is taken, or was.
    Taken,
    /// It cannot be had now.
    NotNow,
}

/// Is an item as it was when it was taken?
pub(crate) fn is_known(bench: &Workbench, run: &Run, item: &Item) -> Outcome<bool> {
    let known = bench.cache.known_file(&run.name, &item.name)?;
    Ok(item.stamp.is_some() && known.map(|known| known.stamp) == item.stamp)
}

/// A line of the archive's list for something that this source delivers.
pub(crate) fn line_of(bench: &Workbench, run: &Run, file: &str, kind: &str, bytes: &[u8]) -> Delivery {
    Delivery {
        source: run.name.clone(),
        file: file.to_owned(),
        kind: kind.to_owned(),
        // A source that hands out one thing after the other has said them in that order.
        received: if run.scope.is_some() { bench.clock.now() } else { run.began },
        hash: canonical::hash_bytes(bytes),
        cursor: None,
        scope: None,
        reader: Some(run.source.kind.clone()),
        columns: None,
    }
}

/// Archives and lists what needs no reading of its own, and takes it.
pub(crate) fn put(bench: &mut Workbench, run: &mut Run, line: &Delivery, bytes: &[u8]) -> Outcome<bool> {
    let new = bench.archive.put(line, bytes)?;
    follow_as_far_as_it_reads(bench)?;
    if new && bench.unread.is_some() {
        run.report.notes.push(format!("{}: archived, and taken once the archive reads again", line.file));
    }
    Ok(new)
}

/// Takes an item, unless it is as it was.
pub(crate) fn one(bench: &mut Workbench, run: &mut Run, port: &dyn Port, (item, had): (&Item, Had)) -> Outcome<Done> {
    if is_known(bench, run, item)? {
        run.report.unchanged_files += 1;
        return Ok(Done::Taken);
    }
    let why = match had {
        Had::Bytes(bytes) => return take_one(bench, run, port, (item, &bytes)).map(|()| Done::Taken),
        Had::Unavailable(why) => {
            let next = "it is tried again by the next sync";
            run.report.notes.push(format!("{} {} cannot be had now: {why}; {next}", Code::FileUnreadable, item.name));
            return Ok(Done::NotNow);
        }
        Had::Gone => "it is gone from its source, which still lists it".to_owned(),
        Had::Refused(why) => why,
    };
    let words = format!("{} cannot be had: {why}", item.name);
    match &item.cursor {
        Some(_) => lose(bench, run, item, &words)?,
        // It is listed again as long as it is there, and told again.
        None => run.report.notes.push(format!("{} {words}", Code::ItemLost)),
    }
    Ok(Done::Taken)
}

/// What can never be had of a source that goes on behind it: its place in the list says so, and the quarantine tells it.
fn lose(bench: &mut Workbench, run: &mut Run, item: &Item, words: &str) -> Outcome<()> {
    let (cursor, scope) = (item.cursor.clone(), run.scope.clone());
    let line = Delivery { cursor, scope, ..line_of(bench, run, &item.name, LOST, words.as_bytes()) };
    let known = bench.cache.seen(&run.name, &item.name, &line.hash)?;
    put(bench, run, &line, words.as_bytes())?;
    run.report.notes.push(format!("{} {words}; it is in quarantine, and the source is read behind it", Code::ItemLost));
    if !known && bench.unread.is_none() {
        run.report.read += 1;
        run.report.quarantined += 1;
    }
    Ok(())
}

/// Takes what an item holds.
fn take_one(bench: &mut Workbench, run: &mut Run, port: &dyn Port, (item, bytes): (&Item, &[u8])) -> Outcome<()> {
    let columns = read_as::keep_mapping(&bench.archive, &run.source, item.kind, &item.name)?;
    let cursor = item.cursor.clone().filter(|_| run.scope.is_some());
    let scope = run.scope.clone().filter(|_| cursor.is_some());
    let line = Delivery { cursor, scope, columns, ..line_of(bench, run, &item.name, item.kind.name(), bytes) };
    // What a file said before it said something else is news when it says it again.
    let of_file = (&run.name, item.name.as_str(), line.kind.as_str());
    let lost = bench.archive.line_of(of_file, &line.hash)?.is_none();
    if bench.cache.seen(&run.name, &item.name, &line.hash)? && (lost || bench.archive.said_last(&line, None)?) {
        run.report.unchanged_files += 1;
        // What the cache knows is no word for what a cache can be made of: that is the archive alone.
        let kept = bench.archive.keeps(&line)?;
        if line.cursor.is_some() || !kept {
            put(bench, run, &line, bytes)?;
        }
        if !kept {
            run.report.notes.push(format!("{}: the archive had lost it, and has it again", item.name));
        }
    } else {
        take_new(bench, run, port, (&line, item.kind, bytes))?;
        run.read.insert((item.name.clone(), line.hash.clone()));
    }
    match item.stamp.clone() {
        Some(stamp) => bench.cache.know_file(&run.name, &item.name, &KnownFile { stamp, hash: line.hash }),
        None => Ok(()),
    }
}

/// Takes a delivery that its source handed out, behind everything that the archive lists. While that cannot be taken it is
/// only archived: what it says is taken in its turn.
fn take_new(
    bench: &mut Workbench,
    run: &mut Run,
    port: &dyn Port,
    (line, kind, bytes): (&Delivery, Kind, &[u8]),
) -> Outcome<()> {
    follow_as_far_as_it_reads(bench)?;
    if bench.unread.is_some() {
        return put(bench, run, line, bytes).map(drop);
    }
    let read_as = read_as::now(&run.source, kind, &line.file)?;
    let of = As { kind, file: line.file.clone(), mends: None };
    let content = Content { bytes, of: &of, read_as: &read_as, source: Some(port), is_new: true, again: None };
    let not_had = take(bench, line, &content, None, &mut run.report)?;
    run.not_had.extend(not_had);
    Ok(())
}

/// Reads the rows again that name a document whose file came or changed, as what they came.
pub(crate) fn read_again(bench: &mut Workbench, run: &mut Run, port: &dyn Port, documents: &News) -> Outcome<()> {
    for (file, hash) in documents.deliveries.iter().filter(|delivery| !run.read.contains(*delivery)) {
        let Some(line) = read_as::naming_line(&bench.archive, &run.name, file, hash)? else { continue };
        let (delivery, bytes) = (Delivery { cursor: None, ..line.delivery }, bench.archive.get(hash)?);
        let Opened { bytes, read_as, of } = mended::opened(&bench.archive, &bench.config, &delivery, bytes)?;
        let (source, again) = (Some(port), Some(line.at.seq));
        let content = Content { bytes: &bytes, of: &of, read_as: &read_as, source, is_new: false, again };
        let not_had = take(bench, &delivery, &content, None, &mut run.report)?;
        run.not_had.extend(not_had);
    }
    Ok(())
}

/// Takes what the archive lists. Where a delivery of it cannot be read the sync goes on: a source that delivers the content once more
/// mends the archive.
pub(crate) fn follow_as_far_as_it_reads(bench: &mut Workbench) -> Outcome<()> {
    match follow(bench) {
        Err(fault) if fault.code == Code::ArchiveUnreadable => Ok(()),
        other => other,
    }
}

//! Port: reads what one source has to deliver, within its limits. What cannot be had now is asked for again; what can never be had
//! is told, and where the source goes on behind it, it is an item of the quarantine.

use std::collections::BTreeSet;

use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::{self, Had, Item, Listing, Source as Port};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_domain::time::Instant;
use linehaul_store::{Delivery, KnownFile};

use crate::intake::by_name;
use crate::intake::documents::{Content, News, forget_look, news, remember};
use crate::intake::follow::{CURSOR, LOST, follow};
use crate::intake::mended::{self, As, Opened};
pub use crate::intake::pace::OnProgress;
use crate::intake::pace::{Pace, Paced};
use crate::intake::read_as;
use crate::intake::take::{SourceReport, take};
use crate::settings::config::Source;
use crate::workspace::home::Workbench;

/// What a sync of one source has to do with, and what it has done.
struct Run<'a> {
    source: &'a Source,
    name: SourceName,
    port: &'a dyn Port,
    /// Where its cursors mean something, for a source that has some.
    scope: Option<Hash>,
    report: &'a mut SourceReport,
    pace: Pace,
    /// When it began: what a folder holds is received at once, whatever the order of its names, and of two files that say different
    /// things without saying when, neither is the later word.
    began: Instant,
    /// What was read in this sync, by file and content.
    read: BTreeSet<(String, Hash)>,
    /// Files of documents that were named, and not to be had.
    not_had: BTreeSet<String>,
}

/// What became of an item.
enum Done {
    /// It is taken, or was.
    Taken,
    /// It cannot be had now.
    NotNow,
}

/// Reads what an open source has to deliver. A source with cursors is not read behind an item that cannot be had now, since it
/// goes on from the last one that was taken; its documents are looked at all the same.
pub fn sync_from(
    bench: &mut Workbench,
    source: &Source,
    port: &dyn Port,
    report: &mut SourceReport,
    on_progress: OnProgress<'_>,
) -> Outcome<()> {
    let name = SourceName(source.name.clone());
    let scope = port.traits().cursors.then(|| canonical::hash(&(&source.kind, port.scope())));
    let documents = match news(bench, &name, port) {
        Ok(news) => news,
        Err(fault) => {
            report.notes.push(format!("{fault}; it is tried again by the next sync"));
            forget_look(bench, &name)?;
            News::default()
        }
    };
    let (read, not_had) = (BTreeSet::new(), BTreeSet::new());
    let began = bench.clock.now();
    let mut run = Run { source, name, port, scope, report, pace: Pace::default(), began, read, not_had };
    if !items(bench, &mut run, on_progress)? {
        run.report.notes.push("stopped; the files not read yet are left for the next sync".to_owned());
        return Ok(());
    }
    follow_as_far_as_it_reads(bench)?;
    if bench.unread.is_some() {
        return Ok(());
    }
    read_again(bench, &mut run, &documents)?;
    let placed = by_name::place(bench, (source, port), &documents, run.report, on_progress)?;
    run.not_had.extend(placed);
    remember(bench, &run.name, &documents, &run.not_had)
}

/// Goes through what is listed; `false` when it was stopped.
fn items(bench: &mut Workbench, run: &mut Run<'_>, on_progress: OnProgress<'_>) -> Outcome<bool> {
    let mut cursor = match &run.scope {
        Some(scope) => bench.cache.cursor(&run.name, scope)?,
        None => None,
    };
    loop {
        let Some(listing) = listed(bench, run, &mut cursor, on_progress)? else { return Ok(false) };
        let Listing { items, notes, more, cursor: end } = listing;
        run.report.notes.extend(notes);
        let before = cursor.clone();
        for (done, item) in items.iter().enumerate() {
            if !on_progress(&format!("reading {}", item.name), done, items.len()) {
                return Ok(false);
            }
            if let (Done::NotNow, Some(_)) = (one(bench, run, item)?, &run.scope) {
                return Ok(true);
            }
            cursor = item.cursor.clone().or(cursor);
        }
        if let (Some(scope), Some(end)) = (run.scope.clone(), end.filter(|end| Some(end) != cursor.as_ref())) {
            let line =
                Delivery { cursor: Some(end.clone()), scope: Some(scope), ..line_of(bench, run, "", CURSOR, b"") };
            put(bench, run, &line, b"")?;
            cursor = Some(end);
        }
        if !more {
            return Ok(true);
        }
        if cursor == before {
            return Err(stands_still(&run.name));
        }
    }
}

/// LH-233: asked again it would say the same, for ever.
fn stands_still(name: &SourceName) -> Fault {
    Fault::new(
        Code::SourceAnswerUnfit,
        format!("the source `{name}` says that there is more behind a page, and its place does not move on"),
        "What was read of it counts; what is behind it is not read, and what was known stays.",
        "Ask whoever runs the system at its other end.",
    )
}

/// What is listed behind a cursor; from the beginning where the source does not know it any more. `None` when it was stopped.
fn listed(
    bench: &mut Workbench,
    run: &mut Run<'_>,
    cursor: &mut Option<String>,
    on_progress: OnProgress<'_>,
) -> Outcome<Option<Listing>> {
    let of = (&run.name, run.port);
    match run.pace.list(bench, of, cursor.as_deref(), on_progress)? {
        Paced::Stopped => return Ok(None),
        Paced::Items(listing) => return Ok(Some(listing)),
        Paced::Expired => {}
    }
    *cursor = None;
    let words = "does not go on any more from where it was read to: it is read from its beginning";
    run.report.notes.push(format!("{} {} {words}, and what is known counts once", Code::CursorExpired, run.name));
    match run.pace.list(bench, of, None, on_progress)? {
        Paced::Stopped => Ok(None),
        Paced::Items(listing) => Ok(Some(listing)),
        Paced::Expired => Err(Fault::new(
            Code::CursorExpired,
            format!("the source `{}` lists nothing, not even from its beginning", run.name),
            "Nothing new is known; what was known stays.",
            "Ask whoever runs the system at its other end.",
        )),
    }
}

/// A line of the archive's list for something that this source delivers.
fn line_of(bench: &Workbench, run: &Run<'_>, file: &str, kind: &str, bytes: &[u8]) -> Delivery {
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
fn put(bench: &mut Workbench, run: &mut Run<'_>, line: &Delivery, bytes: &[u8]) -> Outcome<bool> {
    let new = bench.archive.put(line, bytes)?;
    follow_as_far_as_it_reads(bench)?;
    if new && bench.unread.is_some() {
        run.report.notes.push(format!("{}: archived, and taken once the archive reads again", line.file));
    }
    Ok(new)
}

/// Reads an item, unless it is as it was.
fn one(bench: &mut Workbench, run: &mut Run<'_>, item: &Item) -> Outcome<Done> {
    let known = bench.cache.known_file(&run.name, &item.name)?;
    if item.stamp.is_some() && known.map(|known| known.stamp) == item.stamp {
        run.report.unchanged_files += 1;
        return Ok(Done::Taken);
    }
    let why = match source::fetch(run.port, item)? {
        Had::Bytes(bytes) => return take_one(bench, run, item, &bytes).map(|()| Done::Taken),
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
fn lose(bench: &mut Workbench, run: &mut Run<'_>, item: &Item, words: &str) -> Outcome<()> {
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
fn take_one(bench: &mut Workbench, run: &mut Run<'_>, item: &Item, bytes: &[u8]) -> Outcome<()> {
    let columns = read_as::keep_mapping(&bench.archive, run.source, item.kind, &item.name)?;
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
        take_new(bench, run, (&line, item.kind), bytes)?;
        run.read.insert((item.name.clone(), line.hash.clone()));
    }
    match item.stamp.clone() {
        Some(stamp) => bench.cache.know_file(&run.name, &item.name, &KnownFile { stamp, hash: line.hash }),
        None => Ok(()),
    }
}

/// Takes a delivery that its source handed out, behind everything that the archive lists. While that cannot be taken it is
/// only archived: what it says is taken in its turn.
fn take_new(bench: &mut Workbench, run: &mut Run<'_>, of: (&Delivery, Kind), bytes: &[u8]) -> Outcome<()> {
    let (line, kind) = of;
    follow_as_far_as_it_reads(bench)?;
    if bench.unread.is_some() {
        return put(bench, run, line, bytes).map(drop);
    }
    let read_as = read_as::now(run.source, kind, &line.file)?;
    let of = As { kind, file: line.file.clone(), mends: None };
    let content = Content { bytes, of: &of, read_as: &read_as, source: Some(run.port), is_new: true, again: None };
    run.not_had.extend(take(bench, line, &content, None, run.report)?);
    Ok(())
}

/// Reads the rows again that name a document whose file came or changed, as what they came.
fn read_again(bench: &mut Workbench, run: &mut Run<'_>, documents: &News) -> Outcome<()> {
    for (file, hash) in documents.deliveries.iter().filter(|delivery| !run.read.contains(*delivery)) {
        let Some(line) = read_as::naming_line(&bench.archive, &run.name, file, hash)? else { continue };
        let (delivery, bytes) = (Delivery { cursor: None, ..line.delivery }, bench.archive.get(hash)?);
        let Opened { bytes, read_as, of } = mended::opened(&bench.archive, &bench.config, &delivery, bytes)?;
        let (source, again): (Option<&dyn Port>, _) = (Some(run.port), Some(line.at.seq));
        let content = Content { bytes: &bytes, of: &of, read_as: &read_as, source, is_new: false, again };
        run.not_had.extend(take(bench, &delivery, &content, None, run.report)?);
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

//! Follow: what the archive lists becomes what the cache knows, from the last line that the cache has taken on. The archive is to
//! the cache as the book is: whatever was listed, by this process or by one that died, is taken the same way, and in its order.
//!
//! A line that cannot be taken stops those behind it: none is left out.

use std::collections::BTreeSet;

use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_store::{
    BadItem, Behind, Delivery, ItemFault, Line, Part, Position, Quarantined, ROWS_APART, ReadingEnd, ReadingRow, Step,
    key_of_file,
};

use crate::intake::documents::{Content, DOCUMENT};
use crate::intake::in_force::{History, MAPPING};
use crate::intake::mended::{self, Opened};
use crate::intake::read_as;
use crate::intake::take::{SourceReport, take};
use crate::settings::config::Source;
use crate::workspace::home::Workbench;
use crate::workspace::items::ITEMS;

/// The cache remembers under this name as what sources its deliveries were read.
const SOURCES: &str = "sources";

/// An earlier version remembered so that the cache had every delivery of the archive, and as what sources they were read.
const WHOLE: &str = "whole";

/// The archive's kind of a line that only says from where its source goes on.
pub(crate) const CURSOR: &str = "cursor";

/// The archive's kind of what a table was fetched as: no fact is in it.
pub(crate) const TABLE: &str = "table";

/// The archive's kind of what a source listed and can never hand out; its content says why.
pub(crate) const LOST: &str = "lost";

/// The archive's kind of a document's file whose name says no load, or may be of several; its content says the code, and why.
pub(crate) const UNPLACED: &str = "unplaced";

/// What decides of which load a row speaks: the sources in their order, their kinds, what they join and own, and what the ERP owns of
/// customers. By what their columns are read is in the archive's list.
fn sources(bench: &Workbench) -> String {
    let one = |s: &Source| canonical::hash(&(&s.name, &s.kind, &s.joins, &s.owns));
    let of_loads = bench.config.sources.iter().map(one);
    let of_erp = bench.config.erp.owned().zip(bench.config.of_erp.as_ref());
    let of_erp = of_erp.map(|(owned, source)| canonical::hash(&(one(source), owned)));
    canonical::hash(&of_loads.chain(of_erp).collect::<Vec<_>>()).0
}

/// The same as an earlier version told it.
fn sources_of_whole(bench: &Workbench) -> String {
    let one = |s: &Source| canonical::hash(&(&s.name, &s.joins, &s.owns, &s.columns));
    canonical::hash(&bench.config.sources.iter().map(one).collect::<Vec<_>>()).0
}

/// Is every source among the settings of which something was taken? LH-123.
pub(crate) fn must_name_sources(bench: &Workbench) -> Outcome<()> {
    let named = |source: &SourceName| bench.config.all_sources().any(|s| s.name == source.as_str());
    match bench.cache.sources()?.iter().find(|source| !named(source)) {
        Some(source) => Err(read_as::not_named(source.as_str())),
        None => Ok(()),
    }
}

/// A delivery that names document files: source, file and hash.
type Naming = (SourceName, String, Hash);

/// Takes what the archive lists behind what was taken last. A cache of another archive, or one that was read as other sources
/// than those of the settings, is emptied first, once the archive is known to read. Whatever cannot be taken leaves
/// [`Workbench::unread`] behind.
///
/// LH-518 a delivery cannot be read, LH-506 it is of a kind that is not known.
pub(crate) fn follow(bench: &mut Workbench) -> Outcome<()> {
    match catch_up(bench) {
        Err(fault) if fault.code == Code::ArchiveUnreadable => {
            bench.unread = Some(fault.clone());
            Err(fault)
        }
        Err(fault) => Err(fault),
        Ok(()) => {
            bench.unread = None;
            Ok(())
        }
    }
}

fn catch_up(bench: &mut Workbench) -> Outcome<()> {
    read_as_set(bench)?;
    let taken = bench.cache.taken()?;
    match bench.archive.behind(&taken)? {
        Behind::Lines(lines) if reads_again(bench, &lines)? => {
            empty(bench)?;
            take_lines(bench, Position::nothing(), bench.archive.lines()?)
        }
        Behind::Lines(lines) => take_lines(bench, taken, lines),
        Behind::Shorter => {
            bench.archive.number_behind(taken.seq);
            Ok(())
        }
        Behind::Other => {
            empty(bench)?;
            take_lines(bench, Position::nothing(), bench.archive.lines()?)
        }
    }
}

/// Was anything brought into force by which what was read is read again?
fn reads_again(bench: &Workbench, lines: &[Line]) -> Outcome<bool> {
    let mut of = lines.iter().filter(|line| line.delivery.kind == MAPPING).map(|line| &line.delivery.source).peekable();
    if of.peek().is_none() {
        return Ok(false);
    }
    let read = bench.cache.sources()?;
    Ok(of.any(|source| read.contains(source)))
}

/// Sees to it that what the cache has was read as the sources are set now.
fn read_as_set(bench: &mut Workbench) -> Outcome<()> {
    let now = sources(bench);
    match bench.cache.remembered(SOURCES)? {
        Some(known) if known == now => Ok(()),
        Some(_) => empty(bench),
        None => match bench.cache.remembered(WHOLE)? {
            None => bench.cache.remember(SOURCES, &now),
            Some(known) if known == sources_of_whole(bench) => adopt(bench, &now),
            Some(_) => empty(bench),
        },
    }
}

/// What the cache has read and the archive's list does not name: where lines of it were lost, nothing else can say so.
pub(crate) fn unlisted(bench: &Workbench) -> Outcome<Vec<Delivery>> {
    let mut unlisted = Vec::new();
    for ReadingRow { delivery, .. } in bench.cache.readings()? {
        let of = (&delivery.source, delivery.file.as_str(), delivery.kind.as_str());
        if bench.archive.line_of(of, &delivery.hash)?.is_none() {
            unlisted.push(delivery);
        }
    }
    Ok(unlisted)
}

/// What that means, in words.
pub(crate) fn unlisted_words(unlisted: &[Delivery]) -> String {
    let named: Vec<String> = unlisted.iter().take(3).map(|d| format!("{} of {}", d.file, d.source)).collect();
    let more = unlisted.len().saturating_sub(named.len());
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("the archive does not list what was read: {}{more}", named.join(", "))
}

fn must_list_what_was_read(bench: &Workbench) -> Outcome<()> {
    let unlisted = unlisted(bench)?;
    if unlisted.is_empty() {
        return Ok(());
    }
    Err(Fault::new(
        Code::DeliveryUnlisted,
        unlisted_words(&unlisted),
        "The cache was not made again: it would lack what they said.",
        "Put the archive's list back from a copy of the workspace, or have the source deliver these files again; then run \
         `linehaul sync`.",
    ))
}

/// Empties the cache to be made again. LH-518, and the cache stays, when a delivery of the archive cannot be read; LH-529 when its
/// list lacks what the cache has read.
pub(crate) fn empty(bench: &mut Workbench) -> Outcome<()> {
    bench.archive.must_read_but(DOCUMENT)?;
    must_list_what_was_read(bench)?;
    bench.cache.clear()?;
    let now = sources(bench);
    bench.cache.remember(SOURCES, &now)
}

/// A cache of an earlier version read deliveries and did not say how far: what it lacks is read, and all of the list is taken.
fn adopt(bench: &mut Workbench, now: &str) -> Outcome<()> {
    let lines = bench.archive.lines()?;
    let from = bench.cache.taken()?;
    let mut history = History::default();
    for line in lines.iter().filter(|line| ![DOCUMENT, MAPPING, TABLE, ITEMS].contains(&line.delivery.kind.as_str())) {
        let Delivery { source, file, hash, .. } = &line.delivery;
        if !bench.cache.seen(source, file, hash)? {
            read_line(bench, &mut history, line, (&from, None))?;
        }
    }
    if let Some(last) = lines.last() {
        bench.cache.pass(&Step { from, to: last.at.clone() }, None)?;
    }
    bench.cache.remember(SOURCES, now)?;
    bench.cache.forget(WHOLE)
}

/// Takes lines in their order. A file of a document that is listed makes the deliveries new that name it: they are read again,
/// but for those that were read here, since a delivery is read with all of its files that the archive has.
fn take_lines(bench: &mut Workbench, mut at: Position, lines: Vec<Line>) -> Outcome<()> {
    let mut again: BTreeSet<Naming> = BTreeSet::new();
    let mut read: BTreeSet<Naming> = BTreeSet::new();
    let mut passed: Option<Position> = None;
    let mut history = History::default();
    for line in &lines {
        let Delivery { source, file, kind, hash, .. } = &line.delivery;
        if kind == DOCUMENT {
            for (naming, content) in bench.cache.mentioning(source, file)? {
                let naming = (source.clone(), naming, content);
                if !read.contains(&naming) {
                    again.insert(naming);
                }
            }
            passed = Some(line.at.clone());
            continue;
        }
        read_again(bench, &mut history, &mut again, &at)?;
        let again =
            || Ok(bench.cache.seen(source, file, hash)? && bench.archive.said_last(&line.delivery, Some(&line.at))?);
        if [CURSOR, MAPPING, TABLE, ITEMS].contains(&kind.as_str()) || again()? {
            bench.cache.pass(&Step { from: at, to: line.at.clone() }, Some(&line.delivery))?;
        } else {
            read_line(bench, &mut history, line, (&line.at, None))?;
            read.insert((source.clone(), file.clone(), hash.clone()));
            crate::machine::crash::point("rebuild.after_delivery");
        }
        (at, passed) = (line.at.clone(), None);
    }
    read_again(bench, &mut history, &mut again, &at)?;
    match passed {
        Some(to) => bench.cache.pass(&Step { from: at, to }, None),
        None => Ok(()),
    }
}

/// Reads the deliveries again that name a file which came, and takes no step.
fn read_again(
    bench: &mut Workbench,
    history: &mut History,
    again: &mut BTreeSet<Naming>,
    at: &Position,
) -> Outcome<()> {
    for (source, file, hash) in std::mem::take(again) {
        if let Some(line) = read_as::naming_line(&bench.archive, &source, &file, &hash)? {
            let delivery = Delivery { cursor: None, ..line.delivery };
            let again = Some(line.at.seq);
            read_line(bench, history, &Line { delivery, at: line.at }, (at, again))?;
        }
    }
    Ok(())
}

/// Reads a delivery of the archive, and takes its list up to there; `again` where it was read before, under that line.
fn read_line(
    bench: &mut Workbench,
    history: &mut History,
    line: &Line,
    (to, again): (&Position, Option<u64>),
) -> Outcome<()> {
    let delivery = &line.delivery;
    let bytes = bench.archive.get(&delivery.hash)?;
    let words = || String::from_utf8_lossy(&bytes).into_owned();
    match delivery.kind.as_str() {
        LOST => return read_told(bench, delivery, (Code::ItemLost, words()), to),
        UNPLACED => {
            let words = words();
            let (code, why) = words.split_once(' ').unwrap_or((&words, ""));
            return read_told(bench, delivery, (Code::from_stored(code), why.to_owned()), to);
        }
        _ => {}
    }
    let Opened { bytes, read_as, of } = mended::opened(&bench.archive, &bench.config, history, line, bytes)?;
    let content = Content { bytes: &bytes, of: &of, read_as: &read_as, source: None, is_new: false, again };
    take(bench, delivery, &content, Some(to), &mut SourceReport::default()).map(drop)
}

/// What a source cannot hand out and goes on behind is one item of the quarantine, and so is a document's file that is of no load.
fn read_told(bench: &mut Workbench, delivery: &Delivery, told: (Code, String), to: &Position) -> Outcome<()> {
    let (code, message) = told;
    let reading = ReadingRow { delivery: delivery.clone(), rows: 1, quarantined: 1 };
    let step = Step { from: bench.cache.taken()?, to: to.clone() };
    let bad = BadItem {
        line: 1,
        faults: vec![ItemFault { column: None, code, message }],
        header: Vec::new(),
        content: delivery.file.clone(),
        whole: canonical::hash_bytes(delivery.file.as_bytes()),
        rows: 1,
        keys: vec![key_of_file(&delivery.file)],
        receipt: step.from.seq.saturating_add(1).saturating_mul(ROWS_APART).saturating_add(1),
    };
    // What is told last of a name stands in place of what was.
    let quarantined = Some(Quarantined { bad: vec![bad], reads: delivery.kind == UNPLACED, ..Quarantined::default() });
    let end = ReadingEnd {
        reading,
        quarantined,
        documents: Vec::new(),
        not_had: Vec::new(),
        listing: None,
        place: None,
        step,
    };
    bench.cache.take_parts(&mut std::iter::once(Part::End(Box::new(end)))).map(drop)
}

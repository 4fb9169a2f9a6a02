//! Follow: what the archive lists becomes what the cache knows, from the last line that the cache has taken on. The archive is to
//! the cache as the book is: whatever was listed, by this process or by one that died, is taken the same way, and in its order.
//!
//! A line that cannot be taken stops those behind it: none is left out.

use std::collections::BTreeSet;

use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source;
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_store::{Behind, Delivery, Line, Position, Step};

use crate::intake::documents::{Content, DOCUMENT};
use crate::intake::take::{SourceReport, columns, reader, take};
use crate::settings::config::Source;
use crate::workspace::home::Workbench;

/// The cache remembers under this name as what sources its deliveries were read.
const SOURCES: &str = "sources";

/// An earlier version remembered so that the cache had every delivery of the archive, and as what sources they were read.
const WHOLE: &str = "whole";

/// What decides of which load a row speaks and what its columns are: the sources in their order, what they join and own, their
/// mappings.
fn sources(bench: &Workbench) -> String {
    let one = |s: &Source| canonical::hash(&(&s.name, &s.joins, &s.owns, &s.columns));
    canonical::hash(&bench.config.sources.iter().map(one).collect::<Vec<_>>()).0
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

/// Sees to it that what the cache has was read as the sources are set now.
fn read_as_set(bench: &mut Workbench) -> Outcome<()> {
    let now = sources(bench);
    match bench.cache.remembered(SOURCES)? {
        Some(known) if known == now => Ok(()),
        Some(_) => empty(bench),
        None => match bench.cache.remembered(WHOLE)? {
            None => bench.cache.remember(SOURCES, &now),
            Some(known) if known == now => adopt(bench, &now),
            Some(_) => empty(bench),
        },
    }
}

/// Empties the cache to be made again. LH-518, and the cache stays, when a delivery of the archive cannot be read.
pub(crate) fn empty(bench: &mut Workbench) -> Outcome<()> {
    bench.archive.must_read_but(DOCUMENT)?;
    bench.cache.clear()?;
    let now = sources(bench);
    bench.cache.remember(SOURCES, &now)
}

/// A cache of an earlier version read deliveries and did not say how far: what it lacks is read, and all of the list is taken.
fn adopt(bench: &mut Workbench, now: &str) -> Outcome<()> {
    let lines = bench.archive.lines()?;
    let from = bench.cache.taken()?;
    for line in lines.iter().filter(|line| line.delivery.kind != DOCUMENT) {
        let Delivery { source, file, hash, .. } = &line.delivery;
        if !bench.cache.seen(source, file, hash)? {
            read_line(bench, line, &from)?;
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
        read_again(bench, &mut again, &at)?;
        if bench.cache.seen(source, file, hash)? {
            bench.cache.pass(&Step { from: at, to: line.at.clone() }, Some(&line.delivery))?;
        } else {
            read_line(bench, line, &line.at)?;
            read.insert((source.clone(), file.clone(), hash.clone()));
            crate::machine::crash::point("rebuild.after_delivery");
        }
        (at, passed) = (line.at.clone(), None);
    }
    read_again(bench, &mut again, &at)?;
    match passed {
        Some(to) => bench.cache.pass(&Step { from: at, to }, None),
        None => Ok(()),
    }
}

/// Reads the deliveries again that name a file which came, and takes no step.
fn read_again(bench: &mut Workbench, again: &mut BTreeSet<Naming>, at: &Position) -> Outcome<()> {
    for (source, file, hash) in std::mem::take(again) {
        if let Some(line) = bench.archive.line_of((&source, &file, Kind::Documents.name()), &hash)? {
            let delivery = Delivery { cursor: None, ..line.delivery };
            read_line(bench, &Line { delivery, at: line.at }, at)?;
        }
    }
    Ok(())
}

/// Reads a delivery of the archive, and takes its list up to there.
fn read_line(bench: &mut Workbench, line: &Line, to: &Position) -> Outcome<()> {
    let delivery = &line.delivery;
    let bytes = bench.archive.get(&delivery.hash)?;
    let source = bench.config.sources.iter().find(|s| s.name == delivery.source.as_str());
    let map = source.zip(Kind::from_name(&delivery.kind)).map(|(s, kind)| columns(s, kind)).unwrap_or_default();
    let kind = source.map_or_else(source::kind_of_the_gone, reader);
    let content = Content { bytes: &bytes, map: &map, kind, source: None, is_new: false };
    take(bench, delivery, &content, Some(to), &mut SourceReport::default())
}

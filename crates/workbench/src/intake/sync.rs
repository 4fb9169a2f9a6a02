//! Sync: read the sources, keep what came, fold it and assess what changed.
//!
//! A delivery is archived before anything of it counts, so that nothing that was seen can be lost. A bad row is quarantined and the
//! rest goes on: read = new + changed + duplicate + quarantined. That a load is stale is written with the facts that make it
//! so; assessing takes up whatever is stale, from this sync or from one that was interrupted.

use std::collections::BTreeSet;

use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::{Item, Source as Port};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, LoadNumber, SourceName};
use linehaul_store::{Delivery, KnownFile};
use tracing::{info, warn};

use crate::assessment::drain::{Assessed, drain};
use crate::assessment::world;
use crate::book::checked;
use crate::intake::documents::{Content, News, news, remember};
use crate::intake::rebuild::make_whole;
use crate::intake::take::{SourceReport, columns, reader, take, take_unread};
use crate::log;
use crate::settings::config::Source;
use crate::workspace::home::Workbench;

/// What a sync did.
#[derive(Debug, Clone, Default)]
pub struct Synced {
    /// By source.
    pub sources: Vec<SourceReport>,
    /// What assessing did.
    pub assessed: Assessed,
    /// Facts of loads whose own row has not come yet, by number.
    pub waiting: Vec<LoadNumber>,
    /// What is wrong with the book, where a sync looked at all of it: once a week.
    pub book: Option<String>,
    /// Wall-clock milliseconds.
    pub elapsed_ms: u128,
}

/// Told (what, done, all); answers whether to go on.
pub type Progress<'a> = &'a mut dyn FnMut(&str, usize, usize) -> bool;

/// Days after which a sync checks the whole book again.
const CHECK_DAYS: i64 = 7;

/// Syncs the named sources, or all. LH-518 when what the archive lacks was not delivered again. Contracts and tables are read anew too, and what they change is assessed again.
pub fn sync(bench: &mut Workbench, only: &[String], progress: Progress<'_>) -> Outcome<Synced> {
    let started = bench.clock.monotonic();
    if let Some(unknown) = only.iter().find(|name| !bench.config.sources.iter().any(|s| &s.name == *name)) {
        let known: Vec<&str> = bench.config.sources.iter().map(|s| s.name.as_str()).collect();
        return Err(Fault::new(
            Code::SourceUnknown,
            format!("there is no source `{unknown}`; known: {}", known.join(", ")),
            "Nothing was read.",
            "Name a [[source]] of linehaul.toml.",
        ));
    }
    bench.read_rules()?;
    world::follow(bench)?;
    if bench.unread.is_none() {
        take_unread(bench)?;
    }
    let sources: Vec<Source> =
        bench.config.sources.iter().filter(|s| only.is_empty() || only.contains(&s.name)).cloned().collect();
    let mut synced = Synced::default();
    for source in &sources {
        let mut report = SourceReport { name: source.name.clone(), ..SourceReport::default() };
        if let Err(fault) = sync_source(bench, source, &mut report, progress) {
            let (name, why) = (log::name(&source.name), log::words(&fault.what));
            warn!(source = &*name, code = %fault.code, why = &*why, "not read");
            report.error = Some(fault);
        }
        let (read, unchanged) = (report.read, report.unchanged_files);
        info!(source = &*log::name(&source.name), read, unchanged, notes = report.notes.len(), "read");
        synced.sources.push(report);
    }
    crate::machine::crash::point("sync.after_facts");
    if bench.unread.take().is_some() {
        // A source that delivered the content once more has mended the archive.
        make_whole(bench)?;
    }
    synced.assessed = drain(bench, &mut |done, all| progress("assessing", done, all))?;
    crate::machine::crash::point("sync.after_assess");
    synced.waiting = bench.cache.rowless()?;
    synced.book = match &bench.behind {
        Some(behind) => Some(behind.fault().what),
        None => check_now_and_then(bench)?,
    };
    synced.elapsed_ms = bench.clock.monotonic().saturating_sub(started).as_millis();
    Ok(synced)
}

/// Checks the whole book where that was not done for a while.
fn check_now_and_then(bench: &mut Workbench) -> Outcome<Option<String>> {
    const CHECKED: &str = "book checked";
    let today = bench.clock.today(bench.config.business.zone);
    let last = bench.cache.remembered(CHECKED)?.and_then(|text| text.parse().ok());
    if last.is_some_and(|last: linehaul_domain::time::NaiveDate| (today - last).num_days().abs() < CHECK_DAYS) {
        return Ok(None);
    }
    match checked::whole(&bench.book, &mut bench.cache) {
        Ok(()) => {
            bench.cache.remember(CHECKED, &today.to_string())?;
            Ok(None)
        }
        Err(fault) if fault.code == Code::BookBroken => Ok(Some(fault.what)),
        Err(fault) => Err(fault),
    }
}

/// Reads what a source has to deliver. What one item cannot give is left for the next time; a source with cursors is not read
/// behind such an item, since it goes on from the last one that was taken.
fn sync_source(
    bench: &mut Workbench,
    source: &Source,
    report: &mut SourceReport,
    progress: Progress<'_>,
) -> Outcome<()> {
    let port = bench.source(source)?;
    sync_from(bench, source, port.as_ref(), report, progress)
}

/// The same from an open one.
pub fn sync_from(
    bench: &mut Workbench,
    source: &Source,
    port: &dyn Port,
    report: &mut SourceReport,
    progress: Progress<'_>,
) -> Outcome<()> {
    let (name, cursors) = (SourceName(source.name.clone()), port.traits().cursors);
    let documents = news(bench, &name, port)?;
    let mut read: BTreeSet<(String, Hash)> = BTreeSet::new();
    let mut cursor = if cursors { bench.archive.cursor_of(&name) } else { None };
    loop {
        let listing = port.list(cursor.as_deref(), bench.clock.real_now())?;
        report.notes.extend(listing.notes);
        for (done, item) in listing.items.iter().enumerate() {
            if !progress(&format!("reading {}", item.name), done, listing.items.len()) {
                report.notes.push("stopped; the files not read yet are left for the next sync".to_owned());
                return Ok(());
            }
            match sync_item(bench, source, port, item, report) {
                Ok(Some(hash)) => drop(read.insert((item.name.clone(), hash))),
                Ok(None) => {}
                // One file that cannot be opened does not stop the others.
                Err(fault) if fault.code == Code::FileUnreadable => {
                    report.notes.push(format!("{fault}; it is tried again next time"));
                    if cursors {
                        return Ok(());
                    }
                }
                Err(fault) => return Err(fault),
            }
            cursor = item.cursor.clone().or(cursor);
        }
        if !listing.more || listing.items.is_empty() {
            break;
        }
    }
    read_again(bench, source, port, &documents, &read, report)?;
    remember(bench, &name, &documents)
}

/// Reads the rows again that name a document whose file came or changed.
fn read_again(
    bench: &mut Workbench,
    source: &Source,
    port: &dyn Port,
    documents: &News,
    read: &BTreeSet<(String, Hash)>,
    report: &mut SourceReport,
) -> Outcome<()> {
    for (file, hash) in documents.deliveries.iter().filter(|delivery| !read.contains(*delivery)) {
        let delivery = Delivery {
            source: SourceName(source.name.clone()),
            file: file.clone(),
            kind: Kind::Documents.name().to_owned(),
            received: bench.clock.now(),
            hash: hash.clone(),
            cursor: None,
        };
        let bytes = bench.archive.get(hash)?;
        let map = columns(source, Kind::Documents);
        let content = Content { bytes: &bytes, map: &map, kind: reader(source), source: Some(port), is_new: false };
        take(bench, &delivery, &content, report)?;
    }
    Ok(())
}

/// Reads an item, unless it is as it was; answers the hash of what was read.
fn sync_item(
    bench: &mut Workbench,
    source: &Source,
    port: &dyn Port,
    item: &Item,
    report: &mut SourceReport,
) -> Outcome<Option<Hash>> {
    let name = SourceName(source.name.clone());
    let known = bench.cache.known_file(&name, &item.name)?;
    if item.stamp.is_some() && known.map(|known| known.stamp) == item.stamp {
        report.unchanged_files += 1;
        return Ok(None);
    }
    let bytes = port.fetch(item)?;
    let hash = canonical::hash_bytes(&bytes);
    let new = !bench.cache.seen(&name, &item.name, &hash)?;
    if new {
        let delivery = Delivery {
            source: name.clone(),
            file: item.name.clone(),
            kind: item.kind.name().to_owned(),
            received: bench.clock.now(),
            hash: hash.clone(),
            cursor: item.cursor.clone(),
        };
        let map = columns(source, item.kind);
        let content = Content { bytes: &bytes, map: &map, kind: reader(source), source: Some(port), is_new: true };
        take(bench, &delivery, &content, report)?;
    } else {
        report.unchanged_files += 1;
    }
    if let Some(stamp) = item.stamp.clone() {
        bench.cache.know_file(&name, &item.name, &KnownFile { stamp, hash: hash.clone() })?;
    }
    Ok(new.then_some(hash))
}

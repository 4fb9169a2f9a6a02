//! By name: files of documents that no row names become documents of the loads that their names say. What was found is a delivery
//! of its source, rows of documents as dispatch would have written them: so the archive says the same when the settings, or the loads
//! that are known, are others. A file that is of no load is an item of the quarantine, and is looked at again by each sync.

use std::collections::BTreeSet;

use linehaul_connectors::drop::by_name::{ByName, Placed};
use linehaul_connectors::mapping::Kind;
use linehaul_connectors::source::{self, Had, Source as Port};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::SourceName;
use linehaul_domain::pages::Pages;
use linehaul_store::Delivery;

use crate::intake::documents::{Content, News, known_as};
use crate::intake::follow::{UNPLACED, follow};
use crate::intake::mended::As;
use crate::intake::read_as;
use crate::intake::take::{SourceReport, take};
use crate::settings::config::Source;
use crate::workspace::home::Workbench;
use crate::workspace::identity;

/// Files that a system or a program leaves in a folder, and files that are still being written.
const NO_DOCUMENTS: &[&str] = &["thumbs.db", "desktop.ini"];
const WRITTEN: &[&str] = &[".part", ".tmp", ".filepart", ".crdownload"];

/// What became of a file.
enum Done {
    /// Nothing is left to do.
    Settled,
    /// It is looked at again.
    Waits,
}

/// Places the files that came or changed, or waited. Answers those that the next look takes for new.
pub(crate) fn place(
    bench: &mut Workbench,
    (source, port): (&Source, &dyn Port),
    news: &News,
    report: &mut SourceReport,
) -> Outcome<BTreeSet<String>> {
    let mut again = BTreeSet::new();
    let Some(by_name) = port.by_name() else { return Ok(again) };
    let files: Vec<&str> = news.files().filter(|file| is_document(file)).collect();
    if files.is_empty() {
        return Ok(again);
    }
    let items = bench.cache.quarantine()?.into_iter().filter(|item| item.source.as_str() == source.name);
    let told: BTreeSet<String> = items.map(|item| item.file).collect();
    for file in files {
        let (settled, not_had) = one(bench, (source, port, by_name, &told), file, report)?;
        again.extend(not_had);
        if matches!(settled, Done::Waits) {
            again.insert(file.to_owned());
        }
    }
    Ok(again)
}

fn is_document(file: &str) -> bool {
    let lower = file.to_lowercase();
    !lower.starts_with('.') && !NO_DOCUMENTS.contains(&&*lower) && !WRITTEN.iter().any(|end| lower.ends_with(end))
}

/// Of which source, how names are read, and what the quarantine tells of it.
type Of<'a> = (&'a Source, &'a dyn Port, &'a ByName, &'a BTreeSet<String>);

fn one(
    bench: &mut Workbench,
    (source, port, by_name, in_quarantine): Of<'_>,
    file: &str,
    report: &mut SourceReport,
) -> Outcome<(Done, BTreeSet<String>)> {
    let (name, own) = (SourceName::from(source.name.as_str()), known_as(file));
    let naming = bench.cache.mentioning(&name, file)?;
    if naming.iter().any(|(delivery, _)| *delivery == own) {
        // Once it is of a load it stays that one's.
        return Ok((Done::Settled, BTreeSet::new()));
    }
    let mut rows = if naming.is_empty() { placed(bench, source, by_name, file)? } else { Ok(Vec::new()) };
    if let Ok(placed) = &rows
        && let Some(asked) = of_one_or_asked(port, file, placed)?
    {
        rows = Err(asked);
    }
    let (kind, text) = match &rows {
        Ok(rows) => (Kind::Documents.name(), documents(file, rows)),
        Err((code, why)) => (UNPLACED, format!("{code} {why}")),
    };
    let line = Delivery {
        source: name,
        file: own,
        kind: kind.to_owned(),
        received: bench.clock.now(),
        hash: canonical::hash_bytes(text.as_bytes()),
        cursor: None,
        scope: None,
        reader: Some(source.kind.clone()),
        columns: None,
    };
    let told = bench.cache.seen(&line.source, &line.file, &line.hash)? && bench.archive.said_last(&line, None)?;
    match rows {
        Err(_) if told => Ok((Done::Waits, BTreeSet::new())),
        Err((code, why)) => {
            bench.archive.put(&line, text.as_bytes())?;
            follow(bench)?;
            report.read += 1;
            report.quarantined += 1;
            report
                .notes
                .push(format!("{code} {file}: {why}; it is in quarantine, and looked at again by the next sync"));
            Ok((Done::Waits, BTreeSet::new()))
        }
        Ok(_) if told => Ok((Done::Settled, BTreeSet::new())),
        // A row names it that came since: it is said only where it was told to be of no load.
        Ok(rows) if rows.is_empty() && !in_quarantine.contains(&line.file) => Ok((Done::Settled, BTreeSet::new())),
        Ok(_) => {
            let read_as = read_as::ours(source)?;
            let of = As { kind: Kind::Documents, file: line.file.clone(), mends: None };
            let (bytes, source) = (text.as_bytes(), Some(port));
            let content = Content { bytes, of: &of, read_as: &read_as, source, is_new: true, again: None };
            Ok((Done::Settled, take(bench, &line, &content, None, report)?))
        }
    }
}

type Unplaced = (Code, String);

/// The documents that a file's name says, of loads that its source speaks of and that are known.
fn placed(bench: &Workbench, source: &Source, by_name: &ByName, file: &str) -> Outcome<Result<Vec<Placed>, Unplaced>> {
    let mut known = |number: &str| {
        let load = identity::of(&bench.config, &source.name, &number.into());
        Ok(bench.cache.load(&load)?.is_some() || bench.cache.is_stale(&load)?)
    };
    Ok(by_name.place(file, &mut known)?.map_err(|why| (why.code, why.message)))
}

/// LH-281 where a file of several pages is of several loads: by its name each of them would get all of it, the others' papers too.
fn of_one_or_asked(port: &dyn Port, file: &str, rows: &[Placed]) -> Outcome<Option<Unplaced>> {
    let loads: BTreeSet<&str> = rows.iter().map(|row| row.load.as_str()).collect();
    let mut loads = loads.into_iter();
    let (Some(first), Some(second)) = (loads.next(), loads.next()) else { return Ok(None) };
    let Had::Bytes(bytes) = source::document(port, file)? else { return Ok(None) };
    // Of what does not read the pages are nobody's: it is held as what it is.
    let has = linehaul_paper::pages(&bytes).unwrap_or(1);
    Ok((has > 1).then(|| {
        let all = [first, second].into_iter().chain(loads).collect::<Vec<_>>().join(", ");
        let why = format!(
            "it has {has} pages and its name says the loads {all}; say which pages are whose: `linehaul split \"{file}\" 1={first} 2={second} …`"
        );
        (Code::ScanOfSeveral, why)
    }))
}

/// Rows of documents, as a file of ours has them. An id is made as a mapping makes one.
fn documents(file: &str, rows: &[Placed]) -> String {
    let mut text = String::from("document_id,load_number,stop,type,file\n");
    for Placed { load, kind, stop } in rows {
        let stop = stop.map(|stop| stop.to_string()).unwrap_or_default();
        let id = id(&[load, &stop, kind, file]);
        text.push_str(&format!("{},{},{stop},{kind},{}\n", quoted(&id), quoted(load), quoted(file)));
    }
    text
}

/// The same of pages of it, each with its load and type.
pub(crate) fn paged(file: &str, rows: &[(String, String, Pages)]) -> String {
    let mut text = String::from("document_id,load_number,type,file,pages\n");
    for (load, kind, pages) in rows {
        let id = id(&[load, kind, &pages.named(file)]);
        let pages = quoted(&pages.to_string());
        text.push_str(&format!("{},{},{kind},{},{pages}\n", quoted(&id), quoted(load), quoted(file)));
    }
    text
}

fn id(parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

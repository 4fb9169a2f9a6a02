//! Unread: columns of a source that its mapping neither reads nor ignores. A column that came anew may be worth money: it is told
//! at each sync until somebody says what it is. So is one that was read and is not any more: what has it is still read as before.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_connectors::mapping::ReadBy;
use linehaul_domain::fault::Outcome;
use linehaul_store::Delivery;

use crate::intake::read_as::{Former, ReadAs};
use crate::settings::config::Source;
use crate::settings::mappings::MappedBy;
use crate::workspace::home::Workbench;

/// So many different sets of columns a note tells.
const MOST_SORTS: usize = 5;

/// Names of columns that a note tells.
const MAX_NAMES: usize = 20;

fn key(source: &str, files: &str) -> String {
    format!("unread columns of {source}: {files}")
}

fn former_key(source: &str) -> String {
    format!("read by a former mapping of {source}: ")
}

/// Remembers those of a delivery that was read by a mapping; of several of one sort the last one read counts.
pub(crate) fn remember(bench: &mut Workbench, delivery: &Delivery, read_as: &ReadAs, unread: &[String]) -> Outcome<()> {
    let former = format!("{}{} {}", former_key(delivery.source.as_str()), delivery.file, delivery.hash);
    if let Some(Former { since, lacks }) = &read_as.former {
        let columns = told(lacks).unwrap_or_default();
        return bench.cache.remember(&former, &format!("{}\n{columns}", since.format("%Y-%m-%d")));
    }
    bench.cache.forget(&former)?;
    let ReadBy::Mapping(mapping) = &read_as.by else { return Ok(()) };
    let Some(file) = mapping.file(&delivery.file) else { return Ok(()) };
    let key = key(delivery.source.as_str(), &file.shown);
    match told(unread) {
        Some(columns) => bench.cache.remember(&key, &columns),
        None => bench.cache.forget(&key),
    }
}

/// What is to be said of a source.
pub(crate) fn notes(bench: &Workbench, source: &Source) -> Outcome<Vec<String>> {
    let mut notes = former_notes(bench, source)?;
    let MappedBy::Mapping { mapping, .. } = &source.mapped else { return Ok(notes) };
    for files in mapping.shown() {
        if let Some(columns) = bench.cache.remembered(&key(&source.name, files))? {
            notes.push(format!("{files}: nobody reads {columns}; map them, or say ignore = […] in the mapping"));
        }
    }
    Ok(notes)
}

/// Of the files that are not read by what is in force, since it would take from loads what they have.
pub(crate) fn former_notes(bench: &Workbench, source: &Source) -> Outcome<Vec<String>> {
    let mut all: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
    for (_, value) in bench.cache.remembered_as(&former_key(&source.name))? {
        let (since, columns) = value.split_once('\n').unwrap_or((&value, ""));
        let (files, lacks) = all.entry(since.to_owned()).or_default();
        *files += 1;
        lacks.insert(columns.to_owned());
    }
    let note = |(since, (files, lacks)): (String, (usize, BTreeSet<String>))| {
        let (are, they) = if files == 1 { ("file is", "it has") } else { ("files are", "they have") };
        let more = lacks.len().saturating_sub(MOST_SORTS);
        let mut told: Vec<String> = lacks.into_iter().take(MOST_SORTS).collect();
        told.extend((more > 0).then(|| format!("and {more} more")));
        format!(
            "{files} {are} still read by the mapping of {since}: {they} {}, which it does not read any more; map it too, or say \
             ignore = […] where nothing of it is wanted",
            told.join("; ")
        )
    };
    Ok(all.into_iter().map(note).collect())
}

fn told(columns: &[String]) -> Option<String> {
    let some = columns.iter().take(MAX_NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    match columns.len() {
        0 => None,
        all if all > MAX_NAMES => Some(format!("{some} and {} more", all - MAX_NAMES)),
        _ => Some(some),
    }
}

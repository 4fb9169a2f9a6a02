//! Unread: columns of a source that its mapping neither reads nor ignores. A column that came anew may be worth money: it is told
//! at each sync until somebody says what it is.

use linehaul_connectors::mapping::ReadBy;
use linehaul_domain::fault::Outcome;
use linehaul_store::Delivery;

use crate::intake::read_as::ReadAs;
use crate::settings::config::Source;
use crate::settings::mappings::MappedBy;
use crate::workspace::home::Workbench;

/// Names of columns that a note tells.
const MAX_NAMES: usize = 20;

fn key(source: &str, files: &str) -> String {
    format!("unread columns of {source}: {files}")
}

/// Remembers those of a delivery that was read by a mapping; of several of one sort the last one read counts.
pub(crate) fn remember(bench: &mut Workbench, delivery: &Delivery, read_as: &ReadAs, unread: &[String]) -> Outcome<()> {
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
    let MappedBy::Mapping { mapping, .. } = &source.mapped else { return Ok(Vec::new()) };
    let mut notes = Vec::new();
    for files in mapping.shown() {
        if let Some(columns) = bench.cache.remembered(&key(&source.name, files))? {
            notes.push(format!("{files}: nobody reads {columns}; map them, or say ignore = […] in the mapping"));
        }
    }
    Ok(notes)
}

fn told(columns: &[String]) -> Option<String> {
    let some = columns.iter().take(MAX_NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    match columns.len() {
        0 => None,
        all if all > MAX_NAMES => Some(format!("{some} and {} more", all - MAX_NAMES)),
        _ => Some(some),
    }
}

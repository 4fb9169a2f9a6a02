//! Scans: files of documents that came again under their name and show less than before, and several of one paper. The better one goes on
//! to count, since it was seen, and any one that can be read is taken for the paper; that it is so is told.

use std::collections::BTreeMap;

use linehaul_domain::document::{Document, Readability};
use linehaul_domain::hold::{Warning, WarningCode};
use linehaul_domain::load::Load;

use crate::rate::Rating;

/// Papers of which a stop, or a load, has one.
const ONCE: &[&str] = &["pod", "pod_signed", "bol", "bol_signed", "rate_confirmation"];

/// Tells of each.
pub fn judge(load: &Load, rating: &mut Rating) {
    let mut told: Vec<Warning> = load.documents.iter().filter_map(replaced).collect();
    told.extend(several(load));
    for warning in told {
        if !rating.warnings.contains(&warning) {
            rating.warnings.push(warning);
        }
    }
}

fn replaced(document: &Document) -> Option<Warning> {
    let wrong = document.looked.as_ref().and_then(|looked| looked.lately)?.wrong()?;
    let file = document.file.as_deref().unwrap_or(&document.id);
    let message = format!("{file} ({}) was replaced by one that {wrong}; the one before it counts", document.kind);
    Some(Warning { code: WarningCode::DocumentReplaced, message })
}

/// Files that are one paper of one stop, and can be read.
fn several(load: &Load) -> Vec<Warning> {
    let mut files: BTreeMap<(&str, Option<u32>), Vec<&str>> = BTreeMap::new();
    let readable = |document: &&Document| document.readability == Readability::Readable;
    for document in load.documents.iter().filter(readable).filter(|document| ONCE.contains(&document.kind.as_str())) {
        let all = files.entry((document.kind.as_str(), document.stop)).or_default();
        if let Some(file) = document.file.as_deref().filter(|file| !all.contains(file)) {
            all.push(file);
        }
    }
    let twice = files.into_iter().filter(|(_, files)| files.len() > 1);
    let words = twice.map(|((kind, stop), files)| {
        let stop = stop.map(|stop| format!(" of stop {stop}")).unwrap_or_default();
        let count = files.len();
        format!("{count} files are {kind}{stop} ({}): any one of them counts as it", files.join(", "))
    });
    words.map(|message| Warning { code: WarningCode::DocumentTwice, message }).collect()
}

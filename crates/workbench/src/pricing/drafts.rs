//! Drafts: what was proposed and published so far, and the files of the disk that only look as if they were in force.

use std::path::PathBuf;

use linehaul_domain::canonical;
use linehaul_domain::decision::Entry;
use linehaul_domain::fault::Outcome;

use crate::contracts::library::HOUSE;
use crate::contracts::published::published_contracts;
use crate::workspace::home::Workbench;

/// Where the contracts of a folder are.
pub(crate) fn folder_of(bench: &Workbench, folder: &str) -> PathBuf {
    let rules = bench.dir.join("rules");
    if folder == HOUSE { rules.join(HOUSE) } else { rules.join("customers").join(folder) }
}

/// Every proposal and publication, newest first.
pub fn history(bench: &Workbench) -> Outcome<Vec<Entry>> {
    let mut entries = bench.book.entries_of_kinds(&["contract_proposed", "contract_published"])?;
    entries.reverse();
    Ok(entries)
}

/// Files of published folders that are not what was published: drafts that look as if they were in force.
pub fn drafts(bench: &Workbench) -> Outcome<Vec<String>> {
    let published = published_contracts(&bench.book)?;
    let mut drafts = Vec::new();
    for (folder, versions) in &published {
        let on_disk = crate::machine::disk::sorted(&folder_of(bench, folder))?;
        for path in on_disk.into_iter().filter(|p| p.extension().is_some_and(|e| e == "rhai")) {
            let shown = format!("{folder}/{}", crate::machine::disk::file_name(&path));
            let bytes = std::fs::read(&path).map_err(|e| crate::machine::disk::unreadable(&path, &e))?;
            if versions.get(&shown).is_none_or(|text| *text != canonical::hash_bytes(&bytes)) {
                drafts.push(shown);
            }
        }
    }
    Ok(drafts)
}

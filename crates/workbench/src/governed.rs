//! Governed: the folders of contracts for which the book, and not the disk, says what is in force.

use std::collections::BTreeMap;

use linehaul_domain::decision::Decision;
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::Hash;
use linehaul_store::Book;

use crate::shelf::{HOUSE, Shelf};

/// The published texts: by folder, by file, the last of each.
pub fn published(book: &Book) -> Outcome<BTreeMap<String, BTreeMap<String, Hash>>> {
    let mut all: BTreeMap<String, BTreeMap<String, Hash>> = BTreeMap::new();
    for entry in book.entries_of_kinds(&["contract_published"])? {
        if let Decision::ContractPublished { file, text, .. } = entry.entry.decision {
            let folder = file.split('/').next().unwrap_or_default().to_owned();
            all.entry(folder).or_default().insert(file, text);
        }
    }
    Ok(all)
}

/// Puts what was published into a shelf that was read from the disk.
pub fn govern(book: &Book, shelf: &mut Shelf) -> Outcome<()> {
    for (folder, versions) in published(book)? {
        let mut texts = Vec::new();
        for (file, hash) in versions {
            let bytes = book.body(&hash)?.unwrap_or_default();
            texts.push((file, String::from_utf8_lossy(&bytes).into_owned()));
        }
        shelf.replace(&folder, folder == HOUSE, texts);
    }
    Ok(())
}

//! Published: the contracts, and the tables that they name, for which the book, and not the disk, says what is in force. Of a
//! published table the disk may add later rows, as next week's fuel price; any other change of it is a draft.

use std::collections::BTreeMap;
use std::path::Path;

use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, TableName};
use linehaul_store::Book;

use crate::contracts::library::{ContractLibrary, HOUSE};

/// The published texts: by folder, by file, the last of each.
pub fn published_contracts(book: &Book) -> Outcome<BTreeMap<String, BTreeMap<String, Hash>>> {
    let mut all: BTreeMap<String, BTreeMap<String, Hash>> = BTreeMap::new();
    for entry in book.entries_of_kinds(&["contract_published"])? {
        if let Decision::ContractPublished { file, text, .. } = entry.entry.decision {
            let folder = file.split('/').next().unwrap_or_default().to_owned();
            all.entry(folder).or_default().insert(file, text);
        }
    }
    Ok(all)
}

/// The published tables: the last text of each.
pub fn published_tables(book: &Book) -> Outcome<BTreeMap<TableName, Vec<u8>>> {
    let mut hashes: BTreeMap<TableName, Hash> = BTreeMap::new();
    for entry in book.entries_of_kinds(&["contract_published"])? {
        if let Decision::ContractPublished { tables, .. } = entry.entry.decision {
            hashes.extend(tables);
        }
    }
    let mut texts = BTreeMap::new();
    for (name, hash) in hashes {
        let text = book.body(&hash)?.ok_or_else(|| lost(name.as_str()))?;
        texts.insert(name, text);
    }
    Ok(texts)
}

/// The contracts and tables of a workspace: what was published where something was, else what stands on the disk.
pub fn library(book: &Book, rules: &Path) -> Outcome<ContractLibrary> {
    let mut library = ContractLibrary::read(rules, &published_tables(book)?)?;
    put_published(book, &mut library)?;
    Ok(library)
}

/// Puts what was published into a library that was read from the disk.
fn put_published(book: &Book, library: &mut ContractLibrary) -> Outcome<()> {
    for (folder, versions) in published_contracts(book)? {
        let mut texts = Vec::new();
        for (file, hash) in versions {
            let bytes = book.body(&hash)?.ok_or_else(|| lost(&file))?;
            texts.push((file, String::from_utf8_lossy(&bytes).into_owned()));
        }
        library.replace(&folder, folder == HOUSE, texts);
    }
    Ok(())
}

/// LH-520: a published text is not in the book.
fn lost(what: &str) -> Fault {
    Fault::new(
        Code::BookBroken,
        format!("the published text of {what} is not in the book"),
        "Nothing is priced by what stands in its place on the disk.",
        "Run `linehaul audit verify`, and put the newest backup back with `linehaul restore`.",
    )
}

//! A source in memory that goes on from cursors, page by page, as an API does: for tests of what reads from a source, since no
//! dispatch system runs here. It can fail at each step as one over a network does. A simulation, and no kind that settings name.

use std::cell::RefCell;
use std::collections::BTreeMap;

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::time::Instant;

use crate::mapping::Kind;
use crate::source::{DocumentFile, Documents, Item, Listing, Source, Traits};

/// What one call of it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Listing.
    List,
    /// Fetching.
    Fetch,
}

/// Pages in the order in which they came, with files of documents beside them.
#[derive(Debug, Default)]
pub struct PagedSource {
    pages: RefCell<Vec<(Kind, Vec<u8>)>>,
    documents: RefCell<BTreeMap<String, Vec<u8>>>,
    at_once: usize,
    failing: RefCell<Vec<Call>>,
}

impl PagedSource {
    /// One that lists so many pages at once.
    pub fn new(at_once: usize) -> PagedSource {
        PagedSource { at_once, ..PagedSource::default() }
    }

    /// Adds a page.
    pub fn page(&self, kind: Kind, text: &str) {
        self.pages.borrow_mut().push((kind, text.as_bytes().to_vec()));
    }

    /// Adds or replaces a document's file.
    pub fn put_document(&self, name: &str, bytes: &[u8]) {
        self.documents.borrow_mut().insert(name.to_owned(), bytes.to_vec());
    }

    /// The next call of this sort fails.
    pub fn fail(&self, call: Call) {
        self.failing.borrow_mut().push(call);
    }

    fn must_not_fail(&self, call: Call) -> Outcome<()> {
        let mut failing = self.failing.borrow_mut();
        match failing.iter().position(|next| *next == call) {
            Some(at) => {
                failing.remove(at);
                Err(Fault::new(
                    Code::FileUnreadable,
                    "the line was cut".to_owned(),
                    "Nothing new is known.",
                    "Sync again.",
                ))
            }
            None => Ok(()),
        }
    }
}

impl Source for PagedSource {
    fn traits(&self) -> Traits {
        Traits { cursors: true, documents: true, most_bytes: 1 << 20, most_document_bytes: 1 << 20 }
    }

    fn health(&self) -> Outcome<String> {
        Ok(format!("{} pages", self.pages.borrow().len()))
    }

    fn list(&self, cursor: Option<&str>, _: Instant) -> Outcome<Listing> {
        self.must_not_fail(Call::List)?;
        let from = cursor.and_then(|cursor| cursor.parse::<usize>().ok()).unwrap_or(0);
        let all = self.pages.borrow();
        let pages = all.iter().enumerate().skip(from).take(self.at_once.max(1));
        let item = |(at, (kind, _)): (usize, &(Kind, Vec<u8>))| Item {
            name: format!("page-{at}"),
            kind: *kind,
            stamp: None,
            cursor: Some((at + 1).to_string()),
        };
        let items: Vec<Item> = pages.map(item).collect();
        let more = from + items.len() < all.len();
        Ok(Listing { items, notes: Vec::new(), more })
    }

    fn fetch(&self, item: &Item) -> Outcome<Vec<u8>> {
        self.must_not_fail(Call::Fetch)?;
        let at = item.name.strip_prefix("page-").and_then(|at| at.parse::<usize>().ok());
        let pages = self.pages.borrow();
        let page = at.and_then(|at| pages.get(at)).map(|(_, bytes)| bytes.clone());
        page.ok_or_else(|| {
            Fault::new(Code::FileUnreadable, format!("there is no {}", item.name), "It was not read.", "Sync again.")
        })
    }

    fn documents(&self, _: Option<&str>, _: Instant) -> Documents {
        let file = |(name, bytes): (&String, &Vec<u8>)| DocumentFile {
            name: name.clone(),
            stamp: Some(linehaul_domain::canonical::hash_bytes(bytes).0),
        };
        Documents { stamp: None, files: Some(self.documents.borrow().iter().map(file).collect()) }
    }

    fn document(&self, name: &str) -> Option<Vec<u8>> {
        self.documents.borrow().get(name).cloned()
    }
}

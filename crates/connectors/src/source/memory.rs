//! A source in memory that goes on from cursors, page by page, as an API does: for tests of what reads from a source, since no
//! dispatch system runs here. It can fail at each step as one over a network does. A simulation, and no kind that settings name.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Cursor as Bytes;

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::time::Instant;

use crate::mapping::Kind;
use crate::source::{DocumentFile, Documents, Fetched, Item, Listed, Listing, Source, Traits};

/// What one call of it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Listing.
    List,
    /// Fetching.
    Fetch,
    /// Listing documents.
    Documents,
    /// Opening a document's file.
    Document,
}

/// Longest page and longest file of a document that it hands out.
pub const MOST_BYTES: u64 = 1 << 16;

/// Pages in the order in which they came, with files of documents beside them.
#[derive(Debug, Default)]
pub struct PagedSource {
    pages: RefCell<Vec<(Kind, Vec<u8>)>>,
    documents: RefCell<BTreeMap<String, Vec<u8>>>,
    at_once: usize,
    address: String,
    failing: RefCell<Vec<Call>>,
    gone: RefCell<BTreeSet<String>>,
    /// Cursors begin with this: those of an earlier one are not known any more.
    epoch: Cell<u32>,
    moved: Cell<u32>,
    words: RefCell<String>,
    requests_a_minute: Option<u32>,
    /// For each listing to come that it puts off, how long it asks for.
    put_off: RefCell<VecDeque<Option<u32>>>,
    listed: Cell<u32>,
    fetched: Cell<u32>,
    /// How long a call that fails asks for, beside listings that are put off.
    wait: Cell<Option<u32>>,
    asked_for: Cell<Option<u32>>,
    stands_still: Cell<bool>,
}

impl PagedSource {
    /// One that lists so many pages at once.
    pub fn new(at_once: usize) -> PagedSource {
        PagedSource { at_once, words: RefCell::new("the line was cut".to_owned()), ..PagedSource::default() }
    }

    /// The same at another address.
    pub fn at(self, address: &str) -> PagedSource {
        PagedSource { address: address.to_owned(), ..self }
    }

    /// The same, to be asked so many times a minute.
    pub fn paced(self, requests_a_minute: u32) -> PagedSource {
        PagedSource { requests_a_minute: Some(requests_a_minute), ..self }
    }

    /// One listing more is put off, by so many seconds where it says how many.
    pub fn put_off(&self, after_seconds: Option<u32>) {
        self.put_off.borrow_mut().push_back(after_seconds);
    }

    /// Each call that fails from now on asks to be left alone for so many seconds.
    pub fn ask_for(&self, seconds: u32) {
        self.wait.set(Some(seconds));
    }

    /// How often it was asked for an item.
    pub fn fetched(&self) -> u32 {
        self.fetched.get()
    }

    /// How often it was asked what it has.
    pub fn listed(&self) -> u32 {
        self.listed.get()
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

    /// Fails with these words from now on.
    pub fn say(&self, words: &str) {
        words.clone_into(&mut self.words.borrow_mut());
    }

    /// A page stays listed and can be had no more.
    pub fn lose(&self, page: &str) {
        self.gone.borrow_mut().insert(page.to_owned());
    }

    /// Every cursor that was handed out is not known any more.
    pub fn expire(&self) {
        self.epoch.set(self.epoch.get() + 1);
    }

    /// Its place moves on though nothing came.
    pub fn move_on(&self) {
        self.moved.set(self.moved.get() + 1);
    }

    /// From now on it says that there is more behind each page, and not where.
    pub fn stand_still(&self) {
        self.stands_still.set(true);
    }

    fn fails(&self, call: Call) -> bool {
        let mut failing = self.failing.borrow_mut();
        let at = failing.iter().position(|next| *next == call);
        let fails = at.map(|at| failing.remove(at)).is_some();
        if fails {
            self.asked_for.set(self.wait.get());
        }
        fails
    }

    fn must_not_fail(&self, call: Call) -> Outcome<()> {
        if self.fails(call) {
            let words = self.words.borrow().clone();
            return Err(Fault::new(Code::FileUnreadable, words, "Nothing new is known.", "Sync again."));
        }
        Ok(())
    }

    /// A cursor behind so many pages: `EPOCH.MOVED.PAGES`.
    fn cursor(&self, pages: usize) -> String {
        format!("{}.{}.{pages}", self.epoch.get(), self.moved.get())
    }
}

impl Source for PagedSource {
    fn traits(&self) -> Traits {
        Traits {
            cursors: true,
            documents: true,
            most_bytes: MOST_BYTES,
            most_document_bytes: MOST_BYTES,
            requests_a_minute: self.requests_a_minute,
        }
    }

    fn scope(&self) -> String {
        self.address.clone()
    }

    fn puts_off(&self) -> Option<u32> {
        self.asked_for.take()
    }

    fn health(&self) -> Outcome<String> {
        self.must_not_fail(Call::List)?;
        Ok(format!("{} pages", self.pages.borrow().len()))
    }

    fn list(&self, cursor: Option<&str>, _: Instant) -> Outcome<Listed> {
        self.listed.set(self.listed.get() + 1);
        if let Some(after_seconds) = self.put_off.borrow_mut().pop_front() {
            self.asked_for.set(after_seconds);
            let words = self.words.borrow().clone();
            let fault = Fault::new(Code::SourceBusy, words, "Nothing new is known.", "Sync again later.");
            return Ok(Listed::NotNow { fault, after_seconds });
        }
        self.must_not_fail(Call::List)?;
        let parts: Vec<u32> = cursor.iter().flat_map(|cursor| cursor.split('.')).flat_map(str::parse).collect();
        let from = match parts.as_slice() {
            [] => 0,
            [epoch, _, pages] if *epoch == self.epoch.get() => *pages as usize,
            _ => return Ok(Listed::Expired),
        };
        let all = self.pages.borrow();
        let pages = all.iter().enumerate().skip(from).take(self.at_once.max(1));
        let item = |(at, (kind, _)): (usize, &(Kind, Vec<u8>))| Item {
            name: format!("page-{at}"),
            kind: *kind,
            stamp: None,
            cursor: Some(self.cursor(at + 1)),
        };
        let items: Vec<Item> = pages.map(item).collect();
        if self.stands_still.get() {
            let items = items.into_iter().map(|item| Item { cursor: None, ..item }).collect();
            return Ok(Listed::Items(Listing { items, more: true, ..Listing::default() }));
        }
        let end = from + items.len();
        let cursor = items.is_empty().then(|| self.cursor(end));
        Ok(Listed::Items(Listing { items, more: end < all.len(), cursor, ..Listing::default() }))
    }

    fn fetch(&self, item: &Item) -> Outcome<Fetched<'_>> {
        self.fetched.set(self.fetched.get() + 1);
        if self.fails(Call::Fetch) {
            return Ok(Fetched::Unavailable(self.words.borrow().clone()));
        }
        let at = item.name.strip_prefix("page-").and_then(|at| at.parse::<usize>().ok());
        let pages = self.pages.borrow();
        let there = at.and_then(|at| pages.get(at)).filter(|_| !self.gone.borrow().contains(&item.name));
        Ok(there.map_or(Fetched::Gone, |(_, bytes)| there_are(bytes.clone())))
    }

    fn documents(&self, _: Option<&str>, _: Instant) -> Outcome<Documents> {
        self.must_not_fail(Call::Documents)?;
        let file = |(name, bytes): (&String, &Vec<u8>)| DocumentFile {
            name: name.clone(),
            stamp: Some(linehaul_domain::canonical::hash_bytes(bytes).0),
        };
        Ok(Documents { stamp: None, files: Some(self.documents.borrow().iter().map(file).collect()) })
    }

    fn document(&self, name: &str) -> Outcome<Fetched<'_>> {
        if self.fails(Call::Document) {
            return Ok(Fetched::Unavailable(self.words.borrow().clone()));
        }
        let there = self.documents.borrow().get(name).cloned();
        Ok(there.map_or(Fetched::Gone, there_are))
    }
}

fn there_are(bytes: Vec<u8>) -> Fetched<'static> {
    Fetched::There { length: None, bytes: Box::new(Bytes::new(bytes)) }
}

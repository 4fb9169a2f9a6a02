//! `http`: a dispatch system that hands out loads as JSON over HTTP, page by page. A page is an object with a list `loads` (see
//! [`page`]) and, where it has one, the link or the cursor of the page behind it.

mod settings;
mod cursor;
mod header;
mod page;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Cursor as Bytes;
use std::path::Path;

use linehaul_domain::declared::Declared;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::Hash;
use linehaul_domain::time::Instant;
use secrecy::{ExposeSecret, SecretString};

use crate::http::{Answer, HttpHost, NoAnswer, Request, shown_address};
use crate::mapping::Kind;
use crate::marks::{Marks, is_believed};
use crate::source::{
    Documents, Fetched, Item, Listed, Listing, Opened, Settings, Source, SourceKind, Traits, With, refused,
};

use cursor::Cursor;
use page::Page;
use settings::Http;

/// The kind.
pub const KIND: SourceKind = SourceKind {
    name: "http",
    keys: Http::KEYS,
    tables: &[],
    wrong: |settings| Http::read(settings).err(),
    address: |settings| Http::read(settings).map(|http| http.shown().to_owned()).unwrap_or_default(),
    watched: |_, _| None,
    account: |settings| Http::read(settings).ok().and_then(|http| http.account()),
    open,
    may_be_cut: false,
    read: page::read_in_parts,
};

/// Longest page, bytes.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// Most pages of a sync: behind them the next one goes on.
const MOST_PAGES: usize = 10_000;
/// A shorter secret stands in ordinary pages too.
const TELLING: usize = 6;

fn open(_: &Path, settings: &Settings, With { secret, .. }: With) -> Outcome<Opened> {
    let settings = Http::read(settings).map_err(refused)?;
    let host = HttpHost::new(&settings.url, settings.answer_within_seconds).map_err(refused)?;
    let first = host.own("", &settings.url).ok_or_else(|| refused(format!("`{}` is no address", settings.shown())))?;
    let authorization = secret.as_ref().and_then(|secret| settings.authorization(secret));
    let (kept, walked, by) = (RefCell::default(), RefCell::default(), settings.asks_by());
    Ok(Box::new(HttpSource { host, first, settings, secret, authorization, by, kept, walked }))
}

struct HttpSource {
    host: HttpHost,
    /// The address of the first page, below the host.
    first: String,
    settings: Http,
    secret: Option<SecretString>,
    authorization: Option<SecretString>,
    /// What stands for the settings by which it is asked.
    by: Hash,
    /// The page that was listed last, by its cursor: it is asked for once.
    kept: RefCell<Option<(String, Vec<u8>)>>,
    walked: RefCell<Walked>,
}

/// The pages that were listed one behind the other.
#[derive(Default)]
struct Walked {
    /// Where the next one is listed from.
    end: Option<String>,
    pages: BTreeSet<String>,
}

/// What asking for a page comes to.
enum Got {
    Page(Page),
    /// It is as it was.
    Unchanged,
    /// Its system does not know its address any more.
    Unknown,
    NotNow(Fault, Option<u32>),
}

const STAYS: &str = "Nothing new is known of its loads; what was known stays.";

fn unfit(what: String) -> Fault {
    let next = "Check `url` and the settings of the source; else ask whoever runs its system.";
    Fault::new(Code::SourceAnswerUnfit, what, "Nothing of that page counts; what was known stays.", next)
}

fn away(what: String) -> Fault {
    let next = "Set `url` to where the system is now, and set its secret again, if that host is to be trusted.";
    Fault::new(Code::SourceLedAway, what, STAYS, next)
}

impl HttpSource {
    fn shown(&self, at: &str) -> String {
        format!("{} (page {})", self.settings.shown(), shown_address(at))
    }

    fn get(&self, at: &str, unless: Option<&Marks>) -> Outcome<Got> {
        let authorization = self.authorization.as_ref().map(ExposeSecret::expose_secret);
        let asked = Request { path: at, authorization, unless, most_bytes: MOST_BYTES, ..Request::default() };
        let shown = self.shown(at);
        match self.host.send(asked) {
            Ok(answer) => self.said(at, &shown, answer, unless.is_some_and(|marks| !marks.is_empty())),
            Err(NoAnswer::Unsent(why) | NoAnswer::Lost(why)) => {
                let next = "Check that its system runs and that this machine reaches it, then sync again.";
                let fault = Fault::new(Code::SourceUnreachable, format!("{shown}: {why}"), STAYS, next);
                Ok(Got::NotNow(fault, None))
            }
            Err(NoAnswer::PutOff(seconds)) => {
                let what = format!("{shown}: it asked to be left alone for {seconds} s");
                let fault = Fault::new(Code::SourceBusy, what, STAYS, "Sync again after that.");
                Ok(Got::NotNow(fault, Some(seconds)))
            }
            Err(NoAnswer::Elsewhere) => Err(away(format!("{shown} is at another host"))),
            Err(NoAnswer::TooLong(most)) => Err(unfit(format!("{shown}: it is longer than {most} bytes"))),
        }
    }

    fn said(&self, at: &str, shown: &str, answer: Answer, conditional: bool) -> Outcome<Got> {
        let status = answer.status;
        match status {
            200 => self.page(at, shown, answer).map(Got::Page),
            304 if conditional => Ok(Got::Unchanged),
            300..=399 => Err(away(format!("{shown}: it leads elsewhere (status {status})"))),
            401 | 403 => Err(Fault::new(
                Code::SourceAccessRefused,
                format!("{shown}: it does not let in (status {status})"),
                STAYS,
                "Set the secret with `linehaul secret set --source NAME`, or have its rights extended there.",
            )),
            404 | 410 => Ok(Got::Unknown),
            429 | 500..=599 => {
                let what = if status == 429 { "it was asked too often" } else { "its server failed" };
                let next = "Sync again later; where it happens often, lower `requests_a_minute` of the source.";
                let fault = Fault::new(Code::SourceBusy, format!("{shown}: {what} (status {status})"), STAYS, next);
                Ok(Got::NotNow(fault, answer.retry_after_seconds))
            }
            _ => Err(unfit(format!("{shown}: it answers with status {status}"))),
        }
    }

    fn page(&self, at: &str, shown: &str, answer: Answer) -> Outcome<Page> {
        let json = |kind: &str| kind == "application/json" || kind.ends_with("+json");
        if !json(&answer.content_type) {
            return Err(unfit(format!("{shown}: it is no JSON by what its server says of it")));
        }
        if self.is_told_in(&answer) {
            return Err(unfit(format!("{shown}: it repeats the secret, and is not kept")));
        }
        let mut page = Page::read(answer, &self.settings.next, &self.settings.list)
            .map_err(|why| unfit(format!("{shown}: {why}")))?;
        page.next = match (page.next.take(), &self.settings.cursor_parameter) {
            (None, _) => None,
            (Some(cursor), Some(parameter)) => self.host.with_parameter(&self.first, parameter, &cursor),
            (Some(link), None) => {
                let led = || away(format!("{shown}: the link to its next page leads to another host"));
                Some(self.host.own(at, &link).ok_or_else(led)?)
            }
        };
        // One that names itself as the next one is the last one.
        page.next = page.next.filter(|next| next != at);
        Ok(page)
    }

    /// Does the answer hold the secret, as it is or as its header has it? It would be kept in the archive.
    fn is_told_in(&self, answer: &Answer) -> bool {
        let holds = |secret: &[u8]| {
            let within = |bytes: &[u8]| bytes.windows(secret.len()).any(|part| part == secret);
            secret.len() >= TELLING
                && (within(&answer.body) || answer.marks.etag.as_ref().is_some_and(|e| within(e.as_bytes())))
        };
        let sent = self.authorization.iter().filter_map(|header| header.expose_secret().split(' ').next_back());
        let secret = self.secret.iter().map(ExposeSecret::expose_secret);
        sent.chain(secret).any(|secret| holds(secret.as_bytes()))
    }

    /// Remembers what is listed one behind the other; refuses to go in a circle. Answers whether it may go on.
    fn walk(&self, from: Option<&str>, at: &str, end: &str) -> Outcome<bool> {
        let mut walked = self.walked.borrow_mut();
        if from.is_none() || walked.end.as_deref() != from {
            walked.pages.clear();
        }
        walked.end = Some(end.to_owned());
        if !walked.pages.insert(at.to_owned()) {
            walked.pages.clear();
            return Err(unfit(format!("{}: its pages lead in a circle", self.shown(at))));
        }
        Ok(walked.pages.len() < MOST_PAGES)
    }
}

fn nothing() -> Listed {
    Listed::Items(Listing::default())
}

impl Source for HttpSource {
    fn traits(&self) -> Traits {
        Traits {
            cursors: true,
            documents: false,
            most_bytes: MOST_BYTES,
            most_document_bytes: 0,
            requests_a_minute: Some(self.settings.requests_a_minute),
        }
    }

    fn scope(&self) -> String {
        self.settings.url.clone()
    }

    fn puts_off(&self) -> Option<u32> {
        self.host.puts_off()
    }

    fn health(&self) -> Outcome<String> {
        match self.get(&self.first, None)? {
            Got::Page(page) => {
                Ok(format!("{} answers; its first page has {} loads", self.settings.shown(), page.loads))
            }
            Got::NotNow(fault, _) => Err(fault),
            Got::Unchanged | Got::Unknown => Err(unfit(format!("{}: there is nothing there", self.shown(&self.first)))),
        }
    }

    fn list(&self, from: Option<&str>, now: Instant) -> Outcome<Listed> {
        let known = match from.map(Cursor::read) {
            Some(None) => return Ok(Listed::Expired),
            known => known.flatten(),
        };
        let before = known.as_ref().map(|known: &Cursor| known.hash.clone());
        // Behind a page without a next one comes what it was not yet when it was read.
        let (number, at, known) = match known {
            None => (1, self.first.clone(), None),
            Some(Cursor { page, next: Some(next), .. }) => (page + 1, next, None),
            Some(cursor) => (cursor.page, cursor.at.clone(), Some(cursor)),
        };
        let asked_again = known.is_some();
        let walked_from = from.filter(|_| !asked_again);
        let by = Some(self.by.clone());
        // What was marked under other settings says nothing of what is asked for by these, and no server is believed for ever.
        let believed = known.as_ref().filter(|known| known.by == by && is_believed(known.whole_at, now));
        let unless = believed.map(|known| &known.marks);
        let page = match self.get(&at, unless)? {
            Got::Page(page) => page,
            Got::Unchanged => return Ok(nothing()),
            Got::Unknown if from.is_some() => return Ok(Listed::Expired),
            Got::Unknown => return Err(unfit(format!("{}: there is nothing there", self.shown(&at)))),
            Got::NotNow(fault, after_seconds) => return Ok(Listed::NotNow { fault, after_seconds }),
        };
        let is_believed = believed.is_some();
        let Page { bytes, hash, marks, loads, next } = page;
        let as_it_was = known.is_some_and(|known| known.hash == hash);
        // Where all of it was asked for since nothing was believed any more, it is kept that it was had.
        if as_it_was && next.is_none() && (is_believed || marks.is_empty()) {
            return Ok(nothing());
        }
        // A system that does not know the cursor's parameter answers its first page for ever.
        let repeats = !asked_again && loads > 0 && before.as_ref() == Some(&hash);
        // A feed that moves its cursor on while nothing comes has an end where a page is empty.
        let goes_on = next.is_some() && (loads > 0 || self.settings.cursor_parameter.is_none());
        let end = Cursor { page: number, at: at.clone(), marks, by, whole_at: Some(now), hash, next }.write();
        let more = self.walk(walked_from, &at, &end)? && goes_on;
        let mut notes = Vec::new();
        if goes_on && !more {
            notes.push(format!("{MOST_PAGES} pages were read; the rest is left for the next sync"));
        }
        if repeats {
            let by =
                self.settings.cursor_parameter.as_ref().map_or("its own link".to_owned(), |name| format!("`{name}`"));
            let words = "has the same loads as the page before it; if there are more, its system does not go by";
            notes.push(format!("page {number} {words} {by}"));
        }
        if loads == 0 || as_it_was {
            return Ok(Listed::Items(Listing { notes, more, cursor: Some(end), ..Listing::default() }));
        }
        *self.kept.borrow_mut() = Some((end.clone(), bytes));
        let name = format!("loads-{number:06}.json");
        let items = vec![Item { name, kind: Kind::Loads, stamp: None, cursor: Some(end) }];
        Ok(Listed::Items(Listing { items, notes, more, ..Listing::default() }))
    }

    fn fetch(&self, item: &Item) -> Outcome<Fetched<'_>> {
        let there = |bytes: Vec<u8>| {
            Ok(Fetched::There { length: Some(bytes.len() as u64), bytes: Box::new(Bytes::new(bytes)) })
        };
        let kept = self.kept.borrow();
        if let (Some((cursor, bytes)), Some(of)) = (&*kept, &item.cursor)
            && cursor == of
        {
            return there(bytes.clone());
        }
        let Some(cursor) = item.cursor.as_deref().and_then(Cursor::read) else { return Ok(Fetched::Gone) };
        match self.get(&cursor.at, None)? {
            Got::Page(page) if page.hash == cursor.hash => there(page.bytes),
            Got::Page(_) | Got::Unchanged => Ok(Fetched::Unavailable("it changed since it was listed".to_owned())),
            Got::Unknown => Ok(Fetched::Gone),
            Got::NotNow(fault, _) => Ok(Fetched::Unavailable(fault.what)),
        }
    }

    fn documents(&self, _: Option<&str>, _: Instant) -> Outcome<Documents> {
        Ok(Documents { stamp: None, files: Some(Vec::new()) })
    }

    fn document(&self, _: &str) -> Outcome<Fetched<'_>> {
        Ok(Fetched::Gone)
    }
}

//! Poll: one source is asked for what it has, in steps. A step that waits for the source knows no workspace; a step in the workspace
//! waits for nobody. So a source that is slow, or down, keeps no workspace from anybody.
//!
//! Files of documents are asked for where the rows are taken that name them: no kind of source has them over a network.

use std::collections::VecDeque;

use linehaul_connectors::source::{Documents, Had, Item, Listing, Source as Port};
use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_store::Delivery;

use crate::intake::by_name;
use crate::intake::documents::{News, forget_look, last_look, news, remember};
use crate::intake::follow::CURSOR;
use crate::intake::pace::{OnProgress, Pace, Paced};
use crate::intake::port::{Done, Run, follow_as_far_as_it_reads, is_known, line_of, one, put, read_again};
use crate::intake::take::SourceReport;
use crate::machine::clock::Clock;
use crate::settings::config::Source;
use crate::workspace::home::Workbench;

/// So many bytes wait at most to be taken, and one item more.
const HELD_BYTES: usize = 32 * 1024 * 1024;

/// What a poll asks: a source of its own, or one that was lent to it.
pub trait Held {
    /// The source.
    fn port(&self) -> &dyn Port;
}

impl Held for Box<dyn Port + Send> {
    fn port(&self) -> &dyn Port {
        &**self
    }
}

impl Held for &dyn Port {
    fn port(&self) -> &dyn Port {
        *self
    }
}

/// A poll of one source.
pub(crate) struct Poll<H> {
    run: Run,
    port: H,
    /// The source as it was set when the poll began.
    settled: Hash,
    /// From where it goes on.
    cursor: Option<String>,
    /// The same as the cache had it when the last step in the workspace ended.
    taken: Option<String>,
    pace: Pace,
    documents: News,
    at: At,
}

/// Where a poll stands.
enum At {
    /// It is to be asked for what there is; the first time also for its documents, of which this was the last look.
    Ask(Option<Option<String>>),
    /// It said this.
    Said(Option<Outcome<Documents>>, Outcome<Option<Listing>>),
    /// Items are to be fetched.
    Fetch(Page),
    /// These were.
    Had(Vec<(Item, Had)>, Page, End),
    /// There is no more to do.
    Through,
}

/// What is left of what was listed.
struct Page {
    left: VecDeque<Item>,
    all: usize,
    more: bool,
    end: Option<String>,
    before: Option<String>,
}

/// How fetching ended.
enum End {
    /// With what was asked for.
    Well,
    /// Somebody stopped it.
    Stopped,
    /// The source as a whole could not be read any more.
    Failed(Fault),
}

/// What a source is by its settings: what is had of it as one thing is not taken as another.
fn settled(source: &Source) -> Hash {
    let of = (&source.kind, &source.joins, &source.owns, &source.columns, source.mapped.text(), source.retired);
    canonical::hash(&(of, format!("{:?}", source.settings)))
}

/// Polls a source that is open, and waits for it in the workspace: for whoever has nothing else to do there. A source with cursors is
/// not read behind an item that cannot be had now, since it goes on from the last one that was taken; its documents are looked at all the same.
pub fn sync_from(
    bench: &mut Workbench,
    source: &Source,
    port: &dyn Port,
    report: &mut SourceReport,
    on_progress: OnProgress<'_>,
) -> Outcome<()> {
    let mut poll = Poll::begin(bench, source, port)?;
    poll.run.report = std::mem::take(report);
    let clock = bench.clock.clone();
    let done = loop {
        poll.away(&clock, on_progress);
        match poll.here(bench) {
            Ok(true) => {}
            Ok(false) => break Ok(()),
            Err(fault) => break Err(fault),
        }
    };
    *report = poll.run.report;
    done
}

impl<H: Held> Poll<H> {
    /// Begins one. LH-232 while the source is to be left alone.
    pub fn begin(bench: &Workbench, source: &Source, port: H) -> Outcome<Poll<H>> {
        let name = SourceName(source.name.clone());
        let asked = port.port();
        let pace = Pace::of(bench, &name)?;
        let scope = asked.traits().cursors.then(|| canonical::hash(&(&source.kind, asked.scope())));
        let at = At::Ask(Some(last_look(bench, &name)?));
        let (run, settled, documents) = (Run::of(source, scope, bench.clock.now()), settled(source), News::default());
        let mut poll = Poll { run, port, settled, cursor: None, taken: None, pace, documents, at };
        poll.taken = poll.place(bench)?;
        poll.cursor.clone_from(&poll.taken);
        Ok(poll)
    }

    /// The source.
    pub fn source(&self) -> &Source {
        &self.run.source
    }

    /// What it has done.
    pub fn report(self) -> SourceReport {
        self.run.report
    }

    /// How far the cache says that the source was read.
    fn place(&self, bench: &Workbench) -> Outcome<Option<String>> {
        match &self.run.scope {
            Some(scope) => bench.cache.cursor(&self.run.name, scope),
            None => Ok(None),
        }
    }

    /// Asks the source, and waits for it. It knows no workspace.
    pub fn away(&mut self, clock: &Clock, on_progress: OnProgress<'_>) {
        self.at = match std::mem::replace(&mut self.at, At::Through) {
            At::Ask(look) => {
                let documents = look.map(|known| self.port.port().documents(known.as_deref(), clock.real_now()));
                At::Said(documents, self.listed(clock, on_progress))
            }
            At::Fetch(page) => self.fetched(clock, page, on_progress),
            other => other,
        };
    }

    /// What is listed behind the cursor; from the beginning where the source does not know it any more. `None` when it was stopped.
    fn listed(&mut self, clock: &Clock, on_progress: OnProgress<'_>) -> Outcome<Option<Listing>> {
        let of = (&self.run.name, self.port.port());
        match self.pace.list(clock, of, self.cursor.as_deref(), on_progress)? {
            Paced::Stopped => return Ok(None),
            Paced::Items(listing) => return Ok(Some(listing)),
            Paced::Expired => {}
        }
        self.cursor = None;
        let words = "does not go on any more from where it was read to: it is read from its beginning";
        let note = format!("{} {} {words}, and what is known counts once", Code::CursorExpired, self.run.name);
        self.run.report.notes.push(note);
        match self.pace.list(clock, of, None, on_progress)? {
            Paced::Stopped => Ok(None),
            Paced::Items(listing) => Ok(Some(listing)),
            Paced::Expired => Err(Fault::new(
                Code::CursorExpired,
                format!("the source `{}` lists nothing, not even from its beginning", self.run.name),
                "Nothing new is known; what was known stays.",
                "Ask whoever runs the system at its other end.",
            )),
        }
    }

    /// Fetches what is left of a page, as much of it as may be held.
    fn fetched(&mut self, clock: &Clock, mut page: Page, on_progress: OnProgress<'_>) -> At {
        let (mut had, mut bytes) = (Vec::new(), 0);
        while let Some(item) = page.left.pop_front() {
            let done = page.all - page.left.len() - 1;
            if !on_progress(&format!("reading {}", item.name), done, page.all) {
                return At::Had(had, page, End::Stopped);
            }
            match self.pace.fetch(clock, (&self.run.name, self.port.port()), &item) {
                Err(fault) => return At::Had(had, page, End::Failed(fault)),
                Ok(one) => {
                    let not_now = matches!(one, Had::Unavailable(_));
                    bytes += if let Had::Bytes(bytes) = &one { bytes.len() } else { 0 };
                    had.push((item, one));
                    if bytes >= HELD_BYTES || (not_now && self.run.scope.is_some()) {
                        break;
                    }
                }
            }
        }
        At::Had(had, page, End::Well)
    }

    /// Takes what was had, in the workspace; answers whether the source is to be asked again. It fails where the source cannot be read
    /// on: what was taken of it stands.
    pub fn here(&mut self, bench: &mut Workbench) -> Outcome<bool> {
        let at = std::mem::replace(&mut self.at, At::Through);
        if !self.still_stands(bench)? {
            let words =
                "its settings, or how far it was read, changed while it was asked; what came is left for the next sync";
            self.run.report.notes.push(format!("{} {}: {words}", Code::SourceChangedMeanwhile, self.run.name));
            self.run.report.left = true;
            return Ok(false);
        }
        let goes_on = match at {
            At::Said(documents, listed) => self.said(bench, documents, listed)?,
            At::Had(had, page, end) => self.took(bench, had, page, end)?,
            At::Ask(_) | At::Fetch(_) | At::Through => false,
        };
        self.taken = self.place(bench)?;
        Ok(goes_on)
    }

    /// Is the source set as it was, and did nobody else read on meanwhile? While the archive does not read, nothing moves on.
    fn still_stands(&self, bench: &Workbench) -> Outcome<bool> {
        let set = bench.config.all_sources().find(|source| source.name == self.run.source.name);
        let as_set = set.is_some_and(|source| settled(source) == self.settled);
        Ok(as_set && (bench.unread.is_some() || self.place(bench)? == self.taken))
    }

    fn said(
        &mut self,
        bench: &mut Workbench,
        documents: Option<Outcome<Documents>>,
        listed: Outcome<Option<Listing>>,
    ) -> Outcome<bool> {
        match documents.map(|looked| looked.and_then(|looked| news(bench, &self.run.name, looked))) {
            None => {}
            Some(Ok(news)) => {
                if self.port.port().by_name().is_some() {
                    self.run.report.notes.extend(news.notes());
                }
                self.documents = news;
            }
            Some(Err(fault)) => {
                self.run.report.notes.push(format!("{fault}; it is tried again by the next sync"));
                forget_look(bench, &self.run.name)?;
            }
        }
        let Some(Listing { items, notes, unfit, more, cursor: end }) = listed? else { return Ok(self.stopped()) };
        self.run.report.notes.extend(notes);
        self.run.report.unfit.extend(unfit);
        let mut left = VecDeque::new();
        for item in items {
            // One that moves its source on is looked at in its turn.
            match item.stamp.is_some() && item.cursor.is_none() && is_known(bench, &self.run, &item)? {
                true => self.run.report.unchanged_files += 1,
                false => left.push_back(item),
            }
        }
        let page = Page { all: left.len(), left, more, end, before: self.cursor.clone() };
        match page.left.is_empty() {
            true => self.page_ends(bench, page),
            false => {
                self.at = At::Fetch(page);
                Ok(true)
            }
        }
    }

    fn stopped(&mut self) -> bool {
        self.run.report.left = true;
        self.run.report.notes.push("stopped; the files not read yet are left for the next sync".to_owned());
        false
    }

    fn took(&mut self, bench: &mut Workbench, had: Vec<(Item, Had)>, page: Page, end: End) -> Outcome<bool> {
        for (item, had) in had {
            if let (Done::NotNow, Some(_)) =
                (one(bench, &mut self.run, self.port.port(), (&item, had))?, &self.run.scope)
            {
                return self.ends(bench);
            }
            self.cursor = item.cursor.or(self.cursor.take());
        }
        match end {
            End::Failed(fault) => Err(fault),
            End::Stopped => Ok(self.stopped()),
            End::Well if page.left.is_empty() => self.page_ends(bench, page),
            End::Well => {
                self.at = At::Fetch(page);
                Ok(true)
            }
        }
    }

    /// A page is through: its place is kept, and what is behind it is asked for.
    fn page_ends(&mut self, bench: &mut Workbench, Page { more, end, before, .. }: Page) -> Outcome<bool> {
        if let (Some(scope), Some(end)) = (self.run.scope.clone(), end.filter(|end| Some(end) != self.cursor.as_ref()))
        {
            let line = Delivery {
                cursor: Some(end.clone()),
                scope: Some(scope),
                ..line_of(bench, &self.run, "", CURSOR, b"")
            };
            put(bench, &mut self.run, &line, b"")?;
            self.cursor = Some(end);
        }
        match more {
            false => self.ends(bench),
            true if self.cursor == before => Err(stands_still(&self.run.name)),
            true => {
                self.at = At::Ask(None);
                Ok(true)
            }
        }
    }

    /// All of it is through: the rows are read again of which a document's file came, and files are placed that no row names.
    fn ends(&mut self, bench: &mut Workbench) -> Outcome<bool> {
        follow_as_far_as_it_reads(bench)?;
        if bench.unread.is_none() {
            let documents = std::mem::take(&mut self.documents);
            read_again(bench, &mut self.run, self.port.port(), &documents)?;
            let of = (&self.run.source, self.port.port());
            let again = by_name::place(bench, of, &documents, &mut self.run.report)?;
            self.run.not_had.extend(again);
            remember(bench, &self.run.name, &documents, &self.run.not_had)?;
        }
        Ok(false)
    }
}

/// LH-233: asked again it would say the same, for ever.
fn stands_still(name: &SourceName) -> Fault {
    Fault::new(
        Code::SourceAnswerUnfit,
        format!("the source `{name}` says that there is more behind a page, and its place does not move on"),
        "What was read of it counts; what is behind it is not read, and what was known stays.",
        "Ask whoever runs the system at its other end.",
    )
}

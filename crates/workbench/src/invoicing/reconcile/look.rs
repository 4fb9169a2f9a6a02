//! Which invoices the ERP is asked about: those that its feed tells, those of which nothing is known, and the others by turns. Some at
//! a time; what they come to is in the book, and how they are in the cache, before the next are asked about.

use std::collections::BTreeSet;

use linehaul_connectors::erp::{Changed, Erp, Feed};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{ErpPlace, InvoiceNumber};
use linehaul_domain::time::{Duration, Instant};

use crate::invoicing::push::{OnProgress, PushProgress, Signal};
use crate::invoicing::reconcile::compare::{compare_chunk, record};
use crate::invoicing::reconcile::{AT_THE_ERP, PAGE, Reconciled, Which};
use crate::invoicing::settle::fault_of;
use crate::machine::crash;
use crate::workspace::home::Workbench;

/// Invoices compared in one question.
const CHUNK: usize = 200;
/// What no feed told anything of is asked about after so many days, a thirtieth of all in a run: a feed may miss what it does not
/// call a change, and an ERP may be put back from a copy.
const DAYS: i64 = 30;
const PARTS: u64 = 30;
/// A census that was stopped goes on for so long; then what it saw first says nothing of now.
const CENSUS_HOURS: i64 = 24;
/// Under these names the cache remembers where the feed stands, what it told last, since when every invoice is being asked about, and
/// how often somebody looked.
const FEED: &str = "erp feed";
const TOLD: &str = "erp told";
const CENSUS: &str = "erp census";
const RUN: &str = "erp looked";

/// What is remembered of a record that was told: it, and as what. Told with the same, it was asked about since.
fn telling(told: &Changed) -> Option<String> {
    told.stamp.as_ref().map(|stamp| format!("{} {stamp}", told.id))
}

/// A look at what is posted.
pub(super) struct Look<'a> {
    bench: &'a mut Workbench,
    erp: &'a mut dyn Erp,
    on_progress: OnProgress<'a>,
    result: &'a mut Reconciled,
    /// Of which ERP the cursor is.
    place: ErpPlace,
    run: u64,
}

impl<'a> Look<'a> {
    /// Begins.
    pub fn new(
        bench: &'a mut Workbench,
        erp: &'a mut dyn Erp,
        on_progress: OnProgress<'a>,
        result: &'a mut Reconciled,
    ) -> Outcome<Look<'a>> {
        let run = bench.cache.remembered(RUN)?.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0) + 1;
        bench.cache.remember(RUN, &run.to_string())?;
        let place = erp.place();
        Ok(Look { bench, erp, on_progress, result, place, run })
    }

    /// Asks about those.
    pub fn at(&mut self, which: Which) -> Outcome<()> {
        let (has_feed, goes_on) = (self.erp.traits().feed != Feed::No, self.goes_on()?);
        let known = self.kept(FEED)?.filter(|_| has_feed && (goes_on || which == Which::Changed));
        let followed = match known {
            Some(cursor) => self.follow(cursor)?,
            None => false,
        };
        if !followed && (has_feed || !goes_on) {
            self.begin_anew()?;
        }
        self.rest()?;
        self.bench.cache.forget(CENSUS)?;
        if followed && !goes_on { self.by_turns() } else { Ok(()) }
    }

    /// What is remembered of this ERP; another one's says nothing.
    fn kept(&self, name: &str) -> Outcome<Option<String>> {
        let kept = self.bench.cache.remembered(name)?;
        Ok(kept.and_then(|kept| Some(kept.strip_prefix(self.place.as_str())?.strip_prefix('\n')?.to_owned())))
    }

    fn of_here(&self, value: &str) -> String {
        format!("{}\n{value}", self.place)
    }

    /// Was somebody stopped, not long ago, before every invoice was asked about? What was seen till then is as good as now.
    fn goes_on(&self) -> Outcome<bool> {
        let begun = self.kept(CENSUS)?.and_then(|text| text.parse::<Instant>().ok());
        let now = self.bench.clock.real_now();
        Ok(begun.is_some_and(|begun| begun <= now && begun > now - Duration::hours(CENSUS_HOURS)))
    }

    /// Asks about what the feed tells, but not a second time because of what it told before, as one does that looks back. The cursor
    /// moves on once that is written down. `false` when the ERP knows no more where it stood.
    fn follow(&mut self, mut cursor: String) -> Outcome<bool> {
        let before: BTreeSet<String> = self.kept(TOLD)?.unwrap_or_default().lines().map(str::to_owned).collect();
        let mut told: BTreeSet<String> = BTreeSet::new();
        loop {
            self.may_go_on(0)?;
            let Some(changes) = self.erp.changes(Some(&cursor)).map_err(|why| fault_of(&why))? else {
                return Ok(false);
            };
            let is_new = |one: &&Changed| telling(one).is_none_or(|telling| !before.contains(&telling));
            let numbers = self.ours(changes.changed.iter().filter(is_new))?;
            self.ask(&numbers)?;
            told.extend(changes.changed.iter().filter_map(telling));
            cursor = changes.cursor;
            self.bench.cache.remember(FEED, &self.of_here(&cursor))?;
            if !changes.more {
                let told: Vec<String> = told.into_iter().collect();
                self.bench.cache.remember(TOLD, &self.of_here(&told.join("\n")))?;
                return Ok(true);
            }
        }
    }

    /// Numbers of ours that these records may be of: by the one that they bear, and by the record that was seen.
    fn ours<'c>(&self, changed: impl Iterator<Item = &'c Changed>) -> Outcome<Vec<InvoiceNumber>> {
        let mut numbers: BTreeSet<InvoiceNumber> = BTreeSet::new();
        for one in changed {
            numbers.extend(one.number.clone());
            numbers.extend(self.bench.cache.looked_of_record(&one.id)?);
        }
        Ok(numbers.into_iter().collect())
    }

    /// A census: nothing is known of any. Where the feed stands is asked first: what changes while they are asked about is told by the
    /// next run. Nothing is forgotten before that is answered.
    fn begin_anew(&mut self) -> Outcome<()> {
        let changes = match self.erp.traits().feed {
            Feed::No => None,
            _ => self.erp.changes(None).map_err(|why| fault_of(&why))?,
        };
        let cursor = changes.map(|changes| self.of_here(&changes.cursor));
        let begun = self.of_here(&self.bench.clock.real_now().to_rfc3339());
        self.bench.cache.look_anew(&[(FEED, cursor.as_deref()), (TOLD, None), (CENSUS, Some(&begun))])
    }

    /// Asks about those of which nothing is known, and those that were not as ours and may be now.
    fn rest(&mut self) -> Outcome<()> {
        for state in AT_THE_ERP {
            let mut after = String::new();
            loop {
                let numbers = self.bench.book.numbers_after(state, &after, PAGE, &self.place)?;
                let Some(last) = numbers.last() else { break };
                after = last.0.clone();
                let mut due = Vec::new();
                for number in numbers {
                    let looked = self.bench.cache.looked(&number)?;
                    if looked.is_none_or(|looked| !looked.agrees && looked.run != self.run) {
                        due.push(number);
                    }
                }
                self.ask(&due)?;
            }
        }
        Ok(())
    }

    /// Asks about a part of those that nobody asked about for long.
    fn by_turns(&mut self) -> Outcome<()> {
        let part = self.bench.cache.looked_count()?.div_ceil(PARTS);
        let long_ago = self.bench.clock.real_now() - Duration::days(DAYS);
        let numbers = self.bench.cache.looked_before(long_ago, part)?;
        self.ask(&numbers)
    }

    /// Asks about these; the others are no invoices of ours that the ERP has. LH-605 when somebody stops it.
    fn ask(&mut self, numbers: &[InvoiceNumber]) -> Outcome<()> {
        for chunk in numbers.chunks(CHUNK) {
            self.may_go_on(numbers.len())?;
            let mut rows = Vec::new();
            for number in chunk {
                match self.bench.book.invoice(number)? {
                    Some(row) if AT_THE_ERP.contains(&row.state) && row.belongs_to(&self.place) => rows.push(row),
                    Some(_) => self.bench.cache.forget_looked(Some(number))?,
                    // Another's, which the feed tells as well.
                    None => {}
                }
            }
            if rows.is_empty() {
                continue;
            }
            let (verdicts, looked) = compare_chunk(self.bench, self.erp, (&rows, self.run), self.result)?;
            record(self.bench, &verdicts)?;
            crash::point("reconcile.after_verdict");
            self.bench.cache.keep_looked(&looked)?;
            crash::point("reconcile.after_looked");
            self.result.asked += rows.len() as u64;
        }
        Ok(())
    }

    /// Tells how far it is, with so many to come, and waits while a pause is wanted.
    fn may_go_on(&mut self, to_come: usize) -> Outcome<()> {
        let done = usize::try_from(self.result.asked).unwrap_or(usize::MAX);
        let going = PushProgress { done, all: done.saturating_add(to_come), ..PushProgress::default() };
        let mut wish = (self.on_progress)(going);
        while wish == Signal::Pause {
            self.bench.clock.sleep(std::time::Duration::from_millis(100));
            wish = (self.on_progress)(PushProgress { resting: true, ..going });
        }
        if wish == Signal::Continue {
            return Ok(());
        }
        let what = "somebody stopped before every invoice was asked about";
        Err(Fault::new(
            Code::Stopped,
            what,
            "What was found till then stands.",
            "Reconcile again: it goes on from there.",
        ))
    }
}

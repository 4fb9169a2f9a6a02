//! Sync: read the sources, keep what came, fold it and assess what changed.
//!
//! A delivery is archived before anything of it counts, so that nothing that was seen can be lost. A bad row is quarantined and the
//! rest goes on: read = new + changed + duplicate + quarantined. That a load is stale is written with the facts that make it
//! so; assessing takes up whatever is stale, from this sync or from one that was interrupted.

use std::collections::BTreeMap;
use std::time::Duration;

use linehaul_connectors::erp::Erp;
use linehaul_connectors::figures::is_address;
use linehaul_connectors::source::master::ERP;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{LoadNumber, SourceName};
use linehaul_domain::time::Instant;
use tracing::{info, warn};

use crate::assessment::drain::{Assessed, drain};
use crate::assessment::world;
use crate::intake::bring::{Brought, bring};
use crate::intake::follow::follow;
use crate::intake::health::{Asked, Kept};
use crate::intake::master;
use crate::intake::pace::{self, OnProgress};
use crate::intake::place::Place;
use crate::intake::polls::Polls;
use crate::intake::port::follow_as_far_as_it_reads;
use crate::intake::refused;
use crate::intake::schedule;
use crate::intake::tables;
use crate::intake::tables::fetches::Fetches;
use crate::intake::tables::take::Taken;
use crate::intake::take::SourceReport;
use crate::intake::unread;
use crate::intake::weekly::check_now_and_then;
use crate::log;
use crate::machine::chance::Chance;
use crate::settings::config::{Source, TableSource};
use crate::workspace::home::Workbench;
use crate::workspace::reach::Reach;

/// What a sync did.
#[derive(Debug, Clone, Default)]
pub struct Synced {
    /// By source.
    pub sources: Vec<SourceReport>,
    /// What assessing did.
    pub assessed: Assessed,
    /// Facts of loads whose own row has not come yet, by number.
    pub waiting: Vec<LoadNumber>,
    /// Rows that wait in quarantine, from this sync or from one before.
    pub quarantined: u64,
    /// What is wrong with the book, where a sync looked at all of it: once a week.
    pub book: Option<String>,
    /// Wall-clock milliseconds.
    pub elapsed_ms: u128,
}

/// How long a look for what came lasts, before whoever watches is told.
const LOOK: Duration = Duration::from_millis(50);
/// After so many looks whoever reads may have something to add.
const LOOKS: u32 = 20;

/// Syncs the named sources, or all, in a workspace that nobody else wants meanwhile.
pub fn sync(bench: &mut Workbench, only: &[String], on_progress: OnProgress<'_>) -> Outcome<Synced> {
    sync_at(bench, only, on_progress)
}

/// Syncs the named sources, or all. They are asked side by side, and what one has is taken while others are waited for; so long the
/// workspace is left to others. LH-518 when what the archive lacks was not delivered again. Contracts and tables are read anew too, and what they change is assessed again.
pub fn sync_at(place: &mut dyn Place, only: &[String], on_progress: OnProgress<'_>) -> Outcome<Synced> {
    synced(place, only, &mut Reach::Configured, on_progress)
}

/// The same with an ERP that is handed in.
pub fn sync_with(
    bench: &mut Workbench,
    only: &[String],
    erp: &mut dyn Erp,
    on_progress: OnProgress<'_>,
) -> Outcome<Synced> {
    synced(bench, only, &mut Reach::Given(erp), on_progress)
}

fn synced(
    place: &mut dyn Place,
    only: &[String],
    reach: &mut Reach<'_>,
    on_progress: OnProgress<'_>,
) -> Outcome<Synced> {
    let bench = place.bench()?;
    let (clock, started) = (bench.clock.clone(), bench.clock.monotonic());
    must_be_known(bench, only)?;
    let mut reading = Reading::begin(bench, false)?;
    let asked = |s: &&Source| if only.is_empty() { !s.retired } else { only.contains(&s.name) };
    let sources: Vec<Source> = bench.config.sources.iter().filter(asked).cloned().collect();
    for source in &sources {
        reading.add(bench, source);
    }
    reading.add_tables(bench, &|set, next| match only {
        [] => schedule::is_due(next, clock.real_now()) || set.publications().all(|one| !is_address(&one.from)),
        named => named.contains(&set.name),
    });
    while reading.step(place, on_progress)? {}
    reading.customers(place, only, reach, on_progress)?;
    crate::machine::crash::point("sync.after_facts");
    let bench = place.bench()?;
    if bench.unread.is_some() {
        follow(bench)?;
    }
    let mut synced = reading.end(place, on_progress)?;
    crate::machine::crash::point("sync.after_assess");
    let bench = place.bench()?;
    synced.waiting = bench.cache.rowless()?;
    synced.quarantined = bench.cache.quarantined_rows()?;
    synced.book = match &bench.behind {
        Some(behind) => Some(behind.fault().what),
        None => check_now_and_then(bench)?,
    };
    synced.elapsed_ms = clock.monotonic().saturating_sub(started).as_millis();
    Ok(synced)
}

/// LH-105.
fn must_be_known(bench: &Workbench, only: &[String]) -> Outcome<()> {
    let named = || bench.config.all_sources().filter(|s| s.name != ERP || !s.retired);
    let tables = || bench.config.tables.iter().map(|table| table.name.as_str());
    let known: Vec<&str> = named().map(|s| s.name.as_str()).chain(tables()).collect();
    let Some(unknown) = only.iter().find(|name| !known.contains(&name.as_str())) else { return Ok(()) };
    Err(Fault::new(
        Code::SourceUnknown,
        format!("there is no source `{unknown}`; known: {}", known.join(", ")),
        "Nothing was read.",
        "Name a [[source]] or a [[table]] of linehaul.toml.",
    ))
}

/// Sources that are being read, and what came of those that were.
pub(crate) struct Reading {
    polls: Polls,
    fetches: Fetches,
    /// In the order of the settings.
    reports: Vec<(usize, SourceReport)>,
    assessed: Assessed,
    /// Was anything taken since it was assessed?
    taken: bool,
    /// How each source has been read.
    kept: Kept,
    /// When those were asked that are being read.
    asked: BTreeMap<String, Instant>,
    /// By what they are read from now on.
    brought: Brought,
    unattended: bool,
    chance: Chance,
}

impl Reading {
    /// Begins to read: mappings anew, and what the archive lists and nobody took. A mapping that was mended makes the cache anew. It is
    /// unattended where nobody asked for it.
    pub fn begin(bench: &mut Workbench, unattended: bool) -> Outcome<Reading> {
        bench.read_mappings();
        let brought = bring(bench)?;
        follow_as_far_as_it_reads(bench)?;
        let (polls, assessed) = (Polls::new(&bench.clock), Assessed::default());
        let (kept, asked, chance) = (Kept::read(&bench.dir), BTreeMap::new(), Chance::of_process());
        Ok(Reading {
            polls,
            fetches: Fetches::default(),
            reports: Vec::new(),
            assessed,
            taken: false,
            kept,
            asked,
            brought,
            unattended,
            chance,
        })
    }

    /// How each source has been read.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Begins to read a source beside the others; why it cannot be is in its report.
    pub fn add(&mut self, bench: &mut Workbench, source: &Source) {
        let place = bench.config.sources.iter().position(|known| known.name == source.name).unwrap_or_default();
        self.asked.insert(source.name.clone(), bench.clock.real_now());
        if source.retired {
            let notes = vec!["retired: nothing is read of it any more, and what it delivered stays".to_owned()];
            self.through(bench, (source.clone(), SourceReport { notes, ..SourceReport::of(source) }));
        } else if let Some(fault) = self.brought.refused.get(&source.name) {
            let error = Some(fault.clone());
            self.through(bench, (source.clone(), SourceReport { error, ..SourceReport::of(source) }));
        } else if let Err(fault) = self.polls.begin(bench, place, source) {
            let report = SourceReport { error: Some(fault), ..SourceReport::of(source) };
            self.through(bench, (source.clone(), report));
        }
    }

    /// Begins to fetch tables beside the sources: those that are wanted, by when they are due.
    pub fn add_tables(&mut self, bench: &mut Workbench, wanted: &dyn Fn(&TableSource, Option<Instant>) -> bool) {
        for set in bench.config.tables.clone() {
            if !wanted(&set, self.kept.of_table(&set.name).health.next) {
                continue;
            }
            if let Err(fault) = self.fetches.begin(bench, &set) {
                let at = bench.clock.real_now();
                let report = SourceReport { name: set.name.clone(), error: Some(fault), ..SourceReport::default() };
                self.fetched(bench, &set, at, Taken { report, findings: None, after_seconds: None });
            }
        }
    }

    /// A table was fetched, or could not be: the log has it, and whoever looks next.
    fn fetched(&mut self, bench: &Workbench, set: &TableSource, at: Instant, taken: Taken) {
        let Taken { report, findings, after_seconds } = taken;
        if let Some(fault) = &report.error {
            warn!(source = &*log::name(&set.name), code = %fault.code, why = &*log::words(&fault.what), "not read");
        }
        info!(source = &*log::name(&set.name), read = report.read, notes = report.notes.len(), "read");
        if !report.left {
            let not_before = after_seconds.map(|seconds| at + schedule::span(Duration::from_secs(u64::from(seconds))));
            self.kept = Kept::read(&bench.dir);
            let asked = Asked { at, not_before, unattended: self.unattended };
            self.kept.note_table(set, (&report, findings), &asked, &mut self.chance);
            self.keep(bench);
        }
        self.reports.push((usize::MAX, report));
    }

    /// Is that one being read?
    pub fn has(&self, source: &str) -> bool {
        self.asked.contains_key(source)
    }

    /// What came of those that are through, as far as nobody took it yet.
    pub fn reports(&mut self) -> Vec<SourceReport> {
        self.reports.sort_by_key(|(place, _)| *place);
        self.reports.drain(..).map(|(_, report)| report).collect()
    }

    /// A step: what came is taken, else what was taken is assessed, else what may come is waited for. `false` once none is left.
    pub fn step(&mut self, place: &mut dyn Place, on_progress: OnProgress<'_>) -> Outcome<bool> {
        if self.polls.is_empty() && self.fetches.is_empty() {
            return Ok(false);
        }
        if self.polls.wait(Duration::ZERO) {
            let bench = place.bench()?;
            self.taken = true;
            if let Some(ended) = self.polls.take(bench) {
                self.through(bench, ended);
            }
            return Ok(true);
        }
        if let Some(came) = self.fetches.back() {
            let bench = place.bench()?;
            self.taken = true;
            let (set, at) = (came.set.clone(), came.at);
            let taken = tables::take::take(bench, came);
            self.fetched(bench, &set, at, taken);
            return Ok(true);
        }
        if self.taken && self.polls.are_slow() {
            // Nobody waits for a slow source to see what a quick one brought.
            self.assess(place, on_progress)?;
            return Ok(true);
        }
        let (polls, taken, fetches) = (&mut self.polls, self.taken, self.fetches.count());
        let (mut looks, mut stopped) = (0, false);
        place.leave(&mut || {
            looks += 1;
            let came = polls.wait(LOOK);
            let (what, done, all) = polls.doing();
            let goes_on = on_progress(&what, done, all);
            if !goes_on {
                polls.stop();
                stopped = true;
            }
            came || fetches > 0 || !goes_on || looks >= LOOKS || (taken && polls.are_slow())
        });
        if stopped {
            self.fetches.leave();
        }
        let lost = self.polls.lost();
        if !lost.is_empty() {
            let bench = place.bench()?;
            lost.into_iter().for_each(|ended| self.through(bench, ended));
        }
        Ok(true)
    }

    /// Reads customers from the ERP, where that is due. What the others said is assessed before an ERP is waited for that may be slow;
    /// meanwhile nobody else has the workspace.
    pub fn customers(
        &mut self,
        place: &mut dyn Place,
        only: &[String],
        reach: &mut Reach<'_>,
        on_progress: OnProgress<'_>,
    ) -> Outcome<()> {
        let bench = place.bench()?;
        let due = master::is_due(bench, only)?;
        let Some(source) = bench.config.of_erp.clone().filter(|_| due) else { return Ok(()) };
        if bench.unread.is_none() {
            self.assess(place, on_progress)?;
        }
        let bench = place.bench()?;
        self.asked.insert(source.name.clone(), bench.clock.real_now());
        let mut report = SourceReport::of(&source);
        if let Err(fault) = master::read(bench, reach, &mut report, on_progress) {
            report.error = Some(fault);
        }
        self.taken = true;
        self.through(bench, (source, report));
        Ok(())
    }

    /// One is through: the log has it, and whoever began this.
    fn through(&mut self, bench: &mut Workbench, (source, mut report): (Source, SourceReport)) {
        report.notes.extend(self.brought.notes.remove(&source.name));
        if report.error.is_none() && !source.retired {
            let refused = refused::notes(bench, &source.name);
            match refused.and_then(|refused| Ok([refused, unread::notes(bench, &source)?].concat())) {
                Ok(notes) => report.notes.extend(notes),
                Err(fault) => report.error = Some(fault),
            }
        }
        if let Some(fault) = &report.error {
            let (name, why) = (log::name(&source.name), log::words(&fault.what));
            warn!(source = &*name, code = %fault.code, why = &*why, "not read");
        }
        let (read, unchanged) = (report.read, report.unchanged_files);
        info!(source = &*log::name(&source.name), read, unchanged, notes = report.notes.len(), "read");
        if let Some(at) = self.asked.remove(&source.name).filter(|_| !report.left && !source.retired) {
            self.note(bench, &source, &report, at);
        }
        let place = bench.config.all_sources().position(|known| known.name == source.name).unwrap_or_default();
        self.reports.push((place, report));
    }

    /// How it was read stands beside the cache, for whoever looks next, in whichever process.
    fn note(&mut self, bench: &Workbench, source: &Source, report: &SourceReport, at: Instant) {
        let not_before = pace::not_before(bench, &SourceName::from(source.name.as_str()));
        self.kept = Kept::read(&bench.dir);
        let asked = Asked { at, not_before, unattended: self.unattended };
        self.kept.note(source, report, &asked, &mut self.chance);
        self.keep(bench);
    }

    fn keep(&self, bench: &Workbench) {
        if let Err(fault) = self.kept.write(&bench.dir) {
            warn!(code = %fault.code, why = &*log::words(&fault.what), "not kept");
        }
    }

    /// Assesses what is stale, by contracts and tables that are read anew. Whoever else wants the workspace has it in between.
    fn assess(&mut self, place: &mut dyn Place, on_progress: OnProgress<'_>) -> Outcome<()> {
        let wanted = place.wanted();
        self.taken = false;
        let bench = place.bench()?;
        bench.read_rules()?;
        world::follow(bench)?;
        loop {
            let mut goes_on = true;
            let more = drain(place.bench()?, &mut |done, all| {
                goes_on = on_progress("assessing", done, all);
                goes_on && !wanted()
            })?;
            self.assessed.add(more);
            if !goes_on || self.assessed.left == 0 || !wanted() {
                return Ok(());
            }
            place.leave(&mut || true);
        }
    }

    /// Assesses what is left, and ends it. While the archive does not read nothing is assessed.
    pub fn end(mut self, place: &mut dyn Place, on_progress: OnProgress<'_>) -> Outcome<Synced> {
        self.assess(place, on_progress)?;
        let sources = self.reports();
        Ok(Synced { sources, assessed: self.assessed, ..Synced::default() })
    }
}

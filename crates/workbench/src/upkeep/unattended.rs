//! Unattended: what is done while nobody asks for it. Sources are read that are due, what came is assessed, and what is owed of posted
//! invoices is done. What is amiss is told once.
//!
//! Nothing is approved here, and no invoice is made or sent: that is a person's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::time::Instant;

use crate::assessment::drain::Assessed;
use crate::effects::told::Told;
use crate::intake::health::{Health, Kept};
use crate::intake::listed;
use crate::intake::pace::OnProgress;
use crate::intake::place::Place;
use crate::intake::refused;
use crate::intake::schedule;
use crate::intake::sync::Reading;
use crate::intake::tables::ends;
use crate::intake::take::SourceReport;
use crate::intake::trouble::Trouble;
use crate::intake::weekly::check_now_and_then;
use crate::invoicing::owed;
use crate::machine::clock::Clock;
use crate::machine::watch::Watch;
use crate::settings::config::{self, Every, Source};
use crate::workspace::home::Workbench;
use crate::workspace::progress::Signal;
use crate::workspace::reach::Reach;

/// However far away the next reading is, it is looked after that: the settings may say otherwise by then.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// A round that is kept going by slow sources begins to read no more after that, and is told.
const LONGEST: Duration = Duration::from_secs(5 * 60);
/// Between two rounds there is time for somebody else.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);

/// How a round is wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wants {
    /// Is it by itself: each folder is looked through, whether something is known to have changed in it or not, and no source is read twice?
    pub alone: bool,
}

/// What a round did.
#[derive(Debug, Clone, Default)]
pub struct Round {
    /// What was read, in the order of the settings.
    pub sources: Vec<SourceReport>,
    /// Sources that were not due, with how they have been read.
    pub waiting: Vec<(String, Health)>,
    /// What assessing did.
    pub assessed: Assessed,
    /// What was owed and is done now.
    pub done: usize,
    /// What somebody is to be told, by what it is of: nobody was yet, until [`were_told`].
    pub new: Vec<(String, Trouble)>,
    /// What was told already, and lasts.
    pub lasting: Vec<(String, Trouble)>,
    /// When the next one is due.
    pub wait: Duration,
}

/// Reads what is due, assesses, and does what is owed. LH-124 when it cannot be kept what was told: what was read counts.
pub fn round(place: &mut dyn Place, wants: Wants, on_progress: OnProgress<'_>) -> Outcome<Round> {
    let bench = place.bench()?;
    let clock = bench.clock.clone();
    let mut reading = Reading::begin(bench, true)?;
    let all: Vec<Source> = bench.config.sources.iter().filter(|source| !source.retired).cloned().collect();
    let (mut changed, mut begun) = (BTreeSet::new(), BTreeMap::new());
    let (mut goes_on, started) = (true, clock.monotonic());
    reading.add_tables(bench, &|_, next| schedule::is_due(next, clock.real_now()));
    loop {
        changed.extend(place.changed());
        let more = goes_on && clock.monotonic().saturating_sub(started) < LONGEST;
        let now = clock.real_now();
        let due = |source: &&Source| {
            let health = reading.kept().of(&source.name);
            // One that was left before it was through waits for the next round.
            let again = |at: &Instant| !wants.alone && health.asked.is_some_and(|asked| asked >= *at);
            let may = more && !reading.has(&source.name) && begun.get(&source.name).is_none_or(again);
            let told = changed.contains(&source.name) || wants.alone && source.every() == Every::Watched;
            may && (told || schedule::is_due(health.next, now))
        };
        let due: Vec<&Source> = all.iter().filter(due).collect();
        if !due.is_empty() {
            let bench = place.bench()?;
            for source in due {
                changed.remove(&source.name);
                begun.insert(source.name.clone(), clock.real_now());
                reading.add(bench, source);
            }
        }
        let more = reading.step(place, &mut |what, done, all| {
            goes_on = on_progress(what, done, all);
            goes_on
        })?;
        if !more {
            break;
        }
    }
    if goes_on {
        reading.customers(place, &[], &mut Reach::Configured, on_progress)?;
    }
    let ended = reading.end(place, on_progress)?;
    let mut round = Round { sources: ended.sources, assessed: ended.assessed, ..Round::default() };
    let found = look(place, &mut round, goes_on)?;
    told(place.bench()?, &mut round, found)?;
    Ok(round)
}

/// What a trouble is of that keeps a workspace from being opened, or worked in.
pub const WORKSPACE: &str = "workspace";

/// There could be no round, for this reason. Answers whether somebody is to be told: nobody was yet. LH-124.
pub fn could_not(dir: &Path, why: &Fault) -> Outcome<bool> {
    let (now, mut kept) = (Clock::new(None).real_now(), Kept::read(dir));
    let of = WORKSPACE.to_owned();
    kept.troubles.look(&BTreeSet::from([of.clone()]), vec![(of, why.clone())], now);
    let new = !kept.troubles.to_tell(now).is_empty();
    kept.write(dir)?;
    Ok(new)
}

/// Somebody was told what is amiss of these, behind which it is no news any more: what nobody could be told is told again. LH-124.
pub fn were_told(dir: &Path, of: &[String]) -> Outcome<()> {
    if of.is_empty() {
        return Ok(());
    }
    let mut kept = Kept::read(dir);
    kept.troubles.were_told(of, Clock::new(None).real_now());
    kept.write(dir)
}

/// What was looked at, and what of it is amiss.
struct Found {
    at: BTreeSet<String>,
    amiss: Vec<(String, Fault)>,
}

/// Looks at the book, and does what is owed.
fn look(place: &mut dyn Place, round: &mut Round, goes_on: bool) -> Outcome<Found> {
    let wanted = place.wanted();
    let bench = place.bench()?;
    let mut found = Found { at: BTreeSet::new(), amiss: Vec::new() };
    // Of one that was read twice the last reading counts.
    let reports: BTreeMap<&str, &SourceReport> = round.sources.iter().map(|report| (&*report.name, report)).collect();
    // How a table was fetched stands with the tables below.
    let of_table = |report: &&SourceReport| bench.config.tables.iter().any(|table| table.name == report.name);
    for report in reports.into_values().filter(|report| !report.left && !of_table(report)) {
        let of = format!("source {}", report.name);
        found.amiss.extend(report.error.clone().map(|fault| (of.clone(), fault)));
        if report.error.is_none() {
            refused_files(bench, &of, &report.name, &mut found)?;
        }
        found.at.insert(of);
    }
    found.at.insert(WORKSPACE.to_owned());
    if !goes_on {
        return Ok(found);
    }
    for source in bench.config.sources.iter().filter(|source| !source.retired) {
        let of = format!("list of {}", source.name);
        found.amiss.extend(listed::amiss(&bench.cache, &source.name)?.map(|fault| (of.clone(), fault)));
        found.at.insert(of);
    }
    let book = match bench.why_not() {
        Some(fault) => Some(fault),
        None => check_now_and_then(bench)?.map(|what| {
            let means = "Nothing is decided on it and nothing is sent.";
            Fault::new(Code::BookBroken, what, means, "`linehaul audit verify` and `linehaul recover` tell more.")
        }),
    };
    found.amiss.extend(book.map(|fault| ("book".to_owned(), fault)));
    found.at.insert("book".to_owned());
    let mut signal = |_| if wanted() { Signal::Stop } else { Signal::Continue };
    let (of, at_owed) = ("owed".to_owned(), owed::see_to(bench, &mut signal));
    let fault = match at_owed {
        Err(fault) => Some(fault),
        Ok(went) => {
            round.done = went.done;
            went.left.iter().find_map(stuck)
        }
    };
    found.amiss.extend(fault.map(|fault| (of.clone(), fault)));
    found.at.insert(of);
    // What is not amiss any more with a table is over.
    let kept = Kept::read(&bench.dir);
    let known = kept.troubles.lasting().into_iter().map(|(of, _)| of).filter(|of| of.starts_with("table "));
    found.at.extend(known);
    let of_tables = ends::amiss(bench, &kept)?;
    found.at.extend(of_tables.iter().map(|(of, _)| of.clone()));
    found.amiss.extend(of_tables);
    Ok(found)
}

/// Files of a source that could not be read as a whole: each is a trouble of its own, as far as they are not too many.
fn refused_files(bench: &Workbench, of: &str, source: &str, found: &mut Found) -> Outcome<()> {
    let files = refused::of(bench, source)?;
    found.at.extend(Kept::read(&bench.dir).troubles.named(&format!("{of}/")).cloned());
    let of_no_load = refused::of_no_load(bench, source)?;
    found.amiss.extend(of_no_load.map(|fault| (format!("{of}/ rows of no load"), fault)));
    let more = files.len().saturating_sub(refused::MOST_FILES);
    for file in files.into_iter().take(refused::MOST_FILES) {
        found.amiss.push((format!("{of}/{}", file.file), file.fault));
    }
    if more > 0 {
        let means = "No row of them counts. Loads that can be read in them are held.";
        let next = format!("`linehaul quarantine list --source {source}` has them.");
        let fault = Fault::new(Code::HeaderWrong, format!("{more} more files are not read"), means, next);
        found.amiss.push((format!("{of}/"), fault));
    }
    Ok(())
}

/// What waits for its time or for another is no trouble; what has a reason is.
fn stuck(told: &Told) -> Option<Fault> {
    let code = Code::from_stored(told.code.as_ref()?);
    let means = "The invoices are posted; this is owed beside them.";
    Some(Fault::new(code, told.line(), means, "`linehaul doctor` has all that is owed; `linehaul owed` ends it."))
}

/// Who is told what, and when there is something to do next.
fn told(bench: &mut Workbench, round: &mut Round, found: Found) -> Outcome<()> {
    let now = bench.clock.real_now();
    let mut kept = Kept::read(&bench.dir);
    kept.keep_only(&bench.config);
    kept.troubles.look(&found.at, found.amiss, now);
    round.new = kept.troubles.to_tell(now);
    let new = |of: &str| round.new.iter().any(|(known, _)| known == of);
    round.lasting = kept.troubles.lasting().into_iter().filter(|(of, _)| !new(of)).collect();
    let read: BTreeSet<&str> = round.sources.iter().map(|report| report.name.as_str()).collect();
    round.wait = LOOK_AGAIN;
    let wait = |left: Duration| left.max(SHORTEST_WAIT);
    let left_of = |next: Option<Instant>| next.and_then(|next| (next - now).to_std().ok()).unwrap_or_default();
    for table in &bench.config.tables {
        round.wait = round.wait.min(wait(left_of(kept.of_table(&table.name).health.next)));
    }
    for source in bench.config.sources.iter().filter(|source| !source.retired) {
        let health = kept.of(&source.name);
        round.wait = round.wait.min(wait(left_of(health.next)));
        if !read.contains(source.name.as_str()) {
            round.waiting.push((source.name.clone(), health));
        }
    }
    kept.write(&bench.dir)
}

/// May sources be read while the window is open, by the settings? The sample company, whose day stands still, is read when somebody asks.
pub fn in_window(dir: &Path) -> Outcome<bool> {
    config::read(dir).map(|config| config.unattended.window && !config.is_sample())
}

/// Watches the folders of a workspace's sources that are to be watched. LH-101 to LH-103 where its settings do not read.
pub fn watch(dir: &Path) -> Outcome<Watch> {
    let config = config::read(dir)?;
    let watched = config.sources.iter().filter(|source| !source.retired && source.every() == Every::Watched);
    let folders = watched.filter_map(|source| Some((source.name.clone(), source.watched(dir)?))).collect();
    Ok(Watch::of(&Clock::new(None), folders))
}

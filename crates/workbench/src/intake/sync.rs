//! Sync: read the sources, keep what came, fold it and assess what changed.
//!
//! A delivery is archived before anything of it counts, so that nothing that was seen can be lost. A bad row is quarantined and the
//! rest goes on: read = new + changed + duplicate + quarantined. That a load is stale is written with the facts that make it
//! so; assessing takes up whatever is stale, from this sync or from one that was interrupted.

use linehaul_connectors::erp::Erp;
use linehaul_connectors::source::master::ERP;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::LoadNumber;
use tracing::{info, warn};

use crate::assessment::drain::{Assessed, drain};
use crate::assessment::world;
use crate::book::checked;
use crate::intake::follow::follow;
use crate::intake::master;
use crate::intake::port::{OnProgress, follow_as_far_as_it_reads, sync_from};
use crate::intake::take::SourceReport;
use crate::intake::unread;
use crate::log;
use crate::settings::config::Source;
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

/// Days after which a sync checks the whole book again.
const CHECK_DAYS: i64 = 7;

/// Syncs the named sources, or all. LH-518 when what the archive lacks was not delivered again. Contracts and tables are read anew too, and what they change is assessed again.
pub fn sync(bench: &mut Workbench, only: &[String], on_progress: OnProgress<'_>) -> Outcome<Synced> {
    sync_at(bench, only, &mut Reach::Configured, on_progress)
}

/// The same with an ERP that is handed in.
pub fn sync_with(
    bench: &mut Workbench,
    only: &[String],
    erp: &mut dyn Erp,
    on_progress: OnProgress<'_>,
) -> Outcome<Synced> {
    sync_at(bench, only, &mut Reach::Given(erp), on_progress)
}

fn sync_at(
    bench: &mut Workbench,
    only: &[String],
    reach: &mut Reach<'_>,
    on_progress: OnProgress<'_>,
) -> Outcome<Synced> {
    let started = bench.clock.monotonic();
    let named = || bench.config.all_sources().filter(|s| s.name != ERP || !s.retired);
    if let Some(unknown) = only.iter().find(|name| !named().any(|s| &s.name == *name)) {
        let known: Vec<&str> = named().map(|s| s.name.as_str()).collect();
        return Err(Fault::new(
            Code::SourceUnknown,
            format!("there is no source `{unknown}`; known: {}", known.join(", ")),
            "Nothing was read.",
            "Name a [[source]] of linehaul.toml.",
        ));
    }
    bench.read_rules()?;
    bench.read_mappings();
    // A mapping that was mended makes the cache anew, and what it was assessed by with it.
    follow_as_far_as_it_reads(bench)?;
    world::follow(bench)?;
    let asked = |s: &&Source| if only.is_empty() { !s.retired } else { only.contains(&s.name) };
    let sources: Vec<Source> = bench.config.sources.iter().filter(asked).cloned().collect();
    let mut synced = Synced::default();
    for source in &sources {
        let mut report = SourceReport { name: source.name.clone(), ..SourceReport::default() };
        let read = sync_source(bench, source, &mut report, on_progress);
        synced.sources.push(reported(report, read));
    }
    if master::is_due(bench, only)? {
        // What the others said is assessed before an ERP is waited for that may be slow.
        if bench.unread.is_none() {
            synced.assessed = drain(bench, &mut |done, all| on_progress("assessing", done, all))?;
        }
        let mut report = SourceReport { name: ERP.to_owned(), ..SourceReport::default() };
        let read = master::read(bench, reach, &mut report, on_progress);
        synced.sources.push(reported(report, read));
    }
    crate::machine::crash::point("sync.after_facts");
    if bench.unread.is_some() {
        follow(bench)?;
    }
    synced.assessed.and(drain(bench, &mut |done, all| on_progress("assessing", done, all))?);
    crate::machine::crash::point("sync.after_assess");
    synced.waiting = bench.cache.rowless()?;
    synced.quarantined = bench.cache.quarantined_rows()?;
    synced.book = match &bench.behind {
        Some(behind) => Some(behind.fault().what),
        None => check_now_and_then(bench)?,
    };
    synced.elapsed_ms = bench.clock.monotonic().saturating_sub(started).as_millis();
    Ok(synced)
}

/// A source's report with what reading it came to, which is logged.
fn reported(mut report: SourceReport, read: Outcome<()>) -> SourceReport {
    let name = log::name(&report.name).into_owned();
    if let Err(fault) = read {
        let why = log::words(&fault.what);
        warn!(source = name, code = %fault.code, why = &*why, "not read");
        report.error = Some(fault);
    }
    let (read, unchanged) = (report.read, report.unchanged_files);
    info!(source = name, read, unchanged, notes = report.notes.len(), "read");
    report
}

/// Checks the whole book where that was not done for a while.
fn check_now_and_then(bench: &mut Workbench) -> Outcome<Option<String>> {
    const CHECKED: &str = "book checked";
    let today = bench.clock.today(bench.config.business.zone);
    let last = bench.cache.remembered(CHECKED)?.and_then(|text| text.parse().ok());
    if last.is_some_and(|last: linehaul_domain::time::NaiveDate| (today - last).num_days().abs() < CHECK_DAYS) {
        return Ok(None);
    }
    match checked::whole(&bench.book, &bench.dir) {
        Ok(()) => {
            bench.cache.remember(CHECKED, &today.to_string())?;
            Ok(None)
        }
        Err(fault) if fault.code == Code::BookBroken => Ok(Some(fault.what)),
        Err(fault) => Err(fault),
    }
}

/// Reads what a source has to deliver.
fn sync_source(
    bench: &mut Workbench,
    source: &Source,
    report: &mut SourceReport,
    on_progress: OnProgress<'_>,
) -> Outcome<()> {
    if source.retired {
        report.notes.push("retired: nothing is read of it any more, and what it delivered stays".to_owned());
        return Ok(());
    }
    let port = bench.source(source)?;
    sync_from(bench, source, port.as_ref(), report, on_progress)?;
    report.notes.extend(unread::notes(bench, source)?);
    Ok(())
}

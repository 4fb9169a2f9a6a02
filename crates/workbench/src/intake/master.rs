//! Customers from the ERP: read like what a source delivers, in the ERP's time, and on a schedule of their own.

use std::cell::{Cell, RefCell};

use linehaul_connectors::erp::{Erp, MasterSource};
use linehaul_domain::fault::Outcome;
use linehaul_domain::time::{Duration, Instant};

use crate::intake::items;
use crate::intake::pace::OnProgress;
use crate::intake::poll::sync_from;
use crate::intake::take::SourceReport;
use crate::settings::config::Source;
use crate::workspace::home::Workbench;
use crate::workspace::paced::Held;
use crate::workspace::progress::Signal;
use crate::workspace::reach::Reach;

/// The cache remembers under this name when all that there was to read was read last. A cache that is made anew has them read again.
const READ: &str = "customers of the ERP read";

/// When customers were read from the ERP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freshness {
    /// The last time.
    pub last: Option<Instant>,
    /// Is that longer ago than it was meant to be?
    pub old: bool,
    /// Are they to be read by a sync that names no source?
    pub due: bool,
    /// In words.
    pub words: String,
}

/// How fresh they are; `None` where none come from the ERP.
pub fn freshness(bench: &Workbench) -> Outcome<Option<Freshness>> {
    let Some(set) = &bench.config.erp.master_data else { return Ok(None) };
    let now = bench.clock.real_now();
    // A clock that was set back since says nothing of how long ago that was.
    let last = bench.cache.remembered(READ)?.and_then(|text| text.parse::<Instant>().ok()).filter(|last| *last <= now);
    let ago = last.map(|last| now - last);
    let longer = |than: Option<Duration>| than.is_some_and(|than| ago.is_none_or(|ago| ago >= than));
    let (due, old) = (longer(set.read.period()), longer(set.read.old_after()));
    let words = match (last, old) {
        (None, _) => "were not read yet".to_owned(),
        (Some(last), false) => format!("were read last at {}", shown(last)),
        (Some(last), true) => {
            format!("were read last at {}: credit stops, terms and addresses may be others by now", shown(last))
        }
    };
    Ok(Some(Freshness { last, old, due, words: format!("customers of the ERP {words}") }))
}

fn shown(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// Are they to be read by this sync? One that names sources reads what it names.
pub(crate) fn is_due(bench: &Workbench, only: &[String]) -> Outcome<bool> {
    let Some(source) = bench.config.of_erp.as_ref().filter(|source| !source.retired) else { return Ok(false) };
    match only {
        [] => Ok(freshness(bench)?.is_some_and(|fresh| fresh.due)),
        named => Ok(named.contains(&source.name)),
    }
}

/// Reads what there is to be read.
pub(crate) fn read(
    bench: &mut Workbench,
    reach: &mut Reach<'_>,
    report: &mut SourceReport,
    on_progress: OnProgress<'_>,
) -> Outcome<()> {
    let Some(source) = bench.config.of_erp.clone() else { return Ok(()) };
    let (told, stopped) = (RefCell::new(on_progress), Cell::new(false));
    let tell = |what: &str, done: usize, all: usize| {
        let goes_on = (told.borrow_mut())(what, done, all);
        stopped.set(stopped.get() || !goes_on);
        goes_on
    };
    let watch = || if tell("asking the ERP for its customers", 0, 0) { Signal::Continue } else { Signal::Stop };
    let read = match reach {
        Reach::Configured => {
            bench.visit(Some(&watch))?.with(|erp| read_from(bench, &source, erp, report, &mut { tell }))
        }
        Reach::Given(erp) => {
            let mut erp = bench.paced(Held::Lent(&mut **erp), Some(&watch));
            read_from(bench, &source, &mut erp, report, &mut { tell })
        }
    };
    if let Err(fault) = read {
        report.notes.extend(freshness(bench)?.map(|fresh| fresh.words));
        return Err(fault);
    }
    if !stopped.get() {
        let now = bench.clock.real_now().to_rfc3339();
        bench.cache.remember(READ, &now)?;
    }
    Ok(())
}

fn read_from(
    bench: &mut Workbench,
    source: &Source,
    erp: &mut dyn Erp,
    report: &mut SourceReport,
    on_progress: OnProgress<'_>,
) -> Outcome<()> {
    if !on_progress("asking the ERP for its customers", 0, 0) {
        return Ok(());
    }
    sync_from(bench, source, &MasterSource::new(&mut *erp), report, on_progress)?;
    items::read(bench, erp, report)
}

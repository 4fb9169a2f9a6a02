//! Push: send what is queued, so that each invoice is posted exactly once with our total, whatever breaks.
//!
//! No ERP makes a reference unique, and a commit can appear after its answer was lost. So: find by number; record the
//! attempt in the book; create as a draft; find again and compare; post; record. After any lost answer the invoice is in
//! doubt, and only asking ends that: it is asked repeatedly over the settle time, and created again only when every one of
//! these questions found nothing. What cannot be ended so goes to a person.

mod asking;
mod decide;
mod taken;
mod since;
mod chunk;
mod posting;

use std::collections::BTreeSet;

use linehaul_billing::approval::{Action, roles_for};
use linehaul_connectors::erp::{Erp, Traits};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{BatchId, InvoiceNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_store::InvoiceRow;

use crate::assessment::drain::drain;
use crate::effects::registry::KINDS;
use crate::effects::{run, told};
use crate::invoicing::batch::{self, Batch};
use crate::invoicing::elsewhere;
use crate::invoicing::latest;
use crate::invoicing::push::asking::RunLimits;
use crate::invoicing::settle::*;
use crate::settings::actor;
use crate::workspace::home::Workbench;
pub use crate::workspace::progress::{OnProgress, PushProgress, Signal};
use crate::workspace::reach::Reach;

/// Attempts to send one invoice before a person must look.
pub const MAX_ATTEMPTS: u32 = 8;
/// Hours in doubt with an ERP that does not answer, before a person must look.
pub const MAX_DOUBT_HOURS: i64 = 24;
/// How long a wait lasts before it looks up.
const BLINK: std::time::Duration = std::time::Duration::from_millis(100);
/// Somebody wanted to stop.
const STOPPED: Code = Code::Stopped;

/// What a push covers.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// One batch, or all.
    pub batch: Option<BatchId>,
    /// Only ask about what is in doubt: nothing is created or posted, and what the ERP does not have goes back into the
    /// queue.
    pub ask_only: bool,
    /// Only ask about what was taken back.
    pub voiding_only: bool,
}

/// One run: what is open, what has come of it so far, and how much it may still try.
struct Run<'a> {
    bench: &'a mut Workbench,
    erp: &'a mut dyn Erp,
    traits: Traits,
    ask_only: bool,
    pushed: Pushed,
    limits: RunLimits,
    all: usize,
}

/// Batches what is approved, unless a batch is named, and sends what is queued. What was taken back is asked about first, so
/// that the other loads of such an invoice come into this batch.
pub fn send(
    bench: &mut Workbench,
    batch: Option<&BatchId>,
    as_user: Option<&str>,
    on_progress: OnProgress<'_>,
) -> Outcome<(Option<Batch>, Pushed)> {
    sent(bench, &mut Reach::Configured, batch, as_user, on_progress)
}

/// The same to this ERP, whatever the configuration names.
pub fn send_to(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    batch: Option<&BatchId>,
    as_user: Option<&str>,
    on_progress: OnProgress<'_>,
) -> Outcome<(Option<Batch>, Pushed)> {
    sent(bench, &mut Reach::Given(erp), batch, as_user, on_progress)
}

fn sent(
    bench: &mut Workbench,
    reach: &mut Reach<'_>,
    batch: Option<&BatchId>,
    as_user: Option<&str>,
    on_progress: OnProgress<'_>,
) -> Outcome<(Option<Batch>, Pushed)> {
    let mut first = Pushed::default();
    let mut made = None;
    match batch {
        Some(id) => drop(batch::show(bench, id)?),
        None => {
            if !bench.book.invoices(Some(InvoiceState::Voiding), None)?.is_empty() {
                let scope = Scope { voiding_only: true, ..Scope::default() };
                first = pushed(bench, reach, &scope, as_user, on_progress)?;
            }
            made = batch::create(bench, as_user)?;
        }
    }
    let scope = Scope { batch: batch.cloned(), ..Scope::default() };
    let mut all = pushed(bench, reach, &scope, as_user, on_progress)?;
    let seen: BTreeSet<InvoiceNumber> = all.all().map(|sent| sent.invoice.number.clone()).collect();
    all.in_doubt.extend(first.in_doubt.into_iter().filter(|sent| !seen.contains(&sent.invoice.number)));
    all.posted.splice(0..0, first.posted);
    all.remarks.splice(0..0, first.remarks);
    all.stopped = all.stopped.or(first.stopped);
    Ok((made, all))
}

/// Sends the invoices of a batch, or everything that is queued or unfinished. What was posted before a fault is told with it.
pub fn push(
    bench: &mut Workbench,
    scope: &Scope,
    as_user: Option<&str>,
    on_progress: OnProgress<'_>,
) -> Outcome<Pushed> {
    pushed(bench, &mut Reach::Configured, scope, as_user, on_progress)
}

/// The same to this ERP, whatever the configuration names.
pub fn push_to(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    scope: &Scope,
    as_user: Option<&str>,
    on_progress: OnProgress<'_>,
) -> Outcome<Pushed> {
    pushed(bench, &mut Reach::Given(erp), scope, as_user, on_progress)
}

pub(crate) fn pushed(
    bench: &mut Workbench,
    reach: &mut Reach<'_>,
    scope: &Scope,
    as_user: Option<&str>,
    on_progress: OnProgress<'_>,
) -> Outcome<Pushed> {
    let action = if scope.ask_only { Action::Reconcile } else { Action::Push };
    actor::acting(&bench.config, as_user, roles_for(action))?;
    if let Some(behind) = &bench.behind {
        return Err(behind.fault());
    }
    bench.must_hold()?;
    let here = reach.place(bench);
    let (rows, elsewhere): (Vec<_>, Vec<_>) =
        unfinished(bench, scope)?.into_iter().partition(|row| row.belongs_to(&here));
    let mut pushed = Pushed { batch: scope.batch.clone(), ..Pushed::default() };
    for row in &rows {
        bench.book.verify_invoice(&row.number)?;
    }
    if rows.iter().any(|row| row.state == InvoiceState::Queued) && !scope.ask_only {
        bench.book.cutover_must_be_known()?;
    }
    if !scope.ask_only {
        bench.book.verify_effects()?;
    }
    // What is taken back is asked about first and by itself; the push behind it sees to what is owed.
    let effects = !scope.ask_only && !scope.voiding_only;
    let owed = effects && run::is_due(bench, &here, scope.batch.as_ref())?;
    let mut seen_to = false;
    if !rows.is_empty() || scope.batch.is_some() && !scope.ask_only || owed {
        pushed = reach.with(bench, on_progress, |bench, erp, on_progress| {
            // Like any other call: what could not be asked waits for the next push.
            let checked = |bench: &mut Workbench, erp: &mut dyn Erp| {
                latest::must_be_ours(bench, erp)?;
                latest::must_be_latest(bench, erp)
            };
            match if scope.ask_only { Ok(()) } else { checked(bench, erp) } {
                Err(why) if why.code.is_of_the_erp() => {
                    pushed.skipped.extend(rows.iter().map(|row| left(row, why.code, &why.what)));
                    return Ok(pushed);
                }
                other => other?,
            }
            let (ask_only, limits, all) = (scope.ask_only, RunLimits::default(), rows.len());
            let traits = erp.traits();
            fit(erp.name(), &traits)?;
            let mut run = Run { bench, erp, traits, ask_only, pushed, limits, all };
            let result = run.rows(&rows, on_progress);
            let mut pushed = run.pushed;
            if effects && result.is_ok() {
                let finished = run::run(bench, erp, KINDS, scope.batch.as_ref()).map(|went| {
                    (pushed.files, pushed.owed, seen_to) = (went.files, went.left, true);
                });
                pushed.stopped = finished.err();
            } else {
                pushed.stopped = result.err();
            }
            Ok(pushed)
        })?;
    }
    elsewhere::tell(bench, &elsewhere, &here, &mut pushed)?;
    if effects && !seen_to {
        let mut open = bench.book.effects_open()?;
        open.retain(|row| scope.batch.as_ref().is_none_or(|batch| row.batch == *batch));
        pushed.owed = told::of(bench, open, &reach.place(bench))?;
    }
    drain(bench, &mut |_, _| true)?;
    pushed.waiting = bench.book.waiting()?.len();
    Ok(pushed)
}

/// LH-612 where nothing could keep an invoice from being billed twice.
fn fit(name: &str, traits: &Traits) -> Outcome<()> {
    let Some(why) = traits.unfit() else { return Ok(()) };
    Err(Fault::new(
        Code::ErpUnfit,
        format!("the ERP `{name}` cannot be billed exactly once: {why}"),
        "Nothing was sent: an answer that is lost could bill a load twice.",
        "Turn on what makes the ERP refuse or replay a number that is sent again; where it has nothing of the kind, use import files.",
    ))
}

/// The invoices that still want an outcome, in order of their date: ERPs with strict numbering refuse an invoice that is
/// dated before the last one that they numbered.
fn unfinished(bench: &Workbench, scope: &Scope) -> Outcome<Vec<InvoiceRow>> {
    let open: &[InvoiceState] = match (scope.voiding_only, scope.ask_only) {
        (true, _) => &[InvoiceState::Voiding],
        (_, true) => &[InvoiceState::Voiding, InvoiceState::Sending, InvoiceState::InDoubt],
        _ => &[InvoiceState::Voiding, InvoiceState::Sending, InvoiceState::InDoubt, InvoiceState::Queued],
    };
    let mut rows = Vec::new();
    for state in open {
        rows.extend(bench.book.invoices(Some(*state), scope.batch.as_ref())?);
    }
    rows.sort_by(|a, b| (a.body.invoice_date, &a.number).cmp(&(b.body.invoice_date, &b.number)));
    Ok(rows)
}

impl Run<'_> {
    fn rows(&mut self, rows: &[InvoiceRow], on_progress: OnProgress<'_>) -> Outcome<()> {
        let size = self.traits.max_batch.max(1) as usize;
        let mut stopped: Option<(Code, String)> = None;
        for chunk in rows.chunks(size) {
            if stopped.is_none() && !self.may_go_on(on_progress)? {
                stopped = Some((STOPPED, "stopped before it was tried".to_owned()));
            }
            match &stopped {
                Some((code, why)) => self.pushed.skipped.extend(chunk.iter().map(|r| left(r, *code, why))),
                None => stopped = self.chunk(chunk, on_progress)?,
            }
        }
        self.ask_until_settled(on_progress)?;
        on_progress(PushProgress { done: self.all, ..self.progress(0) });
        Ok(())
    }

    fn progress(&self, asking: usize) -> PushProgress {
        PushProgress { done: self.pushed.all().count().min(self.all), all: self.all, asking, resting: false }
    }

    /// Waits while a pause is wanted, and answers whether to go on.
    fn may_go_on(&mut self, on_progress: OnProgress<'_>) -> Outcome<bool> {
        let mut signal = on_progress(self.progress(0));
        while signal == Signal::Pause {
            signal = on_progress(PushProgress { resting: true, ..self.progress(0) });
            self.bench.clock.sleep(BLINK);
        }
        Ok(signal == Signal::Continue)
    }
}

//! Push: send what is queued, so that each invoice is posted exactly once with our total, whatever breaks.
//!
//! No ERP makes a reference unique, and a commit can appear after its answer was lost. So: find by number; record the
//! attempt in the book; create as a draft; find again and compare; post; record. After any lost answer the invoice is in
//! doubt, and only asking ends that: it is asked repeatedly over the settle time, and created again only when every one of
//! these questions found nothing. What cannot be ended so goes to a person.

mod asking;
mod chunk;
mod decide;

use linehaul_billing::approval::{Action, roles_for};
use linehaul_connectors::erp::{Erp, FinishedBatch};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::BatchId;
use linehaul_domain::invoice::{InvoiceState, control_totals};
use linehaul_domain::time::Duration;
use linehaul_store::InvoiceRow;

use crate::actor;
use crate::home::Workbench;
use crate::push::asking::Asked;
use crate::settle::*;

/// Attempts to send one invoice before a person must look.
pub const MAX_ATTEMPTS: u32 = 8;
/// Hours in doubt with an ERP that does not answer, before a person must look.
pub const MAX_DOUBT_HOURS: i64 = 24;
const LEASE: &str = "push";
const LEASE_MINUTES: i64 = 10;
const RENEW_AFTER: std::time::Duration = std::time::Duration::from_secs(60);
/// How long a wait lasts before it looks up.
const BLINK: std::time::Duration = std::time::Duration::from_millis(100);
/// Somebody wanted to stop.
const STOPPED: &str = "LH-605";

/// How far a push is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Going {
    /// Invoices that have an outcome in this run.
    pub done: usize,
    /// Invoices in all.
    pub all: usize,
    /// Invoices about which the ERP is being asked, because an answer was lost.
    pub asking: usize,
}

/// What whoever watches a push wants of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Go on.
    GoOn,
    /// Send nothing until told otherwise; the desk keeps its lease.
    Pause,
    /// Stop before the next invoice.
    Stop,
}

/// Told how far it is, between invoices and while waiting; answers what is wanted.
pub type KeepGoing<'a> = &'a mut dyn FnMut(Going) -> Wish;

/// What a push covers.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// One batch, or all.
    pub batch: Option<BatchId>,
    /// Only ask about what is in doubt: nothing is created or posted, and what the ERP does not have goes back into the
    /// queue.
    pub ask_only: bool,
}

/// One run: what is open, what has come of it so far, and what was asked in vain.
struct Run<'a> {
    bench: &'a mut Workbench,
    erp: &'a mut dyn Erp,
    ask_only: bool,
    pushed: Pushed,
    asked: Asked,
    all: usize,
    holder: String,
    renewed: Option<std::time::Instant>,
}

/// Sends the invoices of a batch, or everything that is queued or unfinished.
pub fn push(bench: &mut Workbench, scope: &Scope, as_user: Option<&str>, keep_going: KeepGoing<'_>) -> Outcome<Pushed> {
    let action = if scope.ask_only { Action::Reconcile } else { Action::Push };
    actor::acting(&bench.config, as_user, roles_for(action))?;
    let rows = unfinished(bench, scope)?;
    let mut pushed = Pushed { batch: scope.batch.clone(), ..Pushed::default() };
    if rows.is_empty() && (scope.batch.is_none() || scope.ask_only) {
        return Ok(pushed);
    }
    let mut erp = bench.erp()?;
    let holder = format!("{}-{}", actor::account(), std::process::id());
    let now = bench.clock.now();
    bench.book.take_lease(LEASE, &holder, now, now + Duration::minutes(LEASE_MINUTES))?;
    let (ask_only, asked, all) = (scope.ask_only, Asked::default(), rows.len());
    let mut run = Run { bench, erp: erp.as_mut(), ask_only, pushed, asked, all, holder, renewed: None };
    let result = run.rows(&rows, keep_going);
    let holder = run.holder;
    pushed = run.pushed;
    bench.book.release_lease(LEASE, &holder)?;
    result?;
    finish_batches(bench, erp.as_mut(), &mut pushed)?;
    crate::assess::refresh(bench, pushed.all().flat_map(|s| s.invoice.loads()))?;
    Ok(pushed)
}

/// The invoices that still want an outcome, in order of their date: ERPs with strict numbering refuse an invoice that is
/// dated before the last one that they numbered.
fn unfinished(bench: &Workbench, scope: &Scope) -> Outcome<Vec<InvoiceRow>> {
    let mut open = vec![InvoiceState::Sending, InvoiceState::InDoubt];
    if !scope.ask_only {
        open.push(InvoiceState::Queued);
    }
    let mut rows = Vec::new();
    for state in open {
        rows.extend(bench.book.invoices(Some(state), scope.batch.as_ref())?);
    }
    rows.sort_by(|a, b| (a.body.invoice_date, &a.number).cmp(&(b.body.invoice_date, &b.number)));
    Ok(rows)
}

impl Run<'_> {
    fn rows(&mut self, rows: &[InvoiceRow], keep_going: KeepGoing<'_>) -> Outcome<()> {
        let size = self.erp.capabilities().max_batch.max(1) as usize;
        let mut stopped: Option<(&str, String)> = None;
        for chunk in rows.chunks(size) {
            if stopped.is_none() && !self.may_go_on(keep_going)? {
                stopped = Some((STOPPED, "stopped before it was tried".to_owned()));
            }
            match &stopped {
                Some((code, why)) => self.pushed.skipped.extend(chunk.iter().map(|r| left(r, code, why))),
                None => stopped = self.chunk(chunk, keep_going)?,
            }
        }
        self.ask_until_settled(keep_going)?;
        keep_going(Going { done: self.all, ..self.going(0) });
        Ok(())
    }

    fn going(&self, asking: usize) -> Going {
        Going { done: self.pushed.all().count().min(self.all), all: self.all, asking }
    }

    /// Waits while a pause is wanted, and answers whether to go on. The lease is renewed now and then, so that a long pause
    /// does not let another desk send beside this one; LH-621 when it was lost all the same.
    fn may_go_on(&mut self, keep_going: KeepGoing<'_>) -> Outcome<bool> {
        loop {
            let wish = keep_going(self.going(0));
            if self.renewed.is_none_or(|at| at.elapsed() > RENEW_AFTER) {
                let now = self.bench.clock.now();
                self.bench.book.renew_lease(LEASE, &self.holder, now, now + Duration::minutes(LEASE_MINUTES))?;
                self.renewed = Some(std::time::Instant::now());
            }
            if wish != Wish::Pause {
                return Ok(wish == Wish::GoOn);
            }
            std::thread::sleep(BLINK);
        }
    }
}

/// Tells the ERP of every batch that has something posted now, and of the one that was named. When that fails the invoices
/// are posted and recorded all the same: it is said, and pushing the batch by its name tells it again.
fn finish_batches(bench: &Workbench, erp: &mut dyn Erp, pushed: &mut Pushed) -> Outcome<()> {
    let mut batches: Vec<BatchId> = pushed.posted.iter().map(|s| s.invoice.batch.clone()).collect();
    batches.extend(pushed.batch.clone());
    batches.sort();
    batches.dedup();
    for batch in batches {
        let posted = bench.book.invoices(Some(InvoiceState::Posted), Some(&batch))?;
        let totals = control_totals(posted.iter().map(|r| &r.body));
        let erp_ids: Vec<String> = posted.iter().filter_map(|r| r.erp_id.clone()).collect();
        let head = bench.book.head()?;
        let (book_seq, book_head) = (head.seq, head.hash.as_str());
        let finished = FinishedBatch { batch: &batch, totals: &totals, erp_ids: &erp_ids, book_seq, book_head };
        if let Err(why) = erp.finish_batch(&finished) {
            let (code, words) = words_of(&why);
            let next = format!("`linehaul push {batch}` tells the ERP again");
            pushed
                .remarks
                .push(format!("{code}: the ERP was not told that batch {batch} is through ({words}); {next}"));
        }
    }
    Ok(())
}

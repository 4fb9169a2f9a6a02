//! Reconcile: read the ERP back. What is in doubt is asked about, what is posted is compared, strays beside it are removed,
//! and what is still to be paid is told. Where the ERP tells what changed, that is asked about, and not every invoice there is.

mod compare;
mod look;

use std::collections::BTreeMap;

use linehaul_connectors::erp::Erp;
use linehaul_domain::Decimal;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{ErpPlace, InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::money::Currency;
use linehaul_store::Open;
use tracing::info;

use crate::assessment::drain::drain;
use crate::invoicing::push::{OnProgress, Scope, pushed};
use crate::invoicing::reconcile::look::Look;
use crate::invoicing::settle::Pushed;
use crate::workspace::home::Workbench;
use crate::workspace::reach::Reach;

/// Where an invoice stands that the ERP has, or had.
const AT_THE_ERP: [InvoiceState; 2] = [InvoiceState::Posted, InvoiceState::Cancelled];
/// Numbers that are gone through at once.
const PAGE: u64 = 1_000;

/// Which invoices are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that changed since, those of which nothing is known or that were not as ours, and a part of the others by turns. Every
    /// one where the ERP does not tell what changed.
    Changed,
    /// Every one.
    Every,
}

/// A posted invoice that the ERP has otherwise.
#[derive(Debug, Clone)]
pub struct Mismatch {
    /// The invoice.
    pub invoice: InvoiceNumber,
    /// Its loads.
    pub loads: Vec<LoadNumber>,
    /// What differs.
    pub differences: Vec<String>,
}

/// What customers owe on posted invoices, by currency, where the ERP tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owed {
    /// Invoices paid in full.
    pub paid: u32,
    /// Invoices paid in part.
    pub part_paid: u32,
    /// Invoices with nothing paid yet.
    pub unpaid: u32,
    /// Still to be paid.
    pub open: Decimal,
}

/// What reconciling found.
#[derive(Debug, Clone, Default)]
pub struct Reconciled {
    /// Posted invoices that agree, as they were seen last.
    pub matched: u64,
    /// Of all posted ones, those that the ERP was asked about now.
    pub asked: u64,
    /// Posted invoices that nobody has asked about yet, since somebody stopped before.
    pub unseen: u64,
    /// Somebody stopped it: what was found till then stands, and the next one goes on.
    pub stopped: bool,
    /// What ended it before every invoice was asked about, where nobody stopped it: what was found till then stands.
    pub ended: Option<Fault>,
    /// Posted invoices that are at another ERP than this, and were not compared.
    pub elsewhere: u64,
    /// Posted invoices that do not agree.
    pub mismatched: Vec<Mismatch>,
    /// Drafts that stood beside a posted invoice of ours and were removed: (invoice, record).
    pub strays_removed: Vec<(InvoiceNumber, String)>,
    /// What is still to be paid.
    pub owed: BTreeMap<Currency, Owed>,
    /// What asking about the doubtful did.
    pub doubts: Pushed,
    /// Invoices still in doubt.
    pub in_doubt: Vec<InvoiceNumber>,
    /// Invoices that wait for a person, with the reason.
    pub needs_person: Vec<(InvoiceNumber, String)>,
}

impl Reconciled {
    /// Was nothing asked, found or done?
    fn is_empty(&self) -> bool {
        let doubts = &self.doubts;
        self.asked == 0
            && self.mismatched.is_empty()
            && self.strays_removed.is_empty()
            && [&doubts.posted, &doubts.rejected, &doubts.skipped].iter().all(|sent| sent.is_empty())
    }
}

/// Reads the ERP back. What was cancelled there holds its loads until a person says what becomes of them. It fails where nothing was
/// found out; what ends it later is told beside what was.
pub fn reconcile(
    bench: &mut Workbench,
    which: Which,
    as_user: Option<&str>,
    on_progress: OnProgress<'_>,
) -> Outcome<Reconciled> {
    reconciled(bench, &mut Reach::Configured, which, as_user, on_progress)
}

/// The same with this ERP, whatever the configuration names.
pub fn reconcile_with(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    which: Which,
    as_user: Option<&str>,
    on_progress: OnProgress<'_>,
) -> Outcome<Reconciled> {
    reconciled(bench, &mut Reach::Given(erp), which, as_user, on_progress)
}

fn reconciled(
    bench: &mut Workbench,
    reach: &mut Reach<'_>,
    which: Which,
    as_user: Option<&str>,
    on_progress: OnProgress<'_>,
) -> Outcome<Reconciled> {
    let scope = Scope { ask_only: true, ..Scope::default() };
    let doubts = pushed(bench, reach, &scope, as_user, on_progress)?;
    let mut result = Reconciled { doubts, ..Reconciled::default() };
    let here = reach.place(bench);
    if is_any(bench, &here)? {
        let looked = reach.with(bench, on_progress, |bench, erp, on_progress| {
            Look::new(bench, erp, on_progress, &mut result)?.at(which)
        });
        match looked {
            Ok(()) => {}
            Err(fault) if fault.code == Code::Stopped => result.stopped = true,
            Err(fault) if result.is_empty() => return Err(fault),
            Err(fault) => result.ended = Some(fault),
        }
    }
    count(bench, &here, &mut result)?;
    for state in [InvoiceState::InDoubt, InvoiceState::Sending, InvoiceState::Voiding] {
        result.in_doubt.extend(bench.book.invoices(Some(state), None)?.into_iter().map(|r| r.number));
    }
    for state in [InvoiceState::NeedsPerson, InvoiceState::Cancelled] {
        let waiting = bench.book.invoices(Some(state), None)?;
        result.needs_person.extend(waiting.into_iter().map(|r| (r.number, r.reason.unwrap_or_default())));
    }
    drain(bench, &mut |_, _| true)?;
    let (mismatched, in_doubt, person) = (result.mismatched.len(), result.in_doubt.len(), result.needs_person.len());
    let (matched, asked, strays) = (result.matched, result.asked, result.strays_removed.len());
    info!(matched, asked, mismatched, strays, in_doubt, person, stopped = result.stopped, "reconciled");
    Ok(result)
}

fn is_any(bench: &Workbench, here: &ErpPlace) -> Outcome<bool> {
    for state in AT_THE_ERP {
        if !bench.book.numbers_after(state, "", 1, here)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How all of them were when somebody looked last, be it now, and how many are at another ERP.
fn count(bench: &Workbench, here: &ErpPlace, result: &mut Reconciled) -> Outcome<()> {
    for state in AT_THE_ERP {
        result.elsewhere += bench.book.count_elsewhere(state, here)?;
        let mut after = String::new();
        loop {
            let numbers = bench.book.numbers_after(state, &after, PAGE, here)?;
            let Some(last) = numbers.last() else { break };
            after = last.0.clone();
            for number in &numbers {
                let Some(looked) = bench.cache.looked(number)? else {
                    result.unseen += 1;
                    continue;
                };
                result.matched += u64::from(looked.agrees);
                if let Some(open) = looked.open {
                    count_owed(open, result);
                }
            }
        }
    }
    Ok(())
}

fn count_owed(Open { total, open, currency }: Open, result: &mut Reconciled) {
    let owed = result.owed.entry(currency).or_default();
    owed.open += open;
    match open {
        open if open.is_zero() => owed.paid += 1,
        open if open == total => owed.unpaid += 1,
        _ => owed.part_paid += 1,
    }
}

//! Owed: what is owed outside of invoices that are posted, without anybody asking for it. No invoice is approved, made or sent here.

use linehaul_domain::fault::{Code, Outcome};

use crate::effects::registry::KINDS;
use crate::effects::run::{self, Went};
use crate::invoicing::latest;
use crate::workspace::home::Workbench;
use crate::workspace::progress::OnProgress;
use crate::workspace::reach::Reach;

/// Does what is owed and due at the configured ERP, as a push does behind its invoices. Nothing on a book that is behind, or does not hold.
///
/// LH-520 the chain does not hold, LH-527 and LH-528 the ERP has what this book never sent.
pub fn see_to(bench: &mut Workbench, on_progress: OnProgress<'_>) -> Outcome<Went> {
    if bench.why_not().is_some() || bench.book.effects_open()?.is_empty() {
        return Ok(Went::default());
    }
    bench.must_hold()?;
    bench.book.verify_effects()?;
    let here = Reach::Configured.place(bench);
    if !run::is_due(bench, &here, None)? {
        return Ok(Went::default());
    }
    let done = Reach::Configured.with(bench, on_progress, |bench, erp, _| {
        latest::must_be_ours(bench, erp)?;
        latest::must_be_latest(bench, erp)?;
        run::run(bench, erp, KINDS, None)
    });
    match done {
        // Somebody wanted the workspace: the next run goes on.
        Err(fault) if fault.code == Code::Stopped => Ok(Went::default()),
        other => other,
    }
}

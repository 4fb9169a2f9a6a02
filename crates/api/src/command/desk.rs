//! Everything that is asked of an open workspace.

use std::path::{Path, PathBuf};

use linehaul_domain::code::ChargeCode;
use linehaul_domain::ids::{BatchId, Hash, InvoiceNumber};
use linehaul_domain::state::LoadState;
use linehaul_workbench::SecretString;
use linehaul_workbench::book::behind;
use linehaul_workbench::book::load_state::BookedLoad;
use linehaul_workbench::decisions::approve::Ask;
use linehaul_workbench::decisions::cancelled::Fate;
use linehaul_workbench::decisions::{approve, cancelled, queue, review, show};
use linehaul_workbench::intake::{open, rebuild, sources, sync};
pub use linehaul_workbench::invoicing::push::{Going, KeepGoing, Wish};
use linehaul_workbench::invoicing::{batch, push, reconcile, retry};
use linehaul_workbench::machine::{platform, secret};
use linehaul_workbench::settings::actor;
use linehaul_workbench::upkeep::{doctor, init};
use linehaul_workbench::workspace::home::Workbench;

use crate::error::{Answer, answer};
use crate::wire::about::{About, Activity, Sources};
use crate::wire::batch::{BatchView, Batches, PushReport, UnpostedLine};
use crate::wire::load::LoadDetail;
use crate::wire::queue::{Queue, QueueAsk, QueueSummary, StuckInvoice};
use crate::wire::reconcile::{ReconcileReport, RetryReport};
use crate::wire::review::{Approvals, Decisions, RefusedLine};
use crate::wire::sync::SyncReport;
use crate::wire::upkeep::{AuditReport, DoctorReport, Quarantine, RebuildReport, Workspace};

/// Told (done, all); answers whether to go on.
pub type Tick<'a> = &'a mut dyn FnMut(usize, usize) -> bool;

/// An open workspace.
pub struct Desk {
    bench: Workbench,
}

/// Makes a workspace, empty or the sample company.
pub fn init_workspace(dir: &Path, sample: bool) -> Answer<Workspace> {
    init_desk(dir, sample, None)
}

/// The same for a desk that is named.
pub fn init_desk(dir: &Path, sample: bool, desk: Option<&str>) -> Answer<Workspace> {
    init::init(dir, sample, desk)?;
    Ok(Workspace { workspace: dir.display().to_string() })
}

/// The folder below which workspaces are when nobody names one; LH-116 when nothing says where it is.
pub fn data_folder() -> Answer<PathBuf> {
    answer(platform::data_folder())
}

impl Desk {
    /// Opens a workspace and takes its lock.
    pub fn open(dir: &Path) -> Answer<Desk> {
        Ok(Desk { bench: open::open(dir)? })
    }

    /// The same for what mends a workspace or only looks after it, where the archive does not read.
    pub fn open_in_part(dir: &Path) -> Answer<Desk> {
        Ok(Desk { bench: open::open_in_part(dir)? })
    }

    /// The workbench behind it, for the commands beside this file.
    pub(crate) fn bench(&self) -> &Workbench {
        &self.bench
    }

    /// The same, to decide through.
    pub(crate) fn bench_mut(&mut self) -> &mut Workbench {
        &mut self.bench
    }

    /// Was the cache missing, damaged or read as other sources than are set, and made again from archive and book?
    pub fn cache_was_rebuilt(&self) -> bool {
        self.bench.cache_was_rebuilt
    }

    /// Contracts and tables that do not read.
    pub fn broken_rules(&self) -> Vec<String> {
        doctor::broken_rules(&self.bench)
    }

    /// Reads sources, folds, assesses.
    pub fn sync(&mut self, sources: &[String], tick: &mut dyn FnMut(&str, usize, usize) -> bool) -> Answer<SyncReport> {
        answer(self.bench.verb("sync", None, |bench| sync::sync(bench, sources, tick)))
    }

    /// The same workspace once more, to read while this process's other desk works. Nothing is decided through it.
    pub fn open_to_read(dir: &Path) -> Answer<Desk> {
        let mut bench = Workbench::open_to_read(dir)?;
        // Whoever reads is told as well that the book is not the latest.
        bench.behind = behind::compare(dir, &bench.book, &bench.cache)?;
        Ok(Desk { bench })
    }

    /// A page of the queue.
    pub fn queue(&self, ask: &QueueAsk) -> Answer<Queue> {
        let filter = ask.filter()?;
        let page = self.bench.look("queue", |bench| queue::queue(bench, &filter))?;
        let stuck = page.lines.iter().map(|line| self.stuck(line)).collect::<Answer<Vec<_>>>()?;
        let mut queue = Queue::from(page);
        for (row, stuck) in queue.loads.iter_mut().zip(stuck) {
            row.invoice = stuck;
        }
        Ok(queue)
    }

    /// The invoice that keeps a load from going on. Only some states can have one.
    fn stuck(&self, line: &queue::QueueLine) -> Answer<Option<StuckInvoice>> {
        let state = line.stored.state;
        match state {
            LoadState::Held | LoadState::InDoubt | LoadState::Rejected => {}
            LoadState::Ready
            | LoadState::Approved
            | LoadState::Queued
            | LoadState::InTransit
            | LoadState::Posted
            | LoadState::NotBillable => return Ok(None),
        }
        let invoices = self.bench.book.binding_invoices(&line.stored.assessment.load)?;
        let stuck = StuckInvoice::of(&BookedLoad { invoices, ..BookedLoad::default() });
        // A load is held for its invoice only where that was cancelled: one that was rejected can be billed anew.
        Ok(stuck.filter(|stuck| state != LoadState::Held || stuck.state == "cancelled"))
    }

    /// Counts by state, held by reason.
    pub fn summary(&self) -> Answer<QueueSummary> {
        answer(self.bench.look("summary", queue::summary))
    }

    /// One load.
    pub fn show(&self, load: &str) -> Answer<LoadDetail> {
        answer(self.bench.look("show", |bench| show::show(bench, load)))
    }

    /// Approves loads, or all that are ready.
    pub fn approve(
        &mut self,
        loads: &[String],
        all_ready: bool,
        as_user: Option<&str>,
        note: Option<&str>,
        tick: Tick<'_>,
    ) -> Answer<Approvals> {
        let mut asked: Vec<Ask> = loads.iter().map(|l| Ask { load: l.as_str().into(), seen: None }).collect();
        if all_ready {
            asked.extend(approve::all_ready(&self.bench)?);
        }
        self.approve_asked(&asked, as_user, note, tick)
    }

    fn approve_asked(
        &mut self,
        asked: &[Ask],
        as_user: Option<&str>,
        note: Option<&str>,
        tick: Tick<'_>,
    ) -> Answer<Approvals> {
        answer(self.bench.verb("approve", as_user, |bench| approve::approve(bench, asked, as_user, note, tick)))
    }

    /// Approves loads as they were looked at: each with what [`LoadDetail::assessment`] said then.
    pub fn approve_seen(
        &mut self,
        seen: &[(String, String)],
        as_user: Option<&str>,
        note: Option<&str>,
        tick: Tick<'_>,
    ) -> Answer<Approvals> {
        let ask = |(load, seen): &(String, String)| Ask { load: load.as_str().into(), seen: Some(Hash(seen.clone())) };
        let asked: Vec<Ask> = seen.iter().map(ask).collect();
        self.approve_asked(&asked, as_user, note, tick)
    }

    /// May this account act as a user? LH-401 when there is none of that name, LH-402 when it may not.
    pub fn own_user(&self, name: &str) -> Answer<()> {
        answer(actor::own_user(&self.bench.config, name).map(|_| ()))
    }

    /// Holds a load.
    pub fn hold(&mut self, load: &str, as_user: Option<&str>, reason: &str) -> Answer<Decisions> {
        answer(self.bench.verb("hold", as_user, |bench| review::hold(bench, &load.into(), as_user, reason)))
    }

    /// Takes an approval back that was not sent.
    pub fn withdraw(&mut self, load: &str, as_user: Option<&str>, reason: &str) -> Answer<Decisions> {
        answer(self.bench.verb("withdraw", as_user, |bench| review::withdraw(bench, &load.into(), as_user, reason)))
    }

    /// Ends a person's hold.
    pub fn release(&mut self, load: &str, as_user: Option<&str>, reason: &str) -> Answer<Decisions> {
        answer(self.bench.verb("release", as_user, |bench| review::release(bench, &load.into(), as_user, reason)))
    }

    /// Adjusts a charge by an amount.
    pub fn adjust(
        &mut self,
        load: &str,
        as_user: Option<&str>,
        code: &str,
        amount: &str,
        reason: &str,
    ) -> Answer<Decisions> {
        let code = ChargeCode::from(code);
        answer(
            self.bench
                .verb("adjust", as_user, |bench| review::adjust(bench, &load.into(), as_user, &code, amount, reason)),
        )
    }

    /// Makes invoices of what is approved.
    pub fn batch_create(&mut self, as_user: Option<&str>) -> Answer<BatchView> {
        answer(self.bench.verb("batch create", as_user, |bench| batch::create(bench, as_user)))
    }

    /// All batches.
    pub fn batch_list(&self) -> Answer<Batches> {
        answer(self.bench.look("batch list", batch::list))
    }

    /// One batch.
    pub fn batch_show(&self, id: &str) -> Answer<BatchView> {
        answer(self.bench.look("batch show", |bench| batch::show(bench, &BatchId::from(id))))
    }

    /// What a push would send: everything queued, and what would be batched first.
    pub fn push_preview(&self, id: Option<&str>) -> Answer<Vec<BatchView>> {
        let all = self.bench.look("push preview", |bench| match id {
            Some(id) => Ok(vec![batch::show(bench, &BatchId::from(id))?]),
            None => batch::list(bench),
        })?;
        Ok(all.into_iter().map(BatchView::from).collect())
    }

    /// Batches what is approved (unless a batch is named) and sends what is queued.
    pub fn push(&mut self, id: Option<&str>, as_user: Option<&str>, going: KeepGoing<'_>) -> Answer<PushReport> {
        let id = id.map(BatchId::from);
        let (made, pushed) =
            self.bench.verb("push", as_user, |bench| push::send(bench, id.as_ref(), as_user, going))?;
        let mut report = PushReport::from(pushed);
        let made_one = made.as_ref().filter(|batch| !batch.invoices.is_empty());
        report.batch = report.batch.or(made_one.map(|batch| batch.id.to_string()));
        report.refused = made.into_iter().flat_map(|b| b.refused).map(RefusedLine::from).collect();
        // What an earlier push left to a person is told by every later one: a job at night says it once only otherwise.
        let told: Vec<&UnpostedLine> = report.in_doubt.iter().chain(&report.rejected).collect();
        let told = |name: &String| told.iter().any(|line| line.invoice == *name || line.loads.contains(name));
        let earlier: Vec<(String, String)> = retry::left(&self.bench)?.into_iter().filter(|(n, _)| !told(n)).collect();
        report.remarks.extend(earlier.into_iter().map(|(_, words)| words));
        Ok(report)
    }

    /// Is there anything that no push sends by itself, because it waits for a person?
    pub fn waits_for_a_person(&self) -> Answer<bool> {
        Ok(!retry::left(&self.bench)?.is_empty())
    }

    /// Says what becomes of an invoice that was cancelled at the ERP; answers its loads.
    pub fn cancelled(
        &mut self,
        invoice: &str,
        bill_again: bool,
        as_user: Option<&str>,
        reason: &str,
    ) -> Answer<Vec<String>> {
        let fate = if bill_again { Fate::BillAgain } else { Fate::Closed };
        let loads = self
            .bench
            .verb("cancelled", as_user, |bench| cancelled::settle(bench, &invoice.into(), fate, as_user, reason))?;
        Ok(loads.into_iter().map(|load| load.0).collect())
    }

    /// Reads the ERP back.
    pub fn reconcile(&mut self, as_user: Option<&str>, going: KeepGoing<'_>) -> Answer<ReconcileReport> {
        answer(self.bench.verb("reconcile", as_user, |bench| reconcile::reconcile(bench, as_user, going)))
    }

    /// Lets invoices go on that were rejected or wait for a person; every rejected one when none is named.
    pub fn retry(&mut self, invoices: &[String], as_user: Option<&str>, reason: &str) -> Answer<RetryReport> {
        let numbers: Vec<InvoiceNumber> = invoices.iter().map(|i| i.as_str().into()).collect();
        answer(self.bench.verb("retry", as_user, |bench| retry::retry(bench, &numbers, as_user, reason)))
    }

    /// Whose password the ERP wants, as `user at address database`; nothing when it wants none.
    pub fn secret_account(&self) -> Option<String> {
        let erp = &self.bench.config.erp;
        erp.user.is_some().then(|| erp.secret_account())
    }

    /// Keeps the ERP's password; answers where, in words.
    pub fn secret_set(&self, password: SecretString) -> Answer<String> {
        let account = self.bench.config.erp.secret_account();
        let place = self
            .bench
            .log
            .verb("secret set", None, || secret::set(&self.bench.dir, secret::ERP, &account, &password))?;
        Ok(place.words().to_owned())
    }

    /// Forgets the ERP's password.
    pub fn secret_forget(&self) -> Answer<()> {
        let account = self.bench.config.erp.secret_account();
        let forget = || secret::forget(&self.bench.dir, secret::ERP, &account);
        answer(self.bench.log.verb("secret forget", None, forget))
    }

    /// A document's bytes as they came; LH-241 when there is none of that id or it does not open.
    pub fn document(&self, load: &str, id: &str) -> Answer<Vec<u8>> {
        answer(self.bench.look("document", |bench| show::document(bench, load, id)))
    }

    /// Sources with their last readings.
    pub fn sources(&self) -> Answer<Sources> {
        answer(self.bench.look("sources", sources::sources))
    }

    /// The newest entries of the book.
    pub fn activity(&self, limit: u64) -> Answer<Activity> {
        answer(self.bench.look("activity", |bench| sources::activity(bench, limit)))
    }

    /// The workspace: its business, ERP, users that this account may act as, and customers.
    pub fn about(&self) -> Answer<About> {
        answer(self.bench.look("about", sources::about))
    }

    /// Bad input.
    pub fn quarantine(&self) -> Answer<Quarantine> {
        answer(self.bench.look("quarantine list", |bench| bench.cache.quarantine()))
    }

    /// Checks the book's chain.
    pub fn audit(&self) -> Answer<AuditReport> {
        answer(self.bench.log.verb("audit verify", None, || self.bench.book.verify()))
    }

    /// Rebuilds beside and compares.
    pub fn rebuild_check(&mut self) -> Answer<RebuildReport> {
        let mut report: RebuildReport = answer(self.bench.verb("rebuild --check", None, rebuild::check))?;
        report.cache_was_missing = self.bench.cache_was_rebuilt;
        Ok(report)
    }

    /// Throws everything derived away and makes it again.
    pub fn rebuild(&mut self) -> Answer<RebuildReport> {
        let loads = self.bench.verb("rebuild", None, rebuild::rebuild)?;
        Ok(RebuildReport { loads, differing: Vec::new(), cache_was_missing: false })
    }

    /// Is everything there?
    pub fn doctor(&mut self) -> Answer<DoctorReport> {
        answer(self.bench.verb("doctor", None, doctor::doctor))
    }
}

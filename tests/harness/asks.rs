//! Declared commands as plain calls, for tests that ask many.

use std::path::Path;

use linehaul_api::command::about::Activity;
use linehaul_api::command::again::{Proof, Radar, Reproduce};
use linehaul_api::command::approve::{Approve, ApproveNamed};
use linehaul_api::command::batch::{BatchCreate, BatchList, BatchShow};
use linehaul_api::command::cutover::{CutOver, CutOverBill, CutOverElsewhere, CutOverKeep, CutOverSet, CutOverTry};
use linehaul_api::command::decide::{Adjust, Hold, Release, Withdraw};
use linehaul_api::command::declare::{At, By, Command, Decides, Step, ask_at};
use linehaul_api::command::erp::{Cancelled, Push, Reconcile, Retry};
use linehaul_api::command::load::{AsInvoiced, Document, Show};
use linehaul_api::command::pricing::{Agree, Backtest, History, Publish, RollBack};
use linehaul_api::command::quarantine::{
    Quarantine, QuarantineClear, QuarantineMend, QuarantineReopen, QuarantineReplay, QuarantineShow,
};
use linehaul_api::command::queue::{Queue, Summary};
use linehaul_api::command::safety::{Audit, Backup, Loads, Recover, RecoverConfirm};
use linehaul_api::command::session::{PushProgress, Session, Signal};
use linehaul_api::command::split::Split;
use linehaul_api::command::sync::{Sources, Sync};
use linehaul_api::command::upkeep::{Doctor, Rebuild};
use linehaul_api::error::Answer;
use linehaul_api::wire::queue::QueueAsk;

type Of<C> = Answer<<C as Command>::Answer>;
type User<'a> = Option<&'a str>;

/// Is told (done, all); answers whether to go on.
type Tick<'a> = &'a mut dyn FnMut(usize, usize) -> bool;
/// The same at the ERP, where work can pause.
type OnProgress<'a> = &'a mut dyn FnMut(PushProgress) -> Signal;

/// Asks a command as a user.
fn by<C: Command>(command: &C, session: <C::At as At>::Handle<'_>, user: User<'_>) -> Of<C> {
    ask_at(command, session, &mut By { user, told: &mut |_: Step<'_>| Signal::Continue, picked: None })
}

/// The same, looking at how far it is.
fn told<C: Command>(command: &C, session: <C::At as At>::Handle<'_>, user: User<'_>, tick: Tick<'_>) -> Of<C> {
    let told = &mut |step: Step<'_>| if tick(step.done, step.all) { Signal::Continue } else { Signal::Stop };
    ask_at(command, session, &mut By { user, told, picked: None })
}

/// The same at the ERP.
fn pausable<C: Command>(
    command: &C,
    session: <C::At as At>::Handle<'_>,
    user: User<'_>,
    on_progress: OnProgress<'_>,
) -> Of<C> {
    let told = &mut |Step { done, all, asking, resting, .. }: Step<'_>| {
        on_progress(PushProgress { done, all, asking, resting })
    };
    ask_at(command, session, &mut By { user, told, picked: None })
}

/// What can be asked of an open workspace.
#[allow(missing_docs)]
pub trait Asks {
    fn session(&self) -> &Session;
    fn session_mut(&mut self) -> &mut Session;

    fn sync(&mut self, sources: &[String], tick: &mut dyn FnMut(&str, usize, usize) -> bool) -> Of<Sync> {
        let told = &mut |step: Step<'_>| match tick(step.what, step.done, step.all) {
            true => Signal::Continue,
            false => Signal::Stop,
        };
        ask_at(
            &Sync { sources: sources.to_vec() },
            self.session_mut().into(),
            &mut By { user: None, told, picked: None },
        )
    }
    fn sources(&self) -> Of<Sources> {
        by(&Sources {}, self.session(), None)
    }
    fn queue(&self, ask: &QueueAsk) -> Of<Queue> {
        by(&Queue { ask: ask.clone() }, self.session(), None)
    }
    fn summary(&self) -> Of<Summary> {
        by(&Summary {}, self.session(), None)
    }
    fn show(&self, load: &str) -> Of<Show> {
        by(&Show { load: load.to_owned() }, self.session(), None)
    }
    fn as_invoiced(&self, load: &str) -> Of<AsInvoiced> {
        by(&AsInvoiced { load: load.to_owned() }, self.session(), None)
    }
    fn approve(
        &mut self,
        loads: &[String],
        all_ready: bool,
        user: User<'_>,
        note: Option<&str>,
        tick: Tick<'_>,
    ) -> Of<ApproveNamed> {
        let note = note.map(str::to_owned);
        let named = ApproveNamed { loads: loads.to_vec(), all_ready, seen: Vec::new(), note };
        told(&named, self.session_mut(), user, tick)
    }
    fn approve_seen(
        &mut self,
        seen: &[(String, String)],
        user: User<'_>,
        _: Option<&str>,
        tick: Tick<'_>,
    ) -> Of<Approve> {
        told(&Approve { seen: seen.to_vec() }, self.session_mut(), user, tick)
    }
    fn hold(&mut self, load: &str, user: User<'_>, reason: &str) -> Of<Hold> {
        by(&Hold { load: load.to_owned(), reason: reason.to_owned() }, self.session_mut(), user)
    }
    fn withdraw(&mut self, load: &str, user: User<'_>, reason: &str) -> Of<Withdraw> {
        by(&Withdraw { load: load.to_owned(), reason: reason.to_owned() }, self.session_mut(), user)
    }
    fn release(&mut self, load: &str, user: User<'_>, reason: &str) -> Of<Release> {
        by(&Release { load: load.to_owned(), reason: reason.to_owned(), seen: None }, self.session_mut(), user)
    }
    fn release_seen(&mut self, load: &str, seen: &str, user: User<'_>, reason: &str) -> Of<Release> {
        let seen = Some(seen.to_owned());
        by(&Release { load: load.to_owned(), reason: reason.to_owned(), seen }, self.session_mut(), user)
    }
    fn adjust(&mut self, load: &str, user: User<'_>, code: &str, amount: &str, reason: &str) -> Of<Adjust> {
        let [load, code, amount, reason] = [load, code, amount, reason].map(str::to_owned);
        by(&Adjust { load, code, amount, seen: None, reason }, self.session_mut(), user)
    }
    fn cutover(&self) -> Of<CutOver> {
        by(&CutOver {}, self.session(), None)
    }
    fn cutover_try(&self, day: &str, billed: Option<&Path>) -> Of<CutOverTry> {
        by(&CutOverTry { day: day.to_owned(), billed: billed.map(Path::to_owned), list: None }, self.session(), None)
    }
    fn cutover_set(&mut self, day: &str, billed: Option<&Path>, user: User<'_>) -> Of<CutOverSet> {
        let (day, billed, reason) = (day.to_owned(), billed.map(Path::to_owned), Some("the switch".to_owned()));
        by(&CutOverSet { day, billed, list: None, reason }, self.session_mut(), user)
    }
    fn cutover_bill(&mut self, load: &str, user: User<'_>, reason: &str) -> Of<CutOverBill> {
        by(&CutOverBill { load: load.to_owned(), reason: reason.to_owned() }, self.session_mut(), user)
    }
    fn cutover_elsewhere(&mut self, load: &str, said: (&str, &str), user: User<'_>) -> Of<CutOverElsewhere> {
        let (load, reason) = (load.to_owned(), "it is in the old system".to_owned());
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let elsewhere = CutOverElsewhere { load, invoice: text(said.0), amount: text(said.1), reason };
        by(&elsewhere, self.session_mut(), user)
    }
    fn cutover_keep(&mut self, user: User<'_>, reason: &str) -> Of<CutOverKeep> {
        by(&CutOverKeep { reason: reason.to_owned() }, self.session_mut(), user)
    }
    fn batch_create(&mut self, user: User<'_>) -> Of<BatchCreate> {
        by(&BatchCreate { ready: false }, self.session_mut(), user)
    }
    fn batch_list(&self) -> Of<BatchList> {
        by(&BatchList {}, self.session(), None)
    }
    fn batch_show(&self, id: &str) -> Of<BatchShow> {
        by(&BatchShow { batch: id.to_owned() }, self.session(), None)
    }
    fn push(&mut self, id: Option<&str>, user: User<'_>, on_progress: OnProgress<'_>) -> Of<Push> {
        pausable(&Push { batch: id.map(str::to_owned) }, self.session_mut(), user, on_progress)
    }
    fn reconcile(&mut self, user: User<'_>, on_progress: OnProgress<'_>) -> Of<Reconcile> {
        pausable(&Reconcile { full: false }, self.session_mut(), user, on_progress)
    }
    fn retry(&mut self, invoices: &[String], user: User<'_>, reason: &str) -> Of<Retry> {
        by(
            &Retry { invoices: invoices.to_vec(), nothing_came: false, reason: reason.to_owned() },
            self.session_mut(),
            user,
        )
    }
    fn cancelled(&mut self, invoice: &str, bill_again: bool, user: User<'_>, reason: &str) -> Of<Cancelled> {
        let (invoice, reason) = (invoice.to_owned(), reason.to_owned());
        by(&Cancelled { invoice, bill_again, closed: !bill_again, reason }, self.session_mut(), user)
    }
    fn quarantine(&self) -> Of<Quarantine> {
        by(&Quarantine::default(), self.session(), None)
    }
    fn quarantine_show(&self, item: &str) -> Of<QuarantineShow> {
        by(&QuarantineShow { item: item.to_owned() }, self.session(), None)
    }
    fn quarantine_mend(&mut self, item: &str, values: &[&str], user: User<'_>, because: &str) -> Of<QuarantineMend> {
        self.quarantine_mend_seen(item, values, None, user, because)
    }
    fn quarantine_mend_seen(
        &mut self,
        item: &str,
        values: &[&str],
        seen: Option<&str>,
        user: User<'_>,
        because: &str,
    ) -> Of<QuarantineMend> {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let (because, seen) = (because.to_owned(), seen.map(str::to_owned));
        let asked = QuarantineMend { item: item.to_owned(), values, because, seen };
        by(&asked, self.session_mut(), user)
    }
    fn quarantine_replay(&mut self, items: &[String]) -> Of<QuarantineReplay> {
        let asked = QuarantineReplay { items: items.to_vec(), ..QuarantineReplay::default() };
        by(&asked, self.session_mut(), None)
    }
    fn quarantine_clear(&mut self, items: &[String], user: User<'_>, because: &str) -> Of<QuarantineClear> {
        by(&QuarantineClear { items: items.to_vec(), because: because.to_owned() }, self.session_mut(), user)
    }
    fn quarantine_reopen(&mut self, items: &[String], user: User<'_>, because: &str) -> Of<QuarantineReopen> {
        by(&QuarantineReopen { items: items.to_vec(), because: because.to_owned() }, self.session_mut(), user)
    }
    fn split(&mut self, scan: &str, parts: &[&str], kind: Option<&str>, because: &str) -> Of<Split> {
        let (scan, because) = (scan.to_owned(), because.to_owned());
        let parts = parts.iter().map(|part| (*part).to_owned()).collect();
        by(&Split { scan, parts, kind: kind.map(str::to_owned), because }, self.session_mut(), None)
    }
    fn backtest(&self, contract: &Path, since: Option<&str>, everything: bool, tick: Tick<'_>) -> Of<Backtest> {
        let (contract, since) = (contract.to_owned(), since.map(str::to_owned));
        told(&Backtest { contract, against: String::new(), since, everything }, self.session(), None, tick)
    }
    fn publish(&mut self, file: &Path, user: User<'_>, reason: &str, tick: Tick<'_>) -> Of<Publish> {
        told(&Publish { file: file.to_owned(), reason: reason.to_owned() }, self.session_mut(), user, tick)
    }
    fn agree(&mut self, entry: u64, user: User<'_>) -> Of<Agree> {
        by(&Agree { entry }, self.session_mut(), user)
    }
    fn roll_back(&mut self, entry: u64, user: User<'_>, reason: &str, tick: Tick<'_>) -> Of<RollBack> {
        told(&RollBack { entry, reason: reason.to_owned() }, self.session_mut(), user, tick)
    }
    fn history(&self) -> Of<History> {
        by(&History {}, self.session(), None)
    }
    fn reproduce(&self, invoices: &[String], tables: Option<&Path>, tick: Tick<'_>) -> Of<Reproduce> {
        let tables = tables.map(Path::to_owned);
        told(&Reproduce { invoices: invoices.to_vec(), all: invoices.is_empty(), tables }, self.session(), None, tick)
    }
    fn proof(&self, invoice: &str) -> Answer<Vec<u8>> {
        by(&Proof { invoice: invoice.to_owned() }, self.session(), None).map(|bytes| bytes.0)
    }
    fn radar(&self, since: Option<&str>, tick: Tick<'_>) -> Of<Radar> {
        told(&Radar { since: since.map(str::to_owned) }, self.session(), None, tick)
    }
    /// The bytes of a document.
    fn document(&self, load: &str, id: &str) -> Answer<Vec<u8>> {
        by(&Document { load: load.to_owned(), id: id.to_owned() }, self.session(), None).map(|bytes| bytes.0)
    }
    /// The newest entries of the book.
    fn activity(&self, limit: u64) -> Of<Activity> {
        by(&Activity { limit }, self.session(), None)
    }
    /// Something that is said of a load at the desk.
    fn try_said_by<C: Command<At = Decides>>(&mut self, said: &C, user: &str) -> Of<C> {
        by(said, self.session_mut(), Some(user))
    }
    /// The same that comes to an answer.
    fn said_by<C: Command<At = Decides>>(&mut self, said: &C, user: &str) -> C::Answer {
        self.try_said_by(said, user).expect("an answer")
    }
    fn audit(&self) -> Of<Audit> {
        by(&Audit {}, self.session(), None)
    }
    fn recover_list(&self, of: &Loads) -> Of<Recover> {
        by(&Recover { of: of.clone() }, self.session(), None)
    }
    fn recover_confirm(&mut self, of: &Loads, user: User<'_>, reason: &str) -> Of<RecoverConfirm> {
        self.recover_from(of, None, user, reason)
    }
    fn recover_from(&mut self, of: &Loads, last: Option<u64>, user: User<'_>, reason: &str) -> Of<RecoverConfirm> {
        // Whoever confirms has looked.
        drop(self.recover_list(of));
        let confirm = RecoverConfirm { of: of.clone(), last_number: last, seen: None, reason: reason.to_owned() };
        by(&confirm, self.session_mut(), user)
    }
    fn backup(&mut self, file: &Path) -> Of<Backup> {
        by(&Backup { file: file.to_owned() }, self.session_mut(), None)
    }
    fn rebuild(&mut self) -> Of<Rebuild> {
        by(&Rebuild { check: false }, self.session_mut(), None)
    }
    fn rebuild_check(&mut self) -> Of<Rebuild> {
        by(&Rebuild { check: true }, self.session_mut(), None)
    }
    fn doctor(&mut self) -> Of<Doctor> {
        by(&Doctor {}, self.session_mut(), None)
    }
}

impl Asks for Session {
    fn session(&self) -> &Session {
        self
    }

    fn session_mut(&mut self) -> &mut Session {
        self
    }
}

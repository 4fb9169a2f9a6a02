//! What may happen in a billing office, in any order: each operation with what is allowed to come of it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use linehaul_connectors::erp::RecordState;
use linehaul_connectors::erp::memory::{Fault as Broken, Faults};
use linehaul_domain::code::ChargeCode;
use linehaul_domain::desk::Dismissal;
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_workbench::assessment::drain::make_current;
use linehaul_workbench::book::load_state;
use linehaul_workbench::decisions::approve::{Ask, approve};
use linehaul_workbench::decisions::cancelled::{self, Fate};
use linehaul_workbench::decisions::desk::{self, Saying};
use linehaul_workbench::decisions::review::{self, Decided};
use linehaul_workbench::intake::sync;
use linehaul_workbench::invoicing::batch;
use linehaul_workbench::invoicing::push::Signal;
use linehaul_workbench::machine::crash::{self, Crashed, POINTS};
use linehaul_workbench::pricing::publish::publish;
use linehaul_workbench::workspace::home::Workbench;
use linehaul_workbench::workspace::identity;

use crate::joint::freight::{Delivery, put_customers};
use crate::joint::office::{APPROVER, BILLER, Into};
use crate::joint::world::World;

/// What dispatch says otherwise than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Nothing: it is sent again.
    Nothing,
    /// More miles.
    Miles,
    /// Another wait at the delivery.
    Waited,
    /// Where it stands.
    Status(&'static str),
    /// Who is billed.
    Customer(&'static str),
    /// Other miles, in a row of the version that was sent already.
    SameVersion,
}

/// Which rows come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    Row,
    Stops,
    Event,
    Pod,
    All,
}

#[derive(Debug, Clone)]
pub enum Op {
    Deliver { load: usize, news: News, rows: Rows, late: bool, twist: u8, same_file: bool },
    SendLate,
    PodFile { load: usize, good: bool },
    Customers { stopped: usize, terms: bool },
    Sync { ticks: Option<u8> },
    Look { load: usize },
    ApproveAll,
    ApproveOne { load: usize, as_looked_at: bool },
    Hold { load: usize },
    Withdraw { load: usize },
    Release { load: usize },
    Adjust { load: usize, cents: i64 },
    Say { load: usize, what: u8 },
    Batch,
    Push { ticks: Option<u8> },
    Reconcile,
    Retry,
    Cancelled { again: bool },
    Clerk { does: u8, which: u8 },
    Break { seed: u64, percent: u32 },
    Mend,
    Rules { which: u8, step: u32 },
    Publish { step: u32 },
    Settings { which: u8 },
    Reopen,
    DropCache,
    KeepCopy,
    Restore { which: u8 },
    TakeFiles,
    Wait { minutes: u64 },
    Crash { place: usize, nth: u32, during: Box<Op> },
}

/// A refusal by what is decided, sent or published is an answer; one of the store, or a defect of ours, is not.
fn allowed(fault: &Fault) -> bool {
    ["LH-3", "LH-4", "LH-6"].iter().any(|begin| fault.code.as_str().starts_with(begin))
}

fn told<T>(what: &str, outcome: Outcome<T>) -> Result<Option<T>, String> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(fault) if allowed(&fault) => Ok(None),
        Err(fault) => Err(format!("{what}: {fault}")),
    }
}

fn decided(what: &str, outcome: Outcome<Decided>) -> Result<Option<Decided>, String> {
    let decided = told(what, outcome)?;
    let refused = decided.iter().flat_map(|d| &d.refused).find(|r| !allowed(&r.fault));
    match refused {
        Some(refused) => Err(format!("{what} of {}: {}", refused.load, refused.fault)),
        None => Ok(decided),
    }
}

/// What the desk says of a load beside its sources.
fn say(bench: &mut Workbench, load: &LoadNumber, what: u8) -> Outcome<Decided> {
    let saying = Saying { load, as_user: BILLER, because: "by phone", from: Some("J. Smith, phone"), seen: None };
    match what % 8 {
        0 => desk::set(bench, saying, ("miles", None), &format!("{}", 400 + u32::from(what))),
        1 => desk::set(bench, saying, ("customer_po", None), &format!("PO-{what}")),
        2 => desk::set(bench, saying, ("departed_at", Some(2)), &format!("2025-03-02 {:02}:15", 10 + what % 12)),
        3 => desk::waive(bench, saying, &ChargeCode::from("DETENTION_UNLOADING"), None),
        4 => desk::accept_variance(bench, saying),
        5 => desk::dismiss(bench, saying, Dismissal::Test, None),
        6 => desk::reopen(bench, saying),
        _ => {
            let number = identity::resolve(bench, load.as_str()).unwrap_or_else(|_| load.clone());
            let said = load_state::of_load(&bench.book, &number)?.desk;
            desk::take_back(bench, saying, said.first().map_or(1, |said| said.seq))
        }
    }
}

impl World {
    /// Does one thing; an error is something that must not happen.
    pub fn act(&mut self, op: &Op) -> Result<(), String> {
        match op {
            Op::Deliver { .. } | Op::SendLate | Op::PodFile { .. } | Op::Customers { .. } => self.dispatch(op),
            Op::Sync { ticks } => self.sync(*ticks),
            Op::Look { .. } | Op::ApproveAll | Op::ApproveOne { .. } => self.approver(op),
            Op::Hold { load } => self.decide("hold", *load, |b, l| review::hold(b, l, BILLER, "wait")),
            Op::Withdraw { load } => self.decide("withdraw", *load, |b, l| review::withdraw(b, l, BILLER, "wrong")),
            Op::Release { load } => {
                self.decide("release", *load, |b, l| review::release(b, (l, None), BILLER, "go on"))
            }
            Op::Adjust { load, cents } => {
                let amount = format!("{}.{:02}", cents / 100, (cents % 100).abs());
                let code = ChargeCode::from("LINEHAUL");
                self.decide("adjust", *load, |b, l| review::adjust(b, (l, None), BILLER, &code, &amount, "agreed"))
            }
            Op::Say { load, what } => self.decide("say", *load, |b, l| say(b, l, *what)),
            Op::Batch => told("batch", batch::create(self.office.bench(), BILLER)).map(|_| ()),
            Op::Push { ticks } => self.push(*ticks),
            Op::Reconcile => told("reconcile", self.office.reconcile()).map(|_| ()),
            Op::Retry => self.retry(),
            Op::Cancelled { again } => self.say_what_becomes(*again),
            Op::Clerk { does, which } => {
                self.clerk(*does, *which);
                Ok(())
            }
            Op::Break { .. } | Op::Mend | Op::Wait { .. } | Op::TakeFiles => {
                self.elsewhere(op);
                Ok(())
            }
            Op::Rules { .. } | Op::Publish { .. } | Op::Settings { .. } => self.pricing(op),
            Op::Reopen => {
                self.office.reopen();
                Ok(())
            }
            Op::DropCache => {
                self.office.bench = None;
                for end in ["", "-wal", "-shm"] {
                    // Its companions are there or not.
                    let _ = std::fs::remove_file(self.office.dir().join(format!("cache.sqlite{end}")));
                }
                self.office.reopen();
                Ok(())
            }
            Op::KeepCopy => self.keep_copy(),
            Op::Restore { which } => self.restore(*which),
            Op::Crash { place, nth, during } => self.crash(POINTS[place % POINTS.len()], *nth, during),
        }
    }

    fn crash(&mut self, place: &str, nth: u32, during: &Op) -> Result<(), String> {
        crash::plan_for_test(place, nth);
        let result = catch_unwind(AssertUnwindSafe(|| self.act(during)));
        crash::forget_for_test();
        match result {
            Ok(result) => result,
            Err(payload) if payload.is::<Crashed>() => {
                self.count(&format!("crash {place}"));
                self.office.reopen();
                Ok(())
            }
            Err(payload) => resume_unwind(payload),
        }
    }

    fn dispatch(&mut self, op: &Op) -> Result<(), String> {
        match op {
            Op::Deliver { load, news, rows, late, twist, same_file } => {
                self.change(*load, *news);
                for (delivery, is_row) in self.rows(*load, *rows) {
                    let name = if *same_file { format!("{load}-0") } else { self.next_name(*load) };
                    if *late {
                        self.late.push((*load, is_row, delivery, name));
                    } else {
                        self.put(*load, is_row, &delivery, &name, *twist);
                    }
                }
            }
            Op::SendLate => {
                // The last comes first.
                while let Some((load, is_row, delivery, name)) = self.late.pop() {
                    self.put(load, is_row, &delivery, &name, 0);
                }
            }
            Op::PodFile { load, good } => {
                let load = self.loads[*load].clone();
                load.write_pod_file(&mut self.office.company, *good);
            }
            Op::Customers { stopped, terms } => {
                self.customers += 1;
                let stopped = ["ACME", "BIGCO", "SOLO"].get(*stopped).copied();
                let terms = if *terms { "Net 30" } else { "Net 45" };
                put_customers(&mut self.office.company, self.customers, stopped, terms);
            }
            other => return Err(format!("{other:?} is not dispatch's")),
        }
        Ok(())
    }

    fn change(&mut self, at: usize, news: News) {
        let load = &mut self.loads[at];
        match news {
            News::Nothing => return,
            News::Miles | News::SameVersion => load.miles += 17,
            News::Waited => load.waited = (load.waited + 45) % 240,
            News::Status(status) => load.status = status,
            News::Customer(customer) => load.customer = customer,
        }
        load.version += u32::from(news != News::SameVersion);
    }

    fn rows(&self, at: usize, rows: Rows) -> Vec<(Delivery, bool)> {
        let load = &self.loads[at];
        match rows {
            Rows::Row => vec![(load.row(), true)],
            Rows::Stops => vec![(load.stops(), false)],
            Rows::Event => vec![(load.event(), false)],
            Rows::Pod => vec![(load.pod(), false)],
            Rows::All => vec![(load.row(), true), (load.stops(), false), (load.pod(), false)],
        }
    }

    fn sync(&mut self, ticks: Option<u8>) -> Result<(), String> {
        let mut left = ticks;
        let mut progress = |_: &str, _: usize, _: usize| match &mut left {
            None => true,
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
        };
        let synced = sync::sync(self.office.bench(), &[], &mut progress).map_err(|fault| format!("sync: {fault}"))?;
        if let Some(error) = synced.sources.iter().find_map(|s| s.error.as_ref()) {
            return Err(format!("sync: {error}"));
        }
        let stale = self.office.bench().cache.stale_count().map_err(|f| f.to_string())?;
        if ticks.is_none() && stale > 0 && self.office.bench().behind.is_none() {
            return Err(format!("a whole sync leaves {stale} loads stale"));
        }
        Ok(())
    }

    fn approver(&mut self, op: &Op) -> Result<(), String> {
        match op {
            Op::Look { load } => {
                let identity = LoadNumber(self.loads[*load].identity());
                let stored = self.office.bench().cache.assessment(&identity).map_err(|f| f.to_string())?;
                self.looked[*load] = stored.map(|stored| stored.assessment.seen());
                Ok(())
            }
            Op::ApproveAll => decided("approve", self.office.approve_all()).map(|_| ()),
            Op::ApproveOne { load, as_looked_at } => {
                let seen = if *as_looked_at { self.looked[*load].clone() } else { None };
                self.approve_one(*load, seen)
            }
            other => Err(format!("{other:?} is not the approver's")),
        }
    }

    fn approve_one(&mut self, at: usize, seen: Option<Hash>) -> Result<(), String> {
        let identity = LoadNumber(self.loads[at].identity());
        let asked = std::slice::from_ref(&identity);
        // What would be approved is what is stored once everything that came is assessed.
        if seen.is_some() && self.office.bench().cache.is_stale(&identity).is_ok_and(|stale| stale) {
            make_current(self.office.bench(), asked).map_err(|fault| format!("assess: {fault}"))?;
        }
        let now = self.office.bench().cache.assessment(&identity).map_err(|f| f.to_string())?;
        let now = now.map(|stored| stored.assessment.seen());
        let ask = Ask { load: self.named(at), seen: seen.clone() };
        let done = decided("approve", approve(self.office.bench(), &[ask], APPROVER, None, &mut |_, _| true))?;
        let approved = done.is_some_and(|done| !done.done.is_empty());
        match approved && seen.is_some() && seen != now {
            true => Err(format!("{identity} was approved as {now:?}, looked at was {seen:?}")),
            false => Ok(()),
        }
    }

    fn push(&mut self, ticks: Option<u8>) -> Result<(), String> {
        let mut left = ticks;
        let sent = self.office.send(&mut |_| match &mut left {
            None => Signal::Continue,
            Some(0) => Signal::Stop,
            Some(left) => {
                *left -= 1;
                Signal::Continue
            }
        });
        let pushed = told("push", sent)?.map(|(_, pushed)| pushed);
        match pushed.and_then(|pushed| pushed.stopped).filter(|fault| !allowed(fault)) {
            Some(fault) => Err(format!("push: {fault}")),
            None => Ok(()),
        }
    }

    fn retry(&mut self) -> Result<(), String> {
        let book = &self.office.bench().book;
        let of = |state| book.invoices(Some(state), None).unwrap_or_default();
        let waiting = of(InvoiceState::Rejected).into_iter().chain(of(InvoiceState::NeedsPerson));
        let numbers: Vec<_> = waiting.map(|row| row.number).collect();
        if numbers.is_empty() { Ok(()) } else { told("retry", self.office.retry(&numbers)).map(|_| ()) }
    }

    fn say_what_becomes(&mut self, again: bool) -> Result<(), String> {
        let rows = self.office.bench().book.invoices(Some(InvoiceState::Cancelled), None).map_err(|f| f.to_string())?;
        let Some(row) = rows.first() else { return Ok(()) };
        let fate = if again { Fate::BillAgain } else { Fate::Closed };
        told("cancelled", cancelled::settle(self.office.bench(), &row.number, fate, BILLER, "agreed")).map(|_| ())
    }

    /// A clerk cancels a posted record, posts or deletes a draft. What the book has no handle of keeps its reference.
    fn clerk(&mut self, does: u8, which: u8) {
        if !matches!(self.office.into, Into::Memory(_)) {
            return;
        }
        let world = self.office.company.world.clone();
        let state = if does.is_multiple_of(3) { RecordState::Posted } else { RecordState::Draft };
        let records: Vec<_> = world.records().into_iter().filter(|r| r.state == state).collect();
        let Some(record) = records.get(usize::from(which) % records.len().max(1)) else { return };
        match does % 3 {
            0 => drop(world.cancel(&record.erp_id)),
            1 => drop(world.post(&record.erp_id)),
            _ => drop(world.delete(&record.erp_id)),
        }
    }

    fn elsewhere(&mut self, op: &Op) {
        match op {
            Op::Break { seed, percent } => {
                let settles = matches!(&self.office.into, Into::Memory(able) if able.traits.settle_seconds > 0);
                let mut choices = Faults::everything(60);
                choices.retain(|(_, fault)| settles || !matches!(fault, Broken::Late { .. }));
                self.office.company.world.plan(Faults::seeded(*seed, *percent, &choices));
            }
            Op::Mend => self.office.mend(),
            Op::TakeFiles => self.office.take_files(),
            Op::Wait { minutes } => self.office.company.hands.advance(Duration::from_secs(minutes * 60)),
            _ => {}
        }
    }

    /// Rules and settings change on the disk; what is published comes from there into the book.
    fn pricing(&mut self, op: &Op) -> Result<(), String> {
        let company = &mut self.office.company;
        match op {
            Op::Rules { which, step } => {
                let rates = &mut company.rates;
                match which % 4 {
                    0 => rates.lane = 112_000 + step * 1_000,
                    1 => rates.mile = 210 + step,
                    2 => rates.house = 260 + step,
                    _ => rates.fuel = 3_500 + step * 50,
                }
                company.write_rules();
                Ok(())
            }
            Op::Settings { which } => {
                let settings = &mut company.settings;
                match which % 3 {
                    0 => settings.item = if settings.item == "4000" { "4001" } else { "4000" },
                    1 => settings.variance = if settings.variance == "25.00" { "5.00" } else { "25.00" },
                    _ => settings.house = !settings.house,
                }
                company.write_settings();
                self.office.reopen();
                Ok(())
            }
            Op::Publish { step } => {
                let path = company.write_bigco("drafts/bigco/2025-01-01.rhai", 210 + step);
                let published = publish(self.office.bench(), &path, Some("pricing"), "agreed", &mut |_, _| true);
                told("publish", published).map(|_| ())
            }
            other => Err(format!("{other:?} is not pricing's")),
        }
    }
}

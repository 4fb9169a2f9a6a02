//! The world of one run: the billing office, what dispatch knows and still holds back, copies of the book that somebody kept, and how it
//! all comes to its end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::state::LoadState;
use linehaul_workbench::decisions::review::{Decided, hold, withdraw};
use linehaul_workbench::intake::sync;
use linehaul_workbench::invoicing::batch;
use linehaul_workbench::invoicing::push::Signal;
use linehaul_workbench::invoicing::settle::Sent;
use linehaul_workbench::workspace::home::Workbench;

use crate::joint::auditor;
use crate::joint::company::Company;
use crate::joint::freight::{Delivery, Load, loads, put_customers};
use crate::joint::office::{BILLER, Into, Office};

pub struct World {
    pub office: Office,
    pub loads: Vec<Load>,
    /// Rows that are sent later: load, whether it is the load's own row, the rows, the file's name.
    pub late: Vec<(usize, bool, Delivery, String)>,
    /// What was seen of each load when somebody looked last.
    pub looked: Vec<Option<Hash>>,
    pub customers: u32,
    /// What happened, by name: a run in which nothing happens proves nothing.
    pub happened: BTreeMap<String, u64>,
    copies: Vec<PathBuf>,
    names: u32,
    /// Loads of which something was delivered, and of which their own row was.
    spoken_of: BTreeSet<String>,
    rowed: BTreeSet<String>,
}

impl World {
    /// A company that bills into this ERP; the loads of `begun` are delivered, a bit for each.
    pub fn new(into: Into, begun: u16) -> World {
        let mut company = Company::new();
        put_customers(&mut company, 1, None, "Net 30");
        let loads = loads();
        let mut world = World {
            office: Office::new(company, into),
            looked: vec![None; loads.len()],
            late: Vec::new(),
            customers: 1,
            happened: BTreeMap::new(),
            copies: Vec::new(),
            names: 0,
            spoken_of: BTreeSet::new(),
            rowed: BTreeSet::new(),
            loads,
        };
        for (at, load) in world.loads.clone().iter().enumerate().filter(|(at, _)| begun >> at & 1 == 1) {
            world.put(at, true, &load.row(), &format!("{at}-0"), 0);
            world.put(at, false, &load.stops(), &format!("{at}-0"), 0);
            world.put(at, false, &load.pod(), &format!("{at}-0"), 0);
            load.write_pod_file(&mut world.office.company, true);
        }
        world
    }

    /// Puts a file into the drop.
    pub fn put(&mut self, load: usize, is_row: bool, delivery: &Delivery, name: &str, twist: u8) {
        let identity = self.loads[load].identity();
        if is_row {
            self.rowed.insert(identity.clone());
        }
        self.spoken_of.insert(identity);
        delivery.put(&mut self.office.company, name, twist);
    }

    pub fn next_name(&mut self, load: usize) -> String {
        self.names += 1;
        format!("{load}-{}", self.names)
    }

    /// A load's number as people write it where two sources count alike.
    pub fn named(&self, at: usize) -> LoadNumber {
        let load = &self.loads[at];
        let source = if load.west { "west" } else { "dispatch" };
        LoadNumber(format!("{source}/{}", load.number.to_lowercase()))
    }

    /// A decision on one load.
    pub fn decide(
        &mut self,
        what: &str,
        at: usize,
        decide: impl FnOnce(&mut Workbench, &LoadNumber) -> Outcome<Decided>,
    ) -> Result<(), String> {
        let load = self.named(at);
        let decided = decide(self.office.bench(), &load).map_err(|fault| format!("{what} of {load}: {fault}"))?;
        match decided.refused.iter().find(|refused| !refused.fault.code.as_str().starts_with("LH-4")) {
            Some(refused) => Err(format!("{what} of {load}: {}", refused.fault)),
            None => Ok(()),
        }
    }

    /// Somebody copies the book.
    pub fn keep_copy(&mut self) -> Result<(), String> {
        let path = self.office.dir().join(format!("copy-{}.sqlite", self.copies.len()));
        self.office.bench().book.backup(&path).map_err(|fault| fault.to_string())?;
        self.copies.push(path);
        Ok(())
    }

    fn replace_book(&mut self, by: &std::path::Path) {
        self.office.bench = None;
        let book = self.office.dir().join("book.sqlite");
        for end in ["-wal", "-shm"] {
            // They are there or not.
            let _ = std::fs::remove_file(self.office.dir().join(format!("book.sqlite{end}")));
        }
        std::fs::copy(by, book).expect("copied");
        self.office.reopen();
    }

    /// Somebody puts an older copy back: nothing is decided on it, until the newest is there again.
    pub fn restore(&mut self, which: u8) -> Result<(), String> {
        let Some(older) = self.copies.get(usize::from(which) % self.copies.len().max(1)).cloned() else {
            return Ok(());
        };
        let newest = self.office.dir().join("newest.sqlite");
        let before = self.office.bench().book.head().map_err(|f| f.to_string())?;
        self.office.bench().book.backup(&newest).map_err(|fault| fault.to_string())?;
        self.replace_book(&older);
        let there = self.office.bench().book.head().map_err(|f| f.to_string())?;
        let refused = if there == before { Ok(()) } else { self.nothing_is_decided() };
        self.replace_book(&newest);
        std::fs::remove_file(newest).expect("removed");
        let after = self.office.bench().book.head().map_err(|f| f.to_string())?;
        if self.office.bench().behind.is_some() {
            return Err("the newest book is taken for an older one".to_owned());
        }
        if after.seq < before.seq {
            return Err(format!("the book ended at {} and ends at {}", before.seq, after.seq));
        }
        refused
    }

    pub fn count(&mut self, what: &str) {
        *self.happened.entry(what.to_owned()).or_default() += 1;
    }

    fn nothing_is_decided(&mut self) -> Result<(), String> {
        self.count("restored");
        let head = self.office.bench().book.head().map_err(|f| f.to_string())?;
        if self.office.bench().behind.is_none() {
            return Err(format!("an older book that ends at {} is taken for the newest", head.seq));
        }
        sync::sync(self.office.bench(), &[], &mut |_, _, _| true).map_err(|fault| format!("sync: {fault}"))?;
        let codes = [
            self.office.push(&mut |_| Signal::Continue).err(),
            self.office.reconcile().err(),
            self.office.send(&mut |_| Signal::Continue).err(),
        ];
        if let Some(other) = codes.iter().find(|fault| fault.as_ref().is_none_or(|f| f.code != "LH-524")) {
            return Err(format!("on an older book a push ends with {other:?}"));
        }
        let mut done =
            batch::create(self.office.bench(), BILLER).is_ok_and(|b| b.is_some_and(|b| !b.invoices.is_empty()));
        done |= self.office.approve_all().is_ok_and(|decided| !decided.done.is_empty());
        for at in 0..self.loads.len() {
            let load = self.named(at);
            done |= hold(self.office.bench(), &load, BILLER, "wait").is_ok_and(|decided| !decided.done.is_empty());
        }
        let after = self.office.bench().book.head().map_err(|f| f.to_string())?;
        if done || after != head {
            return Err(format!("an older book went on from {} to {}", head.seq, after.seq));
        }
        Ok(())
    }

    /// The job is done to its end: everything synced, approved and sent, with people who look at what waits for them.
    pub fn finish(&mut self) -> Result<(), String> {
        let fault = |fault: linehaul_domain::fault::Fault| fault.to_string();
        self.office.mend();
        let synced = self.office.sync().map_err(fault)?;
        self.loads_are_known(&synced.waiting)?;
        self.approve_what_changed().map_err(fault)?;
        let mut problems = Vec::new();
        for round in 0..2 {
            let decided = self.office.approve_all().map_err(fault)?;
            let said = self.office.settle().map_err(fault)?;
            problems.extend(auditor::at_rest(&mut self.office, &said));
            let ready = self.office.bench().cache.loads_in_state(LoadState::Ready).map_err(fault)?;
            if ready.len() != decided.refused.len() {
                problems.push(format!("{ready:?} are ready, refused were {:?}", decided.refused));
            }
            let waiting: Vec<_> = [InvoiceState::Rejected, InvoiceState::NeedsPerson]
                .into_iter()
                .flat_map(|state| self.office.bench().book.invoices(Some(state), None).unwrap_or_default())
                .map(|row| row.number)
                .collect();
            if round == 0 && !waiting.is_empty() {
                self.office.retry(&waiting).map_err(fault)?;
            }
        }
        // Where everything is done nothing happens, however often it is asked for.
        let before = self.office.bench().book.head().map_err(fault)?;
        self.office.reopen();
        self.office.sync().map_err(fault)?;
        self.office.settle().map_err(fault)?;
        let after = self.office.bench().book.head().map_err(fault)?;
        if before != after {
            problems.push(format!("at rest the book went on from {} to {}", before.seq, after.seq));
        }
        let bench = self.office.bench();
        let (listed, taken) = (bench.archive.end().map_err(fault)?.seq, bench.cache.taken().map_err(fault)?.seq);
        if listed != taken {
            problems.push(format!("the archive ends at line {listed}, and line {taken} was taken last"));
        }
        for entry in self.office.bench().book.entries_after(0).map_err(fault)? {
            self.count(entry.entry.decision.kind());
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
    }

    /// Invoices that would go out otherwise than they were approved: somebody takes them back, and approves their loads as they are now.
    fn approve_what_changed(&mut self) -> Outcome<()> {
        let (_, pushed, _) = self.office.settle()?;
        let changed = |sent: &&Sent| sent.reason.as_ref().is_some_and(|(code, _)| *code == Code::CustomerChanged);
        let loads: BTreeSet<LoadNumber> =
            pushed.skipped.iter().filter(changed).flat_map(|sent| sent.invoice.loads()).collect();
        for load in loads {
            self.count("approved anew");
            let full = if load.as_str().contains('/') { load } else { LoadNumber(format!("dispatch/{load}")) };
            withdraw(self.office.bench(), &full, BILLER, "its customer changed")?;
        }
        Ok(())
    }

    /// A load is what its source calls so, however its rows write the number.
    fn loads_are_known(&mut self, waiting: &[LoadNumber]) -> Result<(), String> {
        let known = self.office.bench().cache.loads().map_err(|f| f.to_string())?;
        let known: BTreeSet<String> = known.into_iter().map(|load| load.0).collect();
        let waiting: BTreeSet<String> = waiting.iter().map(|load| load.0.clone()).collect();
        let without: BTreeSet<String> = self.spoken_of.difference(&self.rowed).cloned().collect();
        if known == self.rowed && waiting == without {
            return Ok(());
        }
        Err(format!("known are {known:?}, delivered {:?}; without a row {waiting:?}, of {without:?}", self.rowed))
    }
}

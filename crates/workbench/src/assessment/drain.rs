//! Drain: assesses what is stale, until nothing is. It can be killed or stopped anywhere and goes on where it was, in bounded
//! memory and on all cores: folding and rating are done by workers, each with contracts of its own; this thread reads facts,
//! keeps results, and looks after the loads that keep their approved price.
//!
//! A load that is approved is not priced again by a newer contract or table: it is assessed with what its approval saw, and
//! only facts can make that approval lapse. A posted load shows what was posted.
//!
//! Beside a book that is behind nothing is assessed: what it lacks would be missing from the result, and nothing would mark that
//! when the latest book is put back. What is stale stays so until then. The same where the cache lacks what a delivery said.

use std::sync::Arc;

use linehaul_billing::change::{after_posting, difference};
use linehaul_domain::assessment::Assessment;
use linehaul_domain::cutover::Cutover;
use linehaul_domain::fault::Outcome;
use linehaul_domain::hold::{Hold, HoldCode};
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::load::Load;
use linehaul_domain::money::Money;
use linehaul_domain::party::Customer;
use linehaul_store::{AssessmentResult, Difference, Encoded, PricedBy, StoredAssessment};
use tracing::info;

use crate::assessment::alike::{self, Suspicions};
use crate::assessment::assess::{customer_of, rules};
use crate::assessment::changes::{Change, Voided, is_billed, may_lapse, of_rowless, record};
use crate::assessment::elsewhere;
use crate::assessment::known;
use crate::assessment::pool::{Outlook, Rated, Task, with_workers};
use crate::book::load_state::{self, BookedLoad};
use crate::contracts::approved::ApprovedLibrary;
use crate::workspace::home::Workbench;

/// What assessing did.
#[derive(Debug, Clone, Default)]
pub struct Assessed {
    /// Loads assessed.
    pub loads: usize,
    /// Approvals that lapsed, with the difference.
    pub lapsed: Vec<(LoadNumber, String)>,
    /// Posted loads of which something else is due now: invoice, amount, words.
    pub differing: Vec<(LoadNumber, InvoiceNumber, Option<Money>, String)>,
    /// Invoices that were taken back by a lapse.
    pub voided: Vec<Voided>,
    /// Loads that still wait to be assessed.
    pub left: u64,
}

impl Assessed {
    /// What more was done behind it.
    pub fn add(&mut self, more: Assessed) {
        self.loads += more.loads;
        self.lapsed.extend(more.lapsed);
        self.differing.extend(more.differing);
        self.voided.extend(more.voided);
        self.left = more.left;
    }
}

/// Loads in one task of a worker.
const CHUNK: u64 = 256;
/// Loads in one transaction of the cache, where workers rate: the more, the fewer times a page of an index is written.
const KEPT_AT_ONCE: usize = 2_048;
/// From so many loads on, workers are worth their start.
const WORTH_WORKERS: u64 = 1_000;

/// Assesses everything that is stale. `on_progress` is told (done, all) between chunks and may stop by answering `false`.
pub fn drain(bench: &mut Workbench, on_progress: &mut dyn FnMut(usize, usize) -> bool) -> Outcome<Assessed> {
    bench.follow()?;
    let mut assessed = Assessed::default();
    let stale = bench.cache.stale_count()?;
    if bench.why_not().is_some() {
        assessed.left = stale;
        return Ok(assessed);
    }
    loop {
        let waiting = bench.cache.stale_count()?;
        if waiting == 0 {
            break;
        }
        // What a pass marks anew behind its cursor (a lapse, a load that looks like another) waits for the next one.
        let before = assessed.loads;
        let all = before + usize::try_from(waiting).unwrap_or_default();
        let mut tick = |done: usize| on_progress(done, all);
        let workers = if waiting >= WORTH_WORKERS { bench.workers } else { 0 };
        let whole = pass(bench, workers, &mut assessed, &mut tick)?;
        bench.follow()?;
        // A pass that got nothing done would get nothing done again: where changes may not be recorded, their loads stay stale.
        if !whole || assessed.loads == before {
            break;
        }
    }
    assessed.left = bench.cache.stale_count()?;
    log_counts(stale, &assessed);
    on_progress(assessed.loads, assessed.loads + usize::try_from(assessed.left).unwrap_or_default());
    Ok(assessed)
}

/// The log has how many were stale and how many were assessed.
fn log_counts(stale: u64, assessed: &Assessed) {
    if stale > 0 {
        let (loads, lapsed, voided) = (assessed.loads, assessed.lapsed.len(), assessed.voided.len());
        info!(stale, assessed = loads, lapsed, voided, left = assessed.left, "assessed");
    }
}

/// Makes these loads current, whatever else waits: before somebody decides on them.
pub fn make_current(bench: &mut Workbench, loads: &[LoadNumber]) -> Outcome<Assessed> {
    bench.follow()?;
    let mut assessed = Assessed::default();
    if bench.why_not().is_some() {
        return Ok(assessed);
    }
    for chunk in loads.chunks(CHUNK as usize) {
        // A lapse or a difference is an entry of the book, which makes the load stale once more; so does another load of the
        // chunk that came to look like it. Three rounds are enough for both.
        for _ in 0..3 {
            let mut stale = Vec::new();
            for load in chunk {
                if bench.cache.is_stale(load)? {
                    stale.push(load.clone());
                }
            }
            if stale.is_empty() {
                break;
            }
            let tasks = tasks(bench, &stale)?;
            let rated =
                tasks.into_iter().map(|task| task.rate(rules(bench), &mut |id| known::customer(&bench.cache, id)));
            let rated = rated.collect::<Outcome<Vec<_>>>()?;
            settle(bench, rated, &mut assessed)?;
            bench.follow()?;
        }
    }
    log_counts(assessed.loads as u64, &assessed);
    Ok(assessed)
}

/// Up to so many other stale loads are assessed with a decision; more wait for a sync, which tells how far it is.
const BESIDE: u64 = 500;

/// Makes current what a decision made stale: its loads, and what else is stale where that is little.
pub fn after_deciding(bench: &mut Workbench, loads: &[LoadNumber]) -> Outcome<Assessed> {
    let assessed = make_current(bench, loads)?;
    if bench.cache.stale_count()? > BESIDE {
        return Ok(assessed);
    }
    drain(bench, &mut |_, _| true)
}

/// One pass over everything that is stale, in order of load. `false` when it was stopped.
fn pass(
    bench: &mut Workbench,
    workers: usize,
    assessed: &mut Assessed,
    tick: &mut dyn FnMut(usize) -> bool,
) -> Outcome<bool> {
    let mut at = String::new();
    let mut stopped = false;
    // The cursor goes by number and not by what is left: a load that stays stale does not come again in this pass.
    let mut next = |bench: &Workbench, done: usize| -> Outcome<Option<Vec<Task>>> {
        if !tick(done) {
            stopped = true;
            return Ok(None);
        }
        let numbers = bench.cache.stale_after(&at, CHUNK)?;
        let Some(last) = numbers.last() else { return Ok(None) };
        at = last.0.clone();
        Ok(Some(tasks(bench, &numbers)?))
    };
    if workers < 2 {
        while let Some(tasks) = next(bench, assessed.loads)? {
            let rated =
                tasks.into_iter().map(|task| task.rate(rules(bench), &mut |id| known::customer(&bench.cache, id)));
            let rated = rated.collect::<Outcome<Vec<_>>>()?;
            settle(bench, rated, assessed)?;
        }
    } else {
        let mut rated = Vec::new();
        with_workers(bench, workers, &mut next, &mut |bench, more| {
            rated.extend(more);
            if rated.len() >= KEPT_AT_ONCE {
                settle(bench, std::mem::take(&mut rated), assessed)?;
            }
            Ok(assessed.loads + rated.len())
        })?;
        settle(bench, rated, assessed)?;
    }
    Ok(!stopped)
}

/// What a worker needs to know of these loads, read from one state of the book and one of the cache.
fn tasks(bench: &Workbench, numbers: &[LoadNumber]) -> Outcome<Vec<Task>> {
    bench.book.at_once(|| {
        let cutover = bench.book.cutover()?;
        bench.cache.at_once(|| numbers.iter().map(|number| task(bench, &cutover, number)).collect())
    })
}

fn task(bench: &Workbench, cutover: &Arc<Cutover>, number: &LoadNumber) -> Outcome<Task> {
    let (facts, load_state) = (bench.cache.fact_rows(number)?, load_state::of_load(&bench.book, number)?);
    let (beside, unheard) = (bench.cache.beside_of_load(number)?, bench.cache.unheard(number)?);
    let (number, cutover) = (number.clone(), cutover.clone());
    Ok(Task { number, facts, beside, unheard, load_state, suspicions: Suspicions::default(), cutover })
}

/// Keeps what was rated, and writes what late facts did to approvals.
///
/// A load whose approval changes is not among what is kept, so it stays stale: its new assessment is made by what the book says
/// once the change is recorded. A process that dies between keeping and recording finds it stale, and comes here again.
fn settle(bench: &mut Workbench, rated: Vec<Rated>, assessed: &mut Assessed) -> Outcome<()> {
    let mut results = Vec::new();
    let mut kept = Vec::new();
    let mut changes = Vec::new();
    // Taken out, since rating asks the workbench beside it; where rating fails it only has to be read again.
    let mut library = std::mem::take(&mut bench.approved_library);
    for one in rated {
        match one {
            Rated::Rowless(number, load_state) => match of_rowless(&load_state) {
                Some(change) => changes.push((number, *load_state, change)),
                None => kept.push(AssessmentResult::Rowless(number)),
            },
            Rated::Open(result) => results.push(*result),
            Rated::AsApproved(load, load_state, unheard) => {
                match of_approved(bench, &mut library, (&load, unheard), &load_state)? {
                    Verdict::Keep(stored) => {
                        // Nothing is asked of it any more, but another that looks like it is: it may be this one once more.
                        let traits = alike::traits(&load, &stored.assessment);
                        let (number, encoded) = (load.number.clone(), Encoded::of(&load, &stored));
                        results.push(Outlook { number, encoded, traits, not_same_as: None });
                    }
                    Verdict::Changed(change) => changes.push((load.number.clone(), *load_state, change)),
                }
            }
        }
    }
    bench.approved_library = library;
    crate::machine::crash::point("assess.before_keep");
    let kept = judge(bench, results, kept)?;
    bench.cache.keep(&kept)?;
    assessed.loads += kept.len();
    if changes.is_empty() || bench.behind.is_some() || bench.only_looks {
        return Ok(());
    }
    assessed.voided.extend(record(bench, &changes)?);
    crate::machine::crash::point("assess.after_record");
    for (load, _, change) in changes {
        match change {
            Change::Lapsed(words) => assessed.lapsed.push((load, words)),
            Change::Differs(invoice, amount, words) => assessed.differing.push((load, invoice, amount, words)),
        }
        // It is assessed once more, by what the book says now.
        assessed.loads += 1;
    }
    Ok(())
}

/// Puts the traits of all in their place, then judges each by those of the others: of two loads of one chunk that look alike
/// each must see the other, whichever is first. Loads of other chunks that share a trait are marked stale by the same write.
fn judge(
    bench: &mut Workbench,
    results: Vec<Outlook>,
    mut kept: Vec<AssessmentResult>,
) -> Outcome<Vec<AssessmentResult>> {
    let traits: Vec<(&LoadNumber, &[String])> = results.iter().map(|r| (&r.number, r.traits.as_slice())).collect();
    bench.cache.put_traits(&traits)?;
    let bench = &*bench;
    bench.cache.at_once(|| {
        for outlook in results {
            kept.push(AssessmentResult::Assessed(Box::new(judged(bench, outlook)?)));
        }
        Ok(())
    })?;
    Ok(kept)
}

/// A load as it is written: rated once more where others look like it, with what that makes of it.
fn judged(bench: &Workbench, outlook: Outlook) -> Outcome<Encoded> {
    let Outlook { number, encoded, not_same_as, .. } = outlook;
    let Some(not_same_as) = not_same_as else { return Ok(encoded) };
    // They were put just now: what nobody shares needs no look.
    let traits = bench.cache.shared_traits(&number)?;
    let suspicions = alike::judge((&bench.cache, &bench.config), &number, &traits, &not_same_as)?;
    if suspicions.is_empty() {
        return Ok(encoded);
    }
    // What was encoded cannot take a hold any more. Few loads look like another, so those few are rated twice.
    let task = Task { suspicions, ..task(bench, &bench.book.cutover()?, &number)? };
    match task.rate(rules(bench), &mut |id| known::customer(&bench.cache, id))? {
        Rated::Open(outlook) => Ok(outlook.encoded),
        Rated::Rowless(..) | Rated::AsApproved(..) => Ok(encoded),
    }
}

enum Verdict {
    Keep(Box<StoredAssessment>),
    Changed(Change),
}

/// A load that keeps its approved price.
fn of_approved(
    bench: &Workbench,
    library: &mut ApprovedLibrary,
    (load, unheard): (&Load, Vec<Hold>),
    load_state: &BookedLoad,
) -> Outcome<Verdict> {
    let standing = bench.book.cutover()?.standing(load, load_state.word.as_ref());
    let keep = |assessment: Assessment, difference: Option<Difference>| {
        // By nothing that is at hand: no change of rules or settings touches it, nor what is kept of it.
        let priced_by = PricedBy::default();
        let state = load_state.queue_state(&assessment, &standing);
        let mut stored = StoredAssessment::new(load, assessment, state, priced_by);
        stored.difference = difference;
        Ok(Verdict::Keep(Box::new(stored)))
    };
    let behind = load_state.invoice().and_then(|row| load_state.approval_behind(row).map(|approval| (row, approval)));
    let posted = behind.as_ref().filter(|(row, _)| is_billed(row.state));
    // What is billed is explained by the approval that it was billed by, even after another came. Else the approval that holds;
    // else that of an invoice which outlived its approval, while the ERP is asked whether it has it.
    let approval = match (&posted, &load_state.approval, &behind) {
        (Some((_, approval)), ..) => approval,
        (None, Some(approval), _) => approval,
        (None, None, Some((_, approval))) => approval,
        (None, None, None) => return of_outside(bench, load, load_state),
    };
    let approved = match library.of_or_why(&bench.book, approval)? {
        Ok(approved) => approved,
        Err(fault) => {
            let customer = customer_of(bench, load)?;
            let mut assessment = rules(bench).assess(load, customer.as_ref(), &load_state.adjustments);
            assessment.holds.insert(0, Hold::new(HoldCode::ContractError, fault.what, "", fault.next));
            return at_hand(bench, (load, customer.as_ref()), load_state, assessment);
        }
    };
    if let Some((row, _)) = posted {
        let now = approved.assess(load, approved.context.customer.as_ref(), &load_state.adjustments);
        let differs = after_posting(&approved.assessment, &approved.load, &now, load);
        let told = load_state.difference.as_ref().map(|(_, _, words)| words.as_str());
        let words = differs.as_ref().map(|d| d.words.as_str());
        // Recorded once for each difference. That it is gone is recorded too, where there was one: "none any more" counts as
        // no words at all, so that nothing is written when there is still none.
        if words != told.filter(|t| *t != NONE_ANY_MORE) {
            let amount = differs.as_ref().map(|d| Money::new(d.amount, d.currency));
            let words = words.unwrap_or(NONE_ANY_MORE).to_owned();
            return Ok(Verdict::Changed(Change::Differs(row.number.clone(), amount, words)));
        }
        // An invoice that settles a difference takes it from the list; a later difference is another entry.
        let settled = match &load_state.difference {
            Some((seq, ..)) => bench.book.is_settled(*seq)?,
            None => false,
        };
        let difference = differs.filter(|_| !settled).map(|d| Difference { amount: d.amount, words: d.words });
        let mut billed = approved.assessment;
        let mut holds = load_state.holds();
        holds.append(&mut billed.holds);
        billed.holds = holds;
        return keep(billed, difference);
    }
    let customer = customer_of(bench, load)?;
    let mut after = approved.assess(load, customer.as_ref(), &load_state.adjustments);
    after.holds.extend(unheard);
    // What came late may say that it was billed before this book.
    let elsewhere = || elsewhere::words(&standing);
    match elsewhere().or_else(|| difference(&approved.assessment, &after)).filter(|_| may_lapse(load_state)) {
        Some(words) => Ok(Verdict::Changed(Change::Lapsed(words))),
        None => keep(after, None),
    }
}

/// What is told when a difference is there no longer.
pub const NONE_ANY_MORE: &str = "what is due is what was billed";

/// A load that is billed by an invoice of which this book has no more than the number: priced as it would be now.
fn of_outside(bench: &Workbench, load: &Load, load_state: &BookedLoad) -> Outcome<Verdict> {
    let customer = customer_of(bench, load)?;
    let assessment = rules(bench).assess(load, customer.as_ref(), &load_state.adjustments);
    at_hand(bench, (load, customer.as_ref()), load_state, assessment)
}

/// Keeps what the rules at hand make of a load: when they change it is assessed again.
fn at_hand(
    bench: &Workbench,
    (load, customer): (&Load, Option<&Customer>),
    load_state: &BookedLoad,
    assessment: Assessment,
) -> Outcome<Verdict> {
    let standing = bench.book.cutover()?.standing(load, load_state.word.as_ref());
    let state = load_state.queue_state(&assessment, &standing);
    let stored = StoredAssessment::new(load, assessment, state, rules(bench).priced_by(load, customer, true));
    Ok(Verdict::Keep(Box::new(stored)))
}

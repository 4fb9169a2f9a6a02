//! Recover: the way on for a book that is older than what was posted, whose numbers somebody else uses, or that was written to
//! under a wrong clock. What stands at the ERP under our prefix and is not in the book is listed with its loads; a person confirms that it was posted, these loads are
//! billed from then on, and only then are the numbers above taken.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_billing::approval::{Action, roles_for};
use linehaul_connectors::erp::{Erp, ErpRecord, Pages, RecordState, Unreadable};
use linehaul_domain::decision::{Actor, Decision, KnownEntry, NewEntry};
use linehaul_domain::fault::Outcome;
use linehaul_domain::ids::{ErpPlace, Hash, InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::reason::Reason;
use linehaul_store::{BookWrite, StateChange};

use crate::book::behind::{self, Behind};
use crate::book::marks;
use crate::effects::{registry, told};
use crate::intake::rebuild::rebuild;
use crate::invoicing::listed::Listed;
pub use crate::invoicing::outside::{Recovered, Unknown};
use crate::invoicing::outside::{
    approved_lines, ask_of_approved, asks_last_number, billed_outside, hold_back, is_waiting, must_bill_nothing,
    must_know_last, must_name_loads, owed_outside,
};
use crate::machine::crash;
use crate::settings::actor;
use crate::workspace::erp_words::fault_of;
use crate::workspace::home::Workbench;
use crate::workspace::identity;
use crate::workspace::paced::{Held, UNWATCHED};
use crate::workspace::progress::Signal;
use crate::workspace::reach::Reach;

/// What is known, and what is not.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// How the book is behind, if it is.
    pub behind: Option<Behind>,
    /// What the ERP has under our prefix and the book has not, in order of number.
    pub unknown: Vec<Unknown>,
    /// What goes out once and may be out already, in what the book lost; a line each.
    pub owed: Vec<String>,
    /// What stands there under a number that this book never sent, and cannot be read.
    pub unreadable: Vec<Unreadable>,
    /// Has a person to say which number was given out last?
    pub asks_last_number: bool,
    /// Digest of what the ERP has: confirming takes it, and is refused where that has changed.
    pub seen: Hash,
}

/// Loads by the number of an invoice, as a person said them.
pub type LoadsByInvoice = BTreeMap<InvoiceNumber, Vec<LoadNumber>>;

/// What a person says of what the book lost.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Which loads an invoice bills, where the ERP does not tell.
    pub loads: LoadsByInvoice,
    /// The highest number that was given out, by its sequence, where the ERP cannot tell.
    pub last_number: Option<u64>,
    /// [`Recovery::seen`] of what was looked at; what was listed last where it is not said.
    pub seen: Option<Hash>,
}

/// `PSL-A-`: what the numbers of this desk begin with.
pub fn prefix(bench: &Workbench) -> String {
    bench.config.number_prefix()
}

/// Lists what the ERP has under our prefix and the book has not. Changes nothing.
pub fn list(bench: &Workbench, loads_by_invoice: &LoadsByInvoice) -> Outcome<Recovery> {
    bench.visit(Some(UNWATCHED))?.with(|erp| list_from(bench, erp, loads_by_invoice))
}

/// The same with a given ERP.
pub fn list_with(bench: &Workbench, erp: &mut dyn Erp, loads_by_invoice: &LoadsByInvoice) -> Outcome<Recovery> {
    let mut erp = bench.paced(Held::Lent(erp), Some(UNWATCHED));
    list_from(bench, &mut erp, loads_by_invoice)
}

fn list_from(bench: &Workbench, erp: &mut dyn Erp, loads_by_invoice: &LoadsByInvoice) -> Outcome<Recovery> {
    let (unknown, unreadable) = unknown(bench, erp, loads_by_invoice)?;
    let mut owed = if bench.behind.is_some() { told::may_be_out(bench)? } else { Vec::new() };
    let asks_last_number = asks_last_number(bench, erp);
    if asks_last_number {
        owed.extend(approved_lines(bench)?);
    }
    let (listed, behind) = (listed(&unknown, &unreadable), bench.behind.clone());
    listed.keep(&bench.dir);
    Ok(Recovery { behind, unknown, owed, unreadable, asks_last_number, seen: listed.seen() })
}

fn listed(unknown: &[Unknown], unreadable: &[Unreadable]) -> Listed {
    Listed::of(unknown.iter().map(|one| &one.record), unreadable)
}

fn unknown(
    bench: &Workbench,
    erp: &mut dyn Erp,
    loads_by_invoice: &LoadsByInvoice,
) -> Outcome<(Vec<Unknown>, Vec<Unreadable>)> {
    let (mut unknown, mut unreadable) = (Vec::new(), Vec::new());
    let mut pages = Pages::under(&prefix(bench), None);
    while let Some(found) = pages.next(erp).map_err(|why| fault_of(&why))? {
        for record in found.records {
            unknown.extend(one_unknown(bench, &erp.place(), record, loads_by_invoice)?);
        }
        for one in found.unreadable {
            // Of one that this book sent reconcile tells.
            let sent = bench.book.invoice(&one.number)?.is_some_and(|row| row.ever_sent);
            if !sent && !one.state.is_some_and(RecordState::is_taken_back) {
                unreadable.push(one);
            }
        }
    }
    unknown.sort_by(|a, b| {
        in_order(&a.record.number, &a.record.erp_id).cmp(&in_order(&b.record.number, &b.record.erp_id))
    });
    unreadable.sort_by(|a, b| in_order(&a.number, &a.erp_id).cmp(&in_order(&b.number, &b.erp_id)));
    Ok((unknown, unreadable))
}

/// By the sequence: as text a million comes before 999,999.
fn in_order<'a>(number: &'a InvoiceNumber, erp_id: &'a str) -> (Option<u64>, &'a InvoiceNumber, &'a str) {
    (number.sequence(), number, erp_id)
}

/// A record as it is listed; `None` where the book knows of it, or nothing of it is left to tell.
fn one_unknown(
    bench: &Workbench,
    here: &ErpPlace,
    record: ErpRecord,
    loads_by_invoice: &LoadsByInvoice,
) -> Outcome<Option<Unknown>> {
    let ours = bench.book.invoice(&record.number)?;
    // What was taken back there bills nothing; but its number is used up, and one of ours may wait under it.
    if record.state.is_taken_back() && ours.as_ref().is_none_or(|row| row.ever_sent) {
        return Ok(None);
    }
    let same = ours
        .as_ref()
        .filter(|row| row.belongs_to(here))
        .is_some_and(|row| row.ever_sent && record.mark.as_ref().is_none_or(|mark| *mark == row.body.mark()));
    if same {
        return Ok(None);
    }
    let loads = loads_of(bench, &record, loads_by_invoice)?;
    if is_known_outside(bench, &record, &loads)? {
        return Ok(None);
    }
    // Of an unsent one nothing is left to tell once it has given way.
    if ours.as_ref().is_some_and(|row| !row.state.binds()) && record.state.is_taken_back() {
        return Ok(None);
    }
    let mut conflict = ours.map(|row| format!("{} bills {} in this book", row.number, words(&row.body.loads())));
    for load in &loads {
        for (_, invoice) in bench.book.billed(load)? {
            conflict.get_or_insert(format!("{load} is billed by {invoice} in this book"));
        }
    }
    Ok(Some(Unknown { record, loads, conflict }))
}

/// Did a person confirm it before? Then every load of it is billed by just this number.
fn is_known_outside(bench: &Workbench, record: &ErpRecord, loads: &[LoadNumber]) -> Outcome<bool> {
    for load in loads {
        if !bench.book.billed(load)?.iter().any(|(_, invoice)| *invoice == record.number) {
            return Ok(false);
        }
    }
    let ours = bench.book.invoice(&record.number)?;
    Ok(!loads.is_empty() && ours.is_none_or(|row| !row.state.binds()))
}

fn words(loads: &[LoadNumber]) -> String {
    loads.iter().map(LoadNumber::as_str).collect::<Vec<_>>().join(", ")
}

fn loads_of(bench: &Workbench, record: &ErpRecord, loads_by_invoice: &LoadsByInvoice) -> Outcome<Vec<LoadNumber>> {
    // What a book of ours wrote there names loads as books do, the primary source's without its name; what people write may be the
    // number of several.
    let said = loads_by_invoice.get(&record.number);
    let ours = said.is_none() && record.mark.is_some();
    let one = |load: &LoadNumber| {
        let full = if ours { identity::in_full(&bench.config, load) } else { load.clone() };
        identity::resolve(bench, full.as_str())
    };
    said.unwrap_or(&record.loads).iter().map(one).collect()
}

/// A person confirms what was listed: what is posted or about to be bills its loads, our drafts are removed, the numbers above are
/// taken, and the book goes on. LH-415 no reason, LH-526 nobody knows what one of them bills, LH-530 or which numbers were given out,
/// LH-656 something else stands there than was listed.
pub fn confirm(bench: &mut Workbench, said: &Said, as_user: Option<&str>, reason: &str) -> Outcome<Recovered> {
    confirmed(bench, &mut Reach::Configured, said, as_user, reason)
}

/// The same with a given ERP.
pub fn confirm_with(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    said: &Said,
    as_user: Option<&str>,
    reason: &str,
) -> Outcome<Recovered> {
    confirmed(bench, &mut Reach::Given(erp), said, as_user, reason)
}

fn confirmed(
    bench: &mut Workbench,
    reach: &mut Reach<'_>,
    said: &Said,
    as_user: Option<&str>,
    reason: &str,
) -> Outcome<Recovered> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Reconcile))?;
    let reason = Reason::given(reason)?;
    reach.with(bench, &mut |_| Signal::Continue, |bench, erp, _| {
        let (unknown, unreadable) = unknown(bench, erp, &said.loads)?;
        listed(&unknown, &unreadable).must_be_as_seen(&bench.dir, said.seen.as_ref())?;
        let recovered = goes_on(bench, erp, (&unknown, &unreadable), (&actor, &reason), said.last_number)?;
        Listed::forget(&bench.dir);
        Ok(recovered)
    })
}

/// Writes what was confirmed, and removes what nobody waits for any more.
fn goes_on(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    (unknown, unreadable): (&[Unknown], &[Unreadable]),
    (actor, reason): (&Actor, &Reason),
    last_number: Option<u64>,
) -> Outcome<Recovered> {
    must_know_last(bench, erp, last_number)?;
    let mut recovered = Recovered { remarks: must_bill_nothing(unreadable)?, ..Recovered::default() };
    let now = bench.clock.now();
    let entry = |decision| NewEntry { at: now, actor: actor.clone(), decision };
    let mut write = BookWrite::default();
    let gone = give_way(bench, unknown, reason, &mut write, &entry)?;
    recovered.voided.extend(gone.iter().cloned());
    let last = last_number.filter(|_| asks_last_number(bench, erp));
    hold_back(bench, (last, &gone), &mut write, &entry, &mut recovered.remarks)?;
    let shown = registry::shown(bench, &unknown.iter().map(|one| one.record.number.clone()).collect());
    for one in unknown.iter().filter(|one| one.record.state.bills()) {
        must_name_loads(one)?;
        recovered.remarks.extend(is_waiting(&one.record));
        for load in &one.loads {
            let written =
                recovered.billed.iter().find(|(billed, _)| billed == load).map(|(_, invoice)| invoice.clone());
            let mut billed = bench.book.billed(load)?.into_iter().map(|(_, invoice)| invoice);
            let known = billed.find(|invoice| !gone.contains(invoice)).or(written);
            if let Some(invoice) = known {
                recovered.remarks.push(format!(
                    "{load} is billed by {} ({}) at the ERP and by {invoice}: credit one of them there",
                    one.record.number, one.record.erp_id
                ));
                continue;
            }
            write.expects.insert(load.clone(), bench.book.version_of(load)?);
            write.entries.push(entry(billed_outside(bench, &one.record, load, reason)?));
            recovered.billed.push((load.clone(), one.record.number.clone()));
        }
        let (decision, body) = owed_outside(bench, erp, &one.record, &shown, &mut recovered.remarks)?.unzip();
        write.entries.extend(decision.map(entry));
        write.bodies.extend(body);
    }
    ask_of_approved(bench, (last, &gone), &mut write, &entry, &mut recovered)?;
    let numbers = unknown.iter().map(|one| &one.record.number).chain(unreadable.iter().map(|one| &one.number));
    let highest = numbers.filter_map(InvoiceNumber::sequence).max().unwrap_or(0);
    let said = last_number.unwrap_or(0);
    recovered.numbers_from = bench.book.next_sequence()?.max(highest + 1).max(said.saturating_add(1));
    let known = match &bench.behind {
        Some(behind) if behind.may_lack_more => None,
        Some(Behind { known, .. }) => Some(KnownEntry { seq: known.seq, hash: known.hash.clone() }),
        None => bench.book.head().map(|head| Some(KnownEntry { seq: head.seq, hash: head.hash }))?,
    };
    let (numbers_from, reason) = (recovered.numbers_from, reason.clone());
    write.entries.push(entry(Decision::BookContinues { known, numbers_from, reason }));
    write.sequence = Some(numbers_from);
    if let Err(fault) = bench.clock.must_be_plausible(&bench.book) {
        recovered.remarks.push(format!("{}: the clock is taken for right from now on", fault.what));
    }
    bench.append_unasked(&write)?;
    crash::point("recover.after_append");
    remove_drafts(erp, unknown, &mut recovered);
    crash::point("recover.after_drafts");
    go_on(bench)?;
    recovered.remarks.extend(told::may_be_out(bench)?);
    Ok(recovered)
}

/// An invoice that this book never sent gives way to what stands at the ERP under its number, or bills one of its loads: sent
/// under another number it would bill them a second time. Loads of it that nothing there bills wait for the next batch.
fn give_way(
    bench: &Workbench,
    unknown: &[Unknown],
    reason: &Reason,
    write: &mut BookWrite,
    entry: &dyn Fn(Decision) -> NewEntry,
) -> Outcome<BTreeSet<InvoiceNumber>> {
    let mut numbers = BTreeSet::new();
    for one in unknown {
        numbers.insert(one.record.number.clone());
        for load in one.loads.iter().filter(|_| one.record.state.bills()) {
            numbers.extend(bench.book.billed(load)?.into_iter().map(|(_, invoice)| invoice));
        }
    }
    let mut gone = BTreeSet::new();
    for number in numbers {
        let Some(row) = bench.book.invoice(&number)? else { continue };
        let waits = matches!(row.state, InvoiceState::Draft | InvoiceState::Queued | InvoiceState::NeedsPerson);
        if row.ever_sent || !waits {
            continue;
        }
        for load in row.body.loads() {
            let version = bench.book.version_of(&load)?;
            write.expects.insert(load, version);
        }
        let words = Reason::ours("it was never sent, and the ERP has its number or its loads").since(reason);
        write
            .states
            .push(StateChange { reason: Some(words.to_string()), ..StateChange::of(row.at(), InvoiceState::Voided) });
        write.entries.push(entry(Decision::InvoiceVoided { invoice: number.clone(), reason: words }));
        gone.insert(number);
    }
    Ok(gone)
}

/// The book is the latest from now on: what was known elsewhere is known here too, and the cache is made again from it.
fn go_on(bench: &mut Workbench) -> Outcome<()> {
    bench.behind = None;
    marks::keep_head(&bench.dir, &bench.book.head()?, bench.clock.now());
    behind::looked_at(&bench.dir);
    rebuild(bench)?;
    Ok(())
}

/// A draft under our prefix that bears a mark was made by a book of ours, and nobody waits for it any more: posted by a clerk
/// it would bill its loads twice. One without a mark may be somebody's work and is told.
fn remove_drafts(erp: &mut dyn Erp, unknown: &[Unknown], recovered: &mut Recovered) {
    for record in unknown.iter().map(|one| &one.record).filter(|record| record.state == RecordState::Draft) {
        let (id, number) = (&record.erp_id, &record.number);
        let removed = record.mark.is_some().then(|| erp.remove_draft(&record.handle()));
        match removed {
            Some(Ok(())) => recovered.removed.push(format!("{number} ({id})")),
            Some(Err(why)) => {
                let words = crate::workspace::erp_words::words_of(&why).1;
                recovered.remarks.push(format!("draft {id} of {number} could not be removed: {words}; remove it at the ERP"));
            }
            None => recovered.remarks.push(format!(
                "draft {id} bears the number {number} and no mark of ours: look at it at the ERP, posted it may bill twice"
            )),
        }
    }
}

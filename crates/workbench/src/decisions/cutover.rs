//! Cut-over: what was billed before the company used Linehaul, as a day, a list of what is invoiced already, and people's words on
//! single loads. Each is an entry of the book; the list goes into it whole, so that everything can be derived again.
//!
//! An ERP that can list its open and paid items has them read into the same [`linehaul_domain::cutover::BilledList`]
//! ([`super::cutover_erp`]): nothing here knows where one comes from.

use std::path::Path;

use linehaul_billing::approval::{Action, roles_for};
use linehaul_connectors::billed_list;
use linehaul_domain::canonical;
use linehaul_domain::cutover::{BilledList, Cutover, Standing};
use linehaul_domain::decision::{Decision, NewEntry};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::money::Money;
use linehaul_domain::reason::Reason;
use linehaul_domain::time::NaiveDate;
use linehaul_store::BookWrite;

use crate::assessment::drain::drain;
use crate::book::load_state::BookedLoad;
use crate::decisions::approve::cutover_unset;
use crate::decisions::cutover_look::{Looked, look, look_at};
use crate::decisions::review::{Decided, from_facts, one, taken_back, unknown_load};
use crate::machine::disk;
use crate::settings::actor;
use crate::workspace::home::Workbench;

/// A list of what is invoiced already.
#[derive(Debug, Clone)]
pub struct Listed {
    list: BilledList,
    bytes: Vec<u8>,
}

impl Listed {
    /// A list as it was read, with the text that it was read from.
    pub(crate) fn of(list: BilledList, bytes: Vec<u8>) -> Listed {
        Listed { list, bytes }
    }

    /// As it was read.
    pub fn list(&self) -> &BilledList {
        &self.list
    }
}

/// Reads a list. LH-104 the file cannot be read, LH-408 something in it is not clear.
pub fn read_list(path: &Path) -> Outcome<Listed> {
    let bytes = disk::bytes_within(path, billed_list::MAX_BYTES).map_err(|why| {
        Fault::new(
            Code::FileUnreadable,
            format!("{}: {why}", path.display()),
            "Nothing was decided.",
            "Name a file that is there and may be read by you.",
        )
    })?;
    let list = billed_list::read(&bytes).map_err(|faults| {
        Fault::new(
            Code::BilledListUnclear,
            format!("{}: {}", disk::file_name(path), faults.join("; ")),
            "Nothing was decided: a line that is read wrongly would bill a load twice, or never.",
            "Mend what is named, or save the list anew, then say it again.",
        )
    })?;
    Ok(Listed { list, bytes })
}

/// From where on a company bills here.
#[derive(Debug, Clone)]
pub struct CutAt {
    /// The first day that is billed here; without it no day parts the loads.
    pub day: Option<NaiveDate>,
    /// What is invoiced already.
    pub billed: Option<Listed>,
}

impl CutAt {
    /// LH-408: a company without a history has no list of it.
    fn must_be_one(&self) -> Outcome<()> {
        if self.day.is_some() || self.billed.is_none() {
            return Ok(());
        }
        Err(Fault::new(
            Code::BilledListUnclear,
            "`none` says that nothing was billed before, and a list says what was",
            "Nothing was decided.",
            "Name the first day that is billed here with the list, or leave the list out.",
        ))
    }
}

/// What a cut-over would make of the loads on hand.
pub fn try_it(bench: &Workbench, at: &CutAt) -> Outcome<Looked> {
    at.must_be_one()?;
    let before = look(bench)?;
    let looked = look_at(bench, &Cutover::new(0, at.day, at.billed.as_ref().map(|billed| billed.list.clone())))?;
    Ok(looked.instead_of(before))
}

/// Sets the cut-over, in the place of one that stood. LH-407 it is too late for that.
pub fn set(
    bench: &mut Workbench,
    at: CutAt,
    as_user: Option<&str>,
    reason: Option<&str>,
    on_progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Outcome<Looked> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::CutOver))?;
    let reason = reason.map(Reason::given).transpose()?;
    at.must_be_one()?;
    bench.may_decide()?;
    // What waits to be assessed may lapse an approval that would be in the way.
    drain(bench, on_progress)?;
    let before = look(bench)?;
    let mut write = BookWrite::default();
    let mut keep = |bytes: Vec<u8>| -> Hash {
        let hash = canonical::hash_bytes(&bytes);
        write.bodies.push((hash.clone(), bytes));
        hash
    };
    let (billed, file) = match at.billed {
        Some(Listed { list, bytes }) => (Some(keep(canonical::encode(&list))), Some(keep(bytes))),
        None => (None, None),
    };
    let decision = Decision::CutoverSet { day: at.day, billed, file, reason };
    write.entries.push(NewEntry { at: bench.clock.now(), actor, decision });
    bench.append(&write)?;
    drain(bench, on_progress)?;
    Ok(look(bench)?.instead_of(before))
}

/// Says that the cut-over of a book that was put back is the last one, and that what was said since of single loads was said again.
/// LH-415 no reason, LH-417 nobody asks.
pub fn keep(bench: &mut Workbench, as_user: Option<&str>, reason: &str) -> Outcome<Looked> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::CutOver))?;
    let reason = Reason::given(reason)?;
    bench.may_decide()?;
    if bench.book.cutover_must_be_known().is_ok() {
        return Err(Fault::new(
            Code::NobodyHolds,
            "nobody asks whether the cut-over stands",
            "Nothing was decided.",
            "It is asked after a book that was put back went on. `linehaul cutover` shows where it stands.",
        ));
    }
    let entries = vec![NewEntry { at: bench.clock.now(), actor, decision: Decision::CutoverKept { reason } }];
    bench.append(&BookWrite { entries, ..BookWrite::default() })?;
    look(bench)
}

/// How a load stands now, by its facts. LH-428 no cut-over is set.
fn standing(bench: &Workbench, number: &LoadNumber, load_state: &BookedLoad) -> Outcome<Standing> {
    let cutover = bench.book.cutover()?;
    if !cutover.is_set() {
        return Err(cutover_unset());
    }
    let load = from_facts(bench, number, load_state)?.ok_or_else(|| unknown_load(number))?;
    Ok(cutover.standing(&load, load_state.word.as_ref()))
}

/// Says that a load is billed here, whatever day and list say. LH-417 it is already.
pub fn bill(bench: &mut Workbench, number: &LoadNumber, as_user: Option<&str>, reason: &str) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Release))?;
    let reason = Reason::given(reason)?;
    one(bench, number, |bench, number, load_state, _| {
        if standing(bench, number, load_state)? == Standing::Here {
            return Err(Fault::new(
                Code::NobodyHolds,
                format!("{number} is billed here already: no cut-over keeps it"),
                "Nothing was decided.",
                "`linehaul show` names what holds it, if anything does.",
            ));
        }
        let decision = Decision::BilledHere { load: number.clone(), reason: reason.clone() };
        let entries = vec![NewEntry { at: bench.clock.now(), actor: actor.clone(), decision }];
        Ok(BookWrite { entries, ..BookWrite::default() })
    })
}

/// How a load was billed elsewhere, as a person says it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Said<'a> {
    /// The number of that invoice.
    pub invoice: Option<&'a str>,
    /// What it billed.
    pub amount: Option<&'a str>,
}

/// Says that a load was billed elsewhere. An approval that is not posted is taken back, and its invoice with it.
pub fn elsewhere(
    bench: &mut Workbench,
    number: &LoadNumber,
    Said { invoice, amount }: Said<'_>,
    as_user: Option<&str>,
    reason: &str,
) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Release))?;
    let reason = Reason::given(reason)?;
    let unreadable =
        |why: String| Fault::new(Code::AmountUnreadable, why, "Nothing was decided.", "Give the amount like 1125.00.");
    amount.map(billed_list::amount).transpose().map_err(unreadable)?;
    one(bench, number, |bench, number, load_state, notes| {
        standing(bench, number, load_state)?;
        let stored = bench.cache.assessment(number)?.ok_or_else(|| unknown_load(number))?;
        let amount =
            amount.map(|text| billed_list::amount_in(text, stored.currency)).transpose().map_err(unreadable)?;
        let amount = amount.map(|(amount, currency)| Money::new(amount, currency));
        let bound = load_state.approval.is_some() || load_state.invoice().is_some() || load_state.outside.is_some();
        let mut write = match bound {
            true => taken_back(bench, number, load_state, &actor, &reason, notes)?,
            false => BookWrite::default(),
        };
        let decision = Decision::BilledElsewhere {
            load: number.clone(),
            billed_by: invoice.map(str::to_owned),
            amount,
            reason: reason.clone(),
        };
        write.entries.push(NewEntry { at: bench.clock.now(), actor: actor.clone(), decision });
        Ok(write)
    })
}

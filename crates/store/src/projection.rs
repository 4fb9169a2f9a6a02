//! Projection: what entries mean for the tables beside them: which approvals stand, which invoice bills a load, what is
//! owed and where it stands. One place follows every entry, so that no caller has to remember it, and the check of the chain follows
//! the same entries again.

use std::collections::BTreeSet;

use linehaul_domain::decision::{Decision, Entry};
use linehaul_domain::effect::{EffectId, EffectStep, Manner, Plan, Subject};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{InvoiceNumber, LoadNumber};
use linehaul_domain::invoice::Invoice;
use rusqlite::Connection;

use crate::chain_effects;
use crate::cutover::{self, Memo};
use crate::effect_steps::{given_up, left_open, planned, step_of, stepped};
use crate::fault::contradiction;
use crate::table::effects::{self, EffectRow};
use crate::table::{approvals, invoices, live, printed};

/// Follows one entry. LH-521, LH-528, LH-522 and LH-443 where it would bill, settle, go out or print a number a second time, LH-429
/// where it would bill what was billed elsewhere, LH-407 where a cut-over cannot be set any more.
#[deny(clippy::wildcard_enum_match_arm)]
pub(crate) fn follow(connection: &Connection, cutover: &Memo, entry: &Entry) -> Outcome<()> {
    match &entry.entry.decision {
        Decision::Approved { load, facts, .. } => match live::of_load(connection, load)?.first() {
            Some((_, invoice)) => Err(contradiction(format!("{load} would be approved while {invoice} bills it"))),
            None => {
                cutover::must_be_known(connection)?;
                cutover::must_be_ours(connection, cutover, load, facts)?;
                approvals::put(connection, load, entry.seq)
            }
        },
        Decision::CutoverSet { .. } => cutover::may_be_set(connection, cutover, entry.seq),
        Decision::BilledElsewhere { load, .. } => cutover::must_be_free(connection, load),
        Decision::ApprovalLapsed { load, .. } | Decision::ApprovalWithdrawn { load, .. } => {
            approvals::end(connection, load)
        }
        Decision::InvoiceDrafted { invoice, .. } => drafted(connection, cutover, invoice),
        Decision::Sending { .. } => cutover::must_be_known(connection),
        Decision::InvoiceVoided { invoice, .. } => {
            live::free(connection, invoice, entry.seq)?;
            printed::free(connection, invoice)
        }
        Decision::BillAgain { invoice, .. } => {
            live::free(connection, invoice, entry.seq)?;
            give_up(connection, invoice, entry.seq)?;
            invoices::loads_of(connection, invoice)?.iter().try_for_each(|load| approvals::end(connection, load))
        }
        Decision::BilledOutside { load, payor, invoice, .. } => live::bind(connection, load, payor, invoice),
        Decision::InvoiceClosed { invoice, .. } => give_up(connection, invoice, entry.seq),
        Decision::Posted { invoice, owes, .. } => {
            owes.iter().try_for_each(|plan| plan_one(connection, invoice, plan, entry))
        }
        Decision::OwedOutside { invoice, owes, .. } => {
            owes.iter().try_for_each(|plan| plan_outside(connection, invoice, plan, entry))
        }
        Decision::Effect { .. } => step(connection, entry),
        Decision::BookContinues { .. } => goes_on(connection, entry.seq),
        Decision::Opened { .. }
        | Decision::ControlsSet { .. }
        | Decision::Held { .. }
        | Decision::Released { .. }
        | Decision::Adjusted { .. }
        | Decision::DifferenceAfterPosting { .. }
        | Decision::NotADuplicate { .. }
        | Decision::Answered(_)
        | Decision::Stated(_)
        | Decision::BilledHere { .. }
        | Decision::MayBeBilled(_)
        | Decision::CutoverKept { .. }
        | Decision::ContractProposed { .. }
        | Decision::ContractPublished { .. }
        | Decision::InvoiceVoiding { .. }
        | Decision::DraftMade { .. }
        | Decision::CancelledAtErp { .. }
        | Decision::StandsAtErp { .. }
        | Decision::StrayDraft { .. }
        | Decision::Batched { .. }
        | Decision::Rejected { .. }
        | Decision::InDoubt { .. }
        | Decision::NeedsPerson { .. }
        | Decision::Requeued { .. }
        | Decision::Row(_)
        | Decision::SettingSet(_)
        | Decision::BackedUp { .. } => Ok(()),
    }
}

/// An effect is owed of the invoice that was posted, or of its batch.
fn plan_one(connection: &Connection, invoice: &InvoiceNumber, plan: &Plan, entry: &Entry) -> Outcome<()> {
    let batch = invoices::get(connection, invoice)?.map(|row| row.batch);
    let own = plan.effect.subject.invoice().is_none_or(|subject| subject == invoice);
    if batch.as_ref() != Some(&plan.batch) || !own {
        return Err(contradiction(format!("the posting of {invoice} would plan what is not of it or of its batch")));
    }
    let row = insert_planned(connection, plan, entry.seq)?;
    match left_open(&row, entry.seq) {
        Some(row) if effects::may_be_out(connection, invoice, entry.seq)? => effects::update(connection, &row),
        _ => Ok(()),
    }
}

fn insert_planned(connection: &Connection, plan: &Plan, seq: u64) -> Outcome<EffectRow> {
    if effects::get(connection, &plan.effect)?.is_some() {
        return Err(twice(&format!("{} of {} is planned already", plan.effect.of, plan.effect.subject.name())));
    }
    let row = planned(plan, seq);
    effects::insert(connection, &row)?;
    Ok(row)
}

/// An effect is owed of an invoice that this book lost: what goes out once waits for a person from the start.
fn plan_outside(connection: &Connection, invoice: &InvoiceNumber, plan: &Plan, entry: &Entry) -> Outcome<()> {
    if plan.effect.subject.invoice() != Some(invoice) {
        return Err(contradiction(format!("what is owed of {invoice} would be of something else")));
    }
    let row = insert_planned(connection, plan, entry.seq)?;
    left_open(&row, entry.seq).map_or(Ok(()), |row| effects::update(connection, &row))
}

/// A book that had been put back goes on: what is open and goes out once waits for a person.
fn goes_on(connection: &Connection, seq: u64) -> Outcome<()> {
    let open = effects::open(connection)?;
    open.iter().filter_map(|row| left_open(row, seq)).try_for_each(|row| effects::update(connection, &row))
}

/// A step of what goes out together. What may be done once is asked of the entries themselves as well, since rows can be edited.
fn step(connection: &Connection, entry: &Entry) -> Outcome<()> {
    let Some((packet, step)) = step_of(&entry.entry.decision) else { return Ok(()) };
    let together = effects::of_packet(connection, packet.of, packet.name)?;
    let rows = match step {
        EffectStep::Prepared { .. } if !together.is_empty() => {
            return Err(contradiction(format!("{} {} is made already", packet.of, packet.name)));
        }
        _ if step.names().is_empty() => together,
        _ => {
            let mut rows = Vec::new();
            for id in step.names() {
                let row = effects::get(connection, id)?;
                rows.push(row.ok_or_else(|| contradiction(format!("{} of {} is not owed", id.of, id.subject.name())))?);
            }
            rows
        }
    };
    if rows.is_empty() {
        return Err(contradiction(format!("nothing goes out in {} {}", packet.of, packet.name)));
    }
    went_out_before(connection, entry, &rows)?;
    for row in rows {
        // Read again: an entry that names an effect twice would move it twice.
        let row = effects::get(connection, &row.id)?.unwrap_or(row);
        if !step.names().is_empty()
            && let Some(other) = &row.packet
        {
            return Err(twice(&format!("{} of {} is in {other} already", row.id.of, row.id.subject.name())));
        }
        effects::update(connection, &stepped(&row, entry.seq, &packet, step).map_err(contradiction)?)?;
    }
    Ok(())
}

/// LH-522 where entries say that one of these is in another packet, or that this packet, which goes out once, has begun to and
/// nothing said since that it did not.
fn went_out_before(connection: &Connection, entry: &Entry, rows: &[EffectRow]) -> Outcome<()> {
    let Some((packet, step)) = step_of(&entry.entry.decision) else { return Ok(()) };
    let first = matches!(step, EffectStep::Prepared { .. });
    let begins = matches!(step, EffectStep::Begun { .. }) && rows.iter().any(|row| row.manner == Manner::Once);
    if !first && !begins {
        return Ok(());
    }
    let own: BTreeSet<&EffectId> = rows.iter().map(|row| &row.id).collect();
    let mut out = false;
    for earlier in chain_effects::of_batch(connection, packet.batch)?.iter().filter(|e| e.seq < entry.seq) {
        let Some((other, before)) = step_of(&earlier.entry.decision).filter(|(other, _)| other.of == packet.of) else {
            continue;
        };
        match before {
            EffectStep::Prepared { effects, .. } if first => {
                if let Some(id) = effects.iter().find(|id| own.contains(id)) {
                    return Err(twice(&format!("{} of {} is in {} already", id.of, id.subject.name(), other.name)));
                }
            }
            _ if other.name != packet.name => {}
            EffectStep::Begun { .. } | EffectStep::Done | EffectStep::WentOut { .. } => out = true,
            EffectStep::NotDone { .. } | EffectStep::GoesOn { .. } => out = false,
            EffectStep::Prepared { .. }
            | EffectStep::InDoubt { .. }
            | EffectStep::NeedsPerson { .. }
            | EffectStep::GivenUp { .. } => {}
        }
    }
    if out && begins { Err(twice(&format!("{} {} went out already", packet.of, packet.name))) } else { Ok(()) }
}

fn twice(what: &str) -> Fault {
    Fault::new(
        Code::ImportedTwice,
        what,
        "Nothing was written: what goes out once goes out once.",
        "Run `linehaul audit verify` and report it.",
    )
}

/// What was still owed of an invoice that was given up is not owed any more.
fn give_up(connection: &Connection, invoice: &InvoiceNumber, seq: u64) -> Outcome<()> {
    let rows = effects::of_subject(connection, &Subject::Invoice(invoice.clone()))?;
    rows.iter().filter_map(|row| given_up(row, seq)).try_for_each(|row| effects::update(connection, &row))
}

fn drafted(connection: &Connection, cutover: &Memo, number: &InvoiceNumber) -> Outcome<()> {
    let row = invoices::get(connection, number)?
        .ok_or_else(|| contradiction(format!("an entry drafts {number}, which the book does not have")))?;
    let invoice = &row.body;
    cutover::must_be_known(connection)?;
    printed::bind(connection, invoice)?;
    live::settle(connection, invoice)?;
    if !invoice.kind.is_original() {
        return Ok(());
    }
    for load in invoice.loads() {
        let Some(approved) = approvals::get(connection, &load)?.filter(|seq| invoice.approvals.contains(seq)) else {
            return Err(contradiction(format!("{number} bills {load} without an approval that stands")));
        };
        // What was said since the approval counts too.
        cutover::must_be_ours(connection, cutover, &load, &cutover::approved_facts(connection, approved)?)?;
        live::bind(connection, &load, &invoice.customer, number)?;
        if let Some(other) = other_original(connection, &load, invoice)? {
            return Err(live::refused(format!("{number} would bill {load}, which {other} bills")));
        }
    }
    Ok(())
}

/// Another original that binds a load for the same payor, asked of the invoices themselves: two locks, each of which a hand that
/// edits the file would have to open.
fn other_original(connection: &Connection, load: &LoadNumber, invoice: &Invoice) -> Outcome<Option<InvoiceNumber>> {
    for at in invoices::binding(connection, load)? {
        if at.number == invoice.number {
            continue;
        }
        let other = invoices::get(connection, &at.number)?;
        if other.is_some_and(|row| row.body.kind.is_original() && row.body.customer == invoice.customer) {
            return Ok(Some(at.number));
        }
    }
    Ok(None)
}

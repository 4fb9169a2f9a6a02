//! Retry: how an invoice that was rejected, or that waits for a person, goes on. The ERP is asked first; what it has decides.

use linehaul_billing::approval::{Action, roles_for};
use linehaul_billing::matching::compare;
use linehaul_connectors::erp::{Erp, Found, RecordState, Refusal};
use linehaul_domain::decision::{Actor, Decision, NewEntry};
use linehaul_domain::effect::EffectState;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::{ErpPlace, InvoiceNumber};
use linehaul_domain::invoice::{InvoiceState, PersonReason};
use linehaul_domain::reason::Reason;
use linehaul_domain::state::LoadState;
use linehaul_store::{BookWrite, InvoiceRow, StateChange};

use crate::assessment::drain::drain;
use crate::book::load_state;
use crate::effects::kind::Packet;
use crate::effects::registry::KINDS;
use crate::effects::{go_on, told};
use crate::invoicing::elsewhere;
use crate::invoicing::push::Signal;
use crate::invoicing::settle::*;
use crate::settings::actor;
use crate::workspace::home::Workbench;
use crate::workspace::reach::Reach;

/// An invoice that could not go on.
#[derive(Debug, Clone)]
pub struct NotRetried {
    /// The invoice.
    pub invoice: InvoiceNumber,
    /// Why.
    pub fault: Fault,
}

/// What a retry did.
#[derive(Debug, Clone, Default)]
pub struct Retried {
    /// Waiting for the next push again, with the same number.
    pub queued: Vec<InvoiceNumber>,
    /// Found posted at the ERP as ours.
    pub posted: Vec<InvoiceNumber>,
    /// Cancelled at the ERP: the loads can be billed again under a new number, once they are approved again.
    pub rejected: Vec<InvoiceNumber>,
    /// What is owed beside invoices, and goes on with the next push: its name.
    pub effects: Vec<String>,
    /// Left as they were.
    pub refused: Vec<NotRetried>,
}

/// What no push sends by itself: invoices that wait for a person, and loads on an invoice that was rejected, with words.
pub fn left(bench: &Workbench) -> Outcome<Vec<(String, String)>> {
    let mut left = Vec::new();
    for row in bench.book.invoices(Some(InvoiceState::NeedsPerson), None)? {
        let words = format!("{} waits for a person: {}", row.number, row.reason.unwrap_or_default());
        left.push((row.number.0, words));
    }
    for owed in told::open(bench)?.into_iter().filter(|owed| owed.state == EffectState::NeedsPerson) {
        left.push((owed.name().to_owned(), owed.line()));
    }
    for load in bench.cache.loads_in_state(LoadState::Rejected)? {
        let words = format!("{load} is on an invoice that was rejected: mend what was refused, then `linehaul retry`");
        left.push((load.0, words));
    }
    Ok(left)
}

fn fault(code: Code, what: String, next: &str) -> Fault {
    Fault::new(code, what, "It was left as it is, and nothing was sent.", next)
}

/// Lets invoices go on: those named, or every rejected one when none is.
pub fn retry(
    bench: &mut Workbench,
    invoices: &[InvoiceNumber],
    as_user: Option<&str>,
    reason: &str,
) -> Outcome<Retried> {
    retried(bench, &mut Reach::Configured, invoices, as_user, reason)
}

/// The same with this ERP, whatever the configuration names.
pub fn retry_with(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    invoices: &[InvoiceNumber],
    as_user: Option<&str>,
    reason: &str,
) -> Outcome<Retried> {
    retried(bench, &mut Reach::Given(erp), invoices, as_user, reason)
}

fn retried(
    bench: &mut Workbench,
    reach: &mut Reach<'_>,
    invoices: &[InvoiceNumber],
    as_user: Option<&str>,
    reason: &str,
) -> Outcome<Retried> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Push))?;
    let reason = &Reason::given(reason)?;
    bench.may_decide()?;
    let mut numbers = invoices.to_vec();
    if numbers.is_empty() {
        numbers.extend(bench.book.invoices(Some(InvoiceState::Rejected), None)?.into_iter().map(|r| r.number));
    }
    let mut retried = Retried::default();
    if numbers.is_empty() {
        return Ok(retried);
    }
    numbers = effects_of(bench, reach, &numbers, (&actor, reason), &mut retried)?;
    if numbers.is_empty() {
        return Ok(retried);
    }
    reach.with(bench, &mut |_| Signal::Continue, |bench, erp, _| {
        let mut keys = Vec::new();
        for number in &numbers {
            let row = bench.book.invoice(number)?.filter(|row| row.belongs_to(&erp.place()));
            keys.extend(row.map(|row| key_of(&row)));
        }
        let found = if keys.is_empty() { Ok(Found::default()) } else { erp.find(&keys) };
        let found = found.map_err(|why| fault_of(&why))?;
        numbers.iter().try_for_each(|number| named(bench, erp, number, &found, (&actor, reason), &mut retried))
    })?;
    drain(bench, &mut |_, _| true)?;
    Ok(retried)
}

/// Lets go on what is owed beside the invoices and was named, by its own name or by its invoice or batch; answers the other
/// names. What an invoice owes says nothing of the invoice itself, which is posted. The ERP is reached for what is to be asked
/// about, and for nothing else.
fn effects_of(
    bench: &mut Workbench,
    reach: &mut Reach<'_>,
    names: &[InvoiceNumber],
    by: (&Actor, &Reason),
    retried: &mut Retried,
) -> Outcome<Vec<InvoiceNumber>> {
    let (here, mut others) = (reach.place(bench), Vec::new());
    for name in names {
        let mut packets = go_on::named(bench, name.as_str())?;
        // Of a batch, what waits for a person; of an invoice that waits itself, the invoice.
        if packets.iter().any(|packet| go_on::why_not(packet).is_none()) {
            packets.retain(|packet| go_on::why_not(packet).is_none());
        } else if bench.book.invoice(name)?.is_some() {
            packets.clear();
        }
        if packets.is_empty() {
            others.push(name.clone());
        }
        for packet in packets {
            let went = match belongs_elsewhere(&packet, &here) {
                Some(fault) => Err(fault),
                None if go_on::asks(&packet) => reach.with(bench, &mut |_| Signal::Continue, |bench, erp, _| {
                    go_on::go_on(bench, Some(erp), KINDS, &packet, by)
                }),
                None => go_on::go_on(bench, None, KINDS, &packet, by),
            };
            match went {
                Ok(()) => retried.effects.push(packet.name.0),
                Err(fault) if fault.code.is_of_the_erp() || fault.code.is_of_a_decision() => {
                    retried.refused.push(NotRetried { invoice: name.clone(), fault });
                }
                Err(fault) => return Err(fault),
            }
        }
    }
    Ok(others)
}

/// LH-615 where a packet belongs to another ERP than this.
fn belongs_elsewhere(packet: &Packet, here: &ErpPlace) -> Option<Fault> {
    let first = packet.effects.first()?;
    (first.erp != *here).then(|| {
        Fault::new(
            Code::OtherErp,
            format!("{} belongs to the ERP `{}`, and `{here}` is configured", packet.name, first.erp),
            "It was left as it is, and goes nowhere else.",
            format!(
                "Configure the ERP that its invoices were posted at, then retry; or say what became of it with `linehaul owed {} \
                 --went-out` or `--given-up`.",
                packet.name
            ),
        )
    })
}

/// One of those that were named. That it cannot go on does not keep the others from it.
fn named(
    bench: &mut Workbench,
    erp: &dyn Erp,
    number: &InvoiceNumber,
    found: &Found,
    (actor, reason): (&Actor, &Reason),
    retried: &mut Retried,
) -> Outcome<()> {
    let row = bench.book.invoice(number)?;
    let row = row.ok_or_else(|| {
        fault(Code::InvoiceUnknown, format!("there is no invoice {number}"), "Look it up in its batch.")
    });
    match row.and_then(|row| {
        let there = of_row(&row, found);
        one(bench, erp, &row, &there, actor, reason, retried)
    }) {
        Err(fault) if fault.code.is_of_a_decision() || fault.code.is_of_the_erp() => {
            retried.refused.push(NotRetried { invoice: number.clone(), fault });
            Ok(())
        }
        other => other,
    }
}

fn one(
    bench: &mut Workbench,
    erp: &dyn Erp,
    row: &InvoiceRow,
    found: &Found,
    actor: &Actor,
    reason: &Reason,
    retried: &mut Retried,
) -> Outcome<()> {
    let number = &row.number;
    if !row.belongs_to(&erp.place()) {
        return Err(elsewhere::fault(row, &erp.place()));
    }
    if !matches!(row.state, InvoiceState::Rejected | InvoiceState::NeedsPerson) {
        let what = format!("{number} is {}", row.state.name().replace('_', " "));
        return Err(fault(Code::NotRetried, what, "Only what was rejected or waits for a person is retried."));
    }
    if let Some(words) = unread(found) {
        return Err(fault(Code::OthersAtTheErp, words, PersonReason::Unreadable.ways()));
    }
    let there = &found.records;
    // Like a push: what was never sent cannot be there, whatever its amount.
    if let Some(record) = there.first().filter(|_| !row.ever_sent) {
        let what = format!("{number} was never sent, and record {} at the ERP bears its number", record.erp_id);
        return Err(fault(Code::OthersAtTheErp, what, PersonReason::NumberTaken.ways()));
    }
    let posted: Vec<_> = there.iter().filter(|r| r.state == RecordState::Posted).collect();
    let mut outcome = Pushed::default();
    match posted.as_slice() {
        [] => {}
        [record] => {
            let differences = compare(&row.body, &read_back_of(erp, &row.body, record));
            if !differences.is_empty() {
                let what = format!("{number} is posted at the ERP, but not as ours: {}", differences.join("; "));
                return Err(fault(Code::OthersAtTheErp, what, "Cancel or credit it at the ERP, then retry."));
            }
            settle_posted(bench, erp, row, record, true, &mut outcome)?;
            retried.posted.push(number.clone());
            return Ok(());
        }
        many => {
            let what = format!("the ERP has {} posted invoices numbered {number}", many.len());
            return Err(fault(Code::OthersAtTheErp, what, "Cancel or credit all but one at the ERP, then retry."));
        }
    }
    if let Some(draft) = there.iter().find(|r| r.state == RecordState::Draft) {
        let differences = compare(&row.body, &read_back_of(erp, &row.body, draft));
        if !differences.is_empty() {
            let id = &draft.erp_id;
            let what = format!(
                "draft {id} at the ERP bears the number {number} and is not as ours: {}",
                differences.join("; ")
            );
            return Err(fault(
                Code::OthersAtTheErp,
                what,
                "Remove that draft or its reference at the ERP, then retry.",
            ));
        }
    }
    if there.iter().any(|r| r.state.is_taken_back()) {
        if row.state == InvoiceState::NeedsPerson {
            let message = format!("cancelled at the ERP ({reason})");
            settle_rejected(bench, row, &Refusal { code: Code::CancelledThere, message }, &mut outcome)?;
            retried.rejected.push(number.clone());
            return Ok(());
        }
        let next = "Its number is used up there. Hold and release its loads, approve them again, and push: they get a new number.";
        return Err(fault(Code::CancelledThere, format!("{number} was cancelled at the ERP"), next));
    }
    go_on(bench, row, actor, reason, retried)
}

/// The ERP has nothing that stands in its way: it is queued again, or taken back where its loads were.
fn go_on(
    bench: &mut Workbench,
    row: &InvoiceRow,
    actor: &Actor,
    reason: &Reason,
    retried: &mut Retried,
) -> Outcome<()> {
    let number = &row.number;
    if let Err(fault) = still_ours(bench, row) {
        if row.state != InvoiceState::NeedsPerson {
            return Err(fault);
        }
        // Its loads were taken back meanwhile: what remains is to see that the ERP has nothing of it.
        let decision = Decision::InvoiceVoiding { invoice: number.clone(), reason: reason.clone() };
        let entry = NewEntry { at: bench.clock.now(), actor: actor.clone(), decision };
        let state = StateChange { reason: Some(reason.to_string()), ..change(row, InvoiceState::Voiding) };
        bench.append(&BookWrite { entries: vec![entry], states: vec![state], ..BookWrite::default() })?;
        retried.queued.push(number.clone());
        return Ok(());
    }
    let decision = Decision::Requeued { invoice: number.clone(), nothing_there: false };
    let entry = NewEntry { at: bench.clock.now(), actor: actor.clone(), decision };
    let state = StateChange {
        attempt: row.attempt.min(1),
        reason: Some(reason.to_string()),
        ..change(row, InvoiceState::Queued)
    };
    bench.append(&BookWrite { entries: vec![entry], states: vec![state], ..BookWrite::default() })?;
    retried.queued.push(number.clone());
    Ok(())
}

/// Every load of it is still approved as it was invoiced, and no other invoice bills it.
fn still_ours(bench: &Workbench, row: &InvoiceRow) -> Outcome<()> {
    for load in row.body.loads() {
        let load_state = load_state::of_load(&bench.book, &load)?;
        let approved = load_state.approval.as_ref().is_some_and(|approval| row.body.approvals.contains(&approval.seq));
        let other = load_state.invoices.iter().find(|r| r.number != row.number && r.state != InvoiceState::Rejected);
        if let Some(other) = other {
            let what = format!("{load} is billed by {} in the meantime", other.number);
            return Err(fault(Code::ApprovalGone, what, "Nothing needs doing: the other invoice takes its place."));
        }
        if !approved {
            let what = format!("the approval of {load} behind {} no longer holds", row.number);
            return Err(fault(Code::ApprovalGone, what, "Approve the load again and push: it gets a new number."));
        }
    }
    Ok(())
}

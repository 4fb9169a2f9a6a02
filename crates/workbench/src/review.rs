//! Review: approve, hold, release, adjust. Each decision is an entry of the book with who, what and why.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_billing::approval::{Action, four_eyes, roles_for};
use linehaul_domain::assessment::Assessment;
use linehaul_domain::canonical;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::decision::{Actor, Decision, NewEntry};
use linehaul_domain::fault::{Fault, Outcome};
use linehaul_domain::hold::HoldCode;
use linehaul_domain::ids::{Hash, LoadNumber};
use linehaul_domain::invoice::InvoiceState;
use linehaul_domain::money::Money;
use linehaul_store::{BookWrite, StateChange};

use crate::actor;
use crate::home::Workbench;
use crate::standing::{self, Standing};

/// A load for which a decision was refused.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The load.
    pub load: LoadNumber,
    /// Why.
    pub fault: Fault,
}

/// What a decision did.
#[derive(Debug, Clone, Default)]
pub struct Decided {
    /// For which loads it holds.
    pub done: Vec<LoadNumber>,
    /// For which it was refused.
    pub refused: Vec<Refused>,
}

/// Loads approved in one transaction of the book.
const CHUNK: usize = 100;

/// Every load that is ready.
pub fn all_ready(bench: &Workbench) -> Outcome<Vec<LoadNumber>> {
    bench.cache.loads_in_state("ready")
}

/// Approves loads as they stand.
pub fn approve(
    bench: &mut Workbench,
    loads: &[LoadNumber],
    as_user: Option<&str>,
    note: Option<&str>,
    keep_going: &mut dyn FnMut(usize, usize) -> bool,
) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Approve))?;
    let mut decided = Decided::default();
    let unique: Vec<LoadNumber> = loads.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    for chunk in unique.chunks(CHUNK) {
        if !keep_going(decided.done.len() + decided.refused.len(), unique.len()) {
            break;
        }
        let mut write = BookWrite::default();
        let mut bodies: BTreeMap<Hash, Vec<u8>> = BTreeMap::new();
        let mut approved = Vec::new();
        for load in chunk {
            match approval_of(bench, load, &actor, note, &mut bodies)? {
                Ok(entry) => {
                    write.entries.push(entry);
                    approved.push(load.clone());
                }
                Err(fault) => decided.refused.push(Refused { load: load.clone(), fault }),
            }
        }
        if !approved.is_empty() {
            write.bodies = bodies.into_iter().collect();
            crate::crash::point("approve.before_append");
            bench.append(&write)?;
            crate::crash::point("approve.after_append");
            crate::assess::refresh(bench, approved.iter().cloned())?;
        }
        decided.done.extend(approved);
    }
    keep_going(unique.len(), unique.len());
    Ok(decided)
}

fn approval_of(
    bench: &Workbench,
    number: &LoadNumber,
    actor: &Actor,
    note: Option<&str>,
    bodies: &mut BTreeMap<Hash, Vec<u8>>,
) -> Outcome<Result<NewEntry, Fault>> {
    let Some((load, _)) = bench.cache.load(number)? else { return Ok(Err(unknown_load(number))) };
    let standing = standing::of_load(&bench.book, number)?;
    let customer = crate::assess::customer_of(bench, &load)?;
    let assessment = crate::assess::current(bench, &load, customer.as_ref(), &standing);
    if let Err(fault) = may_approve(&assessment, &standing) {
        return Ok(Err(fault));
    }
    let by: Vec<&str> = standing.adjustments.iter().map(|a| a.by.as_str()).collect();
    let exception = match four_eyes(&by, &actor.name, !bench.config.business.four_eyes) {
        Ok(exception) => exception,
        Err(fault) => return Ok(Err(fault)),
    };
    let (frozen, kept) = crate::assess::frozen_bodies(bench, &load, &assessment, customer.as_ref());
    bodies.extend(kept);
    let note = match (note, exception) {
        (Some(note), Some(exception)) => Some(format!("{note} ({exception})")),
        (note, exception) => note.map(str::to_owned).or(exception),
    };
    let decision = Decision::Approved {
        load: number.clone(),
        pins: Box::new(assessment.pins.clone()),
        assessment: canonical::hash(&assessment),
        facts: canonical::hash(&load),
        frozen: canonical::hash(&frozen),
        total: Money::new(assessment.total, assessment.currency),
        note,
    };
    Ok(Ok(NewEntry { at: bench.clock.now(), actor: actor.clone(), decision }))
}

fn may_approve(assessment: &Assessment, standing: &Standing) -> Result<(), Fault> {
    let refuse = |code, what: String, next: &str| Err(Fault::new(code, what, "It was not approved.", next));
    if standing.approval.is_some() || standing.invoice().is_some_and(|r| r.state != InvoiceState::Rejected) {
        return refuse("LH-411", format!("{} is approved already", assessment.load), "Nothing needs doing.");
    }
    if !assessment.status.is_judged() {
        let what = format!("{} is not delivered", assessment.load);
        return refuse("LH-412", what, "Wait for dispatch to say that it was delivered.");
    }
    if let Some(reason) = &standing.on_hold {
        let what = format!("{} is on hold: {reason}", assessment.load);
        return refuse("LH-413", what, "Release it first with `linehaul release`.");
    }
    if let Some(first) = assessment.holds.first() {
        let more = assessment.holds.len() - 1;
        let rest = if more > 0 { format!(" (and {more} more)") } else { String::new() };
        let what = format!("{} is held: {} {}{rest}", assessment.load, first.code, first.message);
        return refuse("LH-414", what, &first.next_step);
    }
    Ok(())
}

fn unknown_load(number: &LoadNumber) -> Fault {
    Fault::new(
        "LH-410",
        format!("there is no load {number}"),
        "Nothing was decided.",
        "Look it up with `linehaul queue`; sync first if it is new.",
    )
}

fn one(
    bench: &mut Workbench,
    number: &LoadNumber,
    decide: impl FnOnce(&Workbench, &Standing) -> Outcome<BookWrite>,
) -> Outcome<Decided> {
    let mut decided = Decided::default();
    let result = match bench.cache.load(number)? {
        None => Err(unknown_load(number)),
        Some(_) => {
            let standing = standing::of_load(&bench.book, number)?;
            decide(bench, &standing)
        }
    };
    match result {
        Ok(write) => {
            bench.append(&write)?;
            crate::assess::refresh(bench, std::iter::once(number.clone()))?;
            decided.done.push(number.clone());
        }
        Err(fault) => decided.refused.push(Refused { load: number.clone(), fault }),
    }
    Ok(decided)
}

fn must_say_why(reason: &str) -> Outcome<()> {
    if reason.trim().is_empty() {
        return Err(Fault::new("LH-415", "no reason was given", "Nothing was decided.", "Say why: the book keeps it."));
    }
    Ok(())
}

/// Holds a load. An approval that was not sent yet is taken back, and its queued invoice voided.
pub fn hold(bench: &mut Workbench, number: &LoadNumber, as_user: Option<&str>, reason: &str) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Hold))?;
    must_say_why(reason)?;
    one(bench, number, |bench, standing| {
        let sent = standing.invoice().is_some_and(|row| {
            !matches!(row.state, InvoiceState::Draft | InvoiceState::Queued | InvoiceState::Rejected)
        });
        let mut write = match standing.approval.is_some() || sent {
            true => taken_back(bench, number, standing, &actor, reason)?,
            false => BookWrite::default(),
        };
        let entry = |decision| NewEntry { at: bench.clock.now(), actor: actor.clone(), decision };
        write.entries.push(entry(Decision::Held { load: number.clone(), reason: reason.to_owned() }));
        Ok(write)
    })
}

/// Takes an approval back that was not sent: the load is ready again. A queued invoice of it is voided.
pub fn withdraw(bench: &mut Workbench, number: &LoadNumber, as_user: Option<&str>, reason: &str) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Hold))?;
    must_say_why(reason)?;
    one(bench, number, |bench, standing| taken_back(bench, number, standing, &actor, reason))
}

/// The entries that take an approval back; LH-416 when the ERP may have the invoice, LH-409 when there is no approval.
fn taken_back(
    bench: &Workbench,
    number: &LoadNumber,
    standing: &Standing,
    actor: &Actor,
    reason: &str,
) -> Outcome<BookWrite> {
    let at = bench.clock.now();
    let entry = |decision| NewEntry { at, actor: actor.clone(), decision };
    let mut write = BookWrite::default();
    if let Some(row) = standing.invoice() {
        match row.state {
            InvoiceState::Draft | InvoiceState::Queued => {
                let (invoice, reason) = (row.number.clone(), reason.to_owned());
                write.entries.push(entry(Decision::InvoiceVoided { invoice, reason }));
                let change = crate::settle::change(row, InvoiceState::Voided);
                write.states.push(StateChange { reason: Some("taken back".into()), ..change });
            }
            InvoiceState::Rejected | InvoiceState::Voided => {}
            _ => return Err(sent_already(number, row.state)),
        }
    }
    let Some(approval) = &standing.approval else {
        let what = format!("{number} is not approved");
        return Err(Fault::new("LH-409", what, "Nothing was decided.", "There is nothing to take back."));
    };
    let (load, approval, reason) = (number.clone(), approval.seq, reason.to_owned());
    write.entries.push(entry(Decision::ApprovalWithdrawn { load, approval, reason }));
    Ok(write)
}

fn sent_already(number: &LoadNumber, state: InvoiceState) -> Fault {
    Fault::new(
        "LH-416",
        format!("the invoice of {number} is {}", state.name().replace('_', " ")),
        "A decision cannot undo what the ERP may have.",
        "After posting there is only a credit memo at the ERP; run `linehaul reconcile` if it is in doubt.",
    )
}

/// Ends a person's hold, or accepts a lapsed approval as it stands now.
pub fn release(bench: &mut Workbench, number: &LoadNumber, as_user: Option<&str>, reason: &str) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Release))?;
    must_say_why(reason)?;
    one(bench, number, |bench, standing| {
        if standing.on_hold.is_none() && standing.lapsed.is_none() {
            return Err(Fault::new(
                "LH-417",
                format!("nobody holds {number}"),
                "Nothing was decided.",
                "A hold that a rule made ends when its reason does: `linehaul show` names the next step.",
            ));
        }
        let decision = Decision::Released { load: number.clone(), reason: reason.to_owned() };
        let entries = vec![NewEntry { at: bench.clock.now(), actor: actor.clone(), decision }];
        Ok(BookWrite { entries, ..BookWrite::default() })
    })
}

/// Adds an amount (invoice currency, may be negative) to a charge, as a line of its own beside it.
pub fn adjust(
    bench: &mut Workbench,
    number: &LoadNumber,
    as_user: Option<&str>,
    code: &ChargeCode,
    amount: &str,
    reason: &str,
) -> Outcome<Decided> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Adjust))?;
    must_say_why(reason)?;
    let wrong = |what: String| Fault::new("LH-418", what, "Nothing was adjusted.", "Give an amount like -50.00.");
    let amount = canonical::exact(amount).ok_or_else(|| wrong(format!("`{amount}` is not an amount")))?;
    one(bench, number, |bench, standing| {
        if standing.approval.is_some() {
            return Err(Fault::new(
                "LH-419",
                format!("{number} is approved"),
                "What is approved is not adjusted.",
                "Take the approval back with `linehaul hold`, then adjust and release.",
            ));
        }
        let stored = bench.cache.assessment(number)?.ok_or_else(|| unknown_load(number))?;
        let currency = stored.assessment.currency;
        if amount.is_zero() || amount.normalize().scale() > currency.places() {
            return Err(wrong(format!("{amount} is zero or finer than a cent")));
        }
        if !stored.assessment.charges.iter().any(|c| &c.code == code) && !code.is_known() {
            let known: Vec<String> = stored.assessment.charges.iter().map(|c| c.code.to_string()).collect();
            return Err(Fault::new(
                "LH-420",
                format!("{number} has no charge {code}; it has {}", known.join(", ")),
                "Nothing was adjusted.",
                "Name one of its charges, or a known charge code.",
            ));
        }
        let decision = Decision::Adjusted {
            load: number.clone(),
            code: code.clone(),
            amount: Money::new(amount, currency),
            reason: reason.to_owned(),
        };
        let entries = vec![NewEntry { at: bench.clock.now(), actor: actor.clone(), decision }];
        Ok(BookWrite { entries, ..BookWrite::default() })
    })
}

/// Is CHANGED_SINCE_APPROVAL the only thing that holds it?
pub fn only_changed(assessment: &Assessment) -> bool {
    assessment.holds.iter().all(|h| h.code == HoldCode::ChangedSinceApproval)
}

//! What entries make of effects: one function that planning, each step, giving up and a book that
//! goes on after it was put back go through, for the rows as they are
//! written, for the check of what is about to go out, and for the check of the whole book.

use linehaul_domain::decision::Decision;
use linehaul_domain::effect::{EffectState, EffectStep, Manner, Plan};
use linehaul_domain::fault::Code;
use linehaul_domain::ids::{BatchId, EffectKind, PacketName};

use crate::table::effects::EffectRow;

/// What goes out together, as its entries name it.
pub(crate) struct Packet<'a> {
    pub of: &'a EffectKind,
    pub name: &'a PacketName,
    pub batch: &'a BatchId,
}

/// The packet and step of an entry, where it is one of effects.
pub(crate) fn step_of(decision: &Decision) -> Option<(Packet<'_>, &EffectStep)> {
    match decision {
        Decision::Effect { of, packet, batch, step } => Some((Packet { of, name: packet, batch }, step)),
        _ => None,
    }
}

/// An effect as it is planned.
pub(crate) fn planned(plan: &Plan, seq: u64) -> EffectRow {
    EffectRow {
        id: plan.effect.clone(),
        manner: plan.manner,
        erp: plan.erp.clone(),
        batch: plan.batch.clone(),
        waits_for: plan.waits_for.clone(),
        state: EffectState::Planned,
        attempt: 0,
        packet: None,
        body: None,
        code: None,
        words: None,
        not_before: None,
        planned: seq,
        prepared: None,
        updated: seq,
    }
}

/// The effect after a step; why not, where it makes no such step.
pub(crate) fn stepped(row: &EffectRow, seq: u64, packet: &Packet<'_>, step: &EffectStep) -> Result<EffectRow, String> {
    let mut row = row.clone();
    // What is in no packet goes on by being owed.
    let goes_on = matches!(step, EffectStep::GoesOn { .. }) && row.packet.is_none();
    let (from, to) = (row.state, if goes_on { EffectState::Planned } else { step.state() });
    let id = &row.id;
    let what = format!("{} of {} ({}. generation)", id.of, id.subject.name(), id.generation);
    if row.id.of != *packet.of || row.batch != *packet.batch {
        return Err(format!("{what} would go out in {}, which is of another kind or batch", packet.name));
    }
    if !step.may_follow(row.manner, from, to) {
        return Err(format!("{what} would go from {} to {}", from.name(), to.name()));
    }
    (row.state, row.updated) = (to, seq);
    (row.code, row.words, row.not_before) = (None, None, None);
    match step {
        EffectStep::Prepared { body, .. } => {
            (row.packet, row.body, row.prepared) = (Some(packet.name.clone()), body.clone(), Some(seq));
        }
        EffectStep::Begun { attempt } if *attempt == row.attempt + 1 => row.attempt = *attempt,
        EffectStep::Begun { attempt } => return Err(format!("{what} would begin attempt {attempt}")),
        EffectStep::NotDone { code, message, not_before } | EffectStep::InDoubt { code, message, not_before } => {
            (row.code, row.words, row.not_before) = (Some(code.clone()), Some(message.clone()), *not_before);
        }
        EffectStep::NeedsPerson { code, message } => {
            (row.code, row.words) = (Some(code.clone()), Some(message.clone()));
        }
        // A person looked: attempts are counted anew.
        EffectStep::GoesOn { reason, .. } => (row.words, row.attempt) = (Some(reason.to_string()), 0),
        EffectStep::WentOut { reason, .. } | EffectStep::GivenUp { reason, .. } => row.words = Some(reason.to_string()),
        EffectStep::Done => {}
    }
    Ok(row)
}

/// The effect after what it is about was given up, where that ends it.
pub(crate) fn given_up(row: &EffectRow, seq: u64) -> Option<EffectRow> {
    let ends = row.state == EffectState::Planned || row.state == EffectState::NeedsPerson && row.packet.is_none();
    ends.then(|| EffectRow { state: EffectState::GivenUp, updated: seq, ..row.clone() })
}

/// The effect after a book that had been put back went on, where that leaves open whether it is done: in what this book lost it
/// may have gone out, and what goes out once is not done again because nobody here knows of it.
pub(crate) fn left_open(row: &EffectRow, seq: u64) -> Option<EffectRow> {
    let open = row.state.is_open() && row.state != EffectState::NeedsPerson;
    let words = "the book was put back, and it may have gone out in what the book lost";
    (open && row.manner == Manner::Once).then(|| EffectRow {
        state: EffectState::NeedsPerson,
        code: Some(Code::EffectMayBeOut.to_string()),
        words: Some(words.to_owned()),
        not_before: None,
        updated: seq,
        ..row.clone()
    })
}

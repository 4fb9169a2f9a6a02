//! What entries make of effects: one function that planning, each step and giving up go through, for the rows as they are
//! written, for the check of what is about to go out, and for the check of the whole book.

use linehaul_domain::decision::Decision;
use linehaul_domain::effect::{EffectState, EffectStep, Plan};
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
    let (from, to) = (row.state, step.state());
    let id = &row.id;
    let what = format!("{} of {} ({}. generation)", id.of, id.subject.name(), id.generation);
    if row.id.of != *packet.of || row.batch != *packet.batch {
        return Err(format!("{what} would go out in {}, which is of another kind or batch", packet.name));
    }
    let first = matches!(step, EffectStep::Prepared { .. });
    if first != (from == EffectState::Planned) || !row.manner.may_move(from, to) {
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
        EffectStep::GoesOn { reason } => (row.words, row.attempt) = (Some(reason.to_string()), 0),
        EffectStep::Done => {}
    }
    Ok(row)
}

/// The effect after what it is about was given up, where that ends it.
pub(crate) fn given_up(row: &EffectRow, seq: u64) -> Option<EffectRow> {
    let ends = row.state == EffectState::Planned;
    ends.then(|| EffectRow { state: EffectState::GivenUp, updated: seq, ..row.clone() })
}

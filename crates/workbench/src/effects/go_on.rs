//! What a person says of something that is owed: that it did not go out and goes on, that it went out, or that it is given up. The
//! book keeps who said it, when and why. What goes on is asked about first, where it can be asked.

use std::collections::BTreeMap;

use linehaul_billing::approval::{Action, roles_for};
use linehaul_connectors::erp::Erp;
use linehaul_domain::decision::{Actor, Decision, NewEntry};
use linehaul_domain::effect::{EffectId, EffectState, EffectStep, Manner};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::PacketName;
use linehaul_domain::reason::Reason;
use linehaul_store::{BookWrite, EffectRow};

use crate::effects::kind::{At, AttemptStatus, Kind, Packet};
use crate::effects::told::packets;
use crate::settings::actor;
use crate::workspace::home::Workbench;

/// How something that is owed ends by a person's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It went out.
    WentOut,
    /// It is not done any more.
    GivenUp,
}

/// What is open under a name: that of a packet, or of an invoice or batch that it is about. What is in no packet yet is spoken of
/// by its batch too.
pub fn named(bench: &Workbench, name: &str) -> Outcome<Vec<Packet>> {
    let open = bench.book.effects_open()?;
    let (made, owed): (Vec<EffectRow>, Vec<EffectRow>) = open.into_iter().partition(|row| row.packet.is_some());
    let about = |row: &EffectRow| row.id.subject.name() == name;
    let is_named = |packet: &Packet| packet.name.as_str() == name || packet.effects.iter().any(about);
    let mut found: Vec<Packet> = packets(made).into_iter().filter(is_named).collect();
    let mut together: BTreeMap<_, Packet> = BTreeMap::new();
    for row in owed.into_iter().filter(|row| about(row) || row.batch.as_str() == name) {
        let (of, batch, name) = (row.id.of.clone(), row.batch.clone(), PacketName(name.to_owned()));
        let one = || Packet { name, batch: batch.clone(), body: None, effects: Vec::new() };
        let key = (of, batch.clone(), row.state, row.erp.clone());
        together.entry(key).or_insert_with(one).effects.push(row);
    }
    found.extend(together.into_values());
    Ok(found)
}

/// Why a packet does not go on by a person's word; none where it does.
pub fn why_not(packet: &Packet) -> Option<Fault> {
    let first = packet.effects.first()?;
    let stands =
        first.state == EffectState::NeedsPerson || first.state == EffectState::Prepared && first.not_before.is_some();
    (!stands).then(|| {
        let what = format!("{} is {}", packet.name, first.state.name().replace('_', " "));
        let means = "It was left as it is: the next `linehaul push` goes on with it.";
        let next = "What waits for a person, or for its time, is retried. `linehaul owed` says that it went out, or gives it up.";
        Fault::new(Code::NotRetried, what, means, next)
    })
}

/// Is it to be asked about before it goes on?
pub fn asks(packet: &Packet) -> bool {
    let begun = |row: &EffectRow| {
        row.manner == Manner::Once && row.state == EffectState::NeedsPerson && row.packet.is_some() && row.attempt > 0
    };
    packet.effects.first().is_some_and(begun)
}

/// Those of a packet that a step has to name, since they are in none yet.
fn unpacked(packet: &Packet) -> Vec<EffectId> {
    packet.effects.iter().filter(|row| row.packet.is_none()).map(|row| row.id.clone()).collect()
}

/// Lets one go on; the next push does it. What can be asked is, at its own ERP.
pub fn go_on(
    bench: &mut Workbench,
    erp: Option<&mut dyn Erp>,
    kinds: &[&dyn Kind],
    packet: &Packet,
    (actor, reason): (&Actor, &Reason),
) -> Outcome<()> {
    if let Some(why) = why_not(packet) {
        return Err(why);
    }
    bench.book.verify_effects()?;
    let kind = kinds.iter().find(|kind| packet.effects.first().is_some_and(|row| kind.name() == row.id.of.as_str()));
    let asked = match (kind, erp) {
        (Some(kind), Some(erp)) if asks(packet) => Some(kind.ask(&mut At { bench, erp }, packet)),
        _ => None,
    };
    let step = match asked {
        Some(AttemptStatus::Done) => EffectStep::Done,
        Some(AttemptStatus::Later(why)) => {
            return Err(Fault::new(
                Code::EffectInDoubt,
                format!("whether {} went out cannot be asked now: {}", packet.name, why.words),
                "It was left as it is, and is not done again before it was asked about.",
                "Retry once it can be asked.",
            ));
        }
        None | Some(AttemptStatus::NotDone | AttemptStatus::NobodyKnows(_)) => {
            EffectStep::GoesOn { reason: reason.clone(), effects: unpacked(packet) }
        }
    };
    let entries = entry(bench, packet, actor, step).into_iter().collect();
    bench.append(&BookWrite { entries, ..BookWrite::default() })
}

/// A person says how what is owed under these names ends. Nothing is asked: not even its ERP has to be configured. LH-415 no reason,
/// LH-617 nothing is owed under a name, or it was not made yet and is said to have gone out.
pub fn end(
    bench: &mut Workbench,
    names: &[String],
    how: End,
    as_user: Option<&str>,
    reason: &str,
) -> Outcome<Vec<String>> {
    let actor = actor::acting(&bench.config, as_user, roles_for(Action::Push))?;
    let means = "Nothing was decided.";
    let given = Reason::given(reason)?;
    bench.may_decide()?;
    bench.book.verify_effects()?;
    let (mut entries, mut ended) = (Vec::new(), Vec::new());
    for name in names {
        let mut packets = named(bench, name)?;
        if packets.is_empty() {
            let next = "`linehaul doctor` and `linehaul batch list` tell what is owed, by its name.";
            return Err(Fault::new(Code::NothingOwed, format!("nothing is owed under the name {name}"), means, next));
        }
        // Of a batch, what is said is said of what waits for a person, where something of it does.
        let waits = |packet: &Packet| packet.effects.iter().any(|row| row.state == EffectState::NeedsPerson);
        if packets.iter().any(waits) {
            packets.retain(waits);
        }
        for packet in packets {
            let planned = packet.effects.iter().any(|row| row.state == EffectState::Planned);
            if planned && how == End::WentOut {
                let what = format!("what {name} owes was not made yet, and so cannot have gone out from here");
                let next = "Give it up where it was done otherwise: `--given-up`.";
                return Err(Fault::new(Code::NothingOwed, what, means, next));
            }
            let (reason, effects) = (given.clone(), unpacked(&packet));
            let step = match how {
                End::WentOut => EffectStep::WentOut { reason, effects },
                End::GivenUp => EffectStep::GivenUp { reason, effects },
            };
            entries.extend(entry(bench, &packet, &actor, step));
            ended.push(packet.name.0);
        }
    }
    bench.append(&BookWrite { entries, ..BookWrite::default() })?;
    Ok(ended)
}

fn entry(bench: &Workbench, packet: &Packet, actor: &Actor, step: EffectStep) -> Option<NewEntry> {
    let (of, name, batch) = (packet.effects.first()?.id.of.clone(), packet.name.clone(), packet.batch.clone());
    let decision = Decision::Effect { of, packet: name, batch, step };
    Some(NewEntry { at: bench.clock.now(), actor: actor.clone(), decision })
}

//! How an effect goes on that waits for a person, or for a time: somebody says that it did not go out. What can be asked is
//! asked first.

use linehaul_connectors::erp::Erp;
use linehaul_domain::decision::{Actor, Decision, NewEntry};
use linehaul_domain::effect::{EffectState, EffectStep, Manner};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::reason::Reason;
use linehaul_store::{BookWrite, EffectRow};

use crate::effects::kind::{At, AttemptStatus, Kind, Packet};
use crate::effects::told::packets;
use crate::workspace::home::Workbench;

/// Packets that a person can let go on, by their own name, or that of an invoice or batch that they are about.
pub fn named(bench: &Workbench, name: &str) -> Outcome<Vec<Packet>> {
    let meant = |row: &EffectRow| {
        row.id.subject.name() == name || row.packet.as_ref().is_some_and(|packet| packet.as_str() == name)
    };
    let stands = |row: &EffectRow| {
        row.state == EffectState::NeedsPerson || row.state == EffectState::Prepared && row.not_before.is_some()
    };
    let open = bench.book.effects_open()?;
    let wanted: Vec<_> = open.iter().filter(|row| meant(row) && stands(row)).map(|row| row.packet.clone()).collect();
    Ok(packets(open).into_iter().filter(|packet| wanted.contains(&Some(packet.name.clone()))).collect())
}

/// Lets one go on; the next push does it.
pub fn go_on(
    bench: &mut Workbench,
    erp: &mut dyn Erp,
    kinds: &[&dyn Kind],
    packet: &Packet,
    (actor, reason): (&Actor, &Reason),
) -> Outcome<()> {
    let Some(first) = packet.effects.first() else { return Ok(()) };
    if first.erp != erp.name() {
        return Err(Fault::new(
            Code::OtherErp,
            format!("{} belongs to the ERP `{}`, and `{}` is configured", packet.name, first.erp, erp.name()),
            "It was left as it is, and goes nowhere else.",
            "Configure the ERP that its invoices were posted at, then retry.",
        ));
    }
    bench.book.verify_effects()?;
    let kind = kinds.iter().find(|kind| kind.name() == first.id.of.as_str());
    let asks = first.manner == Manner::Once && first.state == EffectState::NeedsPerson && first.attempt > 0;
    let status = kind.filter(|_| asks).map(|kind| kind.ask(&mut At { bench, erp }, packet));
    let step = match status {
        Some(AttemptStatus::Done) => EffectStep::Done,
        Some(AttemptStatus::NotDone | AttemptStatus::Later(_) | AttemptStatus::NobodyKnows) | None => {
            EffectStep::GoesOn { reason: reason.clone() }
        }
    };
    let (of, name, batch) = (first.id.of.clone(), packet.name.clone(), packet.batch.clone());
    let decision = Decision::Effect { of, packet: name, batch, step };
    let entries = vec![NewEntry { at: bench.clock.now(), actor: actor.clone(), decision }];
    bench.append(&BookWrite { entries, ..BookWrite::default() })
}

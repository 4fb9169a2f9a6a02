//! Changes: what happened on the way that changes what a load is. A contract that speaks of it bills it or not; of what none speaks somebody is
//! asked.

use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::fold::OFF_ROUTE_MILES;
use linehaul_domain::hold::{Hold, HoldCode, Warning, WarningCode};
use linehaul_domain::load::Load;
use linehaul_domain::terms::Verb;

use crate::contract_terms::ContractTerms;
use crate::rate::Rating;
use crate::reads::Reads;

/// Tells of each such event that no phrase reads; of a stop that was added, and that dispatch has not sent, the load is held.
pub fn judge<A: ContractTerms>(reads: &Reads<'_, A>, judged: bool, rating: &mut Rating) {
    let load = reads.load;
    for event in load.events.iter().filter(|event| EventKind::CHANGES.contains(&event.kind)) {
        let unsent = event.stop.filter(|seq| load.stop(*seq).is_none());
        if let (EventKind::StopAdded, Some(seq), true) = (event.kind, unsent, judged) {
            let message = format!("{}, and dispatch has not sent that stop", words(event));
            let next = format!("Have dispatch send stop {seq}, or take the event back.");
            rating.holds.push(Hold::new(HoldCode::InputMissing, message, "", next).at_stop(seq));
            continue;
        }
        let spoken_of = reads.contracts.iter().any(|contract| speaks_of(*contract, event.kind));
        if !spoken_of && !is_told_by_stops(load, event) {
            let name = event.kind.name();
            let message = format!(
                "{}, and no phrase of the contract speaks of it: give it one (`when load.happened(\"{name}\")`), adjust a charge, or leave it",
                words(event)
            );
            rating.warnings.push(Warning { code: WarningCode::EventUnread, message });
        }
    }
}

/// A stop that is there is billed as any other one.
fn is_told_by_stops(load: &Load, event: &Event) -> bool {
    event.kind == EventKind::StopAdded && event.stop.is_some_and(|seq| load.stop(seq).is_some())
}

/// Does a contract ask whether that happened, or for the miles that it tells?
pub(crate) fn speaks_of<A: ContractTerms>(contract: &A, kind: EventKind) -> bool {
    let asks = |read: &String| {
        let Some((method, name)) = read.split_once(':') else { return false };
        let of_miles = kind == EventKind::OffRoute && method != "happened" && name == OFF_ROUTE_MILES;
        method == "happened" && (name == kind.name() || name == "*") || of_miles
    };
    contract.terms().terms.iter().any(|term| {
        let amount = match &term.verb {
            Verb::Charge { amount, .. } => Some(*amount),
            _ => None,
        };
        let mut expressions = term.when.iter().map(|condition| condition.expression).chain(amount);
        expressions.any(|expression| contract.reads(expression).iter().any(asks))
            || kind == EventKind::OffRoute && term.verb.extras_read().iter().any(|read| read.name == OFF_ROUTE_MILES)
    })
}

/// `off_route on 2025-03-01 at stop 2, 32 (detour)`.
fn words(event: &Event) -> String {
    let stop = event.stop.map(|stop| format!(" at stop {stop}")).unwrap_or_default();
    let quantity = event.quantity.map(|quantity| format!(", {}", quantity.normalize())).unwrap_or_default();
    let note = event.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
    format!("{} on {}{stop}{quantity}{note}", event.kind.name(), event.at.format("%Y-%m-%d"))
}

//! Superseded: what statements that others took the place of said of a load, and is not said any more.

use crate::event::EventKind;
use crate::fact::{Fact, FactBody};
use crate::formerly::Formerly;
use crate::load::{Load, LoadStatus};

/// Of a load as it stands, from the statements on it that others took the place of.
pub(crate) fn formerly<'a>(load: &Load, superseded: impl Iterator<Item = &'a Fact>) -> Formerly {
    let mut formerly = Formerly::default();
    let at = match load.status {
        LoadStatus::Tonu => load.last_delivery().or_else(|| load.first_pickup()),
        _ => load.last_delivery(),
    };
    for fact in superseded {
        match &fact.body {
            FactBody::Load(before) => {
                let said = before.references.iter().filter(|(_, value)| !value.is_empty());
                let gone = said.filter(|(name, value)| load.references.get(*name) != Some(*value));
                formerly.references.extend(gone.map(|(name, value)| (name.clone(), value.clone())));
            }
            FactBody::Stop { stop, .. } if at.is_some_and(|at| at.seq == stop.seq) => {
                formerly.done.extend(stop.departed.or(stop.arrived).map(|time| stop.local_date(time)));
            }
            FactBody::Event { event, .. } => {
                let of_stop = at.filter(|at| Some(at.seq) == event.stop);
                let is_time = matches!(event.kind, EventKind::Arrived | EventKind::Departed);
                formerly.done.extend(of_stop.filter(|_| is_time).map(|at| at.local_date(event.at)));
            }
            FactBody::Stop { .. } | FactBody::Document { .. } | FactBody::Customer(_) => {}
        }
    }
    let day = load.done_on();
    formerly.done.retain(|done| Some(*done) != day);
    formerly
}

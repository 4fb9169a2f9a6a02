//! Superseded: what statements that others took the place of said of a load, and is not said any more.

use crate::event::EventKind;
use crate::fact::{Fact, FactBody};
use crate::formerly::Formerly;
use crate::load::{Load, LoadStatus};
use crate::money::Money;
use crate::time::Instant;

/// Of a load as it stands, from the statements on it that others took the place of.
pub(crate) fn formerly<'a>(load: &Load, superseded: impl Iterator<Item = &'a Fact>) -> Formerly {
    let (mut formerly, mut expected) = (Formerly::default(), None);
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
                let said = before.expected_total.map(|total| ((fact.version, fact.receipt), total));
                expected = later(expected, said);
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
    formerly.expected_total = expected.filter(|_| load.expected_total.is_none()).map(|(_, total)| total);
    formerly
}

/// What was said, with the place of its statement.
type Placed = Option<((Instant, u64), Money)>;

fn later(one: Placed, other: Placed) -> Placed {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.0 >= one.0 { other } else { one }),
        (one, other) => one.or(other),
    }
}

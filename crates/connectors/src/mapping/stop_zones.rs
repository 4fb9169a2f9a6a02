//! Zones of the stops that a record makes, for the events of it that are at one.

use super::kind::Kind;
use super::makes::{Makes, StopZone};
use super::read::FileMapping;
use super::record::Record;

impl FileMapping {
    /// Those of a record, where an event of it is at a stop.
    pub(super) fn stop_zones(&self, record: &dyn Record) -> Vec<StopZone> {
        if !self.makes.iter().any(Makes::is_at_a_stop) {
            return Vec::new();
        }
        let mut zones = Vec::new();
        for makes in self.makes.iter().filter(|makes| makes.kind == Kind::Stops) {
            let elements = match makes.each {
                None => vec![None],
                Some(list) => (0..record.elements(list).unwrap_or_default()).map(Some).collect(),
            };
            let made = |element: &Option<usize>| self.holds(makes.when.as_ref(), record, *element) == Ok(true);
            let elements = elements.into_iter().filter(made);
            zones.extend(elements.map(|element| makes.stop_zone(record, element, self.forms())));
        }
        zones
    }
}

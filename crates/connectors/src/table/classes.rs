//! Tables of less-than-truckload freight: class rates and zones.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::fault::Code;
use linehaul_domain::place::PlaceKey;
use linehaul_domain::table::{ClassRate, TableBody};

use super::overlap::overlaps;
use super::{Cells, Line, Problems, TableProblem, header_is};
use crate::cell::{self, Read, bad};

fn words(text: &str) -> Read<String> {
    if text.is_empty() { bad(Code::TableCellWrong, "a zone, a place or * is wanted") } else { Ok(text.to_owned()) }
}

/// Class rates.
pub fn classes(header: &Line, rows: &[Line], problems: &mut Problems) -> Option<TableBody> {
    let wanted = ["origin", "destination", "class", "from_lb", "rate_per_cwt", "minimum", "from", "until"];
    header_is(header, &wanted, problems).then_some(())?;
    let mut rates: Vec<(u32, ClassRate)> = Vec::new();
    for line in rows {
        let mut cells = Cells { line, problems };
        let (origin, destination, class) = (cells.read(0, words), cells.read(1, words), cells.read(2, words));
        let (from_lb, per_cwt) = (cells.read(3, cell::quantity), cells.read(4, cell::quantity));
        let minimum = cells.maybe(5, cell::quantity);
        let (from, until) = (cells.read(6, cell::date), cells.maybe(7, cell::date));
        let (Some(origin), Some(destination), Some(class)) = (origin, destination, class) else { continue };
        let (Some(from_lb), Some(per_cwt), Some(minimum)) = (from_lb, per_cwt, minimum) else { continue };
        let (Some(from), Some(until)) = (from, until) else { continue };
        if until.is_some_and(|until| until < from) {
            cells.contradiction(format!("the rate ends before it begins on {from}"));
        }
        let (origin, destination) = (PlaceKey::new(&origin), PlaceKey::new(&destination));
        let rate = ClassRate { origin, destination, class, from_lb, per_cwt, minimum, from, until };
        rates.push((line.number, rate));
    }
    overlapping_rates(&rates, problems);
    Some(TableBody::Classes { rates: rates.into_iter().map(|(_, rate)| rate).collect() })
}

/// Two rates of one lane, class and weight that are in force on the same day contradict each other.
fn overlapping_rates(rates: &[(u32, ClassRate)], problems: &mut Problems) {
    fn key(rate: &ClassRate) -> (&str, &str, &str, Decimal) {
        (rate.origin.as_str(), rate.destination.as_str(), &rate.class, rate.from_lb)
    }
    for (_, (line, second)) in overlaps(rates, |(_, rate)| key(rate), |(_, rate)| (rate.from, rate.until)) {
        let (origin, destination, class, from_lb) = key(second);
        let message = format!("{origin} to {destination}, class {class}, from {from_lb} lb is there twice");
        problems.push(TableProblem { line: *line, column: 1, code: Code::TableContradicts, message });
    }
}

/// Places and their zones.
pub fn zones(header: &Line, rows: &[Line], problems: &mut Problems) -> Option<TableBody> {
    header_is(header, &["place", "zone"], problems).then_some(())?;
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    for line in rows {
        let mut cells = Cells { line, problems };
        let (Some(place), Some(zone)) = (cells.read(0, words), cells.read(1, words)) else { continue };
        if places.insert(place.clone(), zone).is_some() {
            cells.contradiction(format!("{place} is there twice"));
        }
    }
    let places = places.into_iter().map(|(place, zone)| (PlaceKey::new(&place), zone)).collect();
    Some(TableBody::Zones { places })
}

//! The terms of ACME Foods of 1 October 2024, written out by hand.

use linehaul_domain::Decimal;
use linehaul_domain::canonical::exact;
use linehaul_domain::load::Load;
use linehaul_domain::money::Rounding;
use linehaul_domain::stop::{Schedule, StopKind, StopVisit};
use linehaul_domain::table::{Lane, TableBody};
use linehaul_domain::time::{Duration, minutes_between, monday_of};
use linehaul_workbench::shelf::Shelf;

fn cents(amount: Decimal) -> Decimal {
    Rounding::HalfUp.apply(amount, 2)
}

fn dec(hundredths: i64) -> Decimal {
    Decimal::new(hundredths, 2)
}

/// The total; `None` where these terms do not speak.
pub fn rate(load: &Load, shelf: &Shelf) -> Option<Decimal> {
    let (pickup, delivery) = (load.first_pickup()?, load.last_delivery()?);
    let date = pickup.local_date(pickup.arrived?);
    let miles = load.miles?;
    let mut total = Decimal::ZERO;

    let TableBody::Lanes { lanes } = &shelf.tables.get(&"acme_lanes".into())?.body else { return None };
    let fit = |zone: &str, stop: &StopVisit| match zone {
        "*" => Some(0),
        _ if zone == stop.city => Some(2),
        _ => (stop.region.as_deref() == Some(zone)).then_some(1),
    };
    let score = |lane: &Lane| {
        let open = lane.from <= date && lane.until.is_none_or(|until| date <= until);
        let equipment = lane.equipment == "*" || lane.equipment == load.equipment;
        (open && equipment).then_some(())?;
        Some((fit(&lane.origin, pickup)?, fit(&lane.destination, delivery)?, u8::from(lane.equipment != "*")))
    };
    let lane = lanes.iter().filter_map(|l| score(l).map(|s| (s, l))).max_by_key(|(s, _)| *s)?.1;
    let freight = lane.flat.unwrap_or_else(|| miles * lane.per_mile.unwrap_or_default());
    total += cents(freight.max(lane.minimum.unwrap_or_default()));

    let TableBody::Index { prices } = &shelf.tables.get(&"eia_us".into())?.body else { return None };
    let price = *prices.get(&monday_of(date - Duration::days(1)))?;
    let TableBody::Bands { rows, .. } = &shelf.tables.get(&"tgs".into())?.body else { return None };
    let band = rows.iter().rfind(|b| b.low <= price)?;
    total += cents(miles * *band.values.first()?);

    total += match load.stops.len() {
        0..=2 => Decimal::ZERO,
        3 => dec(10_000),
        4 => dec(27_500),
        more => dec(27_500) + dec(25_000) * Decimal::from(more - 4),
    };
    for stop in load.stops.iter().filter(|s| s.kind != StopKind::Waypoint) {
        total += detention(stop)?;
    }
    if load.equipment == "53ft reefer" {
        total += dec(20_000);
    }
    if load.is_team() {
        total += cents(miles * dec(25));
    }
    if load.is_hazmat() {
        total += dec(25_000);
    }
    if let Some(cost) = load.extras.get("lumper_cost").and_then(linehaul_domain::extra::Extra::amount) {
        total += cents(cost + cost * exact("0.10")?);
    }
    Some(total)
}

fn detention(stop: &StopVisit) -> Option<Decimal> {
    let arrived = stop.arrived?;
    let start = match stop.schedule {
        Schedule::Appointment { at } => arrived.max(at),
        Schedule::Window { from, .. } => arrived.max(from),
        Schedule::FirstCome => arrived,
    };
    let over = minutes_between(start, stop.departed?.max(start)) - 120;
    if over <= 0 {
        return Some(Decimal::ZERO);
    }
    let steps = (over + 14) / 15;
    Some((dec(1_250) * Decimal::from(steps)).min(dec(40_000)))
}

//! Harbor Imports: containers from the terminal to a dock and back, chassis by the day. Billed by summary invoice.

use linehaul_domain::time::{Duration, NaiveDate};

use crate::calendar::{at, by_appointment, spread};
use crate::places::place;
use crate::random::Dice;
use crate::trip::{Agreed, Trip, Visit};

/// Harbor Imports.
pub fn harbor(dice: &mut Dice, count: i64) -> Vec<Trip> {
    let days = spread(dice, count);
    days.into_iter().enumerate().map(|(index, day)| container(dice, index, day)).collect()
}

fn container(dice: &mut Dice, index: usize, day: NaiveDate) -> Trip {
    let (city, miles) = dice.pick(&[("Carson CA", 14), ("Ontario CA", 57)]);
    let (terminal, hour) = (place("Long Beach CA"), dice.between(6, 9));
    let pickup = by_appointment(dice, "pickup", "Pier terminal", terminal, at(day, hour, 0), 25);
    let dock_at = pickup.departed.unwrap_or_default() + Duration::minutes(miles * 2 + 25);
    let minutes = if dice.chance(25) { dice.between(125, 190) } else { dice.between(50, 115) };
    let dock = Visit::new("delivery", "Import dock", place(city), Agreed::FirstCome, dock_at, minutes);
    let back_at = at(day + Duration::days(dice.between(1, 4)), 8, dice.below(50));
    let back = Visit::new("empty_return", "Pier terminal", terminal, Agreed::FirstCome, back_at, dice.between(20, 55));
    let mut trip = Trip::new("HARBOR", "DRAY", "40HC container + chassis", vec![pickup, dock, back]);
    trip.miles = Some(miles);
    trip.weight_lb = dice.between(30_000, 43_000);
    trip.more.insert("ref:container", format!("MSKU{:07}", 4_120_300 + index * 37));
    trip.more.insert("ref:booking", format!("HB{}", dice.between(100_000, 999_999)));
    trip.usual_papers("dock foreman");
    trip.paper("interchange_receipt_out", Some(1));
    trip.paper("interchange_receipt_in", Some(3));
    trip
}

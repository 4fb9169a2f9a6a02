//! Northlight Lighting: LTL by weight scale and discount, fuel by published percents.

use linehaul_domain::time::Duration;

use crate::calendar::{at, day, spread};
use crate::places::place;
use crate::random::Dice;
use crate::trip::{Agreed, Trip, Visit};

const LANES: &[(&str, &str)] = &[
    ("Toledo OH", "Akron OH"),
    ("Toledo OH", "Detroit MI"),
    ("Toledo OH", "Louisville KY"),
    ("Columbus OH", "Pittsburgh PA"),
    ("Columbus OH", "Indianapolis IN"),
];

/// Northlight Lighting.
pub fn northlight(dice: &mut Dice, count: i64) -> Vec<Trip> {
    let mut days = spread(dice, count);
    // The week whose index the carrier misprinted begins on Wednesday the 5th of March.
    if let Some(one) = days.iter_mut().rev().find(|d| **d <= day("2025-03-05")) {
        *one = day("2025-03-05");
    }
    let loads = days.into_iter().enumerate().map(|(index, pickup_day)| {
        let (from, to) = dice.pick(LANES);
        let out = at(pickup_day, dice.between(13, 16), dice.below(55));
        let pickup =
            Visit::new("pickup", "Northlight works", place(from), Agreed::FirstCome, out, dice.between(10, 30));
        let (there, minutes) =
            (at(pickup_day + Duration::days(1), dice.between(8, 14), dice.below(55)), dice.between(8, 25));
        let mut delivery = Visit::new("delivery", "Consignee dock", place(to), Agreed::FirstCome, there, minutes);
        delivery.by_events = dice.chance(40);
        let mut trip = Trip::new("NORTHLIGHT", "LTL", "LTL", vec![pickup, delivery]);
        trip.weight_lb = match index % 5 {
            0 => dice.between(120, 480),
            1 => dice.between(470, 499),
            2 => dice.between(520, 1_900),
            3 => dice.between(2_100, 9_800),
            _ => dice.between(10_200, 19_800),
        };
        trip.item_class = dice.pick(&["70", "85", "92.5"]);
        trip.pieces = dice.between(1, 14);
        trip.more.insert("ref:pro", format!("{:09}", 410_220_000 + index * 31));
        trip.more.insert("ref:customer_po", format!("NL-{}", dice.between(1_000, 9_999)));
        trip.usual_papers("dock clerk");
        trip
    });
    loads.collect()
}

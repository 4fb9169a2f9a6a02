//! Steelco: coils and beams on flatbeds, tarped, with permits.

use linehaul_domain::Decimal;

use crate::calendar::spread;
use crate::random::Dice;
use crate::trip::Trip;
use crate::truckload::{not_used, one_way};

const LANES: &[(&str, &str, i64)] = &[
    ("Gary IN", "Harrisburg PA", 640),
    ("Gary IN", "Detroit MI", 252),
    ("Gary IN", "St Louis MO", 286),
    ("Pittsburgh PA", "Columbus OH", 186),
    ("Pittsburgh PA", "Louisville KY", 388),
];

/// Steelco.
pub fn steelco(dice: &mut Dice, count: i64) -> Vec<Trip> {
    let days = spread(dice, count);
    let loads = days.into_iter().enumerate().map(|(index, day)| {
        let lane = dice.pick(LANES);
        let mut trip = one_way(dice, "STEELCO", lane, day, "Coil yard", 0);
        trip.equipment = "48ft flatbed";
        trip.weight_lb = dice.between(40_000, 47_500);
        trip.more.insert("ref:customer_po", format!("ST{}", dice.between(10_000, 99_999)));
        if index % 3 != 0 {
            trip.paper("tarp_ordered_on_rate_con", None);
        }
        if index % 4 == 1 {
            let cost = Decimal::new(dice.between(25, 140) * 100, 2);
            trip.more.insert("extra:permit_cost:money", cost.to_string());
            trip.receipt("permit_receipt", cost);
        }
        if index % 14 == 13 {
            not_used(&mut trip, dice.between(90, 230));
        }
        trip
    });
    loads.collect()
}

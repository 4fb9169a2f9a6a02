//! Maple Grocers: Canadian dollars, GST, HST and QST by destination, zero-rated freight over the border.

use linehaul_domain::time::Duration;

use crate::calendar::{at, by_appointment, spread};
use crate::places::place;
use crate::random::Dice;
use crate::trip::Trip;

const LANES: &[(&str, &str, i64)] = &[
    ("Mississauga ON", "Chicago IL", 514),
    ("Mississauga ON", "Ottawa ON", 275),
    ("Mississauga ON", "Montreal QC", 345),
    ("Montreal QC", "Quebec QC", 158),
    ("Montreal QC", "Moncton NB", 617),
    ("Montreal QC", "Halifax NS", 776),
    ("Winnipeg MB", "Calgary AB", 824),
    ("Mississauga ON", "Buffalo NY", 95),
];

/// Maple Grocers.
pub fn maple(dice: &mut Dice, count: i64) -> Vec<Trip> {
    let days = spread(dice, count);
    let loads = days.into_iter().enumerate().map(|(index, day)| {
        let (from, to, miles) = LANES[index % LANES.len()];
        let pickup_at = at(day, dice.between(7, 14), 0);
        let delivery_at = at(day + Duration::days(1 + miles / 550), dice.between(8, 14), 0);
        let pickup = by_appointment(dice, "pickup", "Maple warehouse", place(from), pickup_at, 12);
        let delivery = by_appointment(dice, "delivery", "Maple depot", place(to), delivery_at, 12);
        let mut trip = Trip::new("MAPLE", "TL", "53ft dry van", vec![pickup, delivery]);
        trip.currency = "CAD";
        trip.miles = Some(miles);
        trip.deadhead_miles = Some(dice.between(0, 45));
        trip.weight_lb = dice.between(22_000, 42_000);
        trip.more.insert("ref:customer_po", format!("MG-{:05}", 2_200 + index * 9));
        trip.usual_papers("chef de quai");
        trip.paper("in_out_times_on_bol", None);
        if place(to).country == "US" {
            trip.paper("customs_release", None);
        }
        trip
    });
    loads.collect()
}

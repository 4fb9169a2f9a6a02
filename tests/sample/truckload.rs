//! Dry van and refrigerated truckloads: ACME Foods by contract, Sunrise Paper and the small customers by the house
//! tariff.

use linehaul_domain::Decimal;
use linehaul_domain::time::{Duration, NaiveDate};

use crate::calendar::{at, by_appointment, spread};
use crate::places::place;
use crate::random::Dice;
use crate::trip::{Agreed, DocumentFile, Happening, Paper, Trip, Visit};

const ACME_LANES: &[(&str, &str, i64)] = &[
    ("Memphis TN", "Dallas TX", 453),
    ("Memphis TN", "Atlanta GA", 391),
    ("Memphis TN", "Columbus OH", 597),
    ("Kansas City MO", "Denver CO", 604),
    ("Kansas City MO", "Chicago IL", 528),
    ("Omaha NE", "Minneapolis MN", 381),
    ("Green Bay WI", "Atlanta GA", 942),
];

const SPOT_LANES: &[(&str, &str, i64)] =
    &[("Green Bay WI", "Chicago IL", 208), ("St Louis MO", "Nashville TN", 309), ("Tulsa OK", "Dallas TX", 258)];

const SIGNERS: &[&str] = &["J. Ortiz", "M. Kowalski", "T. Nguyen", "R. Adeyemi"];

/// ACME Foods.
pub fn acme(dice: &mut Dice, count: i64) -> Vec<Trip> {
    spread(dice, count).into_iter().enumerate().map(|(i, day)| acme_load(dice, i, day)).collect()
}

fn acme_load(dice: &mut Dice, index: usize, day: NaiveDate) -> Trip {
    let lane = dice.pick(ACME_LANES);
    let mut trip = one_way(dice, "ACME", lane, day, "ACME plant", 22);
    trip.more.insert("ref:customer_po", format!("PO-{}", 70_000 + index * 7));
    if index % 4 == 3 {
        trip.equipment = "53ft reefer";
        trip.paper("temperature_log", None);
    }
    if index % 9 == 4 {
        trip.drivers = 2;
    }
    if index % 23 == 11 {
        trip.hazmat = true;
        trip.item_class = "65";
        trip.paper("hazmat_papers", None);
    }
    if index % 6 == 2 {
        let cost = Decimal::new(dice.between(9_000, 24_000), 2);
        trip.more.insert("extra:lumper_cost:money", cost.to_string());
        trip.receipt("lumper_receipt", cost);
    }
    if index % 13 == 7 {
        second_delivery(dice, &mut trip);
    }
    if index % 17 == 16 {
        not_used(&mut trip, dice.between(40, 160));
    }
    trip
}

/// From one dock to another, with what every such load has.
pub fn one_way(
    dice: &mut Dice,
    customer: &'static str,
    (from, to, miles): (&str, &str, i64),
    day: NaiveDate,
    shipper: &str,
    long_percent: i64,
) -> Trip {
    let pickup_at = at(day, dice.between(6, 14), 0);
    let delivery_at = at(day + Duration::days(1 + miles / 600), dice.between(7, 13), 30);
    let pickup = by_appointment(dice, "pickup", shipper, place(from), pickup_at, long_percent);
    let receiver = format!("{} DC", to.rsplit_once(' ').map_or(to, |(city, _)| city));
    let delivery = by_appointment(dice, "delivery", &receiver, place(to), delivery_at, long_percent);
    let mut trip = Trip::new(customer, "TL", "53ft dry van", vec![pickup, delivery]);
    trip.miles = Some(miles);
    trip.deadhead_miles = Some(dice.between(5, 90));
    trip.weight_lb = dice.between(26_000, 43_500);
    trip.more.insert("ref:bol", format!("BOL-{}", dice.between(100_000, 999_999)));
    trip.usual_papers(dice.pick(SIGNERS));
    trip.paper("in_out_times_on_bol", None);
    trip.visits[1].by_events = dice.chance(35);
    trip
}

fn second_delivery(dice: &mut Dice, trip: &mut Trip) {
    let last = trip.visits.len() - 1;
    let came = trip.visits[last].departed.unwrap_or_default() + Duration::minutes(dice.between(30, 70));
    let place = trip.visits[last].place;
    let visit = Visit::new("delivery", "Overflow warehouse", place, Agreed::FirstCome, came, dice.between(25, 60));
    trip.visits.push(visit);
    let signed = Paper {
        kind: "pod_signed",
        stop: Some(last + 2),
        signed_by: "A. Brandt",
        amount: None,
        file: DocumentFile::Sound,
    };
    trip.papers.push(signed);
}

/// Makes a load a truck ordered and not used: cancelled on arrival at the first pickup.
pub fn not_used(trip: &mut Trip, deadhead_miles: i64) {
    trip.status = "tonu";
    trip.miles = Some(0);
    trip.deadhead_miles = Some(deadhead_miles);
    trip.visits.truncate(1);
    let visit = &mut trip.visits[0];
    visit.departed = None;
    visit.cancelled = true;
    let at = visit.instant(visit.arrived.unwrap_or_default()) + Duration::minutes(12);
    let note = "shipper had no freight";
    trip.happenings.push(Happening { kind: "truck_not_used", stop: Some(1), at, charge: "", amount: "", note });
    trip.papers.clear();
    trip.more.retain(|column, _| column.starts_with("ref:"));
    trip.drivers = 1;
    trip.hazmat = false;
    trip.paper("rate_confirmation", None);
    trip.paper("cancellation_notice", None);
}

/// A customer without contract: the house tariff, and now and then a spot rate as booked.
pub fn house(dice: &mut Dice, customer: &'static str, count: i64) -> Vec<Trip> {
    let days = spread(dice, count);
    let loads = days.into_iter().enumerate().map(|(index, day)| {
        let lane = dice.pick(SPOT_LANES);
        let mut trip = one_way(dice, customer, lane, day, "Sunrise mill", 15);
        if index % 4 == 1 {
            trip.more.insert("extra:spot:flag", "true".to_owned());
            trip.more.insert("booked:LINEHAUL", Decimal::new(dice.between(70, 130) * 1_000, 2).to_string());
        }
        trip
    });
    loads.collect()
}

/// A few loads of a small customer, on these days.
pub fn few(dice: &mut Dice, customer: &'static str, days: &[NaiveDate]) -> Vec<Trip> {
    let loads = days.iter().map(|day| {
        let lane = dice.pick(SPOT_LANES);
        one_way(dice, customer, lane, *day, "Dock 1", 0)
    });
    loads.collect()
}

//! BigBox Retail: regional loads with several drops, pallets, layovers, and a few boxes by rail.

use linehaul_domain::time::{Duration, NaiveDate};

use crate::calendar::{self, at, by_appointment, spread};
use crate::places::place;
use crate::random::Dice;
use crate::trip::{Agreed, Trip, Visit};

const ROUTES: &[(&[&str], i64)] = &[
    (&["Green Bay WI", "Madison WI", "Peoria IL", "St Louis MO"], 498),
    (&["Green Bay WI", "Madison WI", "Des Moines IA"], 427),
    (&["Indianapolis IN", "Louisville KY", "Nashville TN"], 289),
    (&["Indianapolis IN", "Peoria IL", "Columbia MO", "Kansas City MO", "Wichita KS"], 811),
    (&["Toledo OH", "Akron OH", "Pittsburgh PA"], 243),
    (&["Kansas City MO", "Omaha NE"], 187),
];

/// BigBox Retail.
pub fn bigbox(dice: &mut Dice, count: i64) -> Vec<Trip> {
    let days = spread(dice, count);
    let loads = days.into_iter().enumerate().map(|(index, day)| {
        let mut trip = if index % 10 == 9 { by_rail(dice, day) } else { route(dice, day) };
        trip.more.insert("ref:customer_po", format!("45{:08}", 31_200 + index * 113));
        trip.more.insert("ref:bol", format!("BB{}", dice.between(10_000, 99_999)));
        trip.more.insert("extra:pallets:number", dice.between(14, 26).to_string());
        if index % 12 == 5 && trip.mode == "TL" {
            told_to_return(&mut trip);
        }
        trip
    });
    loads.collect()
}

fn route(dice: &mut Dice, day: NaiveDate) -> Trip {
    let (cities, miles) = dice.pick(ROUTES);
    let pickup_at = at(day, dice.between(5, 9), 0);
    let mut visits = vec![by_appointment(dice, "pickup", "BigBox DC", place(cities[0]), pickup_at, 10)];
    let mut day = day;
    let mut hour = 13;
    for (index, city) in cities[1..].iter().enumerate() {
        if hour > 16 {
            (day, hour) = (day + Duration::days(1), 8);
        }
        visits.push(store(dice, index, city, day, hour));
        hour += 4;
    }
    let mut trip = Trip::new("BIGBOX", "TL", "53ft dry van", visits);
    trip.miles = Some(miles);
    trip.deadhead_miles = Some(dice.between(0, 60));
    trip.weight_lb = dice.between(18_000, 36_000);
    trip.usual_papers("store manager");
    trip.paper("in_out_times_on_bol", None);
    trip
}

fn store(dice: &mut Dice, index: usize, city: &str, day: NaiveDate, hour: i64) -> Visit {
    let facility = format!("Store {}", 100 + index * 17);
    let minutes = if dice.chance(18) { dice.between(100, 210) } else { dice.between(25, 80) };
    let mut visit = match dice.below(3) {
        0 => Visit::new("delivery", &facility, place(city), Agreed::FirstCome, at(day, hour, dice.below(50)), minutes),
        1 => {
            let window = Agreed::Window(at(day, hour, 0), at(day, hour + 2, 0));
            Visit::new("delivery", &facility, place(city), window, at(day, hour, dice.between(-20, 100)), minutes)
        }
        _ => by_appointment(dice, "delivery", &facility, place(city), at(day, hour, 30), 18),
    };
    visit.by_events = dice.chance(25);
    visit
}

fn told_to_return(trip: &mut Trip) {
    let last = trip.visits.len() - 1;
    let visit = &mut trip.visits[last];
    let came = visit.arrived.unwrap_or_default();
    let back = at(came.date() + Duration::days(1), 7, 0);
    visit.told_to_return = Some(came + Duration::minutes(95));
    visit.returned = Some(back);
    visit.departed = Some(back + Duration::minutes(55));
    visit.by_events = false;
    trip.paper("layover_approval", None);
}

fn by_rail(dice: &mut Dice, day: NaiveDate) -> Trip {
    let out = at(day, 17, dice.below(50));
    let ramp = Visit::new("pickup", "Ramp 12", place("Chicago IL"), Agreed::FirstCome, out, dice.between(30, 55));
    let delivery_at = at(day + Duration::days(2), 9, 0);
    let delivery = by_appointment(dice, "delivery", "BigBox DC", place("Harrisburg PA"), delivery_at, 0);
    let mut trip = Trip::new("BIGBOX", "INTERMODAL", "53ft container", vec![ramp, delivery]);
    trip.miles = Some(698);
    trip.weight_lb = dice.between(28_000, 41_000);
    trip.more.insert("extra:waybill_date:date", day.min(calendar::day("2024-12-31")).to_string());
    trip.usual_papers("store manager");
    trip.paper("in_out_times_on_bol", None);
    trip
}

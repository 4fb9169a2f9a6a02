//! Days and hours of the sample: pickups on weekdays from November 2024 to a few days past its today.

use linehaul_domain::time::{Datelike, Duration, Instant, NaiveDate, NaiveDateTime};

use crate::places::Place;
use crate::random::Dice;
use crate::trip::{Agreed, Visit};

/// The sample's present: what happens later is not known yet. 2025-03-07 07:00 in Chicago.
pub fn present() -> Instant {
    "2025-03-07T13:00:00Z".parse().expect("an instant")
}

/// The first day of pickup of which the dispatch board still lists loads.
pub fn on_board_since() -> NaiveDate {
    day("2025-02-20")
}

/// A date.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date of the sample")
}

/// Weekdays in order, spread evenly over the sample's months.
pub fn spread(dice: &mut Dice, count: i64) -> Vec<NaiveDate> {
    let (first, last) = (day("2024-11-04"), day("2025-03-10"));
    let span = (last - first).num_days();
    let mut days: Vec<NaiveDate> =
        (0..count).map(|i| weekday(first + Duration::days(i * span / count + dice.below(3)))).collect();
    days.sort();
    days
}

fn weekday(day: NaiveDate) -> NaiveDate {
    match day.weekday().num_days_from_monday() {
        5 => day - Duration::days(1),
        6 => day + Duration::days(1),
        _ => day,
    }
}

/// A local time of a day.
pub fn at(day: NaiveDate, hour: i64, minute: i64) -> NaiveDateTime {
    day.and_hms_opt(0, 0, 0).unwrap_or_default() + Duration::minutes(hour * 60 + minute)
}

/// A visit by appointment: mostly early, now and then late; some wait long.
pub fn by_appointment(
    dice: &mut Dice,
    kind: &'static str,
    facility: &str,
    place: Place,
    agreed: NaiveDateTime,
    long_percent: i64,
) -> Visit {
    let off = match dice.below(20) {
        0 => dice.between(35, 75),
        1..=3 => dice.between(0, 20),
        _ => -dice.between(5, 40),
    };
    let minutes = if dice.chance(long_percent) { dice.between(130, 260) } else { dice.between(35, 105) };
    Visit::new(kind, facility, place, Agreed::At(agreed), agreed + Duration::minutes(off), minutes)
}

//! Time: instants in UTC, each read in the zone of the stop it belongs to; accounting dates are local dates.
//!
//! Elapsed time is always real (UTC) time: a night with a clock change is an hour shorter or longer than its wall
//! clock says.

use chrono::Timelike;
pub use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Utc, Weekday};
pub use chrono_tz::Tz;

/// The IANA time zone database of this build, e.g. `2025b`: by it local dates and times are reckoned.
pub const TZDB: &str = chrono_tz::IANA_TZDB_VERSION;

/// A point in time, UTC.
pub type Instant = DateTime<Utc>;

/// Whole minutes from `from` to `to`, rounded down; negative when `to` is earlier.
#[inline]
pub fn minutes_between(from: Instant, to: Instant) -> i64 {
    // Most visits begin and end on one day, whose number then need not be reckoned.
    let (start, end) = (from.naive_utc(), to.naive_utc());
    let seconds = match start.date() == end.date() {
        true => i64::from(end.time().num_seconds_from_midnight()) - i64::from(start.time().num_seconds_from_midnight()),
        false => to.timestamp() - from.timestamp(),
    };
    let (before, after) = (from.timestamp_subsec_nanos(), to.timestamp_subsec_nanos());
    let part = match seconds {
        1.. => i64::from(after < before),
        ..0 => -i64::from(after > before),
        0 => 0,
    };
    (seconds - part) / 60
}

/// The local date of an instant in a zone.
pub fn local_date(at: Instant, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The first instant of a local date in a zone (after a gap at midnight, the first that exists).
pub fn start_of_day(date: NaiveDate, zone: Tz) -> Instant {
    let midnight = date.and_hms_opt(0, 0, 0).unwrap_or_default();
    for hour in 0..4 {
        if let Some(found) = (midnight + Duration::hours(hour)).and_local_timezone(zone).earliest() {
            return found.with_timezone(&Utc);
        }
    }
    midnight.and_utc()
}

/// The Monday on or before a date.
pub fn monday_of(date: NaiveDate) -> NaiveDate {
    date - Duration::days(i64::from(date.weekday().num_days_from_monday()))
}

/// `Wed 08:00` in the zone, for explanations.
pub fn wall_clock(at: Instant, zone: Tz) -> String {
    at.with_timezone(&zone).format("%a %H:%M").to_string()
}

/// `Wed 2025-05-21 08:00` in the zone.
pub fn wall_clock_dated(at: Instant, zone: Tz) -> String {
    at.with_timezone(&zone).format("%a %Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_with_a_clock_change_is_an_hour_shorter() {
        let from = "2021-03-13T20:00:00-06:00".parse::<Instant>().expect("instant");
        let to = "2021-03-14T06:10:00-05:00".parse::<Instant>().expect("instant");
        assert_eq!(minutes_between(from, to), 550);
    }

    #[test]
    fn minutes_are_those_of_the_calendar_library_also_over_days_and_backwards() {
        let from = "2025-02-27T22:10:30.5Z".parse::<Instant>().expect("instant");
        for seconds in [0, 1, 59, 60, 61, 3_599, 86_399, 86_400, 7 * 86_400 + 61, 400 * 86_400] {
            for nanos in [0, 400_000_000, 600_000_000, 999_999_999] {
                let to = from + Duration::seconds(seconds) + Duration::nanoseconds(nanos);
                assert_eq!(minutes_between(from, to), (to - from).num_minutes(), "{to}");
                assert_eq!(minutes_between(to, from), (from - to).num_minutes(), "{to} back");
            }
        }
    }

    #[test]
    fn the_local_date_is_not_the_utc_date() {
        let at = "2024-12-31T23:15:00-05:00".parse::<Instant>().expect("instant");
        assert_eq!(local_date(at, chrono_tz::America::New_York).to_string(), "2024-12-31");
        assert_eq!(at.date_naive().to_string(), "2025-01-01");
    }

    #[test]
    fn a_week_begins_on_monday() {
        let wednesday = NaiveDate::from_ymd_opt(2025, 5, 21).expect("date");
        assert_eq!(monday_of(wednesday).to_string(), "2025-05-19");
        assert_eq!(monday_of(monday_of(wednesday)), monday_of(wednesday));
    }
}

//! A place fits its key whatever columns it came in and however it is written; what is nearly the same does not.

use linehaul_domain::chrono_tz::America::Chicago;
use linehaul_domain::place::{Fit, Place, PlaceKey};
use linehaul_domain::stop::{Handling, Schedule, StopKind, StopVisit};

fn stop(city: &str, region: &str, postal_code: &str) -> Place {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Place::of(&StopVisit {
        seq: 1,
        kind: StopKind::Pickup,
        name: "".into(),
        city: city.into(),
        region: some(region),
        country: some("US"),
        postal_code: some(postal_code),
        zone: Chicago,
        schedule: Schedule::FirstCome,
        handling: Handling::Live,
        arrived: None,
        notified: None,
        departed: None,
        told_to_return: None,
        returned: None,
        cancelled: false,
        closures: Vec::new(),
    })
}

fn fit(key: &str, place: &Place) -> Option<Fit> {
    PlaceKey::new(key).fit(place)
}

#[test]
fn city_and_state_fit_in_one_column_or_two_and_in_every_spelling() {
    let written = [
        ("Green Bay WI", ""),
        ("Green Bay, WI", ""),
        ("Green Bay", "WI"),
        ("GREEN BAY", "wi"),
        ("green-bay", "WI"),
        ("Green Bay, WI", "WI"),
    ];
    for (city, region) in written {
        for key in ["Green Bay WI", "GREEN BAY, WI", "Green  Bay WI"] {
            assert_eq!(fit(key, &stop(city, region, "")), Some(Fit::CityOfRegion), "{key} for {city} + {region}");
        }
        assert_eq!(fit("Green Bay", &stop(city, region, "")), Some(Fit::City));
        assert_eq!(fit("WI", &stop(city, region, "")), Some(Fit::Region));
        assert_eq!(fit("Green Bay MN", &stop(city, region, "")), None);
    }
    for city in ["St. Paul", "ST PAUL", "Saint Paul", "Saint-Paul MN"] {
        assert_eq!(fit("SAINT PAUL MN", &stop(city, "MN", "")), Some(Fit::CityOfRegion), "{city}");
    }
    assert_eq!(fit("Montréal QC", &stop("MONTREAL", "QC", "")), Some(Fit::CityOfRegion));
    assert_eq!(fit("Ft Worth TX", &stop("Fort Worth", "TX", "")), Some(Fit::CityOfRegion));
}

#[test]
fn codes_states_and_countries_fit_from_near_to_far() {
    let place = stop("Green Bay", "WI", "54302");
    let keys = ["*", "USA", "WI", "54300-54399", "Green Bay", "Green Bay WI", "54302"];
    let fits: Vec<Fit> = keys.iter().filter_map(|key| fit(key, &place)).collect();
    assert_eq!(fits.len(), keys.len());
    assert!(fits.is_sorted_by(|a, b| a < b), "{fits:?}");
    assert_eq!(fit("543", &place), Some(Fit::PostalCodes));
    for other in ["54303", "544", "54000-54299", "CAN", "CA", "MN"] {
        assert_eq!(fit(other, &place), None, "{other}");
    }
    assert_eq!(fit("54302", &stop("Green Bay", "WI", "")), None);
    assert_eq!(fit("K1A", &stop("Ottawa", "ON", "K1A 0B1")), Some(Fit::PostalCodes));
}

#[test]
fn what_is_nearly_a_place_is_told_and_not_taken() {
    let nearly = |key: &str, city: &str, region: &str| PlaceKey::new(key).is_nearly(&stop(city, region, ""));
    assert!(nearly("Green Bay WI", "Green Bay", ""), "without its state");
    assert!(nearly("Green Bay WI", "Greenn Bay", "WI"));
    assert!(!nearly("Green Bay WI", "Green Bay", "WI"), "it is the place itself");
    assert!(!nearly("Kansas City KS", "Kansas City", "MO"), "another city of that name");
    assert!(!nearly("Lodi WI", "Loda", "WI"), "short names differ by a letter and are two");
    assert!(!nearly("WI", "Green Bay", "WI") && !nearly("Green Bay WI", "", ""));
}

//! Places: what people call a city, and the keys by which tables price them. `St. Paul`, `ST PAUL` and `Saint-Paul` are one
//! city; `Green Bay` with `WI` beside it is `Green Bay WI`. What is only nearly the same is another place: whoever looks one up
//! can be told of it, and nothing is taken for it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::stop::StopVisit;

/// Fewest letters of a city's name of which one letter may be a slip.
const LONG: usize = 6;

/// What stands at the beginning of many names, short and in full.
const SHORT_FORMS: &[(&str, &str)] = &[
    ("ST", "SAINT"),
    ("STE", "SAINTE"),
    ("FT", "FORT"),
    ("MT", "MOUNT"),
    ("PT", "POINT"),
    ("N", "NORTH"),
    ("S", "SOUTH"),
    ("E", "EAST"),
    ("W", "WEST"),
];

/// Countries as a key names them, in full letters, since `CA` is California.
const COUNTRIES: &[(&str, &str)] = &[("USA", "US"), ("CAN", "CA"), ("MEX", "MX")];

/// A name in the form in which names are compared: large letters without accents, marks or abbreviations.
fn compared(name: &str) -> String {
    let plain = icu_normalizer::DecomposingNormalizerBorrowed::new_nfkd().normalize(name);
    let mut words = String::with_capacity(plain.len());
    for c in plain.chars() {
        match c {
            '\u{300}'..='\u{36f}' | '.' | '\'' | '\u{2019}' => {}
            c if c.is_alphanumeric() => words.extend(c.to_uppercase()),
            _ => words.push(' '),
        }
    }
    let full = |word| SHORT_FORMS.iter().find(|(short, _)| *short == word).map_or(word, |(_, full)| *full);
    words.split_whitespace().map(full).collect::<Vec<_>>().join(" ")
}

/// The state or province at the end of a city as it is written, in large letters: `Memphis, TN`.
pub fn region_at_end(city: &str) -> Option<String> {
    let mut words = city.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    let last = words.next_back()?;
    (last.len() == 2 && last.chars().all(|c| c.is_ascii_uppercase())).then(|| last.to_owned())
}

/// City and region of a city as it is written.
fn taken_apart(city: &str) -> (String, Option<String>) {
    match region_at_end(city) {
        Some(region) => {
            let end = city.rfind(&*region).unwrap_or(city.len());
            (compared(&city[..end]), Some(region))
        }
        None => (compared(city), None),
    }
}

/// Where a stop is, in the form in which places are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    city: String,
    region: Option<String>,
    country: Option<String>,
    postal_code: Option<String>,
}

impl Place {
    /// Of a stop, whatever columns it came in.
    pub fn of(stop: &StopVisit) -> Place {
        let (city, at_end) = taken_apart(&stop.city);
        let upper = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_uppercase());
        Place {
            city,
            region: upper(&stop.region).or(at_end),
            country: upper(&stop.country),
            postal_code: stop.postal_code.as_deref().map(compared),
        }
    }
}

/// How near a key is to a place, the nearer the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// `*`.
    Anywhere,
    /// `USA`.
    Country,
    /// `WI`.
    Region,
    /// Some ZIP codes: `543`, `54300-54399`.
    PostalCodes,
    /// `Green Bay`.
    City,
    /// `Green Bay WI`.
    CityOfRegion,
    /// `54302`.
    PostalCode,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Names {
    Anywhere,
    Country(&'static str),
    Region(String),
    PostalCodes(String, String),
    City(String, Option<String>),
}

/// A key of a table: a city with or without its state or province, ZIP codes, a state, a country, or `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceKey {
    text: String,
    names: Names,
}

impl PlaceKey {
    /// Of its text.
    pub fn new(text: &str) -> PlaceKey {
        let text = text.trim();
        let upper = text.to_uppercase();
        let country = COUNTRIES.iter().find(|(name, _)| *name == upper).map(|(_, code)| *code);
        let names = match (country, postal_codes(text)) {
            (Some(code), _) => Names::Country(code),
            (None, Some((from, to))) => Names::PostalCodes(from, to),
            (None, None) if text == "*" => Names::Anywhere,
            (None, None) if text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic()) => Names::Region(upper),
            (None, None) => {
                let (city, region) = taken_apart(text);
                Names::City(city, region)
            }
        };
        PlaceKey { text: text.to_owned(), names }
    }

    /// As it is written in the table.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How near it is to a place; `None` where it names another one.
    pub fn fit(&self, place: &Place) -> Option<Fit> {
        let fit = match &self.names {
            Names::Anywhere => Some(Fit::Anywhere),
            Names::Country(code) => (place.country.as_deref() == Some(code)).then_some(Fit::Country),
            Names::Region(region) => (place.region.as_ref() == Some(region)).then_some(Fit::Region),
            Names::PostalCodes(from, to) => {
                let code = place.postal_code.as_deref()?;
                let within = |edge: &String| code.get(..edge.len());
                let fits = within(from)? >= from.as_str() && within(to)? <= to.as_str();
                let one = from == to && from.len() >= 5;
                fits.then_some(if one { Fit::PostalCode } else { Fit::PostalCodes })
            }
            Names::City(city, None) => (*city == place.city).then_some(Fit::City),
            Names::City(city, region) => (*city == place.city && *region == place.region).then_some(Fit::CityOfRegion),
        };
        // A place without a city is none.
        fit.filter(|_| !matches!(&self.names, Names::City(city, _) if city.is_empty()))
    }

    /// Does it name a city that is nearly the place's: without its state, or with one letter of its name another?
    pub fn is_nearly(&self, place: &Place) -> bool {
        let Names::City(city, region) = &self.names else { return false };
        if place.city.is_empty() || self.fit(place).is_some() {
            return false;
        }
        match (region, &place.region) {
            (Some(_), None) => *city == place.city,
            (Some(a), Some(b)) if a != b => false,
            _ => {
                let long = city.chars().count() >= LONG && place.city.chars().count() >= LONG;
                long && strsim::osa_distance(city, &place.city) == 1
            }
        }
    }
}

/// `54302`, `543`, `54300-54399`, `K1A` are ZIP and postal codes by their beginnings.
fn postal_codes(text: &str) -> Option<(String, String)> {
    let digits = |text: &str| (3..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let canadian = |text: &str| {
        let letter = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_uppercase);
        let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
        text.len() == 3 && letter(0) && digit(1) && letter(2)
    };
    match text.split_once('-') {
        Some((from, to)) => {
            let (from, to) = (from.trim(), to.trim());
            (digits(from) && digits(to) && from.len() == to.len()).then(|| (from.to_owned(), to.to_owned()))
        }
        None => (digits(text) || canadian(text)).then(|| (text.to_owned(), text.to_owned())),
    }
}

impl From<&str> for PlaceKey {
    fn from(text: &str) -> PlaceKey {
        PlaceKey::new(text)
    }
}

impl fmt::Display for PlaceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for PlaceKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PlaceKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<PlaceKey, D::Error> {
        String::deserialize(deserializer).map(|text| PlaceKey::new(&text))
    }
}

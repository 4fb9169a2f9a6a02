//! Zones: in which one a local time of a delivery is, as a mapping states it. Nothing of it is guessed: a state with one zone
//! has that one where the mapping says `states = true`, one that a zone's border cuts has to be stated, by the state or the city.

use std::collections::BTreeMap;

use linehaul_domain::fault::Code;
use linehaul_domain::time::Tz;

use crate::cell::{self, BadCell, Read, bad, shown};
use crate::places::country_of;

/// The rules, in the order in which they are asked.
#[derive(Debug, Clone, Default)]
pub struct Zones {
    /// By name, as a column or the end of a time has it: `CST`.
    names: BTreeMap<String, Tz>,
    /// By state or province, or by city and state: `TN`, `KNOXVILLE TN`.
    regions: BTreeMap<String, Tz>,
    /// Do states and provinces with one zone have it?
    states: bool,
    /// By country.
    countries: BTreeMap<String, Tz>,
    /// Everywhere else.
    default: Option<Tz>,
}

/// Where a stop is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place<'a> {
    /// City, with or without its state.
    pub city: &'a str,
    /// State or province.
    pub region: &'a str,
    /// Country.
    pub country: &'a str,
}

fn key(text: &str) -> String {
    text.split([' ', ',']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ").to_uppercase()
}

impl Zones {
    /// Of the texts of a mapping; else what is wrong with one of them.
    pub fn new(
        default: Option<&str>,
        states: bool,
        [names, regions, countries]: [&BTreeMap<String, String>; 3],
    ) -> Result<Zones, String> {
        let zone = |text: &str| cell::zone(text).map_err(|bad| bad.message);
        let all = |texts: &BTreeMap<String, String>| -> Result<BTreeMap<String, Tz>, String> {
            texts.iter().map(|(name, text)| Ok((key(name), zone(text)?))).collect()
        };
        Ok(Zones {
            names: all(names)?,
            regions: all(regions)?,
            states,
            countries: all(countries)?,
            default: default.map(zone).transpose()?,
        })
    }

    /// The zone where nothing says a place.
    pub fn default(&self) -> Option<Tz> {
        self.default
    }

    /// A zone by its name: one that the mapping states, or IANA's.
    pub fn named(&self, text: &str) -> Read<Tz> {
        if let Some(zone) = self.names.get(&key(text)) {
            return Ok(*zone);
        }
        let Some(meant) = cell::abbreviated(text) else { return cell::zone(text) };
        let text = shown(text.trim());
        bad(
            Code::ZoneUnknown,
            format!("the mapping does not say what `{text}` is; state it: [zones.names] {text} = \"{meant}\""),
        )
    }

    /// The zone of a place.
    pub fn of(&self, place: Place<'_>) -> Read<Tz> {
        let Place { city, region, country } = place;
        let city = key(city);
        let last = city.rsplit(' ').next().filter(|word| word.len() == 2).unwrap_or_default();
        let region = if region.trim().is_empty() { last.to_owned() } else { key(region) };
        let of_city = if city.ends_with(&format!(" {region}")) { city.clone() } else { format!("{city} {region}") };
        let stated = self.regions.get(&of_city).or_else(|| self.regions.get(&region));
        if let Some(zone) = stated {
            return Ok(*zone);
        }
        // A state is one of the country that is stated: MO of Mexico is not Missouri.
        let is_there = match (key(country).replace('.', "").as_str(), country_of(&region)) {
            ("", _) => true,
            ("US" | "USA" | "UNITED STATES" | "UNITED STATES OF AMERICA", of) => of == Some("US"),
            ("CA" | "CAN" | "CANADA", of) => of == Some("CA"),
            _ => false,
        };
        match (self.states && is_there).then(|| zones_of_state(&region)).flatten() {
            Some([one]) => return cell::zone(one),
            Some(several) => {
                return bad(
                    Code::ZoneUnknown,
                    format!(
                        "{} has more than one zone ({}); state it: [zones.regions] \"{}\" = \"{}\", or by city",
                        shown(&region),
                        several.join(", "),
                        shown(&region),
                        several.first().unwrap_or(&""),
                    ),
                );
            }
            None => {}
        }
        let of_country = self.countries.get(&key(country));
        of_country.copied().or(self.default).ok_or_else(|| BadCell {
            code: Code::ZoneUnknown,
            message: format!(
                "the mapping says no zone for `{}`: [zones] has default, regions, countries",
                shown(&of_city)
            ),
        })
    }
}

/// The zones of a state or province; of several the one in which most of it is stands first.
pub fn zones_of_state(code: &str) -> Option<&'static [&'static str]> {
    let (_, zones) = STATES.iter().find(|(codes, _)| codes.split(' ').any(|known| known == code))?;
    Some(zones)
}

/// States and provinces with their zones; of several the one in which most of it is stands first.
const STATES: &[(&str, &[&str])] = &[
    ("CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV", &["America/New_York"]),
    ("AL AR IA IL LA MN MO MS OK WI", &["America/Chicago"]),
    ("CO MT NM UT WY", &["America/Denver"]),
    ("CA WA", &["America/Los_Angeles"]),
    ("HI", &["Pacific/Honolulu"]),
    ("AZ", &["America/Phoenix", "America/Denver"]),
    ("NV", &["America/Los_Angeles", "America/Denver"]),
    ("AK", &["America/Anchorage", "America/Adak"]),
    ("FL", &["America/New_York", "America/Chicago"]),
    ("IN", &["America/Indiana/Indianapolis", "America/Chicago"]),
    ("KY", &["America/New_York", "America/Chicago"]),
    ("MI", &["America/Detroit", "America/Menominee"]),
    ("TN", &["America/Chicago", "America/New_York"]),
    ("KS ND NE SD TX", &["America/Chicago", "America/Denver"]),
    ("ID", &["America/Boise", "America/Los_Angeles"]),
    ("OR", &["America/Los_Angeles", "America/Boise"]),
    ("AB", &["America/Edmonton"]),
    ("MB", &["America/Winnipeg"]),
    ("NB", &["America/Moncton"]),
    ("NS PE", &["America/Halifax"]),
    ("YT", &["America/Whitehorse"]),
    ("BC", &["America/Vancouver", "America/Edmonton", "America/Dawson_Creek"]),
    ("NL", &["America/St_Johns", "America/Goose_Bay"]),
    ("NT", &["America/Edmonton", "America/Inuvik"]),
    ("NU", &["America/Iqaluit", "America/Rankin_Inlet", "America/Cambridge_Bay"]),
    ("ON", &["America/Toronto", "America/Winnipeg", "America/Atikokan"]),
    ("QC PQ", &["America/Toronto", "America/Blanc-Sablon"]),
    ("SK", &["America/Regina", "America/Edmonton"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn a_place_has_the_zone_that_is_stated_and_no_other() {
        let regions = texts(&[("TN", "America/Chicago"), ("Knoxville, TN", "America/New_York")]);
        let countries = texts(&[("MX", "America/Mexico_City")]);
        let none = BTreeMap::new();
        let zones = Zones::new(None, true, [&none, &regions, &countries]).expect("zones");
        let of = |city, region, country| zones.of(Place { city, region, country }).map(|z| z.to_string());
        assert_eq!(of("Memphis", "TN", "").as_deref(), Ok("America/Chicago"));
        assert_eq!(of("Knoxville TN", "", "").as_deref(), Ok("America/New_York"));
        assert_eq!(of("Green Bay", "wi", "US").as_deref(), Ok("America/Chicago"));
        assert_eq!(of("Monterrey", "NLE", "mx").as_deref(), Ok("America/Mexico_City"));
        assert_eq!(of("Cuernavaca", "MO", "MX").as_deref(), Ok("America/Mexico_City"), "it is not Missouri");
        assert_eq!(of("Saint Louis", "MO", "U.S.A.").as_deref(), Ok("America/Chicago"));
        assert!(of("Toronto", "MB", "US").is_err() && of("Berlin", "BE", "DE").is_err());
        assert_eq!(of("Winnipeg", "MB", "Canada").as_deref(), Ok("America/Winnipeg"));
        let message = of("El Paso", "TX", "US").expect_err("cut by a border").message;
        assert!(message.contains("America/Denver") && message.contains("[zones.regions]"), "{message}");
        assert!(of("Paris", "", "FR").is_err());
        let plain = Zones::new(Some("America/Chicago"), false, [&none; 3]).expect("zones");
        assert_eq!(plain.of(Place::default()).map(|z| z.to_string()).as_deref(), Ok("America/Chicago"));
    }

    #[test]
    fn an_abbreviation_is_what_the_mapping_states() {
        let none = BTreeMap::new();
        let zones = Zones::new(None, false, [&texts(&[("CST", "America/Chicago")]), &none, &none]).expect("zones");
        assert_eq!(zones.named("cst").map(|z| z.to_string()).as_deref(), Ok("America/Chicago"));
        let message = zones.named("EST").expect_err("not stated").message;
        assert!(message.contains("America/New_York"), "{message}");
        assert!(Zones::new(Some("CST"), false, [&none; 3]).expect_err("an abbreviation").contains("America/Chicago"));
    }

    #[test]
    fn every_zone_of_the_table_is_one() {
        for zone in STATES.iter().flat_map(|(_, zones)| *zones) {
            assert!(cell::zone(zone).is_ok(), "{zone}");
        }
    }
}

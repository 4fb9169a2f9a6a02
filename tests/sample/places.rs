//! Where trucks go: city, region, country, zone.

use linehaul_domain::time::Tz;

/// A city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// `Memphis TN`.
    pub city: &'static str,
    /// `US` or `CA`.
    pub country: &'static str,
    /// IANA zone.
    pub zone: Tz,
}

impl Place {
    /// The last word of the city: state or province.
    pub fn region(&self) -> &'static str {
        self.city.rsplit(' ').next().unwrap_or_default()
    }
}

use linehaul_domain::chrono_tz::America::{
    Chicago, Denver, Edmonton, Halifax, Indiana::Indianapolis, Kentucky::Louisville, Los_Angeles, Moncton, New_York,
    Toronto, Winnipeg,
};

/// Every city of the sample, each once.
pub const PLACES: &[Place] = &[
    us("Memphis TN", Chicago),
    us("Dallas TX", Chicago),
    us("Chicago IL", Chicago),
    us("Atlanta GA", New_York),
    us("Kansas City MO", Chicago),
    us("Denver CO", Denver),
    us("Columbus OH", New_York),
    us("Minneapolis MN", Chicago),
    us("Omaha NE", Chicago),
    us("St Louis MO", Chicago),
    us("Green Bay WI", Chicago),
    us("Madison WI", Chicago),
    us("Peoria IL", Chicago),
    us("Columbia MO", Chicago),
    us("Des Moines IA", Chicago),
    us("Toledo OH", New_York),
    us("Akron OH", New_York),
    us("Indianapolis IN", Indianapolis),
    us("Louisville KY", Louisville),
    us("Detroit MI", New_York),
    us("Gary IN", Chicago),
    us("Harrisburg PA", New_York),
    us("Pittsburgh PA", New_York),
    us("Nashville TN", Chicago),
    us("Long Beach CA", Los_Angeles),
    us("Carson CA", Los_Angeles),
    us("Ontario CA", Los_Angeles),
    us("Buffalo NY", New_York),
    us("Tulsa OK", Chicago),
    us("Wichita KS", Chicago),
    ca("Mississauga ON", Toronto),
    ca("Ottawa ON", Toronto),
    ca("Montreal QC", Toronto),
    ca("Quebec QC", Toronto),
    ca("Moncton NB", Moncton),
    ca("Halifax NS", Halifax),
    ca("Winnipeg MB", Winnipeg),
    ca("Calgary AB", Edmonton),
];

const fn us(city: &'static str, zone: Tz) -> Place {
    Place { city, country: "US", zone }
}

const fn ca(city: &'static str, zone: Tz) -> Place {
    Place { city, country: "CA", zone }
}

/// The city of this name.
pub fn place(city: &str) -> Place {
    *PLACES.iter().find(|p| p.city == city).expect("every city of the sample is in the list")
}

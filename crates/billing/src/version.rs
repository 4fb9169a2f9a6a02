//! Which version of a contract is in force for a load, by the date that the contract itself names.

use std::fmt;

use linehaul_domain::Word;
use linehaul_domain::load::Load;
use linehaul_domain::stop::StopVisit;
use linehaul_domain::terms::DateBasis;
use linehaul_domain::time::{Datelike, Instant, NaiveDate};

use crate::contract_terms::ContractTerms;

/// The date that picks is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickError {
    /// The missing input.
    pub input: String,
}

impl fmt::Display for PickError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the contract's version is picked by {}, which is not known", self.input)
    }
}

/// What a basis is called.
pub fn basis_name(basis: &DateBasis) -> Word {
    match basis {
        DateBasis::ActualPickup => Word::new_static("pickup"),
        DateBasis::PickupDeparture => Word::new_static("pickup departure"),
        DateBasis::PickupAppointment => Word::new_static("pickup appointment"),
        DateBasis::ActualDelivery => Word::new_static("delivery"),
        DateBasis::Extra(name) => name.as_str().into(),
    }
}

const FIRST_DAY: NaiveDate = day(1900);
const DAY_BEHIND: NaiveDate = day(2201);

/// The first of January.
const fn day(year: i32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, 1, 1) {
        Some(day) => day,
        None => NaiveDate::MIN,
    }
}

/// Is an instant one that a load can have? Years outside 1900 to 2200 are slips of the source, and next to the end of the
/// calendar nothing can be computed.
pub fn plausible(at: Instant) -> bool {
    (FIRST_DAY..DAY_BEHIND).contains(&at.naive_utc().date())
}

fn local(stop: &StopVisit, at: Option<Instant>) -> Option<NaiveDate> {
    at.filter(|at| plausible(*at)).map(|at| stop.local_date(at))
}

/// The load's local date of a basis.
pub fn date_of(basis: &DateBasis, load: &Load) -> Result<NaiveDate, PickError> {
    let pickup = load.first_pickup();
    let found = match basis {
        DateBasis::ActualPickup => pickup.and_then(|s| local(s, s.arrived)),
        DateBasis::PickupDeparture => pickup.and_then(|s| local(s, s.departed)),
        DateBasis::PickupAppointment => pickup.and_then(|s| local(s, s.schedule.start())),
        DateBasis::ActualDelivery => load.last_delivery().and_then(|s| local(s, s.arrived)),
        DateBasis::Extra(name) => {
            let stated = load.extras.get(name).and_then(linehaul_domain::extra::Extra::date);
            stated.filter(|date| (1900..=2200).contains(&date.year()))
        }
    };
    let input = || match basis {
        DateBasis::ActualPickup => "the arrival at the first pickup".to_owned(),
        DateBasis::PickupDeparture => "the departure from the first pickup".to_owned(),
        DateBasis::PickupAppointment => "the appointment at the first pickup".to_owned(),
        DateBasis::ActualDelivery => "the arrival at the last delivery".to_owned(),
        DateBasis::Extra(name) => name.clone(),
    };
    found.ok_or_else(|| PickError { input: input() })
}

/// The newest version in force on the load's date, each asked by the date that it names itself.
pub fn pick<'a, A: ContractTerms + 'a>(
    versions: impl IntoIterator<Item = &'a A>,
    load: &Load,
) -> Result<Option<&'a A>, PickError> {
    let mut best: Option<&A> = None;
    for version in versions {
        let terms = version.terms();
        let date = date_of(&terms.version_by, load)?;
        if terms.effective <= date && best.is_none_or(|b| b.terms().effective < terms.effective) {
            best = Some(version);
        }
    }
    Ok(best)
}

//! Stop visits: one row per visit of a truck, each with its own IANA zone.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Word;
use crate::time::{Instant, NaiveDate, Tz, local_date};

/// What happens at a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopKind {
    /// Freight is loaded.
    Pickup,
    /// Freight is delivered.
    Delivery,
    /// An empty container or trailer goes back.
    EmptyReturn,
    /// Passed through (scale, border, drop yard).
    Waypoint,
}

/// What was agreed on when to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Schedule {
    /// A point in time.
    Appointment {
        /// The appointment.
        at: Instant,
    },
    /// Between two points in time; the clock of a contract reads its start.
    Window {
        /// Opens.
        from: Instant,
        /// Closes.
        to: Instant,
    },
    /// First come, first served: no appointment is required.
    FirstCome,
}

impl Schedule {
    /// The appointment, or the start of the window.
    pub fn start(&self) -> Option<Instant> {
        match self {
            Schedule::Appointment { at } => Some(*at),
            Schedule::Window { from, .. } => Some(*from),
            Schedule::FirstCome => None,
        }
    }

    /// The latest moment that still is on time.
    pub fn latest(&self) -> Option<Instant> {
        match self {
            Schedule::Appointment { at } => Some(*at),
            Schedule::Window { to, .. } => Some(*to),
            Schedule::FirstCome => None,
        }
    }
}

/// Does the driver wait, or drop the trailer?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// The driver waits.
    Live,
    /// The trailer is dropped or picked up pre-loaded.
    Drop,
}

/// A stretch in which the facility was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// Closed from.
    pub from: Instant,
    /// Open again.
    pub to: Instant,
}

/// One visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopVisit {
    /// Position in the load, from 1.
    pub seq: u32,
    /// What happens here.
    pub kind: StopKind,
    /// Facility.
    pub name: Word,
    /// City and state or province, as one text (`Memphis TN`).
    pub city: Word,
    /// State or province code (`TN`, `QC`): the last word of the city when the source has no field of its own.
    pub region: Option<String>,
    /// ISO 3166 country, two letters.
    pub country: Option<String>,
    /// ZIP or postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// IANA zone.
    pub zone: Tz,
    /// When to come.
    pub schedule: Schedule,
    /// Wait or drop.
    pub handling: Handling,
    /// Truck arrived.
    pub arrived: Option<Instant>,
    /// Facility was notified of the arrival.
    pub notified: Option<Instant>,
    /// Truck left for good.
    pub departed: Option<Instant>,
    /// The driver was told to come back later.
    pub told_to_return: Option<Instant>,
    /// The driver came back.
    pub returned: Option<Instant>,
    /// The visit was cancelled.
    pub cancelled: bool,
    /// When the facility was closed.
    pub closures: Vec<Closure>,
}

impl StopVisit {
    /// Arrived and departed.
    pub fn is_complete(&self) -> bool {
        self.arrived.is_some() && self.departed.is_some()
    }

    /// The local date of an instant here.
    pub fn local_date(&self, at: Instant) -> NaiveDate {
        local_date(at, self.zone)
    }

    /// `stop 1 Shipper A, Memphis TN`.
    pub fn label(&self) -> String {
        self.called().to_string()
    }

    /// What the stop is called in an explanation, whose text is made when somebody reads.
    pub fn called(&self) -> StopName {
        StopName { seq: self.seq, name: self.name.clone(), city: self.city.clone() }
    }
}

/// What a stop is called: `stop 1 Shipper A, Memphis TN`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopName {
    /// Position in the load, from 1.
    pub seq: u32,
    /// Facility.
    pub name: Word,
    /// City and state or province.
    pub city: Word,
}

impl fmt::Display for StopName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let StopName { seq, name, city } = self;
        match (name.is_empty(), city.is_empty()) {
            (false, false) => write!(f, "stop {seq} {name}, {city}"),
            (false, true) => write!(f, "stop {seq} {name}"),
            _ => write!(f, "stop {seq} {city}"),
        }
    }
}

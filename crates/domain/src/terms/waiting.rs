//! Terms of waiting.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Stops a term speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopSelection {
    /// Every stop but waypoints.
    Every,
    /// Pickups.
    Pickups,
    /// Deliveries.
    Deliveries,
}

/// When the detention clock starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockStart {
    /// Arrival, however early.
    Arrival,
    /// The later of arrival and appointment; without an appointment, arrival.
    LaterOfArrivalAndAppointment,
    /// Notification of the facility.
    Notification,
    /// The appointment, also for a truck that comes later; without an appointment, arrival.
    Appointment,
}

/// What lateness does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lateness {
    /// Nothing: the clock starts all the same.
    NoEffect,
    /// Arriving more than so many minutes after the latest moment forfeits detention at that stop.
    Forfeits {
        /// Grace.
        after_minutes: u32,
    },
}

/// Free time per visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FreeTime {
    /// Minutes.
    Minutes(u32),
    /// Minutes by weight: below so many pounds, so many minutes; beyond the last the `otherwise` minutes.
    ByWeight {
        /// (below pounds, minutes), ascending.
        below_lb: Vec<(Decimal, u32)>,
        /// PriceEnd.
        otherwise: u32,
    },
}

/// Does waiting count during a layover?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuringLayover {
    /// Yes.
    Counts,
    /// Not in the periods that are paid as layover, also after the truck came back.
    NotInPaidPeriods,
    /// Not from the instruction to return until the truck came back.
    NotUntilReturn,
}

/// A clause of detention that a paper contract may leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenClause {
    /// When the clock starts.
    Clock,
    /// What lateness does.
    Lateness,
    /// Whether waiting counts during a layover.
    Layover,
}

/// Where the price of waiting ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceEnd {
    /// Counted minutes, free time among them.
    pub minutes: u32,
    /// The question to the customer.
    pub question: String,
}

/// A clause left open, with the question to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// Which.
    pub clause: OpenClause,
    /// The question.
    pub question: String,
}

/// What a cap counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapPer {
    /// Local calendar day at the stop.
    CalendarDay,
    /// 24 hours from the start of charging.
    TwentyFourHours,
    /// The visit.
    Stop,
}

/// A cap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// At most.
    pub amount: Decimal,
    /// For a team.
    pub team_amount: Option<Decimal>,
    /// Per what.
    pub per: CapPer,
}

/// Detention with power.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detention {
    /// Where.
    pub at: StopSelection,
    /// Clock start.
    pub clock: ClockStart,
    /// What lateness does.
    pub late: Lateness,
    /// Free time per visit.
    pub free: FreeTime,
    /// Free minutes at a stop where the trailer is dropped: its times are the driver's. Without it no driver waits there.
    pub drop_free: Option<u32>,
    /// Amount per `rate_minutes`.
    pub rate: Decimal,
    /// Minutes that the rate is for (60 for an hourly rate).
    pub rate_minutes: u32,
    /// Each started step of so many minutes is charged whole, where `full` says nothing else.
    pub step_minutes: u32,
    /// Does only a full step count? Otherwise a started one does.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub full: bool,
    /// The rate of a step is multiplied by what dispatch counts under a name, e.g. `pups`.
    pub times: Option<String>,
    /// Once any is due, at least this.
    pub minimum: Option<Decimal>,
    /// At most.
    pub cap: Option<Cap>,
    /// Does waiting count during a layover?
    pub during_layover: DuringLayover,
    /// Are hours in which the facility was closed left out?
    pub not_while_closed: bool,
    /// The facility must be told of the waiting within so many minutes of the appointment (without one, of the arrival), or
    /// nothing is due.
    pub notice_minutes: Option<u32>,
    /// Waiting of more than so many counted minutes has no price: it is asked.
    pub beyond: Option<PriceEnd>,
    /// What the paper contract leaves open; the field of an open clause holds one of its answers and is not read.
    pub open: Vec<Open>,
}

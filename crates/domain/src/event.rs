//! Events: what dispatch says happened, once, late, twice or out of order.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::code::ChargeCode;
use crate::money::Money;
use crate::time::Instant;

/// The canonical list. A source's own codes are mapped to these; an unmapped one is quarantined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Load accepted.
    Accepted,
    /// Truck dispatched.
    Dispatched,
    /// Arrived at a stop.
    Arrived,
    /// The facility was notified of the arrival.
    Notified,
    /// Departed from a stop.
    Departed,
    /// Told to come back later (a layover begins).
    ToldToReturn,
    /// Came back after such an instruction.
    Returned,
    /// A facility closed while the truck waited.
    FacilityClosed,
    /// It opened again.
    FacilityOpened,
    /// Freight refused, to be delivered again.
    RedeliveryRequested,
    /// An accessorial was approved by the customer; names the charge and an upper amount.
    AccessorialApproved,
    /// An earlier approval was withdrawn.
    ApprovalWithdrawn,
    /// The customer cancelled before the truck was used.
    Cancelled,
    /// Truck ordered, not used.
    TruckNotUsed,
    /// Dispatch says delivered.
    Delivered,
    /// The truck drove beside its route; names the miles.
    OffRoute,
    /// A stop was added on the way.
    StopAdded,
    /// A stop was moved: another place, another time.
    StopChanged,
    /// The consignee refused freight.
    Refused,
    /// Freight was missing at the delivery.
    Short,
    /// The temperature was not as it was to be.
    Temperature,
    /// The truck or its trailer broke down.
    Breakdown,
    /// The customer disputes an invoice.
    Disputed,
    /// A remark.
    Note,
}

impl EventKind {
    /// Every kind with its canonical name.
    pub const ALL: &'static [(EventKind, &'static str)] = &[
        (EventKind::Accepted, "accepted"),
        (EventKind::Dispatched, "dispatched"),
        (EventKind::Arrived, "arrived"),
        (EventKind::Notified, "notified"),
        (EventKind::Departed, "departed"),
        (EventKind::ToldToReturn, "told_to_return"),
        (EventKind::Returned, "returned"),
        (EventKind::FacilityClosed, "facility_closed"),
        (EventKind::FacilityOpened, "facility_opened"),
        (EventKind::RedeliveryRequested, "redelivery_requested"),
        (EventKind::AccessorialApproved, "accessorial_approved"),
        (EventKind::ApprovalWithdrawn, "approval_withdrawn"),
        (EventKind::Cancelled, "cancelled"),
        (EventKind::TruckNotUsed, "truck_not_used"),
        (EventKind::Delivered, "delivered"),
        (EventKind::OffRoute, "off_route"),
        (EventKind::StopAdded, "stop_added"),
        (EventKind::StopChanged, "stop_changed"),
        (EventKind::Refused, "refused"),
        (EventKind::Short, "short"),
        (EventKind::Temperature, "temperature"),
        (EventKind::Breakdown, "breakdown"),
        (EventKind::Disputed, "disputed"),
        (EventKind::Note, "note"),
    ];

    /// Those that change what a load is, and that nobody is billed for unless a contract speaks of them.
    pub const CHANGES: &'static [EventKind] = &[
        EventKind::OffRoute,
        EventKind::StopAdded,
        EventKind::StopChanged,
        EventKind::Refused,
        EventKind::Short,
        EventKind::Temperature,
        EventKind::Breakdown,
    ];

    /// The canonical name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("note", |(_, name)| name)
    }

    /// The kind of a canonical name.
    pub fn from_name(name: &str) -> Option<EventKind> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The source's id: the same id is the same event.
    pub id: String,
    /// What happened.
    pub kind: EventKind,
    /// At which stop, by sequence.
    pub stop: Option<u32>,
    /// When it happened.
    pub at: Instant,
    /// When the source recorded it; of two versions of one id the later recording stands.
    pub recorded: Instant,
    /// For an approval: the charge approved.
    pub charge: Option<ChargeCode>,
    /// For an approval: up to this amount.
    pub amount: Option<Money>,
    /// How much of it: miles beside the route, pieces that are missing, degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Decimal>,
    /// Who said so: for an approval the one who approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

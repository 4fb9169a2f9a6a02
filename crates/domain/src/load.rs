//! The load: what a customer ordered and a truck did, folded from facts.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::code::ChargeCode;
use crate::conflict::Conflict;
use crate::desk::{Entered, Says, Waived};
use crate::document::{Document, Readability};
use crate::event::{Event, EventKind};
use crate::extra::Extra;
use crate::formerly::Formerly;
use crate::ids::{CarrierId, CustomerId, LegalEntityId, LoadNumber};
use crate::lost::LostOfLoad;
use crate::money::Money;
use crate::party::Payor;
use crate::stop::{StopKind, StopVisit};
use crate::time::NaiveDate;
use crate::vanished::{Ended, Vanished};

/// Where dispatch says the load stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadStatus {
    /// Accepted, not moving.
    Booked,
    /// Moving.
    InTransit,
    /// Delivered.
    Delivered,
    /// Truck ordered, not used.
    Tonu,
    /// Cancelled without charge by dispatch.
    Cancelled,
}

impl LoadStatus {
    /// Every status.
    pub const ALL: [LoadStatus; 5] =
        [LoadStatus::Booked, LoadStatus::InTransit, LoadStatus::Delivered, LoadStatus::Tonu, LoadStatus::Cancelled];

    /// Its canonical name.
    pub fn name(self) -> &'static str {
        match self {
            LoadStatus::Booked => "booked",
            LoadStatus::InTransit => "in_transit",
            LoadStatus::Delivered => "delivered",
            LoadStatus::Tonu => "tonu",
            LoadStatus::Cancelled => "cancelled",
        }
    }

    /// Is it time to judge whether the load can be billed: delivered, or a truck ordered and not used?
    pub fn is_judged(self) -> bool {
        matches!(self, LoadStatus::Delivered | LoadStatus::Tonu)
    }
}

/// A charge as dispatch booked it, for comparison or for "linehaul as booked".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedCharge {
    /// Our code.
    pub code: ChargeCode,
    /// The amount.
    pub amount: Money,
}

/// A freight item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// NMFC class.
    pub class: Option<String>,
    /// Weight in pounds.
    pub weight_lb: Option<Decimal>,
    /// Pieces.
    pub pieces: Option<u32>,
    /// Hazardous material.
    pub hazmat: bool,
}

/// One load.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// Its number in dispatch, in its normal form; behind its source's name where that is not the primary one.
    pub number: LoadNumber,
    /// The number as it came, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_number: Option<String>,
    /// The order it belongs to.
    pub order: Option<String>,
    /// Who ordered it.
    pub customer: Option<CustomerId>,
    /// Who is billed, when it is not the customer.
    pub bill_to: Option<CustomerId>,
    /// Who pays which share; empty means the bill-to pays all.
    pub payors: Vec<Payor>,
    /// Our entity that bills it.
    pub legal_entity: Option<LegalEntityId>,
    /// The carrier that hauled it (payable side; not used yet).
    pub carrier: Option<CarrierId>,
    /// `TL`, `LTL`, `DRAY`, `INTERMODAL`.
    pub mode: String,
    /// Equipment in words.
    pub equipment: String,
    /// Where dispatch says it stands.
    pub status: LoadStatus,
    /// Loaded miles, first pickup to last drop.
    pub miles: Option<Decimal>,
    /// Empty miles to the first pickup.
    pub deadhead_miles: Option<Decimal>,
    /// Weight in pounds.
    pub weight_lb: Option<Decimal>,
    /// Drivers; two or more are a team.
    pub driver_count: Option<u32>,
    /// Freight items.
    pub items: Vec<Item>,
    /// Visits in order of sequence.
    pub stops: Vec<StopVisit>,
    /// Events in order of time, then id.
    pub events: Vec<Event>,
    /// Documents in order of type, stop, id.
    pub documents: Vec<Document>,
    /// References by name; an empty text counts as missing.
    pub references: BTreeMap<String, String>,
    /// Typed fields beyond these.
    pub extras: BTreeMap<String, Extra>,
    /// Charges as dispatch booked them.
    pub booked: Vec<BookedCharge>,
    /// Dispatch's expected total.
    pub expected_total: Option<Money>,
    /// Fields on which two statements differ: each becomes a FACTS_CONFLICT warning.
    pub conflicts: Vec<Conflict>,
    /// Columns that the deliveries which spoke of it last lack.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<LostOfLoad>,
    /// What was said of it before, and is not said any more.
    #[serde(default, skip_serializing_if = "Formerly::is_empty")]
    pub formerly: Formerly,
    /// Columns of theirs that nobody reads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
    /// Complete deliveries that listed it no more, with those that it came back from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vanished: Vec<Vanished>,
    /// What was said of it at the desk, in the book's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub desk: Vec<Entered>,
}

impl Load {
    /// An empty load of this number, booked.
    pub fn new(number: LoadNumber) -> Load {
        Load {
            number,
            stated_number: None,
            order: None,
            customer: None,
            bill_to: None,
            payors: Vec::new(),
            legal_entity: None,
            carrier: None,
            mode: String::new(),
            equipment: String::new(),
            status: LoadStatus::Booked,
            miles: None,
            deadhead_miles: None,
            weight_lb: None,
            driver_count: None,
            items: Vec::new(),
            stops: Vec::new(),
            events: Vec::new(),
            documents: Vec::new(),
            references: BTreeMap::new(),
            extras: BTreeMap::new(),
            booked: Vec::new(),
            expected_total: None,
            conflicts: Vec::new(),
            lost: Vec::new(),
            formerly: Formerly::default(),
            unread: Vec::new(),
            vanished: Vec::new(),
            desk: Vec::new(),
        }
    }

    /// The stop of a sequence number.
    pub fn stop(&self, seq: u32) -> Option<&StopVisit> {
        self.stops.iter().find(|s| s.seq == seq)
    }

    /// The first pickup.
    pub fn first_pickup(&self) -> Option<&StopVisit> {
        self.stops.iter().find(|s| s.kind == StopKind::Pickup)
    }

    /// The last delivery.
    pub fn last_delivery(&self) -> Option<&StopVisit> {
        self.stops.iter().rev().find(|s| s.kind == StopKind::Delivery)
    }

    /// The deliveries in order.
    pub fn deliveries(&self) -> impl Iterator<Item = &StopVisit> {
        self.stops.iter().filter(|s| s.kind == StopKind::Delivery)
    }

    /// Local date of arrival at the first pickup.
    pub fn pickup_date(&self) -> Option<NaiveDate> {
        self.first_pickup().and_then(|s| s.arrived.map(|at| s.local_date(at)))
    }

    /// Local date of departure from the last delivery.
    pub fn delivery_date(&self) -> Option<NaiveDate> {
        self.last_delivery().and_then(|s| s.departed.or(s.arrived).map(|at| s.local_date(at)))
    }

    /// The local day on which it was done: delivered, or for a truck that was not used, picked up.
    pub fn done_on(&self) -> Option<NaiveDate> {
        match self.status {
            LoadStatus::Tonu => self.delivery_date().or_else(|| self.pickup_date()),
            _ => self.delivery_date(),
        }
    }

    /// The last day, UTC, on which something of it happened, or is to happen.
    pub fn last_day(&self) -> Option<NaiveDate> {
        let of = |stop: &StopVisit| stop.departed.or(stop.arrived).or_else(|| stop.schedule.latest());
        self.stops.iter().filter_map(of).max().map(|at| at.date_naive())
    }

    /// Lists that it is missing from, and of which that has to be asked.
    pub fn missing(&self) -> impl Iterator<Item = &Vanished> {
        let last_day = self.last_day();
        self.vanished.iter().filter(move |vanished| vanished.asks(last_day))
    }

    /// What its facts leave open, each as an answer names it.
    pub fn questions(&self) -> Vec<String> {
        let conflicts = self.conflicts.iter().filter(|conflict| conflict.asks()).map(Conflict::question);
        self.missing().map(Vanished::question).chain(self.exceptions()).chain(conflicts).collect()
    }

    /// What was noted at delivery, and of which somebody has to be asked.
    pub fn exceptions(&self) -> impl Iterator<Item = String> + '_ {
        self.desk.iter().filter(|said| !said.answered).filter_map(Entered::question)
    }

    /// Did somebody say that it is not billed?
    pub fn is_dismissed(&self) -> bool {
        self.desk.iter().any(|said| matches!(said.says, Says::Dismissed(_)))
    }

    /// What somebody answered, for this load alone, to a question that its contract leaves open.
    pub fn answer_to(&self, question: &str) -> Option<&str> {
        self.desk.iter().find_map(|said| match &said.says {
            Says::Answered(answered) if answered.question == question => Some(answered.answer.as_str()),
            _ => None,
        })
    }

    /// Did somebody say that a charge of this amount is not billed, or that one is not whose amount is not known? Whoever said it.
    pub fn waiver(&self, code: &ChargeCode, stop: Option<u32>, amount: Option<Money>) -> Option<&Entered> {
        let of = |waived: &Waived| waived.charge == *code && waived.stop.is_none_or(|at| stop == Some(at));
        let covers = |waived: &Waived| match (waived.worth, amount) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(worth), Some(amount)) => worth.currency == amount.currency && amount.amount <= worth.amount,
        };
        self.desk.iter().find(|said| matches!(&said.says, Says::Waived(waived) if of(waived) && covers(waived)))
    }

    /// Does it stand as it does by an answer to one of these?
    pub fn rests_on(&self, questions: &[String]) -> bool {
        let conflicts = self.conflicts.iter().filter(|one| one.answered).map(Conflict::question);
        let vanished = self.vanished.iter().filter(|one| one.ended == Some(Ended::Answered)).map(Vanished::question);
        vanished.chain(conflicts).any(|question| questions.contains(&question))
    }

    /// The same load with what a person answered of it.
    pub fn answered(mut self, questions: &BTreeSet<String>) -> Load {
        for vanished in self.vanished.iter_mut().filter(|one| one.ended.is_none()) {
            if questions.contains(&vanished.question()) {
                vanished.ended = Some(Ended::Answered);
            }
        }
        for said in &mut self.desk {
            said.answered = said.question().is_some_and(|question| questions.contains(&question));
        }
        for conflict in self.conflicts.iter_mut().filter(|one| one.doubt.is_some()) {
            conflict.answered = questions.contains(&conflict.question());
        }
        self
    }

    /// Two or more drivers.
    pub fn is_team(&self) -> bool {
        self.driver_count.is_some_and(|n| n >= 2)
    }

    /// Any hazardous item.
    pub fn is_hazmat(&self) -> bool {
        self.items.iter().any(|i| i.hazmat)
    }

    /// A readable document of this type, at the stop if one is asked for. A document without a stop counts for a stop
    /// when it is that of the only delivery.
    pub fn has_document(&self, kind: &str, stop: Option<u32>) -> bool {
        self.documents_of(kind, stop).any(|d| d.readability == Readability::Readable)
    }

    /// All documents of this type that count for the stop, readable or not.
    pub fn documents_of<'a>(&'a self, kind: &'a str, stop: Option<u32>) -> impl Iterator<Item = &'a Document> {
        let only_delivery = move || {
            let delivery = stop.and_then(|seq| self.stop(seq)).is_some_and(|s| s.kind == StopKind::Delivery);
            delivery && self.deliveries().count() == 1
        };
        self.documents.iter().filter(move |d| {
            d.kind == kind && (stop.is_none() || d.stop == stop || (d.stop.is_none() && only_delivery()))
        })
    }

    /// A reference that is present and not empty.
    pub fn reference(&self, name: &str) -> Option<&str> {
        self.references.get(name).map(String::as_str).filter(|t| !t.trim().is_empty())
    }

    /// Did an event of this kind happen: as an event, or as a time or status that dispatch states?
    pub fn happened(&self, kind: EventKind) -> bool {
        let stop = |stated: fn(&StopVisit) -> bool| self.stops.iter().any(stated);
        let stated = match kind {
            EventKind::Arrived => stop(|s| s.arrived.is_some()),
            EventKind::Notified => stop(|s| s.notified.is_some()),
            EventKind::Departed => stop(|s| s.departed.is_some()),
            EventKind::ToldToReturn => stop(|s| s.told_to_return.is_some()),
            EventKind::Returned => stop(|s| s.returned.is_some()),
            EventKind::FacilityClosed | EventKind::FacilityOpened => stop(|s| !s.closures.is_empty()),
            EventKind::Delivered => self.status == LoadStatus::Delivered,
            EventKind::TruckNotUsed => self.status == LoadStatus::Tonu,
            EventKind::Cancelled => self.status == LoadStatus::Cancelled,
            _ => false,
        };
        stated || self.events.iter().any(|e| e.kind == kind)
    }
}

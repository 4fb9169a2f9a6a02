//! Facts: what the outside world told us, as it said it.
//!
//! A fact is a statement about one thing (`key`) at one version of it. It may arrive at any time, any number of times.

use serde::{Deserialize, Serialize};

use crate::canonical;
use crate::conflict::Came;
use crate::document::Document;
use crate::event::Event;
use crate::ids::{Hash, LoadNumber, SourceName};
use crate::load::Load;
use crate::party::StatedCustomer;
use crate::said::{Said, Thing};
use crate::stop::StopVisit;
use crate::time::Instant;

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactBody {
    /// A load's own fields; its stops, events and documents are empty here.
    Load(Box<Load>),
    /// A visit of a load.
    Stop {
        /// Whose.
        load: LoadNumber,
        /// The visit.
        stop: Box<StopVisit>,
    },
    /// Something that happened to a load.
    Event {
        /// To which.
        load: LoadNumber,
        /// What.
        event: Event,
    },
    /// A document of a load.
    Document {
        /// Whose.
        load: LoadNumber,
        /// The document.
        document: Document,
    },
    /// A customer.
    Customer(Box<StatedCustomer>),
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Who said it.
    pub source: SourceName,
    /// The source's version of the thing: when it was last updated there. Of two the later stands.
    pub version: Instant,
    /// The source tells no version: it is the instant at which this was received.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undated: bool,
    /// Of which fields it speaks; what it does not say stands as it was.
    #[serde(default, skip_serializing_if = "Said::is_plain")]
    pub said: Said,
    /// When it was received first, as a place in the archive's order: of two statements of one version the later stands. It is no
    /// part of what was said, nor of its hash.
    #[serde(skip)]
    pub receipt: u64,
    /// Where it was said first, where that is known. It is no part of it either.
    #[serde(skip)]
    pub came: Option<Box<Came>>,
    /// What it says.
    pub body: FactBody,
}

impl FactBody {
    /// What it speaks of.
    pub fn thing(&self) -> Thing {
        match self {
            FactBody::Load(_) => Thing::Load,
            FactBody::Stop { .. } => Thing::Stop,
            FactBody::Event { .. } => Thing::Event,
            FactBody::Document { .. } => Thing::Document,
            FactBody::Customer(_) => Thing::Customer,
        }
    }
}

impl Fact {
    /// A whole record of its thing: what it does not say is told not to be.
    pub fn whole(source: SourceName, version: Instant, body: FactBody) -> Fact {
        Fact { source, version, undated: false, said: Said::ALL, receipt: 0, came: None, body }
    }

    /// Does it say what stands in a column of ours: of a field, or an open one (`ref:NAME`, `extra:NAME`, `booked:CODE`)?
    pub fn says(&self, column: &str) -> bool {
        if let (FactBody::Load(load), true) = (&self.body, column.contains(':')) {
            return self.said.is_all() || says_open(load, column) || self.said.empties(column);
        }
        // What no field is of, as a currency is of the amounts beside it, is said by the column that is there.
        self.said.says(self.body.thing(), column).unwrap_or(true)
    }

    /// Does an undated statement say no more than another one did?
    pub fn repeats(&self, known: &Fact) -> bool {
        self.undated && self.source == known.source && self.said == known.said && self.body == known.body
    }

    /// The thing it speaks of, e.g. `stop/L-10001/2`.
    pub fn key(&self) -> String {
        match &self.body {
            FactBody::Load(load) => format!("load/{}", load.number),
            FactBody::Stop { load, stop } => format!("stop/{load}/{}", stop.seq),
            FactBody::Event { load, event } => format!("event/{load}/{}", event.id),
            FactBody::Document { load, document } => format!("document/{load}/{}", document.id),
            FactBody::Customer(stated) => format!("customer/{}", stated.customer.id),
        }
    }

    /// The load it belongs to; `None` for a customer.
    pub fn load(&self) -> Option<&LoadNumber> {
        match &self.body {
            FactBody::Load(load) => Some(&load.number),
            FactBody::Stop { load, .. } | FactBody::Event { load, .. } | FactBody::Document { load, .. } => Some(load),
            FactBody::Customer(_) => None,
        }
    }

    /// Hash of the canonical bytes: the same statement has the same hash.
    pub fn hash(&self) -> Hash {
        canonical::hash(self)
    }
}

/// Has a load something in an open column?
fn says_open(load: &Load, column: &str) -> bool {
    match column.split_once(':') {
        Some(("ref", name)) => load.references.contains_key(name),
        Some(("extra", name)) => load.extras.contains_key(name),
        Some(("booked", code)) => load.booked.iter().any(|charge| charge.code.as_str() == code),
        _ => false,
    }
}

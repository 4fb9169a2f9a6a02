//! Facts: what the outside world told us, as it said it.
//!
//! A fact is a statement about one thing (`key`) at one version of it. It may arrive at any time, any number of times.

use serde::{Deserialize, Serialize};

use crate::canonical;
use crate::document::Document;
use crate::event::Event;
use crate::ids::{Hash, LoadNumber, SourceName};
use crate::load::Load;
use crate::party::Customer;
use crate::postal::Contact;
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
    Customer {
        /// Who is billed, and how.
        customer: Box<Customer>,
        /// Whom to write to there. No approval keeps them: who reads the mail changes no invoice.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        contacts: Vec<Contact>,
    },
}

/// One fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Who said it.
    pub source: SourceName,
    /// The source's version of the thing: when it was last updated there. Of two the later stands.
    pub version: Instant,
    /// What it says.
    pub body: FactBody,
}

impl Fact {
    /// The thing it speaks of, e.g. `stop/L-10001/2`.
    pub fn key(&self) -> String {
        match &self.body {
            FactBody::Load(load) => format!("load/{}", load.number),
            FactBody::Stop { load, stop } => format!("stop/{load}/{}", stop.seq),
            FactBody::Event { load, event } => format!("event/{load}/{}", event.id),
            FactBody::Document { load, document } => format!("document/{load}/{}", document.id),
            FactBody::Customer { customer, .. } => format!("customer/{}", customer.id),
        }
    }

    /// The load it belongs to; `None` for a customer.
    pub fn load(&self) -> Option<&LoadNumber> {
        match &self.body {
            FactBody::Load(load) => Some(&load.number),
            FactBody::Stop { load, .. } | FactBody::Event { load, .. } | FactBody::Document { load, .. } => Some(load),
            FactBody::Customer { .. } => None,
        }
    }

    /// Hash of the canonical bytes: the same statement has the same hash.
    pub fn hash(&self) -> Hash {
        canonical::hash(self)
    }
}

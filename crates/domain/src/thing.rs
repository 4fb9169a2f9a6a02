//! What facts speak of.

use serde::{Deserialize, Serialize};

/// A thing that facts speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// A load's own fields.
    Load,
    /// A visit.
    Stop,
    /// Something that happened.
    Event,
    /// A document.
    Document,
    /// A customer.
    Customer,
}

impl Thing {
    /// As a fact's key begins.
    pub fn name(self) -> &'static str {
        match self {
            Thing::Load => "load",
            Thing::Stop => "stop",
            Thing::Event => "event",
            Thing::Document => "document",
            Thing::Customer => "customer",
        }
    }

    /// Of a fact's key.
    pub fn of_key(key: &str) -> Option<Thing> {
        let all = [Thing::Load, Thing::Stop, Thing::Event, Thing::Document, Thing::Customer];
        let name = key.split('/').next()?;
        all.into_iter().find(|thing| thing.name() == name)
    }
}

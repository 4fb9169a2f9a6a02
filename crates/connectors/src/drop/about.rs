//! About: of what a row speaks that cannot be taken, as far as that can be read. A load is held by a word on it that is newer
//! than what is known, so its number is looked for in whatever is left of the row.

use linehaul_domain::said::Thing;
use linehaul_domain::time::Instant;

use crate::cell;
use crate::drop::AHEAD;
use crate::drop::fields::Fields;
use crate::mapping::Kind;

/// A thing that a bad row speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// What it is.
    pub thing: Thing,
    /// The load's number as it came; of a customer its id.
    pub whose: String,
    /// Which of the load's: a stop's number, an event's or a document's id. None where that cannot be read, or there is but one.
    pub part: Option<String>,
    /// The row's own version, where it has one that can be.
    pub version: Option<Instant>,
}

/// What a row of ours speaks of; nothing where not even that can be read.
pub fn about(kind: Kind, fields: &Fields<'_>, received: Instant) -> Option<About> {
    let whose = fields.required(if kind == Kind::Customers { "customer" } else { "load_number" }).ok()?;
    if whose.chars().any(char::is_control) {
        return None;
    }
    let id = |column: &str| fields.required(column).ok().map(str::to_owned);
    let part = match kind {
        Kind::Stops => fields.needed("seq", cell::position).ok().map(|seq| seq.to_string()),
        Kind::Events => id("event_id"),
        Kind::Documents => id("document_id"),
        Kind::Customers | Kind::Loads | Kind::Mapped => None,
    };
    let at = |column: &str| fields.instant(column, None).ok().flatten();
    let version = match kind {
        Kind::Events => at("recorded_at").or_else(|| at("at")),
        _ => at("updated_at"),
    };
    // One from far ahead is a slip, and says nothing of which word is the later.
    let latest = received.checked_add_signed(AHEAD);
    let version = version.filter(|version| latest.is_none_or(|latest| *version <= latest));
    Some(About { thing: kind.thing(), whose: whose.to_owned(), part, version })
}

impl About {
    /// The same of a row that came torn: what its cells say of its time may be another column's.
    pub fn torn(self) -> About {
        About { version: None, ..self }
    }

    /// The same where what tells the load's parts apart is among what does not read.
    pub fn of_some_part(self) -> About {
        About { part: None, ..self }
    }
}

//! Faults: everything that is wrong with a row of which something is. Whoever mends it is to mend it once.

use linehaul_domain::document::TYPES;
use linehaul_domain::event::EventKind;
use linehaul_domain::fault::Code;
use linehaul_domain::time::Tz;

use crate::cell::{self, Read, bad};
use crate::drop::fields::{BadField, Fields};
use crate::drop::rows;
use crate::mapping::{Content, Kind};

/// All of them, in the order of the columns; `first` is what the row was refused for.
pub fn all(kind: Kind, fields: &Fields<'_>, first: BadField) -> Vec<BadField> {
    let mut found: Vec<BadField> = Vec::new();
    // Of a zone that does not read the times are still looked at.
    let zone = (kind == Kind::Stops).then(|| fields.zone("zone").unwrap_or(Tz::UTC));
    let currency = fields.value("currency", cell::currency);
    for (column, text) in fields.all() {
        if text.is_empty() {
            if kind.required().contains(&column) || column == "updated_at" {
                found.extend(fields.required(column).err());
            }
            continue;
        }
        let Some(content) = kind.content(column) else { continue };
        let read = match content {
            Content::Zone => fields.zone(column).map(drop).map_err(|(_, why)| why),
            _ => reads(content, text, zone),
        };
        let read = read.and_then(|()| match (content, &currency) {
            (Content::Money, Ok(None)) => bad(Code::CurrencyWrong, rows::no_currency(text)),
            _ => Ok(()),
        });
        found.extend(read.err().map(|why| (column.to_owned(), why)));
    }
    if kind == Kind::Stops && found.is_empty() {
        found.extend(rows::schedule_of(fields, zone).err());
    }
    if !found.iter().any(|(column, why)| (column, why.code) == (&first.0, first.1.code)) {
        found.insert(0, first);
    }
    found
}

/// Does a text read as what stands in such a column?
fn reads(content: Content, text: &str, zone: Option<Tz>) -> Read<()> {
    let events: Vec<(&str, EventKind)> = EventKind::ALL.iter().map(|(kind, name)| (*name, *kind)).collect();
    match content {
        Content::Text => Ok(()),
        Content::Pages => cell::pages(text).map(drop),
        Content::Number | Content::Money => cell::decimal(text).map(drop),
        Content::Quantity => cell::quantity(text).map(drop),
        Content::Whole => cell::whole(text).map(drop),
        Content::Position => cell::position(text).map(drop),
        Content::Currency => cell::currency(text).map(drop),
        Content::Zone => cell::zone_unhinted(text).map(drop),
        Content::Date => cell::date(text).map(drop),
        Content::Instant => cell::instant(text, zone).map(drop),
        Content::Flag => cell::flag(text).map(drop),
        Content::Payors => rows::payors(text).map(drop),
        Content::Status => cell::word(text, "status of a load", rows::STATUSES).map(drop),
        Content::StopKind => cell::word(text, "kind of stop", rows::STOP_KINDS).map(drop),
        Content::Event => cell::word(text, "event", &events).map(drop),
        Content::DocumentType => {
            let types: Vec<(&str, ())> = TYPES.iter().map(|name| (*name, ())).collect();
            cell::word(text, "type of document", &types)
        }
        Content::Schedule => cell::word(text, "schedule", rows::SCHEDULES).map(drop),
        Content::Handling => cell::word(text, "handling", rows::HANDLINGS).map(drop),
        Content::InvoiceStyle => cell::word(text, "invoice style", rows::STYLES).map(drop),
    }
}

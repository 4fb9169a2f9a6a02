//! Kinds of rows: which columns each has, and what stands in them.

use linehaul_domain::document::TYPES;
use linehaul_domain::event::EventKind;
use linehaul_domain::said::Thing;

/// What a file of a drop holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Customers.
    Customers,
    /// Loads.
    Loads,
    /// Stops.
    Stops,
    /// Events.
    Events,
    /// Documents.
    Documents,
    /// Whatever a mapping makes of it: rows of the other kinds.
    Mapped,
}

impl Kind {
    /// Columns of the load that a row of this kind has too, where it says none of its own.
    pub(super) fn inherited(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Kind::Stops | Kind::Documents => &[("load_number", "load_number"), ("updated_at", "updated_at")],
            Kind::Events => &[("load_number", "load_number"), ("updated_at", "recorded_at")],
            Kind::Customers => &[("updated_at", "updated_at")],
            Kind::Loads | Kind::Mapped => &[],
        }
    }

    /// Those that rows can be of, in the order in which they are read.
    pub const ALL: &'static [Kind] = &[Kind::Customers, Kind::Loads, Kind::Stops, Kind::Events, Kind::Documents];

    /// As in `[source.columns.loads]` and in file names.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Customers => "customers",
            Kind::Loads => "loads",
            Kind::Stops => "stops",
            Kind::Events => "events",
            Kind::Documents => "documents",
            Kind::Mapped => "mapped",
        }
    }

    /// One of them, as a mapping says what it makes: `load`.
    pub fn singular(self) -> &'static str {
        self.name().strip_suffix('s').unwrap_or(self.name())
    }

    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.iter().chain([&Kind::Mapped]).copied().find(|k| k.name() == name)
    }

    /// The kind of a file by the beginning of its name: `loads-2025-01.csv`.
    pub fn from_file_name(file: &str) -> Option<Kind> {
        let lower = file.to_ascii_lowercase();
        let rows = [".csv", ".txt", ".tsv", ".xlsx"].iter().any(|end| lower.ends_with(end));
        Kind::ALL.iter().copied().find(|k| rows && lower.starts_with(k.name()))
    }

    /// What one row speaks of.
    pub fn thing(self) -> Thing {
        match self {
            Kind::Customers => Thing::Customer,
            // Rows of what a mapping makes are of the other kinds.
            Kind::Loads | Kind::Mapped => Thing::Load,
            Kind::Stops => Thing::Stop,
            Kind::Events => Thing::Event,
            Kind::Documents => Thing::Document,
        }
    }

    /// Columns that a file must have.
    pub fn required(self) -> &'static [&'static str] {
        match self {
            Kind::Customers => &["customer", "name"],
            Kind::Loads => &["load_number", "customer", "status"],
            Kind::Stops => &["load_number", "seq", "type", "zone"],
            Kind::Events => &["event_id", "load_number", "event", "at"],
            Kind::Documents => &["document_id", "load_number", "type"],
            Kind::Mapped => &[],
        }
    }

    /// Columns that a file may have (besides `ref:…`, `extra:…:…`, `booked:…` of loads).
    pub fn known(self) -> Vec<&'static str> {
        let columns = match self {
            Kind::Customers => CUSTOMERS,
            Kind::Loads => LOADS,
            Kind::Stops => STOPS,
            Kind::Events => EVENTS,
            Kind::Documents => DOCUMENTS,
            Kind::Mapped => "",
        };
        columns.split_whitespace().collect()
    }

    /// Does anybody read this column of such a file?
    pub fn reads(self, column: &str) -> bool {
        self.known().contains(&column) || (self == Kind::Loads && is_open(column))
    }

    /// What stands in a column; `None` for one that is not known.
    pub fn content(self, column: &str) -> Option<Content> {
        if let (Kind::Loads, Some((prefix, rest))) = (self, column.split_once(':')) {
            return match (prefix, rest.rsplit_once(':').map_or("text", |(_, kind)| kind)) {
                ("ref", _) => Some(Content::Text),
                ("booked", _) | ("extra", "money") => Some(Content::Money),
                ("extra", "number") => Some(Content::Number),
                ("extra", "date") => Some(Content::Date),
                ("extra", "instant") => Some(Content::Instant),
                ("extra", "flag") => Some(Content::Flag),
                ("extra", _) => Some(Content::Text),
                _ => None,
            };
        }
        let known = self.known().contains(&column);
        known.then(|| match (self, column) {
            (Kind::Events, "quantity") => Content::Number,
            (_, "miles" | "deadhead_miles" | "weight_lb") => Content::Quantity,
            (_, "driver_count" | "pieces" | "stop") => Content::Whole,
            (_, "seq") => Content::Position,
            (_, "expected_total" | "amount") => Content::Money,
            (_, "currency") => Content::Currency,
            (_, "zone") => Content::Zone,
            (_, "hazmat" | "cancelled" | "credit_hold") => Content::Flag,
            (_, "payors") => Content::Payors,
            (Kind::Loads, "status") => Content::Status,
            (Kind::Stops, "type") => Content::StopKind,
            (Kind::Documents, "type") => Content::DocumentType,
            (Kind::Documents, "pages") => Content::Pages,
            (_, "event") => Content::Event,
            (_, "schedule") => Content::Schedule,
            (_, "handling") => Content::Handling,
            (_, "invoice_style") => Content::InvoiceStyle,
            (_, "at" | "appointment" | "window_from" | "window_to") => Content::Instant,
            (_, other) if other.ends_with("_at") => Content::Instant,
            _ => Content::Text,
        })
    }
}

/// Is this one of the open columns of loads: `ref:NAME`, `extra:NAME:TYPE`, `booked:CODE`?
pub(crate) fn is_open(column: &str) -> bool {
    ["ref:", "extra:", "booked:"].iter().any(|p| column.starts_with(p))
}

/// An open column without the type of an extra.
pub(crate) fn open_name(column: &str) -> &str {
    match column.strip_prefix("extra:").and_then(|rest| rest.rsplit_once(':')) {
        Some((name, _)) => &column[.."extra:".len() + name.len()],
        None => column,
    }
}

/// The field of a thing that a column of ours says; an open column is one by itself.
pub fn field_of(thing: Thing, column: &str) -> &str {
    thing.field_of(column).unwrap_or_else(|| open_name(column))
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Any text.
    Text,
    /// An exact decimal.
    Number,
    /// A decimal that is not negative.
    Quantity,
    /// A whole number from 0.
    Whole,
    /// A whole number from 1.
    Position,
    /// An amount, in the currency that stands beside it.
    Money,
    /// A currency.
    Currency,
    /// An IANA zone.
    Zone,
    /// A local date.
    Date,
    /// A point in time.
    Instant,
    /// Yes or no.
    Flag,
    /// Payors with their shares.
    Payors,
    /// The status of a load.
    Status,
    /// The kind of a stop.
    StopKind,
    /// What happened.
    Event,
    /// The type of a document.
    DocumentType,
    /// Pages of a file.
    Pages,
    /// What was agreed on when to come.
    Schedule,
    /// Live or drop.
    Handling,
    /// Per load or in summary.
    InvoiceStyle,
}

impl Content {
    /// The words of which it is one; none where it is anything.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Content::Status => vec!["booked", "in_transit", "delivered", "tonu", "cancelled", "deleted", "void"],
            Content::StopKind => vec!["pickup", "delivery", "empty_return", "waypoint"],
            Content::Event => EventKind::ALL.iter().map(|(_, name)| *name).collect(),
            Content::DocumentType => TYPES.to_vec(),
            Content::Schedule => vec!["appt", "appointment", "window", "fcfs"],
            Content::Handling => vec!["live", "drop"],
            Content::InvoiceStyle => vec!["per_load", "summary"],
            _ => Vec::new(),
        }
    }

    /// Is it a number?
    pub fn is_number(self) -> bool {
        matches!(self, Content::Number | Content::Quantity | Content::Whole | Content::Position | Content::Money)
    }
}

const CUSTOMERS: &str = "customer name erp_code credit_hold currency payment_terms legal_entity customer_group \
                         invoice_style address_1 address_2 address_3 city region postal_code country contacts contract \
                         tax_registrations updated_at";
const LOADS: &str = "load_number order customer bill_to payors legal_entity carrier mode equipment status miles \
                     deadhead_miles weight_lb driver_count item_class pieces hazmat currency expected_total updated_at";
const STOPS: &str = "load_number seq type name city region country postal_code zone schedule appointment window_from window_to \
                     handling arrived_at notified_at departed_at told_to_return_at returned_at cancelled updated_at";
const EVENTS: &str = "event_id load_number stop event at recorded_at charge amount currency quantity by note";
const DOCUMENTS: &str = "document_id load_number stop type file pages signed_by amount currency updated_at";

//! Mapping: kinds of files, and their headers to our columns.

use std::collections::BTreeMap;

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
}

impl Kind {
    /// In the order in which they are read.
    pub const ALL: &'static [Kind] = &[Kind::Customers, Kind::Loads, Kind::Stops, Kind::Events, Kind::Documents];

    /// As in `[source.columns.loads]` and in file names.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Customers => "customers",
            Kind::Loads => "loads",
            Kind::Stops => "stops",
            Kind::Events => "events",
            Kind::Documents => "documents",
        }
    }

    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|k| k.name() == name)
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
            Kind::Loads => Thing::Load,
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
        };
        columns.split_whitespace().collect()
    }

    /// Does anybody read this column of such a file?
    pub fn reads(self, column: &str) -> bool {
        self.known().contains(&column) || (self == Kind::Loads && is_open(column))
    }
}

/// Is this one of the open columns of loads: `ref:NAME`, `extra:NAME:TYPE`, `booked:CODE`?
pub(crate) fn is_open(column: &str) -> bool {
    ["ref:", "extra:", "booked:"].iter().any(|p| column.starts_with(p))
}

const CUSTOMERS: &str = "customer name erp_code credit_hold currency payment_terms legal_entity customer_group \
                         invoice_style address_1 address_2 address_3 city region postal_code country contacts updated_at";
const LOADS: &str = "load_number order customer bill_to payors legal_entity carrier mode equipment status miles \
                     deadhead_miles weight_lb driver_count item_class pieces hazmat currency expected_total updated_at";
const STOPS: &str = "load_number seq type name city region country postal_code zone schedule appointment window_from window_to \
                     handling arrived_at notified_at departed_at told_to_return_at returned_at cancelled updated_at";
const EVENTS: &str = "event_id load_number stop event at recorded_at charge amount currency note";
const DOCUMENTS: &str = "document_id load_number stop type file signed_by amount currency updated_at";

/// A source's headers to our columns; a header that is not mapped is taken as it is.
#[derive(Debug, Clone, Default)]
pub struct ColumnMap {
    theirs: BTreeMap<String, String>,
}

impl ColumnMap {
    /// From `their header = our column`.
    pub fn new(theirs: BTreeMap<String, String>) -> ColumnMap {
        let theirs = theirs.into_iter().map(|(theirs, ours)| (theirs.trim().to_lowercase(), ours.trim().to_owned()));
        ColumnMap { theirs: theirs.collect() }
    }

    /// Our column of a header: mapped or as it is, trimmed; plain columns in lower case.
    pub fn column(&self, header: &str) -> String {
        let header = header.trim();
        if let Some(ours) = self.theirs.get(&header.to_lowercase()) {
            return ours.clone();
        }
        if header.contains(':') { header.to_owned() } else { header.to_lowercase() }
    }
}

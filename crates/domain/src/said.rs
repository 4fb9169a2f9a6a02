//! Said: of which fields of its thing a statement speaks. A column that a file does not have says nothing, and what was known
//! of it stands; an empty cell says that there is nothing.
//!
//! The fields of each thing are one table here, by the name of their column. What a statement can say and no table has would
//! be lost when an older statement fills a newer one: a test compares the tables with the things.

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::event::Event;
use crate::load::{Item, Load};
use crate::party::StatedCustomer;
use crate::stop::StopVisit;
pub use crate::thing::Thing;

/// Fields by name, each with how it is taken from another statement.
pub(crate) type Fields<T> = &'static [(&'static str, fn(&mut T, &T))];

macro_rules! field {
    ($($name:ident).+) => {
        |to, from| to.$($name).+.clone_from(&from.$($name).+)
    };
}

/// Of a load. Its references, extras and booked charges are told one by one, by their columns.
pub(crate) const LOAD: Fields<Load> = &[
    ("order", field!(order)),
    ("customer", field!(customer)),
    ("bill_to", field!(bill_to)),
    ("payors", field!(payors)),
    ("legal_entity", field!(legal_entity)),
    ("carrier", field!(carrier)),
    ("mode", field!(mode)),
    ("equipment", field!(equipment)),
    ("status", field!(status)),
    ("miles", field!(miles)),
    ("deadhead_miles", field!(deadhead_miles)),
    ("weight_lb", field!(weight_lb)),
    ("driver_count", field!(driver_count)),
    ("expected_total", field!(expected_total)),
    (ITEM_CLASS, |to, from| of_item(to, from, |to, from| to.class.clone_from(&from.class))),
    (PIECES, |to, from| of_item(to, from, |to, from| to.pieces = from.pieces)),
    (HAZMAT, |to, from| of_item(to, from, |to, from| to.hazmat = from.hazmat)),
];

const ITEM_CLASS: &str = "item_class";
const PIECES: &str = "pieces";
const HAZMAT: &str = "hazmat";

/// The fields that a row has of its one item.
pub(crate) const ITEM: &[&str] = &[ITEM_CLASS, PIECES, HAZMAT];

/// Of a stop. What an event makes of it is no statement of its own.
pub(crate) const STOP: Fields<StopVisit> = &[
    ("type", field!(kind)),
    ("name", field!(name)),
    ("city", field!(city)),
    ("region", field!(region)),
    ("country", field!(country)),
    ("postal_code", field!(postal_code)),
    ("zone", field!(zone)),
    ("schedule", field!(schedule)),
    ("handling", field!(handling)),
    ("arrived_at", field!(arrived)),
    ("notified_at", field!(notified)),
    ("departed_at", field!(departed)),
    ("told_to_return_at", field!(told_to_return)),
    ("returned_at", field!(returned)),
    ("cancelled", field!(cancelled)),
    ("closures", field!(closures)),
];

/// Of an event.
pub(crate) const EVENT: Fields<Event> = &[
    ("event", field!(kind)),
    ("stop", field!(stop)),
    ("at", field!(at)),
    ("charge", field!(charge)),
    ("amount", field!(amount)),
    ("quantity", field!(quantity)),
    ("by", field!(by)),
    ("note", field!(note)),
];

/// Of a document. A row that does not say who signed leaves the signature that was told before.
pub(crate) const DOCUMENT: Fields<Document> = &[
    ("type", field!(kind)),
    ("stop", field!(stop)),
    ("file", |to, from| {
        to.file.clone_from(&from.file);
        to.hash.clone_from(&from.hash);
        to.readability = from.readability;
        to.looked.clone_from(&from.looked);
    }),
    ("signed_by", |to, from| {
        to.signed.clone_from(&from.signed);
        if from.kind.strip_suffix("_signed") == Some(&*to.kind) {
            to.kind.clone_from(&from.kind);
        }
    }),
    ("amount", field!(amount)),
];

/// Of a customer.
pub(crate) const CUSTOMER: Fields<StatedCustomer> = &[
    ("name", field!(customer.name)),
    ("erp_code", field!(customer.erp_code)),
    ("credit_hold", field!(customer.credit_hold)),
    ("currency", field!(customer.currency)),
    ("payment_terms", field!(customer.payment_terms)),
    ("legal_entity", field!(customer.legal_entity)),
    ("customer_group", field!(customer.group)),
    ("invoice_style", field!(customer.invoice_style)),
    ("address", field!(customer.address)),
    ("contacts", field!(contacts)),
    ("contract", field!(customer.contract)),
    ("tax_registrations", field!(tax_registrations)),
];

/// Columns that say another one's field, of things that have no field of their name: a schedule is told by its times, a document's
/// type by who signed it, an address by all its parts.
const SAYS: &[(&str, &str)] = &[
    ("appointment", "schedule"),
    ("window_from", "schedule"),
    ("window_to", "schedule"),
    ("timezone", "zone"),
    ("readability", "file"),
    ("pages", "file"),
    ("address_1", "address"),
    ("address_2", "address"),
    ("address_3", "address"),
    ("city", "address"),
    ("region", "address"),
    ("postal_code", "address"),
    ("country", "address"),
];

impl Thing {
    /// The field that a column says.
    pub fn field_of(self, column: &str) -> Option<&'static str> {
        let known = |name: &str| self.names().into_iter().find(|known| *known == name);
        known(column).or_else(|| known(SAYS.iter().find(|(says, _)| *says == column)?.1))
    }

    /// The names of its fields.
    pub fn names(self) -> Vec<&'static str> {
        fn of<T>(fields: Fields<T>) -> Vec<&'static str> {
            fields.iter().map(|(name, _)| *name).collect()
        }
        match self {
            Thing::Load => of(LOAD),
            Thing::Stop => of(STOP),
            Thing::Event => of(EVENT),
            Thing::Document => of(DOCUMENT),
            Thing::Customer => of(CUSTOMER),
        }
    }
}

/// Which fields a statement says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// A bit for each field of the thing's table; without it, all of them: what is not there is told not to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fields: Option<u32>,
    /// Open columns (`ref:…`, `extra:…`, `booked:…`) that say that there is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) emptied: Vec<String>,
    /// A bit for each field that its source owns: what it says of one stands before what another source says, however late.
    #[serde(default, skip_serializing_if = "is_none")]
    pub(crate) owned: u32,
}

fn is_none(bits: &u32) -> bool {
    *bits == 0
}

impl Said {
    /// Everything of its thing: a whole record.
    pub const ALL: Said = Said { fields: None, emptied: Vec::new(), owned: 0 };

    /// What these columns say, by our names; one that no table has says nothing here. Two that differ only in the open columns
    /// that are empty share the rest: see [`Said::emptying`].
    pub fn of_columns<'c>(thing: Thing, columns: impl IntoIterator<Item = &'c str>) -> Said {
        let names = thing.names();
        let bit = |column: &str| {
            let at = |name: &str| names.iter().position(|known| *known == name);
            let other = || at(SAYS.iter().find(|(says, _)| *says == column)?.1);
            at(column).or_else(other).map_or(0, |at| 1 << at)
        };
        Said { fields: Some(columns.into_iter().fold(0, |all, column| all | bit(column))), ..Said::ALL }
    }

    /// The same of a source that owns some of the fields, by our names.
    pub fn owning<'c>(mut self, thing: Thing, fields: impl IntoIterator<Item = &'c str>) -> Said {
        self.owned = Said::of_columns(thing, fields).fields.unwrap_or_default();
        self
    }

    /// As much of it as another statement says, all of it its source's own.
    pub(crate) fn within(self, other: &Said) -> Said {
        let bits = self.bits() & other.bits();
        Said { fields: Some(bits), owned: bits, ..Said::ALL }
    }

    /// The same, with an open column that says that there is nothing: `ref:NAME`, `extra:NAME`, `booked:CODE`.
    pub fn emptying(&mut self, column: String) {
        self.emptied.push(column);
    }

    /// Does it say of an open column that there is nothing?
    pub(crate) fn empties(&self, column: &str) -> bool {
        self.emptied.iter().any(|emptied| emptied == column)
    }

    /// Is it all of a thing?
    pub fn is_all(&self) -> bool {
        self.fields.is_none()
    }

    /// Does it speak of all that another one speaks of?
    pub fn covers(&self, other: &Said) -> bool {
        self.is_all() || !other.is_all() && other.bits() & !self.bits() == 0
    }

    /// Is that all there is to say of it: a whole record of a source that owns nothing?
    pub(crate) fn is_plain(&self) -> bool {
        self.is_all() && self.owned == 0
    }

    /// Does it say what stands in a column, as far as a field is of it? Nothing of the open ones: of these the thing itself knows.
    pub(crate) fn says(&self, thing: Thing, column: &str) -> Option<bool> {
        let names = thing.names();
        let field = SAYS.iter().find(|(says, _)| *says == column).map_or(column, |(_, field)| field);
        let at = |name: &str| names.iter().position(|known| *known == name);
        at(column).or_else(|| at(field)).map(|at| self.bits() & (1 << at) != 0)
    }

    pub(crate) fn bits(&self) -> u32 {
        self.fields.unwrap_or(u32::MAX)
    }
}

/// Takes a field of the one item that rows tell of.
fn of_item(to: &mut Load, from: &Load, take: fn(&mut Item, &Item)) {
    let nothing = Item { class: None, weight_lb: None, pieces: None, hazmat: false };
    if to.items.is_empty() {
        to.items.push(nothing.clone());
    }
    take(&mut to.items[0], from.items.first().unwrap_or(&nothing));
    to.items.retain(|item| *item != nothing);
}

//! Master data: the customers of an ERP as one delivery of the archive, and as facts. A customer there is made a row of the columns
//! that a file of customers has, and that row is read as such a file is, by the same rules.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::canonical;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::said::{Said, Thing};
use serde::{Deserialize, Serialize};

use crate::cell::{self, BadCell};
use crate::drop::about::about;
use crate::drop::fields::{Fields, may_have_lines};
use crate::drop::{self, AT_ONCE, OpenDocument, ParsedFile, Stated, Take, country_of, rows};
use crate::mapping::{ColumnMap, Kind, ReadBy};
use crate::row_text::RowText;
use crate::source::{Read, SourceKind, refused};

/// The name of the ERP as a source, and that of its kind.
pub const ERP: &str = "erp";

/// The kind: it is opened by whoever has the ERP, and named by no `[[source]]`.
pub const KIND: SourceKind = SourceKind {
    name: ERP,
    keys: &[],
    tables: &[],
    wrong: |_| Some(OF_THE_ERP.to_owned()),
    address: |_| String::new(),
    account: |_| None,
    open: |_, _, _| Err(refused(OF_THE_ERP.to_owned())),
    watched: |_, _| None,
    may_be_cut: false,
    read,
};

const OF_THE_ERP: &str = "kind `erp` is the ERP's own: set [erp.master_data] in place of a [[source]]";

/// The field that names a customer of ours, unless the settings name another.
pub const CODE: &str = "code";

/// A customer as an ERP tells of it: nothing of it is checked yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MasterCustomer {
    /// Its code: by this it is billed there.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Can it be billed? One that is no more active there is a customer without a code at the ERP.
    pub active: bool,
    /// Is its credit stopped?
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_hold: Option<bool>,
    /// Its currency, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Its payment terms, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_terms: Option<String>,
    /// Where its invoices go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<MasterAddress>,
    /// Whom to write to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<MasterContact>,
    /// Kind and number of each registration for taxes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tax_registrations: Vec<(String, String)>,
    /// What else there is, by name: settings may say which of our columns one is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// An address as an ERP has it, whole or not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MasterAddress {
    /// Street and number, building, box.
    pub lines: Vec<String>,
    /// City.
    pub city: String,
    /// State or province, by its code.
    pub region: String,
    /// ZIP or postal code.
    pub postal_code: String,
    /// Country, by its two letters.
    pub country: String,
}

/// Somebody to write to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MasterContact {
    /// About invoices, or about anything.
    pub billing: bool,
    /// Who it is.
    pub name: String,
    /// Where to.
    pub email: String,
}

/// A delivery.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// The fields of a customer that this ERP tells, by our columns: what is not among them it says nothing of.
    pub tells: Vec<String>,
    /// The customers.
    pub customers: Vec<MasterCustomer>,
}

impl Delivered {
    /// Its bytes.
    pub fn bytes(&self) -> Outcome<Vec<u8>> {
        serde_json::to_vec_pretty(self).map_err(|why| {
            let (means, next) = ("Nothing new is known of customers.", "Report it.");
            Fault::new(Code::MasterDataUnread, why.to_string(), means, next)
        })
    }
}

/// Our column, or a name of the ERP's, with its text.
type Cells = BTreeMap<String, String>;

/// What was left out of rows, by code.
#[derive(Default)]
struct LeftOut {
    nobody: usize,
    addresses: BTreeSet<String>,
    emails: BTreeSet<String>,
}

impl LeftOut {
    fn note(&self) -> Option<String> {
        const TOLD: usize = 10;
        let named = |of: &BTreeSet<String>| {
            let some: Vec<&str> = of.iter().take(TOLD).map(String::as_str).collect();
            let more = of.len().saturating_sub(some.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("{}{more}", some.join(", "))
        };
        let mut told = Vec::new();
        if self.nobody > 0 {
            told.push(format!("{} say no customer of ours and are left out", self.nobody));
        }
        if !self.addresses.is_empty() {
            let what = "an address without a line, a city or a country is taken as none";
            told.push(format!("{what}: {}", named(&self.addresses)));
        }
        if !self.emails.is_empty() {
            told.push(format!("what is no e-mail address is left out: {}", named(&self.emails)));
        }
        (!told.is_empty()).then(|| told.join("; "))
    }
}

/// A customer as a row; what the ERP does not tell is no column of it.
fn row(customer: &MasterCustomer, tells: &[String], left_out: &mut LeftOut) -> Cells {
    let told = |column: &str| tells.iter().any(|told| told == column);
    let mut cells = Cells::new();
    let mut say = |column: &str, text: &str| drop(cells.insert(column.to_owned(), text.trim().to_owned()));
    for (name, text) in &customer.fields {
        say(name, text);
    }
    say(CODE, &customer.code);
    say("name", &customer.name);
    say("erp_code", if customer.active { &customer.code } else { "" });
    if told("credit_hold") {
        say("credit_hold", if customer.credit_hold.unwrap_or(false) { "yes" } else { "no" });
    }
    if told("currency") {
        say("currency", customer.currency.as_deref().unwrap_or_default());
    }
    if told("payment_terms") {
        say("payment_terms", customer.payment_terms.as_deref().unwrap_or_default());
    }
    if told("address") {
        for (column, text) in address(customer, left_out) {
            say(column, &text);
        }
    }
    if told("contacts") {
        say("contacts", &contacts(customer, left_out));
    }
    if told("tax_registrations") {
        let plain = |text: &str| text.replace([';', ':'], " ").trim().to_owned();
        let one = |(kind, number): &(String, String)| format!("{}: {}", plain(kind), plain(number));
        let said = customer.tax_registrations.iter().filter(|(kind, number)| !kind.is_empty() && !number.is_empty());
        say("tax_registrations", &said.map(one).collect::<Vec<_>>().join("; "));
    }
    cells
}

/// The columns of an address: all of them empty where it is none that reaches anybody.
fn address(customer: &MasterCustomer, left_out: &mut LeftOut) -> Vec<(&'static str, String)> {
    const COLUMNS: [&str; 7] = ["address_1", "address_2", "address_3", "city", "region", "postal_code", "country"];
    let nothing = MasterAddress::default();
    let there = customer.address.as_ref().unwrap_or(&nothing);
    let lines: Vec<&str> = there.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let country = cell::country(&there.country).is_ok() || country_of(&there.region).is_some();
    let whole = !lines.is_empty() && !there.city.trim().is_empty() && country;
    if !whole {
        if *there != nothing {
            left_out.addresses.insert(customer.code.clone());
        }
        return COLUMNS.iter().map(|column| (*column, String::new())).collect();
    }
    let line = |at: usize| lines.get(at).copied().unwrap_or_default().to_owned();
    // More lines than there are columns stand in the last one.
    let rest = lines.get(2..).unwrap_or_default().join(", ");
    let texts = [
        line(0),
        line(1),
        rest,
        there.city.clone(),
        there.region.clone(),
        there.postal_code.clone(),
        there.country.clone(),
    ];
    COLUMNS.into_iter().zip(texts).collect()
}

fn contacts(customer: &MasterCustomer, left_out: &mut LeftOut) -> String {
    let mut told = Vec::new();
    for contact in &customer.contacts {
        if cell::email(&contact.email).is_err() {
            left_out.emails.insert(customer.code.clone());
            continue;
        }
        let role = if contact.billing { "billing" } else { "other" };
        let name = contact.name.replace([';', '<', '>'], " ");
        told.push(match name.trim() {
            "" => format!("{role}: {}", contact.email.trim()),
            name => format!("{role}: {name} <{}>", contact.email.trim()),
        });
    }
    told.join("; ")
}

/// Reads a delivery; a customer that does not read is an item of the quarantine, with its place in the list as its line.
fn read(
    (source, kind, file, received): Read<'_>,
    bytes: &[u8],
    by: &ReadBy,
    open: OpenDocument<'_>,
    take: Take<'_>,
) -> ParsedFile {
    let map = match by {
        ReadBy::Columns(map) => map,
        ReadBy::Mapping(_) => return drop::read_by((source, kind, file, received), bytes, by, open, take),
    };
    let mut parsed = ParsedFile::default();
    let delivered: Delivered = match serde_json::from_slice(bytes) {
        Ok(delivered) => delivered,
        Err(why) => {
            parsed.refuse(file, BadCell { code: Code::LoadUnreadable, message: why.to_string() }, bytes, Vec::new());
            parsed.rows_read = parsed.quarantined();
            return parsed;
        }
    };
    let (mut good, mut part, mut left_out) = (0, Stated::default(), LeftOut::default());
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (at, customer) in (1u32..).zip(&delivered.customers) {
        let (columns, cells) = mapped(row(customer, &delivered.tells, &mut left_out), map);
        let cells: Vec<std::borrow::Cow<'_, str>> = cells.iter().map(|text| text.as_str().into()).collect();
        let fields = Fields::new(&columns, &cells, false);
        let Some(ours) = fields.text("customer") else {
            left_out.nobody += 1;
            continue;
        };
        let said = Said::of_columns(Thing::Customer, columns.iter().map(String::as_str));
        let lines: Vec<bool> = columns.iter().map(|column| may_have_lines(column)).collect();
        let of = rows::Of { source, kind: Kind::Customers, received, said: &said };
        let fact = fields.printable(&lines).and_then(|()| rows::fact(of, &fields, open));
        let fact = fact.and_then(|fact| match seen.insert(ours.clone()) {
            true => Ok(fact),
            false => {
                let message = format!("another one in this list is {} too", cell::shown(&ours));
                Err(("customer".to_owned(), BadCell { code: Code::CustomerTwice, message }))
            }
        });
        match fact {
            Ok(fact) => part.add_row(at, fact),
            Err((column, why)) => {
                let about = about(Kind::Customers, &fields, received).into_iter().collect();
                parsed.take_bad(at, Some(column), why, about, || RowText {
                    shown: customer.code.clone(),
                    whole: canonical::hash(&(&columns, &cells)),
                });
            }
        }
        if part.facts.len() == AT_ONCE {
            good += part.facts.len();
            take(std::mem::take(&mut part));
        }
    }
    good += part.facts.len();
    if !part.facts.is_empty() {
        take(part);
    }
    parsed.note = left_out.note();
    parsed.rows_read = good + parsed.quarantined();
    parsed
}

/// The same by our columns, those that settings named first: what the ERP calls so itself gives way, though the customer has
/// nothing under the name that was set.
fn mapped(cells: Cells, map: &ColumnMap) -> (Vec<String>, Vec<String>) {
    let (named, own): (Vec<_>, Vec<_>) = cells.into_iter().partition(|(name, _)| map.column(name) != *name);
    let mut ours: Cells = named.into_iter().map(|(name, text)| (map.column(&name), text)).collect();
    for column in map.ours() {
        ours.entry(column.to_owned()).or_default();
    }
    for (name, text) in own {
        ours.entry(name).or_insert(text);
    }
    ours.into_iter().unzip()
}

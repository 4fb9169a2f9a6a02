//! Rows to facts.

use linehaul_domain::canonical;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::document::{Attestation, Document, Readability, TYPES};
use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::extra::Extra;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::Code;
use linehaul_domain::ids::{CarrierId, CustomerId, LegalEntityId, LoadNumber, SourceName};
use linehaul_domain::load::{BookedCharge, Item, Load, LoadStatus};
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::near::nearest;
use linehaul_domain::party::{InvoiceStyle, Payor};
use linehaul_domain::place::region_at_end;
use linehaul_domain::said::Said;
use linehaul_domain::stop::{Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::time::{Instant, Tz};

use crate::cell::{self, BadCell, Read, bad};
use crate::drop::fields::{BadField, Fields};
use crate::drop::{OpenDocument, customer, readability};
use crate::mapping::Kind;
use crate::places::country_of;

/// The statuses of a load.
pub const STATUSES: &[(&str, LoadStatus)] = &[
    ("booked", LoadStatus::Booked),
    ("in_transit", LoadStatus::InTransit),
    ("delivered", LoadStatus::Delivered),
    ("tonu", LoadStatus::Tonu),
    ("cancelled", LoadStatus::Cancelled),
    // As a system says that it knows a load no more.
    ("deleted", LoadStatus::Cancelled),
    ("void", LoadStatus::Cancelled),
];

/// The kinds of a stop.
pub const STOP_KINDS: &[(&str, StopKind)] = &[
    ("pickup", StopKind::Pickup),
    ("delivery", StopKind::Delivery),
    ("empty_return", StopKind::EmptyReturn),
    ("waypoint", StopKind::Waypoint),
];

/// The styles of invoicing.
pub(super) const STYLES: &[(&str, InvoiceStyle)] =
    &[("per_load", InvoiceStyle::PerLoad), ("summary", InvoiceStyle::Summary)];

/// Does the driver wait?
pub(super) const HANDLINGS: &[(&str, Handling)] = &[("live", Handling::Live), ("drop", Handling::Drop)];

/// What was agreed on when to come.
pub(super) const SCHEDULES: &[(&str, char)] = &[("appt", 'a'), ("appointment", 'a'), ("window", 'w'), ("fcfs", 'f')];

/// Whose rows are read, and when they were received.
#[derive(Clone, Copy)]
pub struct Of<'a> {
    pub source: &'a SourceName,
    pub kind: Kind,
    pub received: Instant,
    /// What the columns of the file say.
    pub said: &'a Said,
}

/// The fact that a row states, or the column and what is wrong with it. Where the file has no column of versions, what was
/// received last stands.
pub fn fact(of: Of<'_>, fields: &Fields<'_>, open: OpenDocument<'_>) -> Result<Fact, BadField> {
    let Of { source, kind, received, said } = of;
    let (version, body) = match kind {
        Kind::Events => {
            let event = event(fields)?;
            (Some(event.recorded), FactBody::Event { load: load_number(fields)?, event })
        }
        other => {
            let dated = fields.has("updated_at");
            let version = dated.then(|| fields.needed("updated_at", |t| cell::instant(t, None))).transpose()?;
            let body = match other {
                Kind::Customers => customer::body(fields)?,
                Kind::Loads => FactBody::Load(Box::new(load(fields)?)),
                Kind::Stops => FactBody::Stop { load: load_number(fields)?, stop: Box::new(stop(fields)?) },
                _ => FactBody::Document { load: load_number(fields)?, document: document(source, fields, open)? },
            };
            (version, body)
        }
    };
    Ok(Fact {
        source: source.clone(),
        version: version.unwrap_or(received),
        undated: version.is_none(),
        said: fields.said(said),
        receipt: 0,
        came: None,
        body,
    })
}

fn load_number(fields: &Fields<'_>) -> Result<LoadNumber, BadField> {
    Ok(LoadNumber(fields.required("load_number")?.to_owned()))
}

fn money(fields: &Fields<'_>, column: &str, currency: Option<Currency>) -> Result<Option<Money>, BadField> {
    fields.value(column, |text| {
        let amount = cell::decimal(text)?;
        match currency {
            Some(currency) => Ok(Money::new(amount, currency)),
            None => bad(Code::CurrencyWrong, no_currency(text)),
        }
    })
}

pub(super) fn no_currency(amount: &str) -> String {
    format!("{} has no currency: the column currency is empty", cell::shown(amount))
}

fn load(fields: &Fields<'_>) -> Result<Load, BadField> {
    let currency = fields.value("currency", cell::currency)?;
    let mut load = Load::new(load_number(fields)?);
    load.order = fields.text("order");
    load.customer = Some(CustomerId(fields.required("customer")?.to_owned()));
    load.bill_to = fields.text("bill_to").map(CustomerId);
    load.payors = fields.value("payors", payors)?.unwrap_or_default();
    load.legal_entity = fields.text("legal_entity").map(LegalEntityId);
    load.carrier = fields.text("carrier").map(CarrierId);
    load.mode = fields.text("mode").unwrap_or_default();
    load.equipment = fields.text("equipment").unwrap_or_default();
    load.status = fields.needed("status", |t| cell::word(t, "status of a load", STATUSES))?;
    load.miles = fields.value("miles", cell::quantity)?;
    load.deadhead_miles = fields.value("deadhead_miles", cell::quantity)?;
    load.weight_lb = fields.value("weight_lb", cell::quantity)?;
    load.driver_count = fields.value("driver_count", cell::whole)?;
    load.expected_total = money(fields, "expected_total", currency)?;
    let item = Item {
        class: fields.text("item_class"),
        weight_lb: None,
        pieces: fields.value("pieces", cell::whole)?,
        hazmat: fields.value("hazmat", cell::flag)?.unwrap_or(false),
    };
    if item.class.is_some() || item.pieces.is_some() || item.hazmat {
        load.items.push(item);
    }
    for (column, text) in fields.all() {
        open_column(&mut load, column, text, currency).map_err(|bad| (column.to_owned(), bad))?;
    }
    Ok(load)
}

/// `ACME:60;BETA:40` by percent, `ACME:12000 lb;BETA:8000 lb` by weight.
pub(super) fn payors(text: &str) -> Read<Vec<Payor>> {
    text.split(';')
        .map(|part| match part.rsplit_once(':') {
            Some((customer, share)) if !customer.trim().is_empty() => {
                let customer = CustomerId(customer.trim().to_owned());
                Ok(match share.trim().strip_suffix("lb") {
                    Some(pounds) => Payor { customer, share_percent: None, weight_lb: Some(cell::quantity(pounds)?) },
                    None => Payor { customer, share_percent: Some(cell::quantity(share)?), weight_lb: None },
                })
            }
            _ => bad(
                Code::PayorWrong,
                format!("`{}` is no payor with a share like ACME:60 or ACME:12000 lb", cell::shown(part)),
            ),
        })
        .collect()
}

/// The types of an extra, as `extra:NAME:TYPE` says them.
const EXTRA_TYPES: &[&str] = &["text", "number", "money", "date", "instant", "flag"];

/// What is wrong with the header of an open column.
pub fn open_column_wrong(column: &str) -> Option<String> {
    let (prefix, rest) = column.split_once(':').filter(|(p, _)| ["ref", "booked", "extra"].contains(p))?;
    let (name, kind) = match prefix {
        "extra" => rest.rsplit_once(':').unwrap_or((rest, "text")),
        _ => (rest, "text"),
    };
    if name.trim().is_empty() {
        return Some(format!("the column {} names nothing", cell::shown(column)));
    }
    (!EXTRA_TYPES.contains(&kind)).then(|| {
        let hint = nearest(kind, EXTRA_TYPES.iter().copied()).map(|n| format!("; did you mean `{n}`?"));
        let known = EXTRA_TYPES.join(", ");
        format!(
            "`{}` in {} is no type of an extra ({known}){}",
            cell::shown(kind),
            cell::shown(column),
            hint.unwrap_or_default()
        )
    })
}

/// `ref:NAME`, `booked:CODE`, `extra:NAME:TYPE`. An empty one is absent.
pub fn open_column(load: &mut Load, column: &str, text: &str, currency: Option<Currency>) -> Result<(), BadCell> {
    if let Some(name) = column.strip_prefix("ref:") {
        if !text.is_empty() {
            load.references.insert(name.to_owned(), text.to_owned());
        }
        return Ok(());
    }
    if text.is_empty() {
        return Ok(());
    }
    let in_currency = |amount| match currency {
        Some(currency) => Ok(Money::new(amount, currency)),
        None => bad(Code::CurrencyWrong, no_currency(text)),
    };
    if let Some(code) = column.strip_prefix("booked:") {
        let amount = in_currency(cell::decimal(text)?)?;
        load.booked.push(BookedCharge { code: ChargeCode::from(code), amount });
    } else if let Some(rest) = column.strip_prefix("extra:") {
        let (name, kind) = rest.rsplit_once(':').unwrap_or((rest, "text"));
        let extra = match kind {
            "number" => Extra::Number(cell::decimal(text)?),
            "money" => Extra::Money(in_currency(cell::decimal(text)?)?),
            "date" => Extra::Date(cell::date(text)?),
            "instant" => Extra::Instant(cell::instant(text, None)?),
            "flag" => Extra::Flag(cell::flag(text)?),
            _ => Extra::Text(text.to_owned()),
        };
        load.extras.insert(name.to_owned(), extra);
    }
    Ok(())
}

fn stop(fields: &Fields<'_>) -> Result<StopVisit, BadField> {
    let zone = fields.zone("zone")?;
    let at = |column: &str| fields.instant(column, Some(zone));
    let city = fields.text("city").unwrap_or_default();
    let region = fields.text("region").or_else(|| region_at_end(&city));
    let country = fields.text("country").or_else(|| region.as_deref().and_then(country_of).map(str::to_owned));
    Ok(StopVisit {
        seq: fields.needed("seq", cell::position)?,
        kind: fields.needed("type", |t| cell::word(t, "kind of stop", STOP_KINDS))?,
        name: fields.text("name").unwrap_or_default().into(),
        region,
        country,
        postal_code: fields.text("postal_code"),
        city: city.into(),
        zone,
        schedule: schedule_of(fields, Some(zone))?,
        handling: fields.value("handling", |t| cell::word(t, "handling", HANDLINGS))?.unwrap_or(Handling::Live),
        arrived: at("arrived_at")?,
        notified: at("notified_at")?,
        departed: at("departed_at")?,
        told_to_return: at("told_to_return_at")?,
        returned: at("returned_at")?,
        cancelled: fields.value("cancelled", cell::flag)?.unwrap_or(false),
        closures: Vec::new(),
    })
}

/// When a stop is to be come to, with local times in a zone.
pub(super) fn schedule_of(fields: &Fields<'_>, zone: Option<Tz>) -> Result<Schedule, BadField> {
    let at = |column: &str| fields.instant(column, zone);
    schedule(fields, at("appointment")?, at("window_from")?, at("window_to")?)
}

type Time = Option<Instant>;

fn schedule(fields: &Fields<'_>, appointment: Time, from: Time, to: Time) -> Result<Schedule, BadField> {
    let stated = fields.value("schedule", |t| cell::word(t, "schedule", SCHEDULES))?;
    let lacks = |column: &str, what: &str| {
        (
            column.to_owned(),
            BadCell { code: Code::CellEmpty, message: format!("{what} needs {column}, which is empty") },
        )
    };
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        let message = "the window closes before it opens".to_owned();
        return Err(("window_to".to_owned(), BadCell { code: Code::WindowReversed, message }));
    }
    match (stated, appointment, from, to) {
        (Some('a'), None, ..) => Err(lacks("appointment", "an appointment")),
        (Some('w'), _, None, _) => Err(lacks("window_from", "a window")),
        (Some('w'), _, _, None) => Err(lacks("window_to", "a window")),
        (Some('f'), ..) | (None, None, None, None) => Ok(Schedule::FirstCome),
        (Some('w') | None, None, Some(from), Some(to)) | (Some('w'), _, Some(from), Some(to)) => {
            Ok(Schedule::Window { from, to })
        }
        (_, Some(at), ..) => Ok(Schedule::Appointment { at }),
        (_, _, None, _) => Err(lacks("window_from", "a window")),
        (..) => Err(lacks("window_to", "a window")),
    }
}

fn event(fields: &Fields<'_>) -> Result<Event, BadField> {
    let names: Vec<(&str, EventKind)> = EventKind::ALL.iter().map(|(kind, name)| (*name, *kind)).collect();
    let at = fields.needed("at", |t| cell::instant(t, None))?;
    let currency = fields.value("currency", cell::currency)?;
    Ok(Event {
        id: fields.required("event_id")?.to_owned(),
        kind: fields.needed("event", |t| cell::word(t, "event", &names))?,
        stop: fields.value("stop", cell::whole)?,
        at,
        recorded: fields.instant("recorded_at", None)?.unwrap_or(at),
        charge: fields.text("charge").map(|code| ChargeCode(code.into())),
        amount: money(fields, "amount", currency)?,
        quantity: fields.value("quantity", cell::decimal)?,
        by: fields.text("by"),
        note: fields.text("note"),
    })
}

fn document(source: &SourceName, fields: &Fields<'_>, open: OpenDocument<'_>) -> Result<Document, BadField> {
    let types: Vec<(&str, &str)> = TYPES.iter().map(|t| (*t, *t)).collect();
    let mut kind = fields.needed("type", |t| cell::word(t, "type of document", &types))?;
    let signed_by = fields.text("signed_by");
    if kind == "pod" && signed_by.is_some() {
        kind = "pod_signed";
    }
    let attested = kind.ends_with("_signed");
    let signed = signed_by.or_else(|| attested.then(|| source.0.clone())).map(Attestation::Source);
    let pages = fields.value("pages", cell::pages)?;
    let file = match (fields.text("file"), pages) {
        (Some(file), Some(pages)) => Some(pages.named(&file)),
        (None, Some(_)) => {
            let message = "file is empty, and its pages are of no file".to_owned();
            return Err(("file".to_owned(), BadCell { code: Code::CellEmpty, message }));
        }
        (file, None) => file,
    };
    let bytes = file.as_deref().and_then(open);
    let currency = fields.value("currency", cell::currency)?;
    Ok(Document {
        id: fields.required("document_id")?.to_owned(),
        kind: kind.to_owned(),
        stop: fields.value("stop", cell::whole)?,
        hash: bytes.as_deref().map(canonical::hash_bytes),
        readability: match &file {
            Some(file) => readability(file, bytes.as_deref()),
            None => Readability::Readable,
        },
        file,
        signed,
        amount: money(fields, "amount", currency)?,
        looked: None,
    })
}

//! From a load as it was lived to the rows that dispatch exports of it, as far as they are known at the present.

use linehaul_domain::time::{Duration, Instant, NaiveDateTime};

use crate::calendar::{self, present};
use crate::csv_text::Row;
use crate::trip::{Agreed, DocumentFile, Trip, Visit};

/// Columns of `loads`.
pub const LOADS: &[&str] = &[
    "load_number",
    "order",
    "customer",
    "bill_to",
    "payors",
    "legal_entity",
    "mode",
    "equipment",
    "status",
    "miles",
    "deadhead_miles",
    "weight_lb",
    "driver_count",
    "item_class",
    "pieces",
    "hazmat",
    "currency",
    "expected_total",
    "updated_at",
];
/// Columns of the dispatch board.
pub const BOARD: &[&str] = &["load_number", "customer", "status", "updated_at"];
/// Columns of `stops`.
pub const STOPS: &[&str] = &[
    "load_number",
    "seq",
    "type",
    "name",
    "city",
    "region",
    "country",
    "zone",
    "schedule",
    "appointment",
    "window_from",
    "window_to",
    "handling",
    "arrived_at",
    "departed_at",
    "told_to_return_at",
    "returned_at",
    "cancelled",
    "updated_at",
];
/// Columns of `events`.
pub const EVENTS: &[&str] =
    &["event_id", "load_number", "stop", "event", "at", "recorded_at", "charge", "amount", "currency", "note"];
/// Columns of `documents`.
pub const DOCUMENTS: &[&str] =
    &["document_id", "load_number", "stop", "type", "file", "signed_by", "amount", "currency", "updated_at"];
/// Columns of `customers`.
pub const CUSTOMERS: &[&str] = &[
    "customer",
    "name",
    "erp_code",
    "credit_hold",
    "currency",
    "payment_terms",
    "legal_entity",
    "invoice_style",
    "address_1",
    "address_2",
    "city",
    "region",
    "postal_code",
    "country",
    "contacts",
    "updated_at",
];

fn row<'a>(cells: impl IntoIterator<Item = (&'a str, String)>) -> Row {
    let filled = cells.into_iter().filter(|(_, cell)| !cell.is_empty());
    filled.map(|(column, cell)| (column.to_owned(), cell)).collect()
}

fn stamp(at: Instant) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn number<T: ToString>(value: Option<T>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

fn yes(flag: bool) -> String {
    if flag { "yes".to_owned() } else { String::new() }
}

/// The newest version of a load's row.
pub fn version(trip: &Trip) -> Instant {
    (trip.done() + Duration::hours(3)).max(begun(trip) - Duration::hours(44)).min(present())
}

/// When the truck came to the first pickup, or is to come.
fn begun(trip: &Trip) -> Instant {
    let first = trip.visits.first();
    first.map(|v| v.instant(v.arrived.unwrap_or_else(|| agreed(v, trip)))).unwrap_or_default()
}

/// Forgets what has not happened yet.
pub fn known_by(trip: &mut Trip, now: Instant) {
    let open = |visit: &Visit, at: Option<NaiveDateTime>| at.filter(|local| visit.instant(*local) <= now);
    for visit in &mut trip.visits {
        visit.arrived = open(visit, visit.arrived);
        visit.departed = open(visit, visit.departed);
    }
    if trip.done() == Instant::default() {
        trip.status = "booked";
    } else if trip.status == "delivered" && trip.visits.last().is_some_and(|v| v.departed.is_none()) {
        trip.status = "in_transit";
    }
    let visits = trip.visits.clone();
    trip.papers.retain(|paper| match (paper.kind, paper.stop) {
        ("rate_confirmation", _) => true,
        (_, Some(stop)) => visits.get(stop - 1).is_some_and(|v| v.departed.is_some()),
        (_, None) => visits.last().is_some_and(|v| v.departed.is_some()) || visits[0].cancelled,
    });
}

/// The row of `loads`.
pub fn load(trip: &Trip) -> Row {
    let order = format!("ORD-{}", trip.number.trim_start_matches("PS-"));
    let entity = if trip.currency == "CAD" { "PSL-CANADA" } else { "PSL-US" };
    let mut cells = row([
        ("load_number", trip.number.clone()),
        ("order", order),
        ("customer", trip.customer.to_owned()),
        ("bill_to", trip.bill_to.to_owned()),
        ("payors", trip.payors.to_owned()),
        ("legal_entity", entity.to_owned()),
        ("mode", trip.mode.to_owned()),
        ("equipment", trip.equipment.to_owned()),
        ("status", trip.status.to_owned()),
        ("miles", number(trip.miles)),
        ("deadhead_miles", number(trip.deadhead_miles)),
        ("weight_lb", trip.weight_lb.to_string()),
        ("driver_count", trip.drivers.to_string()),
        ("item_class", trip.item_class.to_owned()),
        ("pieces", if trip.pieces > 0 { trip.pieces.to_string() } else { String::new() }),
        ("hazmat", yes(trip.hazmat)),
        ("currency", trip.currency.to_owned()),
        ("expected_total", trip.expected_total.map(|t| format!("{t:.2}")).unwrap_or_default()),
        ("updated_at", stamp(version(trip))),
    ]);
    cells.extend(trip.more.iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| ((*k).to_owned(), v.clone())));
    cells
}

/// The rows of `stops`; local times without offset where the export has them so.
pub fn stops(trip: &Trip, local: bool) -> Vec<Row> {
    let rows = trip.visits.iter().enumerate().map(|(index, visit)| {
        let show = |at: Option<NaiveDateTime>| match at {
            Some(at) if local => at.format("%Y-%m-%d %H:%M").to_string(),
            Some(at) => visit.stamp(at),
            None => String::new(),
        };
        let (schedule, agreed, from, to) = match visit.agreed {
            Agreed::At(at) => ("APPT", Some(at), None, None),
            Agreed::Window(from, to) => ("WINDOW", None, Some(from), Some(to)),
            Agreed::FirstCome => ("FCFS", None, None, None),
        };
        let (arrived, departed) = if visit.by_events { (None, None) } else { (visit.arrived, visit.departed) };
        row([
            ("load_number", trip.number.clone()),
            ("seq", (index + 1).to_string()),
            ("type", visit.kind.to_owned()),
            ("name", visit.facility.clone()),
            ("city", visit.place.city.to_owned()),
            ("region", visit.place.region().to_owned()),
            ("country", visit.place.country.to_owned()),
            ("zone", visit.place.zone.name().to_owned()),
            ("schedule", schedule.to_owned()),
            ("appointment", show(agreed)),
            ("window_from", show(from)),
            ("window_to", show(to)),
            ("handling", visit.handling.to_owned()),
            ("arrived_at", show(arrived)),
            ("departed_at", show(departed)),
            ("told_to_return_at", show(visit.told_to_return)),
            ("returned_at", show(visit.returned)),
            ("cancelled", yes(visit.cancelled)),
            ("updated_at", stamp(version(trip))),
        ])
    });
    let mut rows: Vec<Row> = rows.collect();
    if trip.told_twice {
        let mut again = rows[0].clone();
        again.insert("name".to_owned(), format!("{} gate 2", trip.visits[0].facility));
        rows.push(again);
    }
    rows
}

/// The rows of `events` in order of time.
pub fn events(trip: &Trip) -> Vec<Row> {
    let first = begun(trip);
    let mut list: Vec<(Instant, &str, String, [&str; 3])> = vec![
        (first - Duration::hours(44), "accepted", String::new(), [""; 3]),
        (first - Duration::hours(5), "dispatched", String::new(), [""; 3]),
    ];
    for (index, visit) in trip.visits.iter().enumerate() {
        let times = [("arrived", visit.arrived), ("departed", visit.departed)];
        for (kind, at) in times.into_iter().filter_map(|(kind, at)| at.map(|at| (kind, at))) {
            list.push((visit.instant(at), kind, (index + 1).to_string(), [""; 3]));
        }
    }
    for happening in &trip.happenings {
        let texts = [happening.charge, happening.amount, happening.note];
        list.push((happening.at, happening.kind, number(happening.stop), texts));
    }
    if trip.status == "delivered" {
        list.push((trip.done() + Duration::minutes(4), "delivered", String::new(), [""; 3]));
    }
    list.retain(|(at, ..)| *at <= present());
    let rows = list.into_iter().enumerate().map(|(index, (at, kind, stop, [charge, amount, note]))| {
        row([
            ("event_id", format!("{}-{:02}", trip.number, index + 1)),
            ("load_number", trip.number.clone()),
            ("stop", stop),
            ("event", kind.to_owned()),
            ("at", stamp(at)),
            ("recorded_at", stamp(at + Duration::minutes(2))),
            ("charge", charge.to_owned()),
            ("amount", amount.to_owned()),
            ("currency", if amount.is_empty() { String::new() } else { trip.currency.to_owned() }),
            ("note", note.to_owned()),
        ])
    });
    rows.collect()
}

fn agreed(visit: &Visit, trip: &Trip) -> NaiveDateTime {
    match visit.agreed {
        Agreed::At(at) | Agreed::Window(at, _) => at,
        Agreed::FirstCome => calendar::at(trip.day, 14, 0),
    }
}

/// The file behind a document; one POD file serves all deliveries of a load.
pub fn file_name(trip: &Trip, kind: &str, file: DocumentFile) -> String {
    let number = &trip.number;
    match (file, kind) {
        (DocumentFile::None, _) => String::new(),
        (_, "pod" | "pod_signed") => format!("pod-{number}.pdf"),
        (_, kind) => format!("{}-{number}.pdf", kind.replace('_', "-")),
    }
}

/// The rows of `documents`.
pub fn documents(trip: &Trip) -> Vec<Row> {
    let rows = trip.papers.iter().map(|paper| {
        row([
            ("document_id", format!("{}-{}{}", trip.number, paper.kind.replace('_', "-"), suffix(paper.stop))),
            ("load_number", trip.number.clone()),
            ("stop", number(paper.stop)),
            ("type", paper.kind.to_owned()),
            ("file", file_name(trip, paper.kind, paper.file)),
            ("signed_by", paper.signed_by.to_owned()),
            ("amount", paper.amount.map(|a| format!("{a:.2}")).unwrap_or_default()),
            ("currency", if paper.amount.is_some() { trip.currency.to_owned() } else { String::new() }),
            ("updated_at", stamp(version(trip))),
        ])
    });
    rows.collect()
}

fn suffix(stop: Option<usize>) -> String {
    stop.map(|s| format!("-{s}")).unwrap_or_default()
}

//! What lies in the drop folder: an export a month and kind, in more than one dialect, with repetitions, late and
//! superseded rows, and a handful that no reader can take.

use std::collections::BTreeMap;

use crate::calendar;
use crate::company;
use crate::csv_text::{self, Dialect, PLAIN, Row};
use crate::pdf;
use crate::random::Dice;
use crate::rows;
use crate::trip::{DocumentFile, Trip};

/// Files of the drop folder: path in it, bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// December's loads come from the system before the last upgrade, with headers of its own. `linehaul.toml` maps them.
const OLD_LOADS: Dialect = Dialect {
    delimiter: ',',
    line_end: "\n",
    mark: false,
    headers: &[
        ("load_number", "Load #"),
        ("order", "Order #"),
        ("customer", "Customer Code"),
        ("mode", "Service"),
        ("equipment", "Trailer"),
        ("miles", "Loaded Mi"),
        ("weight_lb", "Weight (lb)"),
        ("expected_total", "Booked Total"),
        ("updated_at", "Last Change"),
    ],
};

/// January's stops were saved from a spreadsheet: semicolons, a byte order mark, local times.
const SPREADSHEET: Dialect = Dialect { delimiter: ';', line_end: "\r\n", mark: true, headers: &[] };

/// The drop folder.
pub fn drop_folder(dice: &mut Dice, trips: &[Trip]) -> Files {
    let mut out = Shipment { files: Files::new(), rows: BTreeMap::new() };
    for trip in trips {
        place(dice, trip, &mut out);
    }
    superseded(trips, &mut out);
    unreadable(&mut out);
    boards(trips, &mut out);
    let before = csv_text::text(rows::CUSTOMERS, &company::customers("2024-11-01T14:00:00Z", false), &PLAIN);
    let after = csv_text::text(rows::CUSTOMERS, &company::customers("2025-02-03T15:30:00Z", true), &PLAIN);
    out.files.insert("customers-2024-11.csv".to_owned(), before);
    out.files.insert("customers-2025-02.csv".to_owned(), after);
    out.write(dice);
    out.files.extend(document_files(trips));
    out.files
}

struct Shipment {
    files: Files,
    rows: BTreeMap<(String, &'static str), Vec<Row>>,
}

impl Shipment {
    fn add(&mut self, kind: &'static str, name: &str, rows: impl IntoIterator<Item = Row>) {
        self.rows.entry((name.to_owned(), kind)).or_default().extend(rows);
    }

    fn write(&mut self, dice: &mut Dice) {
        for ((month, kind), mut rows) in std::mem::take(&mut self.rows) {
            let (columns, dialect) = match kind {
                "loads" if month == "2024-12" => (rows::LOADS, &OLD_LOADS),
                "loads" => (rows::LOADS, &PLAIN),
                "stops" if month == "2025-01" => (rows::STOPS, &SPREADSHEET),
                "stops" => (rows::STOPS, &PLAIN),
                "events" => (rows::EVENTS, &PLAIN),
                _ => (rows::DOCUMENTS, &PLAIN),
            };
            if kind == "events" {
                dice.shuffle(&mut rows);
            }
            self.files.insert(format!("{kind}-{month}.csv"), csv_text::text(columns, &rows, dialect));
        }
    }
}

fn month_after(month: &str) -> &'static str {
    match month {
        "2024-11" => "2024-12",
        "2024-12" => "2025-01",
        "2025-01" => "2025-02",
        _ => "2025-03",
    }
}

fn place(dice: &mut Dice, trip: &Trip, out: &mut Shipment) {
    let month = trip.day.format("%Y-%m").to_string();
    let later = month_after(&month);
    if trip.other_miles.is_some() {
        out.add("loads", &month, [rows::load(&Trip { miles: trip.other_miles, ..trip.clone() })]);
    }
    out.add("loads", &month, [rows::load(trip)]);
    out.add("stops", &month, rows::stops(trip, month == "2025-01"));
    for event in rows::events(trip) {
        // One in twenty comes with the next export, one in thirty comes twice.
        let to = if dice.chance(5) { later } else { &month };
        if dice.below(30) == 0 {
            out.add("events", later, [event.clone()]);
        }
        out.add("events", to, [event]);
    }
    for paper in rows::documents(trip) {
        let to = if dice.chance(8) { later } else { &month };
        out.add("documents", to, [paper]);
    }
}

/// Older versions of rows that arrive before, and sometimes after, the newer one; and a resend of what is known.
fn superseded(trips: &[Trip], out: &mut Shipment) {
    for trip in trips.iter().filter(|t| t.status == "delivered").step_by(19) {
        let mut older = rows::load(trip);
        let first = trip.visits[0].instant(trip.visits[0].arrived.unwrap_or_default());
        older.insert("updated_at".to_owned(), first.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        older.insert("status".to_owned(), "in_transit".to_owned());
        older.insert("weight_lb".to_owned(), (trip.weight_lb + 500).to_string());
        out.add("loads", "2025-03-resend", [older]);
    }
    for trip in trips.iter().filter(|t| t.day.format("%Y-%m").to_string() == "2025-02").take(20) {
        out.add("loads", "2025-03-resend", [rows::load(trip)]);
    }
}

/// Rows that go to quarantine. Each is beside the point of every load: the load's own rows are sound.
fn unreadable(out: &mut Shipment) {
    let row =
        |cells: &[(&str, &str)]| -> Row { cells.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect() };
    let load =
        [("customer", "ACME"), ("mode", "TL"), ("equipment", "53ft dry van"), ("updated_at", "2025-02-20T10:00:00Z")];
    let with = |more: &[(&str, &str)]| row(&[&load[..], more].concat());
    out.add("loads", "2025-02", [with(&[("load_number", "PS-29001"), ("status", "DELIVRD")])]);
    out.add(
        "loads",
        "2025-02",
        [with(&[("load_number", "PS-29002"), ("status", "delivered"), ("weight_lb", "38,120")])],
    );
    out.add("loads", "2025-03", [with(&[("load_number", ""), ("status", "booked")])]);
    let stop = [("load_number", "PS-29001"), ("type", "pickup"), ("city", "Memphis TN"), ("schedule", "APPT")];
    let stop_with = |more: &[(&str, &str)]| row(&[&stop[..], &[("updated_at", "2025-02-20T10:00:00Z")], more].concat());
    out.add("stops", "2025-02", [stop_with(&[("seq", "1"), ("zone", "America/Chicgo")])]);
    let gap = [("seq", "2"), ("zone", "America/Chicago"), ("appointment", "2025-03-09 02:30")];
    out.add("stops", "2025-02", [stop_with(&gap)]);
    let event = [("event_id", "geo-1"), ("load_number", "PS-29001"), ("event", "geofence_ping")];
    let times = [("at", "2025-02-20T10:00:00Z"), ("recorded_at", "2025-02-20T10:00:00Z")];
    out.add("events", "2025-02", [row(&[&event[..], &times].concat())]);
    let paper = [("document_id", "scan-77"), ("load_number", "PS-29001"), ("type", "prof_of_delivery")];
    out.add("documents", "2025-03", [row(&[&paper[..], &[("updated_at", "2025-02-20T10:00:00Z")]].concat())]);
}

/// What is on the dispatch board, on two mornings: every load of the last weeks. `linehaul.toml` says that it lists all that are open.
fn boards(trips: &[Trip], out: &mut Shipment) {
    for (morning, is_last) in [("2025-03-06", false), ("2025-03-07", true)] {
        let listed = trips.iter().filter(|t| t.day >= calendar::on_board_since() && !(is_last && t.off_the_board));
        let rows: Vec<Row> = listed
            .map(|trip| {
                rows::load(trip).into_iter().filter(|(column, _)| rows::BOARD.contains(&column.as_str())).collect()
            })
            .collect();
        let text = csv_text::text(rows::BOARD, &rows, &PLAIN);
        out.files.insert(format!("loads-board-{morning}.csv"), text);
    }
}

fn document_files(trips: &[Trip]) -> Files {
    let mut files = Files::new();
    for trip in trips {
        for paper in trip.papers.iter().filter(|p| p.file != DocumentFile::None) {
            let name = format!("documents/{}", rows::file_name(trip, paper.kind, paper.file));
            files.entry(name).or_insert_with(|| match paper.file {
                DocumentFile::Empty => Vec::new(),
                DocumentFile::Locked => pdf::locked_page(&lines(trip, paper.kind)),
                DocumentFile::Mistyped => pdf::picture(),
                DocumentFile::None | DocumentFile::Sound => pdf::page(&lines(trip, paper.kind)),
            });
        }
    }
    files
}

fn lines(trip: &Trip, kind: &str) -> Vec<String> {
    let mut lines = vec![
        "Prairie Star Logistics - sample document".to_owned(),
        kind.replace('_', " "),
        format!("Load {}", trip.number),
    ];
    match trip.papers.iter().find(|p| p.kind == kind) {
        Some(paper) if paper.amount.is_some() => {
            lines.push(format!("Amount {:.2} {}", paper.amount.unwrap_or_default(), trip.currency));
        }
        _ => {
            let to = trip.visits.iter().filter(|v| v.kind == "delivery");
            lines.extend(to.map(|v| format!("{}, {}: received in good order", v.facility, v.place.city)));
        }
    }
    lines
}

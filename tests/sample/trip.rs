//! A load as dispatch lived it: visits with local times, happenings, papers. Everything else is made from this.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::chrono::TimeZone;
use linehaul_domain::time::{Duration, Instant, NaiveDate, NaiveDateTime, Utc};

use crate::places::Place;

/// What was agreed on when to come; local time.
#[derive(Debug, Clone, Copy)]
pub enum Agreed {
    /// An appointment.
    At(NaiveDateTime),
    /// A window.
    Window(NaiveDateTime, NaiveDateTime),
    /// First come, first served.
    FirstCome,
}

/// A visit; times are local to the place.
#[derive(Debug, Clone)]
pub struct Visit {
    pub kind: &'static str,
    pub facility: String,
    pub place: Place,
    pub agreed: Agreed,
    pub handling: &'static str,
    pub arrived: Option<NaiveDateTime>,
    pub departed: Option<NaiveDateTime>,
    pub told_to_return: Option<NaiveDateTime>,
    pub returned: Option<NaiveDateTime>,
    pub cancelled: bool,
    /// Do only events tell the times?
    pub by_events: bool,
}

impl Visit {
    /// A visit that came and went.
    pub fn new(
        kind: &'static str,
        facility: &str,
        place: Place,
        agreed: Agreed,
        arrived: NaiveDateTime,
        minutes: i64,
    ) -> Visit {
        Visit {
            kind,
            facility: facility.to_owned(),
            place,
            agreed,
            handling: "live",
            arrived: Some(arrived),
            departed: Some(arrived + Duration::minutes(minutes)),
            told_to_return: None,
            returned: None,
            cancelled: false,
            by_events: false,
        }
    }

    /// The instant of a local time here.
    pub fn instant(&self, local: NaiveDateTime) -> Instant {
        let found = self.place.zone.from_local_datetime(&local).single();
        found.expect("the sample keeps clear of clock changes").with_timezone(&Utc)
    }

    /// RFC 3339 with this place's offset.
    pub fn stamp(&self, local: NaiveDateTime) -> String {
        self.instant(local).with_timezone(&self.place.zone).to_rfc3339()
    }
}

/// An event beside arrivals and departures, which follow from the visits.
#[derive(Debug, Clone)]
pub struct Happening {
    pub kind: &'static str,
    pub stop: Option<usize>,
    pub at: Instant,
    pub charge: &'static str,
    pub amount: &'static str,
    pub note: &'static str,
}

/// What lies behind a document's file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentFile {
    /// A mere mention, no file.
    None,
    /// A sound PDF.
    Sound,
    /// A file of no bytes.
    Empty,
    /// A PDF with a password.
    Locked,
    /// A picture named .pdf.
    Mistyped,
}

/// A document.
#[derive(Debug, Clone)]
pub struct Paper {
    pub kind: &'static str,
    pub stop: Option<usize>,
    pub signed_by: &'static str,
    pub amount: Option<Decimal>,
    pub file: DocumentFile,
}

/// A load.
#[derive(Debug, Clone)]
pub struct Trip {
    pub number: String,
    /// Day of the pickup as it happened or will.
    pub day: NaiveDate,
    pub customer: &'static str,
    pub bill_to: &'static str,
    pub payors: &'static str,
    pub mode: &'static str,
    pub equipment: &'static str,
    pub status: &'static str,
    pub miles: Option<i64>,
    pub deadhead_miles: Option<i64>,
    pub weight_lb: i64,
    pub drivers: i64,
    pub item_class: &'static str,
    pub pieces: i64,
    pub hazmat: bool,
    pub currency: &'static str,
    pub expected_total: Option<Decimal>,
    /// `ref:…`, `extra:…`, `booked:…` by column.
    pub more: BTreeMap<&'static str, String>,
    pub visits: Vec<Visit>,
    pub happenings: Vec<Happening>,
    pub papers: Vec<Paper>,
    /// Does a second statement of the same version differ?
    pub told_twice: bool,
    /// The miles of a second row of the same version, where there is one.
    pub other_miles: Option<i64>,
    /// Does the dispatch board list it no more?
    pub off_the_board: bool,
}

impl Trip {
    /// A delivered load with nothing on it yet.
    pub fn new(customer: &'static str, mode: &'static str, equipment: &'static str, visits: Vec<Visit>) -> Trip {
        let day = visits.first().and_then(|v| v.arrived).map(|at| at.date()).unwrap_or_default();
        Trip {
            number: String::new(),
            day,
            customer,
            bill_to: "",
            payors: "",
            mode,
            equipment,
            status: "delivered",
            miles: None,
            deadhead_miles: None,
            weight_lb: 0,
            drivers: 1,
            item_class: "",
            pieces: 0,
            hazmat: false,
            currency: "USD",
            expected_total: None,
            more: BTreeMap::new(),
            visits,
            happenings: Vec::new(),
            papers: Vec::new(),
            told_twice: false,
            other_miles: None,
            off_the_board: false,
        }
    }

    /// Adds a document.
    pub fn paper(&mut self, kind: &'static str, stop: Option<usize>) {
        self.papers.push(Paper { kind, stop, signed_by: "", amount: None, file: DocumentFile::None });
    }

    /// Adds a receipt with a file.
    pub fn receipt(&mut self, kind: &'static str, amount: Decimal) {
        self.papers.push(Paper { kind, stop: None, signed_by: "", amount: Some(amount), file: DocumentFile::Sound });
    }

    /// Adds a signed POD for each delivery, and what most loads have.
    pub fn usual_papers(&mut self, signer: &'static str) {
        self.paper("rate_confirmation", None);
        self.paper("bol_signed", Some(1));
        for stop in self.deliveries() {
            let signed = Paper {
                kind: "pod_signed",
                stop: Some(stop),
                signed_by: signer,
                amount: None,
                file: DocumentFile::Sound,
            };
            self.papers.push(signed);
        }
    }

    /// Sequence numbers of the deliveries.
    pub fn deliveries(&self) -> Vec<usize> {
        let all = self.visits.iter().enumerate();
        all.filter(|(_, v)| v.kind == "delivery").map(|(i, _)| i + 1).collect()
    }

    /// When the truck was done, as far as it is.
    pub fn done(&self) -> Instant {
        let times = self.visits.iter().flat_map(|v| v.departed.or(v.arrived).map(|at| v.instant(at)));
        times.max().unwrap_or_default()
    }
}

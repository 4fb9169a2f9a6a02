//! The seeded mistakes: what dispatch, drivers, customers and pricing get wrong, each with the code that must come of
//! it.

use linehaul_domain::Decimal;
use linehaul_domain::time::{Duration, NaiveDate};

use crate::calendar;
use crate::random::Dice;
use crate::trip::{Agreed, DocumentFile, Happening, Trip};
use crate::truckload::not_used;

/// One kind of mistake.
pub struct Mistake {
    /// The hold or warning that must come of it.
    pub code: &'static str,
    /// The customer concerned.
    pub customer: &'static str,
    /// On how many loads.
    pub count: usize,
    /// In words.
    pub words: &'static str,
    /// Did dispatch know it when it stated its expected total?
    pub known: bool,
    fits: fn(&Trip) -> bool,
    make: fn(&mut Trip),
}

const ALL: usize = usize::MAX;

fn mistake(
    code: &'static str,
    customer: &'static str,
    count: usize,
    words: &'static str,
    fits: fn(&Trip) -> bool,
    make: fn(&mut Trip),
) -> Mistake {
    Mistake { code, customer, count, words, known: false, fits, make }
}

fn known(mut of: Mistake) -> Mistake {
    of.known = true;
    of
}

/// Every mistake of the sample.
pub fn list() -> Vec<Mistake> {
    let mut all = papers();
    all.extend(facts());
    all.extend(contracts_and_money());
    all
}

/// What only several files show, or a table. They were added last and are drawn by dice of their own: the other loads stay as they were.
pub fn of_several() -> Vec<Mistake> {
    vec![
        mistake("VANISHED", "ACME", 1, "the dispatch board lists it no more, and nothing says why", boarded, |t| {
            t.off_the_board = true
        }),
        mistake("VANISHED", "BIGBOX", 1, "the dispatch board lists it no more, and nothing says why", boarded, |t| {
            t.off_the_board = true
        }),
        mistake("FACTS_DISPUTED", "STEELCO", 2, "two rows of one version say different miles", plain, |t| {
            t.other_miles = t.miles.map(|miles| miles + 40)
        }),
        mistake(
            "INDEX_ASKS",
            "MAPLE",
            ALL,
            "two papers give another exchange rate for February",
            over_the_border,
            |_| {},
        ),
    ]
}

fn papers() -> Vec<Mistake> {
    vec![
        mistake("POD_MISSING", "ACME", 6, "the signed POD has not come", plain, |t| drop_last(t, "pod_signed")),
        mistake("POD_MISSING", "BIGBOX", 5, "one store's POD has not come", plain, |t| drop_last(t, "pod_signed")),
        mistake("POD_MISSING", "NORTHLIGHT", 4, "no POD from the dock", plain, |t| drop_last(t, "pod_signed")),
        mistake("POD_MISSING", "STEELCO", 4, "no POD from the yard", plain, |t| drop_last(t, "pod_signed")),
        mistake("POD_MISSING", "MAPLE", 3, "the signed POD has not come", plain, |t| drop_last(t, "pod_signed")),
        mistake("POD_MISSING", "HARBOR", 2, "the signed POD has not come", plain, |t| drop_last(t, "pod_signed")),
        mistake("POD_UNSIGNED", "ACME", 3, "a POD that nobody attested as signed", one_drop, unsigned),
        mistake("POD_UNSIGNED", "SUNRISE", 1, "a POD that nobody attested as signed", one_drop, unsigned),
        mistake("DOCUMENT_MISSING", "ACME", 3, "detention without in and out times on the BOL", waited, |t| {
            drop_last(t, "in_out_times_on_bol")
        }),
        mistake("DOCUMENT_MISSING", "HARBOR", 2, "no interchange receipt of the return", plain, |t| {
            drop_last(t, "interchange_receipt_in")
        }),
        mistake("DOCUMENT_UNREADABLE", "ACME", 2, "the POD's file has no bytes", one_drop, |t| {
            pod_file(t, DocumentFile::Empty)
        }),
        mistake("DOCUMENT_UNREADABLE", "NORTHLIGHT", 1, "the POD asks for a password", one_drop, |t| {
            pod_file(t, DocumentFile::Locked)
        }),
        mistake("DOCUMENT_UNREADABLE", "SUNRISE", 1, "the POD is a picture named .pdf", one_drop, |t| {
            pod_file(t, DocumentFile::Mistyped)
        }),
        mistake("RECEIPT_DIFFERS", "ACME", 2, "the lumper's receipt is not what dispatch keyed", has_lumper, |t| {
            for paper in t.papers.iter_mut().filter(|p| p.kind == "lumper_receipt") {
                paper.amount = paper.amount.map(|a| a - Decimal::new(1_500, 2));
            }
        }),
        mistake("TAX_EVIDENCE_MISSING", "MAPLE", 2, "an export without its customs release", exported, |t| {
            drop_last(t, "customs_release")
        }),
    ]
}

fn facts() -> Vec<Mistake> {
    vec![
        mistake("REFERENCE_MISSING", "BIGBOX", 3, "no purchase order", plain, |t| reference(t, "")),
        mistake("REFERENCE_MISSING", "ACME", 4, "no purchase order", plain, |t| reference(t, "")),
        mistake("REFERENCE_MALFORMED", "BIGBOX", 3, "a purchase order not of the form 45########", plain, |t| {
            reference(t, "PO 45-31200")
        }),
        mistake("INPUT_MISSING", "STEELCO", 2, "no miles on a load that is paid by the mile", plain, |t| {
            t.miles = None
        }),
        mistake(
            "STOPS_INCOMPLETE",
            "ACME",
            2,
            "dispatch says delivered, the last departure is not there",
            one_drop,
            |t| {
                if let Some(last) = t.visits.last_mut() {
                    last.departed = None;
                }
            },
        ),
        mistake("STOPS_INCOMPLETE", "SUNRISE", 1, "dispatch says delivered, the pickup has no departure", plain, |t| {
            t.visits[0].departed = None;
        }),
        mistake("SPLIT_NEEDED", "STEELCO", 1, "two payors whose shares make 90", plain, |t| {
            t.payors = "STEELCO:60;SUNRISE:30";
        }),
        mistake("SPLIT_NEEDED", "ACME", 1, "two payors of half each: splitting is not built", plain, |t| {
            t.payors = "ACME:50;SUNRISE:50";
        }),
        mistake("INDEX_MISSING", "NORTHLIGHT", 1, "heavier than the weight scale goes", plain, |t| {
            t.weight_lb = 21_400
        }),
        mistake("INDEX_MISSING", "MAPLE", 1, "Quebec under its old code PQ: no tax rate", in_quebec, |t| {
            for visit in t.visits.iter_mut().filter(|v| v.place.city == "Quebec QC") {
                visit.place.city = "Quebec PQ";
            }
        }),
        mistake(
            "INDEX_STALE",
            "BIGBOX",
            ALL,
            "waybill of 2025: tariff 19003 is loaded to December only",
            rail_2025,
            |t| {
                t.more.insert("extra:waybill_date:date", t.day.to_string());
            },
        ),
        mistake(
            "FACTS_CONFLICT",
            "ACME",
            2,
            "two statements of one version name the facility differently",
            plain,
            |t| {
                t.told_twice = true;
            },
        ),
    ]
}

fn contracts_and_money() -> Vec<Mistake> {
    vec![
        known(mistake(
            "APPROVAL_NEEDED",
            "ACME",
            3,
            "a long wait, detention above 250.00 without approval",
            day_between,
            |t| wait(t, 470),
        )),
        known(mistake(
            "CONTRACT_ASKS",
            "BIGBOX",
            2,
            "freight refused: the contract does not say who pays",
            dropped_by_truck,
            refuse,
        )),
        known(mistake("CODE_UNMAPPED", "BIGBOX", 2, "PALLET_SORT has no item in the ERP", dropped_by_truck, |t| {
            t.more.insert("extra:pallets:number", "30".to_owned());
        })),
        mistake("NOTHING_BILLABLE", "HARBOR", 1, "truck not used, and the contract has no such charge", plain, |t| {
            not_used(t, 22);
            t.expected_total = None;
        }),
        mistake("CONTRACT_ERROR", "TINKER", ALL, "the contract of February has a misspelt word", any, |_| {}),
        mistake("CONTRACT_MISSING", "NOVATE", ALL, "no contract, and the house tariff is ruled out", any, |_| {}),
        mistake("CUSTOMER_UNKNOWN", "NEWCO", ALL, "the ERP has no such customer", any, |_| {}),
        mistake("CREDIT_HOLD", "LATEPAY", ALL, "credit is stopped", any, |_| {}),
        mistake("VARIANCE", "ACME", 3, "dispatch expects another rate", plain, |t| off(t, 13_500)),
        mistake("VARIANCE", "NORTHLIGHT", 2, "dispatch expects another discount", plain, |t| off(t, -4_210)),
        mistake("VARIANCE", "MAPLE", 1, "dispatch forgot the border fee and more", plain, |t| off(t, -9_900)),
        mistake("VARIANCE_SMALL", "ACME", 2, "dispatch rounds miles", plain, |t| off(t, 460)),
        mistake("VARIANCE_SMALL", "STEELCO", 2, "dispatch rounds fuel", plain, |t| off(t, -85)),
    ]
}

/// A load of the list with its mistake.
pub struct Seeded {
    pub load: String,
    pub code: &'static str,
    pub words: &'static str,
}

/// Makes mistakes on loads that were delivered and have none yet.
pub fn make(dice: &mut Dice, trips: &mut [Trip], mistakes: &[&Mistake], seeded: &mut Vec<Seeded>) {
    for mistake in mistakes {
        let mut open: Vec<usize> = (0..trips.len())
            .filter(|i| {
                let trip = &trips[*i];
                trip.customer == mistake.customer
                    && trip.done() + Duration::hours(12) < calendar::present()
                    && !seeded.iter().any(|s| s.load == trip.number)
                    && (mistake.fits)(trip)
            })
            .collect();
        dice.shuffle(&mut open);
        for index in open.into_iter().take(mistake.count) {
            (mistake.make)(&mut trips[index]);
            let load = trips[index].number.clone();
            seeded.push(Seeded { load, code: mistake.code, words: mistake.words });
        }
    }
}

/// A rate that is asked hides what else is amiss with a load: its taxes are not judged before there is one.
pub fn hide(trips: &[Trip], seeded: &mut [Seeded]) {
    for asked in of_several().iter().filter(|mistake| mistake.code == "INDEX_ASKS") {
        let is_asked = |load: &str| {
            trips.iter().any(|trip| trip.number == load && trip.customer == asked.customer && (asked.fits)(trip))
        };
        for one in seeded.iter_mut().filter(|one| one.code == "TAX_EVIDENCE_MISSING" && is_asked(&one.load)) {
            (one.code, one.words) = (asked.code, asked.words);
        }
    }
}

fn any(_: &Trip) -> bool {
    true
}

fn plain(trip: &Trip) -> bool {
    trip.status == "delivered" && trip.mode != "INTERMODAL"
}

fn one_drop(trip: &Trip) -> bool {
    plain(trip) && trip.deliveries().len() == 1
}

fn dropped_by_truck(trip: &Trip) -> bool {
    plain(trip) && trip.visits.len() > 2
}

fn has_lumper(trip: &Trip) -> bool {
    plain(trip) && trip.papers.iter().any(|p| p.kind == "lumper_receipt")
}

fn exported(trip: &Trip) -> bool {
    trip.papers.iter().any(|p| p.kind == "customs_release")
}

fn in_quebec(trip: &Trip) -> bool {
    trip.visits.last().is_some_and(|v| v.place.city == "Quebec QC")
}

/// Is it on the dispatch board of these days?
fn boarded(trip: &Trip) -> bool {
    plain(trip) && trip.day >= calendar::on_board_since()
}

/// Billed by the exchange rate of February 2025.
fn over_the_border(trip: &Trip) -> bool {
    let to = trip.visits.last().map_or("", |visit| visit.place.country);
    plain(trip) && to == "US" && trip.day >= calendar::day("2025-02-01") && trip.day < calendar::day("2025-03-01")
}

fn rail_2025(trip: &Trip) -> bool {
    trip.mode == "INTERMODAL" && trip.day >= NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default()
}

/// Certainly more than the free time and one step.
fn waited(trip: &Trip) -> bool {
    let minutes = trip.visits.iter().map(|v| match (v.arrived, v.departed, v.agreed) {
        (Some(came), Some(left), Agreed::At(agreed)) => (left - came.max(agreed)).num_minutes(),
        _ => 0,
    });
    plain(trip) && minutes.max().unwrap_or(0) > 125
}

fn day_between(trip: &Trip) -> bool {
    let pause = match trip.visits.as_slice() {
        [pickup, delivery] => delivery.arrived.zip(pickup.departed).map(|(there, left)| (there - left).num_hours()),
        _ => None,
    };
    plain(trip) && pause.is_some_and(|hours| hours > 15)
}

fn wait(trip: &mut Trip, minutes: i64) {
    let visit = &mut trip.visits[0];
    if let (Some(came), Agreed::At(agreed)) = (visit.arrived, visit.agreed) {
        visit.departed = Some(came.max(agreed) + Duration::minutes(minutes));
    }
}

fn refuse(trip: &mut Trip) {
    let last = trip.visits.len();
    let visit = &trip.visits[last - 1];
    let at = visit.instant(visit.arrived.unwrap_or_default()) + Duration::minutes(20);
    let note = "four pallets refused, over-ordered";
    trip.happenings.push(Happening {
        kind: "redelivery_requested",
        stop: Some(last),
        at,
        charge: "",
        amount: "",
        note,
    });
}

fn drop_last(trip: &mut Trip, kind: &str) {
    if let Some(index) = trip.papers.iter().rposition(|p| p.kind == kind) {
        trip.papers.remove(index);
    }
}

fn unsigned(trip: &mut Trip) {
    for paper in trip.papers.iter_mut().filter(|p| p.kind == "pod_signed") {
        paper.kind = "pod";
        paper.signed_by = "";
    }
}

fn pod_file(trip: &mut Trip, file: DocumentFile) {
    for paper in trip.papers.iter_mut().filter(|p| p.kind == "pod_signed") {
        paper.file = file;
    }
}

fn reference(trip: &mut Trip, text: &str) {
    trip.more.insert("ref:customer_po", text.to_owned());
}

fn off(trip: &mut Trip, cents: i64) {
    trip.expected_total = trip.expected_total.map(|total| total + Decimal::new(cents, 2));
}

//! The loads of workload W: varied truckloads from a seed, and the flat JSON in which the peers read them.
//!
//! Every instant is a whole minute. A driver told to return is told within 110 minutes of arriving, so that what is
//! charged at a stop is one stretch, and 24 hours of charging are 96 steps.

use linehaul_domain::Decimal;
use linehaul_domain::chrono::SecondsFormat;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::document::{Attestation, Document, Readability};
use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::extra::Extra;
use linehaul_domain::ids::{CustomerId, LoadNumber};
use linehaul_domain::load::{Item, Load, LoadStatus};
use linehaul_domain::money::{Currency, Money, fixed};
use linehaul_domain::stop::{Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::time::{Duration, Instant, NaiveDate, Tz};
use serde_json::{Value, json};

/// Where the generator starts.
pub const SEED: u64 = 0x5EED_0F00_D0C5_2024;

const ZONES: [Tz; 3] = [Tz::America__Chicago, Tz::America__New_York, Tz::America__Los_Angeles];
const CITIES: [(&str, &str); 3] = [("Memphis TN", "TN"), ("Albany NY", "NY"), ("Fresno CA", "CA")];
const EQUIPMENT: [&str; 3] = ["53ft dry van", "53ft reefer", "48ft flatbed"];
const TOLD_WITHIN: i64 = 110;

/// Splitmix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included.
    fn within(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low + 1).expect("low is not above high");
        low + i64::try_from(self.next() % span).expect("a small span")
    }

    fn one_in(&mut self, n: i64) -> bool {
        self.within(1, n) == 1
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let last = i64::try_from(from.len()).expect("a short list") - 1;
        from[usize::try_from(self.within(0, last)).expect("an index")]
    }
}

/// So many loads, the same ones on every machine.
pub fn loads(count: usize) -> Vec<Load> {
    let mut dice = Dice(SEED);
    (1..=count).map(|n| load(&mut dice, n)).collect()
}

fn usd(amount: Decimal) -> Money {
    Money::new(amount, Currency::USD)
}

fn load(dice: &mut Dice, n: usize) -> Load {
    let mut load = Load::new(LoadNumber(format!("W-{n:06}")));
    load.customer = Some(CustomerId("WORKLOAD-W".to_owned()));
    load.mode = "TL".to_owned();
    load.equipment = dice.pick(&EQUIPMENT).to_owned();
    load.status = if dice.one_in(40) { LoadStatus::Tonu } else { LoadStatus::Delivered };
    load.miles = Some(Decimal::new(dice.within(800, 24_000), 1));
    load.weight_lb = Some(Decimal::from(dice.within(2_000, 44_000)));
    load.driver_count = Some(if dice.one_in(5) { 2 } else { 1 });
    load.items = items(dice, load.weight_lb);
    load.stops = stops(dice);
    reference(dice, &mut load);
    documents(dice, &mut load);
    extras(dice, &mut load);
    events(dice, &mut load);
    load.documents.sort_by(|a, b| (&a.kind, a.stop, &a.id).cmp(&(&b.kind, b.stop, &b.id)));
    load
}

fn items(dice: &mut Dice, weight_lb: Option<Decimal>) -> Vec<Item> {
    let hazmat = dice.one_in(10);
    let first = Item { class: None, weight_lb, pieces: Some(26), hazmat };
    let mut items = vec![first];
    if dice.one_in(3) {
        items.push(Item { class: None, weight_lb: None, pieces: Some(4), hazmat: false });
    }
    items
}

fn stops(dice: &mut Dice) -> Vec<StopVisit> {
    let count = dice.within(3, 5);
    let returning = if dice.one_in(25) { dice.within(1, count) } else { 0 };
    let first = NaiveDate::from_ymd_opt(2024, 10, 2).expect("a date").and_hms_opt(12, 0, 0).expect("noon").and_utc();
    let mut due = first + Duration::days(dice.within(0, 147)) + Duration::minutes(dice.within(0, 17 * 60));
    let mut stops = Vec::new();
    for seq in 1..=count {
        let stop = stop(dice, u32::try_from(seq).expect("a small number"), due, seq == returning);
        let left = stop.departed.expect("every truck leaves");
        due = left + Duration::minutes(dice.within(4 * 60, 14 * 60));
        stops.push(stop);
    }
    stops
}

/// Minutes from the appointment to the arrival.
fn offset(dice: &mut Dice) -> i64 {
    match dice.within(1, 100) {
        1..=35 => -dice.within(10, 180),
        36..=75 => dice.within(0, 15),
        76..=90 => dice.within(16, 60),
        _ => dice.within(61, 240),
    }
}

fn wait(dice: &mut Dice) -> i64 {
    match dice.within(1, 100) {
        1..=85 => dice.within(20, 240),
        86..=96 => dice.within(241, 600),
        _ => dice.within(601, 1800),
    }
}

fn stop(dice: &mut Dice, seq: u32, due: Instant, returns: bool) -> StopVisit {
    let arrived = due + Duration::minutes(offset(dice));
    let place = usize::try_from(dice.within(0, 2)).expect("an index");
    let schedule = if dice.one_in(6) { Schedule::FirstCome } else { Schedule::Appointment { at: due } };
    let ready = schedule.start().map_or(arrived, |at| at.max(arrived));
    let told = returns.then(|| arrived + Duration::minutes(dice.within(10, TOLD_WITHIN)));
    let returned = told.map(|told| told + Duration::minutes(dice.within(60, 50 * 60)));
    let served = returned.map_or(ready, |returned| returned.max(ready));
    StopVisit {
        seq,
        kind: if seq == 1 { StopKind::Pickup } else { StopKind::Delivery },
        name: format!("Facility {seq}").into(),
        city: CITIES[place].0.to_owned().into(),
        region: Some(CITIES[place].1.to_owned()),
        country: Some("US".to_owned()),
        postal_code: None,
        zone: ZONES[place],
        schedule,
        handling: Handling::Live,
        arrived: Some(arrived),
        notified: None,
        departed: Some(served + Duration::minutes(wait(dice))),
        told_to_return: told,
        returned,
        cancelled: false,
        closures: Vec::new(),
    }
}

fn reference(dice: &mut Dice, load: &mut Load) {
    let digits = dice.within(0, 999_999);
    if dice.one_in(50) {
        return;
    }
    let po = if dice.one_in(40) { format!("PO{digits:05}") } else { format!("PO-{digits:06}") };
    load.references.insert("customer_po".to_owned(), po);
}

fn document(kind: &str, id: String, stop: Option<u32>) -> Document {
    let signed = (kind == "pod_signed").then(|| Attestation::Source("dispatch".to_owned()));
    let readability = Readability::Readable;
    Document {
        id,
        kind: kind.to_owned(),
        stop,
        file: None,
        hash: None,
        readability,
        signed,
        amount: None,
        looked: None,
    }
}

fn documents(dice: &mut Dice, load: &mut Load) {
    load.documents.push(document("bol", "D-bol".to_owned(), Some(1)));
    let deliveries: Vec<u32> = load.deliveries().map(|s| s.seq).collect();
    for seq in deliveries {
        if !dice.one_in(30) {
            load.documents.push(document("pod_signed", format!("D-pod-{seq}"), Some(seq)));
        }
    }
}

fn extras(dice: &mut Dice, load: &mut Load) {
    let tarped = load.equipment == "48ft flatbed" && dice.one_in(2);
    load.extras.insert("tarped".to_owned(), Extra::Flag(tarped));
    if !dice.one_in(6) {
        return;
    }
    let cost = usd(Decimal::new(dice.within(4_000, 48_000), 2));
    load.extras.insert("lumper_cost".to_owned(), Extra::Money(cost));
    if !dice.one_in(60) {
        let mut receipt = document("lumper_receipt", "D-lumper".to_owned(), None);
        receipt.amount = Some(cost);
        load.documents.push(receipt);
    }
}

fn event(load: &Load, kind: EventKind, days: i64, charge: Option<&str>, amount: Option<Money>) -> Event {
    let left = load.stops.last().and_then(|s| s.departed).expect("every truck leaves");
    let at = left + Duration::days(days);
    let id = format!("E-{}", load.events.len() + 1);
    Event {
        id,
        kind,
        stop: None,
        at,
        recorded: at,
        charge: charge.map(ChargeCode::from),
        amount,
        quantity: None,
        by: None,
        note: None,
    }
}

fn events(dice: &mut Dice, load: &mut Load) {
    if load.status == LoadStatus::Tonu {
        load.events.push(event(load, EventKind::TruckNotUsed, 0, None, None));
        return;
    }
    load.events.push(event(load, EventKind::Delivered, 0, None, None));
    let layover = load.stops.iter().any(|s| s.told_to_return.is_some());
    if layover && dice.one_in(2) {
        let upto = usd(Decimal::new(120_000, 2));
        load.events.push(event(load, EventKind::AccessorialApproved, 1, Some("LAYOVER"), Some(upto)));
    }
    let day = Duration::hours(24);
    let long = load.deliveries().any(|s| s.arrived.zip(s.departed).is_some_and(|(from, to)| to - from > day));
    if long && dice.one_in(2) {
        let upto = usd(Decimal::new(75_000, 2));
        load.events.push(event(load, EventKind::AccessorialApproved, 2, Some("DETENTION_UNLOADING"), Some(upto)));
    }
    if dice.one_in(50) {
        load.events.push(event(load, EventKind::Disputed, 9, None, None));
    }
}

fn instant(at: Option<Instant>) -> Option<String> {
    at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

fn amount(money: Money) -> String {
    fixed(money.amount, money.currency)
}

/// A load as the peers read it: nothing of the rating is done, but the pickup's local date, for which not every peer has
/// the zones at hand.
pub fn json(load: &Load) -> Value {
    let stops: Vec<Value> = load.stops.iter().map(stop_json).collect();
    let documents: Vec<Value> = load
        .documents
        .iter()
        .map(|d| {
            let readable = d.readability == Readability::Readable;
            json!({"kind": d.kind, "stop": d.stop, "readable": readable, "amount": d.amount.map(amount)})
        })
        .collect();
    let events: Vec<Value> = load
        .events
        .iter()
        .map(|e| {
            let charge = e.charge.as_ref().map(ChargeCode::as_str);
            json!({"kind": e.kind.name(), "at": instant(Some(e.at)), "charge": charge, "amount": e.amount.map(amount)})
        })
        .collect();
    let items: Vec<Value> = load
        .items
        .iter()
        .map(|i| json!({"weight_lb": i.weight_lb.map(|w| w.to_string()), "hazmat": i.hazmat}))
        .collect();
    json!({
        "number": load.number.as_str(),
        "status": if load.status == LoadStatus::Tonu { "tonu" } else { "delivered" },
        "equipment": load.equipment,
        "miles": load.miles.map(|m| m.to_string()),
        "weight_lb": load.weight_lb.map(|w| w.to_string()),
        "driver_count": load.driver_count,
        "items": items,
        "pickup_date": load.pickup_date().map(|d| d.to_string()),
        "stops": stops,
        "tarped": load.extras.get("tarped") == Some(&Extra::Flag(true)),
        "lumper_cost": load.extras.get("lumper_cost").and_then(Extra::amount).map(|a| fixed(a, Currency::USD)),
        "customer_po": load.reference("customer_po"),
        "documents": documents,
        "events": events,
    })
}

fn stop_json(stop: &StopVisit) -> Value {
    json!({
        "seq": stop.seq,
        "kind": if stop.kind == StopKind::Pickup { "pickup" } else { "delivery" },
        "zone": stop.zone.name(),
        "appointment": instant(stop.schedule.start()),
        "arrived": instant(stop.arrived),
        "departed": instant(stop.departed),
        "told_to_return": instant(stop.told_to_return),
        "returned": instant(stop.returned),
    })
}

//! Fixtures: loads, terms and tables in few words.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::BTreeMap;

use linehaul_billing::assess::{Adjustment, Found, Inputs, assess};
use linehaul_billing::contract_terms::{ContractTerms, Unmet};
use linehaul_domain::Decimal;
use linehaul_domain::assessment::{Assessment, Settings};
use linehaul_domain::canonical;
use linehaul_domain::code::KNOWN;
use linehaul_domain::document::{Document, Readability};
use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::hold::Hold;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::{Currency, Rounding};
use linehaul_domain::party::{Customer, InvoiceStyle};
use linehaul_domain::stop::{Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::table::{Band, Table, TableBody, Tables};
use linehaul_domain::terms::*;
use linehaul_domain::time::{Instant, Weekday};

/// A decimal of its text.
pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// An instant of its text.
pub fn at(text: &str) -> Instant {
    text.parse::<linehaul_domain::chrono::DateTime<linehaul_domain::chrono::FixedOffset>>().unwrap().to_utc()
}

/// What stands in for a kept expression.
type Judge<T> = fn(&Load) -> Result<T, Unmet>;

/// A contract without scripts: condition n holds if the n-th function says so.
pub struct Plain {
    pub terms: Contract,
    pub conditions: Vec<Judge<bool>>,
    pub amounts: Vec<Judge<Decimal>>,
}

impl ContractTerms for Plain {
    fn terms(&self) -> &Contract {
        &self.terms
    }
    fn holds(&self, condition: &Condition, load: &Load) -> Result<bool, Unmet> {
        self.conditions[condition.expression.0](load).map(|held| held != condition.negated)
    }
    fn printed(&self, _: ExpressionId) -> &str {
        ""
    }
    fn reads(&self, _: ExpressionId) -> &[String] {
        &[]
    }
    fn amount(&self, expression: ExpressionId, load: &Load) -> Result<Decimal, Unmet> {
        self.amounts[expression.0](load)
    }
}

pub fn location(line: u32) -> Location {
    Location { file: "plain.rhai".into(), line, column: 1 }
}

/// A bare phrase.
pub fn term(verb: Verb) -> Term {
    Term { verb, when: vec![], code: None, clause: None, approval_above: None, evidence: vec![], location: location(1) }
}

/// A phrase with evidence.
pub fn with(verb: Verb, evidence: &[&str]) -> Term {
    Term { evidence: evidence.iter().map(|e| (*e).to_owned()).collect(), ..term(verb) }
}

/// A phrase under condition n.
pub fn when(mut term: Term, n: usize) -> Term {
    term.when.push(Condition { expression: ExpressionId(n), text: format!("condition {n}").into(), negated: false });
    term
}

pub fn contract(currency: Currency, terms: Vec<Term>) -> Plain {
    let terms = Contract {
        name: "PLAIN".into(),
        file: "plain/2020-01-01.rhai".into(),
        effective: "2020-01-01".parse().unwrap(),
        currency,
        version_by: DateBasis::ActualPickup,
        rounding: Rounding::HalfUp,
        otherwise_house_tariff: false,
        terms,
        hash: canonical::hash_bytes(b"plain"),
    };
    Plain { terms, conditions: vec![], amounts: vec![] }
}

pub fn usd(terms: Vec<Term>) -> Plain {
    contract(Currency::USD, terms)
}

pub fn linehaul(basis: LinehaulBasis) -> Term {
    term(Verb::Linehaul(Linehaul { basis, minimum: None }))
}

pub fn flat(amount: &str) -> Term {
    linehaul(LinehaulBasis::Flat(dec(amount)))
}

pub fn per_mile(rate: &str) -> Term {
    linehaul(LinehaulBasis::PerMile(dec(rate)))
}

pub fn fuel(shape: FuelShape) -> Term {
    term(Verb::Fuel(Fuel { shape, by: Some(DateBasis::ActualPickup), open: None }))
}

pub fn index(from: Weekday) -> IndexUse {
    IndexUse { table: "eia_us".into(), effective_from: from, first_of_month: false, second_source: None }
}

pub fn need_pod() -> Term {
    term(Verb::NeedDocument { kind: "pod_signed".into(), at: DocumentScope::EachDelivery, owner: None })
}

pub fn need_document(kind: &str) -> Term {
    term(Verb::NeedDocument { kind: kind.into(), at: DocumentScope::Load, owner: None })
}

/// Detention in started steps: free minutes, rate per so many minutes, step.
pub fn waiting(free: u32, rate: &str, rate_minutes: u32, step_minutes: u32) -> Detention {
    Detention {
        at: StopSelection::Every,
        clock: ClockStart::LaterOfArrivalAndAppointment,
        late: Lateness::NoEffect,
        free: FreeTime::Minutes(free),
        drop_free: None,
        rate: dec(rate),
        rate_minutes,
        step_minutes,
        full: false,
        times: None,
        minimum: None,
        cap: None,
        during_layover: DuringLayover::Counts,
        not_while_closed: false,
        notice_minutes: None,
        beyond: None,
        open: Vec::new(),
    }
}

/// A stop: `P`, `D` or `E` at a city in a zone; the appointment empty for first come, first served.
pub fn stop(
    seq: u32,
    kind: char,
    city: &str,
    zone: &str,
    appointment: &str,
    arrived: &str,
    departed: &str,
) -> StopVisit {
    let instant = |text: &str| (!text.is_empty()).then(|| at(text));
    StopVisit {
        seq,
        kind: match kind {
            'P' => StopKind::Pickup,
            'D' => StopKind::Delivery,
            'E' => StopKind::EmptyReturn,
            _ => StopKind::Waypoint,
        },
        name: format!("Facility {seq}").into(),
        city: city.into(),
        region: city.rsplit(' ').next().map(str::to_owned),
        country: Some("US".into()),
        postal_code: None,
        zone: zone.parse().unwrap(),
        schedule: instant(appointment).map_or(Schedule::FirstCome, |at| Schedule::Appointment { at }),
        handling: Handling::Live,
        arrived: instant(arrived),
        notified: None,
        departed: instant(departed),
        told_to_return: None,
        returned: None,
        cancelled: false,
        closures: vec![],
    }
}

pub fn document(kind: &str, stop: Option<u32>) -> Document {
    Document {
        id: format!("{kind}-{stop:?}"),
        kind: kind.into(),
        stop,
        file: None,
        hash: None,
        readability: Readability::Readable,
        signed: None,
        amount: None,
        looked: None,
    }
}

pub fn event(kind: EventKind, when: &str) -> Event {
    Event {
        id: format!("{}-{when}", kind.name()),
        kind,
        stop: None,
        at: at(when),
        recorded: at(when),
        charge: None,
        amount: None,
        quantity: None,
        by: None,
        note: None,
    }
}

/// A delivered load of a customer.
pub fn load(miles: &str, weight: &str, stops: Vec<StopVisit>, documents: &[&str]) -> Load {
    let mut load = Load::new("L-1".into());
    load.customer = Some("ACME".into());
    load.status = LoadStatus::Delivered;
    load.equipment = "53ft dry van".into();
    load.miles = (!miles.is_empty()).then(|| dec(miles));
    load.weight_lb = (!weight.is_empty()).then(|| dec(weight));
    load.stops = stops;
    load.documents = documents.iter().map(|kind| document(kind, None)).collect();
    load
}

/// A plain trip of Wednesday 21 May 2025, Memphis to Dallas, without waiting.
pub fn trip() -> Load {
    let stops = vec![
        stop(
            1,
            'P',
            "Memphis TN",
            "America/Chicago",
            "2025-05-21T08:00:00-05:00",
            "2025-05-21T07:35:00-05:00",
            "2025-05-21T09:00:00-05:00",
        ),
        stop(
            2,
            'D',
            "Dallas TX",
            "America/Chicago",
            "2025-05-22T09:00:00-05:00",
            "2025-05-22T08:50:00-05:00",
            "2025-05-22T10:15:00-05:00",
        ),
    ];
    load("612", "38120", stops, &["pod_signed"])
}

pub fn table(name: &str, body: TableBody) -> (linehaul_domain::ids::TableName, Table) {
    let table = Table {
        name: name.into(),
        source: "test".into(),
        licence: "facts only".into(),
        body,
        asks: Vec::new(),
        hash: canonical::hash_bytes(name.as_bytes()),
    };
    (name.into(), table)
}

pub fn band(low: &str, below: &str, value: &str) -> Band {
    Band { low: dec(low), below: (!below.is_empty()).then(|| dec(below)), values: vec![dec(value)] }
}

pub fn bands(name: &str, column: &str, rows: Vec<Band>) -> (linehaul_domain::ids::TableName, Table) {
    table(name, TableBody::Bands { columns: vec![column.into()], rows })
}

/// Weekly prices of the EIA that the cases name.
pub fn eia() -> (linehaul_domain::ids::TableName, Table) {
    let prices = [
        ("2021-03-08", "3.143"),
        ("2024-10-07", "3.584"),
        ("2024-10-14", "3.631"),
        ("2024-10-21", "3.553"),
        ("2024-10-28", "3.573"),
        ("2024-12-02", "3.540"),
        ("2024-12-09", "3.458"),
        ("2025-02-24", "3.697"),
        ("2025-03-03", "3.635"),
        ("2025-03-17", "3.549"),
        ("2025-05-19", "3.536"),
    ];
    let prices: BTreeMap<_, _> = prices.iter().map(|(day, price)| (day.parse().unwrap(), dec(price))).collect();
    table("eia_us", TableBody::Index { prices })
}

pub fn settings() -> Settings {
    Settings {
        business_zone: "America/Chicago".parse().unwrap(),
        variance_hold_above: dec("25.00"),
        variance_warn_above: dec("0.00"),
        erp_items: KNOWN.iter().map(|known| (known.code.into(), "4000".to_owned())).collect(),
        posting: Default::default(),
        absent_items: Default::default(),
        owners: [("*".to_owned(), "desk".to_owned())].into(),
    }
}

pub fn customer() -> Customer {
    Customer {
        id: "ACME".into(),
        name: "Acme Foods".into(),
        erp_code: Some("C100".into()),
        credit_hold: false,
        currency: None,
        payment_terms: None,
        legal_entity: None,
        group: None,
        invoice_style: InvoiceStyle::PerLoad,
        address: None,
        contract: None,
    }
}

/// Everything an assessment reads, each to be changed by a test.
pub struct World {
    pub load: Load,
    pub contract: Option<Plain>,
    pub house: Option<Plain>,
    pub tables: Tables,
    pub customer: Option<Customer>,
    pub settings: Settings,
    pub adjustments: Vec<Adjustment>,
}

impl World {
    pub fn new(load: Load, contract: Plain) -> World {
        World {
            load,
            contract: Some(contract),
            house: None,
            tables: Tables::new(),
            customer: Some(customer()),
            settings: settings(),
            adjustments: vec![],
        }
    }

    pub fn assess(&self) -> Assessment {
        assess(&Inputs {
            load: &self.load,
            contract: self.contract.as_ref().map_or(Found::Missing { looked: None }, Found::Contract),
            house: self.house.as_ref(),
            tables: &self.tables,
            tables_hash: &canonical::hash_bytes(b"tables"),
            customer: self.customer.as_ref(),
            settings: &self.settings,
            adjustments: &self.adjustments,
            explain: true,
        })
    }

    /// Hold codes as `CODE`, `CODE@stop`, `CODE:charge`, in the order produced.
    pub fn holds(&self) -> Vec<String> {
        self.assess().holds.iter().map(shown).collect()
    }
}

pub fn shown(hold: &Hold) -> String {
    let mut text = hold.code.to_string();
    if let Some(stop) = hold.stop {
        text.push_str(&format!("@{stop}"));
    }
    if let Some(charge) = &hold.charge {
        text.push_str(&format!(":{charge}"));
    }
    text
}

/// Lines as `CODE x12 amount`, in order.
pub fn lines(assessment: &Assessment) -> Vec<String> {
    assessment.charges.iter().map(|c| format!("{} {} {:.2}", c.code, c.x12(), c.amount)).collect()
}

/// Asserts lines, total, holds and warnings; that the total is the sum; and that explaining changes no result.
#[track_caller]
pub fn expect(world: &World, expected: &[&str], total: &str, holds: &[&str], warnings: &[&str]) {
    let found = world.assess();
    assert_eq!(lines(&found), expected);
    assert_eq!(found.total, dec(total));
    assert_eq!(found.total, found.charges.iter().map(|c| c.amount).sum());
    assert_eq!(found.holds.iter().map(shown).collect::<Vec<_>>(), holds);
    assert_eq!(found.is_ready(), holds.is_empty());
    assert_eq!(found.warnings.iter().map(|w| w.code.to_string()).collect::<Vec<_>>(), warnings);
    assert!(found.charges.iter().all(|c| !c.derivation.is_empty()), "every line explains itself");
    let contract = world.contract.as_ref().unwrap();
    let bare = linehaul_billing::rate::rate(contract, None, &world.load, &world.tables, false);
    assert!(bare.charges.iter().all(|c| c.derivation.is_empty()), "no step is kept without explain");
    assert_eq!(bare.total, found.total);
}

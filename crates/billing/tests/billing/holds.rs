//! Each hold code has a case that fires it and one that just misses. (CHANGED_SINCE_APPROVAL and ON_HOLD come from
//! decisions: `tests/scenarios/approval.rs`.)

use std::collections::BTreeMap;

use linehaul_billing::assess::{Found, Inputs, assess};
use linehaul_domain::assessment::{Assessment, Settings};
use linehaul_domain::canonical::{exact, hash_bytes};
use linehaul_domain::chrono_tz::America::Chicago;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::document::{Document, Readability};
use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::extra::Extra;
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::party::{Customer, InvoiceStyle, Payor};
use linehaul_domain::stop::{Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::table::{Band, Table, TableBody, Tables, TaxRate};
use linehaul_domain::time::{Instant, NaiveDate};
use linehaul_rules::Contract;

const HEAD: &str = "contract for \"T\", currency \"USD\", version by actual pickup, rounded half up per line;\n";
const BASE: &str = "linehaul 2.00 per mile; fuel included; need document \"pod_signed\", at each delivery;";

/// One load with everything around it, ready to be billed.
struct World {
    load: Load,
    terms: String,
    tables: Tables,
    customer: Option<Customer>,
    settings: Settings,
    contract: bool,
}

fn dec(text: &str) -> linehaul_domain::Decimal {
    exact(text).expect("a decimal")
}

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn stop(seq: u32, kind: StopKind, city: &str, from: &str, to: &str) -> StopVisit {
    StopVisit {
        seq,
        kind,
        name: "Dock".into(),
        city: city.into(),
        region: city.split(' ').next_back().map(str::to_owned),
        country: Some("US".to_owned()),
        zone: Chicago,
        schedule: Schedule::FirstCome,
        handling: Handling::Live,
        arrived: Some(at(from)),
        notified: None,
        departed: Some(at(to)),
        told_to_return: None,
        returned: None,
        cancelled: false,
        closures: Vec::new(),
    }
}

fn paper(kind: &str, stop: Option<u32>) -> Document {
    Document {
        id: format!("{kind}{stop:?}"),
        kind: kind.to_owned(),
        stop,
        file: None,
        hash: None,
        readability: Readability::Readable,
        signed: None,
        amount: None,
    }
}

fn table(name: &str, body: TableBody) -> Table {
    let hash = hash_bytes(name.as_bytes());
    Table { name: name.into(), source: "test".to_owned(), licence: "none".to_owned(), body, hash }
}

fn world(more: &str) -> World {
    let mut load = Load::new("L-1".into());
    load.customer = Some("ACME".into());
    load.status = LoadStatus::Delivered;
    load.miles = Some(dec("500"));
    load.stops = vec![
        stop(1, StopKind::Pickup, "Memphis TN", "2025-02-25T14:00:00Z", "2025-02-25T15:00:00Z"),
        stop(2, StopKind::Delivery, "Dallas TX", "2025-02-26T14:00:00Z", "2025-02-26T15:00:00Z"),
    ];
    load.documents = vec![paper("pod_signed", Some(2))];
    let monday: NaiveDate = "2025-02-24".parse().expect("a date");
    let index = table("idx", TableBody::Index { prices: BTreeMap::from([(monday, dec("3.50"))]) });
    let rows = vec![Band { low: dec("3.00"), below: Some(dec("4.00")), values: vec![dec("0.40")] }];
    let bands = table("bands", TableBody::Bands { columns: vec!["usd".to_owned()], rows });
    let rates = vec![TaxRate {
        region: "ON".to_owned(),
        tax: "HST".to_owned(),
        percent: dec("13"),
        effective: "2020-01-01".parse().expect("a date"),
    }];
    let taxes = table("taxes", TableBody::Taxes { rates });
    let codes = "LINEHAUL FSC DETENTION_LOADING DETENTION_UNLOADING LUMPER TONU STOP_OFF TAX_HST TAX_GST_ZERO TARP";
    World {
        load,
        terms: format!("{HEAD}{BASE}{more}"),
        tables: [index, bands, taxes].into_iter().map(|t| (t.name.clone(), t)).collect(),
        customer: Some(Customer {
            id: "ACME".into(),
            name: "Acme".to_owned(),
            erp_code: Some("C-1".to_owned()),
            credit_hold: false,
            currency: None,
            payment_terms: None,
            legal_entity: None,
            group: None,
            invoice_style: InvoiceStyle::PerLoad,
            address: None,
        }),
        settings: Settings {
            business_zone: Chicago,
            variance_hold_above: dec("25.00"),
            variance_warn_above: dec("0.00"),
            erp_items: codes.split(' ').map(|c| (ChargeCode::from(c), "4000".to_owned())).collect(),
            posting: Default::default(),
            owners: BTreeMap::new(),
        },
        contract: true,
    }
}

impl World {
    fn assess(&self) -> Assessment {
        let effective = "2025-01-01".parse().expect("a date");
        let read = linehaul_rules::read("t/2025-01-01.rhai", effective, &self.terms, &self.tables);
        let contract: Result<Contract, _> = read;
        let found = match &contract {
            _ if !self.contract => Found::Missing,
            Ok(contract) => Found::Contract(contract),
            Err(problems) => Found::Broken { message: problems[0].message.clone() },
        };
        assess(&Inputs {
            load: &self.load,
            contract: found,
            house: None,
            tables: &self.tables,
            tables_hash: &hash_bytes(b"tables"),
            customer: self.customer.as_ref(),
            settings: &self.settings,
            adjustments: &[],
            explain: true,
        })
    }

    fn codes(&self) -> Vec<String> {
        self.assess().holds.iter().map(|h| h.code.to_string()).collect()
    }

    /// The code fires here, with an owner and a next step, and nothing else does.
    fn fires(&self, code: &str) {
        let assessment = self.assess();
        assert_eq!(self.codes(), [code], "{:?}", assessment.holds);
        assert!(!assessment.holds[0].owner.is_empty() && !assessment.holds[0].next_step.is_empty());
        assert!(!assessment.is_ready());
    }

    fn is_ready(&self) {
        let assessment = self.assess();
        assert!(assessment.is_ready(), "{:?}", assessment.holds);
    }
}

#[test]
fn the_world_is_ready_as_it_stands() {
    world("").is_ready();
}

#[test]
fn stops_incomplete() {
    let mut it = world("");
    it.load.stops[0].departed = None;
    it.fires("STOPS_INCOMPLETE");
    assert_eq!(it.assess().holds[0].stop, Some(1));
    it.terms.push_str("need stops deliveries;");
    it.is_ready();
}

#[test]
fn freight_that_was_left_before_it_was_fetched() {
    let mut it = world("");
    let pickup = it.load.stops[0].arrived.expect("a time");
    it.load.stops[1].departed = Some(pickup);
    it.load.stops[1].arrived = Some(pickup);
    it.is_ready();
    let before = pickup - linehaul_domain::time::Duration::minutes(1);
    it.load.stops[1].departed = Some(before);
    it.load.stops[1].arrived = Some(before);
    it.fires("INPUT_MISSING");
    assert_eq!(it.assess().holds[0].stop, Some(2));
}

#[test]
fn pod_missing_by_stop() {
    let mut it = world("");
    it.load.stops.push(stop(3, StopKind::Delivery, "Waco TX", "2025-02-26T17:00:00Z", "2025-02-26T18:00:00Z"));
    it.fires("POD_MISSING");
    assert_eq!(it.assess().holds[0].stop, Some(3));
    it.load.documents.push(paper("pod_signed", Some(3)));
    it.is_ready();
}

#[test]
fn pod_unsigned() {
    let mut it = world("");
    it.load.documents[0].kind = "pod".to_owned();
    it.fires("POD_UNSIGNED");
    it.load.documents.push(paper("pod_signed", None));
    it.is_ready();
}

#[test]
fn document_missing_for_the_load_and_as_evidence() {
    let mut it = world("need document \"scale_ticket\";");
    it.fires("DOCUMENT_MISSING");
    it.load.documents.push(paper("scale_ticket", None));
    it.is_ready();
    let mut it = world("tarp flat 100.00, needs \"tarp_ordered_on_rate_con\";");
    it.fires("DOCUMENT_MISSING");
    assert_eq!(it.assess().holds[0].charge, Some("TARP".into()));
    it.load.documents.push(paper("tarp_ordered_on_rate_con", None));
    it.is_ready();
}

#[test]
fn document_unreadable() {
    for state in [Readability::Empty, Readability::Encrypted, Readability::Mistyped] {
        let mut it = world("");
        it.load.documents[0].readability = state;
        it.fires("DOCUMENT_UNREADABLE");
    }
    let mut it = world("");
    it.load.documents[0].readability = Readability::Absent;
    it.fires("POD_MISSING");
}

#[test]
fn reference_missing_and_malformed() {
    let mut it = world("need reference \"customer_po\" like \"45##\";");
    it.load.references.insert("customer_po".to_owned(), " ".to_owned());
    it.fires("REFERENCE_MISSING");
    it.load.references.insert("customer_po".to_owned(), "451".to_owned());
    it.fires("REFERENCE_MALFORMED");
    it.load.references.insert("customer_po".to_owned(), "4512".to_owned());
    it.is_ready();
}

const DETENTION: &str = "detention at every stop, clock from arrival, lateness has no effect, free 60 minutes, \
                         60.00 per hour in started 15 minute steps, approval above 15.00;";

#[test]
fn approval_needed_above_the_limit_only() {
    let mut it = world(DETENTION);
    it.load.stops[0].departed = Some(at("2025-02-25T15:15:00Z"));
    it.is_ready();
    it.load.stops[0].departed = Some(at("2025-02-25T15:16:00Z"));
    it.fires("APPROVAL_NEEDED");
    let mut event = Event {
        id: "E".to_owned(),
        kind: EventKind::AccessorialApproved,
        stop: None,
        at: at("2025-02-27T00:00:00Z"),
        recorded: at("2025-02-27T00:00:00Z"),
        charge: Some("DETENTION_LOADING".into()),
        amount: Some(Money::new(dec("30.00"), Currency::USD)),
        note: None,
    };
    it.load.events.push(event.clone());
    it.is_ready();
    event.id = "F".to_owned();
    event.kind = EventKind::ApprovalWithdrawn;
    it.load.events.push(event);
    it.fires("APPROVAL_NEEDED");
}

#[test]
fn receipt_differs_by_a_cent() {
    let mut it = world("lumper at cost, receipt \"lumper_receipt\";");
    it.load.extras.insert("lumper_cost".to_owned(), Extra::Number(dec("120.00")));
    let mut receipt = paper("lumper_receipt", None);
    receipt.amount = Some(Money::new(dec("119.99"), Currency::USD));
    it.load.documents.push(receipt);
    it.fires("RECEIPT_DIFFERS");
    it.load.documents[1].amount = Some(Money::new(dec("120.00"), Currency::USD));
    it.is_ready();
}

#[test]
fn input_missing_is_never_a_silent_zero() {
    let mut it = world("");
    it.load.miles = None;
    it.fires("INPUT_MISSING");
    it.load.miles = Some(dec("0"));
    it.fires("INPUT_MISSING");
    assert!(it.assess().charges.is_empty());
    it.load.miles = Some(dec("0.5"));
    it.is_ready();
}

#[test]
fn a_percent_is_not_taken_of_a_missing_line() {
    let mut it = world("");
    it.terms = it.terms.replace("fuel included", "fuel 10 percent of net linehaul");
    it.load.miles = None;
    it.fires("INPUT_MISSING");
    assert!(it.assess().charges.is_empty(), "no fuel on nothing");
}

#[test]
fn nothing_billable() {
    let mut it = world("");
    it.load.status = LoadStatus::Tonu;
    it.fires("NOTHING_BILLABLE");
    it.terms.push_str("tonu flat 150.00;");
    it.is_ready();
    assert_eq!(it.assess().total, dec("150"), "and no linehaul, POD or stops are asked for");
    it.terms = it.terms.replace("tonu flat 150.00;", "when load.miles > 100000 { tonu flat 150.00; }");
    it.fires("NOTHING_BILLABLE");
    assert!(it.assess().holds[0].message.contains("condition does not hold"), "{}", it.assess().holds[0].message);
}

#[test]
fn a_load_cancelled_after_the_truck_was_under_way_says_what_the_contract_would_charge() {
    let misses = |it: &World| it.assess().near_misses.iter().map(|m| m.code.to_string()).collect::<Vec<_>>();
    let mut it = world("tonu flat 150.00;");
    it.load.status = LoadStatus::Cancelled;
    for stop in &mut it.load.stops {
        (stop.arrived, stop.departed) = (None, None);
    }
    assert_eq!(misses(&it), Vec::<String>::new(), "nobody was on the way");
    let at = at("2025-01-03T08:00:00-06:00");
    it.load.events.push(Event {
        id: "1".into(),
        kind: EventKind::Dispatched,
        stop: None,
        at,
        recorded: at,
        charge: None,
        amount: None,
        note: None,
    });
    assert_eq!(misses(&it), ["TONU"]);
    assert!(!it.assess().is_ready());
    it.terms = it.terms.replace("tonu flat 150.00;", "");
    assert_eq!(misses(&it), Vec::<String>::new(), "this contract has no such charge");
}

fn with_fuel() -> World {
    let mut it = world("");
    let fuel =
        "fuel per mile from bands \"bands\" column \"usd\", index \"idx\", monday price from monday, by actual pickup";
    it.terms = it.terms.replace("fuel included", fuel);
    it
}

fn with_price(it: &mut World, monday: &str, price: &str) {
    let prices = BTreeMap::from([(monday.parse().expect("a date"), dec(price))]);
    it.tables.insert("idx".into(), table("idx", TableBody::Index { prices }));
}

#[test]
fn index_missing_and_stale() {
    let mut it = with_fuel();
    it.is_ready();
    with_price(&mut it, "2025-02-17", "3.50");
    it.fires("INDEX_STALE");
    with_price(&mut it, "2025-03-03", "3.50");
    it.fires("INDEX_MISSING");
    with_price(&mut it, "2025-02-24", "4.00");
    it.fires("INDEX_MISSING");
    with_price(&mut it, "2025-02-24", "3.999");
    it.is_ready();
}

#[test]
fn tax_evidence_missing() {
    let mut it = world("canadian_tax rates \"taxes\", by actual delivery, zero rated with \"customs_release\";");
    it.load.stops[0].country = Some("CA".to_owned());
    it.fires("TAX_EVIDENCE_MISSING");
    it.load.documents.push(paper("customs_release", None));
    it.is_ready();
    assert_eq!(it.assess().charges.last().expect("a line").amount, dec("0"), "zero-rated is a 0.00 line");
    it.load.stops[1].country = Some("CA".to_owned());
    it.load.stops[1].region = Some("ON".to_owned());
    assert_eq!(it.assess().charges.last().expect("a line").amount, dec("130"));
}

#[test]
fn contract_missing_broken_and_asking() {
    let mut it = world("");
    it.contract = false;
    it.fires("CONTRACT_MISSING");
    it.contract = true;
    it.terms.push_str("tarp flt 1.00;");
    it.fires("CONTRACT_ERROR");
    let mut it = world("when load.miles > 500 { ask \"Who pays beyond 500 miles?\"; }");
    it.is_ready();
    it.load.miles = Some(dec("501"));
    it.fires("CONTRACT_ASKS");
}

#[test]
fn customer_unknown_and_credit_stopped() {
    let mut it = world("");
    it.customer = None;
    it.fires("CUSTOMER_UNKNOWN");
    let mut it = world("");
    it.customer.as_mut().expect("a customer").erp_code = Some(" ".to_owned());
    it.fires("CUSTOMER_UNKNOWN");
    let mut it = world("");
    it.customer.as_mut().expect("a customer").credit_hold = true;
    it.is_ready();
    assert_eq!(it.assess().warnings[0].code.code(), "CREDIT_HOLD");
}

#[test]
fn code_unmapped() {
    let mut it = world("");
    it.settings.erp_items.remove(&ChargeCode::from("LINEHAUL"));
    it.fires("CODE_UNMAPPED");
    let mut it = world("");
    it.settings.erp_items.remove(&ChargeCode::from("TARP"));
    it.is_ready();
}

#[test]
fn variance_above_tolerance_and_within() {
    let mut it = world("");
    it.load.expected_total = Some(Money::new(dec("974.99"), Currency::USD));
    it.fires("VARIANCE");
    it.load.expected_total = Some(Money::new(dec("975.00"), Currency::USD));
    it.is_ready();
    assert_eq!(it.assess().warnings[0].code.to_string(), "VARIANCE_SMALL");
    it.load.expected_total = Some(Money::new(dec("1000.00"), Currency::USD));
    assert!(it.assess().warnings.is_empty());
    it.load.expected_total = Some(Money::new(dec("1000.00"), Currency::CAD));
    it.fires("VARIANCE");
}

#[test]
fn split_needed() {
    let payor = |customer: &str, share: &str| Payor {
        customer: customer.into(),
        share_percent: Some(dec(share)),
        weight_lb: None,
    };
    let mut it = world("");
    it.load.payors = vec![payor("ACME", "60"), payor("BETA", "40")];
    it.fires("SPLIT_NEEDED");
    it.load.payors = vec![payor("ACME", "100")];
    it.is_ready();
}

#[test]
fn a_load_in_transit_is_not_judged() {
    let mut it = world("");
    it.load.status = LoadStatus::InTransit;
    it.load.documents.clear();
    it.load.stops[1].departed = None;
    assert!(it.codes().is_empty());
}

//! Each hold code has a case that fires it and one that just misses. (CHANGED_SINCE_APPROVAL and ON_HOLD come from
//! decisions: `tests/scenarios/approval.rs`.) What a held load lacks of the lines that it has once it is ready is what its hold
//! says that it loses.
//!
//! Planted once and seen red: INDEX_STALE that loses nothing; POD_MISSING that loses a line.

mod billing;
mod papers;
mod rating;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use linehaul_billing::assess::{Found, Inputs, assess};
use linehaul_domain::assessment::{Assessment, Settings};
use linehaul_domain::canonical::{exact, hash_bytes};
use linehaul_domain::chrono_tz::America::Chicago;
use linehaul_domain::code::ChargeCode;
use linehaul_domain::document::{Document, Readability};
use linehaul_domain::hold::{HoldCode, Loses};
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::party::{Customer, InvoiceStyle};
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
    /// Holds that fired so far, each with the codes of the lines that there were beside it.
    fired: RefCell<Vec<(HoldCode, BTreeSet<ChargeCode>)>>,
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
        postal_code: None,
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
        looked: None,
    }
}

fn table(name: &str, body: TableBody) -> Table {
    let hash = hash_bytes(name.as_bytes());
    Table { name: name.into(), source: "test".to_owned(), licence: "none".to_owned(), body, asks: Vec::new(), hash }
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
            contract: None,
        }),
        settings: Settings {
            business_zone: Chicago,
            variance_hold_above: dec("25.00"),
            variance_warn_above: dec("0.00"),
            erp_items: codes.split(' ').map(|c| (ChargeCode::from(c), "4000".to_owned())).collect(),
            posting: Default::default(),
            absent_items: Default::default(),
            owners: BTreeMap::new(),
        },
        contract: true,
        fired: RefCell::default(),
    }
}

fn lines(assessment: &Assessment) -> BTreeSet<ChargeCode> {
    assessment.charges.iter().map(|charge| charge.code.clone()).collect()
}

impl World {
    fn assess(&self) -> Assessment {
        let effective = "2025-01-01".parse().expect("a date");
        let read = linehaul_rules::read("t/2025-01-01.rhai", effective, &self.terms, &self.tables);
        let contract: Result<Contract, _> = read;
        let found = match &contract {
            _ if !self.contract => Found::Missing { looked: None },
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
        self.fired.borrow_mut().push((assessment.holds[0].code, lines(&assessment)));
    }

    fn is_ready(&self) {
        let assessment = self.assess();
        assert!(assessment.is_ready(), "{:?}", assessment.holds);
        let all = lines(&assessment);
        for (code, there) in self.fired.take() {
            let lost: Vec<&ChargeCode> = all.difference(&there).collect();
            match code.loses() {
                Loses::Nothing => assert!(lost.is_empty(), "{code} lost {lost:?}"),
                Loses::Line | Loses::ChargesLine => assert!(!lost.is_empty(), "{code} lost nothing of {all:?}"),
                Loses::EveryLine => assert!(there.is_empty() && !lost.is_empty(), "{code} left {there:?}"),
            }
        }
    }
}

#[test]
fn the_world_is_ready_as_it_stands() {
    world("").is_ready();
}

#[test]
fn a_load_in_transit_is_not_judged() {
    let mut it = world("");
    it.load.status = LoadStatus::InTransit;
    it.load.documents.clear();
    it.load.stops[1].departed = None;
    assert!(it.codes().is_empty());
}

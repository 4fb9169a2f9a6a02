//! Loads, their assessments and facts, as the cache keeps them.

use linehaul_domain::assessment::{Assessment, ENGINE, Pins};
use linehaul_domain::canonical;
use linehaul_domain::chrono_tz::America::Chicago;
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::{Code, Outcome};
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::party::{Customer, InvoiceStyle, StatedCustomer};
use linehaul_domain::state::LoadState;
use linehaul_domain::stop::{Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::time::Instant;
use linehaul_store::{
    Added, AssessmentResult, BadItem, Cache, Delivery, Encoded, ItemFault, ItemKey, PricedBy, QueueFilter, ReadingRow,
    StoredAssessment,
};

use super::{at, dec};

/// A load that was delivered on a day of March.
pub fn load(number: &str, customer: &str, day: u32) -> Load {
    let day = linehaul_domain::time::NaiveDate::from_ymd_opt(2025, 3, day).expect("day");
    let left = linehaul_domain::time::start_of_day(day, Chicago) + linehaul_domain::time::Duration::hours(9);
    let mut load = Load::new(number.into());
    load.customer = Some(customer.into());
    load.status = LoadStatus::Delivered;
    load.expected_total = Some(Money::new(dec("95"), Currency::USD));
    load.stops = vec![stop(1, Some(left))];
    load
}

/// A delivery that the truck left then.
pub fn stop(seq: u32, departed: Option<Instant>) -> StopVisit {
    StopVisit {
        seq,
        kind: StopKind::Delivery,
        name: "Consignee".into(),
        city: "Memphis TN".into(),
        region: None,
        country: None,
        postal_code: None,
        zone: Chicago,
        schedule: Schedule::FirstCome,
        handling: Handling::Live,
        arrived: departed,
        notified: None,
        departed,
        told_to_return: None,
        returned: None,
        cancelled: false,
        closures: Vec::new(),
    }
}

/// An assessment of a load of 100 dollars.
pub fn assessment(number: &str, customer: &str) -> Assessment {
    let none = canonical::hash_bytes(b"");
    Assessment {
        load: number.into(),
        bill_to: Some(customer.into()),
        status: LoadStatus::Delivered,
        currency: Currency::USD,
        charges: Vec::new(),
        total: dec("100"),
        holds: Vec::new(),
        warnings: Vec::new(),
        near_misses: Vec::new(),
        shares: Vec::new(),
        pins: Pins {
            load_revision: none.clone(),
            contract: None,
            contract_file: None,
            contract_hash: None,
            house_file: None,
            house_hash: None,
            tables_hash: none.clone(),
            customer_hash: none.clone(),
            settings_hash: none,
            engine: ENGINE.into(),
            tzdb: linehaul_domain::time::TZDB.into(),
        },
    }
}

/// A stored assessment in a state.
pub fn stored(number: &str, customer: &str, state: &str, day: u32) -> StoredAssessment {
    stored_of(&load(number, customer, day), state)
}

/// A stored assessment of a load, priced by the contracts of its customer.
pub fn stored_of(load: &Load, state: &str) -> StoredAssessment {
    let customer = load.customer.as_ref().map_or("", |c| c.as_str());
    let state = LoadState::of(state).expect("a state");
    let priced_by = PricedBy { folder: customer.to_lowercase(), house: false, open: !BILLED.contains(&state) };
    StoredAssessment::new(load, assessment(load.number.as_str(), customer), state, priced_by)
}

/// States in which a load is priced by what its approval saw.
const BILLED: &[LoadState] = &[LoadState::Approved, LoadState::Queued, LoadState::Posted];

/// Keeps assessments as the workbench does: each with its load.
pub fn keep(cache: &mut Cache, rows: &[StoredAssessment]) {
    let kept = |row: &StoredAssessment| {
        let customer = row.customer.as_ref().map_or("", |c| c.as_str());
        AssessmentResult::Assessed(Box::new(Encoded::of(&load(row.assessment.load.as_str(), customer, 1), row)))
    };
    cache.keep(&rows.iter().map(kept).collect::<Vec<_>>()).expect("keeps");
}

/// A filter of the queue.
pub fn filter(state: Option<&str>, customer: Option<&str>, limit: Option<u64>, offset: u64) -> QueueFilter {
    let customer = customer.map(Into::into);
    let state = state.map(|state| LoadState::of(state).expect("a state"));
    QueueFilter { state, customer, limit, offset, ..QueueFilter::default() }
}

/// A customer's fact.
pub fn customer_fact(id: &str, name: &str, version: i64) -> Fact {
    let customer = Customer {
        id: id.into(),
        name: name.into(),
        erp_code: Some("C-1".into()),
        credit_hold: false,
        currency: Some(Currency::USD),
        payment_terms: None,
        legal_entity: None,
        group: None,
        invoice_style: InvoiceStyle::PerLoad,
        address: None,
        contract: None,
    };
    let stated = StatedCustomer { customer, contacts: Vec::new(), tax_registrations: Vec::new() };
    Fact::whole("dispatch".into(), at(version), FactBody::Customer(Box::new(stated)))
}

/// A load's own fact, with its miles.
pub fn load_fact(number: &str, miles: u32, version: i64) -> Fact {
    let mut load = Load::new(number.into());
    load.miles = Some(miles.into());
    Fact::whole("dispatch".into(), at(version), FactBody::Load(Box::new(load)))
}

/// A stop's fact.
pub fn stop_fact(number: &str, seq: u32, version: i64) -> Fact {
    let body = FactBody::Stop { load: number.into(), stop: Box::new(stop(seq, Some(at(version)))) };
    Fact::whole("dispatch".into(), at(version), body)
}

/// Takes facts in as one reading of a file.
pub fn take(cache: &mut Cache, facts: &[Fact]) -> Added {
    try_take(cache, facts).expect("takes in")
}

/// The same, where it may fail.
pub fn try_take(cache: &mut Cache, facts: &[Fact]) -> Outcome<Added> {
    let delivery = delivery("facts.csv", "loads", &canonical::encode(&facts.to_vec()), 1);
    let reading = ReadingRow { delivery, rows: facts.len() as u64, quarantined: 0 };
    cache.take_reading(&reading, facts, &[], &[])
}

/// A bad row at a line, with what it speaks of: keys with their versions. It was received at its line.
pub fn bad_row(line: u64, content: &str, keys: &[(&str, Option<i64>)]) -> BadItem {
    let fault = ItemFault { column: Some("miles".into()), code: Code::NumberWrong, message: "not a number".into() };
    let key = |(key, version): &(&str, Option<i64>)| ItemKey {
        key: (*key).to_owned(),
        load: key.split('/').nth(1).map(Into::into),
        version: version.map(at),
    };
    BadItem {
        line,
        faults: vec![fault],
        header: vec!["load_number".to_owned(), "miles".to_owned()],
        content: content.to_owned(),
        whole: canonical::hash_bytes(content.as_bytes()),
        rows: 1,
        keys: keys.iter().map(key).collect(),
        receipt: line,
    }
}

/// A delivery of a file.
pub fn delivery(file: &str, kind: &str, bytes: &[u8], minute: i64) -> Delivery {
    Delivery {
        source: "dispatch".into(),
        file: file.into(),
        kind: kind.into(),
        received: at(minute),
        hash: canonical::hash_bytes(bytes),
        cursor: None,
        scope: None,
        reader: None,
        columns: None,
    }
}

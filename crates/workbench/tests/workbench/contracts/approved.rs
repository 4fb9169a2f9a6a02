//! What an approval saw is read by builds that know its engine only.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::assessment::{ENGINE, Pins};
use linehaul_domain::canonical::hash_bytes;
use linehaul_domain::fault::{Code, Fault};
use linehaul_domain::ids::Hash;
use linehaul_domain::money::{Currency, Money};
use linehaul_workbench::book::load_state::Approval;
use linehaul_workbench::contracts::approved::ApprovedLibrary;

fn why_not(engine: &str) -> Fault {
    let hash = hash_bytes(b"kept nowhere");
    let pins = Pins {
        load_revision: hash.clone(),
        contract: None,
        contract_file: None,
        contract_hash: None,
        house_file: None,
        house_hash: None,
        tables_hash: hash.clone(),
        customer_hash: hash.clone(),
        settings_hash: hash.clone(),
        engine: engine.to_owned(),
        tzdb: linehaul_domain::time::TZDB.into(),
    };
    let approval = Approval {
        seq: 1,
        pins,
        assessment: hash.clone(),
        facts: hash.clone(),
        context: hash,
        total: Money::new(Decimal::ONE, Currency::USD),
    };
    let bodies: BTreeMap<Hash, Vec<u8>> = BTreeMap::new();
    ApprovedLibrary::default().of_or_why(&bodies, &approval).unwrap().err().unwrap()
}

#[test]
fn an_approval_by_an_engine_of_tomorrow_is_not_rated_by_that_of_today() {
    let tomorrows = why_not("linehaul-engine@99");
    assert_eq!(tomorrows.code, Code::EngineUnknown);
    assert!(tomorrows.what.contains("linehaul-engine@99"), "{}", tomorrows.what);
    let todays = why_not(ENGINE);
    assert_eq!(todays.code, Code::ApprovedPartLost);
    assert!(todays.what.contains("is not in the book"), "{}", todays.what);
}

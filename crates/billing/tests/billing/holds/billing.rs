//! Holds of what may not be billed as it is: approvals, receipts, customers, codes, a total that differs.

use linehaul_domain::code::ChargeCode;
use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::extra::Extra;
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::party::Payor;

use super::{at, dec, paper, world};

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
        quantity: None,
        by: Some("J. Doe".to_owned()),
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

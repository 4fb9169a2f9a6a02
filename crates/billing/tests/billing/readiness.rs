//! Every hold fires, and just misses when the one thing that it asks for is there.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_billing::contract_terms::Unmet;
use linehaul_domain::conflict::{Conflict, Doubt, Rule, Stated};
use linehaul_domain::document::Readability;
use linehaul_domain::event::EventKind;
use linehaul_domain::extra::Extra;
use linehaul_domain::hold::HoldCode;
use linehaul_domain::load::LoadStatus;
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::party::Payor;
use linehaul_domain::table::TableBody;
use linehaul_domain::terms::*;
use linehaul_domain::thing::Thing;
use linehaul_domain::time::Weekday;

/// A ready world; each test breaks one thing and mends it again.
fn ready(terms: Vec<Term>) -> World {
    let mut all = vec![flat("1000.00")];
    all.extend(terms);
    World::new(trip(), usd(all))
}

fn lumper() -> Term {
    term(Verb::AtCost { code: "LUMPER".into(), plus: Markup::None, receipt: "lumper_receipt".into() })
}

fn banded(column: &str) -> Term {
    fuel(FuelShape::Bands {
        table: "tgs".into(),
        column: column.into(),
        unit: FuelUnit::PerMile,
        index: index(Weekday::Tue),
        beyond: None,
    })
}

const NONE: [&str; 0] = [];

#[test]
fn stops_incomplete() {
    let mut world = ready(vec![]);
    assert_eq!(world.holds(), NONE);
    let departed = world.load.stops[1].departed.take();
    assert_eq!(world.holds(), ["STOPS_INCOMPLETE@2"]);
    let hold = world.assess().holds.remove(0);
    assert_eq!((hold.owner.as_str(), hold.next_step.is_empty()), ("desk", false));
    world.load.stops[1].departed = departed;
    world.load.stops[0].departed = None;
    world.contract = Some(usd(vec![flat("1"), term(Verb::NeedStops { at: StopSelection::Deliveries })]));
    assert_eq!(world.holds(), NONE);
}

#[test]
fn pod_missing_unsigned_and_unreadable() {
    let mut world = ready(vec![need_pod()]);
    assert_eq!(world.holds(), NONE);
    world.load.documents.clear();
    assert_eq!(world.holds(), ["POD_MISSING@2"]);
    world.load.documents = vec![document("pod", Some(2))];
    assert_eq!(world.holds(), ["POD_UNSIGNED@2"]);
    for bad in [Readability::Empty, Readability::Encrypted, Readability::Mistyped] {
        for kind in ["pod", "pod_signed"] {
            world.load.documents = vec![document(kind, Some(2))];
            world.load.documents[0].readability = bad;
            assert_eq!(world.holds(), ["DOCUMENT_UNREADABLE@2"], "{kind} {bad:?}");
        }
    }
    world.load.documents = vec![document("pod_signed", Some(2))];
    assert_eq!(world.holds(), NONE);
}

#[test]
fn a_pod_of_another_stop_does_not_count() {
    let mut world = ready(vec![need_pod()]);
    world.load.documents = vec![document("pod_signed", Some(1))];
    assert_eq!(world.holds(), ["POD_MISSING@2"]);
}

#[test]
fn document_missing_for_the_load_and_as_evidence() {
    let mut world = ready(vec![
        need_document("scale_ticket"),
        with(Verb::Layover { rate: dec("650"), hours: 24, weekend: None }, &["layover_approval"]),
    ]);
    world.load.stops[1].told_to_return = world.load.stops[1].arrived;
    assert_eq!(world.holds(), ["DOCUMENT_MISSING@2:LAYOVER", "DOCUMENT_MISSING"]);
    assert_eq!(world.assess().total, dec("1650.00"), "the charge stays listed");
    world.load.documents.extend([document("layover_approval", None), document("scale_ticket", None)]);
    assert_eq!(world.holds(), NONE);
}

#[test]
fn a_signed_paper_is_also_the_paper() {
    let mut world = ready(vec![need_document("bol"), need_document("pod")]);
    world.load.documents = vec![document("bol_signed", None), document("pod_signed", None)];
    assert_eq!(world.holds(), NONE);
    world.load.documents.clear();
    assert_eq!(world.holds(), ["DOCUMENT_MISSING", "POD_MISSING"]);
}

#[test]
fn references_missing_and_malformed() {
    let need = Verb::NeedReference { name: "customer_po".into(), like: Some("45########".into()), owner: None };
    let mut world = ready(vec![term(need)]);
    assert_eq!(world.holds(), ["REFERENCE_MISSING"]);
    world.load.references.insert("customer_po".into(), "  ".into());
    assert_eq!(world.holds(), ["REFERENCE_MISSING"]);
    for (value, fits) in [("4512345678", true), ("451234567", false), ("45123456789", false), ("46x2345678", false)] {
        world.load.references.insert("customer_po".into(), value.into());
        assert_eq!(world.holds().is_empty(), fits, "{value}");
    }
    assert_eq!(world.holds(), ["REFERENCE_MALFORMED"]);
}

#[test]
fn a_pattern_of_many_stars_ends() {
    let like = format!("{}b", "*a".repeat(30));
    assert!(!linehaul_billing::readiness::matches(&"a".repeat(64), &like));
    assert!(!linehaul_billing::readiness::matches(&format!("{}x", "1".repeat(64)), &"#".repeat(64)));
    assert!(linehaul_billing::readiness::matches("PO-17-A", "PO-*-@"));
}

#[test]
fn approval_needed_above_the_limit() {
    let layover = Verb::Layover { rate: dec("650"), hours: 24, weekend: None };
    let mut world = ready(vec![Term { approval_above: Some(dec("650")), ..term(layover.clone()) }]);
    world.load.stops[1].told_to_return = world.load.stops[1].arrived;
    assert_eq!(world.holds(), NONE, "at the limit");
    world.contract = Some(usd(vec![flat("1"), Term { approval_above: Some(dec("649.99")), ..term(layover) }]));
    assert_eq!(world.holds(), ["APPROVAL_NEEDED@2:LAYOVER"]);
    let mut approved = event(EventKind::AccessorialApproved, "2025-05-23T08:00:00Z");
    approved.charge = Some("LAYOVER".into());
    for (upto, currency, enough) in
        [("649.99", Currency::USD, false), ("650", Currency::USD, true), ("900", Currency::CAD, false)]
    {
        approved.amount = Some(Money::new(dec(upto), currency));
        world.load.events = vec![approved.clone()];
        assert_eq!(world.holds().is_empty(), enough, "up to {upto} {currency}");
    }
    approved.amount = Some(Money::new(dec("650"), Currency::USD));
    let mut withdrawn = event(EventKind::ApprovalWithdrawn, "2025-05-24T08:00:00Z");
    withdrawn.charge = Some("LAYOVER".into());
    world.load.events = vec![approved, withdrawn];
    assert_eq!(world.holds(), ["APPROVAL_NEEDED@2:LAYOVER"]);
}

#[test]
fn receipt_differs() {
    let mut world = ready(vec![lumper()]);
    world.load.extras.insert("lumper_cost".into(), Extra::Number(dec("120.00")));
    assert_eq!(world.holds(), ["DOCUMENT_MISSING:LUMPER"]);
    let mut receipt = document("lumper_receipt", None);
    receipt.amount = Some(Money::new(dec("120.01"), Currency::USD));
    world.load.documents.push(receipt);
    assert_eq!(world.holds(), ["RECEIPT_DIFFERS:LUMPER"]);
    world.load.documents.last_mut().unwrap().amount = Some(Money::new(dec("120"), Currency::USD));
    assert_eq!(world.holds(), NONE);
    world.load.extras.clear();
    assert_eq!(world.holds(), ["INPUT_MISSING:LUMPER"], "a receipt without a cost");
}

#[test]
fn a_cost_in_another_currency_is_not_billed_as_ours() {
    let mut world = ready(vec![lumper()]);
    world.load.extras.insert("lumper_cost".into(), Extra::Money(Money::new(dec("120"), Currency::CAD)));
    assert!(world.assess().charges.iter().all(|c| c.code.as_str() != "LUMPER"));
    assert_eq!(world.holds(), ["INPUT_MISSING:LUMPER"]);
}

#[test]
fn input_missing_holds_once_and_takes_what_depends_on_it() {
    let percent = fuel(FuelShape::Percent { percent: dec("32"), of: Base::NetLinehaul });
    let terms = vec![per_mile("2.00"), term(Verb::Discount { percent: dec("10") }), percent];
    let mut world = World::new(trip(), usd(terms));
    assert_eq!(world.holds(), NONE);
    for miles in [None, Some(dec("0")), Some(dec("-612"))] {
        world.load.miles = miles;
        assert_eq!(world.holds(), ["INPUT_MISSING:LINEHAUL"], "{miles:?}");
        assert!(world.assess().charges.is_empty());
    }
}

#[test]
fn a_percent_of_several_lines_waits_for_all_of_them() {
    let team = term(Verb::Accessorial { kind: AccessorialKind::Team, basis: SimpleBasis::PerMile(dec("0.28")) });
    let base = Base::NetLinehaulAnd(vec!["TEAM".into()]);
    let percent = fuel(FuelShape::Percent { percent: dec("10"), of: base });
    let mut world = World::new(trip(), usd(vec![flat("1000"), team, percent]));
    world.load.driver_count = Some(2);
    world.load.miles = None;
    assert_eq!(world.holds(), ["INPUT_MISSING:TEAM"]);
    assert_eq!(lines(&world.assess()), ["LINEHAUL 400 1000.00"], "no fuel on half of its base");
}

#[test]
fn a_departure_before_the_arrival_is_said() {
    let mut world = ready(vec![term(Verb::Detention(waiting(120, "50", 60, 15)))]);
    world.load.stops[0].departed = Some(at("2025-05-21T07:00:00-05:00"));
    assert_eq!(world.holds(), ["INPUT_MISSING:DETENTION_LOADING"]);
}

#[test]
fn nothing_billable() {
    let mut world = World::new(trip(), usd(vec![term(Verb::Layover { rate: dec("1"), hours: 24, weekend: None })]));
    assert_eq!(world.holds(), ["NOTHING_BILLABLE"]);
    world.load.stops[1].told_to_return = world.load.stops[1].arrived;
    assert_eq!(world.holds(), NONE);
}

#[test]
fn a_contract_whose_linehaul_does_not_apply_is_not_billed_without_it() {
    let layover = term(Verb::Layover { rate: dec("650"), hours: 24, weekend: None });
    let mut plain = usd(vec![when(flat("1000"), 0), layover]);
    plain.conditions.push(|load| Ok(load.mode == "LTL"));
    let mut world = World::new(trip(), plain);
    world.load.stops[1].told_to_return = world.load.stops[1].arrived;
    assert_eq!(world.holds(), ["NOTHING_BILLABLE:LINEHAUL"]);
    world.load.mode = "LTL".into();
    assert_eq!(world.holds(), NONE);
}

#[test]
fn index_missing_and_stale() {
    let mut world = ready(vec![banded("usd_per_mile")]);
    assert_eq!(world.holds(), ["INDEX_MISSING:FSC"], "no table");
    world.tables.extend([eia(), bands("tgs", "usd_per_mile", vec![band("3.50", "3.55", "0.460")])]);
    assert_eq!(world.holds(), NONE);
    for stop in &mut world.load.stops {
        stop.arrived = stop.arrived.map(|at| at + linehaul_domain::time::Duration::days(7));
        stop.departed = stop.departed.map(|at| at + linehaul_domain::time::Duration::days(7));
    }
    assert_eq!(world.holds(), ["INDEX_STALE:FSC"], "the index ends a week before");
    let before = linehaul_domain::time::Duration::days(21);
    for stop in &mut world.load.stops {
        stop.arrived = stop.arrived.map(|at| at - before);
        stop.departed = stop.departed.map(|at| at - before);
    }
    assert_eq!(world.holds(), ["INDEX_MISSING:FSC"], "a hole in the index");
}

#[test]
fn a_price_outside_the_bands_is_missing_and_a_wrong_column_is_the_contract() {
    let mut world = ready(vec![banded("usd_per_mile")]);
    world.tables.extend([eia(), bands("tgs", "usd_per_mile", vec![band("3.55", "3.60", "0.470")])]);
    assert_eq!(world.holds(), ["INDEX_MISSING:FSC"]);
    world.contract = Some(usd(vec![flat("1"), banded("usd_per_km")]));
    assert_eq!(world.holds(), ["CONTRACT_ERROR:FSC"]);
}

#[test]
fn tax_evidence_missing() {
    let tax =
        CanadianTax { rates: "taxes".into(), by: DateBasis::ActualDelivery, zero_evidence: "customs_release".into() };
    let mut world = ready(vec![term(Verb::CanadianTax(tax))]);
    world.tables.extend([table("taxes", TableBody::Taxes { rates: vec![] })]);
    assert_eq!(world.holds(), NONE, "freight within another country");
    world.load.stops[0].country = Some("CA".into());
    assert_eq!(world.holds(), ["TAX_EVIDENCE_MISSING:TAX_GST_ZERO"]);
    world.load.documents.push(document("customs_release", None));
    assert_eq!(world.holds(), NONE);
    world.load.stops[1].country = Some("CA".into());
    assert_eq!(world.holds(), ["INDEX_MISSING:TAX_GST"], "no rate for the province");
}

#[test]
fn contract_missing_error_and_asks() {
    let mut world = ready(vec![]);
    world.contract = None;
    assert_eq!(world.holds(), ["CONTRACT_MISSING"]);
    world.house = Some(usd(vec![flat("900.00")]));
    assert_eq!(world.holds(), NONE);
    let mut asking = usd(vec![flat("1"), when(term(Verb::Ask { question: "Per stop or per load?".into() }), 0)]);
    asking.conditions.push(|load| Ok(load.stops.len() > 2));
    world.contract = Some(asking);
    assert_eq!(world.holds(), NONE, "the load does not depend on the answer");
    world.contract = Some(usd(vec![flat("1"), term(Verb::Ask { question: "Per stop or per load?".into() })]));
    assert_eq!(world.holds(), ["CONTRACT_ASKS"]);
}

#[test]
fn an_expression_that_lacks_an_input_or_fails() {
    let charge = Verb::Charge { code: "PALLET_SORT".into(), amount: ExpressionId(0), text: "pallets".into() };
    let mut plain = usd(vec![flat("1"), term(charge)]);
    plain.amounts.push(|_| Err(Unmet::MissingInput { name: "pallets".into(), location: location(9) }));
    let mut world = World::new(trip(), plain);
    assert_eq!(world.holds(), ["INPUT_MISSING:PALLET_SORT"]);
    let fails = |_: &_| Err(Unmet::Failed { message: "no".into(), location: location(9) });
    world.contract.as_mut().unwrap().amounts[0] = fails;
    assert_eq!(world.holds(), ["CONTRACT_ERROR:PALLET_SORT"]);
    world.contract.as_mut().unwrap().amounts[0] = |_| Ok(dec("75"));
    assert_eq!(world.holds(), NONE);
}

#[test]
fn customer_unknown_and_credit_stopped() {
    let mut world = ready(vec![]);
    world.customer.as_mut().unwrap().credit_hold = true;
    assert!(world.assess().is_ready(), "the load was delivered");
    assert_eq!(world.assess().warnings[0].code.to_string(), "CREDIT_HOLD");
    world.customer.as_mut().unwrap().erp_code = Some(" ".into());
    assert_eq!(world.holds()[0], "CUSTOMER_UNKNOWN");
    world.customer = None;
    assert_eq!(world.holds(), ["CUSTOMER_UNKNOWN"]);
    world.customer = Some(customer());
    assert_eq!(world.holds(), NONE);
}

#[test]
fn code_unmapped() {
    let mut world = ready(vec![]);
    world.settings.erp_items.remove(&"LINEHAUL".into());
    assert_eq!(world.holds(), ["CODE_UNMAPPED:LINEHAUL"]);
    world.settings.owners.insert("CODE_UNMAPPED".into(), "admin".into());
    assert_eq!(world.assess().holds[0].owner, "admin");
    world.settings.owners.clear();
    assert_eq!(world.assess().holds[0].owner, "billing");
}

#[test]
fn variance_holds_above_and_warns_up_to_the_tolerance() {
    let mut world = ready(vec![]);
    for (expected, holds, warns) in
        [("1000.00", 0, 0), ("1000.01", 0, 1), ("1025.00", 0, 1), ("1025.01", 1, 0), ("974.99", 1, 0)]
    {
        world.load.expected_total = Some(Money::new(dec(expected), Currency::USD));
        let found = world.assess();
        assert_eq!((found.holds.len(), found.warnings.len()), (holds, warns), "{expected}");
    }
    world.load.expected_total = Some(Money::new(dec("1000.00"), Currency::CAD));
    assert_eq!(world.holds(), ["VARIANCE"]);
    assert!(world.assess().holds[0].message.contains("CAD"));
}

#[test]
fn a_total_that_dispatch_says_no_more_is_still_compared_with() {
    let mut world = ready(vec![]);
    world.load.formerly.expected_total = Some(Money::new(dec("1500.00"), Currency::USD));
    assert_eq!(world.holds(), ["VARIANCE"]);
    let message = &world.assess().holds[0].message;
    assert!(message.contains("1500.00 expected") && message.contains("says no total any more"), "{message}");
    // One that comes anew is the one.
    world.load.expected_total = Some(Money::new(dec("1000.00"), Currency::USD));
    assert_eq!(world.holds(), NONE);
}

#[test]
fn a_number_that_no_phrase_reads_is_told() {
    let mut world = ready(vec![]);
    let codes = |world: &World| world.assess().warnings.iter().map(|warning| warning.code.code()).collect::<Vec<_>>();
    for (extra, told) in [
        (Extra::Number(dec("3")), true),
        (Extra::Money(Money::new(dec("150.00"), Currency::USD)), true),
        (Extra::Flag(true), true),
        (Extra::Number(dec("0")), false),
        (Extra::Flag(false), false),
        (Extra::Text("3".into()), false),
    ] {
        world.load.extras.insert("pups".into(), extra.clone());
        assert_eq!(codes(&world).contains(&"EXTRA_UNREAD"), told, "{extra:?}");
    }
    // Of a phrase that does not apply to the load it is read all the same.
    let mut waits = waiting(120, "60.00", 60, 60);
    waits.times = Some("pups".into());
    let mut reads = ready(vec![term(Verb::Detention(waits))]);
    reads.load.extras.insert("pups".into(), Extra::Number(dec("3")));
    assert!(!codes(&reads).contains(&"EXTRA_UNREAD"));
}

#[test]
fn no_variance_is_claimed_while_a_line_is_missing() {
    let mut world = World::new(trip(), usd(vec![flat("1000"), banded("usd_per_mile")]));
    world.load.expected_total = Some(Money::new(dec("1281.52"), Currency::USD));
    assert_eq!(world.holds(), ["INDEX_MISSING:FSC"]);
}

#[test]
fn split_needed() {
    let mut world = ready(vec![]);
    let payor = |id: &str, share: &str| Payor { customer: id.into(), share_percent: Some(dec(share)), weight_lb: None };
    world.load.payors = vec![payor("ACME", "60"), payor("BETA", "40")];
    assert_eq!(world.holds(), ["SPLIT_NEEDED"]);
    world.load.payors = vec![payor("ACME", "99")];
    assert_eq!(world.holds(), ["SPLIT_NEEDED"]);
    world.load.payors = vec![payor("ACME", "100")];
    assert_eq!(world.holds(), NONE);
}

#[test]
fn facts_conflict_warns() {
    let mut world = ready(vec![]);
    let stated = |value: &str| Stated { value: value.into(), source: "dispatch".into(), version: None, came: None };
    let conflict = |thing, key: &str, field: &str, doubt| Conflict {
        key: key.into(),
        thing,
        field: field.into(),
        stands: stated("one"),
        says: stated("another"),
        rule: Rule::ReceivedLast,
        doubt,
        answered: false,
    };
    // Nothing is billed by a facility's name.
    world.load.conflicts = vec![conflict(Thing::Stop, "stop/L-1/2", "name", Some(Doubt::OneVersion))];
    let found = world.assess();
    assert!(found.is_ready());
    assert_eq!(found.warnings[0].code.to_string(), "FACTS_CONFLICT");
    assert!(
        found.warnings[0].message.starts_with("name of stop 2: one by dispatch stands, another by dispatch differs")
    );
    // By who pays something is.
    let who = |doubt| conflict(Thing::Load, "load/L-1", "bill_to", doubt);
    world.load.conflicts = vec![who(None)];
    assert_eq!(world.holds(), NONE);
    world.load.conflicts = vec![who(Some(Doubt::OneSync))];
    assert_eq!(world.holds(), ["FACTS_DISPUTED"]);
    world.load.conflicts = vec![Conflict { answered: true, ..who(Some(Doubt::OneSync)) }];
    assert_eq!(world.holds(), NONE);
}

#[test]
fn a_load_on_its_way_is_rated_and_not_judged() {
    let mut world = ready(vec![need_pod()]);
    world.load.documents.clear();
    world.load.status = LoadStatus::InTransit;
    let found = world.assess();
    assert_eq!((found.total, found.holds.len(), found.is_ready()), (dec("1000.00"), 0, false));
}

#[test]
fn a_cancelled_load_bills_nothing() {
    let mut world = ready(vec![]);
    world.load.status = LoadStatus::Cancelled;
    let found = world.assess();
    assert_eq!((found.total, found.charges.len(), found.holds.len(), found.is_ready()), (dec("0"), 0, 0, false));
}

#[test]
fn a_truck_not_used_without_such_a_phrase() {
    let mut world = ready(vec![need_pod()]);
    world.load.status = LoadStatus::Tonu;
    world.load.documents.clear();
    assert_eq!(world.holds(), ["NOTHING_BILLABLE"]);
    world.contract.as_mut().unwrap().terms.otherwise_house_tariff = true;
    world.house = Some(usd(vec![flat("900"), term(Verb::Tonu(Tonu::Flat(dec("150.00"))))]));
    assert_eq!(lines(&world.assess()), ["TONU VOR 150.00"]);
    assert_eq!(world.holds(), NONE);
}

#[test]
fn a_truck_not_used_is_not_asked_for_what_other_phrases_read() {
    let tonu = term(Verb::Tonu(Tonu::Flat(dec("150.00"))));
    let mut plain = usd(vec![when(per_mile("2.00"), 0), tonu]);
    plain.conditions.push(|_| Err(Unmet::MissingInput { name: "miles".into(), location: location(3) }));
    let mut world = World::new(trip(), plain);
    world.load.status = LoadStatus::Tonu;
    assert_eq!(world.holds(), NONE);
}

#[test]
fn evidence_of_another_stop_is_named_with_its_stop() {
    let detention = Detention { at: StopSelection::Pickups, ..waiting(60, "50", 60, 60) };
    let mut world = ready(vec![with(Verb::Detention(detention), &["in_out_times_on_bol"])]);
    world.load.stops[0].departed = Some(at("2025-05-21T10:30:00-05:00"));
    world.load.documents.push(document("in_out_times_on_bol", Some(2)));
    let assessed = world.assess();
    let hold = &assessed.holds[0];
    assert_eq!(hold.code, HoldCode::DocumentMissing, "{hold:?}");
    assert_eq!(hold.message, "DETENTION_LOADING at stop 1 needs in_out_times_on_bol, which is on file for stop 2 only");
    world.load.documents.last_mut().unwrap().stop = Some(1);
    assert_eq!(world.holds(), NONE);
    world.load.documents.last_mut().unwrap().readability = Readability::Encrypted;
    assert_eq!(world.assess().holds[0].code, HoldCode::DocumentUnreadable);
}

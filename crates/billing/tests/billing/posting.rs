//! Which item, account and dimensions a line gets, and what holds a load that lacks them.

use linehaul_billing::invoice::{Billed, Header, draft};
use linehaul_domain::extra::Extra;
use linehaul_domain::posting::{BusinessLine, Dimension, Posting, PostingRule};

use crate::support::*;

fn field(text: &str) -> linehaul_domain::posting::LoadField {
    text.to_owned().try_into().expect("a field")
}

fn rule() -> PostingRule {
    PostingRule::default()
}

/// Freight of brokered loads is its own item, every line of them its own account, and lines carry a department.
fn posting() -> Posting {
    let brokerage = || PostingRule { business_line: Some(BusinessLine::Brokerage), ..rule() };
    Posting {
        rules: vec![
            PostingRule { code: Some("LINEHAUL".into()), item: Some("4200".to_owned()), ..brokerage() },
            PostingRule { account: Some("42".to_owned()), ..brokerage() },
            PostingRule { customer_group: Some("auto".to_owned()), account: Some("45".to_owned()), ..brokerage() },
        ],
        business_line: Some(field("load.division")),
        business_lines: [("BRK".to_owned(), BusinessLine::Brokerage)].into(),
        dimensions: [("department".to_owned(), Dimension { field: field("load.terminal"), optional: false })].into(),
    }
}

fn world() -> World {
    let mut world = World::new(trip(), usd(vec![per_mile("2.00")]));
    world.settings.posting = posting();
    world.load.extras.insert("division".to_owned(), Extra::Text("BRK".to_owned()));
    world.load.extras.insert("terminal".to_owned(), Extra::Text("CHI".to_owned()));
    world
}

#[test]
fn a_line_is_posted_by_the_rule_with_the_most_conditions() {
    let mut world = world();
    assert_eq!(world.holds(), [""; 0]);
    let drafted = |world: &World| {
        let assessment = world.assess();
        let customer = world.customer.as_ref().expect("a customer");
        let header = Header {
            number: "PSL-A-000001-G1".into(),
            generation: 1,
            printed: None,
            batch: "B1".into(),
            customer,
            legal_entity: None,
            invoice_date: "2025-05-23".parse().unwrap(),
            accounting_date: "2025-05-23".parse().unwrap(),
            settings: &world.settings,
        };
        draft(&header, &[Billed { load: &world.load, assessment: &assessment, approval: 7 }])
    };
    let line = |world: &World| {
        let line = drafted(world).expect("an invoice").lines.remove(0);
        (line.erp_item, line.erp_account.unwrap_or_default(), line.dimensions)
    };
    let department = [("department".to_owned(), "CHI".to_owned())];
    assert_eq!(line(&world), ("4200".to_owned(), "42".to_owned(), department.clone().into()));
    world.customer.as_mut().unwrap().group = Some("auto".to_owned());
    assert_eq!(line(&world), ("4200".to_owned(), "45".to_owned(), department.clone().into()));
    world.load.extras.insert("division".to_owned(), Extra::Text("asset".to_owned()));
    assert_eq!(line(&world), ("4000".to_owned(), String::new(), department.into()));
    world.load.extras.remove("terminal");
    assert_eq!(drafted(&world).unwrap_err().code, "LH-433");
}

#[test]
fn a_load_that_lacks_what_its_lines_need_is_held() {
    let mut world = world();
    world.load.extras.insert("terminal".to_owned(), Extra::Text("  ".to_owned()));
    let holds = world.assess().holds;
    let [hold] = holds.as_slice() else { panic!("{holds:?}") };
    let said = (hold.code.code(), hold.message.as_str(), hold.owner.as_str(), hold.next_step.as_str());
    let next = "Have dispatch send it in load.terminal.";
    assert_eq!(said, ("DIMENSION_MISSING", "no department: load.terminal is empty", "desk", next));
    world.settings.posting.dimensions.get_mut("department").unwrap().optional = true;
    assert_eq!(world.holds(), [""; 0]);
    world.load.extras.insert("division".to_owned(), Extra::Text("boats".to_owned()));
    assert_eq!(world.assess().holds[0].message, "`boats` in load.division is no business line");
    world.load.extras.remove("division");
    assert_eq!(world.assess().holds[0].message, "no business line: load.division is empty");
}

#[test]
fn a_code_that_no_rule_covers_holds_before_anything_is_approved() {
    let mut world = world();
    world.settings.erp_items.clear();
    assert_eq!(world.holds(), [""; 0], "the rule for brokered freight has an item");
    world.load.extras.insert("division".to_owned(), Extra::Text("asset".to_owned()));
    assert_eq!(world.holds(), ["CODE_UNMAPPED:LINEHAUL"]);
    assert_eq!(world.assess().holds[0].message, "LINEHAUL has no item at the ERP for asset");
}

/// The ERP's name for the payment terms is part of what was approved: a name that the settings have since is another invoice's.
#[test]
fn the_erps_name_for_the_terms_is_frozen_with_the_invoice() {
    let mut world = World::new(trip(), usd(vec![per_mile("2.00")]));
    world.customer.as_mut().expect("a customer").payment_terms = Some("Net 30".to_owned());
    let drafted = |world: &World| {
        let assessment = world.assess();
        let header = Header {
            number: "PSL-A-000001-G1".into(),
            generation: 1,
            printed: None,
            batch: "B1".into(),
            customer: world.customer.as_ref().expect("a customer"),
            legal_entity: None,
            invoice_date: "2025-05-23".parse().unwrap(),
            accounting_date: "2025-05-23".parse().unwrap(),
            settings: &world.settings,
        };
        draft(&header, &[Billed { load: &world.load, assessment: &assessment, approval: 7 }]).expect("an invoice")
    };
    let names = |theirs: &str| [("Net 30".to_owned(), theirs.to_owned())].into();
    let now = names("60 days");
    assert_eq!(drafted(&world).terms_there(&now).map(String::as_str), Some("60 days"), "of an approval that kept none");
    world.settings.erp_terms = Some(names("30 days"));
    assert_eq!(drafted(&world).terms_there(&now).map(String::as_str), Some("30 days"));
    world.settings.erp_terms = Some([].into());
    assert_eq!(drafted(&world).terms_there(&now).map(String::as_str), Some("Net 30"), "it was called the same there");
}

//! Account determination: which rule decides, and which rules cannot stand beside each other.

use std::collections::BTreeMap;

use linehaul_domain::code::ChargeCode;
use linehaul_domain::extra::Extra;
use linehaul_domain::ids::LegalEntityId;
use linehaul_domain::load::Load;
use linehaul_domain::posting::{BusinessLine, Dimension, Line, LoadField, Posting, PostingRule};

fn rule() -> PostingRule {
    PostingRule::default()
}

fn item(item: &str, rule: PostingRule) -> PostingRule {
    PostingRule { item: Some(item.to_owned()), ..rule }
}

fn posting(rules: Vec<PostingRule>) -> Posting {
    let business_line = LoadField::try_from("load.division".to_owned()).ok();
    Posting { rules, business_line, ..Posting::default() }
}

fn plain() -> BTreeMap<ChargeCode, String> {
    [("LINEHAUL", "4000"), ("TAX_HST", "2211")].map(|(code, item)| (ChargeCode::from(code), item.to_owned())).into()
}

fn of_entity() -> PostingRule {
    PostingRule { entity: Some(LegalEntityId("PSL-CA".to_owned())), code: Some("LINEHAUL".into()), ..rule() }
}

fn of_line() -> PostingRule {
    PostingRule { business_line: Some(BusinessLine::Dedicated), code: Some("LINEHAUL".into()), ..rule() }
}

fn determined(posting: &Posting, entity: Option<&str>, business_line: Option<BusinessLine>) -> Option<String> {
    of_code(posting, "LINEHAUL", entity, business_line).0
}

fn of_code(
    posting: &Posting,
    code: &str,
    entity: Option<&str>,
    business_line: Option<BusinessLine>,
) -> (Option<String>, Option<String>) {
    let entity = entity.map(|entity| LegalEntityId(entity.to_owned()));
    let line = Line { entity: entity.as_ref(), business_line, code: &ChargeCode::from(code), customer_group: None };
    posting.determine(&plain(), &line)
}

#[test]
fn the_rule_with_the_most_conditions_decides() {
    let rules = vec![item("1", rule()), item("2", of_entity()), item("3", of_line())];
    let both = PostingRule { business_line: Some(BusinessLine::Dedicated), ..of_entity() };
    let posting = posting([rules, vec![item("4", both)]].concat());
    assert_eq!(posting.wrong(&plain()), None);
    let dedicated = Some(BusinessLine::Dedicated);
    let of = |entity, line| determined(&posting, entity, line).unwrap_or_default();
    assert_eq!(
        [of(None, None), of(Some("PSL-CA"), None), of(None, dedicated), of(Some("PSL-CA"), dedicated)],
        ["4000", "2", "3", "4"]
    );
}

#[test]
fn a_tax_is_posted_by_a_rule_that_names_it_alone() {
    let entity = || PostingRule { entity: Some(LegalEntityId("PSL-CA".to_owned())), ..rule() };
    let two = PostingRule { business_line: Some(BusinessLine::Asset), ..entity() };
    let rules = vec![PostingRule { account: Some("41-CA".to_owned()), ..entity() }, item("4100", two)];
    let of = |posting: &Posting, code| of_code(posting, code, Some("PSL-CA"), Some(BusinessLine::Asset));
    let text = |text: &str| Some(text.to_owned());
    let charges = posting(rules.clone());
    assert_eq!(charges.wrong(&plain()), None);
    assert_eq!(of(&charges, "LINEHAUL"), (text("4100"), text("41-CA")));
    assert_eq!(of(&charges, "TAX_HST"), (text("2211"), None));
    assert_eq!(of(&charges, "TAX_QST"), (None, None), "no item of revenue stands in for one that is not said");
    let named = PostingRule { code: Some("TAX_HST".into()), account: Some("22-CA".to_owned()), ..rule() };
    let both = posting([rules, vec![named.clone()]].concat());
    assert_eq!(both.wrong(&plain()), None, "no line fits both");
    assert_eq!(of(&both, "TAX_HST"), (text("2211"), text("22-CA")));
    // One without a code decides nothing between two that name a tax.
    let of_line = PostingRule { business_line: Some(BusinessLine::Asset), ..named.clone() };
    let of_entity = PostingRule { entity: Some(LegalEntityId("PSL-CA".to_owned())), ..named };
    let group = PostingRule { customer_group: Some("G".to_owned()), ..entity() };
    let wide = PostingRule { business_line: Some(BusinessLine::Asset), account: Some("9".to_owned()), ..group.clone() };
    let tied = [of_line, of_entity].map(|rule| PostingRule { customer_group: Some("G".to_owned()), ..rule });
    let tied = posting([tied.to_vec(), vec![PostingRule { code: None, ..wide }]].concat());
    assert!(
        tied.wrong(&plain()).is_some_and(|words| words.contains("both name an account")),
        "{:?}",
        tied.wrong(&plain())
    );
}

#[test]
fn two_rules_that_nothing_decides_between_are_refused_with_both_named() {
    let two = posting(vec![item("2", of_entity()), item("3", of_line())]);
    let words = two.wrong(&plain()).expect("a refusal");
    assert!(
        words.contains(
            "the rule for entity PSL-CA, code LINEHAUL and the rule for business line dedicated, code LINEHAUL"
        ),
        "{words}"
    );
    // What the plain table says of a code is a rule with one condition like any other.
    let code = PostingRule { code: Some("LINEHAUL".into()), ..rule() };
    assert!(posting(vec![item("9", code)]).wrong(&plain()).is_some_and(|words| words.contains("both name an item")));
    // Another item, another account: each is decided on its own.
    let account = PostingRule { account: Some("41".to_owned()), ..of_line() };
    assert_eq!(posting(vec![item("2", of_entity()), account]).wrong(&plain()), None);
    // No line fits both.
    let other = PostingRule { business_line: Some(BusinessLine::Asset), ..of_line() };
    assert_eq!(posting(vec![item("2", other), item("3", of_line())]).wrong(&plain()), None);
}

#[test]
fn a_rule_that_says_nothing_or_asks_for_what_no_field_has_is_refused() {
    let neither = posting(vec![of_entity()]).wrong(&plain()).unwrap();
    assert_eq!(neither, "posting: the rule for entity PSL-CA, code LINEHAUL names neither item nor account");
    let unasked = Posting { business_line: None, ..posting(vec![item("3", of_line())]) }.wrong(&plain()).unwrap();
    assert!(unasked.contains("does not say which field of a load has it"), "{unasked}");
}

#[test]
fn no_dimension_says_another_one() {
    let dimension = |optional| Dimension { field: LoadField::try_from("load.terminal".to_owned()).unwrap(), optional };
    for optional in [false, true] {
        let posting =
            Posting { dimensions: [("department".to_owned(), dimension(optional))].into(), ..posting(vec![]) };
        let of = |value: Extra| {
            let mut load = Load::new("L-1".into());
            load.extras.insert("terminal".to_owned(), value);
            let (there, lacks) = posting.dimensions_of(&load);
            (there.get("department").cloned(), lacks.len())
        };
        assert_eq!(of(Extra::Text("CHI North/2".to_owned())), (Some("CHI North/2".to_owned()), 0));
        for text in ["CHI; class=Reefer", "a;b", "a=b", "a\u{1}b"] {
            assert_eq!(of(Extra::Text(text.to_owned())), (None, 1), "{text}: held, and not posted without it");
        }
        let nested = of(Extra::Nested("[1]".to_owned()));
        assert_eq!(nested, (None, usize::from(!optional)), "a list has no value");
    }
    let named = [("a=b".to_owned(), dimension(true))].into();
    let wrong = Posting { dimensions: named, ..Posting::default() }.wrong(&plain());
    assert!(wrong.is_some_and(|words| words.contains("`a=b` is no name")));
}

#[test]
fn a_field_of_a_load_is_read_by_its_name() {
    let field = |text: &str| LoadField::try_from(text.to_owned());
    let mut load = Load::new("L-1".into());
    load.mode = "TL".to_owned();
    load.references.insert("pro".to_owned(), " 77 ".to_owned());
    let of = |text: &str| field(text).unwrap().of(&load);
    assert_eq!(
        (of("load.mode"), of("load.ref.pro"), of("load.terminal")),
        (Some("TL".into()), Some("77".into()), None)
    );
    for text in ["terminal", "load.", "load.ref.", "load.a b"] {
        assert!(field(text).unwrap_err().contains("is no field of a load"), "{text}");
    }
}

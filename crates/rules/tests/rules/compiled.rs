//! The compiled form of a kept expression says what the interpreter says, over generated expressions and loads.

use linehaul_domain::Decimal;
use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::extra::Extra;
use linehaul_domain::load::Load;
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::table::Tables;
use linehaul_domain::terms::Verb;
use linehaul_rules::{Contract, read};
use proptest::prelude::*;

const HEAD: &str = "contract for \"T\", currency \"USD\", version by actual pickup, rounded half up per line;\n\
const RATE = 2.50; const TWO = 2; const WORD = \"TL\";\n";

fn contract(body: &str) -> Contract {
    let text = format!("{HEAD}{body}");
    read("t", "2025-01-01".parse().expect("a date"), &text, &Tables::new()).unwrap_or_else(|p| panic!("{text}: {p:?}"))
}

fn load(miles: Option<i64>, pallets: Option<i64>, drivers: Option<u32>, dry: bool) -> Load {
    let mut load = Load::new("L-1".into());
    load.mode = "TL".into();
    load.equipment = if dry { "53ft dry van" } else { "" }.into();
    load.miles = miles.map(|m| Decimal::new(m, 1));
    load.weight_lb = Some(Decimal::from(40_000));
    load.driver_count = drivers;
    load.references.insert("customer_po".into(), "PO-1".into());
    if let Some(pallets) = pallets {
        load.extras.insert("pallets".into(), Extra::Number(pallets.into()));
        load.extras.insert("fee".into(), Extra::Money(Money::new(Decimal::new(pallets, 2), Currency::USD)));
    }
    load.extras.insert("spot".into(), Extra::Flag(dry));
    if dry {
        let at = "2025-01-02T00:00:00Z".parse().expect("an instant");
        let kind = EventKind::Disputed;
        let (id, source) = ("E".to_owned(), None);
        load.events.push(event(id, kind, at, source));
    }
    load
}

fn event(id: String, kind: EventKind, at: linehaul_domain::time::Instant, stop: Option<u32>) -> Event {
    Event { id, kind, stop, at, recorded: at, charge: None, amount: None, quantity: None, by: None, note: None }
}

/// Every operand that an expression may have.
fn number(depth: u32) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        Just("load.miles".to_owned()),
        Just("load.weight_lb".to_owned()),
        Just("load.driver_count".to_owned()),
        Just("load.stops".to_owned()),
        Just("load.number(\"pallets\")".to_owned()),
        Just("load.money(\"fee\")".to_owned()),
        Just("RATE".to_owned()),
        Just("TWO".to_owned()),
        (0i64..200).prop_map(|n| n.to_string()),
        (0i64..20_000).prop_map(|n| format!("{}.{:02}", n / 100, n % 100)),
    ];
    leaf.prop_recursive(depth, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), prop_oneof![Just("+"), Just("-"), Just("*"), Just("/"), Just("%")], inner.clone())
                .prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("least({a}, {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("greatest({a}, {b})")),
            (inner.clone(), 0u32..4).prop_map(|(a, n)| format!("round_half_up({a}, {n})")),
            inner.prop_map(|a| format!("(-{a})")),
        ]
    })
    .boxed()
}

fn condition() -> BoxedStrategy<String> {
    let signs = || prop_oneof![Just("=="), Just("!="), Just("<"), Just("<="), Just(">"), Just(">=")];
    let leaf = prop_oneof![
        (number(2), signs(), number(2)).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        signs().prop_map(|sign| format!("load.equipment {sign} \"53ft dry van\"")),
        signs().prop_map(|sign| format!("load.mode {sign} WORD")),
        signs().prop_map(|sign| format!("load.mode {sign} load.miles")),
        Just("load.team".to_owned()),
        Just("load.team == load.hazardous".to_owned()),
        Just("load.flag(\"spot\")".to_owned()),
        Just("load.has_extra(\"pallets\")".to_owned()),
        Just("load.happened(\"disputed\")".to_owned()),
        Just("load.reference(\"customer_po\") == \"PO-1\"".to_owned()),
        Just("load.has_document(\"pod\")".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            inner.prop_map(|a| format!("!({a})")),
        ]
    })
    .boxed()
}

fn loads() -> Vec<Load> {
    vec![
        load(Some(6120), Some(26), Some(2), true),
        load(Some(0), Some(0), Some(1), false),
        load(None, None, None, true),
        load(Some(-35), Some(7), None, false),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]
    #[test]
    fn amounts_are_those_of_the_interpreter(text in number(4)) {
        let body = format!("charge \"X\" amount {text};");
        let (ours, reference) = (contract(&body), contract(&body).interpreted());
        let Verb::Charge { amount, .. } = ours.terms().terms[0].verb else { panic!("a charge") };
        for load in loads() {
            let (ours, reference) = (ours.amount(amount, &load), reference.amount(amount, &load));
            prop_assert_eq!(ours, reference, "{}", text);
        }
    }

    #[test]
    fn conditions_are_those_of_the_interpreter(text in condition()) {
        let body = format!("when {text} {{ tarp flat 1.00; }} otherwise {{ tarp flat 2.00; }}");
        let (ours, reference) = (contract(&body), contract(&body).interpreted());
        for term in &ours.terms().terms {
            for load in loads() {
                let (a, b) = (ours.holds(&term.when[0], &load), reference.holds(&term.when[0], &load));
                prop_assert_eq!(a, b, "{}", text);
            }
        }
    }
}

#[test]
fn common_expressions_are_compiled() {
    let body = "when load.team && load.number(\"pallets\") > 26 { tarp flat 1.00; }\n\
                charge \"X\" amount round_half_up(load.miles * RATE, 2);";
    assert_eq!(contract(body).compiled_expressions(), (2, 2));
}

//! Hostile texts end in bounded time with a coded problem, and never panic.

use linehaul_domain::load::Load;
use linehaul_domain::table::Tables;
use linehaul_domain::terms::Verb;
use linehaul_rules::{EvalError, read};
use proptest::prelude::*;

const HEAD: &str = "contract for \"T\", currency \"USD\", version by actual pickup, rounded half up per line;\n";

fn code(text: &str) -> Option<&'static str> {
    let effective = "2025-01-01".parse().expect("a date");
    read("t/2025-01-01.rhai", effective, text, &Tables::new()).err().map(|p| p.first().expect("a problem").code)
}

fn refused(body: &str) {
    assert!(code(&format!("{HEAD}{body}")).is_some_and(|c| c.starts_with("LH-31")), "{body}");
}

#[test]
fn loops_that_never_end_are_stopped() {
    assert_eq!(code(&format!("{HEAD}loop {{ let x = 1; }}")), Some("LH-315"));
    assert!(code(&format!("{HEAD}for i in 0..1 {{ loop {{ }} }}")).is_some());
}

#[test]
fn memory_bombs_are_stopped() {
    refused("let s = \"aaaaaaaaaaaaaaaaaaaaaaaa\"; loop { s += s; }");
    refused("let a = [1]; loop { a += a; }");
    refused("let m = #{}; let i = 0; loop { m[\"k\" + i] = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"; i += 1; }");
}

#[test]
fn deep_nesting_and_huge_texts_are_refused() {
    refused(&format!("charge \"X\" amount {}1{};", "(".repeat(5_000), ")".repeat(5_000)));
    refused(&"when load.team { ".repeat(2_000));
    assert_eq!(code(&"/".repeat(300_000)), Some("LH-315"));
    refused(&format!("ask \"{}\";", "a".repeat(100_000)));
}

#[test]
fn a_kept_expression_has_its_own_limit() {
    let sum = vec!["1"; 30].join(" + ");
    let text = format!("{HEAD}charge \"X\" amount {sum};");
    let contract = read("t", "2025-01-01".parse().expect("a date"), &text, &Tables::new()).expect("it reads");
    let Verb::Charge { amount, .. } = contract.terms().terms[0].verb else { panic!("a charge") };
    assert!(contract.amount(amount, &Load::new("L".into())).is_ok());
    let text = format!("{HEAD}charge \"X\" amount 79228162514264337593543950335.0 * 10;");
    let contract = read("t", "2025-01-01".parse().expect("a date"), &text, &Tables::new()).expect("it reads");
    let Verb::Charge { amount, .. } = contract.terms().terms[0].verb else { panic!("a charge") };
    assert!(matches!(contract.amount(amount, &Load::new("L".into())), Err(EvalError::Failed { .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}") {
        let _ = code(&text);
        let _ = code(&format!("{HEAD}{text}"));
    }

    #[test]
    fn shuffled_words_of_the_language_never_make_it_panic(
        words in proptest::collection::vec(
            prop_oneof![
                Just("linehaul"), Just("detention"), Just("at"), Just("every"), Just("stop"), Just(","), Just(";"),
                Just("when"), Just("{"), Just("}"), Just("load.team"), Just("12.50"), Just("-1"), Just("per"),
                Just("mile"), Just("\"tgs\""), Just("fuel"), Just("percent"), Just("of"), Just("charge"), Just("amount"),
                Just("otherwise"), Just("ask"), Just("need"), Just("document"), Just("("), Just(")"), Just("free"),
            ],
            0..40,
        )
    ) {
        let _ = code(&format!("{HEAD}{}", words.join(" ")));
    }
}

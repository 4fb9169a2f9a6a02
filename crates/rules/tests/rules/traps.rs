//! Each trap of Rhai that cost somebody money, closed and kept.

use linehaul_domain::Decimal;
use linehaul_domain::canonical::exact;
use linehaul_domain::extra::Extra;
use linehaul_domain::load::Load;
use linehaul_domain::table::Tables;
use linehaul_domain::terms::{LinehaulBasis, Verb};
use linehaul_rules::{Contract, EvalError, Problem, read, read_again};

const HEAD: &str = "contract for \"T\", currency \"USD\", version by actual pickup, rounded half up per line;\n";

fn try_read(body: &str) -> Result<Contract, Vec<Problem>> {
    let effective = "2025-01-01".parse().expect("a date");
    read("t/2025-01-01.rhai", effective, &format!("{HEAD}{body}"), &Tables::new())
}

fn good(body: &str) -> Contract {
    try_read(body).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn bad(body: &str) -> Problem {
    match try_read(body) {
        Ok(_) => panic!("it reads: {body}"),
        Err(problems) => problems.into_iter().next().expect("a problem"),
    }
}

fn load() -> Load {
    let mut load = Load::new("L-1".into());
    load.miles = exact("612.0");
    load.driver_count = Some(2);
    load.extras.insert("pallets".to_owned(), Extra::Number(Decimal::from(30)));
    load.extras.insert("code".to_owned(), Extra::Text("5".to_owned()));
    load
}

fn amount(expression: &str) -> Result<Decimal, EvalError> {
    let contract = good(&format!("charge \"EXTRA\" amount {expression};"));
    let Verb::Charge { amount, .. } = contract.terms().terms[0].verb else { panic!("a charge") };
    contract.amount(amount, &load())
}

fn holds(condition: &str) -> Result<bool, EvalError> {
    let contract = good(&format!("when {condition} {{ tarp flat 1.00; }}"));
    contract.holds(&contract.terms().terms[0].when[0], &load())
}

fn dec(text: &str) -> Decimal {
    exact(text).expect("a decimal")
}

#[test]
fn literals_are_decimals_and_never_floats() {
    assert_eq!(amount("0.1 + 0.2"), Ok(dec("0.3")));
    assert_eq!(amount("1.10 * 3"), Ok(dec("3.3")));
}

#[test]
fn whole_numbers_divide_exactly() {
    assert_eq!(amount("90 / 60 * 75.00"), Ok(dec("112.5")));
    assert_eq!(amount("7 / 100"), Ok(dec("0.07")));
    assert!(matches!(amount("1 / 0"), Err(EvalError::Failed { .. })));
}

#[test]
fn a_misspelt_field_is_an_error_at_its_place_when_read() {
    let problem = bad("when load.mils > 500 { tarp flat 1.00; }");
    assert_eq!((problem.code.as_str(), problem.line, problem.column), ("LH-311", 2, 11));
    assert!(problem.message.contains("did you mean `miles`"), "{}", problem.message);
    let problem = bad("when load.nmber(\"pallets\") > 2 { tarp flat 1.00; }");
    assert!(problem.message.contains("did you mean `number`"), "{}", problem.message);
}

#[test]
fn unlike_things_do_not_compare_as_false() {
    assert!(matches!(holds("load.text(\"code\") < 6"), Err(EvalError::Failed { .. })));
    assert!(matches!(holds("load.team == 1"), Err(EvalError::Failed { .. })));
    assert_eq!(holds("load.number(\"pallets\") > 26"), Ok(true));
    assert_eq!(holds("load.miles == 612"), Ok(true), "612.0 is 612");
    assert_eq!(holds("load.text(\"code\") == \"5\""), Ok(true));
}

#[test]
fn switch_and_functions_are_refused() {
    for body in ["switch 1 { 1 => 2 }", "fn round(x) { x }", "eval(\"1\");", "import \"x\" as y;", "while true {}"] {
        let problem = bad(body);
        assert!(problem.code == "LH-310" || problem.code == "LH-311", "{body}: {problem:?}");
    }
}

#[test]
fn what_a_paper_says_and_a_contract_does_not_is_answered_in_its_words() {
    let tail = "free 120 minutes, 60.00 per hour in started 15 minute steps, at most 480.00 in 24 hours";
    for (body, column, code, says) in [
        ("fuel 5%;", 7, "LH-310", "write `percent`"),
        ("lumper at cost plus 5%, receipt \"lumper_receipt\";", 22, "LH-310", "write `percent`"),
        (
            &format!("detention at every stop, clock from arrival, {tail};"),
            122,
            "LH-310",
            "`at most 480.00 per 24 hours`",
        ),
        ("layover 300.00 per 24 hours;", 20, "LH-312", "per started 24 hours"),
        (
            "detention at every stop, clock from arrival, lateness has no effect, free 5 minutes, 5.00 per hour in 15 minute steps;",
            103,
            "LH-312",
            "`in full 15 minute steps` does not",
        ),
        ("fuel per mile 0.01 for each 0.05 above 1.20;", 29, "LH-312", "`for each full 0.06`"),
        ("detention at every stop, clock from ask \"Which?\";", 37, "LH-311", "of its own holds the load"),
    ] {
        let problem = bad(body);
        assert_eq!((problem.code.as_str(), problem.column), (code, column), "{body}: {problem:?}");
        assert!(problem.message.contains(says), "{}", problem.message);
    }
    let problem = bad("fule 5%;");
    assert!(problem.code == "LH-311" && problem.message.contains("`fuel`"), "the verb comes first: {problem:?}");
    let problem = bad("let odd = 5 % 2; fuel include;");
    assert!(!problem.message.contains("percent"), "{}", problem.message);
}

#[test]
fn document_reference_event_and_table_names_are_a_vocabulary() {
    let problem = bad("when load.has_document(\"pod_singed\") { tarp flat 1.00; }");
    assert_eq!((problem.code.as_str(), problem.line, problem.column), ("LH-314", 2, 24));
    assert!(problem.message.contains("did you mean `pod_signed`"));
    assert!(bad("need document \"pod_singed\";").message.contains("pod_signed"));
    assert!(bad("need reference \"custmer_po\";").message.contains("customer_po"));
    assert!(bad("when load.happened(\"canceled\") { tarp flat 1.00; }").message.contains("cancelled"));
    assert_eq!(bad("linehaul lanes \"nowhere\", by actual pickup;").code, "LH-314");
}

#[test]
fn rounding_is_named_and_plain_round_is_hidden() {
    assert!(bad("charge \"EXTRA\" amount round(2.5);").message.contains("round"));
    assert_eq!(amount("round_half_up(2.5, 0)"), Ok(dec("3")));
}

#[test]
fn verbs_and_load_cannot_be_shadowed() {
    assert!(try_read("let load = 5; linehaul flat 1.00;").is_err());
    assert!(try_read("let linehaul = 5;").is_err());
    assert_eq!(holds("load.team"), Ok(true));
}

#[test]
fn load_is_not_known_while_declaring() {
    let problem = bad("linehaul (load.miles / 100) per mile;");
    assert!(problem.message.contains("put it after `when` or `amount`"), "{}", problem.message);
}

#[test]
fn clauses_that_must_be_said_have_no_default() {
    let all = [
        ("clock from arrival, ", "clock"),
        ("lateness has no effect, ", "lateness"),
        ("free 120 minutes, ", "free"),
        ("50.00 per hour in started 15 minute steps, ", "rate"),
    ];
    for (left_out, word) in all {
        let clauses: String = all.iter().map(|(c, _)| *c).filter(|c| *c != left_out).collect();
        let problem = bad(&format!("detention at every stop, {};", clauses.trim_end_matches(", ")));
        assert_eq!(problem.code, "LH-312", "{word}");
        assert!(problem.message.contains(word), "{}", problem.message);
    }
}

#[test]
fn a_misspelt_verb_is_named_at_its_place() {
    let problem = bad("fuel included;\n  linehual 2.00 per mile;");
    assert_eq!((problem.line, problem.column), (3, 3));
    assert!(problem.message.contains("did you mean `linehaul`"), "{}", problem.message);
}

#[test]
fn a_misspelt_clause_is_named_at_its_place() {
    let problem = bad("linehaul 2.00 per mil;");
    assert_eq!((problem.line, problem.column), (2, 19));
    assert!(problem.message.contains("did you mean `mile`"), "{}", problem.message);
}

#[test]
fn a_missing_input_is_its_name_and_not_a_number() {
    match amount("load.number(\"piggy_back\") * 2") {
        Err(EvalError::MissingInput { name, location }) => {
            assert_eq!((name.as_str(), location.line), ("piggy_back", 2))
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(holds("load.has_extra(\"piggy_back\")"), Ok(false));
    assert!(matches!(amount("load.weight_lb * 2"), Err(EvalError::MissingInput { .. })));
}

#[test]
fn kept_expressions_run_for_each_load_and_not_when_read() {
    let contract = good("charge \"EXTRA\" amount load.miles * 2;");
    let Verb::Charge { amount, ref text, .. } = contract.terms().terms[0].verb else { panic!("a charge") };
    assert_eq!(text, "load.miles * 2");
    let mut load = load();
    assert_eq!(contract.amount(amount, &load), Ok(dec("1224")));
    load.miles = exact("10");
    assert_eq!(contract.amount(amount, &load), Ok(dec("20")));
}

#[test]
fn constants_stand_for_their_number() {
    let contract = good("const RATE = 2.15; linehaul RATE per mile;");
    let Verb::Linehaul(ref linehaul) = contract.terms().terms[0].verb else { panic!("linehaul") };
    assert_eq!(linehaul.basis, LinehaulBasis::PerMile(dec("2.15")));
}

#[test]
fn a_variable_is_never_taken_for_the_load() {
    assert_eq!(bad("let m = #{miles: 5}; charge \"X\" amount m.miles;").code, "LH-316");
    for body in ["let a = 5; let b = 6; charge \"X\" amount a;", "const A = 5; charge \"X\" amount A;"] {
        let contract = good(body);
        let Verb::Charge { amount, .. } = contract.terms().terms[0].verb else { panic!("a charge") };
        assert_eq!(contract.amount(amount, &Load::new("L".into())), Ok(5.into()), "{body}");
    }
    good("let a = 5; when load.team { tarp flat 1.00; }");
}

#[test]
fn an_open_comment_does_not_swallow_the_phrases_behind_it() {
    let problem = bad("linehaul flat 1.00;\n /* as agreed\ntarp flat 1.00;");
    assert_eq!((problem.code.as_str(), problem.line, problem.column), ("LH-310", 3, 2));
    assert_eq!(good("/* as agreed */ linehaul flat 1.00; tarp flat 1.00").terms().terms.len(), 2);
    assert_eq!(good("linehaul flat 1.00; // /* as agreed").terms().terms.len(), 1);
}

#[test]
fn operators_that_lose_digits_or_signs_are_refused() {
    for body in [
        "charge \"X\" amount (-2.5) ** 0.5;",
        "charge \"X\" amount 1 << 99;",
        "let x = 7; x /= 2; linehaul x per mile;",
    ] {
        assert!(matches!(bad(body).code.as_str(), "LH-310" | "LH-311"), "{body}");
    }
}

#[test]
fn otherwise_is_the_negation() {
    let contract = good("when load.team { tarp flat 1.00; } otherwise { tarp flat 2.00; }");
    let whens: Vec<bool> =
        contract.terms().terms.iter().map(|t| contract.holds(&t.when[0], &load()).expect("a value")).collect();
    assert_eq!(whens, [true, false]);
}

#[test]
fn the_same_text_reads_to_the_same_terms() {
    let body = "linehaul 2.15 per mile; when load.miles > 500 { tarp flat 1.00; }";
    let (first, second) = (good(body), good(body));
    assert_eq!(first.terms(), second.terms());
    assert_ne!(first.terms().hash, good("linehaul 2.150 per mile;").terms().hash);
}

#[test]
fn the_times_of_a_drop_are_the_drivers_or_the_trailers() {
    let driver = |at: &str| {
        format!(
            "detention at {at}, clock from arrival, lateness has no effect, free 120 minutes, at a drop free 60 minutes, \
             50.00 per started 15 minutes;"
        )
    };
    let trailer = |at: &str| format!("trailer_detention at {at}, free 24 hours, 50.00 per started 24 hours;");
    let both = format!("{}\n{}", driver("every stop"), trailer("deliveries"));
    let problem = bad(&both);
    assert_eq!((problem.code.as_str(), problem.line, problem.column), ("LH-316", 2, 1), "{problem:?}");
    assert!(problem.message.contains("trailer_detention` of line 3"), "{}", problem.message);
    let apart = format!("{}\n{}", driver("pickups"), trailer("deliveries"));
    let either = format!("when load.team {{ {} }} otherwise {{ {} }}", driver("every stop"), trailer("every stop"));
    for fine in [driver("every stop"), apart, either] {
        good(&fine);
    }
    let problem = bad(&format!("when load.team {{ {} }}\n{}", driver("deliveries"), trailer("every stop")));
    assert_eq!(problem.code, "LH-316");
    let problem = bad(&driver("pickups").replace("at a drop", "at a dorp"));
    assert_eq!(problem.code, "LH-311");
}

#[test]
fn a_status_that_no_load_has_is_no_comparison() {
    let compared = |text: &str| format!("when {text} {{ linehaul flat 1.00; }}");
    let problem = bad(&compared("load.status == \"deliverd\""));
    assert_eq!(
        (problem.code.as_str(), problem.column, problem.fix.as_deref()),
        ("LH-314", 21, Some("delivered")),
        "{problem:?}"
    );
    assert_eq!(bad(&compared("\"TONU\" != load.status && load.miles > 5")).fix.as_deref(), Some("tonu"));
    let problem = bad(&compared("load.status == \"on the way\""));
    assert!(problem.message.contains("there are booked, in_transit, delivered"), "{problem:?}");
}

#[test]
fn every_misspelt_verb_is_told_at_once_and_what_else_is_wrong_behind_it() {
    let head = "contract for \"T\", currency \"USD\", version by actual pickup, rounded half up per line;\n";
    let told = |text: &str| -> Vec<(u32, u32, &'static str)> {
        let problems =
            read("t/2025-01-01.rhai", "2025-01-01".parse().unwrap(), text, &Tables::new()).expect_err("wrong");
        problems.iter().map(|p| (p.line, p.column, p.code.as_str())).collect()
    };
    let body = "hazmt flat 5.00; // „odd; signs“\n  linehual 1.50\n per mile;\nfuel included;\ndetention at every stop, fre 5;";
    let all = [(2, 1, "LH-311"), (3, 3, "LH-311"), (6, 26, "LH-311")];
    assert_eq!(told(&format!("{head}{body}")), all);
    assert_eq!(told(&head.replace("contract", "contrct")), [(1, 1, "LH-311")], "that there is no header is no news");
    let two = format!("{}hazmt flat 5.00;\ntarp flat 1.00;", head.replace("contract", "contrct"));
    assert_eq!(told(&two), [(1, 1, "LH-311"), (2, 1, "LH-311")]);
    let many = "hazmt flat 5.00;\n".repeat(50);
    assert_eq!(told(&format!("{head}{many}")).len(), 12);
}

/// What an approval saw must read for ever, also where it would be refused today.
#[test]
fn what_was_agreed_to_reads_where_it_would_be_refused_now() {
    let body = "when load.status == \"Delivered\" { tarp flat 1.00; }\nlinehaul flat 1.00;";
    let text =
        format!("contract for \"T\", currency \"USD\", version by actual pickup, rounded half up per line;\n{body}");
    let day = "2025-01-01".parse().unwrap();
    assert_eq!(read("t/2025-01-01.rhai", day, &text, &Tables::new()).expect_err("refused")[0].code, "LH-314");
    let contract = read_again("t/2025-01-01.rhai", day, &text, &Tables::new()).expect("reads");
    assert_eq!(contract.terms().terms.len(), 2);
}

#[test]
fn a_line_without_its_end_is_told_at_that_line() {
    let problem = bad("linehaul 2.00 per mile\nfuel included;");
    assert_eq!((problem.line, problem.code.as_str()), (2, "LH-311"));
    assert_eq!(problem.message, "line 2 has no `;` at its end: `fuel` begins the next phrase");
}

#[test]
fn a_word_misspelt_within_a_clause_is_told_at_itself() {
    let problem = bad("tonu flat 400.00, free when canceled 24 hours ahead;");
    assert_eq!((problem.column, problem.fix.as_deref()), (29, Some("cancelled")), "{problem:?}");
    let problem = bad("linehaul 1.00 per mile;\nneed document \"pod_signed\", at each delivry;");
    assert_eq!((problem.line, problem.fix.as_deref()), (3, Some("delivery")), "{problem:?}");
}

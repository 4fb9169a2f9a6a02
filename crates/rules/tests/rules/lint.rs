//! Remarks: what reads, and is certainly not meant. Each stands at its line, and a sound contract has none.

use linehaul_domain::table::Tables;
use linehaul_rules::{extras, lint, read, reads_extras};

const HEAD: &str = "contract for \"T\", currency \"USD\", version by actual pickup, rounded half up per line;\n";
const POD: &str = "need document \"pod_signed\";\n";

/// Line, code and message of each remark.
fn remarks(body: &str) -> Vec<(u32, &'static str, String)> {
    let effective = "2025-01-01".parse().expect("a date");
    let contract = read("t/2025-01-01.rhai", effective, &format!("{HEAD}{body}"), &Tables::new());
    let contract = contract.unwrap_or_else(|problems| panic!("{body}: {problems:?}"));
    lint(&contract).into_iter().map(|p| (p.line, p.code.as_str(), p.message)).collect()
}

/// The one remark on a body that begins in line 2 and has linehaul, fuel and a POD besides.
fn one(body: &str) -> (u32, &'static str, String) {
    let all = remarks(body);
    assert_eq!(all.len(), 1, "{body}: {all:?}");
    all.into_iter().next().expect("one")
}

#[test]
fn a_sound_contract_has_no_remark() {
    let bodies = [
        "linehaul 1.50 per mile;\nfuel included;\nneed document \"pod_signed\";",
        "when load.miles < 100 {\n linehaul flat 300.00;\n} otherwise {\n linehaul 1.50 per mile;\n}\nfuel included;\nneed document \"pod_signed\";",
        "linehaul 1.50 per mile;\ndiscount 5 percent of gross linehaul;\nminimum 400.00 net linehaul;\nfuel 10 percent of net linehaul;\nminimum 500.00 invoice;\nneed document \"pod_signed\";",
        "linehaul 1.50 per mile;\nfuel included;\nneed document \"pod_signed\";\nneed document \"scale_ticket\";\nwhen load.has_document(\"scale_ticket\") { charge \"OTHER\" amount 5.00; }",
        "linehaul 1.50 per mile;\nfuel included;\nneed document \"pod_signed\";\nwhen !load.has_document(\"scale_ticket\") { charge \"OTHER\" amount 5.00, needs \"scale_ticket\"; }",
    ];
    for body in bodies {
        assert_eq!(remarks(body), [], "{body}");
    }
}

#[test]
fn a_sign_that_nobody_sees_is_told_once_a_line() {
    let sure = "linehaul 1.50 per mile; // as agreed\nfuel included;\nneed document \"pod_signed\";\n";
    let hidden = "// nothing \u{202e}tal\u{202c} here\nask \"is \u{2066}this\u{2069} so?\u{200b}\";";
    let told: Vec<_> = remarks(&format!("{sure}{hidden}")).into_iter().map(|(line, code, _)| (line, code)).collect();
    assert_eq!(told, [(5, "LH-327"), (6, "LH-327")]);
    let (_, _, message) = one(&format!("{sure}/* a\u{202e}b */"));
    assert!(message.contains("U+202E"), "{message}");
    assert_eq!(remarks(&format!("{sure}// Montréal – 日本 ½ \t\r\n")), []);
}

#[test]
fn a_phrase_that_never_applies_is_told() {
    let sure = "linehaul 1.50 per mile;\nfuel included;\nneed document \"pod_signed\";\n";
    let (line, code, message) = one(&format!("{sure}when false {{ hazmat flat 5.00; }}"));
    assert_eq!((line, code), (5, "LH-321"), "{message}");
    assert!(message.starts_with("`hazmat` never applies"), "{message}");
    let nested = "when load.miles > 10 { hazmat flat 5.00; } otherwise { when load.miles > 10 { tarp flat 1.00; } }";
    let (line, code, message) = one(&format!("{sure}{nested}"));
    assert_eq!((line, code), (5, "LH-321"), "{message}");
    assert!(message.contains("`tarp`"), "{message}");
    for never in [
        "when load.team { when !load.team { tarp flat 1.00; } }",
        "when load.miles > 10 && load.team { when !(load.miles > 500 || load.team) { tarp flat 1.00; } }",
        "when load.mode == \"TL\" { when load.mode == \"LTL\" { tarp flat 1.00; } }",
        "when !(load.miles < 10 || load.mode == \"a, (b\") { when load.miles < 10 { tarp flat 1.00; } }",
    ] {
        let (_, code, message) = one(&format!("{sure}{never}"));
        assert_eq!((code, message.starts_with("`tarp` never applies")), ("LH-321", true), "{never}: {message}");
    }
    for may in [
        "when load.team || load.miles > 10 { when !load.team { tarp flat 1.00; } }",
        "when !(load.team && load.miles > 10) { when load.team { tarp flat 1.00; } }",
        "when load.mode == \"TL\" || load.mode == \"LTL\" { when load.mode == \"LTL\" { tarp flat 1.00; } }",
        "when load.mode != \"TL\" { when load.mode != \"LTL\" { tarp flat 1.00; } }",
    ] {
        assert_eq!(remarks(&format!("{sure}{may}")), [], "{may}");
    }
}

#[test]
fn a_phrase_said_twice_is_told_where_both_apply() {
    let twice = |body: &str| one(&format!("fuel included;\n{POD}{body}"));
    let (line, code, message) = twice("linehaul 1.50 per mile;\nlinehaul flat 10.00;");
    assert_eq!((line, code), (5, "LH-322"), "{message}");
    assert!(message.contains("line 4") && message.contains("billed twice"), "{message}");
    let narrower = "linehaul 1.50 per mile;\nhazmat flat 5.00;\nwhen load.miles > 10 { hazmat flat 7.00; }";
    assert_eq!((twice(narrower).0, twice(narrower).1), (6, "LH-322"));
    let other = "linehaul 1.50 per mile;\nhazmat flat 5.00;\nwhen load.team { accessorial \"HAZMAT\" 7.00; }";
    let (line, code, message) = twice(other);
    assert_eq!((line, code, message.contains("line 5 bills HAZMAT as well")), (6, "LH-322", true), "{message}");
    let apart = other.replace("hazmat flat 5.00;", "when !load.team { hazmat flat 5.00; }");
    assert_eq!(remarks(&format!("fuel included;\n{POD}{apart}")), []);
    let detention = |at: &str| {
        format!(
            "detention at {at}, clock from arrival, lateness has no effect, free 120 minutes, 50.00 per hour in started \
             15 minute steps;\n"
        )
    };
    let both = format!("linehaul 1.50 per mile;\n{}{}", detention("every stop"), detention("pickups"));
    assert_eq!((twice(&both).0, twice(&both).1), (6, "LH-322"));
    let apart =
        format!("fuel included;\n{POD}linehaul 1.50 per mile;\n{}{}", detention("deliveries"), detention("pickups"));
    assert_eq!(remarks(&apart), []);
}

#[test]
fn a_document_that_nothing_asks_for_is_told() {
    let body = "linehaul 1.50 per mile;\nfuel included;\nneed document \"pod_signed\";\nwhen load.has_document(\"scale_ticket\") { charge \"OTHER\" amount 5.00; }";
    let (line, code, message) = one(body);
    assert_eq!((line, code), (5, "LH-324"), "{message}");
    assert_eq!(remarks(&body.replace("when load.has", "when !load.has")), [], "billed while it is not there");
    assert!(message.contains("need document \"scale_ticket\""), "{message}");
}

#[test]
fn a_phrase_above_what_it_is_reckoned_from_is_told() {
    let told = |body: &str| {
        let (line, code, message) = one(&format!("{POD}{body}"));
        assert_eq!(code, "LH-325", "{message}");
        (line, message)
    };
    let (line, message) =
        told("linehaul 1.50 per mile;\nfuel 10 percent of net linehaul;\ndiscount 5 percent of gross linehaul;");
    assert!(line == 4 && message.contains("before `discount` of line 5"), "{message}");
    let (line, message) = told("discount 5 percent of gross linehaul;\nlinehaul 1.50 per mile;\nfuel included;");
    assert!(line == 3 && message.contains("before `linehaul` of line 4"), "{message}");
    let (line, message) = told("linehaul 1.50 per mile;\nfuel included;\nminimum 900.00 invoice;\nhazmat flat 5.00;");
    assert!(line == 5 && message.contains("does not count"), "{message}");
    let (line, message) =
        told("linehaul 1.50 per mile;\nfuel 10 percent of net linehaul and \"HAZMAT\";\nhazmat flat 5.00;");
    assert!(line == 4 && message.contains("HAZMAT never counts"), "{message}");
}

#[test]
fn a_misspelt_word_comes_with_the_word_to_write() {
    let effective = "2025-01-01".parse().expect("a date");
    let bad = |body: &str| {
        let problems = read("t/2025-01-01.rhai", effective, &format!("{HEAD}{body}"), &Tables::new()).expect_err("bad");
        let first = problems.into_iter().next().expect("a problem");
        (first.line, first.column, first.fix)
    };
    let fix = |text: &str| Some(text.to_owned());
    assert_eq!(bad("linehual flat 5.00;"), (2, 1, fix("linehaul")));
    assert_eq!(bad("need document \"pod_singed\";"), (2, 15, fix("pod_signed")));
    assert_eq!(bad("when load.mles > 3 { hazmat flat 1.00; }"), (2, 11, fix("miles")));
    assert_eq!(bad("tarp flet 5.00;"), (2, 6, fix("flat")));
    assert_eq!(bad("hazmat flat 2000000.00;").2, None);
}

#[test]
fn a_contract_with_layover_says_whether_waiting_counts_meanwhile() {
    let effective = "2025-01-01".parse().expect("a date");
    let detention = "detention at every stop, clock from arrival, lateness has no effect, free 120 minutes, 50.00 per started 60 minutes";
    let with = |clause: &str, layover: &str| {
        let text = format!("{HEAD}linehaul flat 100.00;\n{detention}{clause};\n{layover}");
        read("t/2025-01-01.rhai", effective, &text, &Tables::new())
    };
    let layover = "layover 250.00 per started 24 hours;";
    let problems = with("", layover).expect_err("open");
    assert_eq!((problems[0].line, problems[0].code.as_str()), (3, "LH-312"), "{problems:?}");
    assert!(problems[0].message.contains("also during layover"));
    for (clause, layover) in [(", not during layover", layover), (", also during layover", layover), ("", "")] {
        assert!(with(clause, layover).is_ok(), "{clause}");
    }
}

#[test]
fn what_the_paper_leaves_open_may_be_asked() {
    let effective = "2025-01-01".parse().expect("a date");
    let with = |clauses: &str| {
        let text = format!(
            "{HEAD}detention at every stop, {clauses}free 120 minutes, 50.00 per started 60 minutes;\nlayover 250.00 per started 24 hours;"
        );
        read("t/2025-01-01.rhai", effective, &text, &Tables::new())
    };
    let open = |clauses: &str| match &with(clauses).expect("reads").terms().terms[0].verb {
        linehaul_domain::terms::Verb::Detention(detention) => {
            detention.open.iter().map(|o| format!("{:?} {}", o.clause, o.question)).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    let all = "clock ask \"When?\", lateness ask \"Late?\", layover ask \"Both?\", ";
    assert_eq!(open(all), ["Clock When?", "Lateness Late?", "Layover Both?"]);
    assert_eq!(open("clock from arrival, lateness has no effect, not during layover until the return, "), [""; 0]);
    let problems = with("clock ask \" \", lateness ask \"Late?\", ").expect_err("no question");
    assert_eq!(problems[0].code, "LH-313", "{problems:?}");
    let problems = with("lateness ask \"Late?\", ").expect_err("no clock");
    assert!(problems[0].message.contains("clock ask"), "{problems:?}");
}

#[test]
fn a_name_that_no_golden_case_has_is_told() {
    let effective = "2025-01-01".parse().expect("a date");
    let text = format!(
        "{HEAD}{POD}linehaul flat 100.00;\nfuel included;\naccessorial \"DRIVER_ASSIST\" 75.00 per \"driver_asist_stops\";"
    );
    let contract = read("t/2025-01-01.rhai", effective, &text, &Tables::new()).expect("reads");
    let told = |known: &[&str]| extras(&contract, &known.iter().map(|k| (*k).to_owned()).collect());
    assert!(reads_extras(&contract) && told(&["driver_asist_stops"]).is_empty());
    let remark = &told(&["driver_assist_stops"])[0];
    assert_eq!((remark.line, remark.code.as_str()), (5, "LH-326"));
    assert!(remark.message.contains("DRIVER_ASSIST is never billed"), "{}", remark.message);
    assert!(remark.message.contains("did you mean `driver_assist_stops`?"), "{}", remark.message);
}

#[test]
fn a_cost_that_no_golden_case_states_is_told() {
    let effective = "2025-01-01".parse().expect("a date");
    let text =
        format!("{HEAD}{POD}linehaul flat 100.00;\nfuel included;\nat_cost \"ESCORT\", receipt \"escort_receipt\";");
    let contract = read("t/2025-01-01.rhai", effective, &text, &Tables::new()).expect("reads");
    let told = |known: &[&str]| extras(&contract, &known.iter().map(|k| (*k).to_owned()).collect());
    assert!(reads_extras(&contract) && told(&["escort_cost"]).is_empty());
    let remark = &told(&["escort_costs"])[0];
    assert_eq!((remark.line, remark.code.as_str()), (5, "LH-326"));
    assert!(remark.message.contains("ESCORT is not billed"), "{}", remark.message);
    assert!(remark.message.contains("nobody is told before escort_receipt is on file"), "{}", remark.message);
    assert!(remark.message.contains("did you mean `escort_costs`?"), "{}", remark.message);
}

#[test]
fn a_code_near_one_that_is_known_since_then_still_reads_where_it_was_agreed_to() {
    let effective = "2025-01-01".parse().expect("a date");
    let text = format!("{HEAD}{POD}linehaul flat 100.00;\nat_cost \"TOLLS\", receipt \"toll_receipt\";");
    let problems = read("t/2025-01-01.rhai", effective, &text, &Tables::new()).expect_err("misspelt");
    assert!(problems[0].message.contains("did you mean `TOLL`?"), "{problems:?}");
    let again = linehaul_rules::read_again("t/2025-01-01.rhai", effective, &text, &Tables::new()).expect("agreed to");
    assert_eq!(again.terms().terms.last().map(|term| term.bills()), Some(vec!["TOLLS"]));
}

#[test]
fn a_name_that_is_near_none_comes_with_the_list() {
    let effective = "2025-01-01".parse().expect("a date");
    for (body, listed) in [
        ("need document \"xyzzy\";", "pod_signed"),
        ("when load.happened(\"xyzzy\") { hazmat flat 1.00; }", "told_to_return"),
        ("need reference \"xyzzy\";", "customer_po"),
    ] {
        let problems = read("t/2025-01-01.rhai", effective, &format!("{HEAD}{body}"), &Tables::new()).expect_err("bad");
        assert!(problems[0].message.contains(listed), "{problems:?}");
    }
}

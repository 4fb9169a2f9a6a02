//! A difference between two versions, told in words.
#![allow(clippy::unwrap_used)]

use crate::support::*;
use linehaul_billing::wording::difference;
use linehaul_domain::terms::*;

fn told(before: Verb, after: Verb) -> Vec<String> {
    difference(&usd(vec![term(before)]), &usd(vec![term(after)]))
}

#[test]
fn clauses_of_detention_are_told_with_their_units() {
    let before = waiting(120, "50", 60, 15);
    let after = Detention { times: Some("pups".into()), drop_free: Some(60), ..before.clone() };
    let told = told(Verb::Detention(before), Verb::Detention(after));
    let lines = ["free time at a drop nothing → 60 minutes", "times nothing → pups"];
    assert_eq!(told, lines.map(|what| format!("detention at every stop: {what}")));
}

#[test]
fn clauses_of_tonu_are_told_alone_whatever_stands_around_the_amount() {
    let flat = || Box::new(Tonu::Flat(dec("150")));
    let same_day = || Tonu::SameDay { otherwise: flat(), amount: dec("200") };
    let both = Tonu::UnlessCancelledAhead { otherwise: Box::new(same_day()), hours: 12 };
    let told = |before, after| told(Verb::Tonu(before), Verb::Tonu(after));
    assert_eq!(told(*flat(), same_day()), ["tonu: cancelled on the same day nothing → 200"]);
    assert_eq!(told(same_day(), both), ["tonu: free when cancelled nothing → 12 hours ahead"]);
}

/// The difference between two texts of one contract.
fn between(before: &str, after: &str) -> Vec<String> {
    let head = "contract for \"X\", currency \"USD\", version by actual pickup, rounded half up per line;\n";
    let read = |text: &str| {
        let text = if text.starts_with("contract") { text.to_owned() } else { format!("{head}{text}") };
        linehaul_rules::read("x/2025-01-01.rhai", "2025-01-01".parse().unwrap(), &text, &Default::default()).unwrap()
    };
    difference(&read(before), &read(after))
}

const DETENTION: &str = "linehaul 2.00 per mile;\n\
    detention at every stop, clock from arrival, lateness has no effect, // remark; with a semicolon\n    free 120 minutes, \
    50.00 per hour in started 15 minute steps, clause \"Item 500, as printed\";";

#[test]
fn one_figure_is_told_by_its_name_and_unit() {
    let told = between(DETENTION, &DETENTION.replace("free 120", "free 90"));
    assert_eq!(told, ["detention at every stop (Item 500, as printed): free time 120 → 90 minutes"]);
}

#[test]
fn what_is_new_or_gone_is_told_in_the_words_of_the_contract() {
    let after = format!("{DETENTION} when load.miles > 500 {{ team_service flat 5.00; }} fuel included;");
    let mut told = between(DETENTION, &after);
    assert_eq!(told, ["new: team_service flat 5.00 when load.miles > 500", "new: fuel included"]);
    told = between(&after, "linehaul 2.00 per mile; fuel included;");
    let detention = "no longer: detention at every stop, clock from arrival, lateness has no effect, free 120 minutes, 50.00 per \
                     hour in started 15 minute steps, clause \"Item 500, as printed\"";
    assert_eq!(told, [detention, "no longer: team_service flat 5.00 when load.miles > 500"]);
}

#[test]
fn a_clause_of_another_shape_is_told_as_it_was_and_is() {
    let told = between(DETENTION, &DETENTION.replace("clock from arrival", "clock ask \"When?\""));
    assert_eq!(told, ["detention at every stop (Item 500, as printed): `clock from arrival` → `clock ask \"When?\"`"]);
    let told = between("linehaul 2.00 per mile, minimum 500.00;", "linehaul flat 900.00;");
    assert_eq!(
        told,
        ["linehaul: `linehaul 2.00 per mile` → `linehaul flat 900.00`", "linehaul: no longer `minimum 500.00`"]
    );
}

#[test]
fn another_clause_of_the_paper_and_another_date_are_told() {
    let told = between(DETENTION, &DETENTION.replace("Item 500", "Item 510"));
    assert_eq!(told, ["detention at every stop: clause Item 500, as printed → Item 510, as printed"]);
    let head = "contract for \"X\", currency \"USD\", version by pickup appointment, rounded half up per line;\n";
    assert_eq!(between(DETENTION, &format!("{head}{DETENTION}")), ["version by pickup → pickup appointment"]);
    let constant = |free: u32| format!("const FREE = {free};\n{}", DETENTION.replace("free 120", "free FREE"));
    let head = head.replace("pickup appointment", "actual pickup");
    let told = between(&format!("{head}{}", constant(120)), &format!("{head}{}", constant(60)));
    assert_eq!(told, ["detention at every stop (Item 500, as printed): free time 120 → 60 minutes"]);
}

#[test]
fn a_remark_within_a_phrase_hides_nothing_of_it() {
    let before = "hazmat flat 250.00, needs \"hazmat_papers\", clause \"Item \\\"840;\\\"\";";
    let after =
        "hazmat flat 250.00, /* a; /* b; */ c; */ needs \"hazmat_papers\", clause \"Item 842\", approval above 10.00;";
    let told = between(before, after);
    let expected = [
        "hazmat (Item 842): `clause \"Item \\\"840;\\\"\"` → `clause \"Item 842\"`",
        "hazmat (Item 842): new `approval above 10.00`",
    ];
    assert_eq!(told, expected);
    let told = between(
        "lumper at cost plus 10 percent, receipt \"lumper_receipt\", clause \"560\";",
        "lumper at cost plus 12 percent, receipt \"lumper_receipt\", clause \"561\";",
    );
    assert_eq!(told, ["lumper (561): percent 10 → 12", "lumper (561): clause 560 → 561"]);
}

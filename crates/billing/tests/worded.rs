//! A difference between two versions, told in words.
#![allow(clippy::unwrap_used)]

mod support;

use linehaul_billing::wording::difference;
use linehaul_domain::terms::*;
use support::*;

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

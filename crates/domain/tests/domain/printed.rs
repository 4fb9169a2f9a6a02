//! Printed numbers: templates that can be told apart, and what they make.

use linehaul_domain::printed::{NumberTemplate, Parts, Suffix};

fn template(text: &str) -> NumberTemplate {
    let (supplement, rebill) = ("-S{n}".to_owned(), "-R{n}".to_owned());
    NumberTemplate { template: text.to_owned(), supplement, rebill, twin: None }
}

const PARTS: Parts<'_> = Parts { number: "PSL-A-000077-G1", seq: 77, load: "L-1001", pro: Some("4455"), more: 0 };

#[test]
fn a_template_that_makes_no_numbers_or_the_same_ones_is_refused() {
    for good in ["{pro}", "{load}", "INV-{seq}", "{number}", "{pro}/{load}"] {
        assert_eq!(template(good).wrong(), None, "{good}");
    }
    let told = [
        ("INV", "is the same for every invoice"),
        ("{bol}", "{bol} is not known; known is {pro}, {load}, {seq}, {number}"),
        ("{pro", "has a { without a }"),
        ("{pro} x", "letters, digits and"),
    ];
    for (text, words) in told {
        assert!(template(text).wrong().is_some_and(|why| why.contains(words)), "{text}: {:?}", template(text).wrong());
    }
    let twins = NumberTemplate { twin: Some("-{n}".to_owned()), ..template("INV") };
    assert_eq!(twins.wrong(), None, "a suffix tells them apart");
    let same = NumberTemplate { rebill: "-R".to_owned(), ..template("{pro}") };
    assert!(same.wrong().is_some_and(|why| why.contains("it needs {n}")));
}

#[test]
fn a_template_is_filled_with_the_first_load() {
    let made = |text: &str, parts: &Parts<'_>| template(text).fill(parts);
    assert_eq!(made("CA-{seq}", &PARTS).as_deref(), Ok("CA-000077"));
    assert_eq!(made("{pro}/{load}", &PARTS).as_deref(), Ok("4455/L-1001"));
    assert_eq!(made("{number}", &PARTS).as_deref(), Ok("PSL-A-000077-G1"));
    let summary = Parts { more: 2, ..PARTS };
    assert_eq!(made("{pro}", &summary).as_deref(), Ok("4455+2"));
    assert_eq!(made("{seq}", &summary).as_deref(), Ok("000077"), "a sequence tells of no load");
    assert_eq!(made("{pro}", &Parts { pro: None, ..PARTS }), Err("L-1001 has no pro".to_owned()));
    assert!(made("{pro}", &Parts { pro: Some("44 55"), ..PARTS }).unwrap_err().contains("is no number"));
    let long = "7".repeat(31);
    assert!(made("{pro}", &Parts { pro: Some(&long), ..PARTS }).unwrap_err().contains("at most 30"));
}

#[test]
fn suffixes_count() {
    let twins = NumberTemplate { twin: Some("-{n}".to_owned()), ..template("{pro}") };
    assert_eq!(twins.suffixed("4455", Suffix::Twin, 2), Some(Ok("4455-2".to_owned())));
    assert_eq!(twins.suffixed("4455", Suffix::Rebill, 1), Some(Ok("4455-R1".to_owned())));
    assert_eq!(twins.suffixed("4455", Suffix::Supplement, 3), Some(Ok("4455-S3".to_owned())));
    assert_eq!(template("{pro}").suffixed("4455", Suffix::Twin, 2), None);
}

//! What a cut-over makes of a load: a person's word before the list, the list before the day.

use linehaul_domain::Decimal;
use linehaul_domain::chrono_tz::America::Chicago;
use linehaul_domain::cutover::{
    BilledLine, BilledList, By, Cutover, Elsewhere, Named, Names, Question, Standing, Word,
};
use linehaul_domain::load::{Load, LoadStatus};
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::stop::{Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::time::Instant;

fn stop(departed: Option<Instant>) -> StopVisit {
    StopVisit {
        seq: 2,
        kind: StopKind::Delivery,
        name: "Consignee".into(),
        city: "Dallas TX".into(),
        region: None,
        country: None,
        postal_code: None,
        zone: Chicago,
        schedule: Schedule::FirstCome,
        handling: Handling::Live,
        arrived: departed,
        notified: None,
        departed,
        told_to_return: None,
        returned: None,
        cancelled: false,
        closures: Vec::new(),
    }
}

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn delivered(number: &str, at: Option<Instant>) -> Load {
    let mut load = Load::new(number.into());
    load.status = LoadStatus::Delivered;
    load.stops = vec![stop(at)];
    load
}

fn line(number: u32, names: Names, of: &str, amount: Option<i64>) -> BilledLine {
    let named = vec![Named { names, number: of.to_owned() }];
    let invoice = Some(format!("A-{number}"));
    BilledLine { line: number, named, invoice, amount: amount.map(Decimal::from), currency: None }
}

fn cut(lines: Option<Vec<BilledLine>>) -> Cutover {
    let list = lines.map(|lines| BilledList { lines, ..BilledList::default() });
    Cutover::new(7, Some("2025-03-01".parse().expect("a day")), list)
}

fn billed(standing: Standing) -> Elsewhere {
    match standing {
        Standing::Elsewhere(elsewhere) => elsewhere,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_day_is_the_local_day_of_the_last_delivery() {
    // Six in the morning of March by the clock of Greenwich is midnight where the load was delivered.
    let last = delivered("1", Some(at("2025-03-01T05:59:00Z")));
    let first = delivered("2", Some(at("2025-03-01T06:00:00Z")));
    assert_eq!(billed(cut(None).standing(&last, None)).by, By::Day);
    assert_eq!(cut(None).standing(&first, None), Standing::Here);
    assert_eq!(cut(None).standing(&delivered("3", None), None), Standing::Asked(Question::NoDay));
    let moving = Load { status: LoadStatus::InTransit, ..last.clone() };
    assert_eq!(cut(None).standing(&moving, None), Standing::Here, "what is not delivered is not judged by its day");
    assert_eq!(Cutover::new(7, None, None).standing(&last, None), Standing::Here);
}

#[test]
fn a_list_names_loads_by_any_of_their_numbers_in_their_normal_form() {
    let mut load = delivered("AB-1", Some(at("2025-03-09T12:00:00Z")));
    load.references.insert("PRO".into(), "p 77".into());
    load.references.insert("bol_number".into(), "B-9".into());
    load.references.insert("po".into(), "PO-1".into());
    for (names, of, fits) in [
        (Names::Load, "ab\u{2011}1", true),
        (Names::Any, "ab-1", true),
        (Names::Pro, "P 77", true),
        (Names::Any, "P 77", true),
        (Names::Bol, "b-9", true),
        (Names::Load, "P 77", false),
        (Names::Pro, "AB-1", false),
        (Names::Any, "PO-1", false),
        (Names::Load, "AB-01", false),
    ] {
        let cut = cut(Some(vec![line(2, names, of, Some(5))]));
        assert_eq!(cut.standing(&load, None) != Standing::Here, fits, "{names:?} {of}");
        assert_eq!(cut.lines_of(&load).len(), usize::from(fits), "{names:?} {of}");
    }
    // A slash of the number itself is none behind a source's name.
    let slash = delivered("A25/10421", Some(at("2025-03-09T12:00:00Z")));
    assert_eq!(cut(Some(vec![line(2, Names::Load, "10421", None)])).standing(&slash, None), Standing::Here);
    // What stands among the words of an invoice may be anything: it is asked, whenever the load was delivered.
    let words = cut(Some(vec![line(2, Names::Mentioned, "p 77", Some(5))]));
    assert!(matches!(words.standing(&load, None), Standing::Asked(Question::Mentioned { line: 2, .. })));
    assert_eq!(words.standing(&load, Some(&Word::Here)), Standing::Here);
    let west = delivered("west/10421", Some(at("2025-03-09T12:00:00Z")));
    assert_eq!(cut(Some(vec![line(2, Names::Load, "10421", None)])).lines_of(&west).len(), 1);
}

#[test]
fn what_the_list_does_not_name_of_the_time_before_is_asked_and_of_the_time_after_is_ours() {
    let cut = cut(Some(vec![line(2, Names::Load, "1", Some(5)), line(3, Names::Load, "1", Some(6))]));
    let early = at("2025-02-20T12:00:00Z");
    let both = billed(cut.standing(&delivered("1", Some(early)), None));
    assert_eq!((both.by, both.amount, both.lines), (By::List, Some((Decimal::from(11), None)), vec![2, 3]));
    let asked = cut.standing(&delivered("2", Some(early)), None);
    assert!(matches!(asked, Standing::Asked(Question::NotListed { .. })), "{asked:?}");
    assert_eq!(cut.standing(&delivered("2", Some(at("2025-03-20T12:00:00Z"))), None), Standing::Here);
    let late = cut.standing(&delivered("1", Some(at("2025-03-20T12:00:00Z"))), None);
    assert_eq!(billed(late).by, By::List, "a list stands before the day");
}

#[test]
fn an_amount_is_a_loads_only_where_each_line_says_it_for_that_load_alone() {
    let early = delivered("1", Some(at("2025-02-20T12:00:00Z")));
    let amount = |lines: Vec<BilledLine>| billed(cut(Some(lines)).standing(&early, None)).amount;
    assert_eq!(amount(vec![line(2, Names::Load, "1", Some(5)), line(3, Names::Load, "1", None)]), None);
    let mut shared = line(2, Names::Load, "1", Some(5));
    shared.named.push(Named { names: Names::Load, number: "2".into() });
    assert_eq!(amount(vec![shared]), None);
    let cad = BilledLine { currency: Some(Currency::CAD), ..line(3, Names::Load, "1", Some(5)) };
    assert_eq!(amount(vec![line(2, Names::Load, "1", Some(5)), cad]), None, "two currencies never add");
}

#[test]
fn a_persons_word_stands_before_list_and_day() {
    let cut = cut(Some(vec![line(2, Names::Load, "1", Some(5))]));
    let (listed, asked) = (delivered("1", Some(at("2025-02-20T12:00:00Z"))), delivered("2", None));
    for load in [&listed, &asked] {
        assert_eq!(cut.standing(load, Some(&Word::Here)), Standing::Here);
    }
    let nothing = Word::Elsewhere { invoice: None, amount: None };
    let said = billed(cut.standing(&listed, Some(&nothing)));
    assert_eq!((said.by, said.invoices, said.lines), (By::Person, vec!["A-2".to_owned()], vec![2]));
    let amount = Some(Money::new(Decimal::from(9), Currency::USD));
    let said = billed(cut.standing(&asked, Some(&Word::Elsewhere { invoice: Some("X".into()), amount })));
    assert_eq!((said.invoices, said.amount), (vec!["X".to_owned()], Some((Decimal::from(9), Some(Currency::USD)))));
}

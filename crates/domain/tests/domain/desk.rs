//! What is said at the desk stands beside the facts, in whatever order these came.

use std::collections::BTreeMap;

use linehaul_domain::canonical;
use linehaul_domain::chrono_tz::America::Chicago;
use linehaul_domain::desk::{Entered, Field, FieldSet, Says, Value, standing};
use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fields::value_of;
use linehaul_domain::fold::fold;
use linehaul_domain::ids::LoadNumber;
use linehaul_domain::load::Load;
use linehaul_domain::reason::Reason;
use linehaul_domain::said::{Said, Thing};
use linehaul_domain::stop::{Handling, Schedule, StopKind, StopVisit};
use linehaul_domain::time::Instant;
use linehaul_domain::with_desk::with_desk;
use proptest::prelude::*;

const LOAD: &str = "L-1";

fn at(minute: i64) -> Instant {
    Instant::from_timestamp(1_736_000_000 + minute * 60, 0).expect("instant")
}

fn of_load(version: i64, columns: &str, set: impl Fn(&mut Load)) -> Fact {
    let mut load = Load::new(LOAD.into());
    set(&mut load);
    let said = Said::of_columns(Thing::Load, columns.split(' '));
    Fact { said, ..Fact::whole("dispatch".into(), at(version), FactBody::Load(Box::new(load))) }
}

fn miles(version: i64, miles: u32) -> Fact {
    of_load(version, "miles", |load| load.miles = Some(miles.into()))
}

fn po(version: i64, po: &str) -> Fact {
    of_load(version, "order", |load| {
        load.order = Some("O-1".to_owned());
        load.references = BTreeMap::from([("customer_po".to_owned(), po.to_owned())]);
    })
}

fn stop(version: i64, departed: i64) -> Fact {
    let stop = StopVisit {
        seq: 2,
        kind: StopKind::Delivery,
        name: "Receiver".into(),
        city: "Dallas TX".into(),
        region: None,
        country: None,
        postal_code: None,
        zone: Chicago,
        schedule: Schedule::FirstCome,
        handling: Handling::Live,
        arrived: Some(at(0)),
        notified: None,
        departed: Some(at(departed)),
        told_to_return: None,
        returned: None,
        cancelled: false,
        closures: Vec::new(),
    };
    Fact::whole("dispatch".into(), at(version), FactBody::Stop { load: LOAD.into(), stop: Box::new(stop) })
}

fn said(seq: u64, says: Says) -> Entered {
    let reason = Reason::given("by phone").expect("a reason");
    Entered { seq, by: "biller".to_owned(), at: at(0), says, reason, from: None, answered: false }
}

fn set(seq: u64, stop: Option<u32>, column: &str, value: Value, replaced: Value) -> Entered {
    said(seq, Says::Set(FieldSet { field: Field { stop, column: column.to_owned() }, value, replaced }))
}

fn text(text: &str) -> Value {
    Value::text(Some(text))
}

fn number(number: u32) -> Value {
    Value::Number(number.into())
}

fn folded(facts: &[Fact], desk: &[Entered]) -> Load {
    with_desk(fold(&LoadNumber::from(LOAD), facts).expect("a load"), &standing(desk.iter().cloned()))
}

/// What the sources still say stands corrected; what they have come to say lets it rest; a third thing asks.
#[test]
fn a_correction_stands_rests_or_asks() {
    let desk = [set(5, None, "miles", number(612), number(600))];
    for (told, stands, asks) in [(600, 612, 0), (612, 612, 0), (640, 612, 1)] {
        let load = folded(&[miles(1, 600), miles(9, told)], &desk);
        assert_eq!((load.miles, load.questions().len()), (Some(stands.into()), asks), "{told}");
    }
    let load = folded(&[miles(1, 600), miles(9, 640)], &desk);
    let words = load.conflicts[0].words();
    assert!(words.starts_with("miles: 612 by the desk (entry 5) stands, 640 by its sources differs"), "{words}");
}

#[test]
fn nothing_is_touched_that_is_not_named() {
    let facts = [miles(1, 600), po(2, "PO-1"), stop(3, 60)];
    let plain = folded(&facts, &[]);
    let load =
        folded(&facts, &[set(5, Some(2), "departed_at", Value::Time(at(90), Chicago), Value::Time(at(60), Chicago))]);
    assert_eq!(load.stops[0].departed, Some(at(90)));
    let mut back = load.clone();
    back.stops[0].departed = Some(at(60));
    back.desk.clear();
    assert_eq!(canonical::encode(&back), canonical::encode(&plain));
}

/// A cut-over goes by what was said before: a reference or a day that the desk corrects makes another load of it for no list.
#[test]
fn what_was_corrected_is_remembered() {
    let day = 24 * 60;
    let desk = [
        set(5, None, "ref:customer_po", text("PO-2"), text("PO-1")),
        set(6, Some(2), "departed_at", Value::Time(at(2 * day), Chicago), Value::Time(at(60), Chicago)),
    ];
    let load = folded(&[miles(1, 600), po(2, "PO-1"), stop(3, 60)], &desk);
    let before = ("customer_po".to_owned(), "PO-1".to_owned());
    assert!(load.formerly.references.contains(&before), "{:?}", load.formerly);
    assert_eq!(load.formerly.done.len(), 1, "{:?}", load.formerly);
    assert!(!load.formerly.done.contains(&load.done_on().expect("a day")));
}

#[test]
fn a_later_word_on_a_field_stands_alone_and_what_is_taken_back_is_gone() {
    let desk = [
        set(5, None, "miles", number(612), number(600)),
        set(6, None, "miles", number(613), number(600)),
        set(7, None, "ref:customer_po", text("PO-2"), Value::Nothing),
    ];
    assert_eq!(folded(&[miles(1, 600)], &desk).miles, Some(613.into()));
    let back = [desk.as_slice(), &[said(8, Says::TakenBack { entry: 6 })]].concat();
    let load = folded(&[miles(1, 600)], &back);
    assert_eq!((load.miles, load.desk.len()), (Some(600.into()), 1), "what it replaced does not come back with it");
}

/// Every field that may be set is one that can be read and put: a new row of the table that nothing puts would be said in vain.
#[test]
fn each_field_that_may_be_set_is_put() {
    use linehaul_domain::desk::{OF_LOAD, OF_STOP, Sort};
    let value = |sort: Sort| match sort {
        Sort::Text | Sort::Customer | Sort::Reference | Sort::Extra => text("x"),
        Sort::Number => number(7),
        Sort::Whole => Value::Whole(7),
        Sort::Time => Value::Time(at(77), Chicago),
        Sort::Flag => Value::Flag(true),
    };
    let facts = [miles(1, 600), stop(2, 60)];
    let plain = folded(&facts, &[]);
    for (stop, table) in [(None, OF_LOAD), (Some(2), OF_STOP)] {
        for (column, sort) in table {
            let field = Field { stop, column: (*column).to_owned() };
            let before = value_of(&plain, &field).unwrap_or_else(|| panic!("{column} is not read"));
            let load = folded(&facts, &[set(5, stop, column, value(*sort), before)]);
            assert!(value_of(&load, &field).expect("read").is_same(&value(*sort)), "{column}");
        }
    }
}

fn story() -> Vec<Fact> {
    vec![
        miles(1, 600),
        miles(4, 640),
        miles(4, 612),
        po(2, "PO-1"),
        po(6, "PO-9"),
        stop(3, 60),
        stop(7, 75),
        stop(8, 90),
    ]
}

fn at_the_desk() -> Vec<Entered> {
    vec![
        set(5, None, "miles", number(612), number(600)),
        set(6, None, "ref:customer_po", text("PO-2"), text("PO-1")),
        set(7, Some(2), "departed_at", Value::Time(at(90), Chicago), Value::Time(at(60), Chicago)),
        set(8, Some(2), "arrived_at", Value::Time(at(5), Chicago), Value::Time(at(0), Chicago)),
        said(9, Says::TakenBack { entry: 5 }),
        set(10, None, "miles", number(655), number(640)),
    ]
}

proptest! {
    #[test]
    fn facts_in_any_order_and_the_desk_come_to_one_load(
        order in Just((0..story().len()).collect::<Vec<_>>()).prop_shuffle(),
        again in proptest::collection::vec(0..story().len(), 0..12),
    ) {
        let (story, desk) = (story(), at_the_desk());
        let told: Vec<Fact> = order.into_iter().chain(again).map(|i| story[i].clone()).collect();
        prop_assert_eq!(canonical::encode(&folded(&told, &desk)), canonical::encode(&folded(&story, &desk)));
    }
}

//! The reference of the language: every example of it runs, every phrase is in it, and the page is what these entries say.
//! The pages of error codes and of holds are made of the program's own tables alike. `LINEHAUL_WRITE=1` writes the pages anew.

mod codes;
mod entries;
mod names;
mod reads;
mod settings;
mod tables;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use entries::{Example, entries};
use linehaul_api::command::contracts;
use linehaul_api::wire::charge::RatedLoad;
use linehaul_connectors::table::read_table;
use linehaul_domain::table::Tables;
use linehaul_domain::terms::Verb;
use serde_json::{Value, json};

const HEAD: &str =
    "contract for \"REFERENCE\", currency \"USD\", version by actual pickup, rounded half up per line;\n";

fn minutes_later(at: &str, minutes: i64) -> String {
    let at: linehaul_domain::chrono::DateTime<linehaul_domain::chrono::FixedOffset> = at.parse().expect("an instant");
    (at + linehaul_domain::chrono::Duration::minutes(minutes)).to_rfc3339()
}

/// The ordinary load, Memphis to Dallas, 612 miles, with an example's fields over it. Some fields are words of this test:
/// `wait` minutes at the delivery, `notified` after so many, `told` to come back for so many hours, `more_stops` between, `late_days` at delivery, a
/// `drop` trailer there, the box `empty_after` so many days behind it.
fn load(example: &Example) -> Value {
    let mut over: Value = serde_json::from_str(example.load).expect("JSON");
    let own = over.as_object_mut().expect("an object");
    let mut take = |name: &str| own.remove(name).and_then(|v| v.as_i64().or(v.as_bool().map(i64::from)));
    let (wait, told, more, late, drop) =
        (take("wait"), take("told"), take("more_stops"), take("late_days"), take("drop"));
    let (notified, empty) = (take("notified"), take("empty_after"));
    let arrived = minutes_later("2025-05-22T09:00:00-05:00", late.unwrap_or(0) * 1_440);
    let stay = wait.unwrap_or(30) + told.map_or(0, |hours| hours * 60 + 30);
    let stop = |seq: i64, kind: &str, city: &str, at: &str, minutes: i64| {
        json!({"seq": seq, "type": kind, "name": format!("Place {seq}"), "city": city, "timezone": "America/Chicago",
               "appointment_type": "APPT", "appointment": at, "arrived_at": at, "departed_at": minutes_later(at, minutes)})
    };
    let mut stops = vec![stop(1, "pickup", "Memphis TN", "2025-05-21T08:00:00-05:00", 60)];
    for seq in 2..more.unwrap_or(0) + 2 {
        stops.push(stop(seq, "delivery", "Little Rock AR", "2025-05-21T15:00:00-05:00", 30));
    }
    let mut last = stop(stops.len() as i64 + 1, "delivery", "Dallas TX", &arrived, stay);
    if let Some(hours) = told {
        last["told_to_return_at"] = json!(minutes_later(&arrived, 30));
        last["returned_at"] = json!(minutes_later(&arrived, 30 + hours * 60));
    }
    if let Some(minutes) = notified {
        last["notified_at"] = json!(minutes_later(&arrived, minutes));
    }
    if drop.is_some() {
        last["handling"] = json!("drop");
    }
    stops.push(last);
    if let Some(days) = empty {
        let at = minutes_later(&arrived, days * 1_440 + 240);
        stops.push(stop(stops.len() as i64 + 1, "empty_return", "Dallas TX", &at, 20));
    }
    let mut load = json!({"load_number": "R-1", "mode": "TL", "equipment": "53ft dry van", "status": "delivered", "miles": 612,
                          "weight_lb": 38120, "driver_count": 1, "stops": stops, "documents": [], "references": {}});
    for (name, value) in own.iter() {
        load[name] = value.clone();
    }
    load
}

fn rated(example: &Example) -> RatedLoad {
    let folder = tempfile::tempdir().expect("a folder");
    let contract = folder.path().join("2025-01-01.rhai");
    std::fs::write(&contract, format!("{HEAD}{}", example.phrase)).expect("written");
    let tables = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/tables");
    let text = load(example).to_string();
    let mut found = None;
    contracts::rate(&[contract], Some(&tables), &mut text.as_bytes(), &mut |result| {
        found = Some(result.unwrap_or_else(|e| panic!("{}: {}", example.phrase, e.message)));
        true
    })
    .unwrap_or_else(|e| panic!("{}: {}", example.phrase, e.message));
    found.expect("a load")
}

#[test]
fn every_example_comes_out() {
    let mut wrong = Vec::new();
    for example in entries().flat_map(|e| e.examples) {
        let rated = rated(example);
        let lines: Vec<(&str, &str)> = rated.charges.iter().map(|c| (c.code.as_str(), c.amount.as_str())).collect();
        let holds: Vec<&str> = rated.holds.iter().map(|h| h.code.as_str()).collect();
        if lines != example.lines || holds != example.holds {
            wrong.push(format!(
                "{}\n  {lines:?} {holds:?}\n  {:?} {:?} expected",
                example.phrase, example.lines, example.holds
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn tables() -> Tables {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../rules/tables");
    let files = std::fs::read_dir(folder).expect("tables").map(|entry| entry.expect("an entry").path());
    let csv = files.filter(|path| path.extension().is_some_and(|ending| ending == "csv"));
    let read = csv.map(|path| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        read_table(&name, &std::fs::read(&path).expect("read")).expect("a table")
    });
    read.map(|table| (table.name.clone(), table)).collect()
}

/// What the phrases of an example say that they read, by their verbs and by their expressions.
fn told_to_read(example: &Example, tables: &Tables) -> BTreeSet<String> {
    let text = format!("{HEAD}{}", example.phrase);
    let contract = linehaul_rules::read("r/2025-01-01.rhai", "2025-01-01".parse().expect("a day"), &text, tables);
    let contract = contract.unwrap_or_else(|problems| panic!("{}: {problems:?}", example.phrase));
    let mut names = BTreeSet::new();
    for term in &contract.terms().terms {
        names.extend(term.verb.extras_read().into_iter().map(|read| read.name.into_owned()));
        let amount = if let Verb::Charge { amount, .. } = &term.verb { Some(*amount) } else { None };
        for expression in term.when.iter().map(|condition| condition.expression).chain(amount) {
            names.extend(contract.printed(expression).split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    names
}

/// A verb that reads a name and does not say so would never warn of a misspelt one.
#[test]
fn what_makes_a_difference_is_a_name_that_the_phrases_say_they_read() {
    let (tables, mut read) = (tables(), 0);
    for example in entries().flat_map(|e| e.examples) {
        let told = told_to_read(example, &tables);
        let sent: Value = serde_json::from_str(example.load).expect("JSON");
        let parsed = linehaul_connectors::load_json::read_load(&load(example).to_string()).expect("a load");
        for name in parsed.extras.keys() {
            let mut less = sent.clone();
            less.as_object_mut().expect("an object").remove(name);
            let less = less.to_string();
            let without = rated(&Example { load: less.leak(), ..*example });
            let with = rated(example);
            let outcome = |rated: &RatedLoad| (rated.total.clone(), rated.holds.len());
            let differs = outcome(&with) != outcome(&without);
            assert!(!differs || told.contains(name), "{} reads {name}, and does not say so", example.phrase);
            read += usize::from(differs);
        }
    }
    assert!(read > 20, "only {read} names made a difference");
}

#[test]
fn ready_is_said_only_of_what_can_be_billed() {
    let example =
        |load| Example { source: "", phrase: "linehaul flat 10.00; tonu flat 5.00;", load, lines: &[], holds: &[] };
    let told = |load| {
        let rated = rated(&example(load));
        (rated.status, rated.ready, rated.total)
    };
    let of = |status: &str, ready, total: &str| (status.to_owned(), ready, total.to_owned());
    assert_eq!(told("{}"), of("delivered", true, "10.00"));
    assert_eq!(told(r#"{"status": "in_transit"}"#), of("in_transit", false, "10.00"));
    assert_eq!(told(r#"{"status": "tonu"}"#), of("tonu", true, "5.00"));
    assert_eq!(told(r#"{"status": "cancelled"}"#), of("cancelled", false, "0.00"));
    let not_used = r#"{"status": "cancelled", "events": [{"event": "truck_not_used", "at": "2025-05-21T08:00:00Z"}]}"#;
    assert_eq!(told(not_used), of("tonu", true, "5.00"));
}

#[test]
fn every_phrase_is_in_the_reference() {
    for verb in linehaul_rules::verbs().filter(|v| *v != "contract") {
        let entry = entries().find(|e| e.verb == verb).unwrap_or_else(|| panic!("`{verb}` has no entry"));
        assert!(!entry.examples.is_empty(), "`{verb}` has no example");
    }
    assert_eq!(entries().count(), linehaul_rules::verbs().count() - 1);
}

fn page() -> String {
    let mut page = String::from(
        "# The language of contracts\n\nEvery phrase with its units and what holds a load. This page is written from \
         `tests/reference/entries`, and every example on it is run by the tests. How to begin: [the guide](rules-guide.md). \
         The fixed names of documents, references, events and charges, and the fields of a load, are at the [end](#names), after the form of [tables](#tables).\n\n\
         AMOUNT is money in the contract's currency, NUMBER a decimal, N a whole number, DATE one of `actual pickup`, `pickup \
         departure`, `pickup appointment`, `actual delivery`, `date \"NAME\"`. Every line is rounded once, as the header says. \
         Each charge may end with `clause \"…\"`, `approval above AMOUNT`, `needs \"DOCUMENT\"` and `code \"CODE\"`.\n\n\
         The ordinary load of the examples: Memphis TN to Dallas TX, 612 miles, 38,120 lb, picked up on Wednesday 21 May 2025 at \
         08:00, delivered on Thursday at 09:00, half an hour at the dock.\n",
    );
    for entry in entries() {
        let forms: Vec<String> = entry.forms.iter().map(|f| format!("{f};")).collect();
        let _ = write!(
            page,
            "\n## {}\n\n```\n{}\n```\n\n{}\n\n- Units: {}\n- Holds: {}\n",
            entry.verb,
            forms.join("\n"),
            entry.says,
            entry.unit,
            entry.holds
        );
        for example in entry.examples {
            let over = if example.load == "{}" { String::new() } else { format!(" Load: `{}`.", example.load) };
            let lines: Vec<String> = example.lines.iter().map(|(code, amount)| format!("{code} {amount}")).collect();
            let held =
                if example.holds.is_empty() { String::new() } else { format!("; held: {}", example.holds.join(", ")) };
            let lines = if lines.is_empty() { "no line".to_owned() } else { lines.join(", ") };
            let _ = write!(
                page,
                "\n```\n{}\n```\n\n{lines}{held}.{over} ({})\n",
                example.phrase.replace("; ", ";\n"),
                example.source
            );
        }
    }
    page.push_str(&tables::tables());
    page.push_str(&names::names());
    page
}

/// Is this what stands in a page of `docs/`?
fn stands(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os("LINEHAUL_WRITE").is_some() {
        std::fs::write(&path, page).expect("written");
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == page, "{} is not what the program says; write it with LINEHAUL_WRITE=1", path.display());
}

#[test]
fn the_page_is_what_the_entries_say() {
    stands("rules-reference.md", &page());
}

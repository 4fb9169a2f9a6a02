//! What a delivery lost, and what comes of it once another one speaks of the thing.
//!
//! Planted once and seen red: a field that records leave out taken for lost; a column that one of another sort had taken for lost where all
//! columns are read; what stood forgotten with the next delivery.

use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::load::Load;
use linehaul_domain::lost::{Column, Header, Known, Told};
use linehaul_domain::said::Said;
use linehaul_domain::thing::Thing;
use linehaul_domain::time::Instant;

fn column(ours: &str) -> Column {
    Column { thing: Thing::Load, ours: ours.to_owned(), theirs: ours.to_owned() }
}

fn header(sort: &str, columns: &[&str], unread: &[&str]) -> Header {
    Header {
        kind: "loads".to_owned(),
        sort: sort.to_owned(),
        columns: columns.iter().map(|ours| column(ours)).collect(),
        lacking: ["miles", "order"].into_iter().filter(|ours| !columns.contains(ours)).map(column).collect(),
        unread: unread.iter().map(|name| (*name).to_owned()).collect(),
        ..Header::default()
    }
}

fn known(sort: &str, ours: &str, sometimes: bool) -> Known {
    Known { sort: sort.to_owned(), column: column(ours), sometimes, since: None }
}

fn lost(header: &Header, known: &[Known]) -> Vec<String> {
    let told = Told::of(header, known, ("dispatch", "file.csv"));
    told.lost
        .into_iter()
        .map(|lost| format!("{}{}", lost.column.ours, lost.near.map(|n| format!(" {n}")).unwrap_or_default()))
        .collect()
}

#[test]
fn a_delivery_lost_what_its_own_sort_had() {
    let had = [known("loads", "hazmat", false), known("loads", "miles", false), known("loads phone", "ref:po", false)];
    assert_eq!(lost(&header("loads", &["miles"], &[]), &had), ["hazmat"]);
    assert_eq!(lost(&header("loads", &["miles"], &["haz"]), &had), ["hazmat haz", "ref:po"]);
    assert_eq!(lost(&header("loads phone", &["ref:po"], &[]), &had), [""; 0], "a sort of its own, all of it read");
    assert_eq!(lost(&header("loads phone", &["ref:po"], &["dg"]), &had), ["hazmat", "miles"], "any of them may be dg");
    assert_eq!(lost(&header("loads", &["miles"], &[]), &[known("loads", "hazmat", true)]), [""; 0]);
}

#[test]
fn what_nobody_wants_or_is_said_to_be_empty_is_not_lost() {
    let had = [known("loads", "hazmat", false)];
    let ignoring = |name: &str| Header { ignored: [name.to_owned()].into(), ..header("loads", &["miles"], &["haz"]) };
    assert_eq!(lost(&ignoring("hazmat"), &had), [""; 0]);
    assert_eq!(lost(&ignoring("haz"), &had), ["hazmat"]);
    assert_eq!(lost(&Header { whole: true, ..header("loads", &["miles"], &["haz"]) }, &had), [""; 0]);
    assert_eq!(lost(&Header { whole: true, ..header("loads", &[], &["mils"]) }, &had), ["miles mils"]);
}

#[test]
fn what_is_told_stands_until_a_row_says_it() {
    let of = ("dispatch", "loads");
    let first = Told::of(&header("loads", &[], &["x"]), &[known("loads", "hazmat", false)], ("dispatch", "one.csv"));
    let told = Told::default().then(&first, of, &|_| false);
    let later = Told::of(&header("loads", &[], &[]), &[known("loads", "hazmat", false)], ("dispatch", "two.csv"));
    let told = told.then(&later, of, &|_| false);
    assert_eq!((told.lost.len(), told.lost[0].since.as_str(), told.unread.len()), (1, "one.csv", 0), "since the first");
    let other = told.then(&Told::default(), ("dispatch", "loads phone"), &|ours| ours == "miles");
    assert_eq!(other, told, "what says nothing of it ends nothing");
    assert!(told.then(&Told::default(), ("pods", "loads"), &|ours| ours == "hazmat").is_empty());
}

#[test]
fn a_statement_says_the_columns_of_its_fields_and_those_that_are_of_no_field() {
    let said = Said::of_columns(Thing::Load, ["miles", "hazmat"]);
    let mut load = Load::new("L-1".into());
    load.references.insert("po".to_owned(), "1".to_owned());
    let body = FactBody::Load(Box::new(load));
    let mut fact = Fact { said, ..Fact::whole("dispatch".into(), Instant::UNIX_EPOCH, body) };
    fact.said.emptying("extra:pallets".to_owned());
    let says = ["miles", "hazmat", "ref:po", "extra:pallets", "currency", "updated_at"];
    assert!(says.into_iter().all(|ours| fact.says(ours)), "{says:?}");
    assert!(!["order", "ref:bol", "extra:hours"].into_iter().any(|ours| fact.says(ours)));
}

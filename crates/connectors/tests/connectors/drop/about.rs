//! What a bad row speaks of is read as far as it can be.
//!
//! Planted once and seen red: the last cell of a torn row counted; the time of a torn row counted.

use linehaul_connectors::drop::About;
use linehaul_domain::said::Thing;

use super::*;

fn about(kind: Kind, text: &str) -> Vec<Option<About>> {
    read(kind, text).bad.into_iter().map(|bad| bad.about.into_iter().next()).collect()
}

fn of(thing: Thing, whose: &str, part: Option<&str>, version: Option<&str>) -> Option<About> {
    let version = version.map(|at| at.parse().expect("an instant"));
    Some(About { thing, whose: whose.to_owned(), part: part.map(str::to_owned), version })
}

#[test]
fn a_row_of_a_load_is_known_by_its_number_and_version() {
    let rows = "L-1,ACME,done,2025-03-01T00:00:00Z\nL-2,ACME,done,yesterday\n,ACME,booked,2025-03-01T00:00:00Z\n";
    let found = about(Kind::Loads, &format!("{HEAD}{rows}"));
    let dated = of(Thing::Load, "L-1", None, Some("2025-03-01T00:00:00Z"));
    assert_eq!(found, [dated, of(Thing::Load, "L-2", None, None), None]);
}

#[test]
fn a_stop_without_its_number_is_one_of_its_load() {
    let head = "load_number,seq,type,zone,updated_at\n";
    let rows = "L-1,2,pickup,Mars,2025-03-01T00:00:00Z\nL-1,two,pickup,America/Chicago,2025-03-01T00:00:00Z\n";
    let found = about(Kind::Stops, &format!("{head}{rows}"));
    let day = Some("2025-03-01T00:00:00Z");
    assert_eq!(found, [of(Thing::Stop, "L-1", Some("2"), day), of(Thing::Stop, "L-1", None, day)]);
}

#[test]
fn of_a_torn_row_the_cells_count_that_have_their_end_behind_them() {
    let text = format!("{HEAD}L-1,ACME,booked\nL-2\nL-3,ACME,booked,2025-03-01T00:00:00Z,more\nL-4,\"ACME");
    let numbers: Vec<_> = about(Kind::Loads, &text).into_iter().map(|about| about.map(|about| about.whose)).collect();
    let whole = |number: &str| Some(number.to_owned());
    assert_eq!(numbers, [whole("L-1"), None, whole("L-3"), whole("L-4")]);
    let versions = about(Kind::Loads, &text).into_iter().flatten().filter_map(|about| about.version).count();
    assert_eq!(versions, 0, "what stands where its time should may be another cell");
}

#[test]
fn rows_that_are_only_counted_are_known_too() {
    let rows: String = (0..drop::MAX_BAD_ROWS + 5).map(|n| format!("L-{n},ACME,done,2025-03-01T00:00:00Z\n")).collect();
    let parsed = read(Kind::Loads, &format!("{HEAD}{rows}"));
    assert_eq!(parsed.bad.last().map(|rest| (rest.rows, rest.about.len())), Some((5, 5)));
}

#[test]
fn a_row_is_found_again_by_its_line_with_the_names_of_its_columns() {
    let text = format!("{HEAD}{ROW}\n\nL-2,\"ACME, Inc\",done,2025-03-01T00:00:00Z\nL-3,ACME\n");
    let row = drop::row_at(text.as_bytes(), 4).expect("a row");
    assert_eq!(row.header, ["load_number", "customer", "status", "updated_at"]);
    assert_eq!(row.cells, ["L-2", "ACME, Inc", "done", "2025-03-01T00:00:00Z"]);
    let again = drop::row_at(row.file().as_bytes(), 2).expect("a row");
    assert_eq!(again, row, "as a file of its own");
    assert_eq!(
        drop::row_at(text.as_bytes(), 5).map(|row| row.cells),
        Some(["L-3", "", "", ""].map(String::from).to_vec())
    );
    assert_eq!(drop::row_at(text.as_bytes(), 3), None);
}

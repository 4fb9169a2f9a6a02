//! Files without delimiters: lines that are cut by places, and what becomes of a line that is too short or too long.
//!
//! Planted once and seen red: a line that is too short read as if it were not; a torn line left out as another sort.

use linehaul_connectors::drop;
use linehaul_connectors::mapping::Mapping;

use super::{keys, load, read, received};

/// A report: a head of two lines, orders of 40 characters, a line that counts them.
const MAPPING: &str = r#"
currency = "USD"
dates = ["YYYYMMDD HHmm"]
[zones]
default = "America/Chicago"
[[file]]
names = ["orders*.txt"]
when = { column = "Sort", is = ["D"] }
ignore = ["Filler"]
[file.fixed]
skip = 2
[file.fixed.columns]
Sort = { start = 1, width = 1 }
Order = { start = 2, width = 8 }
"Bill To" = { start = 10, width = 6 }
Status = { start = 16, width = 2 }
Freight = { start = 18, width = 9 }
Changed = { start = 27, width = 13 }
Filler = { start = 40, width = 1 }
[[file.makes]]
kind = "load"
[file.makes.fields]
load_number = "Order"
customer = "Bill To"
status = { column = "Status", values = { DL = "delivered", OP = "booked" } }
"booked:LINEHAUL" = { column = "Freight", decimals = 2 }
updated_at = "Changed"
"#;

const HEAD: &str = "ORDERS OF A DAY\n---------------\n";

fn line(order: &str, freight: u64) -> String {
    format!("D{order:8}{:6}DL{freight:09}20250304 0915.", "ACME")
}

fn text(lines: &[&str]) -> String {
    format!("{HEAD}{}\n", lines.join("\n"))
}

#[test]
fn a_line_is_cut_by_the_places_of_its_columns() {
    let lines = text(&[&line("1001", 112_550), "", &line("1002", 7), "T00000002", "\u{1a}"]);
    let (parsed, facts) = read(MAPPING, "orders 0304.txt", &lines);
    assert_eq!((parsed.rows_read, parsed.bad.len()), (2, 0), "{:?}", parsed.bad);
    assert_eq!(keys(&facts), ["load/1001", "load/1002"]);
    assert_eq!(parsed.note.as_deref(), Some("1 left out, as the mapping says of them (`when`)"));
    let one = load(&facts, "1001");
    assert_eq!(
        (one.customer.expect("one").0, one.booked[0].amount.amount.to_string()),
        ("ACME".into(), "1125.5".into())
    );
    assert_eq!(facts[0].version.to_rfc3339(), "2025-03-04T15:15:00+00:00");
    assert_eq!(load(&facts, "1002").booked[0].amount.amount.to_string(), "0.07");
}

#[test]
fn a_line_of_another_length_is_bad_with_its_line_and_as_it_came() {
    let whole = line("1003", 100);
    let lines = [
        line("1001", 100)[..30].to_owned(),
        format!("{whole} and more"),
        // Blanks behind the last column say nothing.
        format!("{}   ", line("1002", 100)),
        // What is too short to say of which sort it is is not left out.
        String::new(),
        line("1004", 100),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let (parsed, facts) = read(MAPPING, "orders.txt", &text(&lines));
    assert_eq!(keys(&facts), ["load/1002", "load/1004"]);
    let told: Vec<(u32, &str, &str)> =
        parsed.bad.iter().map(|bad| (bad.line, bad.code.as_str(), bad.message.as_str())).collect();
    assert_eq!((told[0].0, told[0].1), (3, "LH-212"), "{told:?}");
    assert!(told[0].2.starts_with("the line has 30 characters of 40: it is cut off"), "{told:?}");
    assert!(told[1].0 == 4 && told[1].2.starts_with("the line has 49 characters, and 40 are the most"), "{told:?}");
    assert_eq!(parsed.bad[0].content, lines[0]);
    assert_eq!(told.len(), 2, "{told:?}");
}

#[test]
fn a_line_that_cannot_say_of_which_sort_it_is_is_bad_and_not_left_out() {
    let mapping = MAPPING.replace(
        "Sort = { start = 1, width = 1 }",
        "Sort = { start = 1, width = 1 }\nLast = { start = 41, width = 3 }",
    );
    let mapping = mapping.replace("column = \"Sort\", is = [\"D\"]", "column = \"Last\", is = [\"YES\"]");
    let mapping = mapping.replace("ignore = [", "ignore = [\"Sort\", ");
    let good = format!("{}YES", line("1001", 100));
    let (parsed, facts) =
        read(&mapping, "orders.txt", &text(&[&good, &line("1002", 100), &format!("{}NO ", line("1003", 1))]));
    assert_eq!(keys(&facts), ["load/1001"]);
    let told: Vec<u32> = parsed.bad.iter().map(|bad| bad.line).collect();
    assert_eq!(told, [4], "{:?}", parsed.bad);
    // Where blanks at the end are left out, a line that ends before a column has nothing in it.
    let trimmed = mapping.replace("skip = 2", "skip = 2\ntrimmed = true");
    let (parsed, facts) = read(&trimmed, "orders.txt", &text(&[&good, &line("1002", 100)]));
    assert_eq!((keys(&facts), parsed.bad.len()), (vec!["load/1001".to_owned()], 0), "{:?}", parsed.bad);
}

#[test]
fn faults_of_cells_are_told_by_their_columns() {
    let bad = line("1001", 100).replace("DL", "XX").replace("000000100", "0000a0100");
    let (parsed, _) = read(MAPPING, "orders.txt", &text(&[&bad]));
    let told: Vec<(String, &str)> = parsed.bad[0]
        .faults
        .iter()
        .map(|fault| (fault.column.clone().unwrap_or_default(), fault.code.as_str()))
        .collect();
    assert_eq!(told, [("Status".to_owned(), "LH-227"), ("Freight".to_owned(), "LH-221")]);
    let pointed = line("1001", 100).replace("000000100", "000001.00");
    let (parsed, _) = read(MAPPING, "orders.txt", &text(&[&pointed]));
    assert!(parsed.bad[0].message.contains("has a point, and decimals = 2"), "{:?}", parsed.bad);
}

#[test]
fn columns_may_be_cut_one_behind_the_other_and_characters_are_counted() {
    let mapping = "[[file]]\nnames = \"a.txt\"\n[file.fixed]\ncuts = [{ name = \"No\", width = 4 }, { width = 2 }, { name = \"C\", width = 6 }, \
                   { name = \"S\", width = 9 }]\n[[file.makes]]\nkind = \"load\"\n[file.makes.fields]\nload_number = \"No\"\n\
                   customer = \"C\"\nstatus = \"S\"\n";
    let (parsed, facts) = read(mapping, "a.txt", "L-1 xxCAF\u{c9}  delivered\n");
    assert_eq!((parsed.bad.len(), parsed.unread.len()), (0, 0), "{:?}", parsed.bad);
    assert_eq!(load(&facts, "L-1").customer.expect("one").0, "CAF\u{c9}");
}

#[test]
fn places_that_make_no_sense_are_told() {
    let wrong = |fixed: &str| {
        let makes = "[[file.makes]]\nkind = \"load\"\n[file.makes.fields]\nload_number = \"No\"\ncustomer = \"C\"\nstatus = \"S\"\n";
        Mapping::read(&format!("[[file]]\nnames = \"a.txt\"\n[file.fixed]\n{fixed}\n{makes}"))
            .expect_err("refused")
            .join("\n")
    };
    for (fixed, told) in [
        ("columns = { No = { start = 0, width = 3 } }", "the first character is 1"),
        ("columns = { No = { start = 1, width = 0 } }", "`No` has no width"),
        ("columns = { No = { start = 1, width = 3 } }", "does not say where `C` is"),
        ("cuts = [{ name = \"No\", width = 3 }, { name = \"no\", width = 3 }]", "`no` is there twice"),
        ("cuts = [{ name = \"No\", width = 3 }]\nlength = 2", "a line has 2 characters, and a column ends at 3"),
        ("skip = 1", "it has no columns"),
        ("cuts = [{ name = \"No\", wide = 3 }]", "unknown field"),
    ] {
        let why = wrong(fixed);
        assert!(why.contains(told), "{fixed}: {why}");
    }
}

#[test]
fn a_file_whose_last_line_is_still_written_is_left_for_the_next_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let mapping = Mapping::read(MAPPING).expect("reads");
    let now = || received() + linehaul_domain::time::Duration::days(36_500);
    let changed =
        || std::fs::metadata(folder.path().join("orders.txt")).and_then(|about| about.modified()).expect("a time");
    let write = |text: &str| std::fs::write(folder.path().join("orders.txt"), text).expect("written");
    let listed = || drop::list(folder.path(), changed().into(), Some(&mapping)).expect("listed").files.len();
    write(&format!("{HEAD}{}\n{}", line("1001", 1), &line("1002", 1)[..20]));
    assert_eq!(listed(), 0);
    // Nobody writes for that long.
    assert_eq!(drop::list(folder.path(), now(), Some(&mapping)).expect("listed").files.len(), 1);
    write(&format!("{HEAD}{}\n{}", line("1001", 1), line("1002", 1)));
    assert_eq!(listed(), 1);
}

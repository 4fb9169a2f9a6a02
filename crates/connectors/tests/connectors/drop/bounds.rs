//! Whatever comes, the work is in proportion to its length, and what is kept of it is bounded.

use linehaul_connectors::delimited::MAX_ROWS;
use linehaul_connectors::delimited::{self, MAX_COLUMNS, MAX_ROW_BYTES};
use linehaul_connectors::drop::{self, MAX_BAD_ROWS};
use linehaul_connectors::mapping::{ColumnMap, Kind};

use crate::drop::{HEAD, ROW, read};

/// Repeats a line under a good header, up to so many bytes.
fn bomb(line: &str, bytes: usize) -> String {
    format!("{HEAD}{}", line.repeat(bytes / line.len()))
}

/// Each byte is gone through five times at most, and a few rows once more. A reader that goes back behind each stray quote goes
/// through these some ten thousand times.
fn linear(of: impl Fn(usize) -> String) {
    let text = of(640_000);
    let most = 5 * text.len() + 3 * MAX_ROW_BYTES;
    if let Ok(parsed) = delimited::read(text.as_bytes()) {
        for mut rows in [parsed.rows(), parsed.wary_rows()] {
            while rows.next().is_some() {
                assert!(rows.looked_at() <= most, "more than {most} of {} bytes were gone through", text.len());
            }
            assert!(rows.looked_at() >= text.len(), "{} of {} bytes were", rows.looked_at(), text.len());
        }
    }
    let parsed = read(Kind::Loads, &text);
    assert!(parsed.bad.len() <= MAX_BAD_ROWS + 1);
}

#[test]
fn bad_rows_beyond_a_thousand_are_counted_in_one_item() {
    let good = format!("{ROW}\n");
    let text = format!("{HEAD}{good}{}{good}{}", "\"a\n".repeat(MAX_BAD_ROWS), "x\n".repeat(500));
    let parsed = read(Kind::Loads, &text);
    assert_eq!((parsed.facts.len(), parsed.bad.len()), (2, MAX_BAD_ROWS + 1));
    assert_eq!((parsed.rows_read, parsed.quarantined()), (MAX_BAD_ROWS + 502, MAX_BAD_ROWS + 500));
    let rest = &parsed.bad[MAX_BAD_ROWS];
    let first = u32::try_from(MAX_BAD_ROWS).expect("few") + 4;
    assert_eq!((rest.code.as_str(), rest.line, rest.rows, rest.content.as_str()), ("LH-214", first, 500, "x"));
    let wanted = format!("500 more cannot be read, from line {first} to line {};", first + 499);
    assert!(rest.message.starts_with(&wanted), "{}", rest.message);
}

#[test]
fn a_thousand_bad_rows_are_told_one_by_one() {
    let parsed = read(Kind::Loads, &format!("{HEAD}{}", "x\n".repeat(MAX_BAD_ROWS)));
    assert!(parsed.bad.len() == MAX_BAD_ROWS && parsed.bad.iter().all(|b| b.rows == 1 && b.code == "LH-212"));
}

#[test]
fn open_quotes_commas_and_wide_rows_take_linear_work() {
    linear(|bytes| bomb("\"a\n", bytes));
    // Each line ends open, read by itself or as the rest of the one before it.
    linear(|bytes| bomb("a\",b,\"\n", bytes));
    linear(|bytes| bomb("\"\"\"x,\n", bytes));
    linear(|bytes| format!("{HEAD}{}\n", ",".repeat(bytes)));
    linear(|bytes| format!("{HEAD}{}\n", "y".repeat(bytes)));
    linear(|bytes| format!("{HEAD}\"{}", "y\n".repeat(bytes / 2)));
    linear(|bytes| format!("{}\n", "c,".repeat(bytes / 2)));
    linear(|bytes| format!("{HEAD}{}", "\n".repeat(bytes)));
}

/// Which of them are asked what was meant is counted beside what asks.
#[test]
fn misspelt_zones_are_told_with_what_was_meant_and_by_the_thousand_counted() {
    let text = |rows: usize| {
        let row = "L-1,1,pickup,America/Chicgo,2025-03-01T00:00:00Z\n";
        format!("load_number,seq,type,zone,updated_at\n{}", row.repeat(rows))
    };
    let parsed = read(Kind::Stops, &text(MAX_BAD_ROWS * 8));
    let hinted = parsed.bad.iter().filter(|bad| bad.message.contains("did you mean `America/Chicago`")).count();
    assert_eq!((hinted, parsed.quarantined()), (MAX_BAD_ROWS, MAX_BAD_ROWS * 8));
}

#[test]
fn rows_and_columns_have_an_end() {
    let broken = |text: &str| {
        let parsed = delimited::read(text.as_bytes()).expect("read");
        let why = parsed.rows().next().expect("a row").expect_err("broken");
        (why.why.code, why.content().shown.chars().count(), parsed.rows().count())
    };
    let (code, shown, rows) = broken(&format!("a,b\n{}\n1,2\n", "y,".repeat(MAX_ROW_BYTES)));
    assert!(code == "LH-212" && shown < 3_000 && rows == 2);
    let wide = vec!["c"; MAX_COLUMNS + 1].join(",");
    assert_eq!(delimited::read(wide.as_bytes()).expect_err("refused").code, "LH-212");
    let widest: Vec<String> = (0..MAX_COLUMNS).map(|n| format!("c{n}")).collect();
    assert_eq!(delimited::read(widest.join(",").as_bytes()).expect("read").header.len(), MAX_COLUMNS);
    let parsed = read(Kind::Loads, &format!("{},{}\n{ROW}\n", HEAD.trim(), "y".repeat(60_000)));
    assert!(parsed.note.expect("a note").chars().count() < 200);
}

#[test]
fn a_file_of_too_many_rows_is_one_item() {
    let parsed = read(Kind::Loads, &format!("{HEAD}{}", "x\n".repeat(MAX_ROWS + 1)));
    assert_eq!((parsed.rows_read, parsed.facts.len(), parsed.bad.len()), (1, 0, 1));
    assert_eq!((parsed.bad[0].code.as_str(), parsed.bad[0].line), ("LH-215", 1));
}

#[test]
fn a_long_cell_is_quoted_in_short() {
    let text = format!("{HEAD}L-1,ACME,{},2025-03-01T00:00:00Z\n", "x".repeat(50_000));
    let parsed = read(Kind::Loads, &text);
    assert!(parsed.bad[0].message.chars().count() < 200, "{}", parsed.bad[0].message.len());
}

#[test]
fn facts_are_handed_over_in_parts_and_none_of_a_file_that_is_refused() {
    let parts_of = |text: &str| {
        let (mut parts, what) =
            (Vec::new(), (&"dispatch".into(), Kind::Loads, "file.csv", linehaul_domain::time::Instant::MAX_UTC));
        let mut take = |part: drop::Stated| parts.push(part.facts);
        let map = ColumnMap::default();
        let parsed = drop::read_in_parts(what, text.as_bytes(), &map, &|_| None, &mut take);
        assert!(parsed.facts.is_empty());
        (parsed, parts)
    };
    let rows: String = (0..5_001).map(|n| format!("L-{n},ACME,booked,2025-03-01T00:00:00Z\n")).collect();
    let text = format!("{HEAD}{rows}bad\n");
    let (parsed, parts) = parts_of(&text);
    assert_eq!((parsed.rows_read, parsed.quarantined()), (5_002, 1));
    assert!(parts.len() > 2 && parts.iter().all(|part| part.len() <= 2_000));
    assert_eq!(parts.concat(), read(Kind::Loads, &text).facts);
    let (parsed, parts) = parts_of(&format!("{HEAD}{}", format!("{ROW}\n").repeat(MAX_ROWS + 1)));
    assert_eq!((parsed.bad[0].code.as_str(), parts.len()), ("LH-215", 0));
}

#[test]
fn a_row_that_is_dated_long_after_it_came_would_silence_every_later_word() {
    let received = "2025-03-07T12:00:00Z".parse().expect("a time");
    let read_on = |kind: Kind, text: &str| {
        let (mut facts, what) = (Vec::new(), (&"dispatch".into(), kind, "file.csv", received));
        let parsed = drop::read_in_parts(what, text.as_bytes(), &ColumnMap::default(), &|_| None, &mut |part| {
            facts.extend(part.facts)
        });
        let bad: Vec<_> =
            parsed.bad.iter().map(|b| (b.line, b.code.as_str(), b.column.clone().unwrap_or_default())).collect();
        (facts.len(), bad)
    };
    let rows = ["2025-03-14T12:00:00Z", "2252-03-03T00:00:00Z", "2025-03-14T12:00:01Z", "1999-01-01T00:00:00Z"];
    let text: String = rows.map(|at| format!("L-1,ACME,booked,{at}\n")).concat();
    let ahead = |line: u32, column: &str| (line, "LH-251", column.to_owned());
    assert_eq!(
        read_on(Kind::Loads, &format!("{HEAD}{text}")),
        (2, vec![ahead(3, "updated_at"), ahead(4, "updated_at")])
    );
    let events = "event_id,load_number,event,at,recorded_at\nE-1,L-1,note,2025-03-01T00:00:00Z,2252-01-01T00:00:00Z\n";
    let (kept, bad) = read_on(Kind::Events, events);
    assert_eq!((kept, bad), (0, vec![ahead(2, "recorded_at")]));
}

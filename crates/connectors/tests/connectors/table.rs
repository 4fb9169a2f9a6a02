//! Tables of every kind, and every way in which one does not read.

use linehaul_connectors::table::{TableProblem, asks, read_table};
use linehaul_domain::canonical::{exact, hash_bytes};
use linehaul_domain::table::{Table, TableBody};
use proptest::prelude::*;

fn text(kind: &str, rows: &str) -> String {
    format!("# kind: {kind}\n# source: a tariff\n# licence: facts only\n# a remark\n{rows}")
}

fn read(kind: &str, rows: &str) -> Table {
    read_table("t", text(kind, rows).as_bytes()).unwrap_or_else(|p| panic!("{kind}: {p:?}"))
}

fn problems(kind: &str, rows: &str) -> Vec<TableProblem> {
    read_table("t", text(kind, rows).as_bytes()).expect_err("refused")
}

/// Line, column and code of the first problem. Rows begin on line 6.
fn place(kind: &str, rows: &str) -> (u32, u32, &'static str) {
    let found = problems(kind, rows);
    (found[0].line, found[0].column, found[0].code.as_str())
}

#[test]
fn every_kind_reads() {
    for (kind, rows) in [
        ("index", "monday,price\n2025-02-24,3.697\n"),
        ("bands", "low,below,ltl,tl\n3.45,3.50,31.25,41\n3.50,,31.65,42\n"),
        ("dated", "effective,percent\n2025-02-26,33.5\n"),
        ("monthly", "month,per_mile\n2024-12,0.5040\n"),
        ("scale", "from_lb,rate_per_cwt\n0,40.00\n500,32.10\n"),
        ("lanes", "origin,destination,equipment,from,until,flat,per_mile,minimum\nTX,*,*,2025-01-01,,,2.10,500\n"),
        ("exchange", "effective,from,to,rate\n2025-01-01,USD,CAD,1.3016\n"),
        ("taxes", "region,tax,percent,effective\nQC,QST,9.975,2025-01-01\n"),
        ("holidays", "day,name\n2025-01-01,New Year\n"),
    ] {
        let table = read(kind, rows);
        assert_eq!((table.kind(), table.name.as_str(), table.source.as_str()), (kind, "t", "a tariff"));
        assert_eq!(table.hash, hash_bytes(text(kind, rows).as_bytes()));
    }
}

#[test]
fn rows_are_sorted_and_exact() {
    let TableBody::Bands { columns, rows } = read("bands", "low,below,ltl\n3.50,,31.650\n3.45,3.50,31.25\n").body
    else {
        panic!("no bands")
    };
    assert_eq!(
        (columns.as_slice(), rows[0].low, rows[1].below),
        (&["ltl".to_owned()][..], exact("3.45").expect("3.45"), None)
    );
    assert_eq!(rows[1].values[0].to_string(), "31.65");
    let table = text("scale", "from_lb,rate_per_cwt\n500,32.10\n0,40.00\n").replace("# a remark", "# until_lb: 20000");
    let TableBody::Scale { breaks, until_lb } = read_table("t", table.as_bytes()).expect("read").body else {
        panic!("no scale")
    };
    assert_eq!((breaks[0].0, until_lb), (exact("0").expect("0"), exact("20000")));
    let table = text("dated", "effective,percent\n2025-02-26,33\n").replace("# a remark", "# valid_days: 7");
    let TableBody::Dated { valid_days, .. } = read_table("t", table.as_bytes()).expect("read").body else {
        panic!("not dated")
    };
    assert_eq!(valid_days, Some(7));
}

#[test]
fn a_head_that_does_not_say_what_it_is_is_refused() {
    let good = text("index", "monday,price\n2025-02-24,3.697\n");
    for (find, put) in [
        ("# kind: index", "# kind: indexes"),
        ("# source: a tariff", "# source:"),
        ("# licence: facts only", "#"),
        ("monday,price", "day,price"),
        ("monday,price", "monday,price,price"),
        ("monday,price", "monday,price,"),
        ("monday,price\n2025-02-24,3.697\n", ""),
        ("2025-02-24,3.697\n", ""),
        ("2025-02-24,3.697", "2025-02-24"),
    ] {
        let text = good.replacen(find, put, 1);
        let found = read_table("t", text.as_bytes()).expect_err(put);
        assert_eq!(found[0].code, "LH-330", "{put}: {found:?}");
    }
    let dated = text("dated", "effective,p\n2025-01-01,1\n").replace("# a remark", "# valid_days: a week");
    assert_eq!(read_table("t", dated.as_bytes()).expect_err("refused")[0].code, "LH-330");
}

#[test]
fn bad_cells_are_placed() {
    assert_eq!(place("index", "monday,price\n2025-02-25,3.6\n"), (6, 1, "LH-331"));
    assert!(problems("index", "monday,price\n2025-02-25,3.6\n")[0].message.contains("Tue"));
    assert_eq!(place("index", "monday,price\n2025-02-24,\n"), (6, 2, "LH-331"));
    assert_eq!(place("bands", "low,below,p\n1,2,3\n2,,1e2\n"), (7, 3, "LH-331"));
    assert_eq!(place("monthly", "month,p\n2024-13,1\n"), (6, 1, "LH-331"));
    assert_eq!(place("scale", "from_lb,rate_per_cwt\n-1,1\n"), (6, 1, "LH-331"));
    assert_eq!(place("exchange", "effective,from,to,rate\n2025-01-01,USD,cad,1\n"), (6, 3, "LH-331"));
    assert_eq!(place("exchange", "effective,from,to,rate\n2025-01-01,USD,CAD,0\n"), (6, 4, "LH-331"));
    assert_eq!(place("taxes", "region,tax,percent,effective\n,GST,5,2025-01-01\n"), (6, 1, "LH-331"));
    assert_eq!(place("taxes", "region,tax,percent,effective\nQC,VAT,5,2025-01-01\n"), (6, 2, "LH-331"));
    // All of them are told at once.
    assert_eq!(problems("index", "monday,price\n2025-02-25,x\n2025-02-26,y\n").len(), 4);
}

#[test]
fn rows_that_contradict_each_other_are_refused() {
    let lanes = "origin,destination,equipment,from,until,flat,per_mile,minimum\n";
    let classes = "origin,destination,class,from_lb,rate_per_cwt,minimum,from,until\n";
    for (kind, rows) in [
        ("index", "monday,price\n2025-02-24,3.6\n2025-02-24,3.7\n".to_owned()),
        ("bands", "low,below,p\n1,2,3\n1.9,3,4\n".to_owned()),
        ("bands", "low,below,p\n1,,3\n1,,4\n".to_owned()),
        ("bands", "low,below,p\n2,1,3\n".to_owned()),
        ("dated", "effective,p\n2025-01-01,1\n2025-01-01,1\n".to_owned()),
        ("monthly", "month,p\n2024-12,1\n2024-12,2\n".to_owned()),
        ("scale", "from_lb,rate_per_cwt\n500,1\n500.0,2\n".to_owned()),
        ("exchange", "effective,from,to,rate\n2025-01-01,USD,CAD,1.3\n2025-01-01,USD,CAD,1.4\n".to_owned()),
        ("taxes", "region,tax,percent,effective\nQC,GST,5,2025-01-01\nQC,GST,6,2025-01-01\n".to_owned()),
        ("holidays", "day,name\n2025-01-01,a\n2025-01-01,b\n".to_owned()),
        ("classes", format!("{classes}A,B,70,0,9,,2025-02-01,\nA,C,70,0,9,,2025-01-01,\nA,B,70,0.0,8,,2025-01-01,\n")),
        ("classes", format!("{classes}A,B,70,0,9,,2025-01-01,2025-01-31\nA,B,70,0,8,,2025-01-31,\n")),
        ("lanes", format!("{lanes}TX,*,*,2025-01-01,,100,,\nTX,*,*,2025-02-01,,110,,\n")),
        ("lanes", format!("{lanes}TX,*,*,2025-01-01,2024-12-31,100,,\n")),
        ("lanes", format!("{lanes}TX,*,*,2025-01-01,,100,2.5,\n")),
        ("lanes", format!("{lanes}TX,*,*,2025-01-01,,,,50\n")),
    ] {
        assert_eq!(problems(kind, &rows)[0].code, "LH-332", "{rows}");
    }
    read(
        "lanes",
        &format!("{lanes}TX,*,*,2025-01-01,2025-01-31,100,,\nTX,*,*,2025-02-01,,110,,\nTX,*,van,2025-01-01,,9,,\n"),
    );
    read("bands", "low,below,p\n1,1.5,3\n2,3,4\n");
    read("classes", &format!("{classes}A,B,70,0,9,,2025-01-01,2025-01-31\nA,B,70,0,8,,2025-02-01,\n"));
}

/// How often rows of a long table are compared is counted beside what compares them.
#[test]
fn a_long_table_reads_and_a_row_has_an_end() {
    let rows: String = (0..16_000).map(|n| format!("A{n},B,70,0,9,,2025-01-01,\n")).collect();
    let head = "origin,destination,class,from_lb,rate_per_cwt,minimum,from,until";
    let TableBody::Classes { rates } = read("classes", &format!("{head}\n{rows}")).body else { panic!("no classes") };
    assert_eq!(rates.len(), 16_000);
    let columns = |n: usize| (0..n).map(|n| format!("c{n}")).collect::<Vec<_>>().join(",");
    let wide = text("bands", &format!("low,below,{}\n1,2,{}\n", columns(100_000), columns(100_000)));
    let found = read_table("t", wide.as_bytes()).expect_err("refused");
    assert!(found.len() == 1 && found[0].code == "LH-330" && found[0].message.contains("1,000"), "{found:?}");
}

/// Every table of the repository reads.
#[test]
fn the_tables_that_come_with_us_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/tables");
    let mut read = 0;
    for entry in std::fs::read_dir(&folder).expect("the tables") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "csv") {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let table = read_table(&name, &std::fs::read(&path).expect("bytes"));
            assert!(table.is_ok(), "{}: {table:?}", path.display());
            read += 1;
        }
    }
    assert!(read > 0);
}

proptest! {
    #[test]
    fn whatever_stands_in_a_table_never_panics(
        kind in proptest::sample::select(&["index", "bands", "dated", "monthly", "scale", "lanes", "exchange", "taxes", "holidays"][..]),
        rows in "[ -~\n\"]{0,200}",
    ) {
        let header = match kind {
            "index" => "monday,price",
            "bands" => "low,below,p",
            "dated" => "effective,p",
            "monthly" => "month,p",
            "scale" => "from_lb,rate_per_cwt",
            "lanes" => "origin,destination,equipment,from,until,flat,per_mile,minimum",
            "exchange" => "effective,from,to,rate",
            "taxes" => "region,tax,percent,effective",
            _ => "day,name",
        };
        if let Err(found) = read_table("t", text(kind, &format!("{header}\n{rows}")).as_bytes()) {
            prop_assert!(!found.is_empty() && found.iter().all(|p| p.code.as_str().starts_with("LH-33") && p.line > 0));
        }
    }
}

#[test]
fn a_question_stands_in_place_of_a_row_and_the_row_answers_it() {
    let ask = "# ask 2025-03-03: a says 3.635 (https://a/), b says 3.551: which stands?\n";
    let rows = format!("{ask}# ask nobody: a sentence\nmonday,price\n2025-02-24,3.697\n");
    let before = read("index", &rows);
    let told: Vec<_> = before.asks.iter().map(|ask| (ask.day.to_string(), ask.question.as_str())).collect();
    assert_eq!(told, [("2025-03-03".to_owned(), "a says 3.635 (https://a/), b says 3.551: which stands?")]);
    assert_eq!(asks::line(&before.asks[0]), ask.trim_end());
    assert!(read("index", &format!("{rows}2025-03-03,3.635\n")).asks.is_empty());
    let later = format!("{rows}2025-03-10,3.582\n");
    let (asked, answered) = (read("index", &later), read("index", &format!("{later}2025-03-03,3.635\n")));
    assert!(answered.extends(&asked), "no load was priced by the row that was asked for");
    let plain = later.replace(ask, "");
    assert!(
        !read("index", &format!("{plain}2025-03-03,3.635\n")).extends(&read("index", &plain)),
        "a backdated row is an edit"
    );
    let rates = "# ask 2025-03-04 USD CAD: which stands?\neffective,from,to,rate\n2025-03-03,USD,CAD,1.44\n";
    assert_eq!(
        read("exchange", rates).asks[0].pair.map(|(from, to)| format!("{from} {to}")).as_deref(),
        Some("USD CAD")
    );
    assert_eq!(place("exchange", &rates.replace("CAD:", "X:")), (5, 1, "LH-330"));
    let days = |more: &str| read("holidays", &format!("day,name\n2025-07-04,a\n{more}"));
    assert!(days("2025-12-25,b\n").extends(&days("")) && !days("2025-01-01,b\n").extends(&days("")));
}

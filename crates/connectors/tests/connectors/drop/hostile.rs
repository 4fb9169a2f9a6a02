//! Whatever comes, nothing panics and the counts add up.

use linehaul_connectors::drop;
use linehaul_connectors::mapping::{ColumnMap, Kind};
use proptest::prelude::*;

fn add_up(kind: Kind, bytes: &[u8]) -> drop::ParsedFile {
    let parsed = drop::read(&"dispatch".into(), kind, "f.csv", bytes, &ColumnMap::default(), &|_| Some(bytes.to_vec()));
    assert_eq!(parsed.rows_read, parsed.facts.len() + parsed.quarantined());
    assert!(parsed.bad.iter().all(|b| b.code.as_str().starts_with("LH-2") && b.line > 0 && !b.message.is_empty()));
    parsed
}

fn kinds() -> impl Strategy<Value = Kind> {
    proptest::sample::select(Kind::ALL)
}

/// Pieces that trouble readers of CSV.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,8}",
        Just("\"".to_owned()),
        Just("\"\"\"a\"\"\"".to_owned()),
        Just("\"x\ny\"".to_owned()),
        Just("\r".to_owned()),
        Just("\0".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("2025-03-09 02:30".to_owned()),
        Just("99999999999999999999999999999999999".to_owned()),
        Just("-0.00".to_owned()),
        Just("2025-03-01T00:00:00Z".to_owned()),
        Just("L-1".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn random_bytes_never_panic(kind in kinds(), bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        add_up(kind, &bytes);
    }

    #[test]
    fn rows_are_taken_apart_as_the_library_of_the_trade_does(
        rows in proptest::collection::vec(proptest::collection::vec("[a-c\",;\n ]{0,5}", 3), 1..6),
        end in proptest::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let quoted = |cell: &String| match cell.contains(['"', ',', '\n']) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.clone(),
        };
        let lines: Vec<String> = rows.iter().map(|r| r.iter().map(quoted).collect::<Vec<_>>().join(",")).collect();
        let text = format!("x,y,z{end}{}", lines.join(end));
        let own = linehaul_connectors::delimited::read(text.as_bytes()).expect("read");
        let own: Vec<Vec<String>> = own
            .rows()
            .map(|row| row.expect("a good row").cells.iter().map(|c| c.to_string()).collect())
            .collect();
        let theirs: Vec<Vec<String>> = csv::Reader::from_reader(text.as_bytes())
            .records()
            .map(|record| record.expect("a record").iter().map(|c| c.trim().to_owned()).collect())
            .filter(|cells: &Vec<String>| cells.iter().any(|c| !c.is_empty()))
            .collect();
        prop_assert_eq!(own, theirs);
    }

    #[test]
    fn random_rows_under_a_good_header_are_facts_or_bad(
        kind in kinds(),
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 0..24), 0..20),
    ) {
        let mut text = kind.known().join(",");
        for row in &rows {
            text.push('\n');
            text.push_str(&row.join(","));
        }
        add_up(kind, text.as_bytes());
    }

    #[test]
    fn a_good_row_survives_any_row_before_it(cells in proptest::collection::vec("[ -~]{0,6}", 0..6)) {
        // The row before may be anything in one line; the good rows behind it are read all the same.
        let good = "customer,name,updated_at";
        let text = format!("{good}\n{}\nBETA,Beta,2025-03-01T00:00:00Z\nGAMMA,Gamma,2025-03-01T00:00:00Z\n", cells.join(","));
        let parsed = add_up(Kind::Customers, text.as_bytes());
        prop_assert!(parsed.facts.iter().any(|f| f.key() == "customer/GAMMA"), "{text}");
        prop_assert!(parsed.facts.iter().any(|f| f.key() == "customer/BETA"), "{text}");
    }
}

//! Whatever comes, nothing panics and no row is lost: the fuzzer's target in short, from seeds that are always the same.

use linehaul_connectors::drop;
use linehaul_connectors::guess::{Home, guess};
use linehaul_connectors::mapping::{Kind, Mapping, ReadBy};
use proptest::prelude::*;
use proptest::sample::select;

const HEAD: &str = "[[file]]\nnames=['*']\n[[file.makes]]\nkind='load'\n[file.makes.fields]\nload_number='A'\ncustomer='B'\n\
                    status='C'\n";

/// Fields and things, some of which make no sense.
const PIECES: &[&str] = &[
    "miles='D'\n",
    "weight_lb={column='D',match='^([0-9,]+)'}\n",
    "hazmat='D'\n",
    "mode={columns=['A','B'],join='/',all=true}\n",
    "equipment={column='C',split=' ',part=-1,default='x'}\n",
    "\"extra:x:money\"={column='D',numbers='1.125,00'}\n",
    "\"extra:d:date\"={column='D',dates=['M/D/YYYY','YYYY-MM-DD']}\n",
    "updated_at={column='D',dates='M/D/YYYY h:mm A z',time='08:00'}\n",
    "zone='B'\n",
    "[[file.makes]]\nkind='stop'\nwhen={column='C',not=['x']}\n[file.makes.fields]\nseq={value='1'}\ntype={value='pickup'}\ncity='B'\n",
    "[[file.makes]]\nkind='stop'\neach='S'\n[file.makes.fields]\ntype='T'\ncity='C.City'\narrived_at='D'\n",
    "[[file.makes]]\nkind='event'\nwhen='D'\n[file.makes.fields]\nevent={value='note'}\nat='D'\n",
];

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,8}",
        select(vec![
            "L-1",
            "booked",
            "\"",
            "$1,125.00",
            "3/4/2025 2:30 PM CST",
            "3/9/2025",
            "TX",
            "CST",
            "",
            "\0",
            "39,220 lbs"
        ])
        .prop_map(str::to_owned),
    ]
}

fn add_up(mapping: Mapping, name: &str, bytes: &[u8]) {
    let by = ReadBy::Mapping(std::sync::Arc::new(mapping));
    let (source, mut rows) = ("tms".into(), 0);
    let of = (&source, Kind::Mapped, name, super::received());
    let parsed = drop::read_by(of, bytes, &by, &|_| None, &mut |part| rows += part.rows());
    assert_eq!(parsed.rows_read, rows + parsed.quarantined());
    assert!(parsed.bad.iter().all(|bad| bad.line > 0 && !bad.message.is_empty() && !bad.faults.is_empty()));
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: proptest::test_runner::RngSeed::Fixed(16), ..ProptestConfig::with_cases(512) })]

    #[test]
    fn pieces_of_a_mapping_on_rows_and_bytes_lose_no_row(
        pieces in proptest::collection::vec(select(PIECES), 0..5),
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 4), 0..6),
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let rows: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        let text = format!("A,B,C,D\n{}\n", rows.join("\n"));
        let record = format!("[{{\"A\":\"L\",\"B\":\"X\",\"C\":\"booked\",\"D\":7,\"S\":[{{\"T\":\"pickup\"}}]}},{:?}]", rows);
        // A proposal that is made is a text that says something, whatever it was made of.
        if let Ok(guess) = guess("x.csv", text.as_bytes(), Home::default()) {
            prop_assert!(guess.text.contains("[[file]]"));
        }
        if let Ok(mapping) = Mapping::read(&format!("{HEAD}{}", pieces.concat())) {
            add_up(mapping.clone(), "x.csv", text.as_bytes());
            add_up(mapping.clone(), "x.csv", &bytes);
            add_up(mapping, "x.json", record.as_bytes());
        }
    }

    #[test]
    fn any_text_is_a_mapping_or_refused(text in "[a-z\\[\\]={}'\" \n.]{0,200}") {
        if let Err(wrong) = Mapping::read(&text) {
            prop_assert!(!wrong.is_empty());
        }
    }
}

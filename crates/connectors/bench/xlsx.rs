//! How long a workbook takes to facts, beside calamine alone reading the cells of the same sheet: `./dev bench sources` runs it, since this
//! crate owns calamine. Words: rows, rounds, the file that the answer goes into.

use std::hint::black_box;
use std::io::Cursor;
use std::time::Instant;

use calamine::{Reader, Xlsx};
use linehaul_connectors::drop::read_in_parts;
use linehaul_connectors::mapping::{ColumnMap, Kind};
use linehaul_domain::ids::SourceName;
use linehaul_domain::time;
use rust_xlsxwriter::Workbook;

const HEADER: &[&str] = &[
    "load_number",
    "order",
    "customer",
    "status",
    "mode",
    "equipment",
    "miles",
    "weight_lb",
    "ref:customer_po",
    "expected_total",
    "currency",
    "updated_at",
];

fn workbook(rows: u32) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in (0_u16..).zip(HEADER) {
        sheet.write(0, column, *name).expect("written");
    }
    for row in 1..=rows {
        let texts = [
            (0, format!("X-{row:07}")),
            (1, format!("O-{row:07}")),
            (2, format!("CUST{}", row % 40)),
            (3, "delivered".to_owned()),
            (4, "TL".to_owned()),
            (5, "53ft dry van".to_owned()),
            (8, format!("PO-{row}")),
            (9, format!("{}.50", 900 + row % 700)),
            (10, "USD".to_owned()),
            (11, format!("2025-02-{:02}T10:00:00Z", 1 + row % 28)),
        ];
        for (column, text) in texts {
            sheet.write(row, column, text).expect("written");
        }
        sheet.write(row, 6, 120 + row % 900).expect("written");
        sheet.write(row, 7, 20_000 + row % 20_000).expect("written");
    }
    book.save_to_buffer().expect("a workbook")
}

fn cells(bytes: &[u8]) -> usize {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let name = book.sheet_names().first().cloned().expect("a sheet");
    let mut reader = book.worksheet_cells_reader(&name).expect("its cells");
    let mut count = 0;
    while let Some(cell) = reader.next_cell().expect("a cell") {
        black_box(&cell);
        count += 1;
    }
    count
}

fn facts(bytes: &[u8]) -> usize {
    let source = SourceName::from("dispatch");
    let mut count = 0;
    let mut take = |part: linehaul_connectors::drop::Stated| count += black_box(part.facts).len();
    let received = time::Instant::MAX_UTC;
    let map = ColumnMap::default();
    let read = read_in_parts((&source, Kind::Loads, "loads.xlsx", received), bytes, &map, &|_| None, &mut take);
    assert!(read.bad.is_empty(), "{:?}", read.bad.first());
    count
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

#[allow(clippy::print_stdout, clippy::disallowed_methods)]
fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, otherwise: u32| words.get(at).map_or(otherwise, |text| text.parse().expect("a number"));
    let (rows, rounds) = (number(0, 200_000), number(1, 3));
    let bytes = workbook(rows);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let begun = Instant::now();
        assert_eq!(facts(&bytes), rows as usize, "a fact a row");
        ours.push(begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        assert_eq!(cells(&bytes), (rows as usize + 1) * HEADER.len(), "every cell");
        theirs.push(begun.elapsed().as_secs_f64());
    }
    let answer = format!("{{\"facts\": {:.6}, \"cells\": {:.6}}}", median(ours), median(theirs));
    match words.get(2) {
        Some(file) => std::fs::write(file, answer).expect("written"),
        None => println!("{answer}"),
    }
}

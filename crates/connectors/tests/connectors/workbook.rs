//! Sheets of a workbook as rows. The files are made by a library that shares nothing with the one that reads them; what it cannot
//! make is made by hand.

use std::io::{Cursor, Write};

use linehaul_connectors::drop;
use linehaul_connectors::mapping::{ColumnMap, Kind};
use linehaul_connectors::workbook::{is_whole, is_workbook, sheet};
use linehaul_domain::fact::FactBody;
use linehaul_domain::fault::Code;
use linehaul_domain::time::Instant;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(sheet(bytes, None).expect("reads").text).expect("text")
}

/// A sheet with what people have in theirs.
fn loads() -> Vec<u8> {
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("m/d/yyyy");
    let minute = Format::new().set_num_format("m/d/yyyy h:mm AM/PM");
    let money = Format::new().set_num_format("$#,##0.00");
    let sheet = book.add_worksheet();
    sheet.set_name("March").expect("named");
    for (at, name) in ["load_number", "customer", "status", "miles", "extra:rate:number"].iter().enumerate() {
        sheet.write_string(0, at as u16, *name).expect("written");
    }
    for (at, name) in ["extra:ship:date", "extra:in:text", "hazmat", "ref:customer_po"].iter().enumerate() {
        sheet.write_string(0, 5 + at as u16, *name).expect("written");
    }
    sheet.write_string(2, 0, "10421").expect("written");
    sheet.write_string(2, 1, "ACME").expect("written");
    sheet.write_string(2, 2, "delivered").expect("written");
    sheet.write_number(2, 3, 152.0).expect("written");
    sheet.write_number_with_format(2, 4, 1125.1, &money).expect("written");
    let shipped = ExcelDateTime::from_ymd(2025, 3, 4).expect("a day");
    sheet.write_datetime_with_format(2, 5, &shipped, &day).expect("written");
    let arrived = ExcelDateTime::from_ymd(2025, 3, 4).expect("a day").and_hms(9, 12, 0).expect("a time");
    sheet.write_datetime_with_format(2, 6, &arrived, &minute).expect("written");
    sheet.write_boolean(2, 7, true).expect("written");
    // A number that is a text, with its zeros, a break and quotes.
    sheet.write_string(2, 8, "00\"4500\"\n12345").expect("written");
    book.add_worksheet().set_name("Notes").expect("named").write_string(0, 0, "call Bob").expect("written");
    book.save_to_buffer().expect("made")
}

#[test]
fn a_sheet_reads_as_rows_with_its_dates_numbers_and_texts() {
    let bytes = loads();
    assert!(is_workbook(&bytes) && is_whole(&bytes));
    let lines: Vec<String> = text(&bytes).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3, "the second row is empty, and still a line");
    assert_eq!(
        lines[2].split('\t').collect::<Vec<_>>(),
        [
            "10421",
            "ACME",
            "delivered",
            "152",
            "1125.1",
            "2025-03-04",
            "2025-03-04 09:12:00",
            "true",
            "\"00\"\"4500\"\" 12345\""
        ]
    );
    let note = sheet(&bytes, None).expect("reads").note;
    assert_eq!(note, "sheet March; nobody reads the sheets Notes");
    assert_eq!(sheet(&bytes, Some("notes")).expect("reads").text, b"call Bob\n");
    let missing = sheet(&bytes, Some("April")).expect_err("there is none");
    assert!(missing.message.contains("March, Notes"), "{}", missing.message);
}

#[test]
fn a_drop_takes_a_workbook_as_it_takes_a_file_of_rows() {
    let (none, open): (ColumnMap, drop::OpenDocument<'_>) = (ColumnMap::default(), &|_| None);
    let of = (&"dispatch".into(), Kind::Loads, "loads.xlsx", Instant::UNIX_EPOCH);
    let mut facts = Vec::new();
    let parsed = drop::read_in_parts(of, &loads(), &none, open, &mut |part| facts.extend(part.facts));
    assert_eq!((parsed.rows_read, parsed.bad.len()), (1, 0), "{:?}", parsed.bad);
    let FactBody::Load(load) = &facts[0].body else { panic!("a load") };
    assert_eq!(load.miles, Some(152.into()));
    assert!(load.is_hazmat());
    assert_eq!(load.references["customer_po"], "00\"4500\" 12345");
    assert!(facts[0].undated);
    assert_eq!(Kind::from_file_name("loads-march.xlsx"), Some(Kind::Loads));
}

#[test]
fn a_formula_is_what_was_stored_with_it_and_a_sum_of_cents_is_no_binary_fraction() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "total").expect("written");
    sheet.write_formula(1, 0, Formula::new("=0.1+0.2").set_result("0.30000000000000004")).expect("written");
    sheet.write_number(2, 0, 123_456_789.12).expect("written");
    sheet.write_number(3, 0, 1e-7).expect("written");
    let bytes = book.save_to_buffer().expect("made");
    assert_eq!(text(&bytes), "total\n0.3\n123456789.12\n0.0000001\n");
}

#[test]
fn a_workbook_that_is_still_written_or_broken_is_told() {
    let bytes = loads();
    for length in [30, bytes.len() / 2, bytes.len() - 25] {
        assert!(!is_whole(&bytes[..length]), "{length} of {}", bytes.len());
        assert_eq!(sheet(&bytes[..length], None).expect_err("refused").code, Code::FileNoText);
    }
}

/// An archive with the parts of a workbook, and this sheet.
fn by_hand(rows: impl FnOnce(&mut dyn Write)) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let parts = [
        (
            "[Content_Types].xml",
            "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"></Types>",
        ),
        (
            "_rels/.rels",
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
    ];
    for (name, content) in parts {
        zip.start_file(name, options).expect("a part");
        zip.write_all(content.as_bytes()).expect("written");
    }
    zip.start_file("xl/worksheets/sheet1.xml", options).expect("a part");
    let head = "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";
    zip.write_all(head.as_bytes()).expect("written");
    rows(&mut zip);
    zip.write_all(b"</sheetData></worksheet>").expect("written");
    zip.finish().expect("whole").into_inner()
}

#[test]
fn a_cell_at_the_far_end_costs_nothing_and_is_told() {
    let near = by_hand(|out| out.write_all(b"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>").expect("written"));
    assert_eq!(text(&near), "1\n");
    let wide = by_hand(|out| out.write_all(b"<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>").expect("written"));
    assert!(sheet(&wide, Some("S")).expect_err("refused").message.contains("columns"));
    let tall = by_hand(|out| {
        out.write_all(
            b"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>",
        )
        .expect("written");
    });
    assert_eq!(sheet(&tall, Some("S")).expect_err("refused").code, Code::RowsTooMany);
    let astray = by_hand(|out| {
        out.write_all(b"<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>")
            .expect("written");
    });
    assert!(sheet(&astray, Some("S")).expect_err("refused").message.contains("order"));
}

#[test]
fn a_bomb_is_told_by_what_it_unpacks_to() {
    let bomb = by_hand(|out| {
        let spaces = vec![b' '; 1024 * 1024];
        (0..600).for_each(|_| out.write_all(&spaces).expect("written"));
    });
    assert!(bomb.len() < 4 * 1024 * 1024, "{} bytes", bomb.len());
    assert!(sheet(&bomb, None).expect_err("refused").message.contains("512 MiB"));
}

/// A sheet of loads, of which one has a formula for its miles: with what stands there beside it.
fn with_formula(stored: &str) -> Vec<u8> {
    let text = |cell: &str, text: &str| format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |at: u32, cells: [&str; 3], miles: &str| {
        let cells: String =
            ["A", "B", "C"].iter().zip(cells).map(|(c, said)| text(&format!("{c}{at}"), said)).collect();
        format!("<row r=\"{at}\">{cells}{miles}</row>")
    };
    let rows = [
        row(1, ["load_number", "customer", "status"], &text("D1", "miles")),
        row(2, ["T-1", "ACME", "delivered"], "<c r=\"D2\"><v>500</v></c>"),
        row(3, ["T-2", "ACME", "delivered"], &format!("<c r=\"D3\"{stored}</c>")),
        row(4, ["T-3", "ACME", "delivered"], "<c r=\"D4\" s=\"0\"/>"),
    ];
    by_hand(|out| out.write_all(rows.concat().as_bytes()).expect("written"))
}

#[test]
fn a_formula_without_a_stored_value_is_a_bad_row_and_no_empty_cell() {
    let read = |bytes: &[u8]| {
        let of = (&"dispatch".into(), Kind::Loads, "loads.xlsx", Instant::UNIX_EPOCH);
        let mut facts = Vec::new();
        let parsed = drop::read_in_parts(of, bytes, &ColumnMap::default(), &|_| None, &mut |p| facts.extend(p.facts));
        let bad: Vec<_> = parsed.bad.into_iter().map(|bad| (bad.line, bad.column, bad.code, bad.content)).collect();
        (facts.len(), bad)
    };
    for stored in ["><f>C3*2</f>", "><f>C3*2</f><v></v>", "><f>C3*2</f><v/>", " s=\"0\"><f>C3*2</f>"] {
        let (facts, bad) = read(&with_formula(stored));
        assert_eq!((facts, bad.len()), (2, 1), "{stored}");
        let (line, column, code, content) = &bad[0];
        assert_eq!((*line, column.as_deref(), *code), (3, Some("miles"), Code::FormulaUnreckoned), "{stored}");
        assert!(content.contains("=C3*2"), "{content}");
    }
    for stored in ["><f>C3*2</f><v>7</v>", " t=\"str\"><f>IF(1,\"\",2)</f><v></v>", "><v>7</v>"] {
        assert_eq!(read(&with_formula(stored)), (3, Vec::new()), "{stored}");
    }
}

#[test]
fn a_row_of_formulas_alone_is_no_blank_line() {
    let bytes = by_hand(|out| {
        out.write_all(b"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><f>A1</f></c></row>")
            .expect("written");
    });
    let read = sheet(&bytes, None).expect("reads");
    assert_eq!(
        (read.wrong(1), read.wrong(2).map(|(column, why)| (column, why.code))),
        (None, Some((0, Code::FormulaUnreckoned)))
    );
    assert_eq!(String::from_utf8_lossy(&read.text), "1\n=A1\n");
}

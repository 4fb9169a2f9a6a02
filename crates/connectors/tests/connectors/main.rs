//! Every outside format, and the ports with their suites.

mod billed_list;
mod case;
mod delimited;
#[path = "../../../../tests/harness/dispatch.rs"]
mod dispatch;
mod drop;
mod erp;
mod guess;
mod load_json;
mod mapping;
mod source;
mod figures;
mod table;
mod workbook;

/// A workbook of one sheet, each cell a text.
fn sheet_of(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, *cell).expect("written");
        }
    }
    book.save_to_buffer().expect("made")
}

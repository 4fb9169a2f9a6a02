//! The import file: CSV with a row a line, control totals, and the head of our book. Pure content; the same invoices make the
//! same bytes.

use linehaul_domain::canonical;
use linehaul_domain::invoice::{Invoice, control_totals};
use linehaul_domain::money::fixed;

use crate::erp::{ErpError, ImportFile};

/// Columns of an import file.
pub const COLUMNS: &[&str] = &[
    "record",
    "invoice",
    "erp_number",
    "customer",
    "invoice_date",
    "accounting_date",
    "currency",
    "load",
    "code",
    "x12",
    "item",
    "description",
    "amount",
    "invoice_total",
    "invoice_tax",
    "payment_terms",
    "printed_number",
    "account",
    "dimensions",
];

/// A row whose cells are told by column; the others are empty.
type Cells = [String; 19];

/// The bytes of a file: invoices in order of our number, whatever the order in which they come.
pub(crate) fn content(file: &ImportFile<'_>) -> Result<Vec<u8>, ErpError> {
    let failed = |e: csv::Error| ErpError::Broken { message: e.to_string() };
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(failed)?;
    let mut invoices: Vec<&(String, Invoice)> = file.invoices.iter().collect();
    invoices.sort_by(|a, b| a.1.number.cmp(&b.1.number));
    let mut rows: Vec<Cells> = invoices.iter().flat_map(|(erp_number, invoice)| lines(erp_number, invoice)).collect();
    for total in control_totals(invoices.iter().map(|(_, invoice)| invoice)) {
        let mut row = summary("control", file, format!("{} invoices", total.invoices));
        row[6] = total.currency.to_string();
        row[12] = fixed(total.total, total.currency);
        rows.push(row);
    }
    // With the hash alone nobody could tell how far the book was when the file was made.
    rows.push(summary("book", file, format!("{} {}", file.book_seq, file.book_head)));
    for row in rows {
        writer.write_record(row.map(|cell| neutral(&cell))).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| ErpError::Broken { message: e.to_string() })
}

fn lines(erp_number: &str, invoice: &Invoice) -> Vec<Cells> {
    let amount = |a| fixed(a, invoice.currency);
    let row = |line: &linehaul_domain::invoice::InvoiceLine| {
        [
            "line".to_owned(),
            invoice.number.to_string(),
            erp_number.to_owned(),
            invoice.erp_party.clone(),
            invoice.invoice_date.to_string(),
            invoice.accounting_date.to_string(),
            invoice.currency.to_string(),
            line.load.to_string(),
            line.code.to_string(),
            line.x12.clone(),
            line.erp_item.clone(),
            line.description.clone(),
            amount(line.amount),
            amount(invoice.total),
            amount(invoice.tax),
            invoice.payment_terms.clone().unwrap_or_default(),
            invoice.printed_number().to_owned(),
            line.erp_account.clone().unwrap_or_default(),
            dimensions(line),
        ]
    };
    invoice.lines.iter().map(row).collect()
}

/// `class=Reefer; department=CHI`: in one column, so that the columns of the file are the same whatever is configured.
fn dimensions(line: &linehaul_domain::invoice::InvoiceLine) -> String {
    let each = line.dimensions.iter().map(|(name, value)| format!("{name}={value}"));
    each.collect::<Vec<_>>().join("; ")
}

/// A row about the whole file: the batch, the file's name, and words.
fn summary(record: &str, file: &ImportFile<'_>, words: String) -> Cells {
    let mut row = Cells::default();
    row[0] = record.to_owned();
    row[1] = file.batch.to_string();
    row[2] = file.name.to_owned();
    row[11] = words;
    row
}

/// A cell without anything that a spreadsheet would take for a formula: an apostrophe before what begins like one, at the
/// cell's beginning and behind every separator at which a program with other habits would split it. Plain numbers stay, and
/// control characters become spaces.
fn neutral(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(is_separator) {
        let cell = piece.trim_end_matches(is_separator);
        if begins_a_formula(cell) && !is_number(cell) {
            out.push('\'');
        }
        out.extend(piece.chars().map(|c| if c.is_control() && !is_separator(c) { ' ' } else { c }));
    }
    // A tab or a line break at the beginning hides what follows it from whoever looks.
    if text.starts_with(['\t', '\r', '\n']) { format!("'{out}") } else { out }
}

/// Where a list or a line ends for some program, other than at the comma, which is always quoted.
fn is_separator(c: char) -> bool {
    matches!(c, ';' | '|' | '\t' | '\r' | '\n')
}

/// The first character that is neither space, nor control, nor quote, nor without width begins a formula.
fn begins_a_formula(cell: &str) -> bool {
    let unseen = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '"' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    cell.trim_start_matches(unseen).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

fn is_number(cell: &str) -> bool {
    canonical::exact(cell).is_some() && !cell.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::neutral;

    #[test]
    fn what_begins_a_formula_anywhere_gets_an_apostrophe() {
        let cases = [
            ("=1", "'=1"),
            ("+1 month", "'+1 month"),
            ("-abc", "'-abc"),
            ("@SUM(A1)", "'@SUM(A1)"),
            (" =1", "' =1"),
            ("\"=1", "'\"=1"),
            ("x;=1", "x;'=1"),
            (";=1", ";'=1"),
            ("a; =1;b", "a;' =1;b"),
            ("a|@x", "a|'@x"),
            ("a\n=1", "a\n'=1"),
            ("\tx", "'\tx"),
            ("＝1+1", "'＝1+1"),
            ("＋1", "'＋1"),
            ("－x", "'－x"),
            ("＠x", "'＠x"),
            ("\u{0}=1", "' =1"),
            ("\u{1b}[2J", " [2J"),
            ("\u{feff}=1", "'\u{feff}=1"),
            ("\u{200b}=1", "'\u{200b}=1"),
            ("-1850.00;-x", "-1850.00;'-x"),
        ];
        for (text, wanted) in cases {
            assert_eq!(neutral(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn plain_words_and_numbers_stay() {
        for text in
            ["", "-1850.00", "+3", "Linehaul, 612 mi x 2.00", "a; b | c", "5-6", "x=1", "Größe ＝ 3", "2025-03-07"]
        {
            assert_eq!(neutral(text), text);
        }
    }
}

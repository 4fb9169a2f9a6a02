//! Header: where it stands. Above the header of a sheet that is kept by hand there may be a title.

use std::borrow::Cow;

use super::{MAX_COLUMNS, delimiter, split};

/// So many lines may stand above a header.
pub const MOST_ABOVE: usize = 12;

/// Is a row of so many cells the header, below one of so many that stands first?
pub fn is_header(first: usize, cells: usize) -> bool {
    matches!(first, 1 | 2) && cells >= 2 * first
}

/// The byte at which the header begins: that of the text, unless the first line with content is a title. A title has one cell, or a name
/// and what it is (`Printed:`, a day), and among the lines behind it is one that has more.
pub fn begins(text: &str) -> usize {
    let mut lines = lines(text).filter(|(_, line)| !line.trim().is_empty());
    let Some((_, first)) = lines.next() else { return 0 };
    let (mut widest, mut header) = (filled(first).unwrap_or_default(), 0);
    for (at, line) in lines.take(MOST_ABOVE) {
        // What has two cells may be a second title.
        if let Some(cells) = filled(line).filter(|cells| is_header(widest, *cells)) {
            (widest, header) = (cells, at);
        }
    }
    header
}

/// What is said of lines above a header that stands on this one.
pub fn above(line: u32) -> Option<String> {
    (line > 1).then(|| format!("its header stands on line {line}; what stands above it is not read"))
}

/// The cells of a single row; `None` when it is none.
pub fn cells(row: &str, delimiter: u8) -> Option<Vec<String>> {
    let split = split(row, 0, delimiter, MAX_COLUMNS).ok()?;
    let whole = split.end == row.len() && split.fields <= MAX_COLUMNS;
    whole.then(|| split.cells.into_iter().map(Cow::into_owned).collect())
}

/// Lines with the bytes at which they begin.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let all = text.split_inclusive(['\n', '\r']).scan(0, |at, line| {
        let begins = *at;
        *at += line.len();
        Some((begins, line.trim_end_matches(['\n', '\r'])))
    });
    all.take(10 * MOST_ABOVE)
}

/// How many cells of a line have something in them; nothing where it is no row.
fn filled(line: &str) -> Option<usize> {
    let found = cells(line, delimiter(line))?;
    Some(found.iter().filter(|cell| !cell.is_empty()).count())
}

#[cfg(test)]
mod tests {
    use super::begins;

    #[test]
    fn a_title_is_no_header() {
        for (above, rest) in [
            ("", "a,b\n1,2\n"),
            ("ACME Trucking - March loads\n\n", "Pro #,Customer\n1,ACME\n"),
            ("ACME Trucking, Inc.,,,\r\n,,,\r\n", "Pro #,Customer,Miles,Status\r\n1,ACME,5,done\r\n"),
            ("Loads\nPrinted:,3/4/2025\n", "Pro #,Customer,Miles,Status\n1,ACME,5,done\n"),
            ("Printed: 3/4/2025, by Joe\n\n", "Pro #;Customer;Miles;Status\n1;ACME;5;done\n"),
        ] {
            assert_eq!(begins(&format!("{above}{rest}")), above.len(), "{above}");
        }
        for whole in ["a\n1\n2\n", "a,b\n1,2,3\n4,5,6\n", "a,b,c\n1,2,3,4\n", "\n\na,b\n1,2\n", "", "\"a\nb,c\n1,2\n"] {
            assert_eq!(begins(whole), 0, "{whole}");
        }
    }
}

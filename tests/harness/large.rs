//! A large company: the sample's loads many times over, each copy under a number of its own.

use std::path::Path;

/// Makes the sample company in a folder with every load so many times. The first copy keeps its number.
pub fn large_company(dir: &Path, times: usize) {
    linehaul_api::command::session::init_workspace(dir, true).expect("the sample company");
    for entry in std::fs::read_dir(dir.join("drop")).expect("a drop folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|e| e != "csv") {
            continue;
        }
        // A file that is not text is one of the sample's mistakes: it stays as it is.
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let mut more = text.clone();
        let Some((header, rows)) = text.split_once('\n') else { continue };
        let own: Vec<usize> = header
            .split(',')
            .enumerate()
            .filter(|(_, name)| ["ref:bol", "ref:pro"].contains(&name.trim()))
            .map(|(at, _)| at)
            .collect();
        if !more.ends_with('\n') {
            more.push('\n');
        }
        for copy in 1..times {
            for row in rows.lines().filter(|row| row.contains("PS-")) {
                more.push_str(&referenced(&numbered(row, copy), &own, copy));
                more.push('\n');
            }
        }
        std::fs::write(&path, more).expect("written");
    }
}

/// A row with references of its own: a copy under the same BOL would be a duplicate.
fn referenced(row: &str, own: &[usize], copy: usize) -> String {
    if row.contains('"') {
        return row.to_owned();
    }
    let cell = |(at, cell): (usize, &str)| match own.contains(&at) && !cell.is_empty() {
        true => format!("{cell}-{copy}"),
        false => cell.to_owned(),
    };
    row.split(',').enumerate().map(cell).collect::<Vec<_>>().join(",")
}

/// A row with `PS-24001` as `PS-24001-7` wherever a cell begins with it: names of files keep theirs.
fn numbered(row: &str, copy: usize) -> String {
    const PREFIX: &str = "PS-";
    const DIGITS: usize = 5;
    let mut text = String::with_capacity(row.len() + 16);
    let mut rest = row;
    while let Some(at) = rest.find(PREFIX) {
        let end = at + PREFIX.len() + DIGITS;
        let number = rest.get(at + PREFIX.len()..end).is_some_and(|d| d.bytes().all(|b| b.is_ascii_digit()));
        let starts = at == 0 && text.is_empty() || rest[..at].ends_with([',', ';', '\t', '"']);
        let cut = if number { end } else { at + PREFIX.len() };
        text.push_str(&rest[..cut]);
        if number && starts {
            text.push_str(&format!("-{copy}"));
        }
        rest = &rest[cut..];
    }
    text + rest
}

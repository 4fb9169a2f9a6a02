//! The text of a table in `rules/tables`, to which rows are added. What a person wrote there stays as it is, word for word.

use std::collections::BTreeMap;

use linehaul_connectors::figures::{Figure, Key, Series};
use linehaul_connectors::table::{asks, read_table};
use linehaul_domain::table::{Table, TableAsk, TableBody};

/// A table's text, with what it says.
pub(super) struct TableText {
    pub text: String,
    pub rows: BTreeMap<Key, Figure>,
    pub asks: BTreeMap<Key, TableAsk>,
    series: Series,
}

impl TableText {
    /// Reads it; why no rows can be added to it, in words.
    pub fn read(name: &str, bytes: &[u8], series: Series) -> Result<TableText, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?.to_owned();
        let table = read_table(name, bytes).map_err(|problems| {
            problems.first().map_or_else(String::new, |p| format!("line {}: {}", p.line, p.message))
        })?;
        if table.kind() != series.kind() {
            return Err(format!(
                "it is a table of the kind {}, and what is fetched is {}",
                table.kind(),
                series.kind()
            ));
        }
        let header = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty());
        if header.map(str::trim) != Some(series.header()) {
            return Err(format!("it has further columns, and rows can be added to `{}` only", series.header()));
        }
        let asks = table.asks.iter().map(|ask| ((ask.day, ask.pair), ask.clone())).collect();
        Ok(TableText { text, rows: rows_of(&table), asks, series })
    }

    /// One of no rows yet.
    pub fn new(series: Series, publisher: &str, licence: &str) -> TableText {
        let kind = series.kind();
        let text = format!("# kind: {kind}\n# source: {publisher}\n# licence: {licence}\n{}\n", series.header());
        TableText { text, rows: BTreeMap::new(), asks: BTreeMap::new(), series }
    }

    /// The newest day that it has.
    pub fn last(&self) -> Option<linehaul_domain::time::NaiveDate> {
        self.rows.keys().map(|(day, _)| *day).max()
    }

    /// The same with further rows at its end, and with these questions in place of those that it had.
    pub fn with(&self, added: &BTreeMap<Key, Figure>, asked: &BTreeMap<Key, TableAsk>) -> String {
        let is_ask = |line: &str| line.strip_prefix('#').and_then(asks::read).is_some_and(|ask| ask.is_ok());
        let mut lines: Vec<String> = self.text.lines().filter(|line| !is_ask(line)).map(str::to_owned).collect();
        let header = lines.iter().position(|line| !line.starts_with('#') && !line.trim().is_empty());
        lines.extend(added.iter().map(|(key, figure)| self.series.row(key, figure)));
        let at = header.unwrap_or_default();
        lines.splice(at..at, asked.values().map(asks::line));
        lines.push(String::new());
        lines.join("\n")
    }
}

fn rows_of(table: &Table) -> BTreeMap<Key, Figure> {
    match &table.body {
        TableBody::Index { prices } => {
            prices.iter().map(|(day, price)| ((*day, None), Figure::Number(*price))).collect()
        }
        TableBody::Exchange { rates, .. } => {
            rates.iter().map(|r| ((r.effective, Some((r.from, r.to))), Figure::Number(r.rate))).collect()
        }
        TableBody::Holidays { days } => days.iter().map(|day| ((*day, None), Figure::Name(String::new()))).collect(),
        _ => BTreeMap::new(),
    }
}

//! Exchange rates: as the Bank of Canada and the European Central Bank hand them out as CSV, and as a plain list. A rate is used in the
//! direction in which it is published, and in no other.

use std::collections::BTreeMap;

use linehaul_domain::Decimal;
use linehaul_domain::money::Currency;

use crate::cell;
use crate::figures::{Figure, Key, Published, Series, Wanted, put, rows, some, text_of};

type Rates = BTreeMap<Key, Figure>;

/// `FXUSDCAD` is Canadian dollars for one U.S. dollar. What stands before the line `OBSERVATIONS` says what the series are.
pub fn bank_of_canada(bytes: &[u8], wanted: &Wanted) -> Result<Published, String> {
    let text = text_of(bytes)?;
    let begins = |line: &str| line.trim().trim_matches('"') == "OBSERVATIONS";
    let begin = text.lines().position(begins).ok_or("it has no line `OBSERVATIONS`")?;
    let mut rows = rows(&text, begin + 1);
    let (_, header) = rows.next().ok_or("nothing stands below `OBSERVATIONS`")??;
    if header.first().map(String::as_str) != Some("date") {
        return Err("the first column below `OBSERVATIONS` is not `date`".to_owned());
    }
    let pair = |name: &String| {
        let pair = name.strip_prefix("FX").filter(|pair| pair.len() == 6 && pair.is_ascii())?;
        pair_of(&pair[..3], &pair[3..])
    };
    let pairs: Vec<_> = header.iter().enumerate().filter_map(|(at, name)| Some((at, pair(name)?))).collect();
    let mut rates = Rates::new();
    for row in rows {
        let (line, cells) = row?;
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        for (at, pair) in &pairs {
            take(&mut rates, wanted, (cell(0), *pair, cell(*at))).map_err(|why| format!("line {line}: {why}"))?;
        }
    }
    some(Series::Exchange, rates)
}

/// `OBS_VALUE` is how much of `CURRENCY` there is for one of `CURRENCY_DENOM`.
pub fn ecb(bytes: &[u8], wanted: &Wanted) -> Result<Published, String> {
    let columns = ["TIME_PERIOD", "CURRENCY_DENOM", "CURRENCY", "OBS_VALUE"];
    by_columns(&text_of(bytes)?, columns, wanted)
}

/// `date,from,to,rate`: one unit of `from` is `rate` units of `to`.
pub fn plain(bytes: &[u8], wanted: &Wanted) -> Result<Published, String> {
    by_columns(&text_of(bytes)?, ["date", "from", "to", "rate"], wanted)
}

fn by_columns(text: &str, columns: [&str; 4], wanted: &Wanted) -> Result<Published, String> {
    let mut rows = rows(text, 0);
    let (_, header) = rows.next().ok_or("it is empty")??;
    let place = |name: &str| {
        let at = header.iter().position(|own| own == name);
        at.ok_or_else(|| format!("no column `{name}` among {}", header.join(", ")))
    };
    let [day, from, to, rate] = [place(columns[0])?, place(columns[1])?, place(columns[2])?, place(columns[3])?];
    let mut rates = Rates::new();
    for row in rows {
        let (line, cells) = row?;
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let pair = pair_of(cell(from), cell(to));
        let pair = pair.ok_or_else(|| format!("line {line}: {} and {} are no two currencies", cell(from), cell(to)))?;
        take(&mut rates, wanted, (cell(day), pair, cell(rate))).map_err(|why| format!("line {line}: {why}"))?;
    }
    some(Series::Exchange, rates)
}

fn pair_of(from: &str, to: &str) -> Option<(Currency, Currency)> {
    let (from, to) = (cell::currency(from).ok()?, cell::currency(to).ok()?);
    (from != to).then_some((from, to))
}

/// A rate, where its pair is wanted and a rate is there: on a bank holiday there is none.
fn take(rates: &mut Rates, wanted: &Wanted, row: (&str, (Currency, Currency), &str)) -> Result<(), String> {
    let (day, pair, rate) = row;
    if matches!(rate, "" | "." | "NaN" | "N/A") || !(wanted.pairs.is_empty() || wanted.pairs.contains(&pair)) {
        return Ok(());
    }
    let day = cell::date(day).map_err(|why| why.message)?;
    let rate = cell::decimal(rate).map_err(|why| why.message)?;
    if rate <= Decimal::ZERO {
        return Err(format!("a rate of {rate} makes no sense"));
    }
    put(rates, (day, Some(pair)), Figure::Number(rate))
}

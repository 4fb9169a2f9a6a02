//! Weekly prices of diesel as the U.S. Energy Information Administration publishes them: the history as CSV, its workbook, and the
//! answers of its API, version 2.

use std::collections::BTreeMap;

use linehaul_domain::time::{Datelike, Weekday};
use serde::Deserialize;

use crate::cell;
use crate::figures::{Figure, Published, Series, Wanted, put, rows, some, text_of};

/// The national price of No 2 diesel, all types: what contracts mean where they say no more.
const SERIES: &str = "EMD_EPD2D_PTE_NUS_DPG";

/// How the column of weeks is called, in small letters: in the history, and where others hand the same series on.
const WEEKS: &[&str] = &["week_monday", "observation_date", "date", "week of", "period"];
/// The same of the one column of prices.
const PRICES: &[&str] = &["usd_per_gallon", "gasdesw", "value"];

/// The sheets of a workbook that have figures. The history of one series has the first; of the workbook of all regions the national
/// series stood in the second one for years, and stands in the first one since.
const SHEETS: [&str; 4] = ["Data 1", "Data 2", "Data 3", "Data 4"];

type Prices = BTreeMap<super::Key, Figure>;

/// `week_monday,usd_per_gallon`, or a week and the column that is wanted. A price that is not there (empty, `.`) is no price.
pub fn csv(bytes: &[u8], wanted: &Wanted) -> Result<Published, String> {
    let text = text_of(bytes)?;
    let mut rows = rows(&text, 0);
    let (_, header) = rows.next().ok_or("it is empty")??;
    let small = |name: &String| name.to_lowercase();
    let week = header.iter().position(|name| WEEKS.contains(&small(name).as_str()));
    let week = week.ok_or_else(|| format!("no column of weeks among {}: {}", header.join(", "), WEEKS.join(", ")))?;
    let is_price = |name: &String| match &wanted.series {
        Some(series) => name.eq_ignore_ascii_case(series),
        None => PRICES.contains(&small(name).as_str()) || name.eq_ignore_ascii_case(SERIES),
    };
    let price = header.iter().position(is_price).ok_or_else(|| {
        let known = wanted.series.clone().unwrap_or_else(|| PRICES.join(", "));
        format!("no column of prices among {}: {known}; name it as `series`", header.join(", "))
    })?;
    let mut prices = Prices::new();
    for row in rows {
        let (line, cells) = row?;
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        take(&mut prices, cell(week), cell(price)).map_err(|why| format!("line {line}: {why}"))?;
    }
    some(Series::Index, prices)
}

/// The workbook of a history as EIA hands it out (XLS).
pub fn old_workbook(bytes: &[u8], wanted: &Wanted) -> Result<Published, String> {
    of_sheets(|sheet| {
        let rows = crate::workbook::old_sheet(bytes, sheet).map_err(|why| why.message)?;
        Ok(history(rows.into_iter(), sheet, wanted))
    })
}

/// What the sheet says that has the series; else what is wrong with the first one. `read` fails where there is no such sheet.
fn of_sheets(read: impl Fn(&str) -> Result<Result<Published, Unfit>, String>) -> Result<Published, String> {
    let mut first = None;
    for sheet in SHEETS {
        match read(sheet) {
            Ok(Ok(published)) => return Ok(published),
            Ok(Err(Unfit::Lacks(why))) => first = first.or(Some(why)),
            Ok(Err(Unfit::Wrong(why))) => return Err(why),
            Err(why) => return Err(first.unwrap_or(why)),
        }
    }
    Err(first.unwrap_or_default())
}

/// Why a sheet is not taken.
enum Unfit {
    /// It has not the series.
    Lacks(String),
    /// It has it, and something is wrong with it.
    Wrong(String),
}

impl From<String> for Unfit {
    fn from(why: String) -> Unfit {
        Unfit::Wrong(why)
    }
}

/// The same once it was saved as XLSX.
pub fn workbook(bytes: &[u8], wanted: &Wanted) -> Result<Published, String> {
    of_sheets(|name| {
        let sheet = crate::workbook::sheet(bytes, Some(name)).map_err(|why| why.message)?;
        let text = text_of(&sheet.text)?;
        let rows = text.lines().map(|line| line.split('\t').map(|cell| cell.trim().to_owned()).collect());
        Ok(history(rows, name, wanted))
    })
}

/// `Sourcekey` has the names of its series, and below it come titles with their units, and the weeks.
fn history(mut rows: impl Iterator<Item = Vec<String>>, sheet: &str, wanted: &Wanted) -> Result<Published, Unfit> {
    let is = |cells: &Vec<String>, name: &str| cells.first().is_some_and(|cell| cell == name);
    let series = wanted.series.as_deref().unwrap_or(SERIES);
    let keys = rows.find(|cells| is(cells, "Sourcekey"));
    let keys = keys.ok_or_else(|| Unfit::Lacks(format!("its sheet `{sheet}` has no `Sourcekey`")))?;
    let at = keys.iter().position(|key| key == series);
    let at = at.ok_or_else(|| Unfit::Lacks(format!("its sheet `{sheet}` has no series {series}")))?;
    let titles = rows.next().filter(|cells| is(cells, "Date"));
    let titles = titles.ok_or_else(|| "no `Date` below `Sourcekey`".to_owned())?;
    let title = titles.get(at).map_or("", String::as_str);
    if !title.contains("(Dollars per Gallon)") {
        return Err(format!("its series is not in dollars per gallon: {title}").into());
    }
    let mut prices = Prices::new();
    for cells in rows {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        take(&mut prices, cell(0).get(..10).unwrap_or_default(), cell(at))?;
    }
    Ok(some(Series::Index, prices)?)
}

#[derive(Deserialize)]
struct Api {
    response: Response,
}

#[derive(Deserialize)]
struct Response {
    data: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    period: String,
    series: Option<String>,
    value: Option<serde_json::Value>,
    units: Option<String>,
}

/// An answer of `/v2/petroleum/pri/gnd/data`: rows with `period`, `series`, `value` and `units`.
pub fn api(bytes: &[u8], wanted: &Wanted) -> Result<Published, String> {
    let Api { response } = serde_json::from_slice(bytes).map_err(|why| format!("it is no answer of the API: {why}"))?;
    let series = wanted.series.as_deref().unwrap_or(SERIES);
    let mut prices = Prices::new();
    for row in response.data.iter().filter(|row| row.series.as_deref() == Some(series)) {
        if row.units.as_deref().is_none_or(|units| !units.eq_ignore_ascii_case("$/GAL")) {
            let units = row.units.as_deref().unwrap_or("nothing");
            return Err(format!("{series} of {} is in {units}, and $/GAL is wanted", row.period));
        }
        let value = match &row.value {
            Some(serde_json::Value::String(text)) => text.clone(),
            // The number's own text: it is never a float here.
            Some(serde_json::Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        take(&mut prices, &row.period, &value)?;
    }
    some(Series::Index, prices).map_err(|_| format!("it has no price of the series {series}"))
}

/// A week and its price. The price of a Monday that is a holiday bears that Monday's date all the same.
fn take(prices: &mut Prices, week: &str, price: &str) -> Result<(), String> {
    if week.is_empty() || matches!(price, "" | "." | "NA" | "N/A") {
        return Ok(());
    }
    let day = cell::date(week).map_err(|why| why.message)?;
    if day.weekday() != Weekday::Mon {
        return Err(format!("{day} is a {}, not a Monday", day.weekday()));
    }
    let price = cell::quantity(price).map_err(|why| why.message)?;
    put(prices, (day, None), Figure::Number(price))
}

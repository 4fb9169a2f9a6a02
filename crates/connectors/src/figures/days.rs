//! Days off: a plain list with calendars, and whole days of an iCalendar file.

use std::collections::BTreeMap;

use crate::cell;
use crate::figures::{Figure, Published, Series, Wanted, put, rows, some, text_of};

/// `date,name,calendar`; the calendar that is wanted, where one is.
pub fn plain(bytes: &[u8], wanted: &Wanted) -> Result<Published, String> {
    let text = text_of(bytes)?;
    let mut rows = rows(&text, 0);
    let (_, header) = rows.next().ok_or("it is empty")??;
    let place = |name: &str| header.iter().position(|own| own == name);
    let day = place("date").ok_or_else(|| format!("no column `date` among {}", header.join(", ")))?;
    let name = place("name").ok_or_else(|| format!("no column `name` among {}", header.join(", ")))?;
    let calendar = place("calendar");
    if wanted.series.is_some() && calendar.is_none() {
        return Err("no column `calendar`, and `series` names one".to_owned());
    }
    let mut days = BTreeMap::new();
    for row in rows {
        let (line, cells) = row?;
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        if wanted.series.as_deref().is_some_and(|wanted| calendar.map(cell) != Some(wanted)) {
            continue;
        }
        let day = cell::date(cell(day)).map_err(|why| format!("line {line}: {}", why.message))?;
        put(&mut days, (day, None), Figure::Name(named(cell(name))))?;
    }
    some(Series::Holidays, days)
}

/// Events of whole days (`DTSTART;VALUE=DATE:20250704`), from `DTSTART` to the day before `DTEND`. One that repeats is refused: which days
/// it means would have to be reckoned.
pub fn ical(bytes: &[u8], _: &Wanted) -> Result<Published, String> {
    let text = text_of(bytes)?;
    if !text.trim_start().starts_with("BEGIN:VCALENDAR") {
        return Err("it is no iCalendar file".to_owned());
    }
    // A long line goes on behind a line end and a space.
    let unfolded = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let mut days = BTreeMap::new();
    for event in unfolded.split("BEGIN:VEVENT").skip(1) {
        let event = event.split("END:VEVENT").next().unwrap_or_default();
        let value = |of: &str| {
            event.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                (name.split(';').next() == Some(of)).then(|| value.trim().to_owned())
            })
        };
        let name = value("SUMMARY").unwrap_or_default();
        if value("RRULE").is_some() {
            return Err(format!("the event `{name}` repeats; a calendar that names each day is wanted"));
        }
        let begin = value("DTSTART").ok_or_else(|| format!("the event `{name}` has no day"))?;
        let first = whole_day(&begin).ok_or_else(|| format!("the event `{name}` is of no whole day: {begin}"))?;
        let end = value("DTEND").and_then(|end| whole_day(&end)).filter(|end| *end > first);
        let last = end.and_then(|end| end.pred_opt()).unwrap_or(first);
        for day in first.iter_days().take_while(|day| *day <= last).take(400) {
            put(&mut days, (day, None), Figure::Name(named(&name)))?;
        }
    }
    some(Series::Holidays, days)
}

fn whole_day(text: &str) -> Option<linehaul_domain::time::NaiveDate> {
    let digits = text.get(..8).filter(|_| text.len() == 8)?;
    cell::date(&format!("{}-{}-{}", digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?)).ok()
}

/// A name as a cell of a table.
fn named(name: &str) -> String {
    name.replace(['"', ','], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

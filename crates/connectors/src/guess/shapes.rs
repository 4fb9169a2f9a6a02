//! Shapes: in which forms the texts of a column are, told from all of them. Where two forms read them alike, nothing is told.

use linehaul_domain::chrono::{NaiveDate, NaiveDateTime};

/// A form of a date or a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// As a mapping writes it.
    pub text: &'static str,
    /// As chrono does.
    pattern: &'static str,
    /// Does it have a time?
    pub timed: bool,
    /// Does it have a day?
    pub dated: bool,
    /// What it is at odds with: the same with day and month exchanged.
    pub other: Option<&'static str>,
}

const fn form(text: &'static str, pattern: &'static str, timed: bool, other: Option<&'static str>) -> Form {
    Form { text, pattern, timed, dated: true, other }
}

const fn clock(text: &'static str, pattern: &'static str) -> Form {
    Form { text, pattern, timed: true, dated: false, other: None }
}

/// Those that are tried; of one that exchanges day and month the American one first.
const FORMS: &[Form] = &[
    form("M/D/YYYY h:mm A", "%m/%d/%Y %I:%M %p", true, Some("D/M/YYYY h:mm A")),
    form("M/D/YYYY h:mm:ss A", "%m/%d/%Y %I:%M:%S %p", true, Some("D/M/YYYY h:mm:ss A")),
    form("M/D/YYYY H:mm", "%m/%d/%Y %H:%M", true, Some("D/M/YYYY H:mm")),
    form("M/D/YYYY H:mm:ss", "%m/%d/%Y %H:%M:%S", true, Some("D/M/YYYY H:mm:ss")),
    form("M/D/YYYY HHmm", "%m/%d/%Y %H%M", true, Some("D/M/YYYY HHmm")),
    form("M/D/YYYY", "%m/%d/%Y", false, Some("D/M/YYYY")),
    form("M-D-YYYY", "%m-%d-%Y", false, Some("D-M-YYYY")),
    form("M/D/YY H:mm", "%m/%d/%y %H:%M", true, Some("D/M/YY H:mm")),
    form("M/D/YY h:mm A", "%m/%d/%y %I:%M %p", true, Some("D/M/YY h:mm A")),
    form("M/D/YY", "%m/%d/%y", false, Some("D/M/YY")),
    form("D/M/YYYY h:mm A", "%d/%m/%Y %I:%M %p", true, Some("M/D/YYYY h:mm A")),
    form("D/M/YYYY H:mm", "%d/%m/%Y %H:%M", true, Some("M/D/YYYY H:mm")),
    form("D/M/YYYY HHmm", "%d/%m/%Y %H%M", true, Some("M/D/YYYY HHmm")),
    form("D/M/YYYY", "%d/%m/%Y", false, Some("M/D/YYYY")),
    form("D.M.YYYY H:mm", "%d.%m.%Y %H:%M", true, None),
    form("D.M.YYYY", "%d.%m.%Y", false, None),
    form("YYYYMMDD", "%Y%m%d", false, None),
    form("MMM D, YYYY", "%b %d, %Y", false, None),
    form("D-MMM-YYYY", "%d-%b-%Y", false, None),
    form("YYYY-MM-DD", "%Y-%m-%d", false, None),
    form("YYYY-MM-DD HH:mm", "%Y-%m-%d %H:%M", true, None),
    form("YYYY-MM-DD HH:mm:ss", "%Y-%m-%d %H:%M:%S", true, None),
    clock("h:mm A", "%I:%M %p"),
    clock("H:mm", "%H:%M"),
    clock("HHmm", "%H%M"),
];

impl Form {
    /// The minutes since midnight of a time of day; nothing where it is none.
    pub fn time_of_day(&self, text: &str) -> Option<u32> {
        use linehaul_domain::chrono::{NaiveTime, Timelike};
        let time = (!self.dated).then(|| NaiveTime::parse_from_str(text, self.pattern).ok()).flatten()?;
        Some(time.hour() * 60 + time.minute())
    }

    fn reads(&self, text: &str) -> bool {
        // Two digits are read as a year of four, and a time of day needs a day to be read with.
        let (text, pattern) = match self.dated {
            true => (text.to_owned(), self.pattern.to_owned()),
            false => (format!("2025-01-01 {text}"), format!("%Y-%m-%d {}", self.pattern)),
        };
        let year = |year: i32| (1970..2200).contains(&year);
        use linehaul_domain::time::Datelike;
        match self.timed {
            true => NaiveDateTime::parse_from_str(&text, &pattern).is_ok_and(|at| year(at.year())),
            false => NaiveDate::parse_from_str(&text, &pattern).is_ok_and(|day| year(day.year())),
        }
    }
}

/// The form that reads every text that is filled, and whether the other order of day and month reads them too.
pub fn form_of<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> Option<(Form, bool)> {
    let filled = texts.filter(|text| !text.is_empty());
    filled.clone().next()?;
    let reads = |form: &&Form| filled.clone().all(|text| form.reads(text));
    let found = FORMS.iter().find(reads)?;
    let other = found.other.and_then(|other| FORMS.iter().find(|form| form.text == other));
    Some((*found, other.is_some_and(|other| reads(&other))))
}

/// Are they amounts or quantities, with a unit behind or none? Answers whether there is one.
pub fn number_of<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> Option<bool> {
    let filled = texts.filter(|text| !text.is_empty());
    filled.clone().next()?;
    let plain = crate::mapping::Style::Point;
    if filled.clone().all(|text| plain.plain(text).is_some()) {
        return Some(false);
    }
    let head = |text: &str| -> Option<()> {
        let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(text.len());
        plain.plain(&text[..end]).map(drop)
    };
    filled.clone().all(|text| head(text).is_some()).then_some(true)
}

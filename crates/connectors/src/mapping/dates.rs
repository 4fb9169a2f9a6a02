//! Forms of dates and times, as a mapping states them: `M/D/YYYY h:mm A`. The order of day and month is never guessed: a text
//! is read by the forms that are stated, and what fits none of them is bad.

use linehaul_domain::chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime};
use linehaul_domain::time::{Datelike, NaiveDate};

/// One form.
#[derive(Debug, Clone)]
pub struct DateForm {
    /// As the mapping has it.
    pub text: String,
    pattern: String,
    /// Does it end with the name of a zone?
    zone_name: bool,
    /// What it says.
    says: Says,
    /// The century that two digits of a year are in.
    century: Option<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Date,
    Local,
    Offset,
}

/// What a text says by a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated {
    /// A day.
    Date(NaiveDate),
    /// A local time.
    Local(NaiveDateTime),
    /// A local time in a zone that is named.
    Named(NaiveDateTime, String),
    /// A point in time.
    At(DateTime<FixedOffset>),
}

/// Years that a delivery may speak of.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

/// Letters of a form, with what reads them.
const TOKENS: &[(&str, &str)] = &[
    ("YYYY", "%Y"),
    ("YY", "%y"),
    ("MMMM", "%B"),
    ("MMM", "%b"),
    ("MM", "%m"),
    ("M", "%m"),
    ("DD", "%d"),
    ("D", "%d"),
    ("HH", "%H"),
    ("H", "%H"),
    ("hh", "%I"),
    ("h", "%I"),
    ("mm", "%M"),
    ("m", "%M"),
    ("ss", "%S"),
    ("s", "%S"),
    ("SSS", "%3f"),
    ("A", "%p"),
    ("a", "%p"),
    ("Z", "%z"),
    ("z", ""),
];

impl DateForm {
    /// Reads a form: of the letters above, or of chrono's where it has a `%`. `century` is where two digits of a year are.
    pub fn new(text: &str, century: Option<i32>) -> Result<DateForm, String> {
        let (pattern, zone_name) = if text.contains('%') { (text.to_owned(), false) } else { translated(text)? };
        let two_digits = pattern.contains("%y") || pattern.contains("%D") || pattern.contains("%x");
        if two_digits && century.is_none() {
            return Err(format!(
                "`{text}` has a year of two digits: say in which century they are (two_digit_years = \"20\")"
            ));
        }
        let mut form = DateForm { text: text.to_owned(), pattern, zone_name, says: Says::Local, century };
        let (probe, local) = probe().ok_or("no time is at hand")?;
        let mut shown = String::new();
        // What chrono cannot write it says as an error of writing.
        std::fmt::Write::write_fmt(&mut shown, format_args!("{}", probe.format(&form.pattern)))
            .map_err(|_| format!("`{text}` is no form of a date (M/D/YYYY h:mm A)"))?;
        let timed = ["%H", "%I", "%M", "%S", "%p", "%T", "%R", "%r"].iter().any(|part| form.pattern.contains(part));
        if DateTime::parse_from_str(&shown, &form.pattern).is_ok_and(|at| close(at.naive_local(), local)) {
            form.says = Says::Offset;
        } else if NaiveDateTime::parse_from_str(&shown, &form.pattern).is_ok_and(|at| close(at, local)) {
            form.says = Says::Local;
        } else if !timed && NaiveDate::parse_from_str(&shown, &form.pattern).is_ok_and(|day| day == local.date()) {
            form.says = Says::Date;
        } else {
            return Err(format!("`{text}` does not say a whole date, or not a whole time (M/D/YYYY h:mm A)"));
        }
        if form.zone_name && form.says != Says::Local {
            return Err(format!("`{text}` has the name of a zone, and no time of day or an offset beside it"));
        }
        Ok(form)
    }

    /// What a text says by this form; nothing where it does not fit.
    pub fn read(&self, text: &str) -> Option<Stated> {
        let (text, zone) = match self.zone_name {
            true => text.trim().rsplit_once(' ').map(|(time, zone)| (time.trim(), Some(zone)))?,
            false => (text.trim(), None),
        };
        let stated = match self.says {
            Says::Date => Stated::Date(self.dated(NaiveDate::parse_from_str(text, &self.pattern).ok()?)?),
            Says::Offset => Stated::At(DateTime::parse_from_str(text, &self.pattern).ok()?),
            Says::Local => {
                let at = NaiveDateTime::parse_from_str(text, &self.pattern).ok()?;
                let at = self.dated(at.date())?.and_time(at.time());
                match zone {
                    Some(zone) => Stated::Named(at, zone.to_owned()),
                    None => Stated::Local(at),
                }
            }
        };
        YEARS.contains(&stated.year()).then_some(stated)
    }

    /// A year of two digits is in the century that was stated.
    fn dated(&self, day: NaiveDate) -> Option<NaiveDate> {
        match (self.pattern.contains("%y"), self.century) {
            (true, Some(century)) => day.with_year(century * 100 + day.year().rem_euclid(100)),
            _ => Some(day),
        }
    }
}

impl Stated {
    fn year(&self) -> i32 {
        match self {
            Stated::Date(day) => day.year(),
            Stated::Local(at) | Stated::Named(at, _) => at.year(),
            Stated::At(at) => at.year(),
        }
    }

    /// The day, where it is.
    pub fn day(&self) -> NaiveDate {
        match self {
            Stated::Date(day) => *day,
            Stated::Local(at) | Stated::Named(at, _) => at.date(),
            Stated::At(at) => at.date_naive(),
        }
    }
}

fn close(a: NaiveDateTime, b: NaiveDateTime) -> bool {
    a.date() == b.date() && (a - b).num_minutes() == 0
}

/// A time of which no two parts are alike.
fn probe() -> Option<(DateTime<FixedOffset>, NaiveDateTime)> {
    let local = NaiveDate::from_ymd_opt(2025, 3, 4)?.and_time(NaiveTime::from_hms_opt(17, 6, 7)?);
    let zone = FixedOffset::west_opt(6 * 3600)?;
    Some((local.and_local_timezone(zone).single()?, local))
}

/// Our letters as chrono's; and whether the name of a zone stands at the end.
fn translated(text: &str) -> Result<(String, bool), String> {
    let (mut pattern, mut rest, mut zone_name) = (String::new(), text.trim(), false);
    while let Some(first) = rest.chars().next() {
        if zone_name {
            return Err(format!("`{text}`: the name of a zone (`z`) stands at the end"));
        }
        if first == '\'' {
            let (quoted, behind) = rest[1..].split_once('\'').ok_or(format!("`{text}`: a quote is never closed"))?;
            pattern.push_str(quoted);
            rest = behind;
            continue;
        }
        if !first.is_ascii_alphabetic() || first == 'T' {
            pattern.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let run = rest.len() - rest.trim_start_matches(first).len();
        let (word, behind) = rest.split_at(run);
        let known = TOKENS.iter().find(|(token, _)| *token == word);
        let (_, reads) = known.ok_or(format!("`{word}` in `{text}` is no part of a date (M/D/YYYY h:mm A)"))?;
        zone_name = word == "z";
        pattern.push_str(reads);
        rest = behind;
    }
    Ok((pattern.trim_end().to_owned(), zone_name))
}

/// Two forms that read one text as two days: which of them is meant would be a guess.
pub fn at_odds(forms: &[DateForm]) -> Option<(&DateForm, &DateForm)> {
    let (probe, _) = probe()?;
    for (at, one) in forms.iter().enumerate() {
        for other in &forms[at + 1..] {
            for (written, read) in [(one, other), (other, one)] {
                let mut text = probe.format(&written.pattern).to_string();
                if read.zone_name || written.zone_name {
                    text.push_str(" X");
                }
                if read.read(&text).is_some_and(|stated| stated.day() != probe.date_naive()) {
                    return Some((one, other));
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &str, text: &str) -> Option<String> {
        match DateForm::new(form, Some(20)).expect("a form").read(text)? {
            Stated::Date(day) => Some(day.to_string()),
            Stated::Local(at) => Some(at.to_string()),
            Stated::Named(at, zone) => Some(format!("{at} {zone}")),
            Stated::At(at) => Some(at.to_rfc3339()),
        }
    }

    #[test]
    fn forms_read_what_they_say_and_nothing_else() {
        for (form, text, wanted) in [
            ("M/D/YYYY h:mm A", "3/4/2025 2:30 PM", Some("2025-03-04 14:30:00")),
            ("M/D/YYYY h:mm A", "03/04/2025 12:05 am", Some("2025-03-04 00:05:00")),
            ("M/D/YYYY h:mm A", "3/4/2025 2:30PM", Some("2025-03-04 14:30:00")),
            ("M/D/YYYY", "3/4/2025", Some("2025-03-04")),
            ("D.M.YYYY", "4.3.2025", Some("2025-03-04")),
            ("M/D/YYYY", "13/4/2025", None),
            ("M/D/YYYY", "3/4/25", None),
            ("M/D/YY", "3/4/25", Some("2025-03-04")),
            ("M/D/YYYY HHmm", "3/4/2025 0830", Some("2025-03-04 08:30:00")),
            ("MMM D, YYYY", "Mar 4, 2025", Some("2025-03-04")),
            ("YYYYMMDD", "20250304", Some("2025-03-04")),
            ("M/D/YYYY H:mm z", "3/4/2025 14:30 CST", Some("2025-03-04 14:30:00 CST")),
            ("YYYY-MM-DDTHH:mm:ssZ", "2025-03-04T14:30:00-06:00", Some("2025-03-04T14:30:00-06:00")),
            ("%m/%d/%Y %H:%M", "03/04/2025 14:30", Some("2025-03-04 14:30:00")),
            ("M/D/YYYY", "2/30/2025", None),
            ("M/D/YYYY", "3/4/20255", None),
            ("M/D/YYYY", "3/4/1850", None),
            ("M/D/YYYY", "", None),
        ] {
            assert_eq!(read(form, text).as_deref(), wanted, "{form}: {text}");
        }
    }

    #[test]
    fn what_is_no_form_is_told() {
        for text in [
            "M/D",
            "hh:mm",
            "Q/D/YYYY",
            "M/D/YYYY h:mm",
            "M/D/YYYY H",
            "M/D/YYYY 'at",
            "%Q",
            "z M/D/YYYY",
            "M/D/YYYY z",
        ] {
            assert!(DateForm::new(text, None).is_err(), "{text}");
        }
        assert!(DateForm::new("M/D/YY", None).expect_err("two digits").contains("two_digit_years"));
    }

    #[test]
    fn two_orders_of_day_and_month_are_at_odds() {
        let forms = |texts: &[&str]| texts.iter().map(|t| DateForm::new(t, None).expect("a form")).collect::<Vec<_>>();
        assert!(at_odds(&forms(&["M/D/YYYY", "D/M/YYYY"])).is_some());
        assert!(at_odds(&forms(&["M/D/YYYY", "M/D/YYYY h:mm A", "YYYY-MM-DD"])).is_none());
    }
}

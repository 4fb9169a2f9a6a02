//! Field: how one of our columns is made of theirs. First the text: of columns, taken apart, by a table of values. Then what
//! it says, written as our own files have it.

use linehaul_domain::chrono::NaiveTime;
use linehaul_domain::fault::Code;
use linehaul_domain::near::nearest;
use linehaul_domain::time::{Instant, Tz};
use regex::{Regex, RegexBuilder};

use super::dates::{DateForm, Stated, at_odds};
use super::kind::Content;
use super::numbers::Style;
use super::record::Record;
use super::text::{FieldText, OrColumn, RuleText, Several};
use super::zones::Zones;
use crate::cell::{self, Read, bad, shown};
use crate::money_sign::Sign;

/// Most memory that a regular expression may take, in bytes.
const MAX_REGEX: usize = 1 << 20;

/// How the texts of a mapping are to be taken, where a field does not say it.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// Dates and times.
    pub dates: Vec<DateForm>,
    /// The century of years of two digits.
    pub century: Option<i32>,
    /// Numbers.
    pub style: Style,
    /// Local times.
    pub zones: Zones,
    /// What else is yes, in lower case.
    pub yes: Vec<String>,
    /// What else is no, in lower case.
    pub no: Vec<String>,
}

/// Forms of dates; two that read one text as two days are refused.
pub fn date_forms(texts: &Several, century: Option<i32>) -> Result<Vec<DateForm>, String> {
    let forms = texts.0.iter().map(|text| DateForm::new(text, century)).collect::<Result<Vec<_>, _>>()?;
    match at_odds(&forms) {
        Some((one, other)) => Err(format!("`{}` and `{}` read one text as two days", one.text, other.text)),
        None => Ok(forms),
    }
}

/// How numbers are written, by example.
pub fn style(text: Option<&str>) -> Result<Option<Style>, String> {
    let known =
        |text| Style::from_example(text).ok_or(format!("numbers: `{text}` is neither `1,125.00` nor `1.125,00`"));
    text.map(known).transpose()
}

/// One of our columns.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub ours: String,
    /// What stands in it.
    pub content: Content,
    /// Their columns, by number; none where it is said.
    pub from: Vec<usize>,
    /// What a fault calls them.
    pub theirs: String,
    value: Option<String>,
    all: bool,
    join: String,
    part: Option<(String, i64)>,
    matches: Option<Regex>,
    values: Vec<(String, String)>,
    default: Option<String>,
    dates: Option<Vec<DateForm>>,
    style: Option<Style>,
    decimals: Option<usize>,
    time: Option<NaiveTime>,
}

impl Field {
    /// Of its text; `number` gives each of their columns its number.
    pub fn new(
        ours: &str,
        content: Content,
        text: &FieldText,
        century: Option<i32>,
        number: &mut dyn FnMut(&str) -> Result<usize, String>,
    ) -> Result<Field, String> {
        let rule = match text {
            OrColumn::Column(name) => RuleText { column: Some(name.clone()), ..RuleText::default() },
            OrColumn::Table(rule) => rule.clone(),
        };
        let names: Vec<&String> = rule.column.iter().chain(&rule.columns.0).collect();
        match (rule.column.is_some(), rule.columns.0.is_empty(), &rule.value) {
            (true, true, None) | (false, false, None) | (false, true, Some(_)) => {}
            _ => return Err("it is of a `column`, of `columns`, or a `value`: one of these".to_owned()),
        }
        let part = match (rule.split, rule.part) {
            (None, None) => None,
            (Some(split), Some(part)) if part != 0 && !split.is_empty() => Some((split, part)),
            _ => {
                return Err(
                    "`split` and `part` stand together; parts are counted from 1, or from the end by -1".to_owned()
                );
            }
        };
        let regex = |text: String| {
            let built = RegexBuilder::new(&text).size_limit(MAX_REGEX).dfa_size_limit(MAX_REGEX).build();
            built.map_err(|why| format!("match: {}", why.to_string().lines().last().unwrap_or_default()))
        };
        let time = |text: String| {
            let read = NaiveTime::parse_from_str(&text, "%H:%M");
            read.map_err(|_| format!("time: `{text}` is no time of day (08:00)"))
        };
        let dates = (!rule.dates.0.is_empty()).then(|| date_forms(&rule.dates, century)).transpose()?;
        Ok(Field {
            ours: ours.to_owned(),
            content,
            theirs: match names.is_empty() {
                true => ours.to_owned(),
                false => names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" + "),
            },
            from: names.into_iter().map(|name| number(name)).collect::<Result<_, _>>()?,
            value: rule.value,
            all: rule.all,
            join: rule.join.unwrap_or_else(|| " ".to_owned()),
            part,
            matches: rule.matches.map(regex).transpose()?,
            values: rule.values.into_iter().map(|(theirs, ours)| (theirs.trim().to_lowercase(), ours)).collect(),
            default: rule.default,
            dates,
            style: style(rule.numbers.as_deref())?,
            decimals: match rule.decimals {
                Some(_) if !content.is_number() => return Err("decimals: it is no number".to_owned()),
                Some(places) if !(1..=9).contains(&places) => return Err("decimals: 1 to 9".to_owned()),
                decimals => decimals,
            },
            time: rule.time.map(time).transpose()?,
        })
    }

    /// The words of ours that its table of values may give.
    pub fn given(&self) -> impl Iterator<Item = &str> {
        let values = self.values.iter().map(|(_, ours)| ours.as_str()).filter(|ours| *ours != "*");
        values.chain(self.value.as_deref()).chain(self.default.as_deref())
    }

    /// The text that a record has for it; an empty one says nothing.
    pub fn text(&self, record: &dyn Record, element: Option<usize>) -> Read<String> {
        if let Some(value) = &self.value {
            return Ok(value.clone());
        }
        let mut text = String::new();
        for column in &self.from {
            let cell = record.text(*column, element)?;
            let cell = cell.trim();
            if cell.is_empty() && self.all {
                text.clear();
                break;
            }
            if !cell.is_empty() {
                if !text.is_empty() {
                    text.push_str(&self.join);
                }
                text.push_str(cell);
            }
        }
        if text.is_empty() {
            return Ok(self.default.clone().unwrap_or_default());
        }
        let Some(text) = self.taken_apart(text)? else { return Ok(self.default.clone().unwrap_or_default()) };
        self.by_value(text)
    }

    /// A part of it; nothing where there is no such part, and the mapping says what then.
    fn taken_apart(&self, mut text: String) -> Read<Option<String>> {
        if let Some((split, part)) = &self.part {
            let parts: Vec<&str> = text.split(split.as_str()).map(str::trim).collect();
            let at = if *part > 0 { *part - 1 } else { parts.len() as i64 + *part };
            let found = usize::try_from(at).ok().and_then(|at| parts.get(at)).map(|part| (*part).to_owned());
            match found {
                Some(found) => text = found,
                None if self.default.is_some() => return Ok(None),
                None => return bad(Code::CellUnknown, format!("`{}` has no part {part} by `{split}`", shown(&text))),
            }
        }
        if let Some(regex) = &self.matches {
            let found = regex.captures(&text).map(|found| {
                let group = found.get(1).or_else(|| found.get(0).filter(|_| regex.captures_len() == 1));
                group.map_or_else(String::new, |group| group.as_str().trim().to_owned())
            });
            match found {
                Some(found) => text = found,
                None if self.default.is_some() => return Ok(None),
                None => return bad(Code::CellUnknown, format!("`{}` does not fit `{regex}`", shown(&text))),
            }
        }
        Ok(Some(text))
    }

    /// Our word for theirs. A word of ours needs no table.
    fn by_value(&self, text: String) -> Read<String> {
        if self.values.is_empty() || text.is_empty() {
            return Ok(text);
        }
        let wanted = text.trim().to_lowercase();
        let find = |name: &str| self.values.iter().find(|(theirs, _)| theirs == name).map(|(_, ours)| ours);
        if let Some(ours) = find(&wanted).or_else(|| find("*")) {
            return Ok(if ours == "*" { text } else { ours.clone() });
        }
        let words = self.content.words();
        if words.contains(&wanted.as_str()) {
            return Ok(wanted);
        }
        let theirs = self.values.iter().map(|(theirs, _)| theirs.as_str());
        let near = nearest(&wanted, theirs.clone()).map(|near| format!("; did they mean `{near}`?"));
        let known = theirs.chain(words).map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        bad(
            Code::CellUnknown,
            format!("the mapping has no value for `{}`; it knows {known}{}", shown(&text), near.unwrap_or_default()),
        )
    }

    /// The text as our own files have it. `zone` is that of local times.
    pub fn ours(&self, text: String, forms: &Forms, zone: Option<Tz>) -> Read<String> {
        if text.is_empty() {
            return Ok(text);
        }
        match self.content {
            content if content.is_number() => self.number(&text, forms),
            Content::Currency => Ok(text.to_uppercase()),
            Content::Flag => flag(&text, forms),
            Content::Date | Content::Instant => self.time(&text, forms, zone),
            Content::Zone => forms.zones.named(&text).map(|zone| zone.to_string()),
            _ => Ok(text),
        }
    }

    /// The sign of money with which an amount is written.
    pub fn sign(&self, text: &str, forms: &Forms) -> Option<Sign> {
        let is_money = self.content == Content::Money;
        is_money.then(|| self.style.unwrap_or(forms.style).signed(text)).flatten().and_then(|(_, sign)| sign)
    }

    fn number(&self, text: &str, forms: &Forms) -> Read<String> {
        let style = self.style.unwrap_or(forms.style);
        let Some(plain) = style.plain(text) else {
            let message = format!("`{}` is no number written like {}", shown(text), style.example());
            return bad(Code::NumberWrong, message);
        };
        let plain = match self.decimals {
            Some(places) => pointed(&plain, places)?,
            None => plain,
        };
        let counts = matches!(self.content, Content::Whole | Content::Position);
        // A sheet writes a count of pieces as 12.00.
        Ok(match plain.split_once('.') {
            Some((whole, part)) if counts && part.bytes().all(|b| b == b'0') => whole.to_owned(),
            _ => plain,
        })
    }

    fn time(&self, text: &str, forms: &Forms, zone: Option<Tz>) -> Read<String> {
        let dates = self.dates.as_ref().unwrap_or(&forms.dates);
        let Some(stated) = dates.iter().find_map(|form| form.read(text)) else {
            // What no form reads may be written as ours is, which means one thing only.
            let iso =
                text.len() >= 10 && text.as_bytes()[..4].iter().all(u8::is_ascii_digit) && text.as_bytes()[4] == b'-';
            return match (iso, self.content, dates.is_empty()) {
                (true, Content::Date, _) if text.len() == 10 => cell::date(text).map(|day| day.to_string()),
                (true, Content::Date, _) => match cell::instant(text, None) {
                    Ok(at) => local_day(at, text, zone),
                    Err(_) => cell::instant(text, Some(Tz::UTC)).map(|at| at.date_naive().to_string()),
                },
                (true, _, _) if text.len() == 10 => {
                    let day = cell::date(text)?;
                    self.instant(Stated::Date(day), text, forms, zone)
                }
                (true, ..) => cell::instant(text, zone).map(|at| at.to_rfc3339()),
                (false, _, true) => bad(
                    Code::TimeWrong,
                    format!(
                        "`{}`: the mapping does not say in which order day and month are (dates = \"M/D/YYYY h:mm A\")",
                        shown(text)
                    ),
                ),
                (false, ..) => {
                    let known: Vec<String> = dates.iter().map(|form| format!("`{}`", form.text)).collect();
                    bad(Code::TimeWrong, format!("`{}` is written like none of {}", shown(text), known.join(", ")))
                }
            };
        };
        if self.content == Content::Date {
            return match stated {
                Stated::At(at) => local_day(at.to_utc(), text, zone),
                _ => Ok(stated.day().to_string()),
            };
        }
        self.instant(stated, text, forms, zone)
    }

    fn instant(&self, stated: Stated, text: &str, forms: &Forms, zone: Option<Tz>) -> Read<String> {
        let (local, zone) = match stated {
            Stated::At(at) => return Ok(at.to_utc().to_rfc3339()),
            Stated::Named(local, name) => (local, Some(forms.zones.named(&name)?)),
            Stated::Local(local) => (local, zone),
            Stated::Date(day) => match self.time {
                Some(time) => (day.and_time(time), zone),
                None => {
                    let message =
                        format!("`{}` is a day without a time; say which one it means: time = \"08:00\"", shown(text));
                    return bad(Code::TimeWrong, message);
                }
            },
        };
        match zone {
            Some(zone) => cell::in_zone(local, zone, text).map(|at| at.to_rfc3339()),
            None => bad(
                Code::TimeWrong,
                format!("`{}` has no offset, and the mapping says no zone for it: [zones] default", shown(text)),
            ),
        }
    }
}

/// The day on which a point in time is: which one that is hangs on the zone.
fn local_day(at: Instant, text: &str, zone: Option<Tz>) -> Read<String> {
    match zone {
        Some(zone) => Ok(at.with_timezone(&zone).date_naive().to_string()),
        None => bad(
            Code::TimeWrong,
            format!(
                "`{}` is a point in time, and the mapping says no zone whose day it is: [zones] default",
                shown(text)
            ),
        ),
    }
}

/// A number of which no point is written, with its point.
fn pointed(plain: &str, places: usize) -> Read<String> {
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", plain),
    };
    if digits.contains('.') {
        return bad(
            Code::NumberWrong,
            format!("`{}` has a point, and decimals = {places} says that none is written", shown(plain)),
        );
    }
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let whole = whole.trim_start_matches('0');
    Ok(format!("{sign}{}.{part}", if whole.is_empty() { "0" } else { whole }))
}

fn flag(text: &str, forms: &Forms) -> Read<String> {
    let word = text.trim().to_lowercase();
    let says = |stated: &[String], usual: &[&str]| stated.contains(&word) || usual.contains(&word.as_str());
    if says(&forms.yes, &[]) || !says(&forms.no, &[]) && says(&[], &["yes", "y", "true", "t", "x", "1"]) {
        return Ok("yes".to_owned());
    }
    if says(&forms.no, &["no", "n", "false", "f", "0"]) {
        return Ok("no".to_owned());
    }
    bad(Code::FlagWrong, format!("`{}` is neither yes nor no; state it: [flags] yes = [\"…\"]", shown(text)))
}

//! Cells: one text to one value, or what is wrong with it. Codes LH-220 to LH-229.

use linehaul_domain::Decimal;
use linehaul_domain::canonical;
use linehaul_domain::chrono::{DateTime, LocalResult, NaiveDateTime, TimeZone};
use linehaul_domain::fault::Code;
use linehaul_domain::money::Currency;
use linehaul_domain::near::nearest;
use linehaul_domain::pages::Pages;
use linehaul_domain::postal::{Country, Email};
use linehaul_domain::time::{Instant, NaiveDate, Tz, Utc};

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCell {
    /// `LH-2nn`.
    pub code: Code,
    /// In words.
    pub message: String,
}

/// Least quantity of anything, but for none.
const LEAST_QUANTITY: Decimal = Decimal::from_parts(1, 0, 0, false, 3);

/// Longest text of a cell that a message quotes, in characters.
const MAX_SHOWN: usize = 80;

/// A cell as a message quotes it.
pub fn shown(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

/// A value, or what is wrong.
pub type Read<T> = Result<T, BadCell>;

/// A bad cell.
pub fn bad<T>(code: Code, message: impl Into<String>) -> Read<T> {
    Err(BadCell { code, message: message.into() })
}

/// An exact decimal.
pub fn decimal(text: &str) -> Read<Decimal> {
    match canonical::exact(text) {
        Some(value) => Ok(value),
        None => bad(Code::NumberWrong, format!("`{}` is not a plain decimal number", shown(text))),
    }
}

/// A decimal that is not negative.
pub fn quantity(text: &str) -> Read<Decimal> {
    match decimal(text)? {
        value if value < Decimal::ZERO => bad(Code::NumberWrong, format!("{text} is negative")),
        // No mile and no pound is told so finely: a minimum would be billed for nothing at all.
        value if !value.is_zero() && value < LEAST_QUANTITY => {
            bad(Code::NumberWrong, format!("{} is less than {LEAST_QUANTITY}", shown(text)))
        }
        value => Ok(value),
    }
}

/// A whole number from 0.
pub fn whole(text: &str) -> Read<u32> {
    text.trim().parse().or_else(|_| bad(Code::NumberWrong, format!("`{}` is not a whole number", shown(text))))
}

/// A position: a whole number from 1.
pub fn position(text: &str) -> Read<u32> {
    match whole(text)? {
        0 => bad(Code::NumberWrong, "positions are counted from 1"),
        position => Ok(position),
    }
}

/// Pages of a file.
pub fn pages(text: &str) -> Read<Pages> {
    let wrong = || bad(Code::PagesWrong, format!("`{}` says no pages as `3`, `1-2` or `1,4-6` do", shown(text)));
    Pages::of_text(text).map_or_else(wrong, Ok)
}

/// A currency code.
pub fn currency(text: &str) -> Read<Currency> {
    shown(text.trim()).parse().or_else(|why: String| bad(Code::CurrencyWrong, why))
}

/// A country by its two letters.
pub fn country(text: &str) -> Read<Country> {
    shown(text.trim()).parse().or_else(|why: String| bad(Code::CountryUnknown, why))
}

/// An e-mail address.
pub fn email(text: &str) -> Read<Email> {
    let wrong = |_: String| {
        bad(Code::ContactWrong, format!("`{}` is no e-mail address like ann@example.com", shown(text.trim())))
    };
    text.trim().parse().or_else(wrong)
}

/// Abbreviations that are said of zones, with the zone that is probably meant where they are. None of them says when clocks are
/// changed, and some mean another place elsewhere.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("EST EDT ET EASTERN", "America/New_York"),
    ("CST CDT CT CENTRAL", "America/Chicago"),
    ("MST MDT MT MOUNTAIN", "America/Denver"),
    ("PST PDT PT PACIFIC", "America/Los_Angeles"),
    ("AKST AKDT", "America/Anchorage"),
    ("HST HDT", "Pacific/Honolulu"),
    ("AST ADT", "America/Halifax"),
    ("NST NDT", "America/St_Johns"),
];

/// The zone that an abbreviation probably means.
pub fn abbreviated(text: &str) -> Option<&'static str> {
    let upper = text.trim().to_ascii_uppercase();
    let (_, zone) = ABBREVIATIONS.iter().find(|(names, _)| names.split(' ').any(|name| name == upper))?;
    Some(zone)
}

/// An IANA zone; a misspelt one is told with the nearest.
pub fn zone(text: &str) -> Read<Tz> {
    zone_unhinted(text).or_else(|BadCell { code, message }| {
        if abbreviated(text).is_some() {
            return bad(code, message);
        }
        let near = nearest(text.trim(), linehaul_domain::chrono_tz::TZ_VARIANTS.iter().map(|z| z.name()));
        let hint = near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
        bad(code, message + &hint)
    })
}

/// An IANA zone.
pub fn zone_unhinted(text: &str) -> Read<Tz> {
    let text = text.trim();
    // Some of them are IANA's names too, of zones in which clocks are never changed: nobody in dispatch means those.
    if let Some(meant) = abbreviated(text) {
        let message = format!("`{}` is an abbreviation and no IANA time zone; did you mean `{meant}`?", shown(text));
        return bad(Code::ZoneUnknown, message);
    }
    text.parse().or_else(|_| bad(Code::ZoneUnknown, format!("`{}` is no IANA time zone", shown(text))))
}

/// An instant with its offset (RFC 3339), or a local time in the zone given; a local time that a clock change makes
/// ambiguous or impossible is bad.
pub fn instant(text: &str, zone: Option<Tz>) -> Read<Instant> {
    let text = text.trim();
    let with_t = || text.replacen(' ', "T", 1);
    let exact = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc3339(&with_t()));
    // An offset says which hour it is, with or without seconds.
    if let Ok(at) = exact.or_else(|_| DateTime::parse_from_str(&with_t(), "%Y-%m-%dT%H:%M%:z")) {
        return Ok(at.with_timezone(&Utc));
    }
    let formats = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let Some(local) = formats.iter().find_map(|f| NaiveDateTime::parse_from_str(text, f).ok()) else {
        return bad(
            Code::TimeWrong,
            format!("`{}` is no point in time (2025-01-31 08:00, or with an offset)", shown(text)),
        );
    };
    match zone {
        Some(zone) => in_zone(local, zone, text),
        None => bad(Code::TimeWrong, format!("`{}` has no offset, and no zone says what it means", shown(text))),
    }
}

/// A local time in a zone; one that a clock change makes ambiguous or impossible is bad.
pub fn in_zone(local: NaiveDateTime, zone: Tz, text: &str) -> Read<Instant> {
    let text = shown(text);
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => Ok(at.with_timezone(&Utc)),
        LocalResult::None => bad(Code::TimeNotOnce, format!("{text} does not exist in {zone}: clocks went forward")),
        LocalResult::Ambiguous(..) => bad(
            Code::TimeNotOnce,
            format!("{text} happened twice in {zone}: clocks went back; give it with its offset"),
        ),
    }
}

/// A date.
pub fn date(text: &str) -> Read<NaiveDate> {
    text.trim().parse().or_else(|_| bad(Code::TimeWrong, format!("`{}` is no date (2025-01-31)", shown(text))))
}

/// Yes or no.
pub fn flag(text: &str) -> Read<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "yes" | "true" | "y" | "1" => Ok(true),
        "no" | "false" | "n" | "0" => Ok(false),
        _ => bad(Code::FlagWrong, format!("`{}` is neither yes nor no", shown(text))),
    }
}

/// One of some words.
pub fn word<T: Copy>(text: &str, of: &str, known: &[(&str, T)]) -> Read<T> {
    let wanted = text.trim().to_ascii_lowercase();
    if let Some((_, value)) = known.iter().find(|(name, _)| *name == wanted) {
        return Ok(*value);
    }
    let near = nearest(&wanted, known.iter().map(|(name, _)| *name));
    let hint = match near {
        Some(near) => format!("; did you mean `{near}`?"),
        None if known.len() <= MAX_WORDS => {
            format!(" ({})", known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "))
        }
        None => String::new(),
    };
    bad(Code::CellUnknown, format!("`{}` is no {of}{hint}", shown(text)))
}

/// So many known words are told where none of them is near.
const MAX_WORDS: usize = 25;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_times_are_read_in_their_zone_and_gaps_are_refused() {
        let chicago = Some(linehaul_domain::chrono_tz::America::Chicago);
        assert_eq!(instant("2025-01-03 08:00", chicago).expect("read").to_rfc3339(), "2025-01-03T14:00:00+00:00");
        assert_eq!(instant("2025-03-09 02:30", chicago).expect_err("a gap").code, Code::TimeNotOnce);
        assert_eq!(instant("2025-11-02 01:30", chicago).expect_err("twice").code, Code::TimeNotOnce);
        assert_eq!(instant("2025-01-03 08:00", None).expect_err("no zone").code, Code::TimeWrong);
        assert!(instant("2025-01-03T08:00:00-06:00", None).is_ok());
        assert_eq!(instant("2025-01-03 08:00-06:00", None), instant("2025-01-03T08:00:00-06:00", None));
    }

    #[test]
    fn a_misspelt_zone_is_named() {
        assert!(zone("America/Chicgo").expect_err("bad").message.contains("America/Chicago"));
        for (text, meant) in [("CST", "America/Chicago"), ("est", "America/New_York"), ("MST", "America/Denver")] {
            let message = zone(text).expect_err("an abbreviation").message;
            assert!(message.contains(meant) && !message.contains("CET"), "{message}");
        }
    }
}

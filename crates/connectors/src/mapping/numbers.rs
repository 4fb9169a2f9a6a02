//! Numbers as people write them: `$1,125.00`, `39,220`, `(50.00)`; `1.125,00` where a mapping states it. What groups digits
//! must group them by three: a comma elsewhere may be somebody's decimal point.

use crate::money_sign::Sign;

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// `1,125.00`
    #[default]
    Point,
    /// `1.125,00`
    Comma,
}

impl Style {
    /// By the example that stands in a mapping.
    pub fn from_example(text: &str) -> Option<Style> {
        match text.trim() {
            "1,125.00" => Some(Style::Point),
            "1.125,00" | "1 125,00" => Some(Style::Comma),
            _ => None,
        }
    }

    /// The example.
    pub fn example(self) -> &'static str {
        match self {
            Style::Point => "1,125.00",
            Style::Comma => "1.125,00",
        }
    }

    /// A plain decimal; nothing where it is not written so.
    pub fn plain(self, text: &str) -> Option<String> {
        self.signed(text).map(|(plain, _)| plain)
    }

    /// The same, with the sign of money that stands before it.
    pub(super) fn signed(self, text: &str) -> Option<(String, Option<Sign>)> {
        let mut text = text.trim();
        let (mut negative, mut money) = (false, None);
        if let Some(inner) = text.strip_prefix('(') {
            text = inner.strip_suffix(')')?.trim();
            negative = true;
        }
        for _ in 0..2 {
            if let Some(rest) = text.strip_prefix(['-', '\u{2212}']) {
                if negative {
                    return None;
                }
                negative = true;
                text = rest.trim_start();
            }
            if let Some((sign, rest)) = Sign::before(text).filter(|_| money.is_none()) {
                (money, text) = (Some(sign), rest.trim_start());
            }
        }
        let (group, point) = match self {
            Style::Point => (',', '.'),
            Style::Comma => ('.', ','),
        };
        let (whole, part) = text.split_once(point).map_or((text, None), |(whole, part)| (whole, Some(part)));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if part.is_some_and(|part| !digits(part)) {
            return None;
        }
        let grouped = |c: char| c == group || self == Style::Comma && matches!(c, ' ' | '\u{a0}' | '\u{202f}');
        let mut groups = whole.split(grouped);
        let first = groups.next()?;
        let rest: Vec<&str> = groups.collect();
        if !rest.is_empty() && first.len() > 3 || rest.iter().any(|part| part.len() != 3 || !digits(part)) {
            return None;
        }
        // `.50` is a number.
        let only_part = first.is_empty() && rest.is_empty() && part.is_some();
        if !digits(first) && !only_part {
            return None;
        }
        let sign = if negative { "-" } else { "" };
        let first = if first.is_empty() { "0" } else { first };
        let part = part.map(|part| format!(".{part}")).unwrap_or_default();
        Some((format!("{sign}{first}{}{part}", rest.concat()), money))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, wanted) in [
            ("$1,125.00", Some("1125.00")),
            ("39,220", Some("39220")),
            ("(50.00)", Some("-50.00")),
            ("($1,250.5)", Some("-1250.5")),
            ("-$12.00", Some("-12.00")),
            ("$-12.00", Some("-12.00")),
            ("$$12.00", None),
            (" 612 ", Some("612")),
            (".5", Some("0.5")),
            ("1,234,567.89", Some("1234567.89")),
            ("1,25.00", None),
            ("12,50", None),
            ("1.125,00", None),
            ("1234,567", None),
            ("1e3", None),
            ("--5", None),
            ("(-5)", None),
            ("5.", None),
            ("$", None),
            ("", None),
            ("12 lbs", None),
            ("1,,000", None),
        ] {
            assert_eq!(Style::Point.plain(text).as_deref(), wanted, "{text}");
        }
        for (text, wanted) in
            [("1.125,00", Some("1125.00")), ("1 125,5", Some("1125.5")), ("39.220", Some("39220")), ("1,125.00", None)]
        {
            assert_eq!(Style::Comma.plain(text).as_deref(), wanted, "{text}");
        }
    }
}

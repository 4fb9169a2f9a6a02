//! The text of a contract: places in it, and what stands there.

use linehaul_domain::terms::Place;
use rhai::Position;

/// The byte of a line and column, both from 1.
pub fn offset(text: &str, line: u32, column: u32) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum();
    let here = text.get(before..).unwrap_or_default();
    before + here.char_indices().nth(column.saturating_sub(1) as usize).map_or(here.len(), |(i, _)| i)
}

/// The phrase at a place up to its semicolon, on one line and without remarks.
pub fn phrase_at(text: &str, place: &Place) -> String {
    let start = offset(text, place.line, place.column);
    let code = without_comments(text);
    let length = code.get(start..).and_then(|rest| rest.find(';')).unwrap_or(0);
    let mut phrase = text.get(start..start + length).unwrap_or_default();
    let mut lines = Vec::new();
    while let Some((line, rest)) = phrase.split_once('\n') {
        lines.push(before_remark(line));
        phrase = rest;
    }
    lines.push(before_remark(phrase));
    lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn before_remark(line: &str) -> &str {
    let mut quoted = false;
    for (at, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '/' if !quoted && line[at..].starts_with("//") => return &line[..at],
            _ => {}
        }
    }
    line
}

/// Where the last `/*` stands.
pub fn last_comment(text: &str) -> Position {
    position(text, text.rfind("/*").unwrap_or_default())
}

/// Line and column of a byte.
pub fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or_default();
    let line = u16::try_from(before.matches('\n').count() + 1).unwrap_or(u16::MAX);
    let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
    Position::new(line, u16::try_from(column).unwrap_or(u16::MAX))
}

/// The text with `//` comments and quoted texts blanked, byte for byte.
pub fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut quoted, mut comment) = (false, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => (comment, quoted) = (false, false),
            '"' if !comment => quoted = !quoted,
            '/' if !quoted && chars.peek() == Some(&'/') => comment = true,
            _ => {}
        }
        if (comment || quoted) && c != '\n' {
            out.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else {
            out.push(c);
        }
    }
    out
}

/// The text with the statement at a place blanked, every other character where it was. Nothing where none stands there.
pub fn without_statement(text: &str, line: u32, column: u32) -> Option<String> {
    let start = offset(text, line, column);
    let code = without_comments(text);
    let end = start + code.get(start..)?.find(';')? + 1;
    let blank = |c: char| if c == '\n' { c } else { ' ' };
    let statement = text.get(start..end)?;
    let blanked: String = statement.chars().map(blank).collect();
    (statement.trim() != "").then(|| format!("{}{blanked}{}", &text[..start], &text[end..]))
}

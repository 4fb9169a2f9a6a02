//! The text of a contract: places in it, and what stands there.

use linehaul_domain::spelt::is_obeyed;
use linehaul_domain::terms::Location;
use rhai::Position;

/// The byte of a line and column, both from 1.
pub fn offset(text: &str, line: u32, column: u32) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum();
    let here = text.get(before..).unwrap_or_default();
    before + here.char_indices().nth(column.saturating_sub(1) as usize).map_or(here.len(), |(i, _)| i)
}

/// The phrase at a place up to its semicolon, on one line and without remarks.
pub fn phrase_at(text: &str, location: &Location) -> String {
    let start = offset(text, location.line, location.column);
    let mut phrase = String::new();
    for (_, c, part) in parts(text).skip_while(|(at, ..)| *at < start) {
        match (c, part) {
            (';', Part::Code) => break,
            (_, Part::Remark) => phrase.push(' '),
            _ => phrase.push(c),
        }
    }
    phrase.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a character belongs to. The quote that ends a text counts as code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Code,
    Quoted,
    Remark,
}

/// Every character with its byte and what it belongs to: remarks run to the end of the line, or from `/*` to its `*/`, which
/// nest; a text in quotes may have quotes behind a backslash.
fn parts(text: &str) -> impl Iterator<Item = (usize, char, Part)> + '_ {
    let (mut quoted, mut line, mut depth, mut skip) = (false, false, 0usize, 0usize);
    text.char_indices().map(move |(at, c)| {
        if skip > 0 {
            skip -= 1;
            let part = if quoted { Part::Quoted } else { Part::Remark };
            return (at, c, part);
        }
        let next = |wanted: &str| text[at..].starts_with(wanted);
        match c {
            '\n' => (line, quoted) = (false, false),
            _ if line => {}
            '/' if !quoted && next("/*") => (depth, skip) = (depth + 1, 1),
            '*' if depth > 0 && next("*/") => (depth, skip) = (depth - 1, 1),
            _ if depth > 0 => {}
            '\\' if quoted => skip = 1,
            '"' => quoted = !quoted,
            '/' if !quoted && next("//") => line = true,
            _ => {}
        }
        let remark = line || depth > 0 || (skip > 0 && !quoted);
        let part = match (quoted, remark) {
            (true, _) => Part::Quoted,
            (_, true) => Part::Remark,
            _ => Part::Code,
        };
        (at, c, part)
    })
}

/// Signs within remarks and texts in quotes that turn the direction of a text, have no width or are none: line, column, sign.
pub fn unseen(text: &str) -> impl Iterator<Item = ((u32, u32), char)> + '_ {
    let (mut line, mut column) = (1, 0);
    parts(text).filter_map(move |(_, c, part)| {
        column += 1;
        let at = (line, column);
        if c == '\n' {
            (line, column) = (line + 1, 0);
        }
        let told = part != Part::Code && is_obeyed(c) && !matches!(c, '\n' | '\r' | '\t');
        told.then_some((at, c))
    })
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

/// The text with remarks and quoted texts blanked, byte for byte.
pub fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (_, c, part) in parts(text) {
        match part {
            Part::Code => out.push(c),
            _ if c == '\n' => out.push(c),
            _ => out.extend(std::iter::repeat_n(' ', c.len_utf8())),
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

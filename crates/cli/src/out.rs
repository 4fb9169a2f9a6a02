//! Printing: aligned tables, colour only on a terminal, one JSON document when asked.
//!
//! Much of what is printed was written by others: dispatch, an ERP, whoever named a file. A terminal obeys some characters,
//! and some hide in a text or turn it round. They are spelt out here (`spelt`), in one place, on the way out.

use std::borrow::Cow;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use linehaul_api::spelt::{in_json, plain, within};
use linehaul_api::{ApiError, Code};
use serde::Serialize;

/// Widest cell of a table, in characters; what is longer is cut. JSON tells all of it.
const MAX_CELL: usize = 200;

/// One JSON document on standard output.
pub fn json<T: Serialize>(value: &T) {
    written(serde_json::to_string_pretty(value));
}

/// The same, put into JSON already.
pub fn written(json: serde_json::Result<String>) {
    raw_line(&in_json(&json.unwrap_or_else(|e| format!("{{\"error\":\"{e}\"}}"))));
}

/// One JSON document on one line.
pub fn json_line<T: Serialize>(value: &T) -> bool {
    let text = serde_json::to_string(value).unwrap_or_else(|e| format!("{{\"error\":\"{e}\"}}"));
    match writeln!(std::io::stdout(), "{}", in_json(&text)) {
        Ok(()) => true,
        Err(why) if why.kind() == ErrorKind::BrokenPipe => false,
        Err(why) => unwritten(&why),
    }
}

/// A line of text; a reader that has gone away ends the program quietly.
pub fn line(text: &str) {
    raw_line(&shown(text));
}

/// A text of several lines of its own.
pub fn lines(text: &str) {
    text.lines().for_each(line);
}

fn raw_line(text: &str) {
    match writeln!(std::io::stdout(), "{text}") {
        Ok(()) => {}
        Err(why) if why.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        Err(why) => unwritten(&why),
    }
}

/// Was anything said on standard error that did not arrive?
static UNSAID: AtomicBool = AtomicBool::new(false);

/// Lines on standard error. Where nobody can be told, the exit code still tells.
fn say(text: &str) {
    if writeln!(std::io::stderr(), "{text}").is_err() {
        UNSAID.store(true, Ordering::Relaxed);
    }
}

/// Did all that was said on standard error arrive?
pub fn all_is_said() -> bool {
    !UNSAID.load(Ordering::Relaxed)
}

/// What was said did not arrive (a full disk): whoever waits for it must not take that for success.
fn unwritten(why: &std::io::Error) -> ! {
    let code = shown(&paint("31;1", Code::OutputUnwritable.as_str(), true)).into_owned();
    say(&format!(
        "{code} standard output cannot be written: {why}\n  What was to be said is not there, or only a part of it.\n  -> Make room, then run it again."
    ));
    std::process::exit(2);
}

/// An error: code, what happened, what it means, what to do. With `--json` it is one document on standard output.
pub fn error(error: &ApiError, as_json: bool) {
    if as_json {
        json(&serde_json::json!({ "error": error }));
    }
    let mut text = format!(
        "{} {}\n  {}",
        paint("31;1", error.code.as_str(), true),
        indented(&error.message),
        indented(&error.meaning)
    );
    if !error.next_step.is_empty() {
        text.push_str(&format!("\n  -> {}", indented(&error.next_step)));
    }
    say(&text.lines().map(shown).collect::<Vec<_>>().join("\n"));
}

/// Some messages have lines of their own (a place in a file, drawn). They are set in, so that none can pass for another
/// message.
fn indented(text: &str) -> String {
    text.lines().collect::<Vec<_>>().join("\n    ")
}

/// LH-115: words that are no command. Told as JSON alone: on standard error they are told already.
pub fn unread_words(message: &str) {
    let message = message.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let error = ApiError {
        code: Code::WordsUnread,
        message,
        meaning: "Nothing was done.".to_owned(),
        next_step: "`linehaul --help` tells the words.".to_owned(),
    };
    json(&serde_json::json!({ "error": error }));
}

/// A remark on standard error.
pub fn remark(text: &str) {
    say(&shown(text));
}

/// Text in a colour, on a terminal that wants colour. It stands between marks until it is written.
pub fn paint(colour: &str, text: &str, to_stderr: bool) -> String {
    let terminal = if to_stderr { std::io::stderr().is_terminal() } else { std::io::stdout().is_terminal() };
    if terminal && std::env::var_os("NO_COLOR").is_none() {
        let mark = mark();
        format!("{mark}{colour}m{text}{mark}0m")
    } else {
        text.to_owned()
    }
}

/// Where our own colours begin and end: characters that stand in no text, in an order that nobody outside can know, since
/// it is another in each process. So a text from outside cannot bring colours, or anything that looks like one, of its own.
fn mark() -> &'static str {
    static MARK: OnceLock<String> = OnceLock::new();
    MARK.get_or_init(|| {
        let chance = RandomState::new().build_hasher().finish();
        (0..12).filter_map(|at| char::from_u32(0xfdd0 + (chance >> (5 * at) & 31) as u32)).collect()
    })
}

/// A text as it is written to a terminal: our own colours, and nothing else that a terminal obeys.
fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(mark()) {
        return plain(text);
    }
    let parts: Vec<Cow<'_, str>> = text.split(mark()).map(plain).collect();
    Cow::Owned(parts.join("\u{1b}["))
}

/// Bold on a terminal.
pub fn bold(text: &str) -> String {
    paint("1", text, false)
}

/// Dim on a terminal.
pub fn dim(text: &str) -> String {
    paint("2", text, false)
}

/// Columns: `<` left, `>` right.
pub fn table(columns: &[(&str, char)], rows: &[Vec<String>]) {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| within(cell, MAX_CELL).into_owned()).collect()).collect();
    let mut widths: Vec<usize> = columns.iter().map(|(title, _)| title.chars().count()).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let render = |cells: &[String]| {
        let parts =
            cells.iter().zip(columns).zip(&widths).map(|((cell, (_, align)), width)| padded(cell, *width, *align));
        parts.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let head: Vec<String> = columns.iter().map(|(title, _)| (*title).to_owned()).collect();
    line(&dim(&render(&head)));
    for row in &rows {
        line(&render(row));
    }
}

/// A text at the left (`<`) or right (`>`) of a width. The language's own way to pad ends at 65,535 columns, with a panic.
pub fn padded(text: &str, width: usize, align: char) -> String {
    let room = " ".repeat(width.saturating_sub(text.chars().count()));
    if align == '>' { format!("{room}{text}") } else { format!("{text}{room}") }
}

/// `1 load`, `2 loads`.
pub fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// A time of RFC 3339 to the second.
pub fn second(at: &str) -> String {
    let text: String = at.chars().take(19).collect();
    format!("{} UTC", text.replace('T', " "))
}

/// Asks on the terminal; anything but `y` is no, and so is a question that cannot be asked.
pub fn ask(question: &str) -> bool {
    if write!(std::io::stderr(), "{} [y/N] ", plain(question)).is_err() {
        return false;
    }
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("y")
}

#[cfg(test)]
mod tests {
    use super::*;
    use linehaul_api::spelt::is_obeyed;

    #[test]
    fn what_a_terminal_obeys_is_spelt_out_but_for_our_own_colours() {
        let mark = mark();
        assert_eq!(shown(&format!("{mark}1mbold{mark}0m \u{1b}[31mred\n")), "\u{1b}[1mbold\u{1b}[0m \\u{1b}[31mred\\n");
        assert!(mark.chars().all(is_obeyed) && mark.chars().count() == 12);
    }

    #[test]
    fn widths_have_no_end() {
        assert_eq!(
            (padded("ab", 4, '<'), padded("ab", 4, '>'), padded("abc", 2, '>')),
            ("ab  ".into(), "  ab".into(), "abc".into())
        );
        assert_eq!(padded("", 70_000, '<').len(), 70_000);
    }
}

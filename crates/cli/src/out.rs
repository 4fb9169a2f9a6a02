//! Printing: aligned tables, colour only on a terminal, one JSON document when asked.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::{ErrorKind, IsTerminal, Write};

use linehaul_api::ApiError;
use serde::Serialize;

/// One JSON document on standard output.
pub fn json<T: Serialize>(value: &T) {
    let text = serde_json::to_string_pretty(value).unwrap_or_else(|e| format!("{{\"error\":\"{e}\"}}"));
    line(&text);
}

/// One JSON document on one line.
pub fn json_line<T: Serialize>(value: &T) -> bool {
    let text = serde_json::to_string(value).unwrap_or_else(|e| format!("{{\"error\":\"{e}\"}}"));
    match writeln!(std::io::stdout(), "{text}") {
        Ok(()) => true,
        Err(why) if why.kind() == ErrorKind::BrokenPipe => false,
        Err(why) => unwritten(&why),
    }
}

/// A line of text; a reader that has gone away ends the program quietly.
pub fn line(text: &str) {
    match writeln!(std::io::stdout(), "{text}") {
        Ok(()) => {}
        Err(why) if why.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        Err(why) => unwritten(&why),
    }
}

/// What was said did not arrive (a full disk): whoever waits for it must not take that for success.
fn unwritten(why: &std::io::Error) -> ! {
    eprintln!(
        "{} standard output cannot be written: {why}\n  What was to be said is not there, or only a part of it.\n  -> Make room, then run it again.",
        paint("31;1", "LH-110", true)
    );
    std::process::exit(2);
}

/// An error: code, what happened, what it means, what to do. With `--json` it is one document on standard output.
pub fn error(error: &ApiError, as_json: bool) {
    if as_json {
        json(&serde_json::json!({ "error": error }));
    }
    let mut text = format!("{} {}\n  {}", paint("31;1", &error.code, true), error.message, error.meaning);
    if !error.next_step.is_empty() {
        text.push_str(&format!("\n  -> {}", error.next_step));
    }
    eprintln!("{text}");
}

/// LH-115: words that are no command. Told as JSON alone: on standard error they are told already.
pub fn unread_words(message: &str) {
    let message = message.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let error = ApiError {
        code: "LH-115".to_owned(),
        message,
        meaning: "Nothing was done.".to_owned(),
        next_step: "`linehaul --help` tells the words.".to_owned(),
    };
    json(&serde_json::json!({ "error": error }));
}

/// A remark on standard error.
pub fn remark(text: &str) {
    eprintln!("{text}");
}

/// Text in a colour, on a terminal that wants colour.
pub fn paint(colour: &str, text: &str, to_stderr: bool) -> String {
    let terminal = if to_stderr { std::io::stderr().is_terminal() } else { std::io::stdout().is_terminal() };
    if terminal && std::env::var_os("NO_COLOR").is_none() {
        format!("\u{1b}[{colour}m{text}\u{1b}[0m")
    } else {
        text.to_owned()
    }
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
    let mut widths: Vec<usize> = columns.iter().map(|(title, _)| title.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let render = |cells: &[String]| {
        let parts = cells.iter().zip(columns).zip(&widths).map(|((cell, (_, align)), width)| match align {
            '>' => format!("{cell:>width$}"),
            _ => format!("{cell:<width$}"),
        });
        parts.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let head: Vec<String> = columns.iter().map(|(title, _)| (*title).to_owned()).collect();
    line(&dim(&render(&head)));
    for row in rows {
        line(&render(row));
    }
}

/// `1 load`, `2 loads`.
pub fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// Asks on the terminal; anything but `y` is no.
pub fn ask(question: &str) -> bool {
    eprint!("{question} [y/N] ");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("y")
}

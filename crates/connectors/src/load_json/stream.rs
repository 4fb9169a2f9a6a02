//! Many loads from one stream, in bounded memory: a document of one load, or a load a line.

use std::collections::VecDeque;
use std::io::{BufRead, Read};

use linehaul_domain::fault::Outcome;
use linehaul_domain::load::Load;
use serde_json::Value;

use super::{Field, Told, fault, read_given_once, read_told};
use crate::once;

/// Longest load that is read, in bytes of its JSON.
pub const MAX_LOAD_BYTES: usize = 4 * 1024 * 1024;

/// So many lines of a load are looked at for the beginning of another load.
const MOST_TRIES: u64 = 64;

/// Reads loads one after the other: each is a line, or a document over several lines. A load that does not read is one
/// LH-240 that names its line, and reading goes on behind it, also behind a line that is no text or longer than
/// [`MAX_LOAD_BYTES`]; after an input that fails it ends.
pub fn read_loads(input: &mut dyn BufRead) -> impl Iterator<Item = Outcome<Load>> {
    read_loads_told(input).map(|read| read.map(|(load, _)| load))
}

/// The same with every field of each.
pub fn read_loads_told(input: &mut dyn BufRead) -> impl Iterator<Item = Outcome<(Load, Vec<Field>)>> {
    Loads {
        input,
        whole: String::new(),
        lines: 0,
        number: 0,
        lost: false,
        nesting: Nesting::default(),
        ready: VecDeque::new(),
        done: false,
    }
}

/// Why there is no line.
enum Unread {
    /// This one cannot be read; those behind it can.
    Line(String),
    /// The input fails.
    Input(String),
}

struct Loads<'i> {
    input: &'i mut dyn BufRead,
    /// What has come of a load that is not complete.
    whole: String,
    /// Lines in it.
    lines: u64,
    /// Lines read from the input.
    number: u64,
    /// A document over several lines was too long: what follows is passed over up to a line that is a load by itself.
    lost: bool,
    nesting: Nesting,
    ready: VecDeque<Outcome<Told>>,
    done: bool,
}

impl Iterator for Loads<'_> {
    type Item = Outcome<Told>;

    fn next(&mut self) -> Option<Outcome<Told>> {
        loop {
            if let Some(load) = self.ready.pop_front() {
                return Some(load);
            }
            if self.done {
                return None;
            }
            match self.line() {
                Ok(Some(line)) => self.take(&line),
                Ok(None) => self.end(),
                Err(Unread::Line(what)) => {
                    self.lost = self.lines > 0;
                    self.forget();
                    self.ready.push_back(Err(fault(format!("line {}: {what}", self.number))));
                }
                Err(Unread::Input(what)) => {
                    self.done = true;
                    self.ready.push_back(Err(fault(what)));
                }
            }
        }
    }
}

impl Loads<'_> {
    /// The next line, with its end; `None` at the end of the input.
    fn line(&mut self) -> Result<Option<String>, Unread> {
        let room = MAX_LOAD_BYTES.saturating_sub(self.whole.len());
        let mut line = Vec::new();
        let length = self.read(room as u64 + 1, &mut line)?;
        self.number += u64::from(length > 0);
        if length > room {
            while line.last() != Some(&b'\n') {
                line.clear();
                if self.read(MAX_LOAD_BYTES as u64, &mut line)? == 0 {
                    break;
                }
            }
            return Err(Unread::Line(format!("a load is longer than {MAX_LOAD_BYTES} bytes")));
        }
        let line = String::from_utf8(line).map_err(|_| Unread::Line("it is not text in UTF-8".to_owned()))?;
        Ok((length > 0).then_some(line))
    }

    fn read(&mut self, most: u64, line: &mut Vec<u8>) -> Result<usize, Unread> {
        let read = (&mut self.input).take(most).read_until(b'\n', line);
        read.map_err(|e| Unread::Input(format!("the input cannot be read: {e}")))
    }

    /// Reads a load whose last line is the last one read; a fault names the line on which it begins.
    fn load(&self, read: fn(&str) -> Outcome<Told>, text: &str, behind: u64) -> Outcome<Told> {
        let lines = text.trim_end().lines().count().max(1) as u64;
        let first = (self.number + 1).saturating_sub(lines + behind);
        read(text).map_err(|mut fault| {
            fault.what = format!("line {first}: {}", fault.what);
            fault
        })
    }

    fn take(&mut self, line: &str) {
        self.lost = self.lost && !serde_json::from_str::<Value>(line).is_ok_and(|v| v.get("load_number").is_some());
        if line.trim().is_empty() || self.lost {
            return;
        }
        self.whole.push_str(line);
        self.lines += 1;
        self.nesting.read(line);
        // A document of n lines is parsed when it is closed and log n times before, not n times.
        let restarted = line.starts_with('{') && self.lines <= MOST_TRIES;
        if !(self.nesting.depth <= 0 || restarted || self.lines.is_power_of_two()) {
            return;
        }
        match once::given_twice(&self.whole) {
            Err(e) if e.is_eof() => {}
            Err(_) if self.lines > 1 && serde_json::from_str::<Value>(line).is_ok_and(|v| v.is_object()) => {
                // What came before was cut off; this line is a load of its own.
                let before = self.whole.len() - line.len();
                let (cut, own) = (self.load(read_told, &self.whole[..before], 1), self.load(read_told, line, 0));
                self.ready.extend([cut, own]);
                self.forget();
            }
            told => {
                let read = if matches!(told, Ok(None)) { read_given_once } else { read_told };
                let load = self.load(read, &self.whole, 0);
                self.ready.push_back(load);
                self.forget();
            }
        }
    }

    fn end(&mut self) {
        self.done = true;
        if self.whole.is_empty() {
            return;
        }
        let last = self.load(read_told, &self.whole, 0);
        // A line that was cut off may have taken its followers for its own; those that are loads by themselves are read.
        let followers = self.whole.lines().skip(1).filter(|_| last.is_err());
        let loads =
            followers.filter(|line| serde_json::from_str::<Value>(line).is_ok_and(|v| v.get("load_number").is_some()));
        let loads: Vec<Outcome<Told>> = loads.map(read_told).collect();
        self.ready.push_back(last);
        self.ready.extend(loads);
        self.forget();
    }

    fn forget(&mut self) {
        self.whole.clear();
        self.lines = 0;
        self.nesting = Nesting::default();
    }
}

/// How deep a text of JSON stands in brackets.
#[derive(Default)]
struct Nesting {
    depth: i64,
    quoted: bool,
    escaped: bool,
}

impl Nesting {
    fn read(&mut self, text: &str) {
        for c in text.bytes() {
            match c {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.quoted => self.escaped = true,
                b'"' => self.quoted = !self.quoted,
                b'{' | b'[' if !self.quoted => self.depth += 1,
                b'}' | b']' if !self.quoted => self.depth -= 1,
                _ => {}
            }
        }
    }
}

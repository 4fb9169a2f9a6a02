//! Files that a mapping reads: each row or record of theirs becomes rows of ours, and these become facts as those of our own
//! files do. A row is taken whole or not at all.

use std::cell::Cell;
use std::collections::BTreeSet;

use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::Code;
use linehaul_domain::ids::SourceName;
use linehaul_domain::near::nearest;
use linehaul_domain::time::Instant;
use serde_json::Value;

use crate::cell::{BadCell, bad};
use crate::delimited::{self, MAX_CONTENT_CHARS, MAX_ROWS};
use crate::drop::bind::{RowRecord, bind};
use crate::drop::document::{Path, Paths, ValueRecord};
use crate::drop::fields::{self, Fields};
use crate::drop::{AT_ONCE, MAX_BAD_ROWS, OpenDocument, ParsedFile, RowFault, Stated, Take, faults, not_ahead, rows};
use crate::mapping::{BadMade, FileMapping, Fixed, MadeRow, Mapping, Record};
use crate::once;
use crate::workbook;

/// Longest JSON document that is read: all of it is in memory at once, many times as large as it is written.
const MAX_DOCUMENT: usize = 64 << 20;

/// Whose file it is, and when it was received.
pub(super) type Of<'a> = (&'a SourceName, Instant);

/// What became of a row.
pub(super) struct Taken<'r> {
    /// Its line, or the number of its record, from 1.
    pub line: u32,
    /// As it came.
    pub content: &'r dyn Fn() -> String,
    /// The rows of ours that it makes.
    pub made: Vec<MadeRow>,
    /// What they state; nothing where anything is wrong.
    pub facts: Vec<Fact>,
    /// Everything that is wrong.
    pub faults: Vec<RowFault>,
}

/// What is said of a file as a whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Whole {
    pub notes: Vec<String>,
    pub unread: Vec<String>,
    pub ignored: Vec<String>,
}

/// Reads a file by a mapping, and hands its facts over.
pub(super) fn read(
    (source, file, received): (&SourceName, &str, Instant),
    bytes: &[u8],
    mapping: &Mapping,
    open: OpenDocument<'_>,
    take: Take<'_>,
) -> ParsedFile {
    let (mut parsed, mut good, mut part) = (ParsedFile::default(), 0, Stated::default());
    let told = Cell::new(0);
    let whole = of_name(mapping, file).and_then(|of| {
        let hints = || told.get() < MAX_BAD_ROWS;
        each_row((source, received), bytes, (file, of), open, &hints, &mut |row| {
            if !row.faults.is_empty() {
                parsed.take_faults(row.line, row.faults, row.content);
                told.set(parsed.bad.len());
                return true;
            }
            good += 1;
            part.add(row.facts);
            if part.facts.len() >= AT_ONCE {
                take(std::mem::take(&mut part));
            }
            true
        })
    });
    match whole {
        Ok(whole) => {
            parsed.note = (!whole.notes.is_empty()).then(|| whole.notes.join("; "));
            parsed.unread = whole.unread;
        }
        Err(why) => parsed.refuse(file, why, bytes),
    }
    if !part.facts.is_empty() {
        take(part);
    }
    parsed.rows_read = good + parsed.quarantined();
    parsed
}

/// How a file of that name is read. LH-213 where the mapping has nothing for it.
pub(super) fn of_name<'m>(mapping: &'m Mapping, file: &str) -> Result<&'m FileMapping, BadCell> {
    let message = || format!("no [[file]] of the mapping has a name that fits `{file}`");
    mapping.file(file).ok_or_else(|| BadCell { code: Code::HeaderWrong, message: message() })
}

/// Goes through a file's rows until `sink` says `false`. What is wrong with the file as a whole is found before any row is.
pub(super) fn each_row(
    of: Of<'_>,
    bytes: &[u8],
    (name, file): (&str, &FileMapping),
    open: OpenDocument<'_>,
    hints: &dyn Fn() -> bool,
    sink: &mut dyn FnMut(Taken<'_>) -> bool,
) -> Result<Whole, BadCell> {
    if let Some(fixed) = &file.fixed {
        return each_line(of, bytes, (file, fixed), open, hints, sink);
    }
    if name.to_ascii_lowercase().ends_with(".json") {
        return each_record(of, bytes, file, open, hints, sink);
    }
    let sheet = workbook::is_workbook(bytes).then(|| workbook::sheet(bytes, None)).transpose()?;
    let delimited = delimited::read(sheet.as_ref().map_or(bytes, |sheet| &sheet.text))?;
    let bound = bind(file, &delimited.header)?;
    if delimited.has_more_than(MAX_ROWS) {
        return bad(Code::RowsTooMany, format!("it has more than {MAX_ROWS} rows; deliver it in parts"));
    }
    let mut left_out = 0;
    for row in delimited.wary_rows() {
        let going = match row {
            Ok(row) => {
                let record = RowRecord { bound: &bound, cells: &row.cells };
                match taken(of, file, &record, open, hints()) {
                    Some((made, facts, faults)) => {
                        sink(Taken { line: row.line, content: &|| row.content(), made, facts, faults })
                    }
                    None => {
                        left_out += 1;
                        true
                    }
                }
            }
            Err(broken) => {
                let faults = vec![(None, broken.why.clone()).into()];
                let (made, facts) = (Vec::new(), Vec::new());
                sink(Taken { line: broken.line, content: &|| broken.content(), made, facts, faults })
            }
        };
        if !going {
            break;
        }
    }
    let mut notes: Vec<String> = delimited.note.iter().cloned().chain(sheet.as_ref().map(|s| s.note.clone())).collect();
    notes.extend(left_out_note(left_out));
    Ok(Whole { notes, unread: bound.unread, ignored: bound.ignored })
}

/// The same of a file without delimiters. A line of another length is bad, unless the mapping leaves it out by what it has.
fn each_line(
    of: Of<'_>,
    bytes: &[u8],
    (file, fixed): (&FileMapping, &Fixed),
    open: OpenDocument<'_>,
    hints: &dyn Fn() -> bool,
    sink: &mut dyn FnMut(Taken<'_>) -> bool,
) -> Result<Whole, BadCell> {
    let (text, note) = delimited::decode(bytes)?;
    if text.trim().is_empty() {
        return bad(Code::FileEmpty, "the file is empty");
    }
    let bound = bind(file, &fixed.header())?;
    // Some systems end a file by a sign of their own.
    let blank = |line: &str| line.chars().all(|c| c.is_whitespace() || c == '\u{1a}');
    let lines = || (1u32..).zip(text.lines()).skip(fixed.skip).filter(|(_, line)| !blank(line));
    if lines().nth(MAX_ROWS).is_some() {
        return bad(Code::RowsTooMany, format!("it has more than {MAX_ROWS} rows; deliver it in parts"));
    }
    let mut left_out = 0;
    for (line, row) in lines() {
        let cells = fixed.cut(row);
        let record = RowRecord { bound: &bound, cells: &cells };
        // A line that is too short to be asked is bad, whatever it may be.
        let asked = file.when.as_ref().is_some_and(|when| fixed.reaches(row, &file.column_name(when.column)));
        let read = match fixed.wrong_length(row) {
            Some(_) if asked && file.leaves_out(&record) => None,
            Some(message) => {
                let why = BadCell { code: Code::RowBroken, message };
                Some((Vec::new(), Vec::new(), vec![(None, why).into()]))
            }
            None => taken(of, file, &record, open, hints()),
        };
        let Some((made, facts, faults)) = read else {
            left_out += 1;
            continue;
        };
        let content = || row.chars().take(MAX_CONTENT_CHARS).collect::<String>();
        if !sink(Taken { line, content: &content, made, facts, faults }) {
            break;
        }
    }
    let notes = note.into_iter().chain(left_out_note(left_out)).collect();
    Ok(Whole { notes, unread: bound.unread, ignored: bound.ignored })
}

fn left_out_note(rows: usize) -> Option<String> {
    (rows > 0).then(|| format!("{rows} left out, as the mapping says of them (`when`)"))
}

/// The same of a JSON document.
fn each_record(
    of: Of<'_>,
    bytes: &[u8],
    file: &FileMapping,
    open: OpenDocument<'_>,
    hints: &dyn Fn() -> bool,
    sink: &mut dyn FnMut(Taken<'_>) -> bool,
) -> Result<Whole, BadCell> {
    let (document, paths) = (document(bytes)?, Paths::new(file)?);
    let records = match &file.records {
        None => Some(&document),
        Some(at) => {
            let path = Path::new(at).map_err(|message| BadCell { code: Code::HeaderWrong, message })?;
            path.find(&document).map_err(|why| BadCell { code: Code::HeaderWrong, ..why })?
        }
    };
    let one = records.map(std::slice::from_ref).filter(|_| file.records.is_none() && document.is_object());
    let Some(records) = one.or(records.and_then(Value::as_array).map(Vec::as_slice)) else {
        let at = file.records.as_deref().unwrap_or("its beginning");
        return bad(Code::HeaderWrong, format!("there is no list of records at {at} (records = \"…\")"));
    };
    if records.len() > MAX_ROWS {
        return bad(Code::RowsTooMany, format!("it has more than {MAX_ROWS} records; deliver it in parts"));
    }
    let (mut left_out, mut all) = (0, BTreeSet::new());
    for (line, value) in (1u32..).zip(records) {
        paths.unread(value, &mut all);
        let record = ValueRecord { paths: &paths, value };
        let content = || value.to_string().chars().take(MAX_CONTENT_CHARS).collect::<String>();
        let going = match taken(of, file, &record, open, hints()) {
            Some((made, facts, faults)) => sink(Taken { line, content: &content, made, facts, faults }),
            None => {
                left_out += 1;
                true
            }
        };
        if !going {
            break;
        }
    }
    let ignored = |path: &String| file.ignore.iter().any(|pattern| pattern.fits(path));
    let (ignored, unread): (Vec<String>, Vec<String>) = all.into_iter().partition(ignored);
    let mut notes: Vec<String> = left_out_note(left_out).into_iter().collect();
    let absent = if records.is_empty() { Vec::new() } else { paths.absent(file) };
    notes.extend(absent.iter().map(|path| {
        let near = nearest(path, unread.iter().map(String::as_str));
        let hint = near.map(|near| format!(" (did they mean it by `{near}`?)")).unwrap_or_default();
        format!("no record has {path}{hint}, which the mapping reads (optional = [\"{path}\"] where that may be)")
    }));
    Ok(Whole { notes, unread, ignored })
}

fn document(bytes: &[u8]) -> Result<Value, BadCell> {
    let unread = |message: String| BadCell { code: Code::LoadUnreadable, message };
    if bytes.len() > MAX_DOCUMENT {
        let message = format!("it is a JSON document of more than {} MiB; deliver it in parts", MAX_DOCUMENT >> 20);
        return bad(Code::RowsTooMany, message);
    }
    let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let text = text.map_err(|_| unread("it is not text in UTF-8".to_owned()))?;
    match once::given_twice(text) {
        Ok(Some(name)) => return Err(unread(format!("`{}` is there twice in one object", crate::cell::shown(&name)))),
        Err(why) => return Err(unread(format!("it is no JSON, or not all of it: {why}"))),
        Ok(None) => {}
    }
    serde_json::from_str(text).map_err(|why| unread(why.to_string()))
}

type Made = (Vec<MadeRow>, Vec<Fact>, Vec<RowFault>);

/// What a record becomes; nothing where the mapping leaves it out.
fn taken(
    (source, received): Of<'_>,
    file: &FileMapping,
    record: &dyn Record,
    open: OpenDocument<'_>,
    hints: bool,
) -> Option<Made> {
    let (made, wrong) = file.rows(record)?;
    let mut found: Vec<RowFault> = Vec::new();
    let mut tell = |fault: RowFault| {
        // One column of theirs may be of several rows of ours, and wrong in each for one reason.
        if !found.contains(&fault) {
            found.push(fault);
        }
    };
    if made.is_empty() && wrong.is_empty() {
        let why = "it makes nothing by the mapping: no `when` of it holds";
        tell((None, BadCell { code: Code::RowMakesNothing, message: why.to_owned() }).into());
    }
    let (mut facts, mut keys) = (Vec::new(), BTreeSet::new());
    for (at, row) in made.iter().enumerate() {
        let own: Vec<&BadMade> = wrong.iter().filter(|fault| fault.row == Some(at)).collect();
        own.iter().for_each(|fault| tell((Some(fault.theirs.clone()), fault.why.clone()).into()));
        match fact((source, received), row, open, hints) {
            Ok(fact) if own.is_empty() => {
                if !keys.insert(fact.key()) {
                    let message = format!("it makes {} twice by the mapping", fact.key());
                    tell((None, BadCell { code: Code::RowMakesTwice, message }).into());
                }
                facts.push(fact);
            }
            Ok(_) => {}
            Err(all) => {
                let new = all.into_iter().filter(|(ours, _)| own.iter().all(|fault| fault.ours != *ours));
                new.for_each(|(ours, why)| tell(in_their_words(row, &ours, why)));
            }
        }
    }
    wrong.iter().filter(|fault| fault.row.is_none()).for_each(|fault| {
        tell((Some(fault.theirs.clone()), fault.why.clone()).into());
    });
    if !found.is_empty() {
        facts.clear();
    }
    Some((made, facts, found))
}

/// What a row of ours states, or everything that is wrong with it.
fn fact(
    (source, received): Of<'_>,
    row: &MadeRow,
    open: OpenDocument<'_>,
    hints: bool,
) -> Result<Fact, Vec<(String, BadCell)>> {
    let fields = Fields::new(&row.columns, &row.cells, hints);
    let lines: Vec<bool> = row.columns.iter().map(|column| fields::may_have_lines(column)).collect();
    let of = rows::Of { source, kind: row.kind, received, said: &row.said };
    let read = fields.printable(&lines).and_then(|()| rows::fact(of, &fields, open));
    let read = read.map(|fact| if fields.has("recorded_at") { fact } else { recorded(fact, received) });
    match read.and_then(|fact| not_ahead(row.kind, fact, received)) {
        Ok(fact) => Ok(fact),
        Err(first) if hints => Err(faults::all(row.kind, &fields, first)),
        Err(first) => Err(vec![first]),
    }
}

/// An event of which theirs does not say when it was recorded is of when it was received: a corrected time of it may be an
/// earlier one.
fn recorded(fact: Fact, received: Instant) -> Fact {
    match fact.body {
        FactBody::Event { .. } => Fact { version: received, undated: true, ..fact },
        _ => fact,
    }
}

/// A fault by their name of the column.
fn in_their_words(row: &MadeRow, ours: &str, why: BadCell) -> RowFault {
    let at = row.columns.iter().position(|column| column == ours);
    let theirs = at.and_then(|at| row.theirs.get(at)).cloned().unwrap_or_else(|| ours.to_owned());
    let message = match why.code {
        Code::CellEmpty if theirs != ours => {
            format!("{theirs} is empty, and a {} needs its {ours}", row.kind.singular())
        }
        _ => why.message,
    };
    (Some(theirs), BadCell { message, ..why }).into()
}

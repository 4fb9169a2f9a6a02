//! Files that a mapping reads: each row or record of theirs becomes rows of ours, and these become facts as those of our own
//! files do. A row is taken whole or not at all.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::Code;
use linehaul_domain::ids::SourceName;
use linehaul_domain::lost::Header;
use linehaul_domain::near::nearest;
use linehaul_domain::time::Instant;

use crate::cell::{BadCell, bad};
use crate::delimited::{self, MAX_CONTENT_CHARS, MAX_ROWS};
use crate::drop::about::{About, about};
use crate::drop::bind::{RowRecord, bind};
use crate::drop::document::{Paths, ValueRecord};
use crate::drop::fields::{self, Fields};
use crate::drop::made_keys::MadeKeys;
use crate::drop::records::{self, Records};
use crate::drop::{AT_ONCE, MAX_BAD_ROWS, OpenDocument, ParsedFile, RowFault, Stated, Take, faults, not_ahead, rows};
use crate::mapping::{BadMade, FileMapping, Kind, MadeRow, Mapping, Present, Record};
use crate::workbook;

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
    /// What it speaks of, where anything is wrong.
    pub about: Vec<About>,
}

/// What is said of a file as a whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Whole {
    pub notes: Vec<String>,
    pub unread: Vec<String>,
    pub ignored: Vec<String>,
    pub header: Vec<String>,
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
    let take = RefCell::new(take);
    let head = |header: Header| take.borrow_mut()(Stated::headed(header));
    let told = Cell::new(0);
    let whole = of_name(mapping, file).and_then(|of| {
        let hints = || told.get() < MAX_BAD_ROWS;
        each_row((source, received), bytes, (file, of), open, (&hints, &head), &mut |row| {
            if !row.faults.is_empty() {
                parsed.take_faults(row.line, row.faults, row.about, row.content);
                told.set(parsed.bad.len());
                return true;
            }
            good += 1;
            part.add(row.line, row.facts);
            if part.facts.len() >= AT_ONCE {
                take.borrow_mut()(std::mem::take(&mut part));
            }
            true
        })
    });
    match whole {
        Ok(whole) => {
            parsed.note = (!whole.notes.is_empty()).then(|| whole.notes.join("; "));
            (parsed.unread, parsed.header) = (whole.unread, whole.header);
        }
        Err(why) => parsed.refuse(file, why, bytes),
    }
    if !part.facts.is_empty() {
        take.borrow_mut()(part);
    }
    parsed.rows_read = good + parsed.quarantined();
    parsed
}

/// How a file of that name is read. LH-213 where the mapping has nothing for it.
pub(super) fn of_name<'m>(mapping: &'m Mapping, file: &str) -> Result<&'m FileMapping, BadCell> {
    let message = || format!("no [[file]] of the mapping has a name that fits `{file}`");
    mapping.file(file).ok_or_else(|| BadCell { code: Code::HeaderWrong, message: message() })
}

/// Is a file of that name a JSON document?
pub(super) fn is_document(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".json")
}

/// Whether faults are told with what was probably meant, and who is told which columns there are.
type Asked<'a> = (&'a dyn Fn() -> bool, &'a dyn Fn(Header));

/// Goes through a file's rows until `sink` says `false`. What is wrong with the file as a whole is found before any row is, and which
/// columns it has is told then.
pub(super) fn each_row(
    of: Of<'_>,
    bytes: &[u8],
    (name, file): (&str, &FileMapping),
    open: OpenDocument<'_>,
    (hints, head): Asked<'_>,
    sink: &mut dyn FnMut(Taken<'_>) -> bool,
) -> Result<Whole, BadCell> {
    if is_document(name) {
        return each_record(of, bytes, file, open, (hints, head), sink);
    }
    let sheet = workbook::is_workbook(bytes).then(|| workbook::sheet(bytes, None)).transpose()?;
    let delimited = delimited::read(sheet.as_ref().map_or(bytes, |sheet| &sheet.text))?;
    let bound = bind(file, &delimited.header)?;
    if delimited.has_more_than(MAX_ROWS) {
        return bad(Code::RowsTooMany, format!("it has more than {MAX_ROWS} rows; deliver it in parts"));
    }
    let mut present = Present::default();
    present.add(file, &RowRecord { bound: &bound, cells: &[] }, true);
    head(present.header(file, true, &bound.unread));
    let (mut left_out, mut keys) = (0, MadeKeys::default());
    for row in delimited.wary_rows() {
        let going = match row {
            Ok(row) if let Some((column, why)) = sheet.as_ref().and_then(|sheet| sheet.wrong(row.line)) => {
                let faults = vec![(delimited.header.get(column).cloned(), why).into()];
                let (made, facts) = (Vec::new(), Vec::new());
                let record = RowRecord { bound: &bound, cells: &row.cells };
                let torn = taken(of, file, (0, &record), (&|_| None, false), &mut MadeKeys::default());
                let about = torn.into_iter().flat_map(|torn| torn.about).map(About::torn).collect();
                sink(Taken { line: row.line, content: &|| row.content(), made, facts, faults, about })
            }
            Ok(row) => {
                let record = RowRecord { bound: &bound, cells: &row.cells };
                match taken(of, file, (row.line, &record), (open, hints()), &mut keys) {
                    Some(Made { rows: made, facts, faults, about }) => {
                        sink(Taken { line: row.line, content: &|| row.content(), made, facts, faults, about })
                    }
                    None => {
                        left_out += 1;
                        true
                    }
                }
            }
            Err(broken) => {
                let faults = vec![(None, broken.why.clone()).into()];
                let (made, facts, cells) = (Vec::new(), Vec::new(), broken.leading());
                let record = RowRecord { bound: &bound, cells: &cells };
                let torn = taken(of, file, (0, &record), (&|_| None, false), &mut MadeKeys::default());
                let about = torn.into_iter().flat_map(|torn| torn.about).map(About::torn).collect();
                sink(Taken { line: broken.line, content: &|| broken.content(), made, facts, faults, about })
            }
        };
        if !going {
            break;
        }
    }
    let mut notes: Vec<String> = delimited.note.iter().cloned().chain(sheet.as_ref().map(|s| s.note.clone())).collect();
    notes.extend(left_out_note(left_out));
    Ok(Whole { notes, unread: bound.unread, ignored: bound.ignored, header: delimited.header.clone() })
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
    (hints, head): Asked<'_>,
    sink: &mut dyn FnMut(Taken<'_>) -> bool,
) -> Result<Whole, BadCell> {
    let (text, paths) = (records::text(bytes)?, Paths::new(file)?);
    let records = Records::of(text, file)?;
    if records.count > MAX_ROWS {
        return bad(Code::RowsTooMany, format!("it has more than {MAX_ROWS} records; deliver it in parts"));
    }
    let (mut all, mut present) = (BTreeSet::new(), Present::default());
    records.each(&mut |value| {
        paths.unread(value, &mut all);
        present.add(file, &ValueRecord { paths: &paths, value }, false);
        true
    })?;
    let ignored = |path: &String| file.ignores(path);
    let (ignored, unread): (Vec<String>, Vec<String>) = all.into_iter().partition(ignored);
    head(present.header(file, false, &unread));
    let (mut left_out, mut line, mut keys) = (0, 0u32, MadeKeys::default());
    records.each(&mut |value| {
        line += 1;
        let record = ValueRecord { paths: &paths, value };
        let content = || value.to_string().chars().take(MAX_CONTENT_CHARS).collect::<String>();
        match taken(of, file, (line, &record), (open, hints()), &mut keys) {
            Some(Made { rows: made, facts, faults, about }) => {
                sink(Taken { line, content: &content, made, facts, faults, about })
            }
            None => {
                left_out += 1;
                true
            }
        }
    })?;
    let mut notes: Vec<String> = left_out_note(left_out).into_iter().collect();
    let absent = if records.count == 0 { Vec::new() } else { paths.absent(file) };
    notes.extend(absent.iter().map(|path| {
        let near = nearest(path, unread.iter().map(String::as_str));
        let hint = near.map(|near| format!(" (did they mean it by `{near}`?)")).unwrap_or_default();
        format!("no record has {path}{hint}, which the mapping reads (optional = [\"{path}\"] where that may be)")
    }));
    Ok(Whole { notes, unread, ignored, header: Vec::new() })
}

/// What a record becomes: rows of ours and what they state, or what is wrong and what it speaks of all the same.
struct Made {
    rows: Vec<MadeRow>,
    facts: Vec<Fact>,
    faults: Vec<RowFault>,
    about: Vec<About>,
}

/// What a record becomes; nothing where the mapping leaves it out.
fn taken(
    (source, received): Of<'_>,
    file: &FileMapping,
    (line, record): (u32, &dyn Record),
    (open, hints): (OpenDocument<'_>, bool),
    known: &mut MadeKeys,
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
    if found.is_empty() {
        found.extend(known.said_otherwise(line, &made, &facts));
    }
    if found.is_empty() {
        return Some(Made { rows: made, facts, faults: found, about: Vec::new() });
    }
    let rows = made.iter().enumerate();
    let about = rows.filter_map(|(at, row)| about_row(row, received, wrong.iter().filter(|w| w.row == Some(at))));
    let about = about.collect();
    Some(Made { rows: made, facts: Vec::new(), faults: found, about })
}

/// The columns that tell a load's parts apart, and those of which such a one is made.
const APART: &[&str] = &["seq", "event_id", "document_id", "stop", "event", "charge", "type", "file"];

/// What a row speaks of that is made of one with which something is wrong. A made key lacks what does not read.
fn about_row<'w>(row: &MadeRow, received: Instant, wrong: impl Iterator<Item = &'w BadMade>) -> Option<About> {
    let fields = Fields::new(&row.columns, &row.cells, false);
    let about = about(row.kind, &fields, received)?;
    // What theirs does not date is of when it was received: an event's own time is no version of it.
    let about = if row.kind == Kind::Events && !fields.has("recorded_at") { about.torn() } else { about };
    let apart = wrong.into_iter().any(|wrong| APART.contains(&wrong.ours.as_str()));
    Some(if apart { about.of_some_part() } else { about })
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

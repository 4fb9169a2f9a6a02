//! Files that a mapping reads: each row or record of theirs becomes rows of ours, and these become facts as those of our own
//! files do. A row is taken whole or not at all.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use linehaul_domain::fault::Code;
use linehaul_domain::ids::SourceName;
use linehaul_domain::lost::Header;
use linehaul_domain::near::nearest;
use linehaul_domain::time::Instant;
use serde_json::Value;

use crate::cell::{BadCell, bad};
use crate::delimited::{self, MAX_CONTENT_CHARS, MAX_ROWS};
use crate::drop::about::About;
use crate::drop::bind::{RowRecord, bind};
use crate::drop::document::{Path, Paths, ValueRecord};
use crate::drop::lines::each_line;
use crate::drop::made::{Asked, Made, Of, Taken, Whole, left_out_note, taken};
use crate::drop::{AT_ONCE, MAX_BAD_ROWS, OpenDocument, ParsedFile, Stated, Take};
use crate::mapping::{FileMapping, Mapping, Present};
use crate::once;
use crate::workbook;

/// Longest JSON document that is read: all of it is in memory at once, many times as large as it is written.
const MAX_DOCUMENT: usize = 64 << 20;

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
    if let Some(fixed) = &file.fixed {
        return each_line(of, bytes, (file, fixed), open, (hints, head), sink);
    }
    if name.to_ascii_lowercase().ends_with(".json") {
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
    let mut left_out = 0;
    for row in delimited.wary_rows() {
        let going = match row {
            Ok(row) if let Some((column, why)) = sheet.as_ref().and_then(|sheet| sheet.wrong(row.line)) => {
                let faults = vec![(delimited.header.get(column).cloned(), why).into()];
                let (made, facts) = (Vec::new(), Vec::new());
                let record = RowRecord { bound: &bound, cells: &row.cells };
                let torn = taken(of, file, &record, &|_| None, false);
                let about = torn.into_iter().flat_map(|torn| torn.about).map(About::torn).collect();
                sink(Taken { line: row.line, content: &|| row.content(), made, facts, faults, about })
            }
            Ok(row) => {
                let record = RowRecord { bound: &bound, cells: &row.cells };
                match taken(of, file, &record, open, hints()) {
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
                let torn = taken(of, file, &record, &|_| None, false);
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

/// The same of a JSON document.
fn each_record(
    of: Of<'_>,
    bytes: &[u8],
    file: &FileMapping,
    open: OpenDocument<'_>,
    (hints, head): Asked<'_>,
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
    let (mut all, mut present) = (BTreeSet::new(), Present::default());
    for value in records {
        paths.unread(value, &mut all);
        present.add(file, &ValueRecord { paths: &paths, value }, false);
    }
    let ignored = |path: &String| file.ignores(path);
    let (ignored, unread): (Vec<String>, Vec<String>) = all.into_iter().partition(ignored);
    head(present.header(file, false, &unread));
    let mut left_out = 0;
    for (line, value) in (1u32..).zip(records) {
        let record = ValueRecord { paths: &paths, value };
        let content = || value.to_string().chars().take(MAX_CONTENT_CHARS).collect::<String>();
        let going = match taken(of, file, &record, open, hints()) {
            Some(Made { rows: made, facts, faults, about }) => {
                sink(Taken { line, content: &content, made, facts, faults, about })
            }
            None => {
                left_out += 1;
                true
            }
        };
        if !going {
            break;
        }
    }
    let mut notes: Vec<String> = left_out_note(left_out).into_iter().collect();
    let absent = if records.is_empty() { Vec::new() } else { paths.absent(file) };
    notes.extend(absent.iter().map(|path| {
        let near = nearest(path, unread.iter().map(String::as_str));
        let hint = near.map(|near| format!(" (did they mean it by `{near}`?)")).unwrap_or_default();
        format!("no record has {path}{hint}, which the mapping reads (optional = [\"{path}\"] where that may be)")
    }));
    Ok(Whole { notes, unread, ignored, header: Vec::new() })
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

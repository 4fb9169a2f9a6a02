//! Files that a mapping reads: each row or record of theirs becomes rows of ours, and these become facts as those of our own
//! files do. A row is taken whole or not at all.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use linehaul_domain::fault::Code;
use linehaul_domain::ids::SourceName;
use linehaul_domain::lost::Header;
use linehaul_domain::near::nearest;
use linehaul_domain::time::Instant;

use crate::cell::{BadCell, bad};
use crate::delimited::{self, MAX_ROWS};
use crate::drop::bind::{RowRecord, bind};
use crate::drop::document::{Paths, ValueRecord};
use crate::drop::lines::each_line;
use crate::drop::made::{Asked, Made, Of, Taken, Whole, about_torn, left_out_note, taken};
use crate::drop::made_keys::MadeKeys;
use crate::drop::records::{self, Records};
use crate::drop::refused;
use crate::drop::{AT_ONCE, MAX_BAD_ROWS, OpenDocument, ParsedFile, Stated, Take};
use crate::mapping::{FileMapping, Mapping, Present};
use crate::row_text::RowText;
use crate::workbook;

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
        Err(why) => {
            let of_rows = why.code == Code::HeaderWrong && !is_document(file);
            let own = mapping.file(file).filter(|own| of_rows && own.fixed.is_none());
            let about = own.map(|own| refused::of_theirs((source, received), bytes, own)).unwrap_or_default();
            parsed.refuse(file, why, bytes, about);
        }
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
    for row in delimited.rows_of(sheet.is_none() && file.of_source.may_be_cut) {
        let going = match row {
            Ok(row) if let Some((column, why)) = sheet.as_ref().and_then(|sheet| sheet.wrong(row.line)) => {
                let faults = vec![(delimited.header.get(column).cloned(), why).into()];
                let (made, facts) = (Vec::new(), Vec::new());
                let record = RowRecord { bound: &bound, cells: &row.cells };
                let about = about_torn(of, file, &record);
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
                let about = about_torn(of, file, &record);
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
        let content = || RowText::of(&value.to_string());
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

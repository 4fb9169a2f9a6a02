//! Lines of fixed width: each becomes rows of ours as a row of a CSV does. What is wrong with a line as such is told before any of
//! its cells is.

use linehaul_domain::fault::Code;

use crate::cell::{BadCell, bad};
use crate::delimited::{self, MAX_ROWS};
use crate::drop::OpenDocument;
use crate::drop::bind::{RowRecord, bind};
use crate::drop::made::{Asked, Made, Of, Taken, Whole, about_torn, left_out_note, taken};
use crate::drop::made_keys::MadeKeys;
use crate::mapping::{FileMapping, Fixed, Present};
use crate::row_text::RowText;

/// Goes through the lines of a file without delimiters, as through the rows of any other. A line of another length is bad, unless the mapping leaves it out by what it has.
pub(super) fn each_line(
    of: Of<'_>,
    bytes: &[u8],
    (file, fixed): (&FileMapping, &Fixed),
    open: OpenDocument<'_>,
    (hints, head): Asked<'_>,
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
    let mut present = Present::default();
    present.add(file, &RowRecord { bound: &bound, cells: &[] }, true);
    head(present.header(file, true, &bound.unread));
    let (mut left_out, mut keys) = (0, MadeKeys::default());
    for (line, row) in lines() {
        let cells = fixed.cut(row);
        let record = RowRecord { bound: &bound, cells: &cells };
        // A line that is too short to be asked is bad, whatever it may be.
        let asked = file.when.as_ref().is_some_and(|when| fixed.reaches(row, &file.column_name(when.column)));
        let read = match fixed.wrong_length(row) {
            Some(_) if asked && file.leaves_out(&record) => None,
            Some(message) => {
                let faults = vec![(None, BadCell { code: Code::RowBroken, message }).into()];
                // Of what it speaks is told as far as it goes.
                let about = about_torn(of, file, &record);
                Some(Made { rows: Vec::new(), facts: Vec::new(), faults, about })
            }
            None => taken(of, file, (line, &record), (open, hints()), &mut keys),
        };
        let Some(Made { rows: made, facts, faults, about }) = read else {
            left_out += 1;
            continue;
        };
        let content = || RowText::of(row);
        if !sink(Taken { line, content: &content, made, facts, faults, about }) {
            break;
        }
    }
    let notes = note.into_iter().chain(left_out_note(left_out)).collect();
    // A cell of it has its meaning by its place: a row is mended at its source.
    Ok(Whole { notes, unread: bound.unread, ignored: bound.ignored, header: Vec::new() })
}

//! The CSV drop folder: what is in it, and what its files say.

pub(crate) mod fields;
mod complete;
mod files;
mod customer;
pub(crate) mod rows;
mod faults;
pub(crate) mod about;
mod bind;
mod header;
mod stated;
mod document;
mod records;
mod made_keys;
mod made;
mod lines;
mod refused;
mod mapped;
mod covers;
mod raw;
pub mod by_name;
pub mod trial;

use std::collections::BTreeMap;

use linehaul_domain::canonical;
use linehaul_domain::fact::Fact;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::{Hash, SourceName};
use linehaul_domain::near::nearest;
use linehaul_domain::said::Said;
use linehaul_domain::time::{Duration, Instant};

use crate::cell::{self, BadCell};
use crate::delimited::{self, MAX_ROWS};
use crate::mapping::{ColumnMap, Kind, ReadBy};
use crate::row_text::RowText;
use crate::workbook;

pub use crate::places::country_of;
pub use about::About;
pub use covers::Shape;
use fields::{BadField, Fields};
pub(crate) use files::odd_documents;
pub use files::{DOCUMENTS, DropFile, Listing, list, open_document, readability};
pub use raw::{RawRow, row_at};
pub use rows::{STATUSES, STOP_KINDS};
pub use stated::Stated;

/// So many bad rows of a file are told one by one; those behind them are one item that counts them. A person mends a file
/// of this kind at its source, not row by row.
pub const MAX_BAD_ROWS: usize = 1_000;

/// Names of unread columns that a note tells.
const MAX_NAMES: usize = 20;

/// A row that cannot be read, or the rest of those that cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Physical line on which it starts, from 1.
    pub line: u32,
    /// The column concerned.
    pub column: Option<String>,
    /// `LH-2nn`.
    pub code: Code,
    /// Why.
    pub message: String,
    /// Everything that is wrong with it, that first.
    pub faults: Vec<RowFault>,
    /// What it speaks of, as far as that can be read; of several rows what each of them does.
    pub about: Vec<About>,
    /// The row as it came.
    pub content: String,
    /// What it is known by: a hash of all of it, of several rows of all of them.
    pub whole: Hash,
    /// For how many rows it stands: 1, or more for the one item that counts all behind [`MAX_BAD_ROWS`].
    pub rows: usize,
}

/// Something that is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The column concerned, by the name that the file has for it.
    pub column: Option<String>,
    /// `LH-2nn`.
    pub code: Code,
    /// Why.
    pub message: String,
}

impl From<(Option<String>, BadCell)> for RowFault {
    fn from((column, BadCell { code, message }): (Option<String>, BadCell)) -> RowFault {
        RowFault { column, code, message }
    }
}

impl From<BadField> for RowFault {
    fn from((column, why): BadField) -> RowFault {
        (Some(column), why).into()
    }
}

/// What a file says: `rows_read` is the rows that state facts and `quarantined()`, always. A row of ours states one fact, a row
/// that is mapped any number of them.
#[derive(Debug, Clone, Default)]
pub struct ParsedFile {
    /// Rows, good and bad; a file that cannot be read at all counts as one.
    pub rows_read: usize,
    /// What the good rows state.
    pub facts: Vec<Fact>,
    /// The bad ones.
    pub bad: Vec<BadRow>,
    /// What is worth saying of the file as a whole.
    pub note: Option<String>,
    /// Columns that a mapping neither reads nor ignores.
    pub unread: Vec<String>,
    /// The names of its columns as they came, where it has some.
    pub header: Vec<String>,
    /// Nothing of it could be read: what is bad is the file.
    pub refused: bool,
}

impl ParsedFile {
    /// Rows that cannot be read, those behind the last item told one by one too.
    pub fn quarantined(&self) -> usize {
        self.bad.iter().map(|bad| bad.rows).sum()
    }

    /// Keeps a row with which one thing is wrong, or counts it.
    pub(crate) fn take_bad(
        &mut self,
        line: u32,
        column: Option<String>,
        why: BadCell,
        about: Vec<About>,
        content: impl FnOnce() -> RowText,
    ) {
        self.take_faults(line, vec![(column, why).into()], about, content);
    }

    /// Keeps a bad row with everything that is wrong with it, or counts it. What it speaks of is kept of each.
    pub(crate) fn take_faults(
        &mut self,
        line: u32,
        faults: Vec<RowFault>,
        about: Vec<About>,
        content: impl FnOnce() -> RowText,
    ) {
        if self.bad.len() < MAX_BAD_ROWS {
            let Some(RowFault { column, code, message }) = faults.first().cloned() else { return };
            let RowText { shown: content, whole } = content();
            self.bad.push(BadRow { line, column, code, message, faults, about, content, whole, rows: 1 });
            return;
        }
        let text = content();
        if self.bad.len() == MAX_BAD_ROWS {
            let (code, message, faults, about) = (Code::RowsUntold, String::new(), Vec::new(), Vec::new());
            let RowText { shown: content, whole } = text.clone();
            self.bad.push(BadRow { line, column: None, code, message, faults, about, content, whole, rows: 0 });
        }
        if let Some(rest) = self.bad.last_mut() {
            rest.rows += 1;
            rest.whole = canonical::hash(&(&rest.whole, &text.whole));
            rest.about.extend(about);
            let (rows, from) = (rest.rows, rest.line);
            rest.message = format!(
                "{rows} more cannot be read, from line {from} to line {line}; the first {MAX_BAD_ROWS} are told one by one"
            );
        }
    }

    /// The file as a whole cannot be read: it counts as one row, which speaks of all that its rows do.
    pub(crate) fn refuse(&mut self, file: &str, why: BadCell, bytes: &[u8], about: Vec<About>) {
        self.facts.clear();
        self.bad.clear();
        self.refused = true;
        let why = BadCell { message: format!("{file}: {}", why.message), ..why };
        self.take_bad(1, None, why, about, || RowText::of_file(bytes, 200));
    }
}

/// Takes facts as they are read, never a part of what a row states.
pub type Take<'a> = &'a mut dyn FnMut(Stated);

/// Opens a document's file by its name in the drop.
pub type OpenDocument<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// Most facts that are handed over at once: enough that handing over costs nothing, few enough to hold.
pub(crate) const AT_ONCE: usize = 2_000;

/// A row may be dated so much later than it was received: clocks differ, and some days are told ahead.
pub(crate) const AHEAD: Duration = Duration::days(7);

/// Reads a file of a drop by what its source says of it, and hands its facts over as [`read_in_parts`] does.
pub fn read_by(
    (source, kind, file, received): (&SourceName, Kind, &str, Instant),
    bytes: &[u8],
    by: &ReadBy,
    open: OpenDocument<'_>,
    take: Take<'_>,
) -> ParsedFile {
    match by {
        ReadBy::Columns(_) if kind == Kind::Mapped => {
            let message = "no mapping says what it holds".to_owned();
            let mut parsed = ParsedFile::default();
            parsed.refuse(file, BadCell { code: Code::HeaderWrong, message }, bytes, Vec::new());
            parsed.rows_read = parsed.quarantined();
            parsed
        }
        ReadBy::Columns(map) => read_in_parts((source, kind, file, received), bytes, map, open, take),
        ReadBy::Mapping(mapping) => mapped::read((source, file, received), bytes, mapping, open, take),
    }
}

/// Reads a file of a drop, whenever it was received. It never fails: what cannot be read is among the bad rows.
pub fn read(
    source: &SourceName,
    kind: Kind,
    file: &str,
    bytes: &[u8],
    map: &ColumnMap,
    open: OpenDocument<'_>,
) -> ParsedFile {
    let mut facts = Vec::new();
    let parsed =
        read_in_parts((source, kind, file, Instant::MAX_UTC), bytes, map, open, &mut |part| facts.extend(part.facts));
    ParsedFile { facts, ..parsed }
}

/// The same, with the facts handed over in order as they are read, so that no more than some of them are in memory at once:
/// there are none in what is answered.
pub fn read_in_parts(
    (source, kind, file, received): (&SourceName, Kind, &str, Instant),
    bytes: &[u8],
    map: &ColumnMap,
    open: OpenDocument<'_>,
    take: Take<'_>,
) -> ParsedFile {
    let (mut parsed, mut good) = (ParsedFile::default(), 0);
    let mut counted = |part: Stated| {
        good += part.rows();
        take(part);
    };
    if let Err(why) = read_rows((source, kind, file, received), bytes, map, open, &mut parsed, &mut counted) {
        let of_rows = why.code == Code::HeaderWrong;
        let about = if of_rows { refused::of_ours((kind, received), bytes, map) } else { Vec::new() };
        parsed.refuse(file, why, bytes, about);
    }
    parsed.rows_read = good + parsed.quarantined();
    parsed
}

/// What is wrong with the file as a whole is found before anything is handed over.
fn read_rows(
    (source, kind, file, received): (&SourceName, Kind, &str, Instant),
    bytes: &[u8],
    map: &ColumnMap,
    open: OpenDocument<'_>,
    parsed: &mut ParsedFile,
    take: Take<'_>,
) -> Result<(), BadCell> {
    let sheet = workbook::is_workbook(bytes).then(|| workbook::sheet(bytes, None)).transpose()?;
    let delimited = delimited::read(sheet.as_ref().map_or(bytes, |sheet| &sheet.text))?;
    let columns: Vec<String> = delimited.header.iter().map(|h| map.column(h)).collect();
    let unknown = check_header(kind, &columns)?;
    let unknown: Vec<&str> = unknown.into_iter().filter(|column| !map.of_source.ignores(column)).collect();
    if delimited.has_more_than(MAX_ROWS) {
        let message = format!("it has more than {MAX_ROWS} rows; deliver it in parts");
        return Err(BadCell { code: Code::RowsTooMany, message });
    }
    let mut notes: Vec<String> = delimited.note.iter().cloned().chain(sheet.as_ref().map(|s| s.note.clone())).collect();
    if !unknown.is_empty() {
        notes.push(unread(&unknown));
    }
    parsed.note = (!notes.is_empty()).then(|| notes.join("; "));
    take(Stated::headed(header::of(kind, file, &columns, &unknown, &map.of_source)));
    let lines: Vec<bool> = columns.iter().map(|c| fields::may_have_lines(c) || !kind.reads(c)).collect();
    let said = match map.of_source.whole_records {
        true => Said::ALL,
        false => Said::of_columns(kind.thing(), columns.iter().map(String::as_str)),
    };
    let of = rows::Of { source, kind, received, said: &said };
    parsed.header.clone_from(&delimited.header);
    let mut part = Stated::default();
    for row in delimited.rows_of(sheet.is_none() && map.of_source.may_be_cut) {
        let row = match row {
            Ok(row) => row,
            Err(broken) => {
                let cells = broken.leading();
                let about = about::about(kind, &Fields::new(&columns, &cells, false), received).map(About::torn);
                let about = about.into_iter().collect();
                parsed.take_bad(broken.line, None, broken.why.clone(), about, || broken.content());
                continue;
            }
        };
        // What is only counted wants no hint of what was meant: looking for one among all zones takes its time.
        let hints = parsed.bad.len() < MAX_BAD_ROWS;
        let fields = Fields::new(&columns, &row.cells, hints);
        let fact = sheet_wrong(sheet.as_ref(), row.line, &columns)
            .and_then(|()| fields.printable(&lines))
            .and_then(|()| rows::fact(of, &fields, open));
        match fact.and_then(|fact| not_ahead(kind, fact, received)) {
            Ok(fact) => part.add_row(row.line, fact),
            Err(first) => {
                let found = if hints { faults::all(kind, &fields, first) } else { vec![first] };
                let found = found.into_iter().map(RowFault::from).collect();
                let about = about::about(kind, &fields, received).into_iter().collect();
                parsed.take_faults(row.line, found, about, || row.content());
            }
        }
        if part.facts.len() == AT_ONCE {
            take(std::mem::take(&mut part));
        }
    }
    if !part.facts.is_empty() {
        take(part);
    }
    Ok(())
}

/// What is wrong with a row of a workbook that its text does not show.
fn sheet_wrong(sheet: Option<&workbook::Sheet>, line: u32, columns: &[String]) -> Result<(), BadField> {
    match sheet.and_then(|sheet| sheet.wrong(line)) {
        Some((column, why)) => Err((columns.get(column).cloned().unwrap_or_default(), why)),
        None => Ok(()),
    }
}

/// Of two words on a thing the later one stands: one from far ahead would stand against every correction until then.
pub(crate) fn not_ahead(kind: Kind, fact: Fact, received: Instant) -> Result<Fact, (String, BadCell)> {
    match received.checked_add_signed(AHEAD) {
        Some(latest) if fact.version > latest => {
            let column = if kind == Kind::Events { "recorded_at" } else { "updated_at" };
            let day = |at: Instant| at.format("%Y-%m-%d");
            let message = format!("it says {}, and it was received on {} already", day(fact.version), day(received));
            Err((column.to_owned(), BadCell { code: Code::VersionAhead, message }))
        }
        _ => Ok(fact),
    }
}

/// The note of columns that nobody reads.
fn unread(columns: &[&str]) -> String {
    let some: Vec<String> = columns.iter().take(MAX_NAMES).map(|c| cell::shown(c)).collect();
    let rest = columns.len().saturating_sub(MAX_NAMES);
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("columns that nobody reads: {}{rest}", some.join(", "))
}

/// Refuses a header that lacks required columns, names one twice or types an extra wrongly; answers the columns nobody
/// reads.
fn check_header(kind: Kind, columns: &[String]) -> Result<Vec<&str>, BadCell> {
    let refuse = |message: String| Err(BadCell { code: Code::HeaderWrong, message });
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for column in columns.iter().filter(|c| !c.is_empty()) {
        *seen.entry(column).or_default() += 1;
    }
    if let Some((column, _)) = seen.iter().find(|(_, times)| **times > 1) {
        return refuse(format!("the column {} is there twice", cell::shown(column)));
    }
    let missing: Vec<String> =
        kind.required().iter().filter(|w| !seen.contains_key(*w)).map(|w| hinted(w, columns)).collect();
    if !missing.is_empty() {
        let there = columns.iter().filter(|c| !c.is_empty()).take(MAX_NAMES).map(|c| cell::shown(c));
        return refuse(format!(
            "a file of {} needs the column {}; it has {}. Map what is called otherwise: [source.columns.{}]",
            kind.name(),
            missing.join(" and the column "),
            there.collect::<Vec<_>>().join(", "),
            kind.name()
        ));
    }
    if kind == Kind::Loads
        && let Some(why) = columns.iter().find_map(|c| rows::open_column_wrong(c))
    {
        return refuse(why);
    }
    Ok(columns.iter().map(String::as_str).filter(|c| !c.is_empty() && !kind.reads(c)).collect())
}

/// A missing column with the header that was probably meant.
fn hinted(wanted: &str, columns: &[String]) -> String {
    match nearest(wanted, columns.iter().map(String::as_str)) {
        Some(near) => format!("{wanted} (did you mean it by `{near}`?)"),
        None => wanted.to_owned(),
    }
}

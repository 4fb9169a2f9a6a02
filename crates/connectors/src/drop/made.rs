//! Made: what a row or record of theirs becomes by its mapping. A row is taken whole or not at all.

use std::collections::BTreeSet;

use linehaul_domain::fact::{Fact, FactBody};
use linehaul_domain::fault::Code;
use linehaul_domain::ids::SourceName;
use linehaul_domain::lost::Header;
use linehaul_domain::time::Instant;

use crate::cell::BadCell;
use crate::drop::about::{About, about};
use crate::drop::fields::{self, Fields};
use crate::drop::made_keys::MadeKeys;
use crate::drop::{OpenDocument, RowFault, faults, not_ahead, rows};
use crate::mapping::{BadMade, FileMapping, Kind, MadeRow, Record};
use crate::row_text::RowText;

/// Whose file it is, and when it was received.
pub(super) type Of<'a> = (&'a SourceName, Instant);

/// What became of a row.
pub(super) struct Taken<'r> {
    /// Its line, or the number of its record, from 1.
    pub line: u32,
    /// As it came.
    pub content: &'r dyn Fn() -> RowText,
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

/// Whether faults are told with what was probably meant, and who is told which columns there are.
pub(super) type Asked<'a> = (&'a dyn Fn() -> bool, &'a dyn Fn(Header));

/// What is said of records that the mapping leaves out.
pub(super) fn left_out_note(rows: usize) -> Option<String> {
    (rows > 0).then(|| format!("{rows} left out, as the mapping says of them (`when`)"))
}

/// What a record becomes: rows of ours and what they state, or what is wrong and what it speaks of all the same.
pub(super) struct Made {
    pub rows: Vec<MadeRow>,
    pub facts: Vec<Fact>,
    pub faults: Vec<RowFault>,
    pub about: Vec<About>,
}

/// What a record becomes; nothing where the mapping leaves it out.
pub(super) fn taken(
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

/// What a torn row speaks of, as far as it goes, whether or not what is left of it would read: its cells may be others'.
pub(super) fn about_torn(of: Of<'_>, file: &FileMapping, record: &dyn Record) -> Vec<About> {
    about_unread(of, file, record).into_iter().map(About::torn).collect()
}

/// The same of one that is not read for another reason: its cells are its own.
pub(super) fn about_unread((_, received): Of<'_>, file: &FileMapping, record: &dyn Record) -> Vec<About> {
    let Some((made, wrong)) = file.rows(record) else { return Vec::new() };
    let rows = made.iter().enumerate();
    let about = rows.filter_map(|(at, row)| about_row(row, received, wrong.iter().filter(|w| w.row == Some(at))));
    about.collect()
}

/// The columns that tell a load's parts apart, and those of which such a one is made.
const APART: &[&str] = &["seq", "event_id", "document_id", "stop", "event", "charge", "type", "file", "pages"];

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

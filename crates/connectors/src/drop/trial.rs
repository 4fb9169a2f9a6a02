//! Trial: what a file would become by a mapping, row for row, before anything of it counts.

use std::collections::BTreeMap;

use linehaul_domain::fault::Code;
use linehaul_domain::time::Instant;

use crate::cell::BadCell;
use crate::drop::RowFault;
use crate::drop::mapped::{each_row, of_name};
use crate::mapping::{Kind, Mapping};

/// A row that was tried.
#[derive(Debug, Clone)]
pub struct TriedRow {
    /// Its line, or the number of its record.
    pub line: u32,
    /// As it came.
    pub content: String,
    /// The rows of ours that it makes: of what, and columns with their names for them and what stands in them.
    pub made: Vec<(Kind, Vec<TriedCell>)>,
    /// Everything that is wrong with it.
    pub faults: Vec<RowFault>,
}

/// A column of ours, filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedCell {
    /// Our column.
    pub ours: String,
    /// Their name for it.
    pub theirs: String,
    /// What would stand in it.
    pub text: String,
}

/// A fault, in how many rows it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouped {
    /// As it is told of the first of them.
    pub fault: RowFault,
    /// How many rows have it.
    pub rows: usize,
    /// The first of them.
    pub line: u32,
}

/// What a file would become.
#[derive(Debug, Clone, Default)]
pub struct Trial {
    /// The first rows.
    pub rows: Vec<TriedRow>,
    /// All of them.
    pub read: usize,
    /// Of them those that would be quarantined.
    pub bad: usize,
    /// How many rows of ours they make, by kind.
    pub made: BTreeMap<Kind, usize>,
    /// What is wrong, by column and code.
    pub faults: Vec<Grouped>,
    /// Columns that the mapping neither reads nor ignores.
    pub unread: Vec<String>,
    /// Columns that it ignores.
    pub ignored: Vec<String>,
    /// What else is worth saying.
    pub notes: Vec<String>,
}

/// Tries a mapping on all of a file, and keeps so many of its rows. What is wrong with the file as a whole is answered as
/// that.
pub fn try_out(mapping: &Mapping, file: &str, bytes: &[u8], received: Instant, first: usize) -> Result<Trial, BadCell> {
    let mut trial = Trial::default();
    let mut groups: BTreeMap<(Option<String>, Code), Grouped> = BTreeMap::new();
    let of = of_name(mapping, file)?;
    let source = "trial".into();
    let whole = each_row((&source, received), bytes, (file, of), &|_| None, (&|| true, &|_| ()), &mut |row| {
        trial.read += 1;
        trial.bad += usize::from(!row.faults.is_empty());
        for fault in &row.faults {
            let new = || Grouped { fault: fault.clone(), rows: 0, line: row.line };
            groups.entry((fault.column.clone(), fault.code)).or_insert_with(new).rows += 1;
        }
        if row.faults.is_empty() {
            for made in &row.made {
                *trial.made.entry(made.kind).or_default() += 1;
            }
        }
        if trial.rows.len() < first {
            let cells =
                |made: &crate::mapping::MadeRow| {
                    let all = made.columns.iter().zip(made.theirs.iter()).zip(&made.cells);
                    let filled = all.filter(|(_, text)| !text.is_empty());
                    let cell = |((ours, theirs), text): ((&String, &String), &std::borrow::Cow<'static, str>)| {
                        TriedCell { ours: ours.clone(), theirs: theirs.clone(), text: text.clone().into_owned() }
                    };
                    (made.kind, filled.map(cell).collect())
                };
            let made = row.made.iter().map(cells).collect();
            trial.rows.push(TriedRow { line: row.line, content: (row.content)().shown, made, faults: row.faults });
        }
        true
    })?;
    (trial.unread, trial.ignored, trial.notes) = (whole.unread, whole.ignored, whole.notes);
    trial.faults = groups.into_values().collect();
    trial.faults.sort_by(|a, b| (b.rows, a.line).cmp(&(a.rows, b.line)));
    Ok(trial)
}

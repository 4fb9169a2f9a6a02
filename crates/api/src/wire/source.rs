//! What a file would become by a mapping.

use linehaul_domain::time::{DateTime, Tz};
use linehaul_workbench::intake::trial::{Proposed, Tried};
use serde::Serialize;
use ts_rs::TS;

/// A mapping that was tried on a file.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrialReport {
    /// The mapping's name.
    pub mapping: String,
    /// The file's.
    pub file: String,
    /// Rows of theirs.
    pub read: usize,
    /// Of them those that would be quarantined.
    pub bad: usize,
    /// How many rows of ours the others make, by kind.
    pub makes: Vec<MadeCount>,
    /// The first rows.
    pub rows: Vec<TrialRow>,
    /// What is wrong, by cause, the most frequent first.
    pub faults: Vec<TrialCause>,
    /// Columns that the mapping neither reads nor ignores.
    pub unread: Vec<String>,
    /// Columns that it ignores.
    pub ignored: Vec<String>,
    /// What else is worth saying.
    pub notes: Vec<String>,
}

/// How many rows of a kind.
#[derive(Debug, Clone, Serialize, TS)]
pub struct MadeCount {
    /// `loads`, `stops`, ….
    pub kind: String,
    /// How many.
    pub rows: usize,
}

/// A row of theirs.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrialRow {
    /// Its line, or the number of its record, from 1.
    pub line: u32,
    /// As it came.
    pub content: String,
    /// The rows of ours that it makes.
    pub makes: Vec<TrialMade>,
    /// Everything that is wrong with it.
    pub faults: Vec<TrialFault>,
}

/// A row of ours.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrialMade {
    /// `load`, `stop`, ….
    pub kind: String,
    /// Its columns that are filled.
    pub fields: Vec<TrialField>,
}

/// A column of ours.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrialField {
    /// Our name.
    pub column: String,
    /// What would stand there.
    pub value: String,
    /// Their columns that it is of.
    pub from: String,
}

/// Something that is wrong with a row.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrialFault {
    /// The column of theirs.
    pub column: Option<String>,
    /// `LH-2nn`.
    pub code: String,
    /// Why.
    pub message: String,
}

/// The same, in so many rows.
#[derive(Debug, Clone, Serialize, TS)]
pub struct TrialCause {
    /// As it is told of the first of them.
    pub fault: TrialFault,
    /// How many.
    pub rows: usize,
    /// The first of them.
    pub line: u32,
}

/// A mapping that is proposed.
#[derive(Debug, Clone, Serialize, TS)]
pub struct GuessReport {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What the file does not tell.
    pub asks: Vec<String>,
    /// What the file would become by it as it is.
    pub trial: Option<TrialReport>,
    /// Why it does not read yet, where it does not.
    pub unread: Option<String>,
    /// Is it written into the workspace?
    pub written: bool,
    /// What was put into linehaul.toml.
    pub added: Option<String>,
}

impl From<Proposed> for GuessReport {
    fn from(Proposed { name, text, asks, trial, written, added }: Proposed) -> GuessReport {
        let (trial, unread) = match trial {
            Ok(tried) => (Some(tried.into()), None),
            Err(fault) => (None, Some(fault.what)),
        };
        GuessReport { name, text, asks, trial, unread, written, added }
    }
}

/// Cells as they are told: a point in time by the clock of the row's own zone, as it stands in the file that it is compared with.
fn fields(cells: Vec<linehaul_workbench::TriedCell>) -> Vec<TrialField> {
    let zone = cells.iter().find(|cell| cell.ours == "zone").and_then(|cell| cell.text.parse::<Tz>().ok());
    let told = |text: String| match (zone, DateTime::parse_from_rfc3339(&text)) {
        (Some(zone), Ok(at)) => at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S%:z").to_string(),
        _ => text,
    };
    cells.into_iter().map(|cell| TrialField { column: cell.ours, value: told(cell.text), from: cell.theirs }).collect()
}

impl From<Tried> for TrialReport {
    fn from(Tried { mapping, file, trial }: Tried) -> TrialReport {
        let fault = |fault: linehaul_workbench::RowFault| TrialFault {
            column: fault.column,
            code: fault.code.to_string(),
            message: fault.message,
        };
        let row = |row: linehaul_workbench::TriedRow| TrialRow {
            line: row.line,
            content: row.content,
            makes: row
                .made
                .into_iter()
                .map(|(kind, cells)| TrialMade { kind: kind.singular().to_owned(), fields: fields(cells) })
                .collect(),
            faults: row.faults.into_iter().map(fault).collect(),
        };
        TrialReport {
            mapping,
            file,
            read: trial.read,
            bad: trial.bad,
            makes: trial
                .made
                .iter()
                .map(|(kind, rows)| MadeCount { kind: kind.name().to_owned(), rows: *rows })
                .collect(),
            rows: trial.rows.into_iter().map(row).collect(),
            faults: trial
                .faults
                .into_iter()
                .map(|cause| TrialCause { fault: fault(cause.fault), rows: cause.rows, line: cause.line })
                .collect(),
            unread: trial.unread,
            ignored: trial.ignored,
            notes: trial.notes,
        }
    }
}

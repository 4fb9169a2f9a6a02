//! The quarantine: rows that could not be taken, and what becomes of them.

use linehaul_domain::changes::Change;
use linehaul_domain::decision::Decision;
use linehaul_workbench::decisions::mend::{Mending, Replayed};
use linehaul_workbench::decisions::quarantine::{By, Group, Waiting, group_of, groups};
use linehaul_workbench::decisions::split::CutOut;
use linehaul_workbench::{ItemFault, QuarantineItem, RawRow, RowFault};
use serde::Serialize;
use ts_rs::TS;

/// Something that is wrong with a row.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RowFaultLine {
    /// The column's name, where it is one cell.
    pub column: Option<String>,
    /// `LH-2nn`.
    pub code: String,
    /// Why.
    pub message: String,
}

/// By what a row came to wait no longer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RowEnded {
    /// `mended` by a later delivery or a person, or `cleared` by one.
    pub how: String,
    /// In words.
    pub text: String,
}

/// A row of the quarantine.
#[derive(Debug, Clone, Serialize, TS)]
pub struct QuarantineLine {
    /// Id.
    pub id: String,
    /// Source.
    pub source: String,
    /// The file in which it was seen last.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// The column that it was refused for.
    pub column: Option<String>,
    /// `LH-2nn`: what it was refused for.
    pub code: String,
    /// Why, all of it.
    pub message: String,
    /// Everything that is wrong with it.
    pub faults: Vec<RowFaultLine>,
    /// The names of its columns, where it has some.
    pub header: Vec<String>,
    /// The row as it came.
    pub content: String,
    /// For how many rows it stands.
    pub rows: u64,
    /// How often it came.
    pub seen: u64,
    /// When it came first, RFC 3339.
    pub first: String,
    /// When it came last, RFC 3339.
    pub last: String,
    /// The loads that it speaks of.
    pub loads: Vec<String>,
    /// Those of them that it holds.
    pub holds: Vec<String>,
    /// Its group by what is wrong.
    pub cause: String,
    /// Where it waits no longer.
    pub ended: Option<RowEnded>,
}

/// Rows that have one thing in common.
#[derive(Debug, Clone, Serialize, TS)]
pub struct QuarantineGroup {
    /// What that is: a fault with its column, a source, a file.
    pub name: String,
    /// A fault's words, as the first of them has them.
    pub words: String,
    /// How many rows.
    pub rows: u64,
    /// The first of them.
    pub first: String,
}

/// The quarantine.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Quarantine {
    /// Rows, in order of source, file and line.
    pub items: Vec<QuarantineLine>,
    /// The same, put together: by what is wrong, unless something else was asked for.
    pub groups: Vec<QuarantineGroup>,
}

/// A row of the quarantine with its cells.
#[derive(Debug, Clone, Serialize, TS)]
pub struct QuarantinedRow {
    /// The row.
    pub item: QuarantineLine,
    /// Its cells by the names of their columns, where it is a row with columns: it can be mended in place.
    pub cells: Vec<RowCell>,
}

/// A cell of a row.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RowCell {
    /// The column's name.
    pub column: String,
    /// What stands in it.
    pub text: String,
}

/// What became of a row that was mended.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Mended {
    /// Was it taken?
    pub taken: bool,
    /// What is wrong with it as it would be, where it was not: nothing was written then.
    pub faults: Vec<RowFaultLine>,
    /// The loads that it speaks of.
    pub loads: Vec<String>,
    /// What it changes of what stands, or would.
    pub changes: Vec<RowChange>,
    /// What to say for having seen these: it was not taken since they are more than what was wrong with it.
    pub seen: Option<String>,
}

/// A scan that was split.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ScanSplit {
    /// What was cut out of it.
    pub documents: Vec<CutOutLine>,
}

/// A document that was cut out of a scan.
#[derive(Debug, Clone, Serialize, TS)]
pub struct CutOutLine {
    /// Its load.
    pub load: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name: that of the scan with its pages.
    pub file: String,
}

impl From<CutOut> for CutOutLine {
    fn from(CutOut { load, kind, file }: CutOut) -> CutOutLine {
        CutOutLine { load: load.0, kind, file }
    }
}

/// A field that is another one by a row.
#[derive(Debug, Clone, Serialize, TS)]
pub struct RowChange {
    /// Of what: `load/L-1`, `stop/L-1/2`.
    pub of: String,
    /// The field.
    pub field: String,
    /// What stands; empty where nothing does.
    pub stands: String,
    /// What the row says.
    pub says: String,
}

/// What became of rows that were read once more.
#[derive(Debug, Clone, Serialize, TS)]
pub struct QuarantineReplayed {
    /// Those that were taken: ids.
    pub taken: Vec<String>,
    /// Those that the mapping leaves out by now (`when`): ids.
    pub left_out: Vec<String>,
    /// Those that still wait.
    pub waiting: Vec<QuarantineLine>,
}

/// Rows that a person cleared, or no longer.
#[derive(Debug, Clone, Serialize, TS)]
pub struct QuarantineCleared {
    /// The rows.
    pub items: Vec<String>,
    /// The loads that they speak of.
    pub loads: Vec<String>,
}

impl From<ItemFault> for RowFaultLine {
    fn from(ItemFault { column, code, message }: ItemFault) -> RowFaultLine {
        RowFaultLine { column, code: code.to_string(), message }
    }
}

impl From<RowFault> for RowFaultLine {
    fn from(RowFault { column, code, message }: RowFault) -> RowFaultLine {
        RowFaultLine { column, code: code.to_string(), message }
    }
}

/// All that is wrong with a row, in one line.
fn words(faults: &[ItemFault]) -> String {
    let others = faults.iter().skip(1).map(|fault| match &fault.column {
        Some(column) => format!("{column}: {} ({})", fault.message, fault.code),
        None => format!("{} ({})", fault.message, fault.code),
    });
    let first = faults.first().map(|fault| fault.message.clone());
    first.into_iter().chain(others).collect::<Vec<_>>().join("; ")
}

fn ended(item: &QuarantineItem, waiting: &Waiting) -> Option<RowEnded> {
    if let Some((file, line)) = &item.mended {
        return Some(RowEnded { how: "mended".to_owned(), text: format!("mended by {file} line {line}") });
    }
    let entry = waiting.cleared.as_ref()?;
    let reason = match &entry.entry.decision {
        Decision::Row(row) => row.reason.to_string(),
        _ => String::new(),
    };
    let text = format!("cleared by {}: {reason}", entry.entry.actor.name);
    Some(RowEnded { how: "cleared".to_owned(), text })
}

impl From<Waiting> for QuarantineLine {
    fn from(waiting: Waiting) -> QuarantineLine {
        let item = &waiting.item;
        let (ended, cause) = (ended(item, &waiting), group_of(item, By::Cause));
        let (column, message) = (item.column().map(str::to_owned), words(&item.faults));
        let Waiting { item, loads, holds, .. } = waiting;
        QuarantineLine {
            id: item.id,
            source: item.source.0,
            file: item.file,
            line: item.line,
            column,
            code: item.code.to_string(),
            message,
            faults: item.faults.into_iter().map(RowFaultLine::from).collect(),
            header: item.header,
            content: item.content,
            rows: item.rows,
            seen: item.seen,
            first: item.first.to_rfc3339(),
            last: item.received.to_rfc3339(),
            loads: loads.into_iter().map(|load| load.0).collect(),
            holds: holds.into_iter().map(|load| load.0).collect(),
            cause,
            ended,
        }
    }
}

impl From<Group> for QuarantineGroup {
    fn from(Group { name, words, rows, first }: Group) -> QuarantineGroup {
        QuarantineGroup { name, words, rows, first }
    }
}

impl From<(Vec<Waiting>, By)> for Quarantine {
    fn from((rows, by): (Vec<Waiting>, By)) -> Quarantine {
        let groups = groups(&rows, by).into_iter().map(QuarantineGroup::from).collect();
        Quarantine { items: rows.into_iter().map(QuarantineLine::from).collect(), groups }
    }
}

impl From<(Waiting, Option<RawRow>)> for QuarantinedRow {
    fn from((waiting, raw): (Waiting, Option<RawRow>)) -> QuarantinedRow {
        let cells = raw.into_iter().flat_map(|RawRow { header, cells }| header.into_iter().zip(cells));
        let cells = cells.map(|(column, text)| RowCell { column, text }).collect();
        QuarantinedRow { item: waiting.into(), cells }
    }
}

impl From<Mending> for Mended {
    fn from(Mending { taken, faults, loads, changes, seen }: Mending) -> Mended {
        let faults = faults.into_iter().map(RowFaultLine::from).collect();
        let change = |Change { key, field, stands, says }: Change| RowChange { of: key, field, stands, says };
        let changes = changes.into_iter().map(change).collect();
        let loads = loads.into_iter().map(|load| load.0).collect();
        Mended { taken, faults, loads, changes, seen: seen.map(|seen| seen.0) }
    }
}

impl From<Replayed> for QuarantineReplayed {
    fn from(Replayed { taken, left_out, waiting }: Replayed) -> QuarantineReplayed {
        QuarantineReplayed { taken, left_out, waiting: waiting.into_iter().map(QuarantineLine::from).collect() }
    }
}

//! Refused: what the rows of a file speak of that is not read, since its header lacks a column or has one twice. Their loads are held
//! as those of rows that do not read, as far as the columns are there that say which load it is.

use std::borrow::Cow;
use std::collections::BTreeMap;

use linehaul_domain::time::Instant;

use crate::delimited::{self, MAX_ROWS};
use crate::drop::about::{About, about};
use crate::drop::bind::{RowRecord, as_far_as_found};
use crate::drop::fields::Fields;
use crate::drop::made::{Of, about_torn, about_unread};
use crate::mapping::{ColumnMap, FileMapping, Kind};
use crate::workbook;

/// Is told the header, the cells, and whether the row came torn.
type Row<'t> = &'t mut dyn FnMut(&[String], &[Cow<'_, str>], bool);

/// Goes through the rows of a file, with its header and whether they came torn. A file that is no table has none.
fn each_row(bytes: &[u8], take: Row<'_>) {
    let Ok(sheet) = workbook::is_workbook(bytes).then(|| workbook::sheet(bytes, None)).transpose() else { return };
    let Ok(text) = delimited::read(sheet.as_ref().map_or(bytes, |sheet| &sheet.text)) else { return };
    for row in text.wary_rows().take(MAX_ROWS) {
        match row {
            Ok(row) => take(&text.header, &row.cells, false),
            Err(broken) => take(&text.header, &broken.leading(), true),
        }
    }
}

/// Of a file of ours. A column that is there twice says nothing: which of the two is meant would be a guess.
pub(super) fn of_ours((kind, received): (Kind, Instant), bytes: &[u8], map: &ColumnMap) -> Vec<About> {
    let mut all = Vec::new();
    let mut columns: Option<Vec<String>> = None;
    each_row(bytes, &mut |header, cells, torn| {
        let columns = columns.get_or_insert_with(|| once(header.iter().map(|name| map.column(name)).collect()));
        let own = about(kind, &Fields::new(columns, cells, false), received);
        all.extend(own.map(|own| if torn { own.torn() } else { own }));
    });
    all
}

fn once(mut columns: Vec<String>) -> Vec<String> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    columns.iter().for_each(|column| *times.entry(column.clone()).or_default() += 1);
    columns.iter_mut().filter(|column| times.get(*column).is_some_and(|times| *times > 1)).for_each(String::clear);
    columns
}

/// Of a file that a mapping reads.
pub(super) fn of_theirs(of: Of<'_>, bytes: &[u8], file: &FileMapping) -> Vec<About> {
    let mut all = Vec::new();
    let mut bound = None;
    each_row(bytes, &mut |header, cells, torn| {
        let bound = bound.get_or_insert_with(|| as_far_as_found(file, header));
        let record = RowRecord { bound, cells };
        all.extend(if torn { about_torn(of, file, &record) } else { about_unread(of, file, &record) });
    });
    all
}

//! Present: which of the fields of a mapping the records of a file have.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::lost::{Column, Header};

use super::kind::{Kind, open_name};
use super::read::FileMapping;
use super::record::Record;

/// How many records have a field, and how many have it not.
#[derive(Debug, Clone, Default)]
pub(crate) struct Present {
    counted: BTreeMap<Column, (usize, usize)>,
}

impl Present {
    /// Adds a record. Of a row of a file its columns say it, whatever stands in them.
    pub fn add(&mut self, file: &FileMapping, record: &dyn Record, is_row: bool) {
        let holds = |when, element| is_row || file.holds(when, record, element).unwrap_or(true);
        if !holds(file.when.as_ref(), None) {
            return;
        }
        for makes in &file.makes {
            let elements = match makes.each.map(|list| record.elements(list)) {
                None => vec![None],
                Some(elements) => (0..elements.unwrap_or_default()).map(Some).collect(),
            };
            for element in elements.into_iter().filter(|element| holds(makes.when.as_ref(), *element)) {
                // What stands in no column of theirs is always said.
                for field in makes.fields.iter().filter(|field| !field.from.is_empty()) {
                    let there = field.from.iter().any(|column| record.has(*column, element));
                    let (has, lacks) = self.counted.entry(column(makes.kind, &field.ours, &field.theirs)).or_default();
                    *(if there { has } else { lacks }) += 1;
                }
            }
        }
    }

    /// The header of a file with these records. What need not be there in a record of JSON is there sometimes.
    pub fn header(self, file: &FileMapping, is_row: bool, unread: &[String]) -> Header {
        let may_lack = |column: &Column| !is_row && file.optional.iter().any(|pattern| pattern.fits(&column.theirs));
        let of = |which: &dyn Fn(&Column, usize, usize) -> bool| -> BTreeSet<Column> {
            let fitting = self.counted.iter().filter(|(column, (has, lacks))| which(column, *has, *lacks));
            fitting.map(|(column, _)| column.clone()).collect()
        };
        Header {
            kind: Kind::Mapped.name().to_owned(),
            sort: file.shown.clone(),
            mapped: true,
            records: !is_row,
            columns: of(&|_, has, _| has > 0),
            sometimes: of(&|column, has, lacks| has > 0 && (lacks > 0 || may_lack(column))),
            lacking: of(&|column, has, _| has == 0 && !may_lack(column)),
            unread: unread.to_vec(),
            ignored: file.of_source.ignored.clone(),
            whole: file.of_source.whole_records,
            complete: file.complete,
        }
    }
}

fn column(kind: Kind, ours: &str, theirs: &str) -> Column {
    Column { thing: kind.thing(), ours: open_name(ours).to_owned(), theirs: theirs.to_owned() }
}

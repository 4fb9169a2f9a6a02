//! Header: which columns a file of ours has, by sorts of files that are expected to have the same ones.

use std::collections::BTreeSet;

use linehaul_domain::lost::{Column, Header};

use crate::mapping::{Kind, OfSource, open_name};

/// Words of a file's name that say of which day it is.
const DAYS: &[&str] = &[
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "monday",
    "tues",
    "tuesday",
    "wednesday",
    "thur",
    "thurs",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "am",
    "pm",
    "t",
    "z",
    "utc",
];

/// The sort of a file: the words of its name but for those that tell one file of it from another, as digits and months do.
pub(crate) fn sort(file: &str) -> String {
    let lower = file.to_lowercase();
    let stem = lower.rsplit_once('.').map_or(lower.as_str(), |(stem, _)| stem);
    let words = stem.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty() && !DAYS.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Of a file of rows.
pub(super) fn of(kind: Kind, file: &str, columns: &[String], unread: &[&str], of_source: &OfSource) -> Header {
    let column = |ours: &str| Column {
        thing: kind.thing(),
        ours: open_name(ours).to_owned(),
        theirs: open_name(ours).to_owned(),
    };
    let is_read = |name: &&String| kind.reads(name);
    let has: BTreeSet<Column> = columns.iter().filter(is_read).map(|name| column(name)).collect();
    let lacking = kind.known().into_iter().map(column).filter(|column| !has.contains(column)).collect();
    Header {
        kind: kind.name().to_owned(),
        sort: sort(file),
        mapped: false,
        records: false,
        columns: has,
        sometimes: BTreeSet::new(),
        lacking,
        unread: unread.iter().map(|name| (*name).to_owned()).collect(),
        ignored: of_source.ignored.clone(),
        whole: of_source.whole_records,
        complete: of_source.complete_of(file).filter(|_| kind == Kind::Loads),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_sort_differ_by_days_and_numbers_alone() {
        for name in
            ["loads.csv", "Loads-2025-01-03.csv", "loads_03-Jan-2025.txt", "loads (2).csv", "loads-20250103T0800Z.csv"]
        {
            assert_eq!(sort(name), "loads", "{name}");
        }
        assert_eq!(sort("loads-phone.csv"), "loads phone");
    }
}

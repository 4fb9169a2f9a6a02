//! Bind: a mapping's columns found in a file's header, and in its rows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use linehaul_domain::fault::Code;
use linehaul_domain::near::nearest;

use crate::cell::{BadCell, Read, bad, shown};
use crate::mapping::{FileMapping, Record};

/// Where a mapping's columns are in a header.
pub struct Bound {
    at: Vec<Option<usize>>,
    /// Columns that it reads.
    pub read: Vec<String>,
    /// Columns that it neither reads nor ignores.
    pub unread: Vec<String>,
    /// Columns that it ignores.
    pub ignored: Vec<String>,
}

fn key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Finds them. LH-213 where one is missing that has to be there, or is there twice.
pub fn bind(file: &FileMapping, header: &[String]) -> Read<Bound> {
    let (bound, twice) = found(file, header);
    if let Some(list) = file.lists.first() {
        return bad(Code::HeaderWrong, format!("a row has no list `{list}`: `each` is for records of JSON"));
    }
    if let Some(column) = twice {
        return bad(Code::HeaderWrong, format!("the column {} is there twice", shown(column)));
    }
    let needed = |name: &str| !file.optional.iter().any(|pattern| pattern.fits(name));
    let missing = file.columns.iter().zip(&bound.at).filter(|(column, at)| at.is_none() && needed(&column.name));
    let missing: Vec<String> = missing
        .map(|(column, _)| {
            let near = nearest(&column.name, header.iter().map(String::as_str));
            let hint = near.map(|near| format!(" (did they mean it by `{near}`?)")).unwrap_or_default();
            format!("{}{hint}", shown(&column.name))
        })
        .collect();
    if !missing.is_empty() {
        let message = format!("the mapping of {} needs the column {}", file.shown, missing.join(" and the column "));
        return Err(BadCell { code: Code::HeaderWrong, message });
    }
    Ok(bound)
}

/// Those that are there, once, whatever else is missing.
pub(super) fn as_far_as_found(file: &FileMapping, header: &[String]) -> Bound {
    found(file, header).0
}

/// Where the columns are, and one that is there twice, which counts as missing.
fn found<'f>(file: &'f FileMapping, header: &[String]) -> (Bound, Option<&'f str>) {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, name) in header.iter().enumerate() {
        places.entry(key(name)).or_default().push(at);
    }
    let (mut at, mut twice) = (Vec::new(), None);
    for column in &file.columns {
        match places.get(&key(&column.name)).map(Vec::as_slice) {
            Some([place]) => at.push(Some(*place)),
            Some(_) => {
                twice = twice.or(Some(column.name.as_str()));
                at.push(None);
            }
            None => at.push(None),
        }
    }
    let rest = (0..header.len()).filter(|place| !at.contains(&Some(*place)) && !header[*place].is_empty());
    let name = |place: usize| shown(&header[place]);
    let (ignored, unread): (Vec<usize>, Vec<usize>) = rest.partition(|place| file.ignores(&header[*place]));
    let (unread, ignored) = (unread.into_iter().map(name).collect(), ignored.into_iter().map(name).collect());
    let read = at.iter().flatten().map(|place| name(*place)).collect();
    (Bound { at, read, unread, ignored }, twice)
}

/// A row, by the columns of its mapping.
pub struct RowRecord<'r> {
    /// Where they are.
    pub bound: &'r Bound,
    /// What stands there.
    pub cells: &'r [Cow<'r, str>],
}

impl Record for RowRecord<'_> {
    fn text(&self, column: usize, _: Option<usize>) -> Read<Cow<'_, str>> {
        let place = self.bound.at.get(column).copied().flatten();
        let cell = place.and_then(|place| self.cells.get(place)).map_or("", AsRef::as_ref);
        Ok(Cow::Borrowed(cell))
    }

    fn has(&self, column: usize, _: Option<usize>) -> bool {
        self.bound.at.get(column).copied().flatten().is_some()
    }

    fn elements(&self, _: usize) -> Read<usize> {
        Ok(0)
    }
}

//! Fixed width: lines of which each column has its place. A line that is too short or too long is of another layout, or cut off, and is
//! never read as if it were not.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::text::{FileText, FixedText};

/// Most characters of a line.
const MAX_LENGTH: usize = 64 * 1024;

/// Most columns of a line.
const MAX_PLACES: usize = 1_000;

/// A column's place: characters from one to the one behind it, from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its name; empty for what nobody asks for.
    pub name: String,
    from: usize,
    to: usize,
}

/// How lines are cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// Lines at the head that are no rows.
    pub skip: usize,
    /// Columns, in their order.
    pub places: Vec<Place>,
    /// Characters of a line.
    pub length: usize,
    /// May the blanks at a line's end be missing?
    pub trimmed: bool,
}

impl Fixed {
    /// Of a file's text, where it says so; each column that is read has a place.
    pub fn of_file<'c>(text: &FileText, columns: impl Iterator<Item = &'c str>) -> Result<Option<Fixed>, Vec<String>> {
        let Some(places) = &text.fixed else { return Ok(None) };
        let fixed = Fixed::new(places).map_err(|why| vec![why])?;
        let nowhere = columns.filter(|name| !fixed.has(name));
        let mut wrong: Vec<String> = nowhere.map(|name| format!("fixed: it does not say where `{name}` is")).collect();
        if text.records.is_some() {
            wrong.push("fixed: `records` is for JSON".to_owned());
        }
        if wrong.is_empty() { Ok(Some(fixed)) } else { Err(wrong) }
    }

    /// Of its text; else what is wrong with it.
    pub fn new(text: &FixedText) -> Result<Fixed, String> {
        let mut places: Vec<Place> = Vec::new();
        for (name, place) in &text.columns {
            let from =
                place.start.checked_sub(1).ok_or_else(|| format!("fixed: `{name}`: the first character is 1"))?;
            places.push(Place { name: name.trim().to_owned(), from, to: from.saturating_add(place.width) });
        }
        let mut at = 0_usize;
        for cut in &text.cuts {
            let name = cut.name.as_deref().unwrap_or_default().trim().to_owned();
            places.push(Place { name, from: at, to: at.saturating_add(cut.width) });
            at = at.saturating_add(cut.width);
        }
        if !text.columns.is_empty() && !text.cuts.is_empty() {
            return Err("fixed: it has `columns`, or `cuts`: one of these".to_owned());
        }
        if places.is_empty() {
            return Err("fixed: it has no columns".to_owned());
        }
        if let Some(none) = places.iter().find(|place| place.from == place.to) {
            return Err(format!("fixed: `{}` has no width", none.name));
        }
        let mut names = BTreeSet::new();
        let twice = places.iter().find(|place| !place.name.is_empty() && !names.insert(place.name.to_lowercase()));
        if let Some(twice) = twice {
            return Err(format!("fixed: `{}` is there twice", twice.name));
        }
        places.sort_by_key(|place| (place.from, place.to));
        let end = places.iter().map(|place| place.to).max().unwrap_or_default();
        let length = text.length.unwrap_or(end);
        if length < end {
            return Err(format!("fixed: a line has {length} characters, and a column ends at {end}"));
        }
        if length > MAX_LENGTH || places.len() > MAX_PLACES {
            return Err(format!("fixed: {MAX_LENGTH} characters and {MAX_PLACES} columns are the most"));
        }
        Ok(Fixed { skip: text.skip, places, length, trimmed: text.trimmed })
    }

    /// The names of its columns.
    pub fn header(&self) -> Vec<String> {
        self.places.iter().map(|place| place.name.clone()).collect()
    }

    /// Has it a column of this name?
    pub fn has(&self, name: &str) -> bool {
        self.places
            .iter()
            .any(|place| !place.name.is_empty() && place.name.to_lowercase() == name.trim().to_lowercase())
    }

    /// What stands in the columns of a line, trimmed. Of what is behind its end nothing does.
    pub fn cut<'t>(&self, line: &'t str) -> Vec<Cow<'t, str>> {
        // Where each character begins, and the line's end.
        let starts: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
        let start = |at: usize| starts.get(at).copied().unwrap_or(line.len());
        self.places.iter().map(|place| Cow::Borrowed(line[start(place.from)..start(place.to)].trim())).collect()
    }

    /// Does a line go on to the end of a column?
    pub fn reaches(&self, line: &str, name: &str) -> bool {
        let ends = |place: &Place| place.to <= line.chars().count();
        self.places.iter().filter(|place| place.name.to_lowercase() == name.trim().to_lowercase()).all(ends)
    }

    /// What is wrong with a line's length.
    pub fn wrong_length(&self, line: &str) -> Option<String> {
        let has = line.chars().count();
        let wanted = self.length;
        match has {
            _ if has > wanted && line.chars().skip(wanted).any(|c| c != ' ') => {
                Some(format!("the line has {has} characters, and {wanted} are the most: it is of another layout"))
            }
            _ if has < wanted && !self.trimmed => Some(format!(
                "the line has {has} characters of {wanted}: it is cut off, or of another layout (trimmed = true where blanks at \
                 its end are left out)"
            )),
            _ => None,
        }
    }
}

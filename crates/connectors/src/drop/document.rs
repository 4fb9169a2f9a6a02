//! A JSON document of records, by the paths of a mapping: `Stops[].Address.City`, `References[Name=PO].Value`. Numbers are taken
//! as they are written, and never go through a float.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;

use linehaul_domain::fault::Code;
use serde_json::Value;

use crate::cell::{BadCell, Read, bad, shown};
use crate::mapping::{Column, FileMapping, Record};

/// Most paths that nobody reads that are told apart.
const MAX_PATHS: usize = 500;

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// Each element of a list.
    Each,
    Field(String),
    Element(usize),
    /// The element of which a field is that.
    Where(String, String),
}

/// A path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path(Vec<Step>);

impl Path {
    /// Of its text; else what is wrong with it.
    pub fn new(text: &str) -> Result<Path, String> {
        let mut steps = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('[') {
                let (inner, behind) = inner.split_once(']').ok_or(format!("`{text}`: a bracket is never closed"))?;
                steps.push(match (inner.split_once('='), inner.trim().parse::<usize>()) {
                    (Some((field, value)), _) => Step::Where(field.trim().to_owned(), value.trim().to_owned()),
                    (None, Ok(at)) => Step::Element(at),
                    (None, Err(_)) => return Err(format!("`{text}`: in brackets stands a number or NAME=VALUE")),
                });
                rest = behind.strip_prefix('.').unwrap_or(behind);
                continue;
            }
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            if end == 0 {
                return Err(format!("`{text}` is no path"));
            }
            steps.push(Step::Field(rest[..end].to_owned()));
            rest = rest[end..].strip_prefix('.').unwrap_or(&rest[end..]);
        }
        if steps.is_empty() { Err("a path is empty".to_owned()) } else { Ok(Path(steps)) }
    }

    /// What stands there; nothing where there is none. Of several elements that fit none is taken.
    pub fn find<'v>(&self, value: &'v Value) -> Read<Option<&'v Value>> {
        let mut at = value;
        for step in &self.0 {
            let next = match (step, at) {
                (_, Value::Null) => return Ok(None),
                (Step::Field(name), Value::Object(fields)) => fields.get(name),
                (Step::Element(index), Value::Array(all)) => all.get(*index),
                (Step::Where(name, wanted), Value::Array(all)) => {
                    let is = |one: &&Value| one.get(name).is_some_and(|found| plain(found).as_deref() == Some(wanted));
                    let mut found = all.iter().filter(is);
                    let first = found.next();
                    if found.next().is_some() {
                        return bad(Code::CellUnknown, format!("there are several with {name} `{}`", shown(wanted)));
                    }
                    first
                }
                (Step::Each, _) => None,
                (Step::Field(name), _) => {
                    return bad(Code::CellUnknown, format!("`{}` is looked for in what is no object", shown(name)));
                }
                (_, _) => return bad(Code::CellUnknown, "an element is looked for in what is no list"),
            };
            match next {
                Some(next) => at = next,
                None => return Ok(None),
            }
        }
        Ok(Some(at))
    }

    /// The names of its steps, where all of them are fields.
    pub fn fields(&self) -> Option<Vec<String>> {
        let name = |step: &Step| match step {
            Step::Field(name) => Some(name.clone()),
            _ => None,
        };
        self.0.iter().map(name).collect()
    }

    /// As it stands in a note, without which elements it takes.
    fn pattern(&self) -> String {
        let mut text = String::new();
        for step in &self.0 {
            match step {
                Step::Field(name) if text.is_empty() => text.push_str(name),
                Step::Field(name) => text.push_str(&format!(".{name}")),
                Step::Each | Step::Element(_) | Step::Where(..) => text.push_str("[]"),
            }
        }
        text
    }
}

/// A value that is no object and no list, as text.
fn plain(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => Some(Cow::Borrowed("")),
        Value::Bool(true) => Some(Cow::Borrowed("true")),
        Value::Bool(false) => Some(Cow::Borrowed("false")),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::String(text) => Some(Cow::Borrowed(text.trim())),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// A path from the record on, through the elements of the list that it is of.
pub struct FullPath(Path);

impl FullPath {
    /// Those of a mapping's file, in the order of its columns; an empty one for what is no path.
    pub fn all(file: &FileMapping) -> Vec<FullPath> {
        let steps = |text: &str| Path::new(text).map_or_else(|_| Vec::new(), |path| path.0);
        let full = |column: &Column| {
            let list = column.of.and_then(|of| file.lists.get(of));
            let mut all: Vec<Step> = list.map(|list| steps(list)).unwrap_or_default();
            all.extend(list.map(|_| Step::Each));
            all.extend(steps(&column.name));
            FullPath(Path(all))
        };
        file.columns.iter().map(full).collect()
    }

    /// Is everything at another path at this one?
    pub fn covers(&self, other: &FullPath) -> bool {
        let one = |(own, other): (&Step, &Step)| own == other || *own == Step::Each && !matches!(other, Step::Field(_));
        self.0.0.len() == other.0.0.len() && self.0.0.iter().zip(&other.0.0).all(one)
    }

    /// As it stands in a note.
    pub fn pattern(&self) -> String {
        self.0.pattern()
    }
}

/// The paths of a mapping's file.
pub struct Paths {
    columns: Vec<(Path, Option<usize>)>,
    lists: Vec<Path>,
    read: BTreeSet<String>,
    /// Which columns some record has.
    found: RefCell<BTreeSet<usize>>,
}

impl Paths {
    /// LH-213 where one of them is none.
    pub fn new(file: &FileMapping) -> Read<Paths> {
        let path = |text: &str| Path::new(text).map_err(|message| BadCell { code: Code::HeaderWrong, message });
        let columns =
            file.columns.iter().map(|column| Ok((path(&column.name)?, column.of))).collect::<Read<Vec<_>>>()?;
        let lists = file.lists.iter().map(|list| path(list)).collect::<Read<Vec<_>>>()?;
        let full = |(path, of): &(Path, Option<usize>)| match of.and_then(|of| lists.get(of)) {
            Some(list) => format!("{}[].{}", list.pattern(), path.pattern()),
            None => path.pattern(),
        };
        // By what an element is found is read with it.
        let finders = columns.iter().flat_map(|(path, of)| {
            (0..path.0.len()).filter_map(move |at| match path.0.get(at) {
                Some(Step::Where(name, _)) => {
                    let mut steps = path.0[..=at].to_vec();
                    steps.push(Step::Field(name.clone()));
                    Some((Path(steps), *of))
                }
                _ => None,
            })
        });
        let read = finders.map(|found| full(&found)).chain(columns.iter().map(full)).collect();
        Ok(Paths { columns, lists, read, found: RefCell::default() })
    }

    /// Columns that no record has had, of those that have to be there.
    pub fn absent(&self, file: &FileMapping) -> Vec<String> {
        let found = self.found.borrow();
        let absent = (0..self.columns.len()).filter(|column| !found.contains(column));
        let names = absent.map(|column| file.column_name(column));
        names.filter(|name| !file.optional.iter().any(|pattern| pattern.fits(name))).collect()
    }

    /// Has a record something in a column, were it only that there is nothing?
    pub fn is_in(&self, record: &Value, column: usize) -> bool {
        let record = ValueRecord { paths: self, value: record };
        let there = |element| !matches!(record.find(column, element), Ok(None));
        match self.columns.get(column).and_then(|(_, of)| *of) {
            None => there(None),
            Some(list) => record.list(list).is_ok_and(|all| (0..all.len()).any(|at| there(Some(at)))),
        }
    }

    /// Adds the paths of a record that nobody reads.
    pub fn unread(&self, record: &Value, found: &mut BTreeSet<String>) {
        self.leaves(record, &mut String::new(), found);
    }

    fn leaves(&self, value: &Value, path: &mut String, found: &mut BTreeSet<String>) {
        let length = path.len();
        match value {
            Value::Null => {}
            Value::Object(fields) => {
                for (name, inner) in fields {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(name);
                    self.leaves(inner, path, found);
                    path.truncate(length);
                }
            }
            Value::Array(all) => {
                path.push_str("[]");
                all.iter().for_each(|inner| self.leaves(inner, path, found));
                path.truncate(length);
            }
            _ => {
                if !self.read.contains(path.as_str()) && !found.contains(path.as_str()) && found.len() < MAX_PATHS {
                    found.insert(path.clone());
                }
            }
        }
    }
}

/// A record of a document, by the paths of its mapping.
pub struct ValueRecord<'r> {
    /// Where its columns are.
    pub paths: &'r Paths,
    /// The record.
    pub value: &'r Value,
}

impl ValueRecord<'_> {
    fn find(&self, column: usize, element: Option<usize>) -> Read<Option<&Value>> {
        let Some((path, of)) = self.paths.columns.get(column) else { return Ok(None) };
        let from = match (of, element) {
            (Some(list), Some(at)) => self.list(*list)?.get(at).unwrap_or(&Value::Null),
            _ => self.value,
        };
        path.find(from)
    }

    fn list(&self, list: usize) -> Read<&[Value]> {
        let found = match self.paths.lists.get(list) {
            Some(path) => path.find(self.value)?,
            None => None,
        };
        match found {
            None | Some(Value::Null) => Ok(&[]),
            Some(Value::Array(all)) => Ok(all),
            Some(_) => bad(Code::CellUnknown, "it is no list"),
        }
    }
}

impl Record for ValueRecord<'_> {
    fn text(&self, column: usize, element: Option<usize>) -> Read<Cow<'_, str>> {
        let found = self.find(column, element)?;
        if found.is_some() {
            self.paths.found.borrow_mut().insert(column);
        }
        match found {
            None => Ok(Cow::Borrowed("")),
            Some(found) => {
                plain(found).map_or_else(|| bad(Code::CellUnknown, "it is an object or a list, and no text"), Ok)
            }
        }
    }

    fn has(&self, column: usize, element: Option<usize>) -> bool {
        self.find(column, element).is_ok_and(|found| found.is_some())
    }

    fn elements(&self, list: usize) -> Read<usize> {
        self.list(list).map(<[Value]>::len)
    }
}

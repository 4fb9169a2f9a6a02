//! Makes: one kind of row that a record makes, with the columns that its key needs and theirs does not have.

use std::borrow::Cow;
use std::sync::Arc;

use linehaul_domain::said::Said;
use linehaul_domain::time::Tz;

use super::field::{Field, Forms};
use super::kind::{Content, Kind};
use super::record::Record;
use super::zones::Place;
use crate::cell::{BadCell, Read};

/// A condition on a record.
#[derive(Debug, Clone)]
pub struct When {
    /// The column.
    pub column: usize,
    /// One of these; any text where there are none.
    pub is: Vec<String>,
    /// None of these.
    pub not: Vec<String>,
    /// Nothing stands there.
    pub empty: bool,
}

impl When {
    /// Does it hold?
    pub fn holds(&self, record: &dyn Record, element: Option<usize>) -> Read<bool> {
        let text = record.text(self.column, element)?;
        let one_of =
            |texts: &[String]| texts.iter().any(|known| known.trim().to_lowercase() == text.trim().to_lowercase());
        Ok(match (self.empty, self.is.is_empty(), self.not.is_empty()) {
            (true, ..) => text.is_empty(),
            (false, true, true) => !text.is_empty(),
            _ => (self.is.is_empty() || one_of(&self.is)) && !one_of(&self.not),
        })
    }
}

/// A row of ours.
#[derive(Debug, Clone)]
pub struct MadeRow {
    /// Of what.
    pub kind: Kind,
    /// Our columns.
    pub columns: Arc<Vec<String>>,
    /// What stands in them.
    pub cells: Vec<Cow<'static, str>>,
    /// Their names for them.
    pub theirs: Arc<Vec<String>>,
    /// What these columns say.
    pub said: Arc<Said>,
}

impl MadeRow {
    /// The same that speaks of all of its thing.
    pub(super) fn whole(self) -> MadeRow {
        MadeRow { said: Arc::new(Said::ALL), ..self }
    }
}

/// What is wrong with a cell, and which one that is: our column, and their name for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadMade {
    /// In which of the rows that are made; none where it is of the record.
    pub row: Option<usize>,
    /// Our column.
    pub ours: String,
    /// Their name for it.
    pub theirs: String,
    /// What is wrong.
    pub why: BadCell,
}

/// One kind of row that a record makes.
#[derive(Debug, Clone)]
pub struct Makes {
    /// Of what.
    pub kind: Kind,
    /// The list of which each element makes one.
    pub each: Option<usize>,
    /// Which records make it.
    pub when: Option<When>,
    /// Columns, as they are mapped.
    pub fields: Vec<Field>,
    /// The currency where none is mapped, or its cell is empty.
    pub currency: Option<String>,
    /// The columns of a row.
    pub columns: Arc<Vec<String>>,
    /// Their names for them.
    pub theirs: Arc<Vec<String>>,
    /// What they say.
    pub said: Arc<Said>,
}

/// Columns that are made where they are not mapped, with what they are made of.
const KEYS: &[(Kind, &str, &[&str])] = &[
    (Kind::Events, "event_id", &["load_number", "stop", "event", "charge"]),
    (Kind::Documents, "document_id", &["load_number", "stop", "type", "file"]),
];

impl Makes {
    /// Of its fields, which are of this kind; else what is missing.
    pub fn new(
        kind: Kind,
        each: Option<usize>,
        when: Option<When>,
        fields: Vec<Field>,
        currency: Option<String>,
    ) -> Result<Makes, String> {
        let has = |column: &str| fields.iter().any(|field| field.ours == column);
        let made = |column: &str| {
            column == "zone"
                || column == "seq" && each.is_some()
                || KEYS.iter().any(|key| (key.0, key.1) == (kind, column))
        };
        let lacking: Vec<&str> =
            kind.required().iter().copied().filter(|column| !has(column) && !made(column)).collect();
        if !lacking.is_empty() {
            return Err(format!("it needs {}", lacking.join(" and ")));
        }
        let mut columns: Vec<String> = Vec::new();
        let mut theirs: Vec<String> = Vec::new();
        let mut add = |ours: &str, name: &str| {
            columns.push(ours.to_owned());
            theirs.push(name.to_owned());
        };
        for field in &fields {
            add(&field.ours, &field.theirs);
        }
        let amounts = fields.iter().any(|field| field.content == Content::Money);
        let needed = [
            (kind == Kind::Stops, "zone"),
            (kind == Kind::Stops && each.is_some(), "seq"),
            (kind.content("currency").is_some() && amounts && currency.is_some(), "currency"),
            (kind == Kind::Events, "event_id"),
            (kind == Kind::Documents, "document_id"),
        ];
        for (_, column) in needed.iter().filter(|(needed, column)| *needed && !has(column)) {
            add(column, column);
        }
        let (columns, theirs) = (Arc::new(columns), Arc::new(theirs));
        let said = Arc::new(Said::of_columns(kind.thing(), columns.iter().map(String::as_str)));
        Ok(Makes { kind, each, when, fields, currency, columns, theirs, said })
    }

    /// The row that a record makes, with everything that is wrong with it; a cell that is wrong is empty.
    pub fn row(&self, record: &dyn Record, element: Option<usize>, forms: &Forms) -> (MadeRow, Vec<BadMade>) {
        let mut faults = Vec::new();
        let mut cells: Vec<Cow<'static, str>> = vec![Cow::Borrowed(""); self.columns.len()];
        let mut told = |ours: &str, theirs: &str, why: BadCell| {
            faults.push(BadMade { row: None, ours: ours.to_owned(), theirs: theirs.to_owned(), why });
        };
        for (cell, field) in cells.iter_mut().zip(&self.fields) {
            match field.text(record, element) {
                Ok(text) => *cell = Cow::Owned(text),
                Err(why) => told(&field.ours, &field.theirs, why),
            }
        }
        let (zone, no_zone) = match self.zone(&cells, forms) {
            Ok(zone) => (zone, None),
            Err(why) => (None, Some(why)),
        };
        for (cell, field) in cells.iter_mut().zip(&self.fields) {
            let text = std::mem::take(cell).into_owned();
            // What a local time means is told once, of the zone.
            let times = no_zone.is_some() && field.content == Content::Instant;
            if times || field.content == Content::Zone {
                continue;
            }
            match field.ours(text, forms, zone) {
                Ok(text) => *cell = Cow::Owned(text),
                Err(why) => told(&field.ours, &field.theirs, why),
            }
        }
        if let Some(why) = no_zone {
            told("zone", &self.zone_columns(), why);
        }
        for (ours, cell) in self.columns.iter().zip(cells.iter_mut()) {
            match ours.as_str() {
                "zone" => *cell = Cow::Owned(zone.map(|zone| zone.to_string()).unwrap_or_default()),
                "currency" if cell.is_empty() => *cell = Cow::Owned(self.currency.clone().unwrap_or_default()),
                "seq" if cell.is_empty() => {
                    *cell = Cow::Owned(element.map_or_else(String::new, |at| (at + 1).to_string()))
                }
                _ => {}
            }
        }
        if let Some((_, key, of)) = KEYS.iter().find(|(kind, ..)| *kind == self.kind) {
            self.key(key, of, &mut cells);
        }
        let absent = |field: &Field| !field.from.is_empty() && field.from.iter().all(|at| !record.has(*at, element));
        let absent: Vec<&str> =
            self.fields.iter().filter(|field| absent(field)).map(|field| field.ours.as_str()).collect();
        (self.of_those_that_are_there(cells, &absent), faults)
    }

    /// The row without the columns that its record has not: of these it says nothing. One that is filled all the same is there.
    fn of_those_that_are_there(&self, cells: Vec<Cow<'static, str>>, absent: &[&str]) -> MadeRow {
        let (kind, columns, theirs) = (self.kind, Arc::clone(&self.columns), Arc::clone(&self.theirs));
        if absent.is_empty() {
            return MadeRow { kind, columns, cells, theirs, said: Arc::clone(&self.said) };
        }
        let needed = |column: &str| kind.required().contains(&column);
        let there =
            |at: &usize| !cells[*at].is_empty() || needed(&columns[*at]) || !absent.contains(&columns[*at].as_str());
        let there: Vec<usize> = (0..cells.len()).filter(there).collect();
        let of = |names: &[String]| Arc::new(there.iter().map(|at| names[*at].clone()).collect::<Vec<_>>());
        let (columns, theirs) = (of(&columns), of(&theirs));
        let said = Arc::new(Said::of_columns(kind.thing(), columns.iter().map(String::as_str)));
        let cells = there.iter().map(|at| cells[*at].clone()).collect();
        MadeRow { kind, columns, cells, theirs, said }
    }

    fn at(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known == column)
    }

    /// The zone of local times: the one that stands beside them, that of the place, or the mapping's. Only a stop must have one.
    fn zone(&self, cells: &[Cow<'static, str>], forms: &Forms) -> Read<Option<Tz>> {
        let cell = |column: &str| self.at(column).and_then(|at| cells.get(at)).map_or("", AsRef::as_ref);
        match cell("zone") {
            "" if self.kind == Kind::Stops => {
                let place = Place { city: cell("city"), region: cell("region"), country: cell("country") };
                forms.zones.of(place).map(Some)
            }
            "" => Ok(forms.zones.default()),
            named => forms.zones.named(named).map(Some),
        }
    }

    /// What a fault of the zone is told of.
    fn zone_columns(&self) -> String {
        let of = |columns: &[&str]| -> Vec<&str> {
            let fields = self.fields.iter().filter(|field| columns.contains(&field.ours.as_str()));
            fields.map(|field| field.theirs.as_str()).collect()
        };
        let (own, place) = (of(&["zone"]), of(&["city", "region", "country"]));
        let named = if own.is_empty() { place } else { own };
        if named.is_empty() { "zone".to_owned() } else { named.join(" + ") }
    }

    fn key(&self, key: &str, of: &[&str], cells: &mut [Cow<'static, str>]) {
        let Some(at) = self.at(key).filter(|at| cells.get(*at).is_some_and(|cell| cell.is_empty())) else { return };
        let parts = of.iter().filter_map(|column| self.at(column)).filter_map(|at| cells.get(at));
        let parts: Vec<&str> = parts.map(AsRef::as_ref).filter(|part| !part.is_empty()).collect();
        let made = parts.join("/");
        if let Some(cell) = cells.get_mut(at) {
            *cell = Cow::Owned(made);
        }
    }
}

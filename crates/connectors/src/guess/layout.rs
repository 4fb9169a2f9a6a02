//! Layout: which of our columns each of theirs is, told from its name and what stands in it.

use std::collections::BTreeMap;

use super::load_words::LOAD;
use super::shapes::{Form, form_of, number_of};
use super::stop_words::{DAYS, DELIVERY, PICKUP, STOP, STOP_ROW, TIMES};
use super::values::VALUES;
use super::words::{CUSTOMER, OF_CUSTOMERS, forms, plain};

/// One of their columns.
#[derive(Debug, Clone)]
pub struct Theirs {
    /// Its name.
    pub name: String,
    /// The same in small letters and digits.
    pub plain: String,
    /// The same without what says nothing more of it; of a time, without that it is one.
    forms: Vec<String>,
    timed: Vec<String>,
    /// How many rows have something in it.
    pub filled: usize,
    /// What stands in it, each text once.
    pub texts: Vec<String>,
    /// The form of its dates, and whether the other order of day and month reads them too.
    pub form: Option<(Form, bool)>,
    /// Is it of numbers, and do these have a unit?
    pub number: Option<bool>,
}

/// A thing that a row makes: our columns with the places of theirs.
#[derive(Debug, Clone, Default)]
pub struct Thing {
    /// Our column, and theirs.
    pub fields: BTreeMap<&'static str, usize>,
    /// The column of its day, where times of day stand in others.
    pub day: Option<usize>,
    /// The column of the day of one time.
    pub days: BTreeMap<&'static str, usize>,
    /// So many rows leave it before they come to it, if both times are of one day.
    pub past_midnight: usize,
}

/// What a row is.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Their columns.
    pub columns: Vec<Theirs>,
    /// Is a row a stop, and not a load?
    pub of_stops: bool,
    /// Is a row a customer?
    pub of_customers: bool,
    /// The load, or of rows of stops the stop.
    pub load: Thing,
    /// Pickup and delivery.
    pub stops: [Thing; 2],
    /// Columns of which nothing was made.
    pub unread: Vec<usize>,
}

impl Layout {
    /// Of a header and rows.
    pub fn of(header: &[String], rows: &[Vec<String>]) -> Layout {
        let columns: Vec<Theirs> = header.iter().enumerate().map(|(at, name)| Theirs::of(name, at, rows)).collect();
        let mut layout = Layout { columns, ..Layout::default() };
        layout.of_stops = layout.is_of_stops();
        let mut free: Vec<usize> =
            (0..layout.columns.len()).filter(|at| !layout.columns[*at].name.is_empty()).collect();
        layout.of_customers = !layout.of_stops && layout.is_of_customers();
        if layout.of_customers {
            for (ours, names) in CUSTOMER {
                layout.assign(&mut free, ours, names, "");
            }
            // A list that has one column for both knows its customers by their names.
            if let (false, Some(at)) = (layout.load.fields.contains_key("name"), layout.load.fields.get("customer")) {
                layout.load.fields.insert("name", *at);
            }
            layout.unread = free;
            return layout;
        }
        if layout.of_stops {
            for (ours, names) in STOP_ROW {
                layout.assign(&mut free, ours, names, "");
            }
            layout.fields_of_stop(&mut free, &[""]);
            layout.load.past_midnight = layout.load.past_midnight(&layout.columns, rows);
            layout.unread = free;
            return layout;
        }
        for (which, prefixes) in [PICKUP, DELIVERY].into_iter().enumerate() {
            layout.stop(&mut free, which, prefixes);
            layout.stops[which].past_midnight = layout.stops[which].past_midnight(&layout.columns, rows);
        }
        for (ours, names) in LOAD {
            layout.assign(&mut free, ours, names, "");
        }
        layout.unread = free;
        layout
    }

    /// A row is a stop where a column of kinds of stops says so, with both kinds in it.
    fn is_of_stops(&self) -> bool {
        let Some((_, names)) = STOP_ROW.iter().find(|(ours, _)| *ours == "type") else { return false };
        let kinds = |theirs: &Theirs| {
            let of = |wanted: &str| theirs.texts.iter().any(|text| value("type", text) == Some(wanted));
            names.contains(&theirs.plain.as_str()) && of("pickup") && of("delivery")
        };
        self.columns.iter().any(kinds)
    }

    /// A row is a customer where nothing names a load, and there is a column for who it is and one of what only such lists have.
    fn is_of_customers(&self) -> bool {
        let has = |table: &[(&str, &[&str])], ours: &str| {
            let named = table.iter().filter(|(known, _)| *known == ours).flat_map(|(_, names)| names.iter());
            let mut named = named.copied();
            named.any(|name| self.columns.iter().any(|theirs| theirs.plain == name && theirs.may_hold(ours)))
        };
        let told = OF_CUSTOMERS.iter().any(|ours| has(CUSTOMER, ours));
        !has(LOAD, "load_number") && !has(STOP_ROW, "load_number") && has(CUSTOMER, "customer") && told
    }

    /// Columns that are called so and may hold one of ours, by the order of names; behind what says of which stop they are, or before it.
    fn called(&self, free: &[usize], ours: &str, names: &[&str], prefix: &str) -> Vec<usize> {
        let mut found = Vec::new();
        for name in names {
            let wanted = [format!("{prefix} {name}"), format!("{name} {prefix}")].map(|text| text.trim().to_owned());
            let is = |at: &&usize| {
                let theirs = &self.columns[**at];
                let forms = if TIMED.contains(&ours) { &theirs.timed } else { &theirs.forms };
                // What nothing is said of beside the stop is called by its whole name.
                let whole = name.is_empty() && !prefix.is_empty();
                let fits = if whole { theirs.plain == prefix } else { forms.iter().any(|form| wanted.contains(form)) };
                fits && theirs.may_hold(ours)
            };
            found.extend(free.iter().filter(is).filter(|at| !found.contains(*at)).copied().collect::<Vec<_>>());
        }
        found
    }

    /// Gives one of ours to the first of theirs that is called so and may hold it. Of a time one that has a day stands before one that has
    /// its day in a column of its own, and that before a day alone.
    fn assign(&mut self, free: &mut Vec<usize>, ours: &'static str, names: &[&str], prefix: &str) {
        let found = self.called(free, ours, names, prefix);
        let of = |wanted: fn(&Form) -> bool| {
            found.iter().copied().find(|at| self.columns[*at].form.is_some_and(|(form, _)| wanted(&form)))
        };
        let is_time = TIMED.contains(&ours);
        let (whole, clock, day) = (of(|f| f.dated && f.timed), of(|f| !f.dated), of(|f| f.dated && !f.timed));
        let Some(at) = (if is_time { whole.or(clock).or(day) } else { None }).or(found.first().copied()) else {
            return;
        };
        free.retain(|one| *one != at);
        self.load.fields.insert(ours, at);
        if let (true, Some(day)) = (is_time && whole.is_none() && clock.is_some(), day) {
            free.retain(|one| *one != day);
            self.load.days.insert(ours, day);
        }
    }

    /// The columns of a stop: what says which one stands before what it is.
    fn stop(&mut self, free: &mut Vec<usize>, which: usize, prefixes: &[&str]) {
        let load = std::mem::take(&mut self.load);
        self.fields_of_stop(free, prefixes);
        self.stops[which] = std::mem::replace(&mut self.load, load);
    }

    fn fields_of_stop(&mut self, free: &mut Vec<usize>, prefixes: &[&str]) {
        let day_alone = |theirs: &Theirs| theirs.form.is_some_and(|(form, _)| form.dated && !form.timed);
        for prefix in prefixes {
            for (ours, names) in STOP {
                if !self.load.fields.contains_key(ours) {
                    self.assign(free, ours, names, prefix);
                }
            }
            // A day of its own, with times of day in other columns.
            let dated = |at: &usize| day_alone(&self.columns[*at]);
            if let Some(at) = self.load.fields.get("appointment").copied().filter(dated) {
                self.load.fields.remove("appointment");
                self.load.day = Some(at);
                self.assign(free, "appointment", TIMES, prefix);
            }
        }
        for prefix in prefixes.iter().filter(|_| self.load.day.is_none()).copied().collect::<Vec<_>>() {
            let days = self.called(free, "appointment", DAYS, prefix);
            if let Some(at) = days.into_iter().find(|at| self.load.day.is_none() && day_alone(&self.columns[*at])) {
                free.retain(|one| *one != at);
                self.load.day = Some(at);
            }
        }
    }
}

/// Fields of a stop, and of a load, that are points in time.
const TIMED: &[&str] = &["appointment", "window_from", "window_to", "arrived_at", "departed_at", "updated_at"];

impl Thing {
    /// The column of the day of a time of day: its own, or that of the stop.
    pub fn day_of(&self, ours: &str) -> Option<usize> {
        let of_arrival = || self.days.get("arrived_at").filter(|_| ours == "departed_at");
        let of_appointment = || self.days.get("appointment").copied();
        self.days.get(ours).or_else(of_arrival).copied().or(self.day).or_else(of_appointment)
    }

    /// In how many rows is the departure earlier on its day than the arrival, though both are of one?
    fn past_midnight(&self, columns: &[Theirs], rows: &[Vec<String>]) -> usize {
        let (Some(arrived), Some(departed)) = (self.fields.get("arrived_at"), self.fields.get("departed_at")) else {
            return 0;
        };
        if self.day_of("arrived_at") != self.day_of("departed_at") {
            return 0;
        }
        let minutes =
            |row: &Vec<String>, at: usize| columns[at].form.and_then(|(form, _)| form.time_of_day(row.get(at)?));
        let over = |row: &&Vec<String>| {
            let (arrived, departed) = (minutes(row, *arrived), minutes(row, *departed));
            arrived.zip(departed).is_some_and(|(arrived, departed)| departed < arrived)
        };
        rows.iter().filter(over).count()
    }
}

impl Theirs {
    fn of(name: &str, at: usize, rows: &[Vec<String>]) -> Theirs {
        let mut texts: Vec<String> =
            rows.iter().filter_map(|row| row.get(at)).filter(|t| !t.is_empty()).cloned().collect();
        texts.sort();
        texts.dedup();
        let each = texts.iter().map(String::as_str);
        let (form, number) = (form_of(each.clone()), number_of(each));
        let filled = rows.iter().filter(|row| row.get(at).is_some_and(|text| !text.is_empty())).count();
        let called = plain(name);
        let (plain_forms, timed) = (forms(&called, false), forms(&called, true));
        Theirs { name: name.to_owned(), plain: called, forms: plain_forms, timed, filled, form, number, texts }
    }

    /// May what stands in it be what stands in ours?
    fn may_hold(&self, ours: &str) -> bool {
        if self.texts.is_empty() {
            return true;
        }
        let numbers = [
            "miles",
            "deadhead_miles",
            "weight_lb",
            "pieces",
            "driver_count",
            "expected_total",
            "booked:LINEHAUL",
            "booked:FSC",
            "extra:detention_hours:number",
        ];
        match ours {
            _ if TIMED.contains(&ours) => self.form.is_some(),
            _ if numbers.contains(&ours) => self.number.is_some(),
            "region" => self.texts.iter().all(|text| text.len() <= 3 && text.chars().all(char::is_alphabetic)),
            "seq" => self.texts.iter().all(|text| text.bytes().all(|b| b.is_ascii_digit())),
            "city" | "name" => self.form.is_none() && self.number.is_none(),
            _ => true,
        }
    }
}

/// Our word for one of theirs.
pub fn value(ours: &str, text: &str) -> Option<&'static str> {
    let text = plain(text);
    let found = VALUES.iter().find(|(column, _, theirs)| *column == ours && theirs.contains(&text.as_str()));
    found.map(|(_, word, _)| *word)
}

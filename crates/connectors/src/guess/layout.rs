//! Layout: which of our columns each of theirs is, told from its name and what stands in it.

use std::collections::BTreeMap;

use super::shapes::{Form, form_of, number_of};
use super::words::{CUSTOMER, DELIVERY, LOAD, OF_CUSTOMERS, PICKUP, STOP, STOP_ROW, TIMES, VALUES, plain};

/// One of their columns.
#[derive(Debug, Clone)]
pub struct Theirs {
    /// Its name.
    pub name: String,
    plain: String,
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
            for (ours, names) in STOP_ROW.iter().chain(STOP) {
                layout.assign(&mut free, ours, names, "");
            }
            layout.unread = free;
            return layout;
        }
        for (which, prefixes) in [PICKUP, DELIVERY].into_iter().enumerate() {
            layout.stop(&mut free, which, prefixes);
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

    /// Gives one of ours to the first of theirs that is called so and may hold it.
    fn assign(&mut self, free: &mut Vec<usize>, ours: &'static str, names: &[&str], prefix: &str) -> bool {
        let named = |name: &&str| {
            let wanted =
                if prefix.is_empty() { (*name).to_owned() } else { format!("{prefix} {name}").trim().to_owned() };
            free.iter().position(|at| self.columns[*at].plain == wanted && self.columns[*at].may_hold(ours))
        };
        let Some(place) = names.iter().find_map(named) else { return false };
        let at = free.remove(place);
        self.load.fields.insert(ours, at);
        true
    }

    /// The columns of a stop: what says which one stands before what it is.
    fn stop(&mut self, free: &mut Vec<usize>, which: usize, prefixes: &[&str]) {
        let load = std::mem::take(&mut self.load);
        for prefix in prefixes {
            for (ours, names) in STOP {
                if self.load.fields.contains_key(ours) {
                    continue;
                }
                self.assign(free, ours, names, prefix);
            }
            // A day of its own, with times of day in other columns.
            let dated = |at: &usize| self.columns[*at].form.is_some_and(|(form, _)| form.dated && !form.timed);
            if let Some(at) = self.load.fields.get("appointment").copied().filter(dated) {
                self.load.fields.remove("appointment");
                self.load.day = Some(at);
                self.assign(free, "appointment", TIMES, prefix);
            }
        }
        self.stops[which] = std::mem::replace(&mut self.load, load);
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
        Theirs { name: name.to_owned(), plain: plain(name), form, number, texts }
    }

    /// May what stands in it be what stands in ours?
    fn may_hold(&self, ours: &str) -> bool {
        if self.texts.is_empty() {
            return true;
        }
        let times = ["appointment", "window_from", "window_to", "arrived_at", "departed_at", "updated_at"];
        let numbers =
            ["miles", "deadhead_miles", "weight_lb", "pieces", "expected_total", "booked:LINEHAUL", "booked:FSC"];
        match ours {
            _ if times.contains(&ours) => self.form.is_some(),
            _ if numbers.contains(&ours) => self.number.is_some(),
            "region" => self.texts.iter().all(|text| text.len() <= 3 && text.chars().all(char::is_alphabetic)),
            "seq" => self.texts.iter().all(|text| text.bytes().all(|b| b.is_ascii_digit())),
            "city" => self.form.is_none() && self.number.is_none(),
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

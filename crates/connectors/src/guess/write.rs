//! The text of a proposed mapping, with what the file does not tell as lines to be filled in.

use std::collections::BTreeSet;

use linehaul_domain::time::Tz;

use super::layout::{Layout, Theirs, Thing, value};
use super::unread;
use super::values::INVOICED;
use super::words::plain;
use super::{Guess, Home};
use crate::mapping::{Content, Kind, zones_of_state};

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

struct Text<'l> {
    layout: &'l Layout,
    home: Home,
    out: Vec<String>,
    asks: Vec<String>,
    forms: BTreeSet<String>,
    /// Those that would do as well with day and month exchanged.
    unsure: BTreeSet<String>,
    /// What columns may be that nobody reads: lines of the first thing that a row makes.
    suggested: Vec<String>,
}

/// Writes it.
pub fn written(file: &str, layout: &Layout, home: Home) -> Guess {
    let (out, asks) = (Vec::new(), Vec::new());
    let mut text =
        Text { layout, home, out, asks, forms: BTreeSet::new(), unsure: BTreeSet::new(), suggested: Vec::new() };
    text.files(file);
    let files = std::mem::take(&mut text.out);
    text.head(file);
    text.out.extend(files);
    Guess { text: text.out.join("\n") + "\n", asks: text.asks }
}

impl Text<'_> {
    fn line(&mut self, text: impl Into<String>) {
        self.out.push(text.into());
    }

    fn ask(&mut self, text: impl Into<String>) {
        self.asks.push(text.into());
    }

    /// What is said of all files: only what the file tells, and the rest to be filled in.
    fn head(&mut self, file: &str) {
        self.line(format!("# Proposed from {}. What the file does not tell is marked with a question.", quoted(file)));
        self.line("");
        let layout = self.layout;
        let amounts = layout.load.fields.keys().any(|ours| Kind::Loads.content(ours) == Some(Content::Money));
        if amounts && !layout.load.fields.contains_key("currency") {
            match self.home.currency {
                Some(home) => {
                    self.line(format!(
                        "currency = \"{home}\"          # the home currency of linehaul.toml, for every amount"
                    ));
                }
                None => {
                    self.line("# currency = \"USD\"          # ? which currency are the amounts in");
                    self.ask("Which currency are the amounts in? currency = \"…\"");
                }
            }
        }
        self.dates();
        self.line("");
        if !layout.of_customers {
            self.zones();
            self.line("");
        }
    }

    fn dates(&mut self) {
        if self.forms.is_empty() {
            return;
        }
        // Of one file the columns are written alike: one date that only one order reads decides for all.
        let decided = |month_first: bool| {
            let sure = self.forms.iter().filter(|form| !self.unsure.contains(*form));
            sure.filter(|form| form.contains('/') || form.contains('-'))
                .any(|form| form.starts_with('M') == month_first)
        };
        let (month, day) = (decided(true), decided(false) && self.forms.iter().any(|form| form.starts_with('D')));
        let listed: Vec<String> = self.forms.iter().map(|form| quoted(form)).collect();
        let listed = format!("dates = [{}]", listed.join(", "));
        if self.unsure.is_empty() || month && !day {
            self.line(listed);
        } else {
            self.line(format!("# {listed}     # ? or with the day first (D/M/YYYY): no date in the file tells which"));
            self.ask("Is the day or the month first in dates? No date in the file tells which: dates = […]");
        }
        if self.forms.iter().any(|form| form.contains("YY") && !form.contains("YYYY")) {
            self.line("# two_digit_years = \"20\"    # ? in which century are years of two digits");
            self.ask("In which century are years of two digits? two_digit_years = \"…\"");
        }
    }

    fn zones(&mut self) {
        self.line("[zones]");
        let layout = self.layout;
        let home = self.home.zone.unwrap_or(Tz::America__Chicago).name();
        let things = layout.stops.iter().chain([&layout.load]);
        let regions: BTreeSet<&String> =
            things.filter_map(|thing| thing.fields.get("region")).flat_map(|at| &layout.columns[*at].texts).collect();
        if regions.is_empty() {
            self.line(format!("# default = \"{home}\"   # ? in which zone are the times"));
            self.ask("In which zone are the times? [zones] default = \"…\"");
            return;
        }
        self.line("states = true                 # a state with one zone has it");
        self.line(format!("# default = \"{home}\"   # ? in which zone are times that stand beside no state"));
        let split = regions.iter().filter_map(|region| {
            let zones = zones_of_state(&region.to_uppercase()).filter(|zones| zones.len() > 1)?;
            Some((region.to_uppercase(), zones))
        });
        let split: Vec<(String, &[&str])> = split.collect();
        let unknown: Vec<&str> = regions
            .iter()
            .filter(|region| zones_of_state(&region.to_uppercase()).is_none())
            .map(|r| r.as_str())
            .collect();
        if !unknown.is_empty() {
            self.ask(format!("In which zone is {}? [zones.regions]", unknown.join(", ")));
        }
        if split.is_empty() && unknown.is_empty() {
            return;
        }
        self.line("[zones.regions]");
        for (region, zones) in split {
            let (first, others) = (zones.first().unwrap_or(&""), zones.get(1..).unwrap_or_default().join(" or "));
            self.line(format!("# {region} = \"{first}\"      # ? or {others}; or by city: \"CITY {region}\" = …"));
            self.ask(format!("{region} has more than one zone ({}): which one? [zones.regions]", zones.join(", ")));
        }
        for region in unknown {
            self.line(format!("# {} = \"\"      # ? which zone", quoted(region)));
        }
    }

    fn files(&mut self, file: &str) {
        let layout = self.layout;
        let (stem, end) = file.rsplit_once('.').unwrap_or((file, "csv"));
        let stem =
            stem.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default().trim_end_matches([' ', '-', '_', '.']);
        self.line("[[file]]");
        self.line(format!("names = [{}]", quoted(&format!("{stem}*.{end}"))));
        let unread: Vec<String> = layout.unread.iter().map(|at| layout.columns[*at].name.clone()).collect();
        let unread_words =
            if unread.is_empty() { String::new() } else { format!("     # ? nobody reads {}", unread.join(", ")) };
        self.line(format!("ignore = []{unread_words}"));
        if !unread.is_empty() {
            self.ask(format!("Nobody reads {}: map them, or name them in ignore", unread.join(", ")));
        }
        let (of_file, of_load, asks) = unread::suggested(layout, quoted);
        self.out.extend(of_file);
        self.suggested = of_load;
        self.asks.extend(asks);
        let optional = self.optional();
        if !optional.is_empty() {
            let listed: Vec<String> = optional.iter().map(|name| quoted(name)).collect();
            self.line(
                "# One of these that is missing is told at the loads; without another one no row of the file is read.",
            );
            self.line(format!("optional = [{}]", listed.join(", ")));
        }
        if layout.of_customers {
            self.makes(Kind::Customers, &layout.load, &[]);
            return self.customers_named();
        }
        if layout.of_stops {
            return self.makes(Kind::Stops, &layout.load, &[]);
        }
        self.makes(Kind::Loads, &layout.load, &[]);
        for (at, kind) in ["pickup", "delivery"].into_iter().enumerate() {
            let thing = &layout.stops[at];
            if !thing.fields.is_empty() {
                self.makes(Kind::Stops, thing, &[("seq", &(at + 1).to_string()), ("type", kind)]);
            }
        }
    }

    /// By which column loads know a customer, and your books: a list does not tell.
    fn customers_named(&mut self) {
        let named = |ours: &str| self.layout.load.fields.get(ours).map(|at| self.layout.columns[*at].name.clone());
        let (Some(customer), Some(name)) = (named("customer"), named("name")) else { return };
        if customer != name {
            self.ask(format!(
                "Do loads name a customer as {customer} has it? Where they have it as {name} does, say customer = {}",
                quoted(&name)
            ));
        }
        if named("erp_code").is_none() {
            self.line(format!(
                "# erp_code = {}      # ? under which code do your books know the customer",
                quoted(&customer)
            ));
            self.ask("Under which code do your books know a customer? erp_code = …; without one its loads are held");
        }
    }

    /// Columns without which a row still says of which load it speaks, and all that a row has to.
    fn optional(&self) -> BTreeSet<&str> {
        let layout = self.layout;
        let own = match (layout.of_stops, layout.of_customers) {
            (true, _) => Kind::Stops,
            (_, true) => Kind::Customers,
            _ => Kind::Loads,
        };
        let things = [(own, &layout.load), (Kind::Stops, &layout.stops[0]), (Kind::Stops, &layout.stops[1])];
        let (mut needed, mut mapped) = (BTreeSet::new(), BTreeSet::new());
        for (kind, thing) in things {
            mapped.extend(thing.day.into_iter().chain(thing.days.values().copied()));
            for (ours, at) in &thing.fields {
                mapped.insert(*at);
                if kind.required().contains(ours) {
                    needed.insert(*at);
                }
            }
        }
        mapped.difference(&needed).map(|at| layout.columns[*at].name.as_str()).collect()
    }

    /// What a row makes of one kind. Fields that are tables of their own stand behind the others.
    fn makes(&mut self, kind: Kind, thing: &Thing, said: &[(&str, &str)]) {
        self.line("");
        self.line("[[file.makes]]");
        self.line(format!("kind = {}", quoted(kind.singular())));
        self.line("[file.makes.fields]");
        for (ours, text) in said {
            self.line(format!("{ours} = {{ value = {} }}", quoted(text)));
        }
        let mut tables = Vec::new();
        for (ours, at) in &thing.fields {
            let theirs = &self.layout.columns[*at];
            match kind.content(ours) {
                Some(content) if !content.words().is_empty() => tables.push((*ours, content, theirs)),
                Some(content) => self.field(ours, content, theirs, thing),
                None => {}
            }
        }
        let needed = kind
            .required()
            .iter()
            .filter(|ours| !thing.fields.contains_key(*ours) && !said.iter().any(|s| s.0 == **ours));
        for ours in needed.filter(|ours| **ours != "zone" && (kind == Kind::Loads || !matches!(**ours, "load_number")))
        {
            self.line(format!("# {ours} = \"\"      # ? which column is it"));
            self.ask(format!("Which column is {ours} of the {}?", kind.singular()));
        }
        self.out.append(&mut self.suggested);
        self.midnight(thing);
        for (ours, content, theirs) in tables {
            self.values(ours, content, theirs);
        }
    }

    fn field(&mut self, ours: &str, content: Content, theirs: &Theirs, thing: &Thing) {
        let key = if ours.contains(':') { quoted(ours) } else { ours.to_owned() };
        let name = quoted(&theirs.name);
        let region = thing.fields.get("region").map(|at| &self.layout.columns[*at]);
        match (content, theirs.form, region) {
            (Content::Instant, Some((form, unsure)), _) if form.dated => {
                self.form(form.text.to_owned(), unsure);
                match form.timed {
                    true => self.line(format!("{key} = {name}")),
                    false => {
                        self.line(format!(
                            "# {key} = {{ column = {name}, time = \"\" }}      # ? which time of day does it mean"
                        ));
                        self.ask(format!("Which time of day does {} mean? time = \"08:00\"", theirs.name));
                    }
                }
            }
            (Content::Instant, Some((clock, _)), _) => match thing.day_of(ours).map(|at| &self.layout.columns[at]) {
                Some(Theirs { name: day, form: Some((form, unsure)), .. }) => {
                    self.form(format!("{} {}", form.text, clock.text), *unsure);
                    self.line(format!("{key} = {{ columns = [{}, {name}], all = true }}", quoted(day)));
                }
                _ => {
                    self.line(format!("# {key} = {{ columns = [\"\", {name}], all = true }}      # ? of which day"));
                    self.ask(format!("Of which day is {}?", theirs.name));
                }
            },
            (Content::Instant, None, _) => self.line(format!("{key} = {name}")),
            (Content::Text, _, Some(region)) if ours == "city" && !self.layout.of_customers => {
                self.line(format!("{key} = {{ columns = [{name}, {}] }}", quoted(&region.name)));
            }
            // A text that begins with digits, like an address or `53' Van`, is no number with its unit.
            (Content::Number | Content::Quantity | Content::Whole | Content::Money, ..)
                if theirs.number == Some(true) =>
            {
                self.line(format!("{key} = {{ column = {name}, match = '^([0-9,.]+)' }}"));
            }
            _ => self.line(format!("{key} = {name}")),
        }
    }

    /// Times that would have a truck leave before it came.
    fn midnight(&mut self, thing: &Thing) {
        let named = |ours: &str| thing.fields.get(ours).map(|at| self.layout.columns[*at].name.clone());
        if let (Some(arrived), Some(departed), rows @ 1..) =
            (named("arrived_at"), named("departed_at"), thing.past_midnight)
        {
            self.line(format!(
                "# {departed} is before {arrived} on one day in {rows} rows      # ? of which day is it"
            ));
            self.ask(format!(
                "{departed} is before {arrived} in {rows} rows, and one column has the day of both: which column has the day of {departed}?"
            ));
        }
    }

    fn form(&mut self, form: String, unsure: bool) {
        if unsure {
            self.unsure.insert(form.clone());
        }
        self.forms.insert(form);
    }

    /// Their words for ours, as far as they are known.
    fn values(&mut self, ours: &str, content: Content, theirs: &Theirs) {
        self.line(format!("[file.makes.fields.{ours}]"));
        self.line(format!("column = {}", quoted(&theirs.name)));
        let words = content.words();
        let own = |text: &String| words.contains(&text.trim().to_lowercase().as_str());
        let foreign: Vec<&String> = theirs.texts.iter().filter(|text| !own(text)).collect();
        if foreign.is_empty() {
            return;
        }
        self.line(format!("[file.makes.fields.{ours}.values]"));
        for text in foreign {
            match value(ours, text) {
                Some(word) => self.line(format!("{} = {}", quoted(text), quoted(word))),
                None if ours == "status" && INVOICED.contains(&plain(text).as_str()) => {
                    self.line(format!(
                        "# {} = \"\"      # ? invoiced already: \"delivered\" bills it here too",
                        quoted(text)
                    ));
                    self.ask(format!(
                        "{} says `{text}`: such loads were invoiced already, and as `delivered` they would be billed once more. Leave these \
                         rows out ([[file]] when = …), or list them with `linehaul cutover` and say \"delivered\"",
                        theirs.name
                    ));
                }
                None => {
                    self.line(format!("# {} = \"\"      # ? which of {}", quoted(text), words.join(", ")));
                    self.ask(format!("{} says `{text}`: which of {} is that?", theirs.name, words.join(", ")));
                }
            }
        }
    }
}

//! Unread: columns of which nothing was made, each with what it may be. None of it is done before somebody says so.

use super::layout::{Layout, Theirs};
use super::stop_words::STOP;
use super::unread_words::{OF_INVOICES, OF_MONEY, OF_NOBODY};
use super::words::{forms, plain};

/// What a column that nobody reads may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum May {
    /// Nothing that is billed by.
    Ignored,
    /// A time of a stop, and nothing says of which.
    OfSomeStop(&'static str),
    /// A reference of the load.
    Reference,
    /// What says that somebody invoiced the load, in so many rows.
    Invoiced(usize),
    /// A field of the load beyond ours, by the name that it would have here.
    Extra(String),
}

/// What one may be.
pub fn may_be(theirs: &Theirs) -> May {
    let called = forms(&theirs.plain, false);
    let is = |names: &[&str]| called.iter().any(|form| names.contains(&form.as_str()));
    let begins = |name: &str| {
        let rest = theirs.plain.strip_prefix(name).map(|rest| rest.starts_with(' '));
        let before = theirs.plain.strip_suffix(name).map(|before| before.ends_with(' '));
        rest.or(before).unwrap_or(false)
    };
    if is(OF_INVOICES) {
        return May::Invoiced(theirs.filled);
    }
    if is(OF_NOBODY) || OF_NOBODY.iter().any(|name| begins(name)) || theirs.texts.is_empty() {
        return May::Ignored;
    }
    if let Some((ours, _)) = STOP.iter().find(|(ours, names)| {
        let of_time = ours.ends_with("_at") || *ours == "appointment" || ours.starts_with("window_");
        let timed = forms(&theirs.plain, true);
        of_time && theirs.form.is_some() && timed.iter().any(|form| names.contains(&form.as_str()))
    }) {
        return May::OfSomeStop(ours);
    }
    if is(&["ref", "reference", "customer ref", "load ref", "other ref", "misc ref", "po", "bol"]) {
        return May::Reference;
    }
    let money = theirs.texts.iter().any(|text| text.contains('$'))
        || theirs.plain.split(' ').any(|word| OF_MONEY.contains(&word));
    let kind = match (theirs.form, theirs.number) {
        (_, Some(false)) if money => "money",
        (_, Some(false)) => "number",
        (Some((form, _)), _) if form.dated && !form.timed => "date",
        (Some((form, _)), _) if form.dated => "instant",
        _ => "text",
    };
    let name = plain(&theirs.name).replace(' ', "_");
    // Costs that are passed on are read by this name.
    let name = if name == "lumper" && kind == "money" { "lumper_cost".to_owned() } else { name };
    May::Extra(format!("extra:{name}:{kind}"))
}

/// Lines of remarks that say what columns nobody reads may be, and what is to be asked of them.
pub fn suggested(layout: &Layout, quoted: fn(&str) -> String) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (mut of_file, mut of_load, mut asks) = (Vec::new(), Vec::new(), Vec::new());
    let unread = || layout.unread.iter().map(|at| &layout.columns[*at]);
    let ignored: Vec<String> =
        unread().filter(|theirs| may_be(theirs) == May::Ignored).map(|theirs| quoted(&theirs.name)).collect();
    if !ignored.is_empty() {
        of_file.push(format!("# ignore = [{}]      # ? nothing is billed by these, as a rule", ignored.join(", ")));
    }
    for theirs in unread() {
        let name = quoted(&theirs.name);
        match may_be(theirs) {
            May::Ignored => {}
            May::OfSomeStop(ours) => {
                of_load.push(format!("# {ours} = {name}      # ? of which stop: write it there"));
                asks.push(format!("{} may be {ours} of a stop: of which one?", theirs.name));
            }
            May::Reference => {
                of_load.push(format!("# \"ref:customer_po\" = {name}      # ? is it the customer's, or ref:NAME"));
                asks.push(format!("Which reference is {}? \"ref:customer_po\", \"ref:NAME\", or ignore it", theirs.name));
            }
            May::Invoiced(rows) => asks.push(format!(
                "{} is filled in {rows} rows: were these loads invoiced already? Set the day with `linehaul cutover` and list them \
                 before anything is approved, or leave such rows out ([[file]] when = …)",
                theirs.name
            )),
            May::Extra(ours) => {
                of_load.push(format!("# {} = {name}      # ? if something is billed by it; else ignore it", quoted(&ours)));
            }
        }
    }
    (of_file, of_load, asks)
}

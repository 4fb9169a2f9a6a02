//! Controls: what the configuration allows, as the book saw it. Whoever may write `linehaul.toml` may switch off four eyes, do
//! it, and switch them on again; that cannot be prevented on one machine, but it can leave an entry.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_domain::canonical;
use linehaul_domain::decision::Decision;
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::ids::LoadNumber;
use linehaul_store::{Book, BookWrite};

use crate::machine::clock::Clock;
use crate::settings::actor;
use crate::settings::config::{Config, LOADS, OWNED};

const INVOICE_DATE: &str = "invoice_date";
const PRIMARY: &str = "source primary";
const JOINS: &str = " joins";
const FOUR_EYES: &str = "four_eyes";
const HOLD: &str = "variance_hold_above";
const WARN: &str = "variance_warn_above";

/// Writes an entry when what the configuration allows is not what the last such entry says. The first one says how it began.
pub fn record(book: &mut Book, config: &Config, clock: &Clock) -> Outcome<()> {
    let controls = of(config);
    let known = book.entries_of_kinds(&["controls_set"])?.pop().map(|entry| entry.entry.decision);
    let loosened = match known {
        Some(Decision::ControlsSet { controls: before, .. }) if before == controls => return Ok(()),
        Some(Decision::ControlsSet { controls: before, .. }) => loosened(&before, &controls),
        _ => Vec::new(),
    };
    let decision = Decision::ControlsSet { controls, loosened };
    let entry = actor::entry(clock.now(), decision);
    book.append(&BookWrite { entries: vec![entry], ..BookWrite::default() })?;
    Ok(())
}

/// A load is known by the source that it is one of: where a source speaks of other loads than before, each of its loads would be
/// another load, and what was billed could be billed again. LH-119 when the first source is another than the book began with,
/// LH-131 when one joins another than it did.
pub fn same_loads(book: &Book, config: &Config) -> Outcome<()> {
    let known = history(book)?;
    let Some((_, last)) = known.last() else { return Ok(()) };
    same_primary(last, config)?;
    let names = last.keys().filter_map(|name| name.strip_prefix("source ")?.strip_suffix(JOINS));
    for name in names.chain(config.sources.iter().map(|source| source.name.as_str())) {
        let is = config.sources.iter().find(|source| source.name == name).and_then(|source| source.joins.as_deref());
        let was = joined(last, name);
        if was == is {
            same_rows(book, last, config, name)?;
            continue;
        }
        let Some(since) = brought_since(&known, name) else { continue };
        let of = was.unwrap_or(name);
        if let Some(load) = decided_on(book, last, of, since)? {
            return Err(renamed(name, (was, is), &load));
        }
    }
    Ok(())
}

/// LH-131 where a source that joins another begins to speak for the rows of its loads, or does so no more: what was said of loads that were
/// decided on, by the other one or by it, would count no more.
fn same_rows(book: &Book, last: &Controls, config: &Config, name: &str) -> Outcome<()> {
    let Some((of, owned)) = joining(last, name) else { return Ok(()) };
    let source = config.sources.iter().find(|source| source.name == name);
    let now = source.is_some_and(|source| source.owns.iter().any(|owned| owned == LOADS));
    let (what, next) = match (owned.split(' ').any(|owned| owned == LOADS), now) {
        (false, true) => ("owns", "Take `loads` off what it owns; fields can be owned one by one, like `loads.miles`."),
        (true, false) => {
            ("does not own", "Put `loads` back among what it owns; a source that is not read any more is `retired`.")
        }
        _ => return Ok(()),
    };
    let Some(load) = decided_on(book, last, of, 0)? else { return Ok(()) };
    let more = if now { "now" } else { "any more" };
    Err(Fault::new(
        Code::LoadsRenamed,
        format!(
            "the source `{name}` of linehaul.toml {what} the loads of `{of}` {more}, and some of these were decided on, like {load}"
        ),
        "Nothing was read: what was said of such a load would count no more.",
        next,
    ))
}

type Controls = BTreeMap<String, String>;

/// Every state of the controls with the entry that says it, in order.
fn history(book: &Book) -> Outcome<Vec<(u64, Controls)>> {
    let entries = book.entries_of_kinds(&["controls_set"])?.into_iter();
    let controls = entries.filter_map(|entry| match entry.entry.decision {
        Decision::ControlsSet { controls, .. } => Some((entry.seq, controls)),
        _ => None,
    });
    Ok(controls.collect())
}

fn same_primary(last: &Controls, config: &Config) -> Outcome<()> {
    let now = config.sources.first().map_or("", |source| source.name.as_str());
    match last.get(PRIMARY) {
        Some(known) if known != now => Err(Fault::new(
            Code::FirstSourceChanged,
            format!(
                "the first [[source]] of linehaul.toml is `{now}`, and loads were known by the numbers of `{known}`"
            ),
            "Nothing was read: each load would be taken for another one, and could be billed a second time.",
            format!("Put `{known}` first again, under its name; others follow behind it."),
        )),
        _ => Ok(()),
    }
}

/// What a source joined and what it owned of it, as [`of`] wrote it.
fn joining<'a>(controls: &'a Controls, name: &str) -> Option<(&'a str, &'a str)> {
    let said = controls.get(&format!("source {name}{JOINS}"))?;
    let at = said.match_indices(' ').map(|(at, _)| at);
    let owned = |word: &str| OWNED.contains(&word) || word.starts_with("loads.");
    let ends = |at: &usize| said[at + 1..].split_whitespace().all(owned);
    at.into_iter().find(ends).map(|at| (&said[..at], &said[at + 1..])).filter(|(joins, _)| !joins.is_empty())
}

fn joined<'a>(controls: &'a Controls, name: &str) -> Option<&'a str> {
    joining(controls, name).map(|(joins, _)| joins)
}

/// Behind which entry a source brings loads under the numbers that they have now; `None` where it never did.
fn brought_since(known: &[(u64, Controls)], name: &str) -> Option<u64> {
    let now = joined(&known.last()?.1, name);
    if now.is_none() {
        return Some(0);
    }
    let run = known.iter().rev().take_while(|(_, controls)| joined(controls, name) == now);
    let brings =
        |controls| joining(controls, name).is_some_and(|(_, owns)| owns.split(' ').any(|owned| owned == LOADS));
    run.filter(|(_, controls)| brings(controls)).last().map(|(seq, _)| *seq)
}

/// A load of a source that was decided on behind an entry.
fn decided_on(book: &Book, last: &Controls, source: &str, since: u64) -> Outcome<Option<LoadNumber>> {
    let primary = last.get(PRIMARY).is_some_and(|primary| primary == source);
    let of_it = |load: &LoadNumber| match load.source_and_number() {
        None => primary,
        Some((name, _)) => !primary && name == source,
    };
    Ok(book.decided_on_after(since)?.into_iter().find(of_it))
}

fn renamed(name: &str, (was, is): (Option<&str>, Option<&str>), load: &LoadNumber) -> Fault {
    let told = |joins: Option<&str>| joins.map_or_else(|| "no other".to_owned(), |joins| format!("`{joins}`"));
    let back = match was {
        Some(joins) => format!("Give `{name}` its `joins = \"{joins}\"` back"),
        None => format!("Take `joins` off `{name}` again"),
    };
    Fault::new(
        Code::LoadsRenamed,
        format!(
            "the source `{name}` of linehaul.toml joined {} and joins {} now, and loads that it speaks of were decided on, like {load}",
            told(was),
            told(is)
        ),
        "Nothing was read: each of these loads would be taken for another one, and could be billed a second time.",
        format!("{back}. A source that speaks of other loads gets a name and a folder of its own beside it."),
    )
}

/// Every control of a configuration by its name. A limit is written as it counts, so that `25` and `25.00` are one; a user's
/// accounts and roles are a name each, so that one more or one fewer is seen as such.
pub fn of(config: &Config) -> BTreeMap<String, String> {
    let mut controls = BTreeMap::new();
    let mut set = |name: String, value: String| controls.insert(name, value);
    let business = &config.business;
    set(FOUR_EYES.to_owned(), business.four_eyes.to_string());
    if let Some(today) = business.today {
        set("today".to_owned(), today.to_string());
    }
    if let Some(primary) = config.sources.first() {
        set(PRIMARY.to_owned(), primary.name.clone());
    }
    set(HOLD.to_owned(), amount(business.variance_hold_above.as_deref()));
    set(WARN.to_owned(), amount(business.variance_warn_above.as_deref()));
    set(INVOICE_DATE.to_owned(), format!("{:?}", business.invoice_date).to_lowercase());
    for source in config.sources.iter().filter(|source| source.joins.is_some() || !source.owns.is_empty()) {
        let joins = source.joins.as_deref().unwrap_or_default();
        set(format!("source {}{JOINS}", source.name), format!("{joins} {}", source.owns.join(" ")));
    }
    for (customer, own) in &config.customers {
        if let Some(contract) = &own.contract {
            set(format!("customer {customer} contract"), contract.clone());
        }
        if !own.house_tariff {
            set(format!("customer {customer} house_tariff"), "false".to_owned());
        }
        for (name, limit) in [(HOLD, &own.variance_hold_above), (WARN, &own.variance_warn_above)] {
            if limit.is_some() {
                set(format!("customer {customer} {name}"), amount(limit.as_deref()));
            }
        }
    }
    set("publish loads_changed_above".to_owned(), config.publish.loads_changed_above.to_string());
    if let Some(limit) = &config.publish.money_moved_above {
        set("publish money_moved_above".to_owned(), amount(Some(limit)));
    }
    set("limits adjust_biller".to_owned(), amount(Some(&config.limits.adjust_biller)));
    set("limits adjust_approver".to_owned(), amount(Some(&config.limits.adjust_approver)));
    set("limits variance_biller".to_owned(), amount(Some(&config.limits.variance_biller)));
    set("limits variance_approver".to_owned(), amount(Some(&config.limits.variance_approver)));
    for user in &config.users {
        for account in &user.accounts {
            set(format!("user {} account {account}", user.name), "yes".to_owned());
        }
        for role in &user.roles {
            set(format!("user {} role {}", user.name, format!("{role:?}").to_lowercase()), "yes".to_owned());
        }
    }
    controls
}

fn amount(text: Option<&str>) -> String {
    let exact = text.map(|t| canonical::exact(t).map_or_else(|| t.to_owned(), |d| d.normalize().to_string()));
    exact.unwrap_or_else(|| "0".to_owned())
}

/// The controls that allow more than before, in words.
fn loosened(before: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<String> {
    let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    names.into_iter().filter_map(|name| looser(name, before, now)).collect()
}

fn looser(name: &str, before: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Option<String> {
    let (was, is) = (counts(name, before), counts(name, now));
    if was == is {
        return None;
    }
    let told = |value: Option<&str>| value.unwrap_or("not set").to_owned();
    let words = || format!("{name}: {} -> {}", told(was), told(is));
    match name {
        // Without a fixed day there is no sample, and nothing that a sample may do.
        "today" => is.map(|_| words()),
        PRIMARY => None,
        // Which of two is looser cannot be said: that it changed is.
        INVOICE_DATE => Some(words()),
        _ if name.ends_with(" contract") || name.ends_with(" house_tariff") || name.ends_with(JOINS) => Some(words()),
        FOUR_EYES => (is == Some("false")).then(words),
        _ if name.starts_with("user ") => is.map(|_| name.to_owned()),
        _ => {
            let number = |value: Option<&str>| value.and_then(canonical::exact);
            match (number(was), number(is)) {
                (Some(was), Some(is)) => (is > was).then(words),
                // A limit that is gone, or is none: more than any.
                (_, None) => Some(words()),
                (None, Some(_)) => None,
            }
        }
    }
}

/// What counts under a name: a customer without a limit has the general one.
fn counts<'a>(name: &str, controls: &'a BTreeMap<String, String>) -> Option<&'a str> {
    let general = || name.starts_with("customer ").then(|| controls.get(name.rsplit(' ').next()?)).flatten();
    controls.get(name).or_else(general).map(String::as_str)
}

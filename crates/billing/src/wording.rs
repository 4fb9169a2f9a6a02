//! Wording: a difference between two versions of a contract, as a pricing analyst would tell it.

use std::collections::BTreeMap;

use linehaul_domain::canonical;
use linehaul_domain::terms::{Contract, StopSelection, Term, Verb};

use crate::agreement::Agreement;
use crate::reach::unequal;

/// What changes from one version to the next, a line each; empty when the terms mean the same.
pub fn difference<A: Agreement>(before: &A, after: &A) -> Vec<String> {
    let mut lines = header(before.terms(), after.terms());
    let (mut gone, come) = unequal(before, after);
    for new in come {
        let like = |old: &&Term| subject(old) == subject(new);
        match gone.iter().position(like) {
            Some(at) => lines.extend(changed(before, gone.remove(at), after, new)),
            None => lines.push(format!("new: {}{}", named(new), values(new))),
        }
    }
    lines.extend(gone.into_iter().map(|old| format!("no longer: {}{}", named(old), values(old))));
    lines
}

fn header(before: &Contract, after: &Contract) -> Vec<String> {
    let mut lines = Vec::new();
    let mut tell = |what: &str, a: String, b: String| {
        if a != b {
            lines.push(format!("{what} {a} → {b}"));
        }
    };
    tell("currency", before.currency.to_string(), after.currency.to_string());
    tell("rounding", before.rounding.words().to_owned(), after.rounding.words().to_owned());
    tell("version by", plain(&format!("{:?}", before.version_by)), plain(&format!("{:?}", after.version_by)));
    let house = |c: &Contract| if c.otherwise_house_tariff { "yes" } else { "no" }.to_owned();
    tell("house tariff fills in:", house(before), house(after));
    lines
}

/// What a term is about: its verb, where it applies, the code that it bills.
fn subject(term: &Term) -> String {
    let code = match &term.verb {
        Verb::Charge { code, .. } => code.to_string(),
        Verb::NeedDocument { kind, .. } => kind.clone(),
        Verb::NeedReference { name, .. } => name.clone(),
        _ => term.code.as_ref().map_or_else(String::new, ToString::to_string),
    };
    let when: Vec<String> = term.when.iter().map(|c| format!("{}{}", c.negated, c.text)).collect();
    format!("{} {code} {when:?}", term.verb.name())
}

/// How a term is named: `detention at every stop (Item 500)`.
fn named(term: &Term) -> String {
    let verb = term.verb.name().split('@').next().unwrap_or_default().replace('_', " ");
    let at = match &term.verb {
        Verb::Detention(detention) => match detention.at {
            StopSelection::Every => " at every stop",
            StopSelection::Pickups => " at pickups",
            StopSelection::Deliveries => " at deliveries",
        },
        _ => "",
    };
    let code = match &term.verb {
        Verb::Charge { code, .. } => format!(" {code}"),
        Verb::NeedDocument { kind, .. } => format!(" {kind}"),
        Verb::NeedReference { name, .. } => format!(" {name}"),
        _ => term.code.as_ref().map(|c| format!(" as {c}")).unwrap_or_default(),
    };
    let when: Vec<String> =
        term.when.iter().map(|c| format!(" when {}{}", if c.negated { "not " } else { "" }, c.text)).collect();
    let clause = term.clause.as_ref().map(|c| format!(" ({c})")).unwrap_or_default();
    format!("{verb}{code}{at}{}{clause}", when.join(" and"))
}

fn fields<A: Agreement>(contract: &A, term: &Term) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = canonical::fields(&term.verb).into_iter().collect();
    if let Verb::Charge { amount, .. } = &term.verb {
        all.retain(|path, _| !path.ends_with("amount") && !path.ends_with("text"));
        all.insert("amount".to_owned(), contract.printed(*amount).to_owned());
    }
    if let Verb::Tonu(_) = &term.verb {
        let flat =
            |path: String| path.replace("unless_cancelled_ahead.otherwise.", "").replace("same_day.otherwise.", "");
        all = all.into_iter().map(|(path, value)| (flat(path), value)).collect();
    }
    for (at, condition) in term.when.iter().enumerate() {
        all.insert(format!("condition {}", at + 1), contract.printed(condition.expression).to_owned());
    }
    all.extend(term.approval_above.map(|limit| ("approval above".to_owned(), limit.to_string())));
    all.extend((!term.evidence.is_empty()).then(|| ("needs".to_owned(), term.evidence.join(", "))));
    all
}

fn changed<A: Agreement>(before: &A, old: &Term, after: &A, new: &Term) -> Vec<String> {
    let (a, b) = (fields(before, old), fields(after, new));
    let mut paths: Vec<&String> = a.keys().chain(b.keys()).collect();
    paths.sort();
    paths.dedup();
    let none = "nothing".to_owned();
    let mut said = Vec::new();
    for path in paths {
        let (from, to) = (a.get(path).unwrap_or(&none), b.get(path).unwrap_or(&none));
        if from != to {
            let (label, unit) = label(path);
            said.push(format!("{label} {} → {}{unit}", plain(from), plain(to)));
        }
    }
    if said.is_empty() {
        said.push("stands elsewhere in the order".to_owned());
    }
    said.into_iter().map(|what| format!("{}: {what}", named(new))).collect()
}

/// What a field is called, and the unit behind its value.
fn label(path: &str) -> (String, &'static str) {
    let known: &[(&str, &str, &str)] = &[
        ("free.minutes", "free time", " minutes"),
        ("drop_free", "free time at a drop", " minutes"),
        ("step_minutes", "started steps of", " minutes"),
        ("rate_minutes", "the rate is for", " minutes"),
        ("cap.amount", "at most", ""),
        ("cap.team_amount", "a team at most", ""),
        ("cap.per", "limit per", ""),
        ("late.forfeits.after_minutes", "late over", " minutes forfeits"),
        ("free_days.calendar_but", "calendar days are free but those of", ""),
        ("charged_days.calendar_but", "calendar days are charged but those of", ""),
        ("free_days.working", "working days are free but those of", ""),
        ("charged_days.working", "working days are charged but those of", ""),
        ("notice_hours", "notice", " hours ahead or forfeits"),
        ("notice_minutes", "notice within", " minutes or forfeits"),
        ("same_day.amount", "cancelled on the same day", ""),
        ("unless_cancelled_ahead.hours", "free when cancelled", " hours ahead"),
        ("minimum_days", "at least", " days"),
        ("tiers.1", "first", ""),
        ("tiers.2", "second", ""),
        ("tiers.3", "third", ""),
        ("further", "each further", ""),
    ];
    if let Some((_, label, unit)) = known.iter().find(|(end, _, _)| path.ends_with(end)) {
        return ((*label).to_owned(), unit);
    }
    let parts: Vec<&str> = path.split('.').collect();
    let tail = parts.iter().rev().take(2).rev().copied().collect::<Vec<_>>().join(" ");
    (plain(if parts.len() > 2 { &tail } else { parts.last().copied().unwrap_or(path) }), "")
}

fn values(term: &Term) -> String {
    let all: Vec<String> = canonical::fields(&term.verb)
        .into_iter()
        .filter(|(path, _)| !path.ends_with(".amount.0") && !path.ends_with("text"))
        .map(|(path, value)| {
            let (label, unit) = label(&path);
            format!("{label} {}{unit}", plain(&value))
        })
        .collect();
    if all.is_empty() { String::new() } else { format!(": {}", all.join(", ")) }
}

fn plain(text: &str) -> String {
    text.replace('_', " ")
}

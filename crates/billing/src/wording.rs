//! Wording: a difference between two versions of a contract, as a pricing analyst would tell it.

use std::collections::BTreeMap;

use linehaul_domain::canonical;
use linehaul_domain::terms::{Contract, StopSelection, Term, Verb};

use crate::contract_terms::ContractTerms;
use crate::reach::{meaning, unequal};
use crate::version::basis_name;

/// What changes from one version to the next, a line each; empty when the terms mean the same. A phrase that is new or gone
/// is told in its own words. Of one that changed, what has a plain name and unit is told by it, all else clause by clause.
pub fn difference<A: ContractTerms>(before: &A, after: &A) -> Vec<String> {
    let mut lines = header(before.terms(), after.terms());
    lines.extend(renamed(before, after));
    let (mut gone, come) = unequal(before, after);
    for new in come {
        let like = |old: &&Term| subject(old) == subject(new);
        match gone.iter().position(like) {
            Some(at) => lines.extend(changed(before, gone.remove(at), after, new)),
            None => lines.push(format!("new: {}", whole(after, new))),
        }
    }
    lines.extend(gone.into_iter().map(|old| format!("no longer: {}", whole(before, old))));
    lines
}

/// Phrases that mean the same and name another clause of the paper.
fn renamed<A: ContractTerms>(before: &A, after: &A) -> Vec<String> {
    let mut old: Vec<(String, &Term)> = before.terms().terms.iter().map(|t| (meaning(before, t), t)).collect();
    let mut lines = Vec::new();
    for new in &after.terms().terms {
        let means = meaning(after, new);
        let Some(at) = old.iter().position(|(meant, _)| *meant == means) else { continue };
        let (_, was) = old.remove(at);
        if was.clause != new.clause {
            let name = |term: &Term| term.clause.clone().unwrap_or_else(|| "nothing".into());
            lines.push(format!("{}: clause {} → {}", named(was, false), name(was), name(new)));
        }
    }
    lines
}

/// A phrase in its own words, with its condition.
fn whole<A: ContractTerms>(contract: &A, term: &Term) -> String {
    match contract.phrase(term) {
        phrase if phrase.is_empty() => named(term, true),
        phrase => format!("{phrase}{}", conditions(term)),
    }
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
    let picks = |c: &Contract| basis_name(&c.version_by).to_string();
    tell("version by", picks(before), picks(after));
    let house = |c: &Contract| if c.otherwise_house_tariff { "yes" } else { "no" }.to_owned();
    tell("house tariff fills in:", house(before), house(after));
    lines
}

/// What a term is about: its verb, where it applies, the code that it bills.
fn subject(term: &Term) -> String {
    let code = match &term.verb {
        Verb::Charge { code, .. } | Verb::AtCost { code, .. } => code.to_string(),
        Verb::NeedDocument { kind, .. } => kind.clone(),
        Verb::NeedReference { name, .. } => name.clone(),
        _ => term.code.as_ref().map_or_else(String::new, ToString::to_string),
    };
    let when: Vec<String> = term.when.iter().map(|c| format!("{}{}", c.negated, c.text)).collect();
    format!("{} {code} {when:?}", term.verb.name())
}

fn conditions(term: &Term) -> String {
    let when = term.when.iter().map(|c| format!(" when {}{}", if c.negated { "not " } else { "" }, c.text));
    when.collect::<Vec<_>>().join(" and")
}

/// How a term is named: `detention at every stop (Item 500)`.
fn named(term: &Term, with_clause: bool) -> String {
    // What is passed on at cost is known by what it is: a lumper, an escort.
    let verb = match &term.verb {
        Verb::AtCost { code, .. } => code.as_str().to_lowercase(),
        other => other.name().split('@').next().unwrap_or_default().to_owned(),
    };
    let verb = verb.replace('_', " ");
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
    let clause = term.clause.as_ref().filter(|_| with_clause).map(|c| format!(" ({c})")).unwrap_or_default();
    format!("{verb}{code}{at}{}{clause}", conditions(term))
}

fn fields<A: ContractTerms>(contract: &A, term: &Term) -> BTreeMap<String, String> {
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

fn changed<A: ContractTerms>(before: &A, old: &Term, after: &A, new: &Term) -> Vec<String> {
    let (a, b) = (fields(before, old), fields(after, new));
    let mut paths: Vec<&String> = a.keys().chain(b.keys()).collect();
    paths.sort();
    paths.dedup();
    paths.retain(|path| a.get(*path) != b.get(*path));
    let none = "nothing".to_owned();
    let spoken = !before.phrase(old).is_empty();
    let told = |path: &String| {
        if spoken && a.contains_key(path) != b.contains_key(path) {
            return None;
        }
        let (from, to) = (a.get(path).unwrap_or(&none), b.get(path).unwrap_or(&none));
        label(path).map(|(label, unit)| format!("{label} {} → {}{unit}", plain(from), plain(to)))
    };
    let labelled: Option<Vec<String>> = paths.iter().map(|path| told(path)).collect();
    let mut said = labelled.unwrap_or_else(|| by_clause(&before.phrase(old), &after.phrase(new)));
    let clause = |term: &Term| term.clause.clone().unwrap_or_else(|| "nothing".into());
    if old.clause != new.clause && said.iter().all(|what| !what.contains("clause \"")) {
        said.push(format!("clause {} → {}", clause(old), clause(new)));
    }
    if said.is_empty() {
        said.push(if paths.is_empty() { "stands elsewhere in the order" } else { "another constant" }.to_owned());
    }
    said.into_iter().map(|what| format!("{}: {what}", named(new, true))).collect()
}

/// What differs between two phrases, clause by clause in their own words.
fn by_clause(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (clauses(old), clauses(new));
    let mut gone = old.iter().filter(|clause| !new.contains(clause));
    let mut told: Vec<String> = Vec::new();
    for come in new.iter().filter(|clause| !old.contains(clause)) {
        told.push(match gone.next() {
            Some(gone) => format!("`{gone}` → `{come}`"),
            None => format!("new `{come}`"),
        });
    }
    told.extend(gone.map(|gone| format!("no longer `{gone}`")));
    told
}

/// A phrase cut at the commas that stand outside quotes.
fn clauses(phrase: &str) -> Vec<String> {
    let mut quoted = false;
    let cut = |c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    };
    phrase.split(cut).map(|clause| clause.trim().to_owned()).collect()
}

/// What a field is called, and the unit behind its value; nothing for fields that have no plain name.
fn label(path: &str) -> Option<(&'static str, &'static str)> {
    let known: &[(&str, &str, &str)] = &[
        ("free.minutes", "free time", " minutes"),
        ("drop_free", "free time at a drop", " minutes"),
        ("step_minutes", "steps of", " minutes"),
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
        ("times", "times", ""),
        ("rate", "the rate", ""),
        ("per_day", "a day", ""),
        ("basis.flat", "flat", ""),
        ("basis.per_mile", "per mile", ""),
        ("tonu.flat", "flat", ""),
        ("minimum", "minimum", ""),
        ("percent", "percent", ""),
        ("amount", "amount", ""),
        ("approval above", "approval above", ""),
        ("needs", "needs", ""),
        ("condition 1", "condition", ""),
        ("condition 2", "inner condition", ""),
    ];
    known
        .iter()
        .find(|(end, _, _)| path == *end || path.ends_with(&format!(".{end}")))
        .map(|(_, label, unit)| (*label, *unit))
}

fn plain(text: &str) -> String {
    text.replace('_', " ")
}

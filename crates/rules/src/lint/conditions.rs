//! Conditions taken apart: what must hold for a phrase to apply, and what cannot hold together. They are read as contracts
//! print them: `all(…)`, `any(…)`, `!(…)`, `==(load.equipment, "53ft reefer")`.

use std::collections::BTreeSet;

/// What must be true for a phrase to apply, or with `true` beside it must not.
pub type Fact = (String, bool);

/// Takes a condition apart into all that must hold: of `all(a, b)` both, of a denied `any(a, b)` the opposite of both.
pub fn facts(text: &str, negated: bool, into: &mut BTreeSet<Fact>) {
    if let Some([inner]) = arguments(text, "!").as_deref() {
        return facts(inner, !negated, into);
    }
    match arguments(text, if negated { "any" } else { "all" }) {
        Some(parts) => parts.into_iter().for_each(|part| facts(part, negated, into)),
        None => drop(into.insert((text.to_owned(), negated))),
    }
}

/// Why facts can never all hold; nothing where they may.
pub fn contradiction(facts: &BTreeSet<Fact>) -> Option<&'static str> {
    let plainly = |(text, negated): &Fact| (text == "false" && !negated) || (text == "true" && *negated);
    if facts.iter().any(plainly) {
        return Some("its condition is never true");
    }
    if facts.iter().any(|(text, negated)| facts.contains(&(text.clone(), !negated))) {
        return Some("it stands under a condition and its opposite");
    }
    let equal: Vec<(&str, &str)> = facts.iter().filter(|(_, negated)| !negated).filter_map(|f| equals(&f.0)).collect();
    let apart = equal.iter().any(|(left, right)| equal.iter().any(|(other, than)| left == other && right != than));
    apart.then_some("it asks that one thing is equal to two")
}

/// What is compared with a text, and the text.
fn equals(text: &str) -> Option<(&str, &str)> {
    match *arguments(text, "==")?.as_slice() {
        [left, right] if right.starts_with('"') => Some((left, right)),
        [left, right] if left.starts_with('"') => Some((right, left)),
        _ => None,
    }
}

/// The arguments of a call of this name that is the whole text.
fn arguments<'t>(text: &'t str, name: &str) -> Option<Vec<&'t str>> {
    let inner = text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')?;
    let (mut all, mut from, mut depth, mut quoted, mut escaped) = (Vec::new(), 0, 0i32, false, false);
    for (at, c) in inner.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                all.push(inner[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    all.push(inner[from..].trim());
    Some(all)
}

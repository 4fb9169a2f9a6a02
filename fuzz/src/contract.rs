//! Contracts: any text, phrases of the vocabulary, and kept expressions for any load.

use arbitrary::{Arbitrary, Result, Unstructured};
use linehaul_domain::Decimal;
use linehaul_domain::event::{Event, EventKind};
use linehaul_domain::extra::Extra;
use linehaul_domain::load::{Item, Load, LoadStatus};
use linehaul_domain::money::{Currency, Money};
use linehaul_domain::table::Tables;
use linehaul_domain::terms::Verb;
use linehaul_domain::time::Utc;
use linehaul_rules::{Contract, lint, read};

use crate::words::{CONTRACT, HEAD, OPERANDS, OPERATORS, PHRASES};

/// Reads a text as a contract and holds what must be true of the answer. Rhai takes a carriage return for an end of line
/// behind a backtick and nowhere else, so the places of such a text are not looked at.
fn contract(text: &str) -> Option<Contract> {
    let tables = Tables::new();
    let effective = "2025-01-01".parse().expect("a date");
    match read("t/2025-01-01.rhai", effective, text, &tables) {
        Ok(contract) => {
            lint(&contract);
            Some(contract)
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a word");
            let lines: Vec<&str> = text.split('\n').collect();
            for p in problems {
                assert!(p.code.as_str().starts_with("LH-3"), "{p:?}");
                if text.contains('\r') {
                    continue;
                }
                let line =
                    lines.get((p.line as usize).wrapping_sub(1)).unwrap_or_else(|| panic!("no such line: {p:?}"));
                assert!(p.column >= 1 && p.column as usize <= line.chars().count() + 1, "outside its line: {p:?}");
            }
            None
        }
    }
}

/// Any text, bare and behind a valid first phrase.
pub fn read_contract(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    contract(&text);
    contract(&format!("{HEAD}{text}"));
}

/// Whole phrases in any order, with tokens of the vocabulary between them.
pub fn phrases(bytes: &[u8]) {
    let mut u = Unstructured::new(bytes);
    let verbs: Vec<&str> = linehaul_rules::verbs().collect();
    let mut text = HEAD.to_owned();
    while !u.is_empty() && text.len() < 20_000 {
        let whole = u.ratio(4, 5).unwrap_or(false);
        let tokens = if u.ratio(1, 3).unwrap_or(false) { &verbs } else { CONTRACT };
        let Ok(token) = u.choose(if whole { PHRASES } else { tokens }) else { break };
        text.push_str(token);
        if u.ratio(9, 10).unwrap_or(true) {
            text.push(' ');
        }
    }
    if let Some(contract) = contract(&text) {
        assert_all(&contract, &Load::new("L".into()));
    }
}

/// A kept expression and a load, both arbitrary.
pub fn evaluate(bytes: &[u8]) {
    let mut u = Unstructured::new(bytes);
    let Ok(load) = load(&mut u) else { return };
    let Ok(kept) = expression(&mut u, 6) else { return };
    for body in [format!("charge \"X\" amount {kept};"), format!("when {kept} {{ tarp flat 1.00; }}")] {
        if let Some(contract) = contract(&format!("{HEAD}{body}")) {
            assert_all(&contract, &load);
        }
    }
}

/// Every condition and amount has a value or a typed error, and the same one the second time.
fn assert_all(contract: &Contract, load: &Load) {
    for term in &contract.terms().terms {
        for when in &term.when {
            assert_eq!(contract.holds(when, load), contract.holds(when, load));
        }
        if let Verb::Charge { amount, .. } = term.verb {
            assert_eq!(contract.amount(amount, load), contract.amount(amount, load));
        }
    }
}

fn expression(u: &mut Unstructured<'_>, depth: u32) -> Result<String> {
    let kind = if depth == 0 { 0 } else { u.int_in_range(0..=9)? };
    let part = |u: &mut Unstructured<'_>| expression(u, depth.saturating_sub(1));
    Ok(match kind {
        0..=2 => (*u.choose(OPERANDS)?).to_owned(),
        3..=5 => format!("{} {} {}", part(u)?, u.choose(OPERATORS)?, part(u)?),
        6 => format!("({})", part(u)?),
        7 => {
            let name = u.choose(&["least", "greatest"])?;
            format!("{name}({}, {})", part(u)?, part(u)?)
        }
        8 => {
            let name = u.choose(&["round_half_up", "round_up", "round_down"])?;
            format!("{name}({}, {})", part(u)?, u.int_in_range(-2i64..=12)?)
        }
        _ => match u.int_in_range(0..=3)? {
            0 => format!("!{}", part(u)?),
            1 => format!("-{}", part(u)?),
            2 => format!("if {} {{ {} }} else {{ {} }}", part(u)?, part(u)?, part(u)?),
            _ => format!("{{ loop {{ {}; }} }}", part(u)?),
        },
    })
}

fn decimal(u: &mut Unstructured<'_>) -> Result<Decimal> {
    let parts: (u32, u32, u32) = u.arbitrary()?;
    Ok(Decimal::from_parts(parts.0, parts.1, parts.2, u.arbitrary()?, u.int_in_range(0..=28)?))
}

fn some(u: &mut Unstructured<'_>) -> Result<Option<Decimal>> {
    if u.arbitrary()? { decimal(u).map(Some) } else { Ok(None) }
}

fn extra(u: &mut Unstructured<'_>) -> Result<Extra> {
    Ok(match u.int_in_range(0..=3)? {
        0 => Extra::Text(String::arbitrary(u)?),
        1 => Extra::Number(decimal(u)?),
        2 => Extra::Money(Money::new(decimal(u)?, Currency::USD)),
        _ => Extra::Flag(u.arbitrary()?),
    })
}

fn load(u: &mut Unstructured<'_>) -> Result<Load> {
    let mut load = Load::new("L".into());
    load.mode = u.choose(&["", "TL", "LTL"])?.to_string();
    load.equipment = u.choose(&["", "dry van"])?.to_string();
    load.status = *u.choose(&[LoadStatus::Booked, LoadStatus::Tonu, LoadStatus::Delivered])?;
    (load.miles, load.deadhead_miles, load.weight_lb) = (some(u)?, some(u)?, some(u)?);
    load.driver_count = u.arbitrary()?;
    if u.arbitrary()? {
        load.items.push(Item { class: None, weight_lb: some(u)?, pieces: u.arbitrary()?, hazmat: u.arbitrary()? });
    }
    if u.arbitrary()? {
        let at = linehaul_domain::chrono::DateTime::<Utc>::UNIX_EPOCH;
        let (kind, _) = *u.choose(EventKind::ALL)?;
        let id = "1".to_owned();
        load.events.push(Event { id, kind, stop: None, at, recorded: at, charge: None, amount: None, quantity: None, by: None, note: None });
    }
    for name in ["a", "b"] {
        if u.arbitrary()? {
            load.extras.insert(name.to_owned(), extra(u)?);
        }
    }
    if u.arbitrary()? {
        load.references.insert("customer_po".to_owned(), String::arbitrary(u)?);
    }
    Ok(load)
}

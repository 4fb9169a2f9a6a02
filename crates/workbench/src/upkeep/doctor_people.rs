//! What a doctor asks about people: whether two pairs of eyes are two people, and what was loosened when.

use std::collections::{BTreeMap, BTreeSet};

use linehaul_billing::approval::{Action, roles_for};
use linehaul_domain::decision::{Decision, Role};
use linehaul_domain::fault::Outcome;

use crate::settings::config::Config;
use crate::workspace::home::Workbench;

/// Pairs of acts that four eyes keep apart.
const APART: &[(Action, Action)] = &[(Action::Adjust, Action::Approve), (Action::Publish, Action::Agree)];

/// The checks: name, well or not, in words.
pub fn people(bench: &Workbench) -> Outcome<Vec<(&'static str, bool, String)>> {
    let (ok, message) = eyes(&bench.config);
    Ok(vec![("people", ok, message), ("controls", true, controls(bench)?)])
}

/// Is an account bound to several names whose roles four eyes keep apart? Then one person has what looks like two.
fn eyes(config: &Config) -> (bool, String) {
    if config.is_sample() {
        return (true, "sample company: every account may act as every user".to_owned());
    }
    let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for user in &config.users {
        for account in &user.accounts {
            names.entry(account).or_default().insert(&user.name);
        }
    }
    let found: Vec<String> = names
        .into_iter()
        .filter(|(_, names)| apart(config, names))
        .map(|(account, names)| {
            let names: Vec<&str> = names.into_iter().collect();
            format!("the account `{account}` is bound to {}", names.join(", "))
        })
        .collect();
    match found.as_slice() {
        [] => (true, format!("{} users; no account has two names that check each other", config.users.len())),
        some => {
            let next =
                "one person's adjustment cannot be approved under the other name; bind each account to one [[user]]";
            (false, format!("{}: {next}", some.join("; ")))
        }
    }
}

/// Do two different names have the two sides of something?
fn apart(config: &Config, names: &BTreeSet<&str>) -> bool {
    let may = |action: Action| -> BTreeSet<&str> {
        let has = |roles: &[Role]| roles.iter().any(|role| roles_for(action).contains(role));
        let users = config.users.iter().filter(|u| names.contains(u.name.as_str()) && has(&u.roles));
        users.map(|u| u.name.as_str()).collect()
    };
    APART.iter().any(|(one, other)| {
        let (one, other) = (may(*one), may(*other));
        !one.is_empty() && !other.is_empty() && one.union(&other).count() > 1
    })
}

/// The last time that a control was loosened.
fn controls(bench: &Workbench) -> Outcome<String> {
    let entries = bench.book.entries_of_kinds(&["controls_set"])?;
    let last = entries.iter().rev().find_map(|e| match &e.entry.decision {
        Decision::ControlsSet { loosened, .. } if !loosened.is_empty() => Some((e, loosened)),
        _ => None,
    });
    Ok(last.map_or_else(
        || "none was loosened since the book keeps them".to_owned(),
        |(entry, loosened)| {
            let (at, account) = (entry.entry.at.format("%Y-%m-%d %H:%M UTC"), &entry.entry.actor.account);
            format!(
                "last loosened as entry {} found it on {at}, opened by {account}: {}",
                entry.seq,
                loosened.join("; ")
            )
        },
    ))
}

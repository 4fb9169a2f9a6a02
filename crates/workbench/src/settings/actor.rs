//! Who is acting: the operating-system account, and the user it may act as.
//!
//! On one machine this is tamper-evident, not access control: whoever may write the files may write anything. The book
//! stores the account beside the name.

use std::sync::OnceLock;

use linehaul_domain::decision::{Actor, Decision, NewEntry, Role};
use linehaul_domain::fault::{Code, Fault, Outcome};
use linehaul_domain::time::Instant;

use crate::settings::config::{Config, User};

/// The account that runs this process, as the operating system has it. The environment is not asked: everybody sets their own.
pub fn account() -> String {
    // A process keeps its account, and a directory service may be slow.
    static ACCOUNT: OnceLock<String> = OnceLock::new();
    ACCOUNT.get_or_init(own).clone()
}

/// The real user and not the effective one: a program that was lent rights still acts for who started it.
#[cfg(unix)]
fn own() -> String {
    named(nix::unistd::getuid())
}

/// An account that has no name (a container, a directory service out of reach) is told by its number: no two share one.
#[cfg(unix)]
fn named(uid: nix::unistd::Uid) -> String {
    let known = nix::unistd::User::from_uid(uid).ok().flatten().map(|user| user.name);
    known.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("uid-{uid}"))
}

#[cfg(windows)]
fn own() -> String {
    whoami::username().unwrap_or_else(|_| "unnamed".to_owned())
}

/// The program itself.
pub fn system() -> Actor {
    Actor { account: account(), name: "linehaul".to_owned(), role: Role::System }
}

/// An entry of the program's own.
pub fn entry(at: Instant, decision: Decision) -> NewEntry {
    NewEntry { at, actor: system(), decision }
}

/// May this account act as this user?
pub fn bound(user: &User, account: &str) -> bool {
    user.accounts.iter().any(|a| a == "*" || a == account)
}

fn refuse<T>(code: Code, what: String, next: &str) -> Outcome<T> {
    Err(Fault::new(code, what, "Nothing was decided.", next))
}

/// The user of this name, when this account may act as it; LH-401, LH-402.
pub fn own_user<'a>(config: &'a Config, name: &str) -> Outcome<&'a User> {
    let Some(user) = config.users.iter().find(|u| u.name == name) else {
        return refuse(Code::UserUnknown, format!("there is no user `{name}`"), "Name a [[user]] of linehaul.toml.");
    };
    let account = account();
    if !bound(user, &account) {
        let what = format!("the account `{account}` may not act as `{name}`");
        return refuse(Code::AccountNotBound, what, "Sign in as an account bound to that user.");
    }
    Ok(user)
}

/// The actor for something that any of `roles` may do. `as_user` takes only names bound to this account (LH-401, LH-402);
/// without it the account's first user with such a role decides (LH-403).
pub fn acting(config: &Config, as_user: Option<&str>, roles: &[Role]) -> Outcome<Actor> {
    let account = account();
    let actor = |user: &User, role| Actor { account: account.clone(), name: user.name.clone(), role };
    let allowed = |user: &User| roles.iter().find(|r| user.roles.contains(r)).copied();
    if let Some(name) = as_user {
        let user = own_user(config, name)?;
        let what = format!("`{name}` may not do this: it takes the role {}", words(roles));
        return match allowed(user) {
            Some(role) => Ok(actor(user, role)),
            None => refuse(Code::RoleMissing, what, "Ask somebody who has the role."),
        };
    }
    let mine = config.users.iter().filter(|u| bound(u, &account));
    let found = mine.filter_map(|u| allowed(u).map(|role| actor(u, role))).next();
    match found {
        Some(actor) => Ok(actor),
        None => refuse(
            Code::RoleMissing,
            format!("no user bound to the account `{account}` has the role {}", words(roles)),
            "Add a [[user]] with that role to linehaul.toml, or ask somebody who has it.",
        ),
    }
}

fn words(roles: &[Role]) -> String {
    let names: Vec<String> = roles.iter().map(|r| format!("{r:?}").to_lowercase()).collect();
    names.join(" or ")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn an_account_without_a_name_is_told_by_its_number() {
        assert_eq!(named(nix::unistd::Uid::from_raw(4_000_000_123)), "uid-4000000123");
        assert_eq!(named(nix::unistd::Uid::from_raw(0)), "root");
    }
}
